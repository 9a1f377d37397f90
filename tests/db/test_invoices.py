"""Invoices: typed and from jobs, issued, voided, listed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceState, JobStatus
from officedesk.models.papers import PaperKind
from officedesk.models.sales import Invoice
from officedesk.models.states import InvoiceStatus
from officedesk.services import documents
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import invoices
from officedesk.services.sales.invoices import (
    batch_invoice,
    credit_invoice,
    delete_draft,
    invoice,
    invoice_from_estimate,
    invoice_from_job,
    issue_invoice,
    mark_viewed,
    new_invoice,
    restore_draft,
    save_invoice,
    store_pdf,
    stored_pdf,
    totals_of,
    void_invoice,
    void_reason,
)
from officedesk.services.sales.rows import InvoiceFilter, InvoiceQuick
from officedesk.services.work import jobs
from tests.db.selling import amount_off, approved, at_once, balance, id_of, issued, job_of, line, pay, status, task_ids
from tests.factories import make_customer, make_terms
from tests.support.clock import Clock


def test_a_draft_has_no_number_until_it_is_issued(desk: Desk) -> None:
    customer = make_customer(desk)
    draft = save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(100_00, tax="7.5"),)))
    abandoned = save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(1),)))
    delete_draft(desk, id_of(abandoned))
    assert draft.number == ""
    result = issue_invoice(desk, id_of(draft))
    assert (result.number, result.total) == ("3001", 107_50)
    assert result.due_date == desk.today() + timedelta(days=30)
    assert balance(desk, result.id) == 107_50


def test_the_due_date_follows_the_terms_unless_one_is_set(desk: Desk) -> None:
    customer = make_customer(desk, terms_id=make_terms(desk, due_days=10))
    never = make_customer(desk, terms_id=make_terms(desk, due_days=None))
    day = date(2023, 1, 31)
    draft = save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(1),)))
    assert issue_invoice(desk, id_of(draft), day).due_date == date(2023, 2, 10)
    own = save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(1),), due_date=desk.today()))
    assert issue_invoice(desk, id_of(own)).due_date == desk.today()
    assert issued(desk, never, [line(1)]).due_date is None


def test_due_today_is_not_overdue_and_no_due_date_never(desk: Desk, clock: Clock) -> None:
    customer = make_customer(desk)
    today = issued(desk, customer, [line(1)], due_date=desk.today()).id
    terms = make_customer(desk, terms_id=make_terms(desk, due_days=None))
    never = issued(desk, terms, [line(1)]).id
    assert status(desk, today) is InvoiceStatus.UNPAID
    clock.go_on(days=1)
    assert status(desk, today) is InvoiceStatus.OVERDUE
    assert status(desk, never) is InvoiceStatus.UNPAID


def test_an_issued_invoice_does_not_change(desk: Desk) -> None:
    result = issued(desk, make_customer(desk), [line(100)])
    stored = invoice(desk, result.id)
    with pytest.raises(NotAllowed):
        save_invoice(desk, replace(stored, lines=(line(1),)))
    with pytest.raises(NotAllowed):
        delete_draft(desk, result.id)
    with pytest.raises(NotAllowed):
        issue_invoice(desk, result.id)
    assert invoice(desk, result.id) == stored


def test_its_paper_stays_when_customer_and_office_change(desk: Desk) -> None:
    customer = make_customer(desk, "ABC Company")
    result = issued(desk, customer, [line(100)])
    before = documents.paper(desk, PaperKind.INVOICE, result.number)
    with desk.write() as session:
        session.execute(update(Customer).values(name="Renamed", street="Elsewhere 1"))
    assert documents.paper(desk, PaperKind.INVOICE, result.number) == before
    with desk.read() as session:
        assert session.scalar(select(Invoice.snapshot).where(Invoice.id == result.id)) is not None


def test_empty_and_negative_invoices_are_not_issued(desk: Desk) -> None:
    customer = make_customer(desk)
    empty = save_invoice(desk, new_invoice(desk, customer))
    with pytest.raises(InvalidInput):
        issue_invoice(desk, id_of(empty))
    negative = save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(-100),)))
    with pytest.raises(NotAllowed):
        issue_invoice(desk, id_of(negative))
    assert issued(desk, customer, [line(1)]).number == "3001"


def test_two_desktops_never_overwrite_a_draft(desk: Desk, other_desk: Desk) -> None:
    mine = save_invoice(desk, replace(new_invoice(desk, make_customer(desk)), lines=(line(100),)))
    theirs = save_invoice(other_desk, replace(mine, note="theirs"))
    with pytest.raises(Conflict) as conflict:
        save_invoice(desk, replace(mine, note="mine"))
    assert conflict.value.theirs == theirs


def test_a_due_date_before_the_invoice_is_refused(desk: Desk) -> None:
    draft = new_invoice(desk, make_customer(desk))
    with pytest.raises(InvalidInput) as refused:
        save_invoice(desk, replace(draft, lines=(line(1),), due_date=draft.date - timedelta(days=1)))
    assert list(refused.value.fields) == ["due_date"]


def test_void_needs_a_reason_and_keeps_the_number(desk: Desk) -> None:
    customer = make_customer(desk)
    result = issued(desk, customer, [line(100)])
    with pytest.raises(InvalidInput):
        void_invoice(desk, result.id, " ")
    void_invoice(desk, result.id, "wrong customer")
    assert (status(desk, result.id), balance(desk, result.id)) == (InvoiceStatus.VOID, 0)
    other = issued(desk, customer, [line(1)])
    assert other.number == "3002"
    assert (void_reason(desk, result.id), void_reason(desk, other.id)) == ("wrong customer", "")
    with pytest.raises(NotAllowed):
        void_invoice(desk, result.id, "again")


def test_void_is_refused_while_payments_or_credits_stand_on_it(desk: Desk) -> None:
    customer = make_customer(desk)
    paid, credited = issued(desk, customer, [line(100)]), issued(desk, customer, [line(100)])
    pay(desk, customer, 100, (paid.id, 100))
    with pytest.raises(NotAllowed):
        void_invoice(desk, paid.id, "x")
    note = credit_invoice(desk, credited.id)
    with pytest.raises(NotAllowed):
        void_invoice(desk, credited.id, "x")
    delete_draft(desk, note)
    void_invoice(desk, credited.id, "x")


def test_the_pdf_of_an_issued_invoice_is_kept_as_first_made(desk: Desk) -> None:
    result = issued(desk, make_customer(desk), [line(100)])
    assert stored_pdf(desk, result.id) is None
    store_pdf(desk, result.id, b"%PDF first")
    store_pdf(desk, result.id, b"%PDF second")
    assert stored_pdf(desk, result.id) == b"%PDF first"
    mark_viewed(desk, result.id, desk.today())
    (row,) = invoices.InvoiceList(desk).rows([result.id])
    assert row.viewed_on == desk.today()


# --- from jobs ----------------------------------------------------------------------------------------------------


def test_partial_invoices_bill_each_task_once(desk: Desk) -> None:
    job = job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b"), line(300, "c")])
    a, b, c = task_ids(desk, id_of(job))
    with pytest.raises(NotAllowed):
        invoice_from_job(desk, id_of(job))
    jobs.complete_tasks(desk, id_of(job), [a])
    first = invoice_from_job(desk, id_of(job))
    assert [each.name for each in first.lines] == ["a"]
    with pytest.raises(NotAllowed):
        invoice_from_job(desk, id_of(job), [a, b])
    second = invoice_from_job(desk, id_of(job), [b])
    assert [each.name for each in second.lines] == ["b"]
    assert [task.billed_by for task in jobs.job(desk, id_of(job)).tasks] == ["draft", "draft", ""]
    number = issue_invoice(desk, id_of(first)).number
    assert jobs.job(desk, id_of(job)).tasks[0].billed_by == number
    delete_draft(desk, id_of(second))
    assert jobs.job(desk, id_of(job)).tasks[1].billed_by == ""
    progress = jobs.complete_tasks(desk, id_of(job), [b, c])
    assert progress.status is JobStatus.COMPLETED
    assert [each.name for each in invoice(desk, progress.invoice_id or 0).lines] == ["b", "c"]


def test_two_desktops_at_once_bill_a_task_once(desk: Desk, other_desk: Desk) -> None:
    job = id_of(job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b")]))
    jobs.complete_tasks(desk, job, task_ids(desk, job)[:1])
    outcomes = at_once(*[partial(invoice_from_job, mine, job) for mine in (desk, other_desk)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvoiceDraft", "NotAllowed"]


def test_a_restored_draft_never_bills_twice(desk: Desk) -> None:
    job = id_of(job_of(desk, make_customer(desk), [line(100, "a"), line(200, "b")]))
    tasks = task_ids(desk, job)
    draft = invoice_from_job(desk, job, tasks[:1])
    delete_draft(desk, id_of(draft))
    again = invoice_from_job(desk, job, tasks[:1])
    with pytest.raises(NotAllowed):
        restore_draft(desk, id_of(draft))
    delete_draft(desk, id_of(again))
    restore_draft(desk, id_of(draft))
    with pytest.raises(InvalidInput):
        save_invoice(desk, replace(draft, id=None, version=0))


def test_a_void_invoice_frees_its_tasks(desk: Desk) -> None:
    job = id_of(job_of(desk, make_customer(desk), [line(100, "a")]))
    progress = jobs.complete_tasks(desk, job, task_ids(desk, job))
    result = issue_invoice(desk, progress.invoice_id or 0)
    with pytest.raises(NotAllowed):
        invoice_from_job(desk, job)
    void_invoice(desk, result.id, "wrong")
    assert totals_of(invoice_from_job(desk, job)).total == 100


def test_an_amount_discount_is_shared_and_the_last_takes_the_rest(desk: Desk) -> None:
    result = approved(
        desk, make_customer(desk), [line(100_00), line(100_00), line(100_00)], pricing=amount_off(desk, "100")
    )
    tasks = task_ids(desk, result.job_id)
    drafts = [invoice_from_job(desk, result.job_id, [task]) for task in tasks]
    assert [totals_of(draft).discount for draft in drafts] == [33_33, 33_33, 33_34]
    assert sum(totals_of(draft).total for draft in drafts) == 200_00
    delete_draft(desk, id_of(drafts[0]))
    assert totals_of(invoice_from_job(desk, result.job_id, tasks[:1])).discount == 33_33


def test_everything_of_an_approved_estimate_is_invoiced_at_once(desk: Desk) -> None:
    result = approved(desk, make_customer(desk), [line(100), line(200)])
    estimate_id = jobs.job(desk, result.job_id).estimate_id or 0
    draft = invoice_from_estimate(desk, estimate_id)
    assert totals_of(draft).total == 300
    with pytest.raises(NotAllowed):
        invoice_from_estimate(desk, estimate_id)
    (row,) = invoices.InvoiceList(desk).rows([id_of(draft)])
    assert (row.estimate_number, row.job_number, row.number) == ("1001", "2001", "")


def test_batch_invoicing_says_why_it_left_one_out(desk: Desk) -> None:
    customer = make_customer(desk)
    done, idle = job_of(desk, customer, [line(100), line(1)]), job_of(desk, customer, [line(100)])
    jobs.complete_tasks(desk, id_of(done), task_ids(desk, id_of(done))[:1])
    result = batch_invoice(desk, [id_of(done), id_of(idle), 999])
    assert [(each.job_number, each.total) for each in result.created] == [(done.number, 100)]
    assert [each.job_id for each in result.skipped] == [id_of(idle), 999]
    assert "no completed work" in result.skipped[0].reason


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_footer_sums_issued_documents_only(desk: Desk) -> None:
    customer = make_customer(desk)
    save_invoice(desk, replace(new_invoice(desk, customer), lines=(line(7),)))
    paid, owed, void, credited = (issued(desk, customer, [line(amount)]) for amount in (100, 200, 400, 800))
    pay(desk, customer, 100, (paid.id, 100))
    void_invoice(desk, void.id, "x")
    issue_invoice(desk, credit_invoice(desk, credited.id))
    footer = invoices.InvoiceList(desk).footer(InvoiceFilter(customer_id=customer))
    assert footer.count == 6
    assert dict(footer.sums) == {"balance": 200, "total": 300}
    unpaid = invoices.InvoiceList(desk).ids(InvoiceFilter(quick=InvoiceQuick.UNPAID), Sort("date"))
    assert list(unpaid) == [owed.id]


def test_nothing_is_found_of_what_is_not_there(desk: Desk) -> None:
    for call in (invoice, issue_invoice, credit_invoice, delete_draft):
        with pytest.raises(NotFound):
            call(desk, 999)
    assert invoices.InvoiceList(desk).rows([999]) == []
    assert invoice(desk, issued(desk, make_customer(desk), [line(1)]).id).state is InvoiceState.ISSUED


def test_the_offices_day_counts_not_that_of_utc(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2023, 6, 30, 4, 30, tzinfo=UTC)
    result = issued(desk, make_customer(desk), [line(1)], due_date=date(2023, 6, 29))
    assert invoice(desk, result.id).date == date(2023, 6, 29)
    assert status(desk, result.id) is InvoiceStatus.UNPAID
    clock.go_on(hours=1)
    assert status(desk, result.id) is InvoiceStatus.OVERDUE
