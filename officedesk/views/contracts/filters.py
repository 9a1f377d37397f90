"""The filter row of contracts, on the profile and in the module."""

from officedesk.models.enums import ContractKind
from officedesk.models.states import ContractStatus
from officedesk.services.contracts.rows import ContractFilter
from officedesk.views.contracts.words import KINDS, STATUSES
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton

_KINDS, _STATUSES = tuple(ContractKind), tuple(ContractStatus)


class ContractFilters(SubjectFilters):
    """Search, kind and status."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Name, number, plan")
        self.kind = self._choice("Kind", [KINDS[kind] for kind in _KINDS])
        self.status = self._choice("Status", [STATUSES[status][0] for status in _STATUSES])

    def _choice(self, title: str, words: list[str]) -> ChoiceButton:
        made = ChoiceButton(title, None, single=True, none="any")
        made.set_choices(list(enumerate(words, 1)))
        made.chosen.connect(self.tell)
        self.add(made)
        return made

    def query(self) -> ContractFilter:
        kind, status = self.kind.value, self.status.value
        return ContractFilter(
            self.subject.customer_id or None,
            self.subject.location_id,
            self.search.text().strip(),
            _KINDS[kind[0] - 1] if kind else None,
            _STATUSES[status[0] - 1] if status else None,
        )

    @property
    def active(self) -> bool:
        return self.query() != ContractFilter(self.subject.customer_id or None, self.subject.location_id)

    def reset(self) -> None:
        super().reset()
        for made in (self.kind, self.status):
            made.set_value(())

    def put(self, query: ContractFilter) -> None:
        self.kind.set_value(() if query.kind is None else (_KINDS.index(query.kind) + 1,))
        self.status.set_value(() if query.status is None else (_STATUSES.index(query.status) + 1,))
        super().put(query)
