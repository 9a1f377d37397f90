"""All reminders of the office: those of every customer, and one's own about nobody."""

from PySide6.QtWidgets import QMenu

from officedesk.services.paging import Sort
from officedesk.services.reminders.listing import OfficeReminderList
from officedesk.services.reminders.rows import ReminderRow
from officedesk.views.lists.bulk import more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.reminders.columns import reminder_columns
from officedesk.views.reminders.dialog import ReminderDialog
from officedesk.views.reminders.filters import OfficeReminderFilters
from officedesk.views.reminders.listed import WRITE, ListedReminders
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button


class RemindersPage(ListPage):
    """Enter edits one, Space checks its row for what is done with many."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="reminders",
            columns=reminder_columns(shell, with_company=True),
            sort=Sort("state"),
            one="reminder",
            many="reminders",
            empty="What somebody is to be reminded of will be here, of all customers.",
            add="New reminder",
            needs=WRITE,
            entities=frozenset({"reminder", "customer", "user"}),
        )
        panel = ListPanel(shell, kind, OfficeReminderList(shell.desk), OfficeReminderFilters(shell))
        self._listed = ListedReminders(shell, self, lambda: 0)
        new = button("New reminder", self._add, kind="primary", icon=shell.icons("plus", "on_accent"))
        # A list must be a widget before its menus can belong to it.
        super().__init__("Reminders", panel, new if shell.may(WRITE) else None)
        entries = [*self._listed.bulk(), None, export_entry(shell, panel, "reminders")]
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(self._open)
        panel.add_wanted.connect(self._add)
        panel.set_row_menu(self._row_menu)

    def _add(self) -> None:
        ReminderDialog(self._shell, self.window()).open()

    def _open(self, entity_id: int) -> None:
        row: ReminderRow | None = self.panel.table.current_row
        if self._shell.may(WRITE) and row is not None and row.id == entity_id:
            ReminderDialog(self._shell, self.window(), row.customer_id, entity_id).open()

    def _row_menu(self, row: ReminderRow) -> QMenu:
        return self._listed.row_menu(row, self._open, with_customer=True)
