"""Papers and calendars of the schedule in the window: looked at, kept, emailed; a folder that follows the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from officedesk.services.office.drafts import TechnicianDraft
from officedesk.services.office.people import save_technician
from officedesk.services.work.drafts import JobDraft, VisitDraft
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.main_window import MainWindow
from officedesk.views.schedule.calendar_keeper import SETTING
from officedesk.views.schedule.calendars import CalendarDialog, open_calendars
from officedesk.views.schedule.papers import WEEK, DayPapers, print_day_sheets
from officedesk.views.shell import Shell
from tests.factories import make_customer
from tests.gui.keys import settle
from tests.gui.test_accessibility import nameless, stops, told
from tests.gui.test_crew_settings import dialog_of, opened


@pytest.fixture
def anna(shell: Shell) -> int:
    return save_technician(shell.desk, TechnicianDraft("Anna Grip", email="anna@lakeside.example")).id or 0


@pytest.fixture
def planned(shell: Shell, anna: int) -> JobDraft:
    """A visit of Anna's today, one tomorrow, and one that nobody has."""
    at = datetime.combine(shell.desk.today(), time(8))
    visits = (
        VisitDraft(at, at + timedelta(hours=1), technician_ids=(anna,)),
        VisitDraft(at + timedelta(days=1), at + timedelta(days=1, hours=1), technician_ids=(anna,)),
        VisitDraft(at, at + timedelta(hours=1)),
    )
    draft = new_job(shell.desk, make_customer(shell.desk, "ABC Company"))
    return save_job(shell.desk, replace(draft, description="Filter change", visits=visits))


def words(dialog: DayPapers) -> str:
    assert dialog._paper is not None
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(dialog._paper.content)).pages)


@pytest.fixture
def papers(qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft) -> Iterator[DayPapers]:
    made = print_day_sheets(shell, window, shell.desk.today())
    settle(qtbot, shell)
    yield made
    settle(qtbot, shell)


def test_the_day_is_shown_for_everybody_and_for_one(qtbot: QtBot, shell: Shell, papers: DayPapers, anna: int) -> None:
    assert all(name in words(papers) for name in ("Anna Grip", "Not assigned yet"))
    papers.who.set_value(anna)
    papers.who.edited.emit()
    settle(qtbot, shell)
    assert "Not assigned" not in words(papers)
    qtbot.keyClick(papers, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, shell)
    assert papers.day.value() == shell.desk.today() + timedelta(days=1)
    assert f"{papers.day.value():%A}" in words(papers)
    papers.which.chosen.emit(WEEK)
    papers.which.set_value(WEEK)
    papers._draw()
    settle(qtbot, shell)
    assert words(papers).startswith("Week of")
    papers.reject()


def test_a_paper_is_kept_as_pdf(qtbot: QtBot, shell: Shell, papers: DayPapers, tmp_path: Path) -> None:
    papers.save_pdf()
    (dialog,) = papers.findChildren(QFileDialog, "save_pdf")
    dialog.fileSelected.emit(str(tmp_path / "day.pdf"))
    dialog.close()
    settle(qtbot, shell)
    assert (tmp_path / "day.pdf").read_bytes() == papers._paper.content  # type: ignore[union-attr]
    papers.reject()


def test_a_paper_is_emailed_to_whom_it_is_for(qtbot: QtBot, shell: Shell, papers: DayPapers, anna: int) -> None:
    papers.who.set_value(anna)
    papers.who.edited.emit()
    settle(qtbot, shell)
    with qtbot.waitSignal(shell.compose_wanted) as asked:
        papers.email()
    (place,) = asked.args
    draft, (name, content) = place.context["draft"], place.context["pdf"]
    assert [str(one) for one in draft.to] == ["Anna Grip <anna@lakeside.example>"]
    assert name == draft.pdf_name
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")
    settle(qtbot, shell)


def test_ctrl_k_opens_papers_and_calendars(qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft) -> None:
    for which, kind in (("day", DayPapers), ("week", DayPapers), ("calendars", CalendarDialog)):
        shell.day_papers_wanted.emit(which)
        settle(qtbot, shell)
        (made,) = [one for one in window.findChildren(QDialog) if isinstance(one, kind) and one.isVisible()]
        made.reject()
        settle(qtbot, shell)


def test_one_calendar_is_saved(
    qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft, tmp_path: Path
) -> None:
    dialog = open_calendars(shell, window)
    settle(qtbot, shell)
    dialog.save_button.click()
    settle(qtbot, shell)
    (asked,) = dialog.findChildren(QFileDialog, "save_calendar")
    asked.fileSelected.emit(str(tmp_path / "anna.ics"))
    asked.close()
    settle(qtbot, shell)
    assert (tmp_path / "anna.ics").read_bytes().count(b"BEGIN:VEVENT") == 2
    assert "2 visits of Anna Grip saved" in dialog.told.text()
    dialog.reject()


def test_a_folder_follows_the_schedule(
    qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft, anna: int, tmp_path: Path
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    window.keep_calendars()
    keeper: Any = window.calendars
    assert not keeper.busy
    dialog = open_calendars(shell, window)
    settle(qtbot, shell)
    dialog.keep.blockSignals(True)
    dialog.keep.setChecked(True)
    dialog.keep.blockSignals(False)
    dialog.use(str(folder))
    settle(qtbot, shell)
    (path,) = folder.iterdir()
    assert shell.config.get(SETTING) == str(folder)
    dialog.reject()
    qtbot.waitUntil(lambda: not keeper.busy)
    before = path.read_bytes()
    draft = job(shell.desk, planned.id or 0)
    save_job(shell.desk, replace(draft, description="Another filter"))
    shell.signals.changed.emit("job", planned.id or 0, draft.customer_id)
    assert keeper.busy
    keeper.look()
    qtbot.waitUntil(lambda: not keeper.busy)
    assert path.read_bytes() != before
    assert b"Another filter" in path.read_bytes()


def test_a_folder_that_is_gone_is_said_once(
    qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft, tmp_path: Path
) -> None:
    said: list[str] = []
    shell.toast_wanted.connect(lambda text, *_: said.append(text))
    shell.config.put(SETTING, str(tmp_path / "gone"))
    window.keep_calendars()
    keeper: Any = window.calendars
    for _ in range(2):
        keeper.look()
        qtbot.waitUntil(lambda: not keeper._looking)
    assert len([text for text in said if "not written" in text]) == 1
    assert "not a folder" in keeper.problem
    shell.config.put(SETTING, None)
    keeper.start(0)
    assert not keeper.busy


def test_every_control_of_the_dialogs_has_a_name(
    qtbot: QtBot, window: MainWindow, shell: Shell, planned: JobDraft
) -> None:
    for made in (print_day_sheets(shell, window, shell.desk.today()), open_calendars(shell, window)):
        settle(qtbot, shell)
        found = stops(made)
        assert len(found) > 4
        assert not [told(one) for one in found if nameless(one)]
        made.reject()
        settle(qtbot, shell)
    for title in ("Technicians", "Time off", "Numbers", "Skills"):
        section = opened(qtbot, window, shell, title)
        section.add()
        settle(qtbot, shell)
        dialog = dialog_of(section)
        assert not [told(one) for one in stops(dialog) if nameless(one)], title
        assert dialog.height() <= 640, title
        dialog.reject()
        settle(qtbot, shell)
