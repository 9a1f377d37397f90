"""Undo where money and work are concerned: payments, invoices, completed tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from officedesk.database.audit import verify
from officedesk.errors import NotAllowed
from officedesk.models.enums import JobStatus
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.desk import Desk
from officedesk.services.sales import invoices, payments
from officedesk.services.sales.drafts import AllocationDraft
from officedesk.services.work import jobs
from tests.db.selling import at_once, balance, id_of, issued, job_of, line, pay, task_ids
from tests.db.undoing import back, invoice_ids, key_of, refused
from tests.factories import make_customer


def test_what_has_a_number_keeps_it(desk: Desk) -> None:
    customer_id = make_customer(desk)
    done = issued(desk, customer_id, [line(1000)])
    assert "numbers stay" in refused(desk)
    step = last_undoable(desk)
    invoices.void_invoice(desk, done.id, "Wrong")
    assert "was voided" in refused(desk)
    assert step is not None
    assert balance(desk, done.id) == 0


def test_a_payment_goes_to_the_trash_and_its_invoice_is_open_again(desk: Desk) -> None:
    customer_id = make_customer(desk)
    done = issued(desk, customer_id, [line(1000)])
    pay(desk, customer_id, 600, (done.id, 600))
    pay(desk, customer_id, 300, (done.id, 300))
    assert balance(desk, done.id) == 100
    first = key_of(desk, "payment", "created", last=False)
    undo(desk, first)
    assert balance(desk, done.id) == 700
    redo(desk)
    assert balance(desk, done.id) == 100


def test_a_payment_that_was_changed_moved_and_deleted_goes_back(desk: Desk) -> None:
    customer_id = make_customer(desk)
    one, two = (issued(desk, customer_id, [line(1000)]) for _ in range(2))
    payment_id = pay(desk, customer_id, 900, (one.id, 600))
    draft = payments.payment(desk, payment_id)
    payments.edit_payment(desk, replace(draft, amount=950, allocations=(AllocationDraft(two.id, 950),)))
    payments.delete_payment(desk, payment_id)
    payments.restore_payment(desk, payment_id)
    payments.edit_payment(
        desk,
        replace(payments.payment(desk, payment_id), allocations=(AllocationDraft(two.id, 900),)),
        allow_credit=True,
    )
    payments.apply_credit(desk, payment_id, [AllocationDraft(one.id, 50)])
    seen = []
    for _ in range(5):
        seen.append((balance(desk, one.id), balance(desk, two.id)))
        back(desk)
    assert seen == [(950, 100), (1000, 100), (1000, 50), (1000, 1000), (1000, 50)]
    assert (balance(desk, one.id), balance(desk, two.id)) == (400, 1000)
    for expected in ((1000, 50), (1000, 1000), (1000, 50), (1000, 100), (950, 100)):
        redo(desk)
        assert (balance(desk, one.id), balance(desk, two.id)) == expected


def test_an_invoice_that_was_paid_otherwise_refuses(desk: Desk) -> None:
    customer_id = make_customer(desk)
    done = issued(desk, customer_id, [line(1000)])
    payment_id = pay(desk, customer_id, 1000, (done.id, 1000))
    payments.delete_payment(desk, payment_id)
    step = last_undoable(desk)
    pay(desk, customer_id, 500, (done.id, 500))
    assert step is not None
    with pytest.raises(NotAllowed, match="paid otherwise since"):
        undo(desk, step.key)


def test_completed_work_goes_back_with_the_draft_that_it_made(desk: Desk) -> None:
    job = job_of(desk, make_customer(desk), [line(100, "A"), line(200, "B")])
    first, second = task_ids(desk, id_of(job))
    jobs.complete_tasks(desk, id_of(job), [first])
    jobs.complete_tasks(desk, id_of(job), [second])
    assert len(invoice_ids(desk)) == 1
    back(desk)
    assert invoice_ids(desk) == []
    assert jobs.job(desk, id_of(job)).status is JobStatus.IN_PROGRESS
    redo(desk)
    assert len(invoice_ids(desk)) == 1
    assert jobs.job(desk, id_of(job)).status is JobStatus.COMPLETED


def test_work_that_was_invoiced_stays_done(desk: Desk) -> None:
    job = job_of(desk, make_customer(desk), [line(100, "A"), line(200, "B")])
    first, _ = task_ids(desk, id_of(job))
    jobs.complete_tasks(desk, id_of(job), [first])
    step = last_undoable(desk)
    assert step is not None
    invoices.invoice_from_job(desk, id_of(job))
    with pytest.raises(NotAllowed, match="on an invoice draft by now"):
        undo(desk, step.key)


def test_two_who_take_back_the_same_do_it_once(desk: Desk) -> None:
    customer_id = make_customer(desk)
    done = issued(desk, customer_id, [line(1000)])
    pay(desk, customer_id, 400, (done.id, 400))
    step = last_undoable(desk)
    assert step is not None
    key = step.key
    outcomes = at_once(lambda: undo(desk, key), lambda: undo(desk, key), lambda: undo(desk, key))
    assert sum(isinstance(outcome, NotAllowed) for outcome in outcomes) == 2
    assert balance(desk, done.id) == 1000
    with desk.read() as session:
        assert verify(session).ok
