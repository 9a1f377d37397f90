"""The board of projects: seen, dragged with the mouse, moved with keys, live, filtered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select

from officedesk.models.enums import Priority, ProjectState
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.projects import editing, leads
from officedesk.services.projects.listing import project_row
from officedesk.views.main_window import MainWindow
from officedesk.views.projects.cards import GAP, CardDelegate
from officedesk.views.projects.kanban import KanbanBoard
from officedesk.views.projects.projects_page import ProjectsPage
from officedesk.views.shell import Shell
from tests.factories import second_desk
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, double_click, press, settle
from tests.gui.project_support import Steps, ask, at_each_step
from tests.gui.rows import Rows

ORDER = list(Step)


@pytest.fixture(scope="module")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def steps(desk: Desk, rows: Rows) -> Steps:
    return at_each_step(desk, rows.abc)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, shell: Shell, steps: Steps) -> ProjectsPage:
    shell.go("projects")
    made = window.page("projects")
    assert isinstance(made, ProjectsPage)
    settle(qtbot, shell)
    return made


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    made = second_desk(desk)
    yield made
    made.database.close()


def shown(board: KanbanBoard) -> dict[str, list[int]]:
    return {step.value: [row.id for row in made.cards.cards.rows] for step, made in board.columns.items()}


def drag(qtbot: QtBot, shell: Shell, board: KanbanBoard, project_id: int, to: Step) -> None:
    """Pick the card up with the mouse and let it go over another column."""
    source = next(made for made in board.columns.values() if any(r.id == project_id for r in made.cards.cards.rows))
    at = [row.id for row in source.cards.cards.rows].index(project_id)
    viewport = source.cards.viewport()
    begin = source.cards.visualRect(source.cards.cards.index(at, 0)).center()
    target = board.columns[to]
    end = viewport.mapFromGlobal(target.mapToGlobal(target.rect().center()))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=begin)
    for part in range(1, 6):
        QTest.mouseMove(viewport, begin + (end - begin) * part / 5)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    settle(qtbot, shell)


def test_each_project_is_in_the_column_of_its_step(page: ProjectsPage, steps: Steps) -> None:
    assert shown(page.board) == {
        "lead": [steps.lead], "estimate": [steps.estimate], "job": [steps.job], "invoice": [steps.invoice],
        "delivered": [steps.delivered],
    }  # fmt: skip
    told = page.board.columns[Step.LEAD].cards.cards.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Heat pump for the garage, Project ")
    assert "High" in told


def test_a_card_dragged_to_the_job_makes_the_job(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, desk: Desk, steps: Steps
) -> None:
    drag(qtbot, shell, page.board, steps.estimate, Step.JOB)
    assert project_row(desk, steps.estimate).step is Step.JOB
    assert steps.estimate in shown(page.board)["job"]
    drag(qtbot, shell, page.board, steps.estimate, Step.INVOICE)
    assert steps.estimate in shown(page.board)["invoice"]


def test_an_unestimated_lead_dragged_past_the_estimate_opens_its_editor(
    qtbot: QtBot, page: ProjectsPage, window: MainWindow, shell: Shell, steps: Steps, desk: Desk
) -> None:
    drag(qtbot, shell, page.board, steps.lead, Step.INVOICE)
    editor = window.page("estimate")
    qtbot.waitUntil(editor.isVisible)
    settle(qtbot, shell)
    assert editor.draft.project_id == steps.lead  # type: ignore[attr-defined]
    assert editor.draft.description == "Heat pump for the garage"  # type: ignore[attr-defined]
    assert project_row(desk, steps.lead).step is Step.LEAD


def test_delivered_is_dragged_on_and_back(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, desk: Desk, steps: Steps
) -> None:
    drag(qtbot, shell, page.board, steps.invoice, Step.DELIVERED)
    assert editing.project(desk, steps.invoice).delivered_at is not None
    drag(qtbot, shell, page.board, steps.invoice, Step.LEAD)
    assert editing.project(desk, steps.invoice).state is ProjectState.IN_PROGRESS
    assert steps.invoice in shown(page.board)["invoice"]


def test_a_card_does_not_go_back_by_itself(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, steps: Steps, failures: list[Exception]
) -> None:
    before = shown(page.board)
    drag(qtbot, shell, page.board, steps.job, Step.LEAD)
    assert "past that step" in str(failures.pop())
    assert shown(page.board) == before


def test_a_card_let_go_where_it_was_or_outside_stays(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, steps: Steps
) -> None:
    before = shown(page.board)
    drag(qtbot, shell, page.board, steps.lead, Step.LEAD)
    assert shown(page.board) == before
    assert page.board._floating.isHidden()


def test_keys_go_along_the_board_and_move_cards(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, desk: Desk, steps: Steps
) -> None:
    cards = {step: made.cards for step, made in page.board.columns.items()}
    assert cards[Step.LEAD].hasFocus()
    press(Qt.Key.Key_Right)
    assert cards[Step.ESTIMATE].hasFocus()
    assert cards[Step.ESTIMATE].current is not None
    press(Qt.Key.Key_Right, modifier=CTRL)
    settle(qtbot, shell)
    assert project_row(desk, steps.estimate).step is Step.JOB
    # The keyboard went with the card.
    assert cards[Step.JOB].hasFocus()
    assert cards[Step.JOB].current is not None
    assert cards[Step.JOB].current.id == steps.estimate


def test_enter_and_a_double_click_open_the_project(
    qtbot: QtBot, page: ProjectsPage, window: MainWindow, shell: Shell, steps: Steps
) -> None:
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.page("project").isVisible()
    shell.go("projects")
    settle(qtbot, shell)
    cards = page.board.columns[Step.JOB].cards
    double_click(cards.viewport(), cards.visualRect(cards.cards.index(0, 0)).center())
    settle(qtbot, shell)
    opened = window.page("project")
    assert opened.story.project.id == steps.job  # type: ignore[attr-defined]


def test_another_desktop_is_seen(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, other: Desk, rows: Rows, steps: Steps
) -> None:
    _, made = ask(other, rows.abc, "From the other desktop", priority=Priority.URGENT)
    with shell.signals.from_elsewhere():
        shell.signals.changed.emit("lead", 0, rows.abc)
    settle(qtbot, shell)
    assert shown(page.board)["lead"] == [made, steps.lead]


def test_filters_narrow_the_board_and_the_list_alike(
    qtbot: QtBot, page: ProjectsPage, shell: Shell, steps: Steps, desk: Desk
) -> None:
    page.filters.search.setFocus()
    press("garage")
    qtbot.waitUntil(lambda: shown(page.board)["estimate"] == [])
    settle(qtbot, shell)
    assert shown(page.board)["lead"] == [steps.lead]
    QTest.mouseClick(page.look._buttons["list"], Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert list(page.panel.model.all_ids()) == [steps.lead]
    page.filters.clear()
    settle(qtbot, shell)
    assert len(page.panel.model.all_ids()) == 5
    lead = leads.lead(desk, steps.lead_id)
    leads.save_lead(desk, replace(lead, priority=Priority.LOW), lead)
    page.filters.priority._toggle(list(Priority).index(Priority.LOW), True)
    settle(qtbot, shell)
    assert list(page.panel.model.all_ids()) == [steps.lead]


def test_a_long_column_is_read_as_somebody_goes_through_it(
    qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, rows: Rows, other: Desk
) -> None:
    first_lead, first = ask(desk, rows.abc, "The first of all")
    made = [first, *copies(desk, first_lead, first, 140)]
    shell.go("projects")
    settle(qtbot, shell)
    page = window.page("projects")
    assert isinstance(page, ProjectsPage)
    column = page.board.columns[Step.LEAD]
    cards = column.cards
    assert column.count.text() == "141"
    assert [row.id for row in cards.cards.rows] == made[:-41:-1]
    assert cards.hasFocus()

    # The last one, by its key.
    press(Qt.Key.Key_End)
    assert cards.current_id == first
    qtbot.waitUntil(lambda: cards.current is not None)
    assert cards.current is not None
    assert cards.current.title == "The first of all"
    assert 40 < len(cards.cards.rows) < 141

    # The middle, by the wheel: what another desktop does does not move it.
    bar = cards.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: cards.indexAt(QPoint(GAP, GAP)).data() is not None)
    seen, at = cards.indexAt(QPoint(GAP, GAP)).data(), cards.visualRect(cards.indexAt(QPoint(GAP, GAP))).top()
    _, urgent = ask(other, rows.abc, "Urgent", priority=Priority.URGENT)
    named = editing.project(other, made[70])
    editing.save_project(other, replace(named, title="Called otherwise meanwhile"), named)
    with shell.signals.from_elsewhere():
        shell.signals.changed.emit("project", 0, rows.abc)
    qtbot.waitUntil(lambda: column.count.text() == "142")
    settle(qtbot, shell)
    there = cards.indexAt(QPoint(GAP, GAP))
    assert (there.data(), cards.visualRect(there).top()) == (seen, at)
    assert cards.cards.ids[0] == urgent
    assert cards.current_id == first
    cards.scrollTo(cards.cards.index(cards.cards.ids.index(made[70]), 0))
    qtbot.waitUntil(
        lambda: cards.cards.index(cards.cards.ids.index(made[70]), 0).data() == "Called otherwise meanwhile"
    )

    # A card that is not among the first is moved by keys too, and Enter opens it.
    press(Qt.Key.Key_End)
    qtbot.waitUntil(lambda: cards.current is not None)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.page("project").story.project.id == first  # type: ignore[attr-defined]


def copies(desk: Desk, lead_id: int, project_id: int, count: int) -> list[int]:
    """As many projects with leads as these two; their ids."""
    ids = range(project_id + 1, project_id + count + 1)
    with desk.write() as session:
        project = dict(session.execute(select(Project.__table__).where(Project.id == project_id)).mappings().one())
        lead = dict(session.execute(select(Lead.__table__).where(Lead.id == lead_id)).mappings().one())
        told = [
            project | {"id": one, "serial": 50_000 + one, "number": f"P{one}", "title": f"No. {one}"} for one in ids
        ]
        session.execute(insert(Project.__table__), told)
        session.execute(insert(Lead.__table__), [lead | {"id": lead_id + one, "project_id": one} for one in ids])
    return list(ids)


def test_the_day_that_a_project_is_due_is_never_cut(page: ProjectsPage, steps: Steps, desk: Desk) -> None:
    found = replace(project_row(desk, steps.job), due=desk.today(), estimator="Rabeea Anwaar")
    feet = CardDelegate(page._shell, page.board.columns[Step.JOB].cards).feet(found)
    assert feet == ("Due 06/22/2023 · Rabeea Anwaar", "Due 06/22/2023 · RA", "06/22/2023 · RA", "06/22/2023", "Jun 22")
    # The narrowest card, with a scroll bar, beside a value of four figures.
    metrics = page.board.fontMetrics()
    room = page.board.columns[Step.JOB].minimumWidth() - 16 - 22 - 12 - metrics.horizontalAdvance("$3,019.60") - 10
    assert metrics.horizontalAdvance(feet[-1]) <= room


def test_letters_typed_on_the_board_search(qtbot: QtBot, page: ProjectsPage, shell: Shell, steps: Steps) -> None:
    assert page.board.columns[Step.LEAD].cards.hasFocus()
    press("garage")
    assert page.filters.search.hasFocus()
    qtbot.waitUntil(lambda: shown(page.board)["estimate"] == [])
    settle(qtbot, shell)
    assert shown(page.board)["lead"] == [steps.lead]


def test_an_office_without_projects_offers_to_begin(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    shell.go("projects")
    settle(qtbot, shell)
    page = window.page("projects")
    assert isinstance(page, ProjectsPage)
    assert page.board._empty.isVisible()
    page.board.add_wanted.emit()
    settle(qtbot, shell)
    assert window.page("lead").isVisible()


def test_the_card_under_the_pointer_follows_it(page: ProjectsPage, steps: Steps) -> None:
    cards = page.board.columns[Step.LEAD].cards
    begin = cards.visualRect(cards.cards.index(0, 0)).center()
    QTest.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    over = page.board.columns[Step.JOB]
    there = cards.viewport().mapFromGlobal(over.mapToGlobal(over.rect().center()))
    QTest.mouseMove(cards.viewport(), begin + QPoint(30, 0))
    QTest.mouseMove(cards.viewport(), there)
    assert page.board._floating.isVisible()
    assert over.property("over") is True
    QTest.keyClick(cards, Qt.Key.Key_Escape)
    assert page.board._floating.isHidden()
    QTest.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert steps.lead in shown(page.board)["lead"]
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
