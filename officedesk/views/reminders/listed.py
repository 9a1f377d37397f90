"""What is done with reminders in a list of them: one, or many at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.services.permissions import Permission
from officedesk.services.reminders.rows import ReminderRow, ReminderState
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.reminders.actions import (
    delete_reminders,
    fill_snooze_menu,
    finish_reminders,
    reopen_reminders,
    snooze_reminders,
)
from officedesk.views.reminders.subjects import open_record
from officedesk.views.shell import Shell

WRITE = Permission.REMINDERS_WRITE


class ListedReminders:
    """``customer_id()``: whose they all are, 0 where the list is of many customers."""

    def __init__(self, shell: Shell, owner: QWidget, customer_id: Callable[[], int]) -> None:
        self._shell, self._owner, self._customer_id = shell, owner, customer_id

    def bulk(self) -> Sequence[Bulk | None]:
        """Entries of More actions."""
        return (
            Bulk("Done", "check", self._finish, needs=WRITE),
            Bulk("Remind later…", "clock", self._ask_snooze, needs=WRITE),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=WRITE),
        )

    def row_menu(self, row: ReminderRow, edit: Callable[[int], object], *, with_customer: bool = False) -> QMenu:
        """The menu of one. ``with_customer``: it leads to whom it is about."""
        menu, icons, shell = QMenu(self._owner), self._shell.icons, self._shell
        may, ids = shell.may(WRITE), [row.id]
        menu_action(menu, icons("pencil-simple"), "Edit", partial(edit, row.id), may)
        if row.about_name:
            go = partial(open_record, shell, row.about, row.about_id, row.customer_id)
            menu_action(menu, icons("arrow-square-out"), f"Open {row.about_name}".replace("&", "&&"), go)
        if with_customer and row.customer_id is not None:
            whose = partial(shell.go, "customer", row.customer_id, "reminders")
            menu_action(menu, icons("users"), "Open customer", whose)
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
        finish_reminders(self._shell, self._owner, ids, self._customer_id())

    def _reopen(self, ids: list[int]) -> None:
        reopen_reminders(self._shell, self._owner, ids, self._customer_id())

    def _ask_snooze(self, ids: list[int]) -> None:
        menu = QMenu(self._owner)
        fill_snooze_menu(self._shell, menu, partial(self._snooze, ids))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())
        menu.setActiveAction(menu.actions()[0])

    def _snooze(self, ids: list[int], until: datetime) -> None:
        snooze_reminders(self._shell, self._owner, ids, until, self._customer_id())

    def _delete(self, ids: list[int]) -> None:
        delete_reminders(self._shell, self._owner, ids, self._customer_id())
