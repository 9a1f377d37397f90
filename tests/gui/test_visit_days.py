"""A visit for whole days has the days that were typed: in its dialog, on the job, on the board, and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from officedesk.errors import InvalidInput
from officedesk.models.papers import PaperVisit
from officedesk.reports.render import render
from officedesk.services.desk import Desk
from officedesk.services.schedule.board import board
from officedesk.services.work.drafts import VisitDraft
from officedesk.services.work.jobs import job, save_job
from officedesk.views.shell import Shell
from officedesk.views.work.job_facts import Technicians
from officedesk.views.work.visit_dialog import VisitDialog
from officedesk.views.work.visits_card import VisitsCard
from tests.db import planning_support
from tests.db.planning_support import at
from tests.gui.keys import settle
from tests.reports.samples import WORK_ORDER, text_of

NOBODY = Technicians({}, ())
MONDAY, WEDNESDAY, FRIDAY = (date(2023, 6, day) for day in (26, 28, 30))


@pytest.fixture
def under(qtbot: QtBot) -> QWidget:
    """What the dialogs belong to."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(under: QWidget, shell: Shell) -> VisitDialog:
    return VisitDialog(shell, under, None, NOBODY)


def answered(dialog: VisitDialog, qtbot: QtBot, shell: Shell) -> VisitDraft:
    given: list[VisitDraft] = []
    dialog.given.connect(given.append)
    dialog.answer()
    qtbot.waitUntil(lambda: bool(given))
    settle(qtbot, shell)
    return given[0]


def test_the_last_day_that_is_typed_is_the_last_day_everywhere(
    dialog: VisitDialog, under: QWidget, qtbot: QtBot, shell: Shell, desk: Desk
) -> None:
    dialog.day.set_value(MONDAY)
    dialog.last_day.set_value(WEDNESDAY)
    dialog.all_day.setChecked(True)
    visit = answered(dialog, qtbot, shell)
    work = planning_support.job(desk)

    stored = save_job(desk, replace(job(desk, work), visits=(visit,))).visits[0]

    block = board(desk, MONDAY, FRIDAY).visits[0]
    assert (block.first_day, block.last_day) == (MONDAY, WEDNESDAY)
    again = VisitDialog(shell, under, stored, NOBODY)
    assert (again.day.value(), again.last_day.value(), again.all_day.isChecked()) == (MONDAY, WEDNESDAY, True)
    card = VisitsCard(shell)
    qtbot.addWidget(card)
    assert card.day_of(stored) == "Mon 06/26/2023 – 06/28/2023"
    paper = replace(WORK_ORDER, visits=(PaperVisit(stored.starts, stored.ends, all_day=True),))
    assert "06/26/2023 – 06/28/2023" in text_of(render(paper))


def test_one_whole_day_is_one_day(dialog: VisitDialog, under: QWidget, qtbot: QtBot, shell: Shell) -> None:
    dialog.day.set_value(MONDAY)
    dialog.all_day.setChecked(True)
    visit = answered(dialog, qtbot, shell)
    again = VisitDialog(shell, under, visit, NOBODY)
    assert (again.day.value(), again.last_day.value()) == (MONDAY, None)


def test_a_visit_longer_than_any_calendar_looks_back_is_refused(desk: Desk) -> None:
    draft = job(desk, planning_support.job(desk))
    long = VisitDraft(at(MONDAY, "8"), at(date(2023, 7, 11), "9"))
    with pytest.raises(InvalidInput, match="14 days at most"):
        save_job(desk, replace(draft, visits=(long,)))
