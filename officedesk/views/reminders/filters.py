"""The filter rows of the lists of reminders."""

from typing import Any

from officedesk.services.reminders.rows import ReminderFilter, ReminderState
from officedesk.views.customers.tabs.filters import DatedFilters, StatusChoice
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton


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


class OfficeReminderFilters(ReminderFilters):
    """Those of the tab over all customers, whose they are, and what waits today."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Subject, company, location")
        self.search.setFixedWidth(220)
        self.mine = ChoiceButton("Who", None, single=True, none="anyone")
        self.mine.set_choices([(1, "me")])
        # Only the page Today asks for this; it is in sight only then.
        self.waiting = ChoiceButton("When", None, single=True, none="any")
        self.waiting.set_choices([(1, "until tonight")])
        self.waiting.hide()
        for choice in (self.mine, self.waiting):
            self.add(choice)
            choice.chosen.connect(self._chosen)

    def own(self) -> dict[str, Any]:
        mine = self.shell.desk.actor.user_id if self.mine.value else None
        return {**super().own(), "user_id": mine, "waiting": bool(self.waiting.value)}

    def reset(self) -> None:
        super().reset()
        self.mine.set_value(())
        self._show_waiting(False)

    def put(self, query: ReminderFilter) -> None:
        self.mine.set_value((1,) if query.user_id is not None else ())
        self._show_waiting(query.waiting)
        super().put(query)

    def _show_waiting(self, on: bool) -> None:
        self.waiting.set_value((1,) if on else ())
        self.waiting.setVisible(on)

    def _chosen(self, _value: object = None) -> None:
        self.waiting.setVisible(bool(self.waiting.value))
        self.tell()
