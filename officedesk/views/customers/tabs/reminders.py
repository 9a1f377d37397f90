"""The Reminders tab."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from officedesk.formatting import time_text
from officedesk.models.enums import Repeat
from officedesk.services.customers.rows import Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.reminders.rows import ReminderFilter, ReminderRow, ReminderState
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.customers.tabs.filters import DatedFilters, StatusChoice
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.reminders.actions import (
    delete_reminders,
    fill_snooze_menu,
    finish_reminders,
    reopen_reminders,
    snooze_reminders,
)
from officedesk.views.reminders.dialog import REPEATS, ReminderDialog
from officedesk.views.reminders.subjects import open_record
from officedesk.views.shell import Shell

_CHIPS = {
    ReminderState.OPEN: Chip("Open", "accent"),
    ReminderState.DUE: Chip("Due", "bad"),
    ReminderState.SNOOZED: Chip("Snoozed", "warn"),
    ReminderState.DONE: Chip("Done", "ok"),
}
_WRITE = Permission.REMINDERS_WRITE


class ReminderFilters(DatedFilters):
    query_type = ReminderFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._state = StatusChoice(shell, list(ReminderState))
        self._state.chosen.connect(self.tell)
        self.add(self._state)

    def own(self) -> dict[str, Any]:
        return {"state": self._state.status}

    def reset(self) -> None:
        super().reset()
        self._state.set_status(None)

    def put(self, query: ReminderFilter) -> None:
        self._state.set_status(query.state)
        super().put(query)


def reminder_columns(shell: Shell) -> tuple[Column, ...]:
    """Created date, Due date, Subject, Description, Location, Assigned to, Status."""

    def due(r: ReminderRow) -> Cell:
        again = (("repeat", "muted"),) if r.repeat is not Repeat.NEVER else ()
        tip = f"Repeats: {REPEATS[r.repeat].lower()}" if again else ""
        tone = "bad" if r.state is ReminderState.DUE else "text"
        return Cell(f"{shell.date(r.due.date())} {time_text(r.due)}", tone=tone, marks=again, tip=tip)

    def subject(r: ReminderRow) -> Cell:
        chips = (Chip(r.about_name),) if r.about_name else ()
        return Cell(r.subject, bold=True, chips=chips)

    def state(r: ReminderRow) -> Cell:
        until = r.snoozed_to
        tip = f"Until {shell.date(until.date())} {time_text(until)}" if until is not None else ""
        return Cell(chips=(_CHIPS[r.state],), tip=tip)

    columns = (
        Column(
            "created",
            "Created date",
            112,
            lambda r: Cell(shell.date(r.created.date())),
            descending_first=True,
            least=104,
        ),
        Column("due", "Due date", 156, due, least=148),
        Column("subject", "Subject", 230, subject, least=140),
        Column("description", "Description", 240, lambda r: Cell(r.description), stretch=True, least=100),
        Column("location", "Location", 190, lambda r: Cell(r.location), least=110),
        Column("user", "Assigned to", 132, lambda r: Cell(r.user), least=96),
        Column("state", "Status", 96, state),
    )
    return on_cards(columns, subject="title", due="amount", description="1", location="2", state="chips", user="aside")


class RemindersTab(DocumentTab):
    name = "reminders"
    title = "Reminders"
    page = "reminder"

    def make_filters(self) -> SubjectFilters:
        return ReminderFilters(self.shell)

    def make_panel(self) -> ListPanel:
        from officedesk.services.reminders.listing import ReminderList

        kind = ListKind(
            name="profile_reminders",
            columns=reminder_columns(self.shell),
            sort=Sort("state"),
            one="reminder",
            many="reminders",
            empty="What somebody is to be reminded of about this customer will be here.",
            add="New reminder",
            needs=_WRITE,
            entities=frozenset({"reminder", "customer", "user"}),
        )
        return ListPanel(self.shell, kind, ReminderList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.reminders

    def add(self) -> None:
        subject = self.subject
        ReminderDialog(self.shell, self.window(), subject.customer_id, location_id=subject.location_id).open()

    def open(self, entity_id: int) -> None:
        if self.shell.may(_WRITE):
            ReminderDialog(self.shell, self.window(), self.subject.customer_id, entity_id).open()

    def bulk(self) -> Sequence[Bulk | None]:
        return (
            Bulk("Done", "check", self._finish, needs=_WRITE),
            Bulk("Remind later…", "clock", self._ask_snooze, needs=_WRITE),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=_WRITE),
        )

    def row_menu(self, row: ReminderRow) -> QMenu:
        menu, icons, shell = QMenu(self), self.shell.icons, self.shell
        may, ids = shell.may(_WRITE), [row.id]
        menu_action(menu, icons("pencil-simple"), "Edit", partial(self.open, row.id), may)
        if row.about_name:
            go = partial(open_record, shell, row.about, row.about_id, row.customer_id)
            menu_action(menu, icons("arrow-square-out"), f"Open {row.about_name}".replace("&", "&&"), go)
        menu.addSeparator()
        if row.state is ReminderState.DONE:
            menu_action(menu, icons("arrow-counter-clockwise"), "Open again", partial(self._reopen, ids), may)
        else:
            menu_action(menu, icons("check"), "Done", partial(self._finish, ids), may)
            if may:
                put_off = menu.addMenu(icons("clock"), "Remind later")
                fill_snooze_menu(shell, put_off, partial(self._snooze, ids))
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", partial(self._delete, ids), may)
        return menu

    def _finish(self, ids: list[int]) -> None:
        finish_reminders(self.shell, self, ids, self.subject.customer_id)

    def _reopen(self, ids: list[int]) -> None:
        reopen_reminders(self.shell, self, ids, self.subject.customer_id)

    def _ask_snooze(self, ids: list[int]) -> None:
        menu = QMenu(self)
        fill_snooze_menu(self.shell, menu, partial(self._snooze, ids))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())
        menu.setActiveAction(menu.actions()[0])

    def _snooze(self, ids: list[int], until: datetime) -> None:
        snooze_reminders(self.shell, self, ids, until, self.subject.customer_id)

    def _delete(self, ids: list[int]) -> None:
        delete_reminders(self.shell, self, ids, self.subject.customer_id)
