"""The Reminders tab."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from officedesk.services.customers.rows import Profile
from officedesk.services.paging import Sort
from officedesk.services.reminders.rows import ReminderRow
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.lists.bulk import Bulk
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.reminders.columns import reminder_columns
from officedesk.views.reminders.dialog import ReminderDialog
from officedesk.views.reminders.filters import ReminderFilters
from officedesk.views.reminders.listed import WRITE, ListedReminders
from officedesk.views.shell import Shell


class RemindersTab(DocumentTab):
    name = "reminders"
    title = "Reminders"
    page = "reminder"

    def __init__(self, shell: Shell) -> None:
        self.listed = ListedReminders(shell, self, self._customer_id)
        super().__init__(shell)

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
            needs=WRITE,
            entities=frozenset({"reminder", "customer", "user"}),
        )
        return ListPanel(self.shell, kind, ReminderList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.reminders

    def add(self) -> None:
        subject = self.subject
        ReminderDialog(self.shell, self.window(), subject.customer_id, location_id=subject.location_id).open()

    def open(self, entity_id: int) -> None:
        if self.shell.may(WRITE):
            ReminderDialog(self.shell, self.window(), self.subject.customer_id, entity_id).open()

    def bulk(self) -> Sequence[Bulk | None]:
        return self.listed.bulk()

    def row_menu(self, row: ReminderRow) -> QMenu:
        return self.listed.row_menu(row, self.open)

    def _customer_id(self) -> int:
        return self.subject.customer_id
