"""What other programs for offices got wrong, each as one test that its name describes."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from officedesk.errors import Conflict, InvalidInput, NotAllowed
from officedesk.models.enums import AmountKind, SequenceKind, TaxRounding
from officedesk.models.papers import PaperKind, to_json
from officedesk.models.states import InvoiceStatus
from officedesk.reports.render import render
from officedesk.services.check import check
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.profile import profile
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.documents import draft_paper, paper
from officedesk.services.office.company import company, save_company
from officedesk.services.office.sequences import save_sequence, sequences
from officedesk.services.paging import Sort
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.sales.billing import invoice_from_estimate
from officedesk.services.sales.drafts import EstimateDraft, LineDraft, Pricing
from officedesk.services.sales.results import CreditLine
from officedesk.services.sales.rows import InvoiceFilter, InvoiceRow
from officedesk.services.transfer.customers import ImportRefused, apply, inspect
from tests.db.selling import balance, id_of, issued, line, new, pay, saved
from tests.factories import make_customer, second_desk
from tests.support.clock import Clock


@pytest.fixture
def abc(desk: Desk) -> int:
    return make_customer(desk, "ABC Company")


def row_of(desk: Desk, invoice_id: int) -> InvoiceRow:
    (row,) = invoices.InvoiceList(desk).rows([invoice_id])
    return row


def printed(desk: Desk, kind: PaperKind, document_id: int) -> str:
    pages = PdfReader(BytesIO(render(paper(desk, kind, document_id)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


# --- prices ---


def test_tax_rounded_by_line_and_by_group_differ_as_the_law_says(desk: Desk, abc: int) -> None:
    lines = (line(55_55, tax="23"), line(11_11, tax="23"))
    for rounding, tax in ((TaxRounding.LINE, 15_34), (TaxRounding.GROUP, 15_33)):
        draft = new(desk, abc, lines, pricing=Pricing(tax_rounding=rounding))
        assert estimates.totals_of(draft).tax == tax


def test_the_net_of_a_line_is_rounded_before_its_tax_on_screen_in_list_and_on_paper(desk: Desk, abc: int) -> None:
    discounted = line(348_35, quantity="16", tax="22", discount_kind=AmountKind.PERCENT, discount_value=Decimal(4))
    invoice = issued(desk, abc, (discounted,))
    assert invoice.total == 6_527_81
    assert row_of(desk, invoice.id).total == 6_527_81
    assert invoices.totals_of(invoices.invoice(desk, invoice.id)).total == 6_527_81
    assert "6,527.81" in printed(desk, PaperKind.INVOICE, invoice.id)
    assert profile(desk, abc).figures.awaiting_payments == 6_527_81


def test_ten_pieces_are_not_ten_rounded_gross_prices(desk: Desk, abc: int) -> None:
    assert estimates.totals_of(new(desk, abc, (line(3_60, quantity="10", tax="5.5"),))).total == 37_98


def test_the_discount_comes_off_before_tax(desk: Desk, abc: int) -> None:
    pricing = Pricing(discount_kind=AmountKind.PERCENT, discount_value=Decimal(10))
    totals = estimates.totals_of(new(desk, abc, (line(100_00, tax="10"),), pricing=pricing))
    assert (totals.net, totals.tax, totals.total) == (90_00, 9_00, 99_00)


def test_what_the_screen_says_is_what_the_paper_says(desk: Desk, abc: int) -> None:
    chance = random.Random(5)
    for _ in range(15):
        lines = tuple(
            line(
                chance.randrange(1, 99_999), tax=chance.choice((None, "7.525", "21", "5.5")),
                quantity=chance.choice(("1", "0.333", "16", "2.5")),
            )
            for _ in range(chance.randrange(1, 7))
        )  # fmt: skip
        draft = new(desk, abc, lines, pricing=Pricing(prices_include_tax=chance.random() < 0.5))
        totals = estimates.totals_of(draft)
        preview = draft_paper(desk, draft)
        stored = estimates.save_estimate(desk, draft)
        kept = paper(desk, PaperKind.ESTIMATE, id_of(stored))
        (listed,) = estimates.EstimateList(desk).rows([id_of(stored)])
        assert listed.total == totals.total
        assert preview.totals == kept.totals
        assert f"{totals.total / 100:,.2f}" in printed(desk, PaperKind.ESTIMATE, id_of(stored))


# --- deposits, credits and payments ---


def test_a_deposit_leaves_no_cent(desk: Desk, abc: int) -> None:
    pricing = Pricing(prices_include_tax=True)
    deposit = {"deposit_kind": AmountKind.AMOUNT, "deposit_value": Decimal("33.33"), "pricing": pricing}
    draft = saved(desk, abc, (line(66_67, tax="21"), line(33_33, tax="5.5")), **deposit)
    approval = estimates.approve_estimate(desk, id_of(draft), "Pat")
    assert approval.deposit_invoice_id is not None
    first = invoices.issue_invoice(desk, approval.deposit_invoice_id)
    final = invoices.issue_invoice(desk, id_of(invoice_from_estimate(desk, id_of(draft))))
    assert (first.total, first.total + final.total) == (33_33, 100_00)


def test_a_partial_credit_does_not_pay_the_invoice(desk: Desk, abc: int) -> None:
    invoice = issued(desk, abc, (line(100_00), line(50_00)))
    (first, _) = invoices.invoice(desk, invoice.id).lines
    credit = invoices.credit_invoice(desk, invoice.id, [CreditLine(first.id or 0, Decimal("0.5"))])
    invoices.issue_invoice(desk, credit)
    row = row_of(desk, invoice.id)
    assert (row.balance, row.status) == (100_00, InvoiceStatus.PART_PAID)


def test_taking_a_payment_back_takes_the_status_back(desk: Desk, abc: int) -> None:
    invoice = issued(desk, abc, (line(100_00),))
    payment = pay(desk, abc, 100_00, (invoice.id, 100_00))
    assert row_of(desk, invoice.id).status is InvoiceStatus.PAID
    payments.delete_payment(desk, payment)
    assert (row_of(desk, invoice.id).status, balance(desk, invoice.id)) == (InvoiceStatus.UNPAID, 100_00)
    assert profile(desk, abc).figures.awaiting_payments == 100_00


def test_an_overpayment_is_asked_about_and_a_double_click_pays_once(desk: Desk, abc: int) -> None:
    invoice = issued(desk, abc, (line(100_00),))
    draft = replace(payments.new_payment(desk, abc, invoice.id), amount=150_00)
    with pytest.raises(NotAllowed):
        payments.record_payment(desk, draft)
    exact = replace(draft, amount=100_00)
    assert payments.record_payment(desk, exact) == payments.record_payment(desk, exact)
    assert profile(desk, abc).counts.payments == 1


# --- numbers ---


def test_an_abandoned_form_burns_no_number(desk: Desk, abc: int) -> None:
    first = issued(desk, abc, (line(1_00),))
    for _ in range(3):
        estimates.new_estimate(desk, abc)
        invoices.new_invoice(desk, abc)
        draft = invoices.save_invoice(desk, replace(invoices.new_invoice(desk, abc), lines=(line(1_00),)))
        invoices.delete_draft(desk, id_of(draft))
        with pytest.raises(InvalidInput):
            estimates.save_estimate(desk, new(desk, abc, (LineDraft(name="Work", quantity=Decimal("NaN")),)))
    assert int(issued(desk, abc, (line(1_00),)).number) == int(first.number) + 1
    assert saved(desk, abc, (line(1_00),)).number == "1001"


def test_numbers_start_anew_with_the_year_of_the_document(desk: Desk, abc: int, clock: Clock) -> None:
    (sequence,) = [one for one in sequences(desk) if one.kind is SequenceKind.INVOICE]
    save_sequence(desk, replace(sequence, pattern="{yyyy}-{n}", padding=3, yearly=True, next_value=1))
    numbers = []
    for day in (datetime(2023, 12, 31, 18, tzinfo=UTC), datetime(2024, 1, 1, 5, tzinfo=UTC)):
        # Five in the morning of January 1 in Greenwich is still December 31 in Chicago.
        clock.at = day
        numbers.append(issued(desk, abc, (line(1_00),)).number)
    clock.at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    numbers.append(issued(desk, abc, (line(1_00),)).number)
    assert numbers == ["2023-001", "2023-002", "2024-001"]


def test_the_id_of_a_deleted_customer_is_never_given_to_another(desk: Desk) -> None:
    gone = make_customer(desk, "Gone")
    with desk.write() as session:
        # Deleted for good, as only a repair by hand does it.
        for table in ("customer_listing", "customer_search", "contact", "location"):
            session.execute(text(f"DELETE FROM {table} WHERE customer_id = :id"), {"id": gone})
        session.execute(text("DELETE FROM customer WHERE id = :id"), {"id": gone})
    assert make_customer(desk, "Next") > gone


# --- what was issued ---


def test_an_issued_invoice_stays_when_the_customer_and_we_move(desk: Desk, abc: int) -> None:
    invoice = issued(desk, abc, (line(100_00),))
    before, drawn = to_json(paper(desk, PaperKind.INVOICE, invoice.id)), printed(desk, PaperKind.INVOICE, invoice.id)
    theirs = customer(desk, abc)
    save_customer(desk, replace(theirs, name="Renamed Ltd", billing=replace(theirs.billing, street="9 New Rd")))
    ours = company(desk)
    save_company(desk, replace(ours, name="Moved Away", address=replace(ours.address, street="1 Other St")))
    assert to_json(paper(desk, PaperKind.INVOICE, invoice.id)) == before
    assert printed(desk, PaperKind.INVOICE, invoice.id) == drawn
    assert "Renamed" not in drawn


def test_due_today_is_not_overdue_by_the_clock_of_the_office(desk: Desk, abc: int, clock: Clock) -> None:
    invoice = issued(desk, abc, (line(100_00),), terms_id=None, due_date=date(2023, 6, 22))
    # Eleven in the evening in Chicago: in Greenwich it is tomorrow.
    clock.at = datetime(2023, 6, 23, 4, tzinfo=UTC)
    assert row_of(desk, invoice.id).status is InvoiceStatus.UNPAID
    assert profile(desk, abc).figures.overdue == 0
    clock.go_on(hours=2)
    assert row_of(desk, invoice.id).status is InvoiceStatus.OVERDUE
    assert profile(desk, abc).figures.overdue == 100_00


def test_an_invoice_without_due_date_is_still_owed(desk: Desk, abc: int, clock: Clock) -> None:
    invoice = issued(desk, abc, (line(100_00),), terms_id=None, due_date=None)
    clock.go_on(days=4_000)
    figures = profile(desk, abc).figures
    assert (figures.awaiting_payments, figures.overdue, figures.open_invoices) == (100_00, 0, 1)
    open_ones = InvoiceFilter(customer_id=abc)
    assert list(invoices.InvoiceList(desk).ids(open_ones, Sort("due_date"))) == [invoice.id]


# --- several desktops, the trash ---


def test_two_desktops_never_lose_an_update(desk: Desk, abc: int) -> None:
    other = second_desk(desk)
    with closing(other.database):
        mine = saved(desk, abc, (line(1_00),))
        theirs: EstimateDraft = estimates.estimate(other, id_of(mine))
        estimates.save_estimate(other, replace(theirs, description="theirs"))
        with pytest.raises(Conflict) as conflict:
            estimates.save_estimate(desk, replace(mine, description="mine"))
    assert conflict.value.theirs.description == "theirs"
    assert estimates.estimate(desk, id_of(mine)).description == "theirs"


def test_what_comes_back_from_the_trash_has_all_its_lines(desk: Desk, abc: int) -> None:
    draft = saved(desk, abc, [line(price, f"Line {price}") for price in range(1, 40)])
    estimates.delete_estimate(desk, id_of(draft))
    estimates.restore_estimate(desk, id_of(draft))
    assert estimates.estimate(desk, id_of(draft)).lines == draft.lines


# --- papers ---


def test_a_cell_taller_than_a_page_is_printed_whole(desk: Desk, abc: int) -> None:
    words = [f"word{number}" for number in range(3_000)]
    tall = replace(line(1_00), description=" ".join(words))
    text = printed(desk, PaperKind.ESTIMATE, id_of(saved(desk, abc, (tall, line(2_00)))))
    assert set(words) <= set(text.split())


def test_no_letter_is_printed_as_nothing(desk: Desk, abc: int) -> None:
    for word in ("Łódź", "Điện lạnh", "Ünal", "中文字符", "Ω", "שלום"):
        text = printed(desk, PaperKind.ESTIMATE, id_of(saved(desk, abc, (line(1_00, word),))))
        assert "".join(word.split()) in "".join(text.split())


# --- imports ---


def test_an_import_never_fails_in_silence(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Customer,Email\nAda,ada@x.example\n,nobody@x.example\n", encoding="utf-8")
    seen = inspect(source)
    with pytest.raises(ImportRefused) as refused:
        apply(desk, seen.source, seen.mapping)
    assert "Row 3" in str(refused.value.plan.issues[0])
    assert names(desk) == []


def test_the_delimiter_of_the_preview_is_the_delimiter_of_the_import(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text('Customer|City\nAda, Bob; Co|Edina\n"Eve|Sons"|Chaska\n', encoding="utf-8")
    seen = inspect(source, delimiter="|")
    assert seen.rows[0][0] == "Ada, Bob; Co"
    apply(desk, seen.source, seen.mapping)
    assert names(desk) == ["Ada, Bob; Co", "Eve|Sons"]
    assert check(desk).errors == 0


def names(desk: Desk) -> list[str]:
    return [row.name for row in CustomerList(desk).first(CustomerFilter(), Sort("name"), 9)]
