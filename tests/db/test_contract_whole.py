"""A plan over 24 months: what the preview tells is what is created, what the report counts, and what is billed."""

from __future__ import annotations

from datetime import date

from officedesk.models.enums import JobStatus
from officedesk.models.papers import PaperKind
from officedesk.models.states import ContractStatus
from officedesk.services.contracts import contracts
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.results import PreviewKind
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.sales.issuing import issue_invoice
from officedesk.services.work.progress import set_status
from tests.db.contract_support import go_to, invoices, sell, visits
from tests.support.clock import Clock

# By hand: filters on the 15th, or on the Monday after where that is a weekend; the second Tuesday of April; the first
# Monday of October.
FILTERS = [
    "2023-08-15", "2023-09-15", "2023-10-16", "2023-11-15", "2023-12-15", "2024-01-15", "2024-02-15", "2024-03-15",
    "2024-04-15", "2024-05-15", "2024-06-17", "2024-07-15", "2024-08-15", "2024-09-16", "2024-10-15", "2024-11-15",
    "2024-12-16", "2025-01-15", "2025-02-17", "2025-03-17", "2025-04-15", "2025-05-15", "2025-06-16", "2025-07-15",
]  # fmt: skip
SPRINGS = ["2024-04-09", "2025-04-08"]
AUTUMNS = ["2023-10-02", "2024-10-07"]
# $49.00 a month on the 1st, from July 17: 15 of 31 days are 23.7096…; the last period is the rest of one price.
AMOUNTS = [23_71, *[49_00] * 23, 25_29]
MONTHS = [date(2023 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(25)]


def test_a_plan_over_24_months_is_what_its_preview_told(desk: Desk, clock: Clock) -> None:
    draft = sell(desk, date(2023, 7, 17))
    told = contracts.preview(desk, draft)
    assert draft.ends == date(2025, 7, 16)
    assert (told.visits, told.invoices, told.total, told.counts) == (28, 25, 1_176_00, (2, 2, 24))
    planned = [line for line in told.lines if line.kind is PreviewKind.VISIT]
    assert sorted(str(line.day) for line in planned) == sorted(FILTERS + SPRINGS + AUTUMNS)
    assert [line.amount for line in told.lines if line.kind is PreviewKind.INVOICE] == AMOUNTS
    moved = next(line for line in planned if str(line.day) == "2023-10-16")
    assert (str(moved.nominal), moved.what, moved.note) == ("2023-10-15", "Filter change 3 of 24", "moved: weekend")

    saved = contracts.save_contract(desk, draft)
    contract_id = saved.id or 0
    assert saved.number == "6001"
    # Twelve months ahead are made at once, and nothing is billed before its day.
    assert len(visits(desk, contract_id)) == 11 + 1 + 1
    assert invoices(desk, contract_id) == []
    first = report(desk, contract_id)
    assert (first.done, first.left, first.billed, first.planned_amount) == (0, 28, 0, 1_176_00)
    assert [row.planned for row in first.package] == [2, 2, 24]

    go_to(desk, clock, date(2023, 7, 17))
    for month in MONTHS[1:]:
        go_to(desk, clock, month)
    go_to(desk, clock, date(2025, 7, 15))
    made = visits(desk, contract_id)
    assert sorted(str(day) for day, _, _ in made) == sorted(str(line.day) for line in planned)
    drafts = invoices(desk, contract_id)
    assert [one.subtotal for one in drafts] == AMOUNTS
    assert [one.date for one in drafts] == [date(2023, 7, 17), *MONTHS[1:]]

    for _, _, job_id in made:
        set_status(desk, job_id, JobStatus.COMPLETED)
    numbers = [issue_invoice(desk, one.id) for one in drafts]
    done = report(desk, contract_id)
    assert (done.done, done.left, done.dismissed) == (28, 0, 0)
    assert (done.billed, done.planned_amount) == (told.total, told.total)
    # 7.5 % of 49.00 is 3.675: 3.68; of 23.71 1.78, of 25.29 1.90.
    assert done.invoiced == sum(one.total for one in numbers) == 23 * 52_68 + 25_49 + 27_19
    # Two tune-ups each of 135.00 and 80.00, and 24 filters of 18.50, that were done and not billed.
    assert done.saved_tasks == 2 * 135_00 + 2 * 80_00 + 24 * 18_50
    assert [(row.done, row.planned, row.next) for row in done.package] == [(2, 2, None), (2, 2, None), (24, 24, None)]
    assert len(invoices(desk, contract_id)) == 25
    (row,) = ContractList(desk).first(ContractFilter(), BY_START, 10)
    assert (row.done, row.planned, row.status) == (28, 28, ContractStatus.ENDING)


def test_a_membership_from_mid_month_cancelled_after_five_months(desk: Desk, clock: Clock) -> None:
    contract_id = contracts.save_contract(desk, sell(desk, date(2023, 7, 17))).id or 0
    for month in (date(2023, 7, 17), *MONTHS[1:6]):
        go_to(desk, clock, month)
    for one in invoices(desk, contract_id):
        issue_invoice(desk, one.id)
    go_to(desk, clock, date(2023, 12, 10))
    told = contracts.cancel_preview(desk, contract_id, date(2023, 12, 16))
    done = contracts.cancel(desk, contract_id, date(2023, 12, 16), "Moved away")
    # December 1 to 16 are 16 of 31 days of 49.00: 25.2903… stays, 23.71 is given back.
    (december,) = done.bills
    assert (december.billed, december.kept, december.credited) == (49_00, 25_29, 23_71)
    assert (done.credited, done.drafts_changed, done.drafts_removed) == (23_71, 0, 0)
    assert (told.bills, told.credited, told.visits_removed) == (done.bills, done.credited, done.visits_removed)
    # Filters from January to July and the tune-up of April were made; those further ahead come no more either.
    assert sorted(str(day) for day, _, _ in visits(desk, contract_id)) == [
        "2023-08-15", "2023-09-15", "2023-10-02", "2023-10-16", "2023-11-15", "2023-12-15",
    ]  # fmt: skip
    credit = issue_invoice(desk, done.credit_notes[0])
    # With 7.5 % tax: 1.78.
    assert credit.total == -25_49
    after = report(desk, contract_id)
    # 15 days of July, four months, 16 days of December: 23.71 + 196.00 + 25.29.
    assert after.billed == after.planned_amount == 245_00
    assert after.invoiced == 25_49 + 5 * 52_68 - 25_49
    assert (after.status, after.ends, after.left) == (ContractStatus.CANCELLED, date(2023, 12, 16), 6)
    payments = paper(desk, PaperKind.AGREEMENT, contract_id).tables[-1].rows
    assert [row.cells[-1] for row in payments] == ["$23.71", "$196.00", "$25.29", "$245.00"]
    for month in MONTHS[6:10]:
        go_to(desk, clock, month)
    assert len(invoices(desk, contract_id)) == 7
    assert len(visits(desk, contract_id)) == 6
