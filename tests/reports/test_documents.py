"""What documents of a real office say on paper, and that an issued invoice goes on saying it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from officedesk.errors import NotFound
from officedesk.formatting import money
from officedesk.models.company import Brand
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import AmountKind, LineKind, NoteKind
from officedesk.models.papers import PaperColumn, PaperFact, PaperKind, PaperMark, PaperNote
from officedesk.reports.render import render
from officedesk.services.desk import Desk
from officedesk.services.documents import draft_paper, paper
from officedesk.services.notes.writing import delete_note, new_note, save_note
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.sales.drafts import AllocationDraft, LineDraft
from officedesk.services.work import jobs
from officedesk.services.work.drafts import TaskDraft, VisitDraft
from tests import factories
from tests.reports.samples import text_of

LINES = (
    LineDraft(LineKind.SECTION, "Roof"),
    LineDraft(
        LineKind.MATERIAL,
        "Filter",
        "MERV 13",
        Decimal(4),
        "ea",
        4500,
        tax_name="Sales tax",
        tax_percent=Decimal("7.5"),
    ),
    LineDraft(
        LineKind.SERVICE,
        "Labor",
        quantity=Decimal("1.5"),
        unit="h",
        price=8400,
        discount_kind=AmountKind.PERCENT,
        discount_value=Decimal(10),
    ),
)


@pytest.fixture
def customer(desk: Desk) -> int:
    """ABC Company with a billing address, a contact and a service location."""
    return factories.make_customer(
        desk,
        "ABC Company",
        number="12345",
        street="8330 Lovers Ln",
        city="Phillips",
        region="WI",
        postal_code="54555",
        contacts=[{"name": "John Wilson", "phone": "(612) 746-4017"}],
        locations=[{"street": "400 S 4th St.", "street2": "Suite 1000M", "city": "Minneapolis", "region": "MN"}],
    )


def location_of(desk: Desk, customer_id: int) -> int:
    with desk.read() as session:
        return session.query(Location.id).filter(Location.customer_id == customer_id).scalar()


def saved_invoice(desk: Desk, customer_id: int) -> int:
    draft = invoices.new_invoice(desk, customer_id, location_of(desk, customer_id))
    saved = invoices.save_invoice(desk, replace(draft, lines=LINES, note="Thanks"))
    assert saved.id is not None
    return saved.id


def test_a_draft_invoice_is_marked_and_says_what_it_holds(desk: Desk, customer: int) -> None:
    found = paper(desk, PaperKind.INVOICE, saved_invoice(desk, customer))
    assert found.mark is PaperMark.DRAFT
    assert found.number == ""
    assert found.bill_to == ("ABC Company", "John Wilson", "8330 Lovers Ln", "Phillips, WI 54555")
    assert found.service_location == ("400 S 4th St., Suite 1000M", "Minneapolis, MN")
    assert [line.amount for line in found.lines] == [18000 + 11340, 18000, 11340]
    assert found.note == "Thanks"


def test_an_issued_invoice_stays_as_it_was_whatever_becomes_of_customer_and_office(desk: Desk, customer: int) -> None:
    issued = invoices.issue_invoice(desk, saved_invoice(desk, customer))
    before = paper(desk, PaperKind.INVOICE, issued.id)
    with desk.write() as session:
        for row in session.query(Customer).filter(Customer.id == customer):
            row.name, row.street = "Renamed Inc.", "1 Elsewhere"
        for brand in session.query(Brand):
            brand.street, brand.name, brand.colour, brand.thanks = "9 New St", "New Brand", "#ff0000", "Bye"
        for place in session.query(Location):
            place.street = "7 Moved Ave"
    after = paper(desk, PaperKind.INVOICE, issued.number)
    assert after == before
    assert after.mark is PaperMark.NONE
    assert after.brand.name == "Lakeside Mechanical"
    assert render(after) == render(before)


def test_what_was_paid_is_told_as_it_is_now(desk: Desk, customer: int) -> None:
    issued = invoices.issue_invoice(desk, saved_invoice(desk, customer))
    draft = payments.new_payment(desk, customer, issued.id)
    paid = issued.total // 2
    payment_id = payments.record_payment(
        desk, replace(draft, amount=paid, allocations=(AllocationDraft(issued.id, paid),))
    )
    found = paper(desk, PaperKind.INVOICE, issued.id)
    assert (found.totals.paid, found.totals.balance) == (paid, issued.total - paid)
    said = text_of(render(found))
    assert f"Paid {money(paid)}" in said
    assert f"Balance due {money(issued.total - paid)}" in said
    receipt = paper(desk, PaperKind.RECEIPT, payment_id)
    assert [(part.number, part.amount) for part in receipt.allocations] == [(issued.number, paid)]
    assert (receipt.totals.paid, receipt.unapplied) == (paid, 0)
    assert f"Amount received {money(paid)}" in text_of(render(receipt))


def test_a_voided_invoice_is_stamped(desk: Desk, customer: int) -> None:
    issued = invoices.issue_invoice(desk, saved_invoice(desk, customer))
    invoices.void_invoice(desk, issued.id, "Entered twice")
    assert paper(desk, PaperKind.INVOICE, issued.id).mark is PaperMark.VOID


def test_the_paper_adds_up_as_the_office_prices_it(desk: Desk, customer: int) -> None:
    draft = invoices.new_invoice(desk, customer)
    pricing = replace(draft.pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal(5))
    draft = replace(draft, lines=LINES, pricing=pricing)
    totals, found = invoices.totals_of(draft), draft_paper(desk, draft)
    sums = found.totals
    assert (sums.subtotal, sums.discount, sums.total) == (totals.subtotal, totals.discount, totals.total)
    assert [(tax.net, tax.tax) for tax in sums.taxes] == [(tax.net, tax.tax) for tax in totals.taxes if tax.percent]
    assert sums.subtotal - sums.discount + sum(tax.tax for tax in sums.taxes) == sums.total
    said = text_of(render(found))
    for amount in (sums.subtotal, sums.total, *(tax.tax for tax in sums.taxes)):
        assert money(amount) in said


def test_an_unsaved_estimate_is_shown_as_it_stands_in_its_editor(desk: Desk, customer: int) -> None:
    draft = replace(
        estimates.new_estimate(desk, customer),
        lines=(*LINES, replace(LINES[1], name="Spare", optional=True, selected=False)),
        deposit_kind=AmountKind.PERCENT,
        deposit_value=Decimal(30),
        description="Roof unit",
    )
    found = draft_paper(desk, draft)
    assert found.number == ""
    assert [line.counted for line in found.lines] == [True, True, True, False]
    assert found.totals.deposit_percent == 30
    assert found.totals.deposit_due == estimates.totals_of(draft).total * 30 // 100
    assert "Roof unit" in text_of(render(found))


def test_an_approved_estimate_says_who_accepted_it(desk: Desk, customer: int) -> None:
    saved = estimates.save_estimate(desk, replace(estimates.new_estimate(desk, customer), lines=LINES))
    assert saved.id is not None
    estimates.approve_estimate(desk, saved.id, "John Wilson")
    found = paper(desk, PaperKind.ESTIMATE, saved.number)
    assert found.acceptance is not None
    assert (found.acceptance.by, found.acceptance.day) == ("John Wilson", date(2023, 6, 22))


def test_a_work_order_has_tasks_visits_and_no_prices(desk: Desk, customer: int) -> None:
    technician = factories.make_technician(desk, "Anton Grip")
    draft = replace(
        jobs.new_job(desk, customer),
        description="Filter change",
        crew_note="Key at the desk",
        tasks=tuple(TaskDraft(line) for line in LINES if line.kind is not LineKind.SECTION),
        visits=(
            VisitDraft(
                datetime.fromisoformat("2023-06-23T08:00"),
                datetime.fromisoformat("2023-06-23T09:30"),
                technician_ids=(technician,),
            ),
        ),
    )
    saved = jobs.save_job(desk, draft)
    found = paper(desk, PaperKind.WORK_ORDER, saved.number)
    assert [line.name for line in found.lines] == ["Filter", "Labor"]
    assert found.visits[0].technicians == ("Anton Grip",)
    assert PaperColumn.PRICE in found.hidden_columns
    assert PaperFact("Phone", "(612) 746-4017") in found.facts
    assert all(line.price == line.amount == 0 for line in found.lines)
    assert "$" not in text_of(render(found))


def test_a_work_order_tells_the_crew_what_is_noted_about_the_site(desk: Desk, customer: int) -> None:
    here = jobs.new_job(desk, customer).location_id
    draft = replace(jobs.new_job(desk, customer), location_id=here, tasks=(TaskDraft(LINES[1]),))
    saved = jobs.save_job(desk, draft)
    assert here is not None
    for text, kind in (("Gate code 4411", NoteKind.SITE), ("Only for the office", NoteKind.NOTE)):
        save_note(desk, replace(new_note(desk, customer, kind, here), text=text))
    gone = save_note(desk, replace(new_note(desk, customer, NoteKind.SITE, here), text="Dog is gone"))
    delete_note(desk, gone.id or 0)
    found = paper(desk, PaperKind.WORK_ORDER, saved.number)
    assert found.site_notes == (PaperNote("Gate code 4411", "Dana Reyes", desk.today()),)
    said = text_of(render(found))
    assert "Site notes" in said
    assert "Gate code 4411" in said
    assert "Only for the office" not in said


def test_the_bill_goes_to_who_pays(desk: Desk, customer: int) -> None:
    payer = factories.make_customer(desk, "Holding AG", street="1 Bank St", city="Zug")
    with desk.write() as session:
        for row in session.query(Customer).filter(Customer.id == customer):
            row.parent_id = payer
    found = draft_paper(desk, invoices.new_invoice(desk, customer))
    assert found.bill_to[0] == "Holding AG"
    assert found.customer_name == "ABC Company"


def test_how_to_pay_leaves_out_lines_that_do_not_apply(desk: Desk, customer: int) -> None:
    with desk.write() as session:
        for brand in session.query(Brand):
            brand.payment_note = "Pay within {due_days} days.\nName invoice {number} to {brand}."
            brand.hidden_columns = {"invoice": ["tax", "nonsense"]}
    invoice_id = saved_invoice(desk, customer)
    draft = invoices.invoice(desk, invoice_id)
    due = replace(draft, due_date=date(2023, 7, 2), date=date(2023, 6, 22))
    assert draft_paper(desk, due).payment_note == "Pay within 10 days."
    assert draft_paper(desk, replace(draft, due_date=None)).payment_note == ""
    issued = invoices.issue_invoice(desk, invoice_id)
    found = paper(desk, PaperKind.INVOICE, issued.id)
    assert f"Name invoice {issued.number} to Lakeside Mechanical." in found.payment_note
    assert found.hidden_columns == (PaperColumn.TAX,)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_number_nobody_has_is_told(desk: Desk, kind: PaperKind) -> None:
    with pytest.raises(NotFound, match=r"There is no .* 99999"):
        paper(desk, kind, "99999")
