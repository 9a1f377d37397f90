"""The Estimates module: the list of all estimates."""

from typing import Any

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.models.states import EstimateState
from officedesk.services.paging import Sort
from officedesk.services.sales.rows import EstimateFilter, EstimateRow
from officedesk.views.lists.bulk import Bulk, each, menu_action, more_button, run_bulk
from officedesk.views.lists.export import export_button
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import ESTIMATE_CHIPS, estimate_columns
from officedesk.views.sales.paper_actions import print_papers, save_papers
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.typed_fields import DateEdit

STATES = tuple(EstimateState)


class EstimateFilters(FilterRow):
    """Text, from and to date, status. Also used on the profile's tab."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Number, company, location, description")
        self._from = DateEdit(shell, optional=True)
        self._to = DateEdit(shell, optional=True)
        for edit, name in ((self._from, "From"), (self._to, "To")):
            edit.setFixedWidth(round(122 * max(1.0, self.fontMetrics().height() / 16)))
            edit.setAccessibleName(f"{name} date")
            edit.setToolTip(f"{name} date: 6/30, today, -30")
            edit.edited.connect(self.tell)
            self.add(label(name, "muted"))
            self.add(edit)
        self._status = ChoiceButton("Status", None)
        self._status.set_choices([(n, ESTIMATE_CHIPS[state].text) for n, state in enumerate(STATES)])
        self._status.chosen.connect(self._one_status)
        self.add(self._status)

    def query(self) -> EstimateFilter:
        chosen = self._status.value
        return EstimateFilter(
            text=self.search.text().strip(),
            date_from=self._from.value(),
            date_to=self._to.value(),
            status=STATES[chosen[0]] if chosen else None,
        )

    @property
    def active(self) -> bool:
        return self.query() != EstimateFilter()

    def reset(self) -> None:
        super().reset()
        for edit in (self._from, self._to):
            edit.set_value(None)
        self._status.set_value(())

    def _one_status(self) -> None:
        # The list is asked for one status: the one picked last.
        self._status.set_value(self._status.value[-1:])
        self.tell()


class EstimatesPage(ListPage):
    """All estimates. Enter opens one."""

    def __init__(self, shell: Shell) -> None:
        from officedesk.services.sales.estimates import EstimateList

        self._shell = shell
        kind = ListKind(
            name="estimates",
            columns=estimate_columns(shell),
            sort=Sort("date", descending=True),
            one="estimate",
            many="estimates",
            empty="Estimates you write will be here, with their value and whether the customer has answered.",
            add="New estimate",
            sums=(("total", "Value"),),
            entities=frozenset({"estimate", "job", "customer", "location"}),
        )
        self._filters = EstimateFilters(shell)
        panel = ListPanel(shell, kind, EstimateList(shell.desk), self._filters)
        more = more_button(
            shell,
            panel,
            (
                Bulk("Print", "printer", self._print),
                Bulk("Save as PDF", "file-pdf", self._pdf),
                None,
                Bulk("Mark sent", "paper-plane-tilt", self._mark_sent),
                None,
                Bulk("Delete", "trash", self._delete, danger=True),
            ),
        )
        new = button(
            "New estimate", lambda: shell.go("estimate"), kind="primary", icon=shell.icons("plus", "on_accent")
        )
        super().__init__("Estimates", panel, more, export_button(shell, panel, "estimates"), new)
        panel.opened.connect(lambda estimate_id: shell.go("estimate", estimate_id))
        panel.add_wanted.connect(lambda: shell.go("estimate"))
        panel.set_row_menu(self._row_menu)

    def _row_menu(self, row: EstimateRow) -> QMenu:
        menu = QMenu(self)
        icons, shell = self._shell.icons, self._shell
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: shell.go("estimate", row.id))
        menu_action(menu, icons("user"), "Open customer", lambda: shell.go("customer", row.customer_id))
        if row.job_id is not None:
            job_id = row.job_id
            menu_action(menu, icons("wrench"), "Open job", lambda: shell.go("job", job_id))
        menu.addSeparator()
        menu_action(menu, icons("printer"), "Print", lambda: self._print([row.id]))
        menu_action(menu, icons("file-pdf"), "Save as PDF", lambda: self._pdf([row.id]))
        menu_action(
            menu,
            icons("copy"),
            "Copy",
            lambda: shell.go("estimate", copy_of=row.id, customer_id=row.customer_id),
        )
        menu.addSeparator()
        if row.status in (EstimateState.DRAFT, EstimateState.EXPIRED, EstimateState.SENT):
            menu_action(menu, icons("paper-plane-tilt"), "Mark sent", lambda: self._mark_sent([row.id]))
        menu_action(menu, icons("trash"), "Delete", lambda: self._delete([row.id]))
        return menu

    def _print(self, ids: list[int]) -> None:
        print_papers(self._shell, [(PaperKind.ESTIMATE, one) for one in ids], _title(ids), self)

    def _pdf(self, ids: list[int]) -> None:
        save_papers(self._shell, [(PaperKind.ESTIMATE, one) for one in ids], _title(ids), self)

    def _mark_sent(self, ids: list[int]) -> None:
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.sales.estimates import send_estimate

            return each(lambda one: send_estimate(desk, one), ids)

        run_bulk(self._shell, self, work, lambda count: f"{_count(count)} marked as sent.", "estimate")

    def _delete(self, ids: list[int]) -> None:
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.sales.estimates import delete_estimate

            return each(lambda one: delete_estimate(desk, one), ids)

        def undo(gone: tuple[int, ...]) -> None:
            from officedesk.services.sales.estimates import restore_estimate

            for one in gone:
                restore_estimate(desk, one)

        run_bulk(self._shell, self, work, lambda count: f"{_count(count)} moved to the trash.", "estimate", undo=undo)


def _count(count: int) -> str:
    return "1 estimate" if count == 1 else f"{count:,} estimates"


def _title(ids: list[int]) -> str:
    return "Estimate" if len(ids) == 1 else f"{len(ids)} estimates"
