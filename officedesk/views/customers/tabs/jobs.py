"""The Jobs tab: a row per visit."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import JobStatus
from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.work.rows import JobFilter, JobRow
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.customers.tabs.filters import DatedFilters, LocationChoice, StatusChoice
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.work.columns import job_columns
from officedesk.views.work.job_actions import ENDED, complete_jobs, invoice_jobs


class JobFilters(DatedFilters):
    query_type = JobFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.location = LocationChoice(shell)
        self._status = StatusChoice(shell, list(JobStatus))
        for control in (self.location, self._status):
            self.add(control)
            control.chosen.connect(self.tell)

    def own(self) -> dict[str, Any]:
        chosen = self.location.value[0] if self.location.value else None
        return {"status": self._status.status, "location_id": self.subject.location_id or chosen}

    def reset(self) -> None:
        super().reset()
        self._status.set_status(None)
        self.location.set_value(())

    def put(self, query: JobFilter) -> None:
        self._status.set_status(query.status)
        self.location.set_value((query.location_id,) if query.location_id and not self.subject.location_id else ())
        super().put(query)


class JobsTab(DocumentTab):
    name = "jobs"
    title = "Jobs"
    page = "job"

    def make_filters(self) -> SubjectFilters:
        return JobFilters(self.shell)

    def make_panel(self) -> ListPanel:
        from officedesk.services.work.jobs import JobList

        kind = ListKind(
            name="profile_jobs",
            columns=job_columns(self.shell, with_company=False),
            sort=Sort("starts", True),
            one="visit",
            many="visits",
            empty="Jobs and their visits will be here. An approved estimate makes one by itself.",
            add="New job",
            needs=Permission.JOBS_WRITE,
            entities=frozenset({"job", "customer", "technician"}),
        )
        return ListPanel(self.shell, kind, JobList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.jobs

    def profile_arrived(self, profile: Profile, locations: list[LocationRow]) -> None:
        filters = self.filters
        if isinstance(filters, JobFilters):
            filters.location.set_locations(locations if self.subject.location_id is None else [])

    def open(self, entity_id: int) -> None:
        # A row is a visit: the job is what opens.
        number = self.panel.model.row_of(entity_id)
        row = self.panel.model.row_at(number) if number is not None else None
        if row is not None:
            self.shell.go("job", row.job_id)

    def bulk(self) -> Sequence[Bulk | None]:
        return (
            Bulk("Invoice jobs", "receipt", self._invoice, needs=Permission.INVOICES_WRITE),
            Bulk("Complete", "check-circle", self._complete, needs=Permission.JOBS_PROGRESS),
        )

    def row_menu(self, row: JobRow) -> QMenu:
        menu, icons = QMenu(self), self.shell.icons
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: self.shell.go("job", row.job_id))
        menu.addSeparator()
        if row.status not in ENDED:
            may = self.shell.may(Permission.JOBS_PROGRESS)
            menu_action(menu, icons("check-circle"), "Complete", lambda: self._complete_jobs([row.job_id]), may)
        may = self.shell.may(Permission.INVOICES_WRITE)
        menu_action(menu, icons("receipt"), "Invoice what is done", lambda: self._invoice_jobs([row.job_id]), may)
        return menu

    def _jobs_of(self, ids: list[int]) -> list[int]:
        """Job ids of list rows, once each. A row without a visit carries minus its job's id."""
        rows = {row.id: row.job_id for row in self.panel.source.rows(ids)}
        return list(dict.fromkeys(rows[one] for one in ids if one in rows))

    def _invoice(self, ids: list[int]) -> None:
        self.shell.load(self, lambda: self._jobs_of(ids), self._invoice_jobs)

    def _complete(self, ids: list[int]) -> None:
        self.shell.load(self, lambda: self._jobs_of(ids), self._complete_jobs)

    def _invoice_jobs(self, jobs: list[int]) -> None:
        invoice_jobs(self.shell, self, jobs, self.subject.customer_id)

    def _complete_jobs(self, jobs: list[int]) -> None:
        complete_jobs(self.shell, self, jobs, self.subject.customer_id)
