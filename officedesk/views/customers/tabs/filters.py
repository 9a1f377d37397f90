"""The filter rows of the document tabs."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from officedesk.services.customers.rows import LocationRow
from officedesk.views.customers.tabs.base import Subject, SubjectFilters
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.date_edit import DateEdit


class FilterDay(DateEdit):
    """A day that may be left open; its title stands in it until one is typed or picked."""

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__(shell, optional=True)
        self.setPlaceholderText(title)
        self.setAccessibleName(title)
        self.setToolTip(f"{title}: a day such as today, -30 or 6/30")
        self.setFixedWidth(122)


class DatedFilters(SubjectFilters):
    """Search and days from and to. ``query_type`` is the filter that the list takes."""

    query_type: Any = None

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.since = self._day("From")
        self.until = self._day("To")

    def _day(self, title: str) -> "FilterDay":
        made = FilterDay(self.shell, title)
        made.edited.connect(self.tell)
        self.add(made)
        return made

    def own(self) -> dict[str, Any]:
        """The fields that a subclass adds."""
        return {}

    def query(self) -> Any:
        fields = {
            "customer_id": self.subject.customer_id or None,
            "location_id": self.subject.location_id,
            "text": self.search.text().strip(),
            "date_from": self.since.value(),
            "date_to": self.until.value(),
        }
        return self.query_type(**(fields | self.own()))

    @property
    def active(self) -> bool:
        if self.query_type is None:
            return False
        subject = Subject(self.subject.customer_id, self.subject.location_id)
        fields = {"customer_id": subject.customer_id or None, "location_id": subject.location_id}
        return bool(self.query() != self.query_type(**fields))

    def reset(self) -> None:
        super().reset()
        for field in (self.since, self.until):
            field.set_value(None)

    def put(self, query: Any) -> None:
        self.since.set_value(query.date_from)
        self.until.set_value(query.date_to)
        super().put(query)


class StatusChoice(ChoiceButton):
    """``Status: any``, or one status."""

    def __init__(self, shell: Shell, statuses: Sequence[StrEnum]) -> None:
        super().__init__("Status", None, single=True, none="any")
        self._statuses = list(statuses)
        words = [str(status.value).replace("_", " ").capitalize() for status in statuses]
        self.set_choices(list(enumerate(words)))

    @property
    def status(self) -> Any:
        return self._statuses[self.value[0]] if self.value else None

    def set_status(self, status: Any) -> None:
        """Choose without telling; ``None`` is any."""
        self.set_value(() if status is None else (self._statuses.index(status),))


class LocationChoice(ChoiceButton):
    """``Location: any``, or one of the customer's."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("Location", shell.icons("map-pin"), single=True, none="any")

    def set_locations(self, locations: Sequence[LocationRow]) -> None:
        self.set_choices([(place.id, place.name or place.line) for place in locations])
        self.setVisible(len(locations) > 1)
