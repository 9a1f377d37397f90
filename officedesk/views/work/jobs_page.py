"""The Jobs module: a row per visit, jobs without one too."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.work.jobs import JobList
from officedesk.services.work.rows import JobRow
from officedesk.views.customers.tabs.jobs import JobFilters
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.paper_actions import add_paper_keys, print_paper, print_papers, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.work.columns import job_columns
from officedesk.views.work.job_actions import ENDED, complete_jobs, delete_jobs, invoice_jobs


class ModuleFilters(JobFilters):
    """Those of the tab on the profile, over all customers: places are found by the search."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Number, customer, location")
        self.search.setFixedWidth(240)
        self.location.hide()


class JobsPage(ListPage):
    """All jobs. Enter opens one."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="jobs",
            columns=job_columns(shell),
            sort=Sort("starts", True),
            one="visit",
            many="visits",
            empty="Jobs and their visits will be here. An approved estimate makes one by itself.",
            add="New job",
            needs=Permission.JOBS_WRITE,
            entities=frozenset({"job", "customer", "technician"}),
        )
        panel = ListPanel(shell, kind, JobList(shell.desk), ModuleFilters(shell))
        more = more_button(
            shell,
            panel,
            [
                Bulk(
                    "Complete",
                    "check-circle",
                    lambda ids: self._with_jobs(ids, lambda j: complete_jobs(shell, self, j)),
                    needs=Permission.JOBS_PROGRESS,
                ),
                Bulk(
                    "Invoice",
                    "receipt",
                    lambda ids: self._with_jobs(ids, lambda j: invoice_jobs(shell, self, j)),
                    needs=Permission.INVOICES_WRITE,
                ),
                Bulk("Print work orders", "printer", lambda ids: self._with_jobs(ids, self._print)),
                export_entry(shell, panel, "jobs"),
                None,
                Bulk(
                    "Delete",
                    "trash",
                    lambda ids: self._with_jobs(ids, lambda j: delete_jobs(shell, self, j)),
                    danger=True,
                    needs=Permission.JOBS_WRITE,
                ),
            ],
        )
        new = button("New job", self._add, kind="primary", icon=shell.icons("plus", "on_accent"))
        super().__init__("Jobs", panel, more, new if shell.may(Permission.JOBS_WRITE) else None)
        panel.opened.connect(self._open)
        panel.add_wanted.connect(self._add)
        panel.set_row_menu(self._row_menu)
        add_paper_keys(self, self._print_current, self._pdf_current)

    def _add(self) -> None:
        self._shell.go("job")

    def _open(self, row_id: int) -> None:
        # A row is a visit: what opens is its job.
        place = self.panel.model.row_of(row_id)
        row: JobRow | None = self.panel.model.row_at(place) if place is not None else None
        if row is not None:
            self._shell.go("job", row.job_id)

    def _row_menu(self, row: JobRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: shell.go("job", row.job_id))
        menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", row.customer_id))
        menu.addSeparator()
        if row.status not in ENDED and shell.may(Permission.JOBS_PROGRESS):
            menu_action(
                menu,
                icons("check-circle"),
                "Complete",
                lambda: complete_jobs(shell, self, [row.job_id], row.customer_id),
            )
        menu_action(
            menu,
            icons("receipt"),
            "Invoice what is done",
            lambda: invoice_jobs(shell, self, [row.job_id], row.customer_id),
            shell.may(Permission.INVOICES_WRITE),
        )
        order = PaperKind.WORK_ORDER
        menu.addSeparator()
        menu_action(menu, icons("printer"), "Print work order…", lambda: print_paper(shell, order, row.job_id, self))
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: save_pdf(shell, order, row.job_id, self))
        menu.addSeparator()
        menu_action(
            menu,
            icons("trash", "bad"),
            "Delete",
            lambda: delete_jobs(shell, self, [row.job_id], row.customer_id),
            shell.may(Permission.JOBS_WRITE),
        )
        return menu

    def _with_jobs(self, ids: list[int], then: Callable[[list[int]], object]) -> None:
        """Jobs of the rows, once each, in the order of the list."""
        wanted, source = set(ids), self.panel.source
        order = [one for one in self.panel.model.all_ids() if one in wanted]
        self._shell.load(self, lambda: list(dict.fromkeys(row.job_id for row in source.rows(order))), then)

    def _print(self, jobs: list[int]) -> None:
        papers = [(PaperKind.WORK_ORDER, job_id) for job_id in jobs]
        if papers:
            print_papers(self._shell, papers, "Work orders", self)

    def _print_current(self) -> None:
        row: JobRow | None = self.panel.table.current_row
        if row is not None:
            print_paper(self._shell, PaperKind.WORK_ORDER, row.job_id, self)

    def _pdf_current(self) -> None:
        row: JobRow | None = self.panel.table.current_row
        if row is not None:
            save_pdf(self._shell, PaperKind.WORK_ORDER, row.job_id, self)
