"""The sample office: one click away, marked wherever one looks, made anew on request, and left for one's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.archive import drawn
from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.database.attachments.layout import folder_of
from officedesk.database.place import OfficePlace
from officedesk.errors import NotAllowed
from officedesk.models.papers import PaperKind
from officedesk.services.customers.marks import set_favourite
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.office.sample import anew
from officedesk.services.office.sample.anew import made_anew
from officedesk.views.program import Program
from officedesk.views.theme import Theme
from tests.e2e.walking import dialog_in_front
from tests.gui.keys import CTRL, press
from tests.support.programs import Begin, programs


@pytest.fixture
def begin(qapp: QApplication, theme: Theme, qtbot: QtBot) -> Iterator[Begin]:
    with programs(qapp, theme, qtbot) as made:
        yield made


@pytest.fixture
def program(begin: Begin, tmp_path: Path, sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program in front of the start window; its sample office is there already."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("OFFICEDESK_DATA", str(data))
    for end in ("", ".files"):
        sample_copy.with_name(sample_copy.name + end).rename(data / f"Sample office.officedesk{end}")
    made = begin(start(Config(tmp_path / "settings.json")))
    made.choose()
    return made


def test_one_click_opens_it_and_everything_says_that_nothing_is_real(program: Program, qtbot: QtBot) -> None:
    with qtbot.waitActive(program.chooser):
        program.chooser.activateWindow()
    press("t", modifier=CTRL)
    qtbot.waitUntil(lambda: program.desktop is not None)
    window, shell = program.desktop.window, program.desktop.shell
    qtbot.waitUntil(lambda: not shell.runner.busy)
    assert window.windowTitle().startswith("SAMPLE – ")
    assert window.sample.isVisible()
    assert "Sample office" in window.sample.accessibleName()
    text = PdfReader(BytesIO(drawn(shell.desk, PaperKind.INVOICE, "3482").content)).pages[0].extract_text()
    assert "Sample office: not a real document" in " ".join(text.split())
    # From here to an office of one's own: this one closes, the assistant opens.
    window.sample.own.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.desktop is None)
    assert program.chooser.isVisible()
    assert program.beginner.assistant.isVisible()
    program.beginner.assistant.reject()


def test_it_starts_over_as_it_was(
    program: Program, qtbot: QtBot, sample_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made_before(place: OfficePlace, _desktop: str) -> None:
        """What `make_sample` makes, without the seconds that it takes."""
        assert place.path is not None
        shutil.copyfile(sample_office, place.path)
        shutil.copytree(folder_of(sample_office), folder_of(place.path))

    monkeypatch.setattr(anew, "make_sample", made_before)
    program.chooser.sample.click()
    qtbot.waitUntil(lambda: program.desktop is not None)
    before = program.desktop
    desk = before.shell.desk
    path = desk.database.place.path
    was = profile(desk, 1).favourite
    set_favourite(desk, 1, not was)
    qtbot.waitUntil(lambda: not before.shell.runner.busy)
    before.window.sample.anew.click()
    dialog_in_front(qtbot)
    press(Qt.Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: program.desktop is not None and program.desktop is not before, timeout=30_000)
    after = program.desktop
    qtbot.waitUntil(lambda: not after.shell.runner.busy)
    assert after.shell.desk.database.place.path == path
    assert profile(after.shell.desk, 1).favourite is was
    assert after.shell.sample
    assert not [left.name for left in path.parent.iterdir() if ".new" in left.name or ".old" in left.name]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_no_other_office_is_ever_made_anew(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="not the sample office"):
        made_anew(desk)


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_an_office_of_ones_own_is_not_marked(qapp: QApplication, theme: Theme, desk: Desk, tmp_path: Path) -> None:
    from officedesk.views.application import open_window

    context = open_context(str(desk.database.place.path), Config(tmp_path / "settings.json"))
    made = open_window(qapp, context, theme)
    assert "SAMPLE" not in made.window.windowTitle()
    assert not made.shell.sample
    made.end()
    context.close()
