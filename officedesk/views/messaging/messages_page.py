"""All messages of the office: what the outbox leads to."""

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import MessageStatus
from officedesk.services.messaging.listing import MessageList, MessageRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import ask_and_export
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.messaging.actions import MessageActions
from officedesk.views.messaging.columns import message_columns
from officedesk.views.messaging.filters import MessageFilters
from officedesk.views.messaging.message_dialog import MessageDialog
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import button


class MessagesPage(ListPage):
    """Page ``messages``: ``outbox=True`` or ``status`` in its context narrow the list, ``record`` puts one in front."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._filters = MessageFilters(shell)
        kind = ListKind(
            name="messages",
            columns=message_columns(shell),
            sort=Sort("at", True),
            one="message",
            many="messages",
            empty="Emails and text messages to your customers, and their answers, will be here.",
            add="Write a message",
            needs=Permission.MESSAGES_SEND,
            entities=frozenset({"message", "customer", "estimate", "invoice"}),
        )
        panel = ListPanel(shell, kind, MessageList(shell.desk), self._filters)
        plus = shell.icons("plus", "on_accent")
        new = button("Write a message", self._add, kind="primary", icon=plus)
        super().__init__("Messages", panel, new if shell.may(Permission.MESSAGES_SEND) else None)
        self.actions_ = MessageActions(shell, self)
        needs = Permission.MESSAGES_SEND
        entries = (
            Bulk("Try again now", "arrow-clockwise", self.actions_.retry, needs=needs),
            Bulk("Take out of the outbox", "x-circle", self.actions_.cancel, needs=needs),
            None,
            Bulk("Delete", "trash", self.actions_.delete, danger=True, needs=needs),
            None,
            Bulk("Export…", "download-simple", self._export, needs_rows=False, needs=Permission.EXPORT),
        )
        self._filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(self._open)
        panel.add_wanted.connect(self._add)
        panel.set_row_menu(self._row_menu)

    def show_place(self, place: Place) -> None:
        if place.context.get("outbox"):
            self._filters.show_status(only_open=True)
        elif place.context.get("status"):
            self._filters.show_status(MessageStatus(place.context["status"]))
        super().show_place(place)
        if record := place.context.get("record"):
            if self._filters.active:
                self._filters.clear()
            self.panel.reveal(record)

    def _add(self) -> None:
        self._shell.compose(None)

    def _open(self, entity_id: int) -> None:
        row: MessageRow | None = self.panel.table.current_row
        draft = row is not None and row.id == entity_id and row.status is MessageStatus.DRAFT
        if draft and row is not None and self._shell.may(Permission.MESSAGES_SEND):
            self.actions_.write_on(row)
        else:
            MessageDialog(self._shell, self, entity_id).open()

    def _row_menu(self, row: MessageRow) -> QMenu:
        menu = QMenu(self)
        icons = self._shell.icons
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: self._open(row.id))
        customer_id = row.customer_id
        if customer_id is not None:
            go = self._shell.go
            menu_action(menu, icons("users"), f"Go to {row.company}", lambda: go("customer", customer_id, "messaging"))
        self.actions_.fill(menu, row)
        return menu

    def _export(self, _ids: list[int]) -> None:
        ask_and_export(self._shell, self.panel, "messages")
