"""Every hostile text in every field: stored whole or refused by name, found, and never a statement or an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from officedesk.errors import InvalidInput
from officedesk.models.enums import LineKind, NoteKind, PaymentMethod
from officedesk.models.text import clean, same_name, words
from officedesk.services.activity.history import of_customer as history
from officedesk.services.check import check
from officedesk.services.customers import marks
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.profile import profile
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.reading import notes_of_job
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.notes.writing import new_note, note, save_note
from officedesk.services.office import company as office
from officedesk.services.office.drafts import BrandDraft, TaxRateDraft, TechnicianDraft, TermsDraft, UserDraft
from officedesk.services.office.people import save_technician, save_user, technicians, users
from officedesk.services.paging import Sort
from officedesk.services.sales.answers import approve_estimate, decline_estimate, send_estimate
from officedesk.services.sales.drafts import AllocationDraft, EstimateDraft, InvoiceDraft, ItemDraft, LineDraft
from officedesk.services.sales.estimates import EstimateList, estimate, new_estimate, save_estimate
from officedesk.services.sales.invoices import InvoiceList, invoice, issue_invoice, new_invoice, save_invoice
from officedesk.services.sales.issuing import void_invoice
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.payments import edit_payment, new_payment, payment, record_payment
from officedesk.services.sales.pricebook import categories, complete, item, items, save_item
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter
from officedesk.services.work.drafts import JobDraft, TaskDraft, VisitDraft
from officedesk.services.work.jobs import JobList, job, new_job, save_job
from officedesk.services.work.rows import JobFilter
from tests import factories
from tests.support.hostile import SEARCHES, TEXTS, differences, put

PERSON = ContactDraft("n", "r", "612 555 0100", "612 555 0101", "a@b.example", is_primary=True)
PLACE = LocationDraft("n", Address("s", "s", "c", "r", "p", "c"), contact=0)
CUSTOMER = CustomerDraft(
    name="n", flag_reason="f", tags=("t",), billing=Address("s", "s", "c", "r", "p", "c"),
    contacts=(PERSON,), locations=(PLACE, PLACE),
)  # fmt: skip
LINES = (
    LineDraft(kind=LineKind.SECTION, name="section"),
    LineDraft(name="plain", description="d", unit="h", price=100_00, tax_name="t", tax_percent=Decimal(7)),
    LineDraft(name="one", price=50_00, alternative="a"),
    LineDraft(name="other", price=60_00, alternative="a", selected=False),
)


@pytest.mark.timeout(300)
def test_customers_keep_every_text_and_are_found_by_it(desk: Desk) -> None:
    for text in TEXTS:
        sent, stored, refused = put(partial(save_customer, desk), CUSTOMER, text)
        assert not differences(sent, stored, leave=("tags.0",)), text
        # A tag is the same whatever its punctuation: the first that had it says how it is written.
        assert same_name(stored.tags[0], sent.tags[0])
        assert customer(desk, stored.id or 0) == stored
        assert stored.name == clean(text)
        assert set(refused) <= {"tags", "contacts.0.phone", "contacts.0.mobile", "contacts.0.email"}
        assert stored.number.isdigit()
        rows = CustomerList(desk)
        ids = rows.ids(CustomerFilter(text=text[:200]), Sort("name"))
        searchable = any(c.isalnum() for c in clean(text))
        assert not searchable or stored.id in ids, text[:60]
        find(desk, text)
        assert profile(desk, stored.id or 0).name == clean(text)
        history(desk, stored.id or 0)
    assert check(desk).errors == 0


def test_customer_numbers_take_any_text_or_say_why_not(desk: Desk) -> None:
    for text in {clean(text): text for text in TEXTS}.values():
        draft = CustomerDraft(name="Numbered", number=text)
        if len(clean(text)) > 60:
            with pytest.raises(InvalidInput) as refused:
                save_customer(desk, draft)
            assert set(refused.value.fields) == {"number"}
            continue
        stored = save_customer(desk, draft)
        assert stored.number == clean(text)
        hits = [hit.customer_id for hit in find(desk, text, 200)]
        assert stored.id in hits or not any(len(word) > 2 for word in words(text))


def test_marks_of_a_customer_keep_every_text(desk: Desk) -> None:
    made = factories.make_customer(desk, "ABC")
    for text in TEXTS:
        marks.set_flag(desk, made, text)
        assert profile(desk, made).flag_reason == clean(text)
        assert marks.add_note(desk, made, text).text == clean(text, lines=True)
        if len(clean(text)) <= 60:
            marks.set_tags(desk, made, [text])
            (tag,) = customer(desk, made).tags
            assert same_name(tag, text)
    assert len(marks.tags(desk)) >= 1


def test_notes_keep_every_text_and_are_found_by_it(desk: Desk) -> None:
    made = factories.make_customer(desk, "ABC")
    place = new_job(desk, made).location_id
    for text in TEXTS:
        stored = save_note(desk, replace(new_note(desk, made, NoteKind.SITE, place), text=text))
        assert stored.text == clean(text, lines=True)
        assert note(desk, stored.id or 0) == stored
        ids = NoteList(desk).ids(NoteFilter(made, text=text[:200]), Sort("text"))
        assert stored.id in ids or not any(c.isalnum() for c in clean(text)), text[:60]
    assert len(notes_of_job(desk, None, place).site) == len(TEXTS)
    history(desk, made)
    assert check(desk).errors == 0


@pytest.mark.timeout(300)
def test_estimates_keep_every_text_through_answers_and_revisions(desk: Desk) -> None:
    made = factories.make_customer(desk, "ABC")
    for text in TEXTS:
        draft = replace(new_estimate(desk, made), description="d", note="n", internal_note="i", lines=LINES)
        save = partial(save_estimate, desk)
        sent, stored, refused = put(save, draft, text, leave=("currency",))
        assert not differences(sent, stored), text
        assert not refused
        assert estimate(desk, stored.id or 0) == stored
        again = send_estimate(desk, stored.id or 0)
        save_estimate(desk, replace(again, note=f"{text} again"))
        if len(text) % 2:
            approve_estimate(desk, stored.id or 0, text)
        else:
            decline_estimate(desk, stored.id or 0, text)
        EstimateList(desk).ids(EstimateFilter(text=text[:200]), Sort("description"))
        find(desk, text)
    assert check(desk).errors == 0


@pytest.mark.timeout(300)
def test_jobs_keep_every_text(desk: Desk) -> None:
    made = factories.make_customer(desk, "ABC")
    at = datetime.fromisoformat("2023-06-23T09:00")
    for text in TEXTS:
        tasks = tuple(TaskDraft(line) for line in LINES[1:2])
        visits = (VisitDraft(starts=at, ends=at.replace(hour=11), note="n"),)
        draft: JobDraft = replace(
            new_job(desk, made), description="d", category="c", crew_note="c", tasks=tasks, visits=visits
        )
        sent, stored, refused = put(partial(save_job, desk), draft, text, leave=("currency",))
        assert not differences(sent, stored), text
        assert not refused
        assert job(desk, stored.id or 0) == stored
        JobList(desk).ids(JobFilter(text=text[:200]), Sort("number"))
    assert check(desk).errors == 0


@pytest.mark.timeout(300)
def test_invoices_and_payments_keep_every_text(desk: Desk) -> None:
    made = factories.make_customer(desk, "ABC")
    for text in TEXTS:
        lines = LINES[:2]
        draft: InvoiceDraft = replace(
            new_invoice(desk, made), description="d", note="n", internal_note="i", lines=lines
        )
        save = partial(save_invoice, desk)
        sent, stored, refused = put(save, draft, text, leave=("currency",))
        assert not differences(sent, stored), text
        assert not refused
        issued = issue_invoice(desk, stored.id or 0)
        assert not differences(sent, invoice(desk, issued.id))
        InvoiceList(desk).ids(InvoiceFilter(text=text[:200]), Sort("number"))
        given = replace(
            new_payment(desk, made, issued.id),
            amount=100,
            method=PaymentMethod.CARD,
            allocations=(AllocationDraft(issued.id, 100),),
            reference="r",
            note="n",
            card_brand="c",
            card_last4="1234",
            card_expiry="12/30",
        )
        sent_paid, paid, _ = put(
            lambda one: payment(desk, record_payment(desk, one)), given, text, leave=("request_key",)
        )
        assert not differences(sent_paid, paid), text
        edit_payment(desk, replace(paid, note=f"{text}!"))
        rows = PaymentList(desk)
        rows.rows(rows.ids(PaymentFilter(customer_id=made), Sort("reference")))
        spare = save_invoice(desk, replace(new_invoice(desk, made), lines=lines))
        void_invoice(desk, issue_invoice(desk, spare.id or 0).id, text)
    assert check(desk).errors == 0


def test_price_book_items_keep_every_text_and_complete(desk: Desk) -> None:
    for text in TEXTS:
        blank = ItemDraft(name="n", code="c", description="d", category="c", unit="u", price=100)
        sent, stored, _ = put(partial(save_item, desk), blank, text)
        assert not differences(sent, stored), text
        assert item(desk, stored.id or 0) == stored
        complete(desk, text)
        assert any(row.name == clean(text) for row in items(desk))
    assert categories(desk)


def test_the_office_s_own_records_keep_every_text(desk: Desk) -> None:
    for at, text in enumerate(TEXTS):
        leave = ("currency", "time_zone", "date_format", "colour")
        own = office.company(desk)
        sent, stored, refused = put(partial(office.save_company, desk), own, text, leave=leave)
        assert not differences(sent, stored), text
        assert set(refused) <= {"email"}
        address = Address("s", "s", "c", "r", "p", "c")
        face = BrandDraft(f"n{at}", "p", "e@x.example", "w", "l", address, thanks="t", payment_note="p")
        brand_sent, brand, refused = put(partial(office.save_brand, desk), face, text, leave=leave)
        assert not differences(brand_sent, brand), text
        assert set(refused) <= {"email", "name"}
        others: list[tuple[Any, Any]] = [
            (office.save_tax_rate, TaxRateDraft(f"n{at}", Decimal(5))),
            (office.save_terms, TermsDraft(f"n{at}", 5)),
            (save_user, UserDraft(f"n{at}", "e@x.example")),
            (save_technician, TechnicianDraft(f"n{at}", "612 555 0100", "e@x.example")),
        ]
        for save, draft in others:
            one_sent, one, refused = put(partial(save, desk), draft, text, leave=("colour",))
            assert not differences(one_sent, one), text
            assert set(refused) <= {"email", "phone", "name"}
    for kind in (office.brands, office.tax_rates, office.terms, users, technicians):
        # Names that differ by punctuation only are one name; all others are there.
        assert len(kind(desk)) > len(TEXTS) - 5


@pytest.mark.parametrize("field", ["name", "colour", "currency", "time_zone", "date_format"])
def test_what_the_office_cannot_work_with_is_refused_by_name(desk: Desk, field: str) -> None:
    for text in (*TEXTS, "\0", " \u2028 ", ""):
        draft: Any = office.brands(desk)[0] if field == "colour" else office.company(desk)
        save: Any = office.save_brand if field == "colour" else office.save_company
        if (field == "name" and clean(text)) or (field == "currency" and len(text) == 3):
            continue
        with pytest.raises(InvalidInput) as refused:
            save(desk, replace(draft, **{field: text}))
        assert set(refused.value.fields) == {field}


def test_a_name_of_nothing_visible_is_refused_everywhere(desk: Desk) -> None:
    for text in ("", " ", "\0", "\u2028", "\ud800"):
        nameless: list[tuple[Any, Any]] = [
            (save_customer, CustomerDraft(name=text)),
            (save_item, ItemDraft(name=text)),
            (office.save_brand, BrandDraft(name=text)),
            (office.save_tax_rate, TaxRateDraft(name=text)),
            (office.save_terms, TermsDraft(name=text)),
            (save_user, UserDraft(name=text)),
            (save_technician, TechnicianDraft(name=text)),
        ]
        for save, draft in nameless:
            with pytest.raises(InvalidInput) as refused:
                save(desk, draft)
            assert "name" in refused.value.fields


def test_no_search_of_any_list_errs(desk: Desk) -> None:
    made = factories.make_customer(desk, "%_\\ Signs")
    draft: EstimateDraft = replace(new_estimate(desk, made), lines=LINES[:2])
    save_estimate(desk, draft)
    for text in (*SEARCHES, *(f"{text} signs" for text in SEARCHES)):
        find(desk, text)
        complete(desk, text)
        CustomerList(desk).ids(CustomerFilter(text=text), Sort("name"))
        EstimateList(desk).ids(EstimateFilter(text=text), Sort("number"))
        InvoiceList(desk).ids(InvoiceFilter(text=text), Sort("number"))
        JobList(desk).ids(JobFilter(text=text), Sort("number"))
        PaymentList(desk).ids(PaymentFilter(text=text), Sort("number"))
    assert list(CustomerList(desk).ids(CustomerFilter(text="%_\\"), Sort("name"))) == [made]
