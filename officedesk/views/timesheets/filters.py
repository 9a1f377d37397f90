"""The filter rows of timesheets, of time on site and of crossings."""

from typing import Any

from officedesk.models.enums import CrossingKind
from officedesk.services.mapping.crossing_rows import CrossingFilter, StayFilter
from officedesk.services.mapping.time_choices import TimeChoices, time_choices
from officedesk.services.mapping.time_rows import TimeFilter
from officedesk.views.customers.tabs.filters import DatedFilters
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton

_KINDS = ((1, "enter", CrossingKind.ENTER), (2, "exit", CrossingKind.EXIT))


class _Chosen(DatedFilters):
    """Search, days, and one of each of some lists that are read when the row is made and when they change."""

    lists: tuple[tuple[str, str, str], ...] = ()
    """(field of the query, its title, field of the choices)."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Name, company, location")
        self.search.setFixedWidth(190)
        self.customer_id: int | None = None
        self.choices: dict[str, ChoiceButton] = {}
        for field, title, _ in self.lists:
            made = ChoiceButton(title, None, single=True, none="any")
            made.chosen.connect(self.tell)
            self.add(made)
            self.choices[field] = made
        shell.signals.changed.connect(self._office_changed)
        self._read()

    def own(self) -> dict[str, Any]:
        picked = {field: made.value[0] if made.value else None for field, made in self.choices.items()}
        return {**picked, "customer_id": self.customer_id}

    def reset(self) -> None:
        super().reset()
        self.customer_id = None
        for made in self.choices.values():
            made.set_value(())

    def put(self, query: Any) -> None:
        self.customer_id = query.customer_id
        for field, made in self.choices.items():
            value = getattr(query, field)
            made.set_value(() if value is None else (value,))
        super().put(query)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in ("technician", "device", "geofence"):
            self._read()

    def _read(self) -> None:
        desk = self.shell.desk
        self.shell.load(self, lambda: time_choices(desk), self._arrived)

    def _arrived(self, found: TimeChoices) -> None:
        for field, _, name in self.lists:
            self.choices[field].set_choices(list(getattr(found, name)))


class TimeFilters(_Chosen):
    """Who, days, and what goes on still."""

    query_type = TimeFilter
    lists = (("technician_id", "Who", "technicians"),)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.job_id: int | None = None
        self.running = ChoiceButton("State", None, single=True, none="any")
        self.running.set_choices([(1, "going on"), (2, "over")])
        self.running.chosen.connect(self.tell)
        self.add(self.running)

    def own(self) -> dict[str, Any]:
        value = self.running.value
        return {**super().own(), "running": None if not value else value[0] == 1, "job_id": self.job_id}

    def reset(self) -> None:
        super().reset()
        self.job_id = None
        self.running.set_value(())

    def put(self, query: TimeFilter) -> None:
        self.job_id = query.job_id
        self.running.set_value(() if query.running is None else (1 if query.running else 2,))
        super().put(query)


class StayFilters(_Chosen):
    """Who, which fence, days, and what is charged already."""

    query_type = StayFilter
    lists = (("technician_id", "Who", "technicians"), ("geofence_id", "Geofence", "fences"))

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.charged = ChoiceButton("Charged", None, single=True, none="any")
        self.charged.set_choices([(1, "not yet"), (2, "yes")])
        self.charged.chosen.connect(self.tell)
        self.add(self.charged)

    def own(self) -> dict[str, Any]:
        value = self.charged.value
        return {**super().own(), "charged": None if not value else value[0] == 2}

    def reset(self) -> None:
        super().reset()
        self.charged.set_value(())

    def put(self, query: StayFilter) -> None:
        self.charged.set_value(() if query.charged is None else (2 if query.charged else 1,))
        super().put(query)


class CrossingFilters(_Chosen):
    """Which device and fence, days, and the way."""

    query_type = CrossingFilter
    lists = (("device_id", "Device", "devices"), ("geofence_id", "Geofence", "fences"))

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.kind = ChoiceButton("What", None, single=True, none="any")
        self.kind.set_choices([(number, word) for number, word, _ in _KINDS])
        self.kind.chosen.connect(self.tell)
        self.add(self.kind)

    def own(self) -> dict[str, Any]:
        value = self.kind.value
        return {**super().own(), "kind": next((kind for number, _, kind in _KINDS if number in value), None)}

    def reset(self) -> None:
        super().reset()
        self.kind.set_value(())

    def put(self, query: CrossingFilter) -> None:
        self.kind.set_value(tuple(number for number, _, kind in _KINDS if kind is query.kind))
        super().put(query)
