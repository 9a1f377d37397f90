"""The projects of a customer on the profile: the strip with mouse and keyboard, parts, menu, bulk actions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from officedesk.models.enums import ProjectState
from officedesk.models.project_states import Step
from officedesk.services.desk import Desk
from officedesk.services.projects import editing, ending
from officedesk.services.projects.listing import project_row
from officedesk.views.customers.tabs.projects import ProjectsTab
from officedesk.views.main_window import MainWindow
from officedesk.views.projects.lead_page import LeadPage
from officedesk.views.projects.project_card import ProjectCard
from officedesk.views.projects.strip import StepButton
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import press, settle
from tests.gui.project_support import Steps, ask, at_each_step
from tests.gui.rows import Rows


@pytest.fixture(scope="module")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def steps(desk: Desk, rows: Rows) -> Steps:
    return at_each_step(desk, rows.abc)


@pytest.fixture
def tab(steps: Steps, opened: Open) -> ProjectsTab:
    made = opened("projects").tab
    assert isinstance(made, ProjectsTab)
    return made


def step(card: ProjectCard, wanted: Step) -> StepButton:
    return card.strip.buttons[wanted]


def click(button: StepButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())


def menu_of(card: ProjectCard) -> dict[str, object]:
    menu = card.menu()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_open_projects_are_counted_and_shown_with_their_strips(tab: ProjectsTab, opened: Open, steps: Steps) -> None:
    view = opened("projects")
    assert view.header.figures.tiles["projects"].value == "4"
    assert list(tab.cards) == [steps.invoice, steps.job, steps.estimate, steps.lead]
    told = [button.accessibleName() for button in tab.cards[steps.job].strip.buttons.values()]
    assert told[0] == "Lead, Estimated"
    assert told[1].startswith("Estimate, 1")
    assert "Approved, $500.00" in told[1]
    assert "Not started" in told[2]
    assert told[3] == "Invoice: not there yet. Make the invoice now"


def test_the_parts_show_what_ended(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, desk: Desk, steps: Steps, rows: Rows
) -> None:
    _, lost = ask(desk, rows.abc, "Too dear")
    ending.decline(desk, lost)
    for part, wanted in (("completed", [steps.delivered]), ("declined", [lost]), ("all", 6)):
        QTest.mouseClick(tab.filters.part._buttons[part], Qt.MouseButton.LeftButton)
        settle(qtbot, shell)
        assert list(tab.cards) == wanted if isinstance(wanted, list) else len(tab.cards) == wanted


def test_a_plus_comes_under_the_pointer_and_makes_the_step(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, window: MainWindow, desk: Desk, steps: Steps
) -> None:
    button = step(tab.cards[steps.estimate], Step.JOB)
    assert not button.shows_plus
    button.setFocus()
    assert button.shows_plus
    click(button)
    settle(qtbot, shell)
    assert project_row(desk, steps.estimate).step is Step.JOB
    assert window.page("job").isVisible()


def test_keys_go_along_the_strip_and_force_a_step(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, window: MainWindow, desk: Desk, steps: Steps
) -> None:
    card = tab.cards[steps.job]
    step(card, Step.LEAD).setFocus()
    press(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert step(card, Step.INVOICE).hasFocus()
    press(Qt.Key.Key_Plus)
    settle(qtbot, shell)
    assert project_row(desk, steps.job).step is Step.INVOICE
    assert window.page("invoice").isVisible()
    assert window.page("invoice").header.project.text().startswith("Project ")  # type: ignore[attr-defined]


def test_forcing_past_an_unestimated_lead_opens_the_estimate(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, window: MainWindow, steps: Steps
) -> None:
    click(step(tab.cards[steps.lead], Step.JOB))
    settle(qtbot, shell)
    editor = window.page("estimate")
    assert editor.isVisible()
    assert editor.draft.project_id == steps.lead  # type: ignore[attr-defined]


def test_a_step_that_is_there_opens_its_document(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, window: MainWindow, steps: Steps
) -> None:
    click(step(tab.cards[steps.lead], Step.LEAD))
    settle(qtbot, shell)
    page = window.page("lead")
    assert page.isVisible()
    assert page.story.lead.id == steps.lead_id  # type: ignore[attr-defined]


def test_the_menu_opens_the_lead_and_deletes_it_with_undo(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, steps: Steps
) -> None:
    toasts: list[tuple[str, object]] = []
    shell.toast_wanted.connect(lambda text, _action, run: toasts.append((text, run)))
    entries = menu_of(tab.cards[steps.lead])
    assert {"Open project", "Open lead", "New task…", "Create estimate", "Delete lead"} <= entries.keys()
    assert "Mark as undelivered" not in entries
    entries["Delete lead"].trigger()  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert steps.lead not in tab.cards
    text, undo = toasts[-1]
    assert text == "Lead deleted."
    undo()  # type: ignore[operator]
    settle(qtbot, shell)
    assert steps.lead in tab.cards


def test_several_are_delivered_and_taken_back_together(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, desk: Desk, steps: Steps
) -> None:
    QTest.mouseClick(tab.cards[steps.invoice].box, Qt.MouseButton.LeftButton)
    assert tab.chosen == [steps.invoice]
    tab._fill(tab.more.menu())
    entry = next(one for one in tab.more.menu().actions() if one.text() == "Mark as delivered")
    entry.trigger()
    settle(qtbot, shell)
    assert editing.project(desk, steps.invoice).state is ProjectState.COMPLETED
    assert steps.invoice not in tab.cards


def test_the_estimator_is_changed_where_it_stands(
    qtbot: QtBot, tab: ProjectsTab, shell: Shell, desk: Desk, steps: Steps
) -> None:
    from officedesk.views.projects.people import people_choices

    card = tab.cards[steps.lead]
    assert card.people.estimator.accessibleName() == "Estimator: Dana Reyes"
    menu = card.people.menu("Estimator", people_choices(desk, card.row.customer_id if card.row else 0))
    nobody = next(one for one in menu.actions() if one.text() == "Nobody")
    nobody.trigger()
    settle(qtbot, shell)
    assert editing.project(desk, steps.lead).estimator_id is None
    assert card.people.estimator.text() == "No estimator"


def test_a_tile_opens_the_open_projects(qtbot: QtBot, opened: Open, shell: Shell, steps: Steps) -> None:
    view = opened("locations")
    QTest.mouseClick(view.header.figures.tiles["projects"], Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert view.tab.name == "projects"
    assert len(view.tab.cards) == 4  # type: ignore[attr-defined]


def test_the_blue_button_begins_a_lead_of_the_customer(
    qtbot: QtBot, tab: ProjectsTab, window: MainWindow, shell: Shell
) -> None:
    QTest.mouseClick(tab.new_lead, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    page = window.page("lead")
    assert isinstance(page, LeadPage)
    assert page.new_title.text() == "New lead for ABC Company"
    assert page.new_form.form.control("description").hasFocus()
