"""Deposits that leave no cent, and credit notes that take back no more than there is."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import AmountKind, JobStatus
from officedesk.models.states import InvoiceStatus
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import (
    CreditLine,
    credit_invoice,
    creditable_lines,
    delete_draft,
    invoice,
    invoice_from_estimate,
    invoice_from_job,
    issue_invoice,
    new_invoice,
    save_invoice,
    totals_of,
    void_invoice,
)
from officedesk.services.sales.payments import payment_detail
from officedesk.services.work import jobs
from tests.db.selling import amount_off, approved, balance, id_of, issued, job_of, line, pay, status, task_ids
from tests.factories import make_customer


def deposit(desk: Desk, lines: list[LineDraft], amount: str, **changes: Any) -> tuple[int, int]:
    """The job and the issued deposit invoice of an approved estimate."""
    result = approved(
        desk, make_customer(desk), lines, deposit_kind=AmountKind.AMOUNT, deposit_value=Decimal(amount), **changes
    )
    assert result.deposit_invoice_id is not None
    return result.job_id, issue_invoice(desk, result.deposit_invoice_id).id


def test_a_deposit_and_its_final_invoice_leave_no_cent(desk: Desk) -> None:
    job, advance = deposit(desk, [line(413_22, tax="21"), line(33_33, tax="9"), line(10_01)], "100")
    assert balance(desk, advance) == 100_00
    full = jobs.totals_of(jobs.job(desk, job)).total
    final = jobs.complete_tasks(desk, job, task_ids(desk, job)).invoice_id or 0
    result = issue_invoice(desk, final)
    assert result.total + 100_00 == full
    taxes = totals_of(invoice(desk, final)).taxes
    advance_taxes = totals_of(invoice(desk, advance)).taxes
    whole = {tax.name + str(tax.percent): tax for tax in totals_of(replace(invoice(desk, final), deposits=())).taxes}
    for tax in advance_taxes:
        left = next((each for each in taxes if each.percent == tax.percent), None)
        key = whole[tax.name + str(tax.percent)]
        assert (key.net, key.tax) == (tax.net + (left.net if left else 0), tax.tax + (left.tax if left else 0))


def test_a_deposit_is_used_up_over_partial_invoices(desk: Desk) -> None:
    job, _ = deposit(desk, [line(100_00, tax="21"), line(100_00, tax="21"), line(100_00, tax="21")], "150")
    tasks = task_ids(desk, job)
    totals = [issue_invoice(desk, id_of(invoice_from_job(desk, job, [task]))).total for task in tasks]
    assert totals == [0, 92_00, 121_00]


def test_a_deposit_issued_late_is_taken_off_the_draft_that_waits(desk: Desk) -> None:
    result = approved(
        desk, make_customer(desk), [line(500_00)], deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(20)
    )
    draft = invoice_from_estimate(desk, jobs.job(desk, result.job_id).estimate_id or 0)
    assert totals_of(draft).total == 500_00
    advance = issue_invoice(desk, result.deposit_invoice_id or 0)
    assert totals_of(invoice(desk, id_of(draft))).total == 400_00
    issue_invoice(desk, id_of(draft))
    with pytest.raises(NotAllowed):
        void_invoice(desk, advance.id, "x")


def test_a_void_deposit_is_not_taken_off(desk: Desk) -> None:
    job, advance = deposit(desk, [line(500_00)], "100")
    draft = invoice_from_job(desk, job, task_ids(desk, job))
    assert totals_of(draft).total == 400_00
    void_invoice(desk, advance, "not paid")
    assert totals_of(invoice(desk, id_of(draft))).total == 500_00


def test_a_deposit_that_was_taken_off_is_neither_voided_nor_taken_twice(desk: Desk) -> None:
    job, advance = deposit(desk, [line(300_00), line(200_00)], "100")
    a, b = task_ids(desk, job)
    first = invoice_from_job(desk, job, [a])
    second = invoice_from_job(desk, job, [b])
    assert (totals_of(first).total, totals_of(second).total) == (200_00, 200_00)
    with pytest.raises(InvalidInput) as refused:
        save_invoice(desk, replace(second, deposits=first.deposits))
    assert list(refused.value.fields) == ["deposits"]
    issue_invoice(desk, id_of(first))
    with pytest.raises(NotAllowed):
        void_invoice(desk, advance, "x")
    with pytest.raises(NotAllowed):
        issue_invoice(desk, credit_invoice(desk, advance))


def test_a_deposit_of_a_job_that_is_invoiced_in_full_is_not_issued(desk: Desk) -> None:
    result = approved(
        desk, make_customer(desk), [line(500_00)], deposit_kind=AmountKind.PERCENT, deposit_value=Decimal(20)
    )
    issue_invoice(desk, jobs.set_status(desk, result.job_id, JobStatus.COMPLETED).invoice_id or 0)
    with pytest.raises(NotAllowed):
        issue_invoice(desk, result.deposit_invoice_id or 0)


# --- credit notes -------------------------------------------------------------------------------------------------


def test_a_full_credit_is_exactly_minus_the_invoice(desk: Desk) -> None:
    customer = make_customer(desk)
    lines = [line(33_33, tax="7.5", quantity="1.5"), line(9_99, tax="9"), line(5_00)]
    result = issued(desk, customer, lines, pricing=amount_off(desk, "12.34"))
    note = issue_invoice(desk, credit_invoice(desk, result.id))
    assert (note.number, note.total) == ("4001", -result.total)
    mine, theirs = totals_of(invoice(desk, result.id)), totals_of(invoice(desk, note.id))
    assert [(tax.net, tax.tax) for tax in theirs.taxes] == [(-tax.net, -tax.tax) for tax in mine.taxes]
    assert (balance(desk, result.id), balance(desk, note.id)) == (0, 0)
    with pytest.raises(NotAllowed):
        credit_invoice(desk, result.id)


def test_a_partial_credit_does_not_mark_the_invoice_paid(desk: Desk) -> None:
    result = issued(desk, make_customer(desk), [line(100, "a", quantity="3"), line(50, "b")])
    a, b = creditable_lines(desk, result.id)
    issue_invoice(desk, credit_invoice(desk, result.id, [CreditLine(a.line_id, Decimal(1))]))
    assert (balance(desk, result.id), status(desk, result.id)) == (250, InvoiceStatus.PART_PAID)
    assert [each.rest for each in creditable_lines(desk, result.id)] == [Decimal(2), Decimal(1)]
    with pytest.raises(InvalidInput):
        credit_invoice(desk, result.id, [CreditLine(a.line_id, Decimal("2.5"))])
    with pytest.raises(InvalidInput):
        credit_invoice(desk, result.id, [CreditLine(b.line_id, Decimal(-1))])
    issue_invoice(desk, credit_invoice(desk, result.id))
    assert (balance(desk, result.id), status(desk, result.id)) == (0, InvoiceStatus.PAID)


def test_two_drafts_of_a_credit_never_credit_twice(desk: Desk) -> None:
    result = issued(desk, make_customer(desk), [line(100)])
    first, second = credit_invoice(desk, result.id), credit_invoice(desk, result.id)
    issue_invoice(desk, first)
    with pytest.raises(NotAllowed):
        issue_invoice(desk, second)


def test_crediting_a_paid_invoice_gives_the_customer_credit(desk: Desk) -> None:
    customer = make_customer(desk)
    result = issued(desk, customer, [line(100, "a"), line(50, "b")])
    early = pay(desk, customer, 90, (result.id, 90))
    late = pay(desk, customer, 40, (result.id, 40))
    (a, _) = creditable_lines(desk, result.id)
    issue_invoice(desk, credit_invoice(desk, result.id, [CreditLine(a.line_id, Decimal(1))]))
    assert balance(desk, result.id) == 0
    assert (payment_detail(desk, late).unapplied, payment_detail(desk, early).unapplied) == (40, 40)


def test_a_voided_credit_note_reopens_the_invoice(desk: Desk) -> None:
    result = issued(desk, make_customer(desk), [line(100)])
    note = issue_invoice(desk, credit_invoice(desk, result.id))
    assert balance(desk, result.id) == 0
    void_invoice(desk, note.id, "mistake")
    assert (balance(desk, result.id), status(desk, result.id)) == (100, InvoiceStatus.UNPAID)


def test_credited_work_can_be_invoiced_right(desk: Desk) -> None:
    job = id_of(job_of(desk, make_customer(desk), [line(100, "a")]))
    wrong = issue_invoice(desk, jobs.complete_tasks(desk, job, task_ids(desk, job)).invoice_id or 0)
    note = issue_invoice(desk, credit_invoice(desk, wrong.id))
    assert jobs.job(desk, job).tasks[0].billed_by == ""
    right = invoice_from_job(desk, job)
    assert jobs.job(desk, job).tasks[0].billed_by == "draft"
    with pytest.raises(NotAllowed):
        void_invoice(desk, note.id, "mistake")
    delete_draft(desk, id_of(right))
    void_invoice(desk, note.id, "mistake")
    assert jobs.job(desk, job).tasks[0].billed_by == wrong.number


def test_crediting_a_final_invoice_gives_its_deposit_back(desk: Desk) -> None:
    job, advance = deposit(desk, [line(500_00, tax="21")], "100")
    final = issue_invoice(desk, jobs.set_status(desk, job, JobStatus.COMPLETED).invoice_id or 0)
    note = issue_invoice(desk, credit_invoice(desk, final.id))
    assert note.total == -final.total
    again = invoice_from_job(desk, job)
    assert totals_of(again).total == final.total
    delete_draft(desk, id_of(again))
    back = issue_invoice(desk, credit_invoice(desk, advance))
    assert back.total == -100_00
    assert totals_of(invoice_from_job(desk, job)).total == final.total + 100_00


def test_a_partial_credit_above_what_was_left_to_pay_gives_deposit_back(desk: Desk) -> None:
    job, advance = deposit(desk, [line(100_00), line(50_00)], "120")
    final = issue_invoice(desk, jobs.set_status(desk, job, JobStatus.COMPLETED).invoice_id or 0)
    assert final.total == 30_00
    lines = creditable_lines(desk, final.id)
    note = issue_invoice(desk, credit_invoice(desk, final.id, [CreditLine(lines[1].line_id, Decimal(1))]))
    assert note.total == -30_00
    assert balance(desk, final.id) == 0
    with pytest.raises(NotAllowed):
        issue_invoice(desk, credit_invoice(desk, advance))


def test_what_is_left_is_credited_to_the_cent_where_its_rounding_is_discounted_too(desk: Desk) -> None:
    customer = make_customer(desk)
    pricing = replace(
        new_invoice(desk, customer).pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal("3.3")
    )
    drafts = [line(price, quantity="1.5", tax="7.5") for price in (8152, 13960)]
    result = issued(desk, customer, drafts, pricing=pricing)
    first, second = creditable_lines(desk, result.id)
    part = [CreditLine(first.line_id, Decimal(1)), CreditLine(second.line_id, second.rest)]
    credited = issue_invoice(desk, credit_invoice(desk, result.id, part)).total
    credited += issue_invoice(desk, credit_invoice(desk, result.id)).total
    assert credited == -result.total


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    data=st.data(),
    lines=st.lists(
        st.tuples(
            st.integers(1, 99_999), st.sampled_from(["1", "2", "1.5", "3"]), st.sampled_from([None, "7.5", "21"])
        ),
        min_size=1,
        max_size=4,
    ),
    percent=st.sampled_from(["0", "3.3"]),
)
def test_partial_credits_never_exceed_and_the_last_leaves_no_cent(
    desk: Desk, data: st.DataObject, lines: list[tuple[int, str, str | None]], percent: str
) -> None:
    customer = make_customer(desk)
    pricing = replace(
        new_invoice(desk, customer).pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal(percent)
    )
    drafts = [line(price, quantity=quantity, tax=tax) for price, quantity, tax in lines]
    result = issued(desk, customer, drafts, pricing=pricing)
    rest = creditable_lines(desk, result.id)
    chosen = data.draw(st.lists(st.sampled_from(rest), unique=True))
    wanted = [CreditLine(each.line_id, each.rest if at % 2 else Decimal(1)) for at, each in enumerate(chosen)]
    credited = 0
    if wanted:
        credited += issue_invoice(desk, credit_invoice(desk, result.id, wanted)).total
    if -credited < result.total:
        credited += issue_invoice(desk, credit_invoice(desk, result.id)).total
    assert credited == -result.total
    assert balance(desk, result.id) == 0


@pytest.mark.parametrize(("first", "tax"), [(13, "21"), (8, None)])
def test_a_discount_that_moves_between_tax_groups_leaves_no_cent_either(
    desk: Desk, first: int, tax: str | None
) -> None:
    """One line of rounding would jump past what is left: its cent turns the tax of the other group over."""
    customer = make_customer(desk)
    pricing = replace(
        new_invoice(desk, customer).pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal("3.3")
    )
    second = 4695 if tax else 4697
    drafts = [
        line(first, quantity="2", tax=tax),
        line(second, quantity="1.5", tax=None),
        line(99999, quantity="1.5", tax="21"),
    ]
    result = issued(desk, customer, drafts, pricing=pricing)
    some, other, _ = creditable_lines(desk, result.id)
    wanted = [CreditLine(other.line_id, Decimal(1)), CreditLine(some.line_id, some.rest)]
    credited = issue_invoice(desk, credit_invoice(desk, result.id, wanted)).total
    credited += issue_invoice(desk, credit_invoice(desk, result.id)).total
    assert credited == -result.total
