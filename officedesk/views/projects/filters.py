"""The filter row of the Projects module: for its list and for its board."""

from typing import Any

from officedesk.models.enums import Priority
from officedesk.services.projects.rows import ProjectFilter, Which
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.projects.words import PRIORITIES
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton

_PARTS = (
    (Which.CURRENT, "Current"),
    (Which.IN_PROGRESS, "In progress"),
    (Which.COMPLETED, "Completed"),
    (Which.DECLINED, "Declined"),
    (Which.ALL, "All"),
)


class ProjectFilters(SubjectFilters):
    """Text, state, estimator, priority and brand. *Current* is what is under way and what was delivered lately."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Number, title, customer")
        self.search.setFixedWidth(210)
        self.which = ChoiceButton("State", None, single=True, none="current")
        self.which.set_choices([(at, word) for at, (_, word) in enumerate(_PARTS) if at])
        self.estimator = ChoiceButton("Estimator", None, single=True, none="any")
        self.priority = ChoiceButton("Priority", None, single=True, none="any")
        self.priority.set_choices([(at, PRIORITIES[one].text) for at, one in enumerate(Priority)])
        self.brand = ChoiceButton("Brand", None, single=True, none="any")
        self.brand.hide()
        for made in (self.which, self.estimator, self.priority, self.brand):
            made.chosen.connect(self.tell)
            self.add(made)
        self._load()
        shell.signals.changed.connect(self._office_changed)

    def query(self) -> ProjectFilter:
        return ProjectFilter(
            text=self.search.text().strip(),
            which=_PARTS[self.which.value[0]][0] if self.which.value else Which.CURRENT,
            estimator_id=self.estimator.value[0] if self.estimator.value else None,
            priority=list(Priority)[self.priority.value[0]] if self.priority.value else None,
            brand_id=self.brand.value[0] if self.brand.value else None,
        )

    @property
    def active(self) -> bool:
        return self.query() != ProjectFilter(which=Which.CURRENT)

    def reset(self) -> None:
        super().reset()
        for made in (self.which, self.estimator, self.priority, self.brand):
            made.set_value(())

    def put(self, query: ProjectFilter) -> None:
        at = next(place for place, (which, _) in enumerate(_PARTS) if which is query.which)
        self.which.set_value((at,) if at else ())
        self.estimator.set_value((query.estimator_id,) if query.estimator_id is not None else ())
        chosen = query.priority
        self.priority.set_value((list(Priority).index(chosen),) if chosen is not None else ())
        self.brand.set_value((query.brand_id,) if query.brand_id is not None else ())
        super().put(query)

    def _load(self) -> None:
        desk = self.shell.desk

        def work() -> tuple[list[Any], list[Any]]:
            from officedesk.services.office.company import brands
            from officedesk.services.office.people import users

            return users(desk, active_only=True), brands(desk)

        self.shell.load(self, work, lambda found: self._arrived(*found))

    def _arrived(self, people: list[Any], brands: list[Any]) -> None:
        self.estimator.set_choices([(one.id, one.name) for one in people if one.id is not None])
        self.brand.set_choices([(one.id, one.name) for one in brands if one.id is not None])
        self.brand.setVisible(len(brands) > 1)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in ("user", "brand"):
            self._load()
