"""The Estimates tab."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.models.states import EstimateState
from officedesk.services.customers.rows import Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import EstimateFilter, EstimateRow
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.customers.tabs.filters import DatedFilters, StatusChoice
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import estimate_columns
from officedesk.views.sales.list_actions import approve_estimates, delete_estimates, send_estimates
from officedesk.views.sales.paper_actions import email_entry, print_paper, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton


class EstimateFilters(DatedFilters):
    query_type = EstimateFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._status = StatusChoice(shell, list(EstimateState))
        self._pending = ChoiceButton("Answer", None, single=True, none="any")
        self._pending.set_choices([(1, "none yet"), (2, "not sent yet")])
        for control in (self._status, self._pending):
            self.add(control)
            control.chosen.connect(self.tell)

    def own(self) -> dict[str, Any]:
        return {"status": self._status.status, "pending": 1 in self._pending.value, "unsent": 2 in self._pending.value}

    def reset(self) -> None:
        super().reset()
        self._status.set_status(None)
        self._pending.set_value(())

    def put(self, query: EstimateFilter) -> None:
        self._status.set_status(query.status)
        self._pending.set_value((1,) if query.pending else (2,) if query.unsent else ())
        super().put(query)


class EstimatesTab(DocumentTab):
    name = "estimates"
    title = "Estimates"
    page = "estimate"
    with_paper = True

    def make_filters(self) -> SubjectFilters:
        return EstimateFilters(self.shell)

    def make_panel(self) -> ListPanel:
        from officedesk.services.sales.estimates import EstimateList

        kind = ListKind(
            name="profile_estimates",
            columns=estimate_columns(self.shell, profile=True),
            sort=Sort("date", True),
            one="estimate",
            many="estimates",
            empty="Estimates for this customer will be here.",
            add="New estimate",
            needs=Permission.ESTIMATES_WRITE,
            sums=(("total", "Total"),),
            entities=frozenset({"estimate", "job", "customer"}),
        )
        return ListPanel(self.shell, kind, EstimateList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.estimates

    def paper_of(self, row: EstimateRow) -> tuple[PaperKind, bool]:
        return PaperKind.ESTIMATE, False

    def show_figure(self, figure: str) -> None:
        self.filters.reset()
        self.filters.put(EstimateFilter(pending=figure == "pending"))
        self.filters.tell()

    def bulk(self) -> Sequence[Bulk | None]:
        return (
            Bulk("Mark as sent", "paper-plane-tilt", self._send, needs=Permission.ESTIMATES_WRITE),
            Bulk("Approve", "check-circle", self._approve, needs=Permission.ESTIMATES_WRITE),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=Permission.ESTIMATES_WRITE),
        )

    def row_menu(self, row: EstimateRow) -> QMenu:
        menu, icons, shell = self.base_menu(row.id), self.shell.icons, self.shell
        open_states = (EstimateState.DRAFT, EstimateState.SENT, EstimateState.EXPIRED)
        paper, may = PaperKind.ESTIMATE, shell.may(Permission.ESTIMATES_WRITE)
        menu_action(menu, icons("printer"), "Print…", lambda: print_paper(shell, paper, row.id, self))
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: save_pdf(shell, paper, row.id, self))
        email_entry(shell, menu, "estimate", row.customer_id, row.id)
        menu_action(menu, icons("copy"), "Copy", lambda: shell.go("estimate", copy_of=row.id), may)
        if row.job_id is not None:
            menu_action(menu, icons("wrench"), "Open job", lambda: shell.go("job", row.job_id or 0))
        menu.addSeparator()
        if row.status is EstimateState.DRAFT:
            menu_action(menu, icons("paper-plane-tilt"), "Mark as sent", lambda: self._send([row.id]), may)
        if row.status in open_states:
            menu_action(menu, icons("check-circle"), "Approve", lambda: self._approve([row.id]), may)
        if row.job_id is None:
            menu.addSeparator()
            menu_action(menu, icons("trash", "bad"), "Delete", lambda: self._delete([row.id]), may)
        return menu

    def _send(self, ids: list[int]) -> None:
        send_estimates(self.shell, self, ids, self.subject.customer_id)

    def _approve(self, ids: list[int]) -> None:
        approve_estimates(self.shell, self, ids, self.subject.customer_id)

    def _delete(self, ids: list[int]) -> None:
        delete_estimates(self.shell, self, ids, self.subject.customer_id)
