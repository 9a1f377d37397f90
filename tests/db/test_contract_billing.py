"""What contracts bill: on their day, once for all desktops, again when asked, and what is given back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.enums import BillingInterval, InvoiceKind, InvoiceState
from officedesk.services.activity.undo import last_undoable
from officedesk.services.check import check
from officedesk.services.contracts import contracts
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.tended import Tended
from officedesk.services.contracts.upkeep import tend
from officedesk.services.desk import Desk
from officedesk.services.sales.crediting import credit_invoice
from officedesk.services.sales.invoice_store import delete_draft, invoice, save_invoice
from officedesk.services.sales.issuing import issue_invoice, void_invoice
from tests import factories
from tests.db.contract_support import COMFORT, FILTER, go_to, invoices, sell, visits
from tests.support.clock import Clock

PLAIN = replace(COMFORT, name="Plain", jobs=(), auto_renew=False)


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    found = factories.second_desk(desk)
    yield found
    found.database.close()


def amounts(desk: Desk, contract_id: int) -> list[int]:
    return [one.subtotal for one in invoices(desk, contract_id)]


def start(desk: Desk, starts: date, **fields: object) -> int:
    draft = replace(sell(desk, starts, PLAIN), **fields)  # type: ignore[arg-type]
    return contracts.save_contract(desk, draft).id or 0


def both(one: Desk, two: Desk) -> None:
    """Two desktops tend the office in the same moment."""
    barrier, found = threading.Barrier(2), list[Tended]()

    def look(desk: Desk) -> None:
        barrier.wait(10)
        found.append(tend(desk))

    threads = [threading.Thread(target=look, args=(desk,)) for desk in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 2


def test_a_draft_says_what_it_bills_and_follows_the_customer(desk: Desk) -> None:
    payer = factories.make_customer(desk, "Holding")
    terms = factories.make_terms(desk)
    brand = factories.make_brand(desk)
    rate = factories.make_tax_rate(desk, "City", "10")
    customer = factories.make_customer(desk, parent_id=payer, terms_id=terms, tax_rate_id=rate)
    draft = replace(sell(desk, date(2023, 6, 17), PLAIN, customer), brand_id=brand)
    (made,) = invoices(desk, contracts.save_contract(desk, draft).id or 0)
    assert (made.customer_id, made.brand_id, made.terms_id, made.state) == (customer, brand, terms, InvoiceState.DRAFT)
    stored = invoice(desk, made.id)
    assert stored.description == "Plain, Jun 17 – 30, 2023"
    (line,) = stored.lines
    assert (line.name, line.description, line.price, line.tax_name) == (
        "Plain, Jun 17 – 30, 2023", "Contract 6001 · 14 of 30 days", 22_87, "City",
    )  # fmt: skip
    # What members get off is not taken off what they pay for it.
    assert (made.discount, made.total) == (0, 25_16)
    exempt = factories.make_customer(desk, tax_exempt=True)
    (free,) = invoices(desk, contracts.save_contract(desk, sell(desk, date(2023, 6, 1), PLAIN, exempt)).id or 0)
    assert (free.tax, free.total) == (0, 49_00)
    (untaxed,) = invoices(desk, start(desk, date(2023, 6, 1), taxable=False))
    assert (untaxed.tax, untaxed.total) == (0, 49_00)


def test_an_office_that_was_closed_for_weeks_catches_up(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 7, 1))
    assert amounts(desk, contract_id) == []
    step = last_undoable(desk)
    assert step is not None
    go_to(desk, clock, date(2023, 11, 3))
    assert amounts(desk, contract_id) == [49_00] * 5
    assert {one.date for one in invoices(desk, contract_id)} == {date(2023, 11, 3)}
    assert tend(desk).billed == 0
    # Nobody made them, so nobody takes them back with Ctrl+Z.
    assert last_undoable(desk) == step


def test_two_desktops_bill_and_renew_once(desk: Desk, other: Desk, clock: Clock) -> None:
    monthly = start(desk, date(2023, 7, 1), ends=date(2023, 7, 31), auto_renew=True)
    yearly = start(desk, date(2023, 7, 10), billing=BillingInterval.YEARLY, billing_day=0)
    clock.go_on(days=75)
    assert other.now is desk.now
    for _ in range(3):
        both(desk, other)
    assert amounts(desk, yearly) == [49_00]
    with desk.read() as session:
        chain = session.scalars(select(Contract).where(Contract.id != yearly).order_by(Contract.starts)).all()
        assert [(one.starts, one.ends) for one in chain] == [
            (date(2023, 7, 1), date(2023, 7, 31)),
            (date(2023, 8, 1), date(2023, 8, 31)),
            (date(2023, 9, 1), date(2023, 9, 30)),
        ]
        assert [one.renews_id for one in chain] == [None, chain[0].id, chain[1].id]
        assert len({one.number for one in chain}) == 3
    assert [amounts(desk, one.id) for one in chain] == [[49_00]] * 3
    assert chain[0].id == monthly
    assert check(desk).ok


def test_one_that_was_renewed_and_deleted_is_not_renewed_again(desk: Desk, clock: Clock) -> None:
    start(desk, date(2023, 7, 1), ends=date(2023, 7, 31), auto_renew=True)
    go_to(desk, clock, date(2023, 8, 1))
    with desk.read() as session:
        made = session.scalars(select(Contract.id).where(Contract.renews_id.is_not(None))).one()
    contracts.delete_contracts(desk, [made])
    go_to(desk, clock, date(2023, 8, 5))
    with desk.read() as session:
        assert session.scalar(select(func.count()).select_from(Contract)) == 2


def test_a_draft_that_was_deleted_is_billed_again_only_when_asked(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 1))
    (draft,) = invoices(desk, contract_id)
    with pytest.raises(NotAllowed, match="on an invoice draft already"):
        contracts.bill_again(desk, contract_id, date(2023, 6, 1))
    delete_draft(desk, draft.id)
    tend(desk)
    assert amounts(desk, contract_id) == []
    (bill, *_) = report(desk, contract_id).bills
    assert (bill.again, bill.status, bill.amount) == (True, None, 49_00)
    again = contracts.bill_again(desk, contract_id, date(2023, 6, 1))
    issued = issue_invoice(desk, again)
    with pytest.raises(NotAllowed, match=f"on invoice {issued.number} already"):
        contracts.bill_again(desk, contract_id, date(2023, 6, 1))
    void_invoice(desk, again, "Wrong address")
    contracts.bill_again(desk, contract_id, date(2023, 6, 1))
    assert amounts(desk, contract_id) == [49_00]
    with pytest.raises(NotFound):
        contracts.bill_again(desk, contract_id, date(2023, 7, 1))


def test_nothing_is_billed_in_the_trash_or_of_who_is_there(desk: Desk, clock: Clock) -> None:
    gone, whose = start(desk, date(2023, 7, 1)), start(desk, date(2023, 7, 1))
    free = start(desk, date(2023, 6, 1), price=0)
    contracts.delete_contracts(desk, [gone])
    with desk.write() as session:
        owner = session.get_one(Customer, session.get_one(Contract, whose).customer_id)
        owner.deleted_at = desk.now()
    go_to(desk, clock, date(2023, 9, 1))
    assert [amounts(desk, one) for one in (gone, whose, free)] == [[], [], []]
    contracts.restore_contract(desk, gone)
    tend(desk)
    assert amounts(desk, gone) == [49_00] * 3


def test_a_new_price_counts_from_the_next_period(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 1))
    issue_invoice(desk, invoices(desk, contract_id)[0].id)
    go_to(desk, clock, date(2023, 7, 2))
    changed = replace(contracts.contract(desk, contract_id), price=59_00)
    contracts.save_contract(desk, changed)
    # July had begun: its draft stays; asked for from its first day on, it is made anew.
    assert amounts(desk, contract_id) == [49_00, 49_00]
    again = replace(contracts.contract(desk, contract_id), price=69_00)
    contracts.save_contract(desk, again, from_day=date(2023, 7, 1))
    assert amounts(desk, contract_id) == [49_00, 69_00]
    go_to(desk, clock, date(2023, 8, 1))
    assert amounts(desk, contract_id) == [49_00, 69_00, 69_00]
    assert report(desk, contract_id).planned_amount == 49_00 + 23 * 69_00


def test_a_price_from_a_later_day_leaves_the_periods_before_it(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 17))
    go_to(desk, clock, date(2023, 7, 20))
    dearer = replace(contracts.contract(desk, contract_id), price=59_00)
    contracts.save_contract(desk, dearer, from_day=date(2023, 10, 10))
    # June and July are billed; August to October begin before the day: 22.87 + 4 × 49.00. Then 19 months, and 16 of
    # 30 days of the last June: 31.466…
    assert report(desk, contract_id).planned_amount == 22_87 + 4 * 49_00 + 19 * 59_00 + 31_47
    # Thought over: a quarter at a time from October on, and September dearer already.
    again = replace(contracts.contract(desk, contract_id), price=54_00)
    contracts.save_contract(desk, again, from_day=date(2023, 9, 1))
    quarterly = replace(contracts.contract(desk, contract_id), price=150_00, billing=BillingInterval.QUARTERLY)
    contracts.save_contract(desk, quarterly, from_day=date(2023, 10, 1))
    for month in range(8, 13):
        go_to(desk, clock, date(2023, month, 2))
    assert amounts(desk, contract_id) == [22_87, 49_00, 49_00, 54_00, 150_00]
    go_to(desk, clock, date(2024, 1, 1))
    assert amounts(desk, contract_id)[-2:] == [150_00, 150_00]
    assert check(desk).ok


def test_another_interval_goes_on_where_the_last_invoice_ended(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 17))
    issue_invoice(desk, invoices(desk, contract_id)[0].id)
    draft = replace(contracts.contract(desk, contract_id), billing=BillingInterval.QUARTERLY, price=147_00)
    contracts.save_contract(desk, draft)
    go_to(desk, clock, date(2023, 10, 1))
    assert amounts(desk, contract_id) == [22_87, 147_00, 147_00]
    assert check(desk).ok
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, replace(contracts.contract(desk, contract_id), starts=date(2023, 6, 10)))
    assert set(refused.value.fields) == {"starts"}
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, replace(contracts.contract(desk, contract_id), ends=date(2023, 6, 20)))
    assert "Cancel it to that day" in refused.value.fields["ends"]


def test_drafts_of_a_cancelled_contract_bill_what_stays(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 17))
    go_to(desk, clock, date(2023, 8, 2))
    june, july, august = invoices(desk, contract_id)
    stored = invoice(desk, july.id)
    extra = replace(stored.lines[0], id=None, name="Key copy", price=5_00)
    save_invoice(desk, replace(stored, lines=(*stored.lines, extra)))
    told = contracts.cancel_preview(desk, contract_id, date(2023, 7, 10))
    done = contracts.cancel(desk, contract_id, date(2023, 7, 10), "Sold the house")
    assert replace(done, credit_notes=()) == told
    assert (done.credited, done.drafts_changed, done.drafts_removed, done.credit_notes) == (0, 1, 1, ())
    # July 1 to 10 are 10 of 31 days of 49.00: 15.806…; the key that somebody added stays.
    assert amounts(desk, contract_id) == [22_87, 20_81]
    (line, key) = invoice(desk, july.id).lines
    assert (line.name, line.description, line.price) == (
        "Plain, Jul 1 – 10, 2023", "Contract 6001 · 10 of 31 days", 15_81,
    )  # fmt: skip
    assert key.price == 5_00
    with pytest.raises(NotFound):
        invoice(desk, august.id)
    assert june.id in {one.id for one in invoices(desk, contract_id)}
    go_to(desk, clock, date(2023, 12, 1))
    assert report(desk, contract_id).billed == 22_87 + 15_81
    assert check(desk).ok


def test_once_paid_in_advance_is_given_back_by_days(desk: Desk) -> None:
    contract_id = start(
        desk, date(2023, 6, 1), ends=date(2024, 5, 31), billing=BillingInterval.ONCE, price=366_00, taxable=False
    )
    issued = issue_invoice(desk, invoices(desk, contract_id)[0].id)
    done = contracts.cancel(desk, contract_id, date(2023, 6, 30), "Moved")
    # 30 of 366 days stay.
    assert (done.bills[0].number, done.bills[0].kept, done.credited) == (issued.number, 30_00, 336_00)
    (note,) = done.credit_notes
    assert invoice(desk, note).kind is InvoiceKind.CREDIT_NOTE
    assert issue_invoice(desk, note).total == -336_00
    # What is left of the invoice can be credited like that of any other.
    rest = issue_invoice(desk, credit_invoice(desk, issued.id))
    assert rest.total == -30_00


def test_what_was_credited_before_is_not_given_back_twice(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 1), taxable=False)
    issued = issue_invoice(desk, invoices(desk, contract_id)[0].id)
    issue_invoice(desk, credit_invoice(desk, issued.id))
    done = contracts.cancel(desk, contract_id, date(2023, 6, 15), "Moved")
    assert (done.credited, done.credit_notes) == (0, ())


def test_a_contract_is_cancelled_before_it_begins(desk: Desk) -> None:
    draft = replace(sell(desk, date(2023, 7, 1), PLAIN), jobs=(FILTER,))
    contract_id = contracts.save_contract(desk, draft).id or 0
    with pytest.raises(InvalidInput) as refused:
        contracts.cancel(desk, contract_id, date(2023, 6, 30), " ")
    assert set(refused.value.fields) == {"reason"}
    for day in (date(2023, 6, 29), date(2025, 7, 1)):
        with pytest.raises(InvalidInput) as refused:
            contracts.cancel(desk, contract_id, day, "x")
        assert set(refused.value.fields) == {"last_day"}
    contracts.cancel(desk, contract_id, date(2023, 6, 30), "Changed their mind")
    assert visits(desk, contract_id) == []
    assert report(desk, contract_id).planned_amount == 0
    for again in (
        lambda: contracts.cancel(desk, contract_id, date(2023, 6, 30), "x"),
        lambda: contracts.save_contract(desk, contracts.contract(desk, contract_id)),
    ):
        with pytest.raises(NotAllowed, match="is cancelled"):
            again()


def test_every_cent_is_accounted_for_whatever_the_day_of_the_end(desk: Desk, clock: Clock) -> None:
    contract_id = start(desk, date(2023, 6, 17), taxable=False)
    for month in range(7, 11):
        go_to(desk, clock, date(2023, month, 1))
    for one in invoices(desk, contract_id):
        issue_invoice(desk, one.id)
    whole = 22_87 + 4 * 49_00
    for last in (date(2023, 6, 16) + timedelta(days=n) for n in (0, 1, 13, 14, 15, 44, 45, 100, 136)):
        told = contracts.cancel_preview(desk, contract_id, last)
        kept = sum(one.kept for one in told.bills)
        untouched = whole - sum(one.billed for one in told.bills)
        assert untouched + kept + told.credited == whole
