"""What a job's page shows beside the draft, read in one go off the GUI thread."""

from dataclasses import dataclass

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import InvoiceRow
from officedesk.services.work.costing import JobTime
from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.results import RelatedEstimate
from officedesk.services.work.series_drafts import SeriesLink
from officedesk.services.work.ties import JobTies


@dataclass(frozen=True, slots=True)
class Technicians:
    """Names of all field employees by id, and who can be sent."""

    names: dict[int, str]
    active: tuple[int, ...]

    def told(self, ids: tuple[int, ...]) -> str:
        return ", ".join(self.names.get(number, "Former employee") for number in ids) or "Unassigned"


NOTHING = JobTies()


@dataclass(frozen=True, slots=True)
class JobFacts:
    """``estimates``: the job's own, and draft, open and declined ones of its location."""

    technicians: Technicians
    estimates: tuple[RelatedEstimate, ...] = ()
    invoices: tuple[InvoiceRow, ...] = ()
    time: tuple[JobTime, ...] = ()
    ties: JobTies = NOTHING
    repeats: SeriesLink | None = None
    """The series that it comes from."""


MOST = 50


def job_facts(desk: Desk, draft: JobDraft) -> JobFacts:
    """The facts of a job, stored or not."""
    from officedesk.services.office.people import technicians
    from officedesk.services.paging import Sort
    from officedesk.services.sales.invoices import InvoiceList
    from officedesk.services.sales.rows import InvoiceFilter
    from officedesk.services.work.jobs import job_ties, job_time, related_estimates
    from officedesk.services.work.series_shown import link_of

    people = [one for one in technicians(desk) if one.id is not None]
    known = Technicians(
        {one.id: one.name for one in people if one.id is not None},
        tuple(one.id for one in people if one.active and one.id is not None),
    )
    ties = job_ties(desk, draft)
    if draft.id is None:
        return JobFacts(known, ties=ties)
    estimates = related_estimates(desk, draft.id) if desk.may(Permission.ESTIMATES_READ) else ()
    invoices = (
        InvoiceList(desk).first(InvoiceFilter(job_id=draft.id), Sort("date", True), MOST)
        if desk.may(Permission.INVOICES_READ)
        else ()
    )
    time = job_time(desk, draft.id) if desk.may(Permission.TIME_READ) else ()
    return JobFacts(known, tuple(estimates), tuple(invoices), time, ties, link_of(desk, draft.id))
