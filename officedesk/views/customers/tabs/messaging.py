"""The Messaging tab."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import MessageStatus
from officedesk.services.customers.rows import Profile
from officedesk.services.messaging.listing import MessageList, MessageRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.messaging.actions import MessageActions
from officedesk.views.messaging.columns import message_columns
from officedesk.views.messaging.filters import MessageFilters
from officedesk.views.messaging.message_dialog import MessageDialog


class MessagingTab(DocumentTab):
    name = "messaging"
    title = "Messaging"

    def make_filters(self) -> SubjectFilters:
        return MessageFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_messages",
            columns=message_columns(self.shell, with_company=False),
            sort=Sort("at", True),
            one="message",
            many="messages",
            empty="Emails and text messages to this customer, and the answers, will be here.",
            add="Write a message",
            needs=Permission.MESSAGES_SEND,
            entities=frozenset({"message", "estimate", "invoice"}),
        )
        return ListPanel(self.shell, kind, MessageList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int | None:
        return getattr(profile.counts, "messaging", None)

    def add(self) -> None:
        """Write to this customer."""
        self.shell.compose(self.subject.customer_id)

    def open(self, entity_id: int) -> None:
        row: MessageRow | None = self.panel.table.current_row
        draft = row is not None and row.id == entity_id and row.status is MessageStatus.DRAFT
        if row is not None and draft and self.shell.may(Permission.MESSAGES_SEND):
            self._actions.write_on(row)
        else:
            MessageDialog(self.shell, self, entity_id).open()

    def bulk(self) -> Sequence[Bulk | None]:
        needs = Permission.MESSAGES_SEND
        actions = self._actions
        return (
            Bulk("Try again now", "arrow-clockwise", actions.retry, needs=needs),
            Bulk("Take out of the outbox", "x-circle", actions.cancel, needs=needs),
            None,
            Bulk("Delete", "trash", actions.delete, danger=True, needs=needs),
        )

    def row_menu(self, row: MessageRow) -> QMenu:
        menu = QMenu(self)
        menu_action(menu, self.shell.icons("arrow-square-out"), "Open", lambda: self.open(row.id))
        self._actions.fill(menu, row)
        return menu

    @property
    def _actions(self) -> MessageActions:
        return MessageActions(self.shell, self)
