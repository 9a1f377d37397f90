"""Importing customers: grouping, duplicates, all or nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from officedesk.errors import InvalidInput, OfficeError
from officedesk.models.changes import ChangeLog
from officedesk.models.customers import Contact, Customer, ImportBatch, Location, NotepadEntry
from officedesk.models.enums import ChangeAction, CustomerType, SequenceKind
from officedesk.models.listing import CustomerListing
from officedesk.services.check import check
from officedesk.services.customers import editing
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import next_number
from officedesk.services.transfer.customers import (
    ImportCancelled,
    ImportOptions,
    ImportRefused,
    ImportResult,
    RowResult,
    apply,
    inspect,
    plan,
)
from officedesk.services.transfer.export import export_to
from officedesk.services.transfer.newcomers import Severity
from tests import factories

sqlite_only = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
HEADER = "Customer number,Customer,Contact,Phone,Email,Billing street,Location name,Location street,Tags,Tax exempt\n"


def bring(desk: Desk, folder: Path, text: str, **options: bool) -> ImportResult:
    path = folder / "in.csv"
    path.write_text(text, encoding="utf-8")
    seen = inspect(path)
    return apply(desk, seen.source, seen.mapping, ImportOptions(**options))


def known_by_words(error: OfficeError) -> None:
    assert len(error.message) > 10


def count(desk: Desk, table: type) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_rows_of_one_customer_become_its_locations_and_contacts(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "12345,ABC Company,John Wilson,(612) 746-4017,sales@industrack.com,8330 Lovers Ln,,400 S 4th St,COD,no\n"
        "12346,Elm Street Brewing,Piotr Łukasiewicz,,,,,2200 Elm St,,\n"
        "12345,ABC Company,Tori walker,(612) 746-4017,,8330 Lovers Ln,Location 2,10700 West Highway 55,Geofence,\n"
    )
    done = bring(desk, tmp_path, HEADER + rows).plan
    assert (done.rows, done.new, done.locations, done.contacts, done.errors) == (3, 2, 3, 3, 0)
    with desk.read() as session:
        customer_id = session.scalar(select(Customer.id).where(Customer.number == "12345"))
    draft = editing.customer(desk, customer_id or 0)
    assert [place.address.street for place in draft.locations] == ["400 S 4th St", "10700 West Highway 55"]
    assert [(person.name, person.is_primary) for person in draft.contacts] == [
        ("John Wilson", True),
        ("Tori walker", False),
    ]
    assert [place.contact for place in draft.locations] == [0, 1]
    assert draft.tags == ("COD", "Geofence")
    assert check(desk).findings == ()


def test_imported_customers_are_found_at_once(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, HEADER + "7,Łukasz Piekarnia,Ewa,(612) 555-0148,,,,9 Elm St,,\n")
    assert {hit.title for hit in find(desk, "lukasz")} == {hit.title for hit in find(desk, "5550148")} != set()


def test_without_numbers_name_and_address_make_a_customer(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Name,Email,Street,Service address\n"
        "Ana Diaz,ana@x.example,1 Oak St,5 Lake Rd\nAna Diaz,ana@x.example,1 Oak St,7 Lake Rd\n"
        "Ana Diaz,other@x.example,9 Elm St,9 Elm St\n"
    )
    done = bring(desk, tmp_path, text).plan
    assert (done.new, done.locations) == (2, 3)


def test_numbers_that_the_file_uses_are_not_given_to_others(desk: Desk, tmp_path: Path) -> None:
    first = factories.SEQUENCE_STARTS[SequenceKind.CUSTOMER]
    text = f"Customer number,Customer\n,Adam\n{first},Berta\n,Carl\n{first + 50},Dora\n"
    bring(desk, tmp_path, text)
    with desk.read() as session:
        numbers = dict(session.execute(select(Customer.name, Customer.number)).all())
        following = next_number(session, SequenceKind.CUSTOMER, desk.today())
    assert numbers["Berta"] == str(first)
    assert len(set(numbers.values())) == 4
    assert following == str(first + 51)
    assert editing.save_customer(desk, CustomerDraft(name="Emil")).number == str(first + 51)


def test_customers_that_are_there_are_passed_over_and_told(desk: Desk, tmp_path: Path) -> None:
    factories.make_customer(desk, "ABC Company", number="12345")
    factories.make_customer(desk, "Elm Street", contacts=[{"name": "Pio", "phone": "+1 (612) 555-0190"}])
    text = HEADER + "12345,Another name,,,,,,,,\n,Elm Street,,612.555.0190,,,,,,\n,Elm Street,,612.555.0777,,,,,,\n"
    done = bring(desk, tmp_path, text).plan
    assert (done.new, done.skipped, done.warnings) == (1, 2, 2)
    assert "ABC Company (No. 12345) is in the office already" in str(done.issues[0])


def test_an_import_that_brings_nothing_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    factories.make_customer(desk, "ABC Company", number="12345")
    done = bring(desk, tmp_path, HEADER + "12345,ABC Company,,,,,,,,\n")
    assert (done.batch_id, done.plan.skipped) == (None, 1)
    assert count(desk, ImportBatch) == 0


def test_update_fills_in_and_removes_nothing(desk: Desk, tmp_path: Path) -> None:
    customer_id = factories.make_customer(
        desk, "ABC Company", number="12345", contacts=[{"name": "John Wilson", "phone": "1234567"}]
    )
    row = "12345,ABC Company,John Wilson,,john@abc.example,8330 Lovers Ln,North,85 Rose Dr,COD,\n"
    done = bring(desk, tmp_path, HEADER + row, update=True).plan
    assert (done.new, done.updated) == (0, 1)
    draft = editing.customer(desk, customer_id)
    assert draft.billing.street == "8330 Lovers Ln"
    assert [(person.name, person.phone, person.email) for person in draft.contacts] == [
        ("John Wilson", "1234567", "john@abc.example")
    ]
    assert len(draft.locations) == 2
    assert draft.tags == ("COD",)
    assert check(desk).findings == ()
    again = bring(desk, tmp_path, HEADER + row, update=True).plan
    assert again.updated == 1
    assert len(editing.customer(desk, customer_id).locations) == 2


def test_one_error_keeps_everything_out(desk: Desk, tmp_path: Path) -> None:
    with desk.read() as session:
        before = next_number(session, SequenceKind.CUSTOMER, desk.today())
    text = HEADER + "".join(f",Customer {n},,,,,,,,\n" for n in range(1500)) + "9,,,,,,,,,\n"
    with pytest.raises(ImportRefused, match="Row 1502, column “Customer”: the customer has no name") as refused:
        bring(desk, tmp_path, text)
    assert refused.value.plan.errors == 1
    assert count(desk, Customer) == count(desk, ImportBatch) == count(desk, CustomerListing) == 0
    with desk.read() as session:
        assert next_number(session, SequenceKind.CUSTOMER, desk.today()) == before


def test_rows_with_errors_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    text = HEADER + ",Ada,,,,,,,,\n8,,,,,,,,,\n,Bob,,,,,,,,\n"
    done = bring(desk, tmp_path, text, skip_errors=True).plan
    assert (done.new, done.failed, done.errors) == (2, 1, 1)


def test_a_dry_run_stores_nothing_and_counts_the_same(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + ",Ada,Ada,12,not-an-email,1 Oak St,,,,maybe\n", encoding="utf-8")
    seen = inspect(path)
    dry = plan(desk, seen.source, seen.mapping)
    assert count(desk, Customer) == 0
    assert {issue.column for issue in dry.issues} == {"Phone", "Email", "Tax exempt"}
    assert apply(desk, seen.source, seen.mapping).plan == dry


def test_what_is_no_phone_or_email_is_kept_as_a_note(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, HEADER + ",Ada Residence,Ada,ask,not-an-email,,,,,\n")
    with desk.read() as session:
        notes = set(session.scalars(select(NotepadEntry.text)))
        person = session.scalars(select(Contact)).one()
    assert notes == {"Phone: ask", "Email: not-an-email"}
    assert (person.phone, person.email) == ("", "")


def test_a_stopped_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + "".join(f",Customer {n},,,,,,,,\n" for n in range(3000)), encoding="utf-8")
    seen = inspect(path)
    asked: list[tuple[int, int]] = []
    with pytest.raises(ImportCancelled, match="Nothing was imported"):
        apply(
            desk,
            seen.source,
            seen.mapping,
            progress=lambda done, total: asked.append((done, total)),
            cancelled=lambda: len(asked) == 2,
        )
    assert asked[-1][1] == 3001
    assert count(desk, Customer) == 0


def test_one_row_in_the_change_log_tells_the_batch(desk: Desk, tmp_path: Path) -> None:
    batch = bring(desk, tmp_path, HEADER + ",Ada,,,,,,,,\n,Bob,,,,,,,,\n").batch_id
    with desk.read() as session:
        row = session.scalars(select(ChangeLog).where(ChangeLog.action == ChangeAction.IMPORTED)).one()
    assert (row.entity_id, row.actor, row.after["new"]) == (batch, "Dana Reyes", 2)


def test_every_row_is_reported(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HEADER + "1,Ada,,,,,,a,,\n2,,,,,,,,,\n1,Ada,,,,,,b,,\n", encoding="utf-8")
    seen = inspect(path)
    told: list[RowResult] = []
    plan(desk, seen.source, seen.mapping, report=told.append)
    assert {(row.row, row.outcome) for row in told} == {(2, "new"), (3, "error"), (4, "joined")}


def test_the_delimiter_of_the_preview_is_that_of_the_import(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Customer;Location street\nAda, Bob & Co;1 Oak St, rear\n", encoding="utf-8")
    seen = inspect(path)
    apply(desk, seen.source, seen.mapping)
    with desk.read() as session:
        assert session.scalars(select(Customer.name)).all() == ["Ada, Bob & Co"]
        assert session.scalars(select(Location.street)).all() == ["1 Oak St, rear"]


def test_a_file_without_names_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="name"):
        bring(desk, tmp_path, "Shoe size,Hat\n44,XL\n")


HOSTILE = [
    "<b>&\"'</para><img src=x>", "=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "'=already", "${1}",
    "'; DROP TABLE customer", "مرحبا", "Nguyễn Văn", "株式会社", "🏠 home", "x" * 5000, "../../x", "CON",
]  # fmt: skip


def test_hostile_text_goes_out_inert_and_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    for text in HOSTILE:
        person = {"name": text, "phone": "+1 612 555 0100"}
        factories.make_customer(desk, text, contacts=[person], locations=[{"street": text, "name": text}])
    out = tmp_path / "out.csv"
    assert export_to(desk, "customers", out) == len(HOSTILE)
    raw = out.read_text(encoding="utf-8-sig")
    assert not any(line.split(",")[1].startswith(("=", "+", "-", "@")) for line in raw.splitlines()[1:])
    with desk.write() as session:
        for customer in session.scalars(select(Customer)):
            customer.number = f"old-{customer.number}"
            customer.name = f"Was {customer.id}"
    seen = inspect(out)
    assert seen.preset == "officedesk"
    done = apply(desk, seen.source, seen.mapping).plan
    assert done.new == len(HOSTILE)
    with desk.read() as session:
        query = (
            select(Customer.name, Contact.name, Contact.phone, Location.street)
            .join(Contact, Contact.customer_id == Customer.id)
            .join(Location, Location.customer_id == Customer.id)
        )
        found = session.execute(query.where(Customer.import_id.is_not(None))).all()
    assert {tuple(row) for row in found} == {(text, text, "+1 612 555 0100", text) for text in HOSTILE}
    assert check(desk).findings == ()


@sqlite_only
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_crashes_and_every_error_names_its_row(desk: Desk, tmp_path: Path, data: st.DataObject) -> None:
    good = (HEADER + '1,"Ada\nLovelace",Ada,612-555-0100,a@x.example,1 Oak St,N,"2 Elm, St",COD,no\n' * 3).encode()
    random = data.draw(st.randoms(use_true_random=False))
    path = tmp_path / "fuzz.csv"
    path.write_bytes(data.draw(st.binary(max_size=300)) if random.random() < 0.2 else damaged(good, random))
    try:
        seen = inspect(path)
        done = plan(desk, seen.source, seen.mapping)
    except OfficeError as error:
        known_by_words(error)
        return
    assert all(issue.row >= 2 and issue.message for issue in done.issues)
    assert done.rows == 0 or done.new + done.failed + done.skipped > 0


def damaged(content: bytes, random: Random) -> bytes:
    """``content`` with up to six kinds of damage."""
    raw = bytearray(content)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(raw))
        kind = random.randrange(6)
        if kind == 0:
            raw[place] = random.randrange(256)
        elif kind == 1:
            del raw[place : place + random.randint(1, 20)]
        elif kind == 2:
            raw[place:place] = random.choice([b'"', b"\0", b"\r", b",", b";", b"\xff\xfe", b"\n", b"\t", b"'="])
        elif kind == 3:
            raw[place:place] = raw[place : place + 40] * random.randint(1, 4)
        elif kind == 4:
            raw[place:place] = random.randbytes(random.randint(1, 12))
        else:
            raw = raw[: max(place, 1)]
        raw = raw or bytearray(b"x")
    return bytes(raw)


@sqlite_only
def test_a_thousand_kinds_of_damage_never_half_import(desk: Desk, tmp_path: Path) -> None:
    good = (HEADER + '{n},"Ada\nLovelace",Ada,612-555-0100,a@x.example,1 Oak St,N,"2 Elm, St",COD,no\n' * 4).encode()
    path = tmp_path / "bad.csv"
    refused = 0
    for seed in range(1000):
        path.write_bytes(damaged(good, Random(seed)))
        before = count(desk, Customer)
        try:
            seen = inspect(path)
            dry = plan(desk, seen.source, seen.mapping)
            if dry.errors:
                refused += 1
                with pytest.raises(ImportRefused):
                    apply(desk, seen.source, seen.mapping)
                assert count(desk, Customer) == before
                assert any(issue.severity is Severity.ERROR for issue in dry.issues)
        except OfficeError as error:
            known_by_words(error)
    assert refused > 100


def test_a_jobber_export_comes_in_with_people_and_properties(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Display Name,Company Name,First Name,Last Name,Main Phone #s,E-mails,Billing Street 1,Billing City,"
        "Billing State,Billing Zip code,Service Property Name,Service Street 1,Service City,Service Zip code,Archived\n"
        "Elm Street Brewing,Elm Street Brewing,Piotr,Łukasiewicz,612-555-0190,ops@elm.example; b@elm.example,"
        "2200 Elm St,Minneapolis,MN,55414,Taproom,2200 Elm St,Minneapolis,55414,No\n"
        "Ana Delgado,,Ana,Delgado,651-555-0177,ana@delgado.example,71 Summit Ave,Saint Paul,MN,55102,,,,,Yes\n"
    )
    bring(desk, tmp_path, text)
    with desk.read() as session:
        people = {row.name: row for row in session.scalars(select(Customer))}
        contacts = session.execute(select(Contact.name, Contact.email).order_by(Contact.id)).all()
    assert people["Elm Street Brewing"].type is CustomerType.COMMERCIAL
    assert people["Ana Delgado"].type is CustomerType.RESIDENTIAL
    assert people["Ana Delgado"].archived_at is not None
    assert [tuple(row) for row in contacts] == [
        ("Piotr Łukasiewicz", "ops@elm.example"),
        ("Piotr Łukasiewicz", "b@elm.example"),
        ("Ana Delgado", "ana@delgado.example"),
    ]


def test_quickbooks_lines_of_an_address_go_together(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Active Status,Customer,Company,Primary Contact,Main Phone,Main Email,"
        "Bill to 1,Bill to 2,Bill to 3,Ship to 1,Ship to 2\n"
        "Active,ABC Company,ABC Company,John Wilson,612-746-4017,s@abc.example,ABC Company,8330 Lovers Ln,"
        '"Phillips, WI 54555",85 Rose Dr,"Edina, MN 55424"\n'
    )
    bring(desk, tmp_path, text)
    with desk.read() as session:
        customer = session.scalars(select(Customer)).one()
        place = session.scalars(select(Location)).one()
    assert (customer.street, customer.city, customer.region, customer.postal_code) == (
        "8330 Lovers Ln", "Phillips", "WI", "54555",
    )  # fmt: skip
    assert (place.street, place.city, place.postal_code) == ("85 Rose Dr", "Edina", "55424")
