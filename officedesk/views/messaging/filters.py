"""The filter rows of the lists of messages."""

from typing import Any

from officedesk.models.enums import Channel, MessageStatus
from officedesk.services.messaging.listing import MessageFilter
from officedesk.views.customers.tabs.filters import DatedFilters, StatusChoice
from officedesk.views.messaging.words import CHANNELS
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton


class MessageFilters(DatedFilters):
    """Search, days from and to, kind and status; ``only_open`` begins with what is in the outbox."""

    query_type = MessageFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.kind = ChoiceButton("Kind", None, single=True, none="any")
        self._channels = list(CHANNELS)
        self.kind.set_choices(list(enumerate(CHANNELS.values())))
        self.status = StatusChoice(shell, list(MessageStatus))
        self.outbox = ChoiceButton("Show", None, single=True, none="all")
        self.outbox.set_choices([(1, "outbox"), (2, "failed")])
        for control in (self.kind, self.status, self.outbox):
            self.add(control)
            control.chosen.connect(self.tell)

    def query(self) -> MessageFilter:
        # Messages belong to the customer, not to one of its locations.
        chosen = self.kind.value
        channel: Channel | None = self._channels[chosen[0]] if chosen else None
        return MessageFilter(
            customer_id=self.subject.customer_id or None,
            text=self.search.text().strip(),
            channel=channel,
            status=self.status.status,
            open=1 in self.outbox.value,
            trouble=2 in self.outbox.value,
            date_from=self.since.value(),
            date_to=self.until.value(),
        )

    @property
    def active(self) -> bool:
        return self.query() != MessageFilter(customer_id=self.subject.customer_id or None)

    def reset(self) -> None:
        super().reset()
        self.kind.set_value(())
        self.status.set_status(None)
        self.outbox.set_value(())

    def put(self, query: Any) -> None:
        self.kind.set_value(() if query.channel is None else (self._channels.index(query.channel),))
        self.status.set_status(query.status)
        self.outbox.set_value((1,) if query.open else (2,) if query.trouble else ())
        super().put(query)

    def show_status(self, status: MessageStatus | None = None, *, only_open: bool = False) -> None:
        """Narrow to one status, or to what is in the outbox."""
        self.reset()
        self.status.set_status(status)
        self.outbox.set_value((1,) if only_open else ())
        self.tell()
