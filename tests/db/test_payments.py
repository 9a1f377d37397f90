"""Payments: part, split, unapplied, edited, deleted, refunded; never twice and never more than is open."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import PaymentMethod
from officedesk.models.states import InvoiceStatus
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import invoices, payments
from officedesk.services.sales.drafts import AllocationDraft, PaymentDraft
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.payments import (
    apply_credit,
    delete_payment,
    edit_payment,
    new_payment,
    open_invoices,
    payment,
    payment_detail,
    record_payment,
    refund,
    restore_payment,
)
from tests.db.selling import at_once, balance, issued, line, pay
from tests.factories import make_customer


def status(desk: Desk, invoice_id: int) -> InvoiceStatus:
    (row,) = invoices.InvoiceList(desk).rows([invoice_id])
    return row.status


def test_a_part_payment_leaves_the_rest_open(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100_00)])
    draft = new_payment(desk, customer, invoice.id)
    assert draft.allocations == (AllocationDraft(invoice.id, 100_00),)
    record_payment(desk, replace(draft, amount=40_00, allocations=(AllocationDraft(invoice.id, 40_00),)))
    assert balance(desk, invoice.id) == 60_00
    assert status(desk, invoice.id) is InvoiceStatus.PART_PAID
    pay(desk, customer, 60_00, (invoice.id, 60_00))
    assert status(desk, invoice.id) is InvoiceStatus.PAID
    assert open_invoices(desk, customer) == []


def test_one_payment_is_split_over_invoices_and_the_rest_is_credit(desk: Desk) -> None:
    customer = make_customer(desk)
    first, second = issued(desk, customer, [line(100)]), issued(desk, customer, [line(200)])
    number = pay(desk, customer, 350, (first.id, 100), (second.id, 150))
    assert (balance(desk, first.id), balance(desk, second.id)) == (0, 50)
    assert payment_detail(desk, number).unapplied == 100
    (row,) = PaymentList(desk).rows([number])
    assert (row.unapplied, row.invoices, row.number) == (100, f"{first.number}, {second.number}", "5001")
    apply_credit(desk, number, [AllocationDraft(second.id, 50)])
    assert (balance(desk, second.id), payment_detail(desk, number).unapplied) == (0, 50)
    with pytest.raises(NotAllowed):
        apply_credit(desk, number, [AllocationDraft(second.id, 1)])


def test_an_overpayment_asks(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    draft = replace(new_payment(desk, customer, invoice.id), amount=150)
    with pytest.raises(NotAllowed):
        record_payment(desk, draft)
    assert balance(desk, invoice.id) == 100
    record_payment(desk, draft, allow_credit=True)
    assert balance(desk, invoice.id) == 0


def test_no_invoice_takes_more_than_is_open(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    with pytest.raises(NotAllowed):
        pay(desk, customer, 150, (invoice.id, 101))
    other = make_customer(desk)
    with pytest.raises(NotAllowed):
        pay(desk, other, 100, (invoice.id, 100))
    child = make_customer(desk, parent_id=customer)
    bill = issued(desk, child, [line(70)])
    assert bill.id in [row.id for row in open_invoices(desk, customer)]
    pay(desk, customer, 70, (bill.id, 70))
    assert balance(desk, bill.id) == 0


def test_drafts_and_void_invoices_take_no_payment(desk: Desk) -> None:
    customer = make_customer(desk)
    draft = invoices.save_invoice(desk, replace(invoices.new_invoice(desk, customer), lines=(line(100),)))
    with pytest.raises(NotAllowed):
        pay(desk, customer, 100, (draft.id or 0, 100))
    void = issued(desk, customer, [line(100)])
    invoices.void_invoice(desk, void.id, "wrong customer")
    with pytest.raises(NotAllowed):
        pay(desk, customer, 100, (void.id, 100))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 10**16}, "amount"),
        ({"date": date(1, 1, 1)}, "date"),
        ({"method": PaymentMethod.CARD, "card_last4": "12"}, "card_last4"),
        ({"method": PaymentMethod.CARD, "card_expiry": "13/30"}, "card_expiry"),
        ({"reference": "4111 1111 1111 1111"}, "reference"),
        ({"allocations": (AllocationDraft(1, 0),)}, "allocations.0.amount"),
        ({"allocations": (AllocationDraft(1, 101),)}, "allocations"),
        ({"request_key": ""}, "request_key"),
    ],
)
def test_what_is_no_payment_is_refused_by_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    draft = PaymentDraft(make_customer(desk), desk.today(), 100, "key")
    with pytest.raises(InvalidInput) as refused:
        record_payment(desk, replace(draft, **changes), allow_credit=True)
    assert list(refused.value.fields) == [field]


def test_a_card_number_is_never_stored(desk: Desk) -> None:
    customer = make_customer(desk)
    number = pay(
        desk, customer, 100, method=PaymentMethod.CARD, card_brand="Visa", card_last4="1111", card_expiry="08/27"
    )
    assert payment(desk, number).card_last4 == "1111"
    check = pay(desk, customer, 100, card_last4="1111", card_brand="Visa", reference="check 1234567890123")
    assert (payment(desk, check).card_last4, payment(desk, check).card_brand) == ("", "")


def test_a_double_click_pays_once(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    draft = new_payment(desk, customer, invoice.id)
    assert record_payment(desk, draft) == record_payment(desk, draft)
    assert balance(desk, invoice.id) == 0
    assert len(PaymentList(desk).ids(PaymentFilter(), Sort("date"))) == 1


@pytest.mark.parametrize("allocated", [True, False], ids=["to an invoice", "unapplied"])
def test_two_threads_with_one_key_pay_once(desk: Desk, other_desk: Desk, allocated: bool) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    draft = new_payment(desk, customer, invoice.id)
    if not allocated:
        draft = replace(draft, allocations=())
    outcomes = at_once(*[partial(record_payment, mine, draft, allow_credit=True) for mine in (desk, other_desk)])
    assert outcomes[0] == outcomes[1]
    assert isinstance(outcomes[0], int)
    assert len(PaymentList(desk).ids(PaymentFilter(), Sort("date"))) == 1


def test_two_payments_at_once_never_overpay_an_invoice(desk: Desk, other_desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    outcomes = at_once(*[partial(pay, mine, customer, 100, (invoice.id, 100)) for mine in (desk, other_desk)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotAllowed", "int"]
    assert balance(desk, invoice.id) == 0


def test_an_edit_moves_the_money(desk: Desk) -> None:
    customer = make_customer(desk)
    first, second = issued(desk, customer, [line(100)]), issued(desk, customer, [line(100)])
    number = pay(desk, customer, 100, (first.id, 100))
    draft = payment(desk, number)
    moved = replace(draft, amount=120, allocations=(AllocationDraft(first.id, 30), AllocationDraft(second.id, 90)))
    edit_payment(desk, moved)
    assert (balance(desk, first.id), balance(desk, second.id)) == (70, 10)
    with pytest.raises(Conflict):
        edit_payment(desk, moved)
    with pytest.raises(NotAllowed):
        edit_payment(desk, replace(payment(desk, number), allocations=(AllocationDraft(first.id, 101),)))
    with pytest.raises(NotAllowed):
        edit_payment(desk, replace(payment(desk, number), amount=500))
    assert (balance(desk, first.id), balance(desk, second.id)) == (70, 10)
    edit_payment(desk, replace(payment(desk, number), reference="check 7"))
    assert payment(desk, number).reference == "check 7"


def test_a_deleted_payment_reopens_and_comes_back(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    number = pay(desk, customer, 100, (invoice.id, 100))
    delete_payment(desk, number)
    assert (balance(desk, invoice.id), status(desk, invoice.id)) == (100, InvoiceStatus.UNPAID)
    assert list(PaymentList(desk).ids(PaymentFilter(), Sort("date"))) == []
    with pytest.raises(NotFound):
        delete_payment(desk, number)
    restore_payment(desk, number)
    assert (balance(desk, invoice.id), status(desk, invoice.id)) == (0, InvoiceStatus.PAID)


def test_a_restored_payment_never_overpays(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    number = pay(desk, customer, 100, (invoice.id, 100))
    delete_payment(desk, number)
    pay(desk, customer, 60, (invoice.id, 60))
    restore_payment(desk, number)
    assert balance(desk, invoice.id) == 0
    assert payment_detail(desk, number).unapplied == 60


def test_a_refund_of_an_invoices_payment_reopens_it(desk: Desk) -> None:
    customer = make_customer(desk)
    invoice = issued(desk, customer, [line(100)])
    number = pay(desk, customer, 130, (invoice.id, 100))
    key = uuid4().hex
    back = refund(desk, number, 50, key, allocations=[AllocationDraft(invoice.id, 40)])
    assert refund(desk, number, 50, key, allocations=[AllocationDraft(invoice.id, 40)]) == back
    assert (balance(desk, invoice.id), status(desk, invoice.id)) == (40, InvoiceStatus.PART_PAID)
    detail = payment_detail(desk, number)
    assert (detail.unapplied, detail.refunded) == (20, 50)
    assert PaymentList(desk).footer(PaymentFilter()).sums == (("amount", 80), ("unapplied", 20))
    with pytest.raises(NotAllowed):
        refund(desk, number, 21, uuid4().hex)
    with pytest.raises(NotAllowed):
        refund(desk, number, 61, uuid4().hex, allocations=[AllocationDraft(invoice.id, 61)])
    with pytest.raises(NotAllowed):
        delete_payment(desk, number)
    with pytest.raises(NotAllowed):
        refund(desk, back, 1, uuid4().hex)
    delete_payment(desk, back)
    assert (balance(desk, invoice.id), payment_detail(desk, number).unapplied) == (0, 30)
    restore_payment(desk, back)
    assert (balance(desk, invoice.id), payment_detail(desk, number).unapplied) == (40, 20)


def test_unapplied_credit_is_refunded(desk: Desk) -> None:
    customer = make_customer(desk)
    number = pay(desk, customer, 100)
    refund(desk, number, 100, uuid4().hex)
    assert payment_detail(desk, number).unapplied == 0
    with pytest.raises(NotAllowed):
        refund(desk, number, 1, uuid4().hex)


def test_the_oldest_debt_is_offered_first(desk: Desk) -> None:
    customer = make_customer(desk)
    late = issued(desk, customer, [line(1)], due_date=desk.today() + timedelta(days=60))
    soon = issued(desk, customer, [line(1)], due_date=desk.today() + timedelta(days=5))
    assert [row.id for row in open_invoices(desk, customer)] == [soon.id, late.id]


AMOUNTS = st.integers(1, 500)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    totals=st.lists(AMOUNTS, min_size=1, max_size=3),
    steps=st.lists(
        st.tuples(st.sampled_from(["pay", "edit", "delete", "restore", "refund"]), AMOUNTS, AMOUNTS), max_size=8
    ),
)
def test_whatever_is_done_the_money_adds_up(desk: Desk, totals: list[int], steps: list[tuple[str, int, int]]) -> None:
    """Balances are totals less what counts; credit is never negative; nothing is ever overpaid."""
    customer = make_customer(desk)
    bills = [issued(desk, customer, [line(total)]).id for total in totals]
    made: list[int] = []
    for step, amount, other in steps:
        invoice_id = bills[other % len(bills)]
        try:
            if step == "pay":
                made.append(pay(desk, customer, amount, (invoice_id, min(amount, other))))
            elif made:
                _do(desk, step, made[amount % len(made)], invoice_id, amount, made)
        except (NotAllowed, NotFound):
            pass
    rows = {row.id: row for row in invoices.InvoiceList(desk).rows(bills)}
    stored = PaymentList(desk).rows(list(PaymentList(desk).ids(PaymentFilter(customer_id=customer), Sort("date"))))
    assert all(0 <= row.balance <= row.total for row in rows.values())
    assert all(row.unapplied >= 0 for row in stored)
    received = sum(row.amount if row.kind.value == "payment" else -row.amount for row in stored)
    settled = sum(row.total - row.balance for row in rows.values())
    assert received == settled + sum(row.unapplied for row in stored)


def _do(desk: Desk, step: str, number: int, invoice_id: int, amount: int, made: list[int]) -> None:
    if step == "edit":
        draft = payment(desk, number)
        edit_payment(desk, replace(draft, amount=amount, allocations=(AllocationDraft(invoice_id, amount),)))
    elif step == "delete":
        delete_payment(desk, number)
    elif step == "restore":
        restore_payment(desk, number)
    else:
        parts = payments.payment(desk, number).allocations[:1]
        give = [replace(part, amount=min(part.amount, amount)) for part in parts]
        made.append(refund(desk, number, amount, uuid4().hex, allocations=give))
