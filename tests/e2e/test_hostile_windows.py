"""What people typed is plain text in every dialog, popup and window of its own."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.locations import locations
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.files.listing import FileList, folders
from officedesk.services.files.rows import FileFilter
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.rows import FenceFilter
from officedesk.services.messaging.listing import MessageFilter, MessageList
from officedesk.services.messaging.templates import templates
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.paging import Sort
from officedesk.services.reminders.bell import look
from officedesk.services.reminders.listing import ReminderList
from officedesk.services.reminders.rows import ReminderFilter
from officedesk.services.tasks.listing import assignees, of_customer
from officedesk.services.tasks.rows import TaskDraft
from officedesk.views.application import Desktop
from tests.support.hostile import name_of
from tests.support.hostile_office import hostile_office
from tests.support.plain import SHOWN, OpenDesktop, problems, settle

Make = Callable[[], QWidget]


@pytest.fixture
def engine_kind() -> str:
    return "sqlite"


@pytest.fixture
def lists(tmp_path: Path) -> Callable[[str], Path]:
    """A list to import, all of whose words are the text."""

    def made(text: str) -> Path:
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([["Name", "Phone", text[:200]], [text, text, text], ["", text, text]])
        return path

    return made


def shown_as_typed(qtbot: QtBot, desktop: Desktop, made: QWidget) -> None:
    made.show()
    settle(qtbot, desktop)
    made.grab()
    assert not problems(made), type(made).__name__
    assert made.minimumSizeHint().width() <= 1280, type(made).__name__
    made.close()


@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_windows_and_popups_show_it_as_it_was_typed(
    desk: Desk, qtbot: QtBot, text: str, open_desktop: OpenDesktop
) -> None:
    customer, (estimate, *_) = hostile_office(desk, text)
    assert look(desk).unseen == 1
    desktop = open_desktop()
    settle(qtbot, desktop)
    makers = [
        *money(desktop, customer, text),
        *records(desktop, desk, customer, text),
        *files(desktop, desk, customer),
        *letters(desktop, desk, customer, estimate),
        *contracts(desktop, desk, text),
    ]
    for make in makers:
        shown_as_typed(qtbot, desktop, make())


@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_an_import_shows_it_as_it_was_typed(
    desk: Desk, qtbot: QtBot, text: str, open_desktop: OpenDesktop, lists: Callable[[str], Path]
) -> None:
    from officedesk.views.equipment.importing import equipment_import
    from officedesk.views.office.import_window import ImportWindow

    customer, _ = hostile_office(desk, text)
    desktop = open_desktop()
    importing = ImportWindow(desktop.shell, desktop.window)
    units = ImportWindow(desktop.shell, desktop.window, equipment_import(customer))
    for made in (importing, units):
        made.show()
        made.look_at(lists(text))
        settle(qtbot, desktop)
        made.panel.check()
        settle(qtbot, desktop)
        assert made.panel.issues.count() >= 1
        shown_as_typed(qtbot, desktop, made)


@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_what_hangs_under_the_top_bar_shows_it_as_it_was_typed(
    desk: Desk, qtbot: QtBot, text: str, open_desktop: OpenDesktop
) -> None:
    hostile_office(desk, text)
    desktop = open_desktop()
    settle(qtbot, desktop)
    top = desktop.window.top
    top.bell.click()
    behind = top.bell.popover
    assert behind is not None
    qtbot.waitUntil(lambda: bool(behind.items))
    shown_as_typed(qtbot, desktop, behind)
    top.search.setFocus()
    top.search.setText(text[:100])
    top.search.typed.emit(text[:100])
    settle(qtbot, desktop)
    shown_as_typed(qtbot, desktop, top.popup)


def money(desktop: Desktop, customer: int, text: str) -> Iterator[Make]:
    from officedesk.views.sales.estimate_dialogs import ApproveDialog
    from officedesk.views.sales.payment_dialog import PaymentDialog
    from officedesk.views.widgets.conflict import ConflictDialog

    shell, window = desktop.shell, desktop.window
    yield lambda: PaymentDialog(shell, customer, parent=window)
    yield lambda: ApproveDialog(shell, window, text)
    yield lambda: ConflictDialog(window, [("Name", text, f"{text} & R&D")], who=text)


def records(desktop: Desktop, desk: Desk, customer: int, text: str) -> Iterator[Make]:
    from officedesk.views.customers.merge_dialog import MergeDialog
    from officedesk.views.customers.merge_with import MergeWith
    from officedesk.views.equipment.actions import MoveDialog
    from officedesk.views.equipment.dialog import EquipmentDialog
    from officedesk.views.equipment.label_dialog import LabelDialog
    from officedesk.views.map.fence_dialog import FenceDialog
    from officedesk.views.notes.note_dialog import NoteDialog
    from officedesk.views.reminders.dialog import ReminderDialog
    from officedesk.views.todo.tasks_page import TaskDialog

    shell, window = desktop.shell, desktop.window
    units = EquipmentList(desk).ids(EquipmentFilter(customer), Sort("id"))
    assert len(units) == 2
    for unit in units:
        yield lambda unit=unit: EquipmentDialog(shell, window, customer, unit)
    yield lambda: LabelDialog(shell, window, units)
    yield lambda: MoveDialog(shell, window, 2, locations(desk, customer))
    (fence,) = FenceList(desk).ids(FenceFilter(customer), Sort("id"))
    yield lambda: FenceDialog(shell, window, fence, why_no_map=f"No map: {text}"[:300])
    for note in NoteList(desk).ids(NoteFilter(), Sort("at")):
        yield lambda note=note: NoteDialog(shell, window, NoteDraft(customer), note)
    (reminder,) = ReminderList(desk).ids(ReminderFilter(), Sort("due"))
    yield lambda: ReminderDialog(shell, window, customer, reminder)
    (task,) = of_customer(desk, customer).today[:1]
    draft = TaskDraft(task.text, desk.today(), desk.actor.user_id, customer, task.id)
    people = assignees(desk)
    yield lambda: TaskDialog(shell, window, draft, people)
    first, second = CustomerList(desk).ids(CustomerFilter(), Sort("name"))[:2]
    yield lambda: MergeDialog(shell, window, first, second)
    yield lambda: MergeWith(shell, window, first, text)


def files(desktop: Desktop, desk: Desk, customer: int) -> Iterator[Make]:
    from officedesk.views.files.actions import BelongsQuestion, MoveQuestion, NameQuestion
    from officedesk.views.files.opening import OpenQuestion
    from officedesk.views.files.preview import FilePreview
    from officedesk.views.messaging.file_picker import FilePicker

    shell, window = desktop.shell, desktop.window
    file = FileList(desk).first(FileFilter(customer_id=customer), Sort("name"), 1)[0]
    yield lambda: FilePreview(shell, window, file, [file.id])
    yield lambda: NameQuestion(shell, window, file)
    yield lambda: MoveQuestion(shell, window, [file.id], customer, folders(desk, customer))
    yield lambda: BelongsQuestion(shell, window, [file], customer)
    yield lambda: OpenQuestion(shell, window, file)
    yield lambda: FilePicker(shell, window, customer)


def contracts(desktop: Desktop, desk: Desk, text: str) -> Iterator[Make]:
    from officedesk.services.contracts.deleting import what_goes
    from officedesk.services.contracts.listing import BY_START, ContractList
    from officedesk.services.contracts.plans import plan, plans
    from officedesk.services.contracts.rows import ContractFilter
    from officedesk.services.paging import Sort
    from officedesk.services.work.upcoming import UpcomingFilter, UpcomingList
    from officedesk.views.contracts.cancel_dialog import CancelDialog
    from officedesk.views.contracts.contract_dialog import ContractDialog
    from officedesk.views.contracts.contract_opening import Wanted
    from officedesk.views.contracts.dismiss_dialog import DismissDialog
    from officedesk.views.contracts.job_dialog import JobDialog
    from officedesk.views.contracts.list_actions import DeleteQuestion
    from officedesk.views.contracts.plan_dialog import PlanDialog
    from officedesk.views.contracts.report_window import ReportWindow

    shell, window = desktop.shell, desktop.window
    for row in ContractList(desk).first(ContractFilter(), BY_START, 4):
        yield lambda row=row: ReportWindow(shell, window, row.id)
        yield lambda row=row: ContractDialog(shell, window, Wanted(kind=row.kind, contract_id=row.id))
        yield lambda row=row: ContractDialog(shell, window, Wanted(row.customer_id, row.kind))
        yield lambda row=row: CancelDialog(shell, window, row.id, row.name)
        goes = what_goes(desk, [row.id])
        yield lambda row=row, goes=goes: DeleteQuestion(shell, window, (row.id,), goes)
    sold = plans(desk)[0].id
    yield lambda: PlanDialog(shell, window, sold)
    yield lambda: JobDialog(shell, window, plan(desk, sold).jobs[0], None, technicians=True)
    upcoming = UpcomingList(desk).first(UpcomingFilter(), Sort("day"), 1)
    yield lambda: DismissDialog(shell, window, [upcoming[0].id], text)


def letters(desktop: Desktop, desk: Desk, customer: int, estimate: int) -> Iterator[Make]:
    from officedesk.models.enums import Channel
    from officedesk.views.messaging.bulk_dialog import BulkDialog
    from officedesk.views.messaging.composer import Composer
    from officedesk.views.messaging.letter import Letter
    from officedesk.views.messaging.message_dialog import MessageDialog
    from officedesk.views.messaging.template_section import TemplateDialog

    shell, window = desktop.shell, desktop.window
    (message,) = MessageList(desk).ids(MessageFilter(), Sort("at"))
    (template,) = templates(desk)
    for channel in Channel:
        letter = Letter(customer, channel, "estimate", estimate)
        yield lambda letter=letter: Composer(shell, window, letter)
    yield lambda: Composer(shell, window, Letter(customer, message_id=message))
    yield lambda: MessageDialog(shell, window, message)
    yield lambda: TemplateDialog(shell, window, template, [])
    yield lambda: BulkDialog(shell, window, [customer])
