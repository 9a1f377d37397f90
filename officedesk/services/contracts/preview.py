"""Everything that a contract will create, told before it is saved."""

from collections.abc import Sequence
from datetime import date

from officedesk.errors import InvalidInput
from officedesk.models.billing_periods import Period
from officedesk.models.recurrence import IsHoliday, Planned, days
from officedesk.services.contracts.contract_store import problems, tidy
from officedesk.services.contracts.drafts import ContractDraft, PlanJobDraft
from officedesk.services.contracts.money_plan import name_of, part_note, planned
from officedesk.services.contracts.results import Preview, PreviewKind, PreviewLine
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.holidays import holidays_of

_SATURDAY = 5


def preview(desk: Desk, draft: ContractDraft) -> Preview:
    """The visits and invoices that saving ``draft`` will create, by day; what is not settled yet creates nothing.

    Raises :class:`InvalidInput` where the days or the billing cannot be. A plan that is not chosen, a name or a
    location that is missing do not keep it from being shown.
    """
    desk.need(Permission.CONTRACTS_READ)
    draft = tidy(draft)
    wrong = problems(draft)
    found: dict[str, str] = {name: wrong[name] for name in ("starts", "ends", "billing_day", "price") if name in wrong}
    if found:
        if draft.starts is None or draft.ends is None:
            return Preview((), 0, 0, 0, (0,) * len(draft.jobs))
        raise InvalidInput(found)
    lines = list(invoice_lines(planned(draft), draft))
    is_holiday = holidays_of(desk)
    counts = []
    for place, job in enumerate(draft.jobs):
        sound = not any(name.startswith(f"jobs.{place}.rule") for name in wrong)
        visits = visits_of(job, draft, is_holiday) if sound else ()
        counts.append(len(visits))
        lines += visit_lines(job, place, visits)
    lines.sort(key=lambda line: (line.day, line.kind is PreviewKind.VISIT, line.job or 0, line.nominal))
    invoices = [line for line in lines if line.kind is PreviewKind.INVOICE]
    return Preview(
        tuple(lines), len(lines) - len(invoices), len(invoices), sum(line.amount for line in invoices), tuple(counts)
    )


def visits_of(job: PlanJobDraft, draft: ContractDraft, is_holiday: IsHoliday) -> tuple[Planned, ...]:
    """The days of a job of a contract that has its own days and a rule."""
    if job.rule is None or draft.starts is None or draft.ends is None:
        return ()
    return tuple(days(job.rule, draft.starts, draft.starts, draft.ends, is_holiday))


def visit_lines(job: PlanJobDraft, place: int, visits: Sequence[Planned]) -> list[PreviewLine]:
    """Visits as lines: “Filter change 2 of 24”."""
    return [
        PreviewLine(
            one.due,
            one.nominal,
            f"{job.name} {number} of {len(visits)}" if len(visits) > 1 else job.name,
            PreviewKind.VISIT,
            note=moved_note(one.nominal, one.due, one.why),
            job=place,
        )
        for number, one in enumerate(visits, 1)
    ]


def invoice_lines(periods: Sequence[Period], draft: ContractDraft) -> list[PreviewLine]:
    """Periods that cost something as lines: “Invoice, July 2023”."""
    return [
        PreviewLine(
            one.starts,
            one.starts,
            f"Invoice, {name_of(one, draft.billing)}",
            PreviewKind.INVOICE,
            one.amount,
            part_note(one),
        )
        for one in periods
        if one.amount
    ]


def moved_note(nominal: date, due: date, why: str) -> str:
    """“moved: weekend”, “moved: Labor Day”; nothing where it was not moved."""
    if nominal == due:
        return ""
    weekend = nominal.weekday() >= _SATURDAY and why == f"{nominal:%A}"
    return f"moved: {'weekend' if weekend else why}" if why else "moved"
