"""The profile's figures are what the table of product.md says, and its counters what the tabs show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from officedesk.errors import NotFound
from officedesk.models.enums import EstimateStatus, InvoiceKind, InvoiceState, PaymentKind
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, Visit
from officedesk.services.activity.history import of_customer as history
from officedesk.services.customers import marks
from officedesk.services.customers.editing import customer, save_customer, trash
from officedesk.services.customers.profile import figures, profile
from officedesk.services.desk import Desk
from tests import factories
from tests.support.clock import Clock


class Papers:
    """Stores documents of one customer straight into the tables."""

    def __init__(self, desk: Desk, customer_id: int) -> None:
        self.desk = desk
        self.customer_id = customer_id
        self.serial = 0

    def _store(self, table: type[Any], **columns: Any) -> int:
        self.serial += 1
        defaults: dict[str, Any] = {
            "customer_id": self.customer_id,
            "created_at": self.desk.now(),
            "updated_at": self.desk.now(),
            "currency": "USD",
            "serial": self.serial,
        }
        if table is not Payment:
            defaults["brand_id"] = 1
        if table is not Job:
            defaults["date"] = self.desk.today()
        with self.desk.write() as session:
            record = table(**defaults | {"number": str(self.serial)} | columns)
            session.add(record)
            session.flush()
            return int(record.id)

    def estimate(self, total: int, status: EstimateStatus, valid: date | None = None, **more: Any) -> int:
        return self._store(Estimate, total=total, status=status, valid_until=valid, **more)

    def invoice(self, total: int, balance: int, due: date | None, **more: Any) -> int:
        columns = {"state": InvoiceState.ISSUED} | more
        if columns["state"] is InvoiceState.DRAFT:
            columns["number"] = None
        return self._store(Invoice, total=total, balance=balance, due_date=due, **columns)

    def payment(self, amount: int, allocations: dict[int, int], **more: Any) -> int:
        parts = [PaymentAllocation(invoice_id=invoice_id, amount=part) for invoice_id, part in allocations.items()]
        key = f"key{self.serial}"
        return self._store(Payment, amount=amount, request_key=key, allocations=parts, **more)

    def job(self, visits: int = 0, **more: Any) -> int:
        made = [Visit(zone="America/Chicago") for _ in range(visits)]
        return self._store(Job, visits=made, **more)


@pytest.fixture
def papers(desk: Desk) -> Papers:
    return Papers(desk, factories.make_customer(desk, "ABC Company"))


def test_pending_quotes_are_drafts_and_sent_ones_that_are_not_expired(desk: Desk, papers: Papers) -> None:
    today = desk.today()
    papers.estimate(1, EstimateStatus.DRAFT)
    papers.estimate(10, EstimateStatus.SENT, today)
    papers.estimate(100, EstimateStatus.SENT, today + timedelta(days=1), viewed_on=today)
    papers.estimate(1_000, EstimateStatus.SENT, today - timedelta(days=1))
    papers.estimate(10_000, EstimateStatus.APPROVED)
    papers.estimate(100_000, EstimateStatus.DECLINED)
    papers.estimate(1_000_000, EstimateStatus.DRAFT, deleted_at=desk.now())
    shown = profile(desk, papers.customer_id)
    assert shown.figures.pending_quotes == 111
    assert shown.counts.estimates == 6


def test_awaiting_and_overdue_part_at_the_offices_day(desk: Desk, papers: Papers, clock: Clock) -> None:
    today = desk.today()
    papers.invoice(1, 1, None)
    papers.invoice(10, 10, today)
    papers.invoice(150, 100, today + timedelta(days=5))
    papers.invoice(1_000, 1_000, today - timedelta(days=1))
    papers.invoice(10_000, 0, today)
    papers.invoice(100_000, 0, None, state=InvoiceState.DRAFT)
    papers.invoice(100_000, 0, today, state=InvoiceState.VOID)
    papers.invoice(-50, -50, None, kind=InvoiceKind.CREDIT_NOTE, kind_series="credit_note")
    shown = figures(desk, papers.customer_id)
    assert (shown.awaiting_payments, shown.overdue, shown.open_invoices) == (111, 1_000, 4)
    assert profile(desk, papers.customer_id).figures == shown
    # Eleven at night in Chicago is the next day in UTC already: nothing falls due by that.
    clock.go_on(hours=16)
    assert figures(desk, papers.customer_id) == shown
    clock.go_on(hours=2)
    assert figures(desk, papers.customer_id).overdue == 1_010


def test_unapplied_credit_is_what_payments_have_left(desk: Desk, papers: Papers) -> None:
    invoice = papers.invoice(100, 40, None)
    papers.payment(100, {invoice: 60})
    assert figures(desk, papers.customer_id).unapplied_credit == 40
    papers.payment(15, {}, kind=PaymentKind.REFUND)
    papers.payment(500, {}, deleted_at=desk.now())
    assert figures(desk, papers.customer_id).unapplied_credit == 25
    assert profile(desk, papers.customer_id).counts.payments == 2


def test_jobs_count_a_row_per_visit_and_one_without(desk: Desk, papers: Papers) -> None:
    papers.job(visits=3)
    papers.job()
    papers.job(visits=2, deleted_at=desk.now())
    assert profile(desk, papers.customer_id).counts.jobs == 4


def test_opened_at_an_address_it_shows_what_belongs_there(desk: Desk) -> None:
    places = [{"street": "1 First St", "city": "Edina"}, {"street": "2 Second St", "city": "Eagan"}]
    papers = Papers(desk, factories.make_customer(desk, "Two places", locations=places))
    first, second = customer(desk, papers.customer_id).locations
    papers.estimate(10, EstimateStatus.SENT, location_id=first.id)
    papers.estimate(100, EstimateStatus.SENT, location_id=second.id)
    papers.invoice(5, 5, None, location_id=second.id)
    whole = profile(desk, papers.customer_id)
    assert (whole.figures.pending_quotes, whole.figures.awaiting_payments, whole.counts.locations) == (110, 5, 2)
    assert whole.location is not None
    assert whole.location.address.street == "1 First St"
    there = profile(desk, papers.customer_id, second.id)
    assert (there.figures.pending_quotes, there.figures.awaiting_payments) == (100, 5)
    assert there.location is not None
    assert there.location.line == "2 Second St, Eagan"


def test_header_holds_marks_contact_tags_and_notes(desk: Desk, papers: Papers) -> None:
    marks.set_favourite(desk, papers.customer_id, True)
    marks.set_flag(desk, papers.customer_id, "Dog bites")
    marks.set_rating(desk, papers.customer_id, 4)
    marks.set_tags(desk, papers.customer_id, ["VIP", "Late payer"])
    marks.add_note(desk, papers.customer_id, "first")
    marks.add_note(desk, papers.customer_id, "second")
    shown = profile(desk, papers.customer_id)
    assert (shown.name, shown.favourite, shown.flag_reason, shown.rating) == ("ABC Company", True, "Dog bites", 4)
    assert [tag.name for tag in shown.tags] == ["Late payer", "VIP"]
    assert [(note.text, note.author) for note in shown.notepad] == [("second", "Dana Reyes"), ("first", "Dana Reyes")]
    assert shown.contact is not None
    assert (shown.contact.name, shown.contact.is_primary) == ("Pat Doe", True)
    assert not shown.archived
    assert not shown.deleted


def test_tags_added_and_removed_at_once_do_not_undo_each_other(desk: Desk, papers: Papers) -> None:
    marks.set_tags(desk, papers.customer_id, ["COD", "VIP"])
    marks.add_tags(desk, [papers.customer_id], ["Net 10"])
    marks.remove_tags(desk, [papers.customer_id], ["cod", "never worn"])
    marks.add_tags(desk, [papers.customer_id], ["Gate"])
    assert [tag.name for tag in profile(desk, papers.customer_id).tags] == ["Gate", "Net 10", "VIP"]
    last = history(desk, papers.customer_id)[1]
    assert last.before["tags"]
    assert "tags" not in last.after


def test_customer_without_anything_has_a_profile(desk: Desk) -> None:
    empty = factories.make_customer(desk, "Bare", contacts=[], locations=[])
    shown = profile(desk, empty)
    assert (shown.contact, shown.location, shown.tags, shown.notepad) == (None, None, (), ())
    assert shown.figures.pending_quotes == shown.figures.unapplied_credit == shown.counts.jobs == 0
    trash(desk, [empty])
    assert profile(desk, empty).deleted
    with pytest.raises(NotFound):
        profile(desk, 10_000)


def test_history_tells_who_changed_what_newest_first(desk: Desk, papers: Papers) -> None:
    draft = customer(desk, papers.customer_id)
    save_customer(desk, replace(draft, name="ABC Inc", tags=("VIP",)))
    papers.estimate(100, EstimateStatus.DRAFT)
    rows = history(desk, papers.customer_id)
    assert [(row.entity, row.action) for row in rows] == [
        ("estimate", "created"),
        ("customer", "updated"),
        ("customer", "created"),
    ]
    assert (rows[1].before["name"], rows[1].after["name"], rows[1].after["tags"]) == ("ABC Company", "ABC Inc", ["VIP"])
    assert {row.actor for row in rows} == {"Dana Reyes"}
    assert [row.id for row in history(desk, papers.customer_id, before_id=rows[0].id, limit=1)] == [rows[1].id]
