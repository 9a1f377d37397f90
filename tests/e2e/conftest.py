"""The sample office, made once for all tests that walk through the whole program."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.context import AppContext
from officedesk.database.attachments.layout import folder_of
from officedesk.database.place import OfficePlace
from officedesk.services.customers.addresses import warm_up
from officedesk.services.desk import Desk
from officedesk.services.office.sample import make_sample
from officedesk.views.application import Desktop, open_window
from officedesk.views.theme import Theme
from tests.e2e.walking import settle
from tests.support.plain import OpenDesktop


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def sample_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office's file: copy it before use."""
    path = tmp_path_factory.mktemp("sample") / "sample.officedesk"
    make_sample(OfficePlace(path=path), "DESK-1")
    return path


@pytest.fixture(scope="session")
def places() -> None:
    """The ZIP codes are at hand. A process that gives way to all others writes them down: no test waits for it."""
    warm_up()


@pytest.fixture
def open_desktop(
    qapp: QApplication, theme: Theme, desk: Desk, tmp_path: Path, qtbot: QtBot, places: None
) -> Iterator[OpenDesktop]:
    """Opens the window of the office, as small as it may be, once there is something in it. Nothing may fail."""
    opened: list[tuple[Desktop, AppContext]] = []
    failures: list[Exception] = []

    def show() -> Desktop:
        context = open_context(str(desk.database.place.path), Config(tmp_path / "settings.json"))
        made = open_window(qapp, context, theme)
        opened.append((made, context))
        made.shell.failed.connect(failures.append)
        made.window.resize(1280, 720)
        with qtbot.waitActive(made.window):
            made.window.show()
        return made

    yield show
    for made, context in opened:
        made.end()
        context.close()
    assert not failures, failures


@pytest.fixture
def sample_copy(tmp_path: Path, sample_office: Path) -> Path:
    """A sample office of one's own, with its attachments."""
    path = tmp_path / "Northside.officedesk"
    path.write_bytes(sample_office.read_bytes())
    shutil.copytree(folder_of(sample_office), folder_of(path))
    return path


@pytest.fixture
def desktop(qapp: QApplication, theme: Theme, sample_copy: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Desktop]:
    """The window over :func:`sample_copy`. Nothing may fail in it."""
    context = open_context(str(sample_copy), Config(tmp_path / "settings.json"))
    made = open_window(qapp, context, theme)
    failures: list[Exception] = []
    made.shell.failed.connect(failures.append)
    made.window.resize(1440, 900)
    with qtbot.waitActive(made.window):
        made.window.show()
    settle(qtbot, made)
    yield made
    made.end()
    context.close()
    assert not failures, failures
