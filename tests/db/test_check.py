"""A sound office checks clean, and each kind of damage is named where it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, text, update

from officedesk.database.backup.attachments import folder_of, place_of
from officedesk.errors import Cancelled, OfficeDamaged
from officedesk.models.enums import AmountKind
from officedesk.models.sales import Invoice
from officedesk.services.check import STEPS, check
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.sales.invoices import credit_invoice, issue_invoice
from tests import factories
from tests.db import selling


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """An office with an estimate, a deposit, a job, two issued invoices, a credit note and payments."""
    customer_id = factories.make_customer(desk, "ABC Company")
    lines = [selling.line(55_55, tax="23"), selling.line(11_11, tax="8"), selling.line(100_00, "Free of tax")]
    selling.approved(desk, customer_id, lines, deposit_kind=AmountKind.AMOUNT, deposit_value=Decimal(50))
    first = selling.issued(desk, customer_id, lines)
    second = selling.issued(desk, customer_id, lines)
    issue_invoice(desk, credit_invoice(desk, second.id))
    selling.pay(desk, customer_id, 40_00, (first.id, 40_00))
    trash(desk, [factories.make_customer(desk, "Gone")])
    return desk


def damage(desk: Desk, statement: str) -> None:
    with desk.write() as session:
        assert session.connection().execute(text(statement)).rowcount > 0


def test_sound_office_checks_clean(busy: Desk) -> None:
    heard: list[str] = []
    report = check(busy, heard.append)
    assert report.findings == ()
    assert report.ok
    assert report.checked.pop("changes") > 10
    assert {"estimates": 1, "invoices": 4, "payments": 1, "customers": 2}.items() <= report.checked.items()
    assert sum(report.checked.values()) == 8, "there is nothing else in it"
    assert heard == [*(name for name, _ in STEPS), "Attachments", "Text index"]


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE estimate SET total = total + 1", "Estimate 1001", "total is"),
        ("UPDATE estimate_line SET amount = amount + 1 WHERE position = 0", "Estimate 1001", "line “Work”"),
        ("UPDATE invoice SET tax = tax + 1 WHERE number = '3001'", "Invoice 3001", "tax is"),
        ("UPDATE invoice_line SET price = price + 100 WHERE position = 2", "Invoice", "net is"),
        ("UPDATE invoice SET paid = 0 WHERE number = '3001'", "Invoice 3001", "paid is 0, it should be 4000"),
        ("UPDATE invoice SET balance = 1 WHERE number = '3002'", "Invoice 3002", "balance is 1"),
        ("UPDATE payment SET amount = 100", "Payment", "is put to invoices with 4000"),
        ("UPDATE invoice SET serial = 3001 WHERE number = '3002'", "Invoice 3002", "same place in the sequence"),
        ("UPDATE number_counter SET next_value = 3002 WHERE next_value = 3003", "Numbers of invoices", "given already"),
        ("UPDATE contact SET is_primary = false", "ABC Company", "0 primary contacts"),
        ("UPDATE customer_listing SET balance = 1", "ABC Company", "out of date in the customer list: balance"),
        ("UPDATE customer_listing SET phone = 'x'", "ABC Company", "out of date in the customer list: phone"),
        ("DELETE FROM customer_listing", "ABC Company", "missing in the customer list"),
        ("UPDATE customer_search SET body = 'x'", "ABC Company", "out of date in the search"),
        ("DELETE FROM customer_search", "ABC Company", "out of date in the search"),
        ("UPDATE search_word SET word = 'zzz' WHERE word = 'company'", "ABC Company", "company"),
        ("UPDATE customer SET deleted_at = created_at", "Customer id", "in the trash"),
    ],
)
def test_damage_is_named_where_it_is(busy: Desk, statement: str, where: str, what: str) -> None:
    damage(busy, statement)
    report = check(busy)
    assert not report.ok
    assert any(where in finding.where and what in finding.text for finding in report.findings), report.findings


def test_missing_number_is_a_note_because_it_may_be_meant_so(busy: Desk) -> None:
    damage(busy, "UPDATE invoice SET serial = 3010, number = '3010' WHERE number = '3002'")
    damage(busy, "UPDATE number_counter SET next_value = 3011 WHERE next_value = 3003")
    report = check(busy)
    assert report.ok
    assert [(finding.severity, finding.where) for finding in report.findings] == [("note", "Invoice 3010")]
    assert "8 numbers missing" in report.findings[0].text


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_dangling_reference_and_lost_text_index_are_named(busy: Desk) -> None:
    connection = busy.database.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("UPDATE invoice SET terms_id = 999 WHERE number = '3001'")
    cursor.execute("INSERT INTO customer_fts (customer_fts) VALUES ('delete-all')")
    cursor.execute("INSERT INTO search_word_fts (search_word_fts) VALUES ('delete-all')")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
    connection.close()
    findings = {finding.where.split()[0]: finding.text for finding in check(busy).findings}
    assert "terms" in findings["invoice"]
    assert "text index" in findings["Search"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_an_index_with_other_texts_is_named(busy: Desk) -> None:
    connection = busy.database.engine.raw_connection()
    cursor = connection.cursor()
    rowid, body = cursor.execute("SELECT customer_id, body FROM customer_search").fetchone()
    cursor.execute("INSERT INTO customer_fts (customer_fts, rowid, body) VALUES ('delete', ?, ?)", (rowid, body))
    cursor.execute("INSERT INTO customer_fts (rowid, body) VALUES (?, 'something else')", (rowid,))
    cursor.close()
    connection.close()
    assert [finding.where for finding in check(busy).findings] == ["Search"]


def test_a_paper_that_says_another_total_is_named(busy: Desk) -> None:
    with busy.write() as session:
        invoice = session.scalars(select(Invoice).where(Invoice.number == "3001")).one()
        told = invoice.snapshot or {}
        said = {**told, "totals": told["totals"] | {"total": 1}}
        session.execute(update(Invoice).where(Invoice.number == "3001").values(snapshot=said))
    (finding,) = check(busy).findings
    assert (finding.where, finding.text.partition(",")[0]) == ("Invoice 3001", "is printed with a total of 1")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_attachments_are_checked_by_what_they_are_named_by(busy: Desk) -> None:
    path = busy.database.place.path
    assert path is not None
    key = add_bytes(busy, "photo.jpg", b"a photo", FileDraft(customer_id=1)).sha256
    file = place_of(folder_of(path), key)
    report = check(busy)
    assert (report.findings, report.checked["attachments"]) == ((), 1)
    file.write_bytes(b"a phot0")
    (finding,) = check(busy).findings
    assert (finding.where, finding.text) == (f"Attachment {key[:12]}…", "is not as it was stored: “photo.jpg”")
    file.unlink()
    (finding,) = check(busy).findings
    assert finding.text == "is not there: “photo.jpg”"


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_others_save_while_an_office_is_checked(busy: Desk, other_desk: Desk) -> None:
    saved = []

    def save(step: str) -> None:
        saved.append(factories.make_customer(other_desk, f"Saved during {step}"))

    report = check(busy, save)
    assert report.findings == ()
    assert len(saved) == len(set(saved)) > 8
    assert report.checked["customers"] == 2


def test_a_check_can_be_stopped(busy: Desk) -> None:
    heard: list[str] = []
    with pytest.raises(Cancelled):
        check(busy, heard.append, lambda: len(heard) > 3)
    assert len(heard) == 4


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_an_office_without_one_of_its_columns_is_damaged(busy: Desk) -> None:
    damage(busy, "UPDATE invoice SET note = '' ")
    with busy.write() as session:
        session.execute(text("ALTER TABLE invoice RENAME COLUMN note TO note_"))
    with pytest.raises(OfficeDamaged, match="its table invoice has no note"):
        check(busy)


def test_many_findings_are_counted_and_the_first_are_told(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("officedesk.services.check.MAX_FINDINGS", 2)
    damage(busy, "UPDATE invoice SET tax = tax + 1, total = total + 1, balance = balance + 1")
    report = check(busy)
    assert len(report.findings) == 2
    assert report.errors > 2


def test_large_office_is_read_in_pieces(busy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("officedesk.services.check.CHUNK", 1)
    monkeypatch.setattr("officedesk.database.listing.CHUNK", 1)
    assert check(busy).findings == ()
