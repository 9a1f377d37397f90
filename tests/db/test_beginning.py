"""What the assistant is told before there is an office, and the office that comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.placement import Mount
from officedesk.database.unit import Database
from officedesk.errors import InvalidInput, SignInNeeded
from officedesk.models.enums import Role, SequenceKind
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office.beginning import (
    Beginning,
    BeginningFile,
    FirstNumber,
    FirstTax,
    Helper,
    Secrets,
    founding_of,
    numbers_of,
    typed_at_all,
    with_proposal,
)
from officedesk.services.office.company import brands, company, tax_rates, terms
from officedesk.services.office.continuing import continued
from officedesk.services.office.new_place import look_at_place
from officedesk.services.office.numbers import take_number
from officedesk.services.office.people import users
from officedesk.services.office.setup import found_office
from officedesk.services.office.sign_in import Door
from officedesk.services.office.state_taxes import state_tax

TODAY = date(2026, 11, 22)
NONE = Secrets()
LAKESIDE = Beginning(name="Lakeside Plumbing", region="MN", city="Edina", user="Kim")


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest) -> str:
    """A file, but where a test names the engines: what is written is the same."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


@contextmanager
def founded(place: OfficePlace, beginning: Beginning, secrets: Secrets = NONE) -> Iterator[Database]:
    founding, problems = founding_of(beginning, secrets, TODAY)
    assert problems == {}
    found_office(place, founding)
    database = Database(place, schema.open_office(place))
    yield database
    database.close()


def at(database: Database) -> Desk:
    return sit_down(database, "DESK-1", lambda: datetime(2026, 11, 22, 18, tzinfo=UTC))


def taken(database: Database, kind: SequenceKind, on: date) -> str:
    with at(database).write() as session:
        return take_number(session, kind, on)[0]


@pytest.mark.parametrize(
    ("last", "following"),
    [
        ("2047", "2048"),
        ("INV-2047", "INV-2048"),
        ("#0099", "#0100"),
        ("INV-2026-0047", "INV-2026-0048"),
        ("26-117", "26-118"),
        ("47/2026", "48/2026"),
        ("2026", "2027"),
        ("Q 12-B", "Q 13-B"),
        ("  R\u00e9f 9 ", "R\u00e9f 10"),
        ("999", "1000"),
    ],
)
def test_the_number_after_the_last_of_another_product(last: str, following: str) -> None:
    assert continued(last, TODAY).next_number(TODAY) == following


@pytest.mark.parametrize("last", ["", "none", "INV-{n}", "9" * 13, "x" * 60 + "1"])
def test_what_nothing_can_follow_is_told(last: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        continued(last, TODAY)


def test_a_year_in_the_number_is_the_years_of_the_papers(place: OfficePlace) -> None:
    numbers = (
        FirstNumber(SequenceKind.INVOICE, "INV-2026-0047"),
        FirstNumber(SequenceKind.ESTIMATE, "E26-310", yearly=False),
    )
    with founded(place, replace(LAKESIDE, numbers=numbers)) as database:
        this, following = date(2026, 12, 30), date(2027, 1, 2)
        # Anew in the next year, and from 1, not from where this one began.
        assert [taken(database, SequenceKind.INVOICE, day) for day in (this, this, following, following)] == [
            "INV-2026-0048",
            "INV-2026-0049",
            "INV-2027-0001",
            "INV-2027-0002",
        ]
        assert [taken(database, SequenceKind.ESTIMATE, day) for day in (this, following)] == ["E26-311", "E27-312"]


@pytest.mark.parametrize("engine_kind", ["sqlite", "postgresql"], indirect=True)
def test_every_kind_goes_on_or_begins_as_usual(place: OfficePlace) -> None:
    last = {SequenceKind.INVOICE: "INV-2047", SequenceKind.JOB: "000881", SequenceKind.CUSTOMER: "C5001"}
    numbers = tuple(FirstNumber(kind, text) for kind, text in last.items())
    with founded(place, replace(LAKESIDE, numbers=numbers)) as database:
        assert {kind: taken(database, kind, TODAY) for kind in SequenceKind} == {
            SequenceKind.CUSTOMER: "C5002",
            SequenceKind.ESTIMATE: "1001",
            SequenceKind.JOB: "000882",
            SequenceKind.INVOICE: "INV-2048",
            SequenceKind.CREDIT_NOTE: "CN-101",
            SequenceKind.PAYMENT: "1",
            SequenceKind.CONTRACT: "C-1001",
            SequenceKind.PROJECT: "P-1001",
        }


def test_invoices_and_credit_notes_never_meet() -> None:
    numbers = (FirstNumber(SequenceKind.INVOICE, "7"), FirstNumber(SequenceKind.CREDIT_NOTE, "12"))
    _, problems = founding_of(replace(LAKESIDE, numbers=numbers), Secrets(), TODAY)
    assert set(problems) == {"numbers.credit_note"}
    _, wrong = numbers_of(replace(LAKESIDE, numbers=(FirstNumber(SequenceKind.JOB, "none yet"),)), TODAY)
    assert set(wrong) == {SequenceKind.JOB}


def test_a_states_rate_is_offered_and_comes_in_only_when_it_is_confirmed(place: OfficePlace) -> None:
    offered = with_proposal(LAKESIDE)
    assert offered.taxes == (FirstTax("MN sales tax", "6.875", confirmed=False, proposed="MN"),)
    founding, _ = founding_of(offered, Secrets(), TODAY)
    assert founding.tax_rates == ()
    assert founding.default_tax is None
    local = FirstTax("Edina and Hennepin", "8.525 %", confirmed=True)
    confirmed = replace(offered, taxes=(*offered.taxes, local), default_tax=1)
    with founded(place, confirmed) as database:
        desk = at(database)
        assert [(rate.name, rate.percent) for rate in tax_rates(desk)] == [("Edina and Hennepin", Decimal("8.525"))]
        assert company(desk).default_tax_rate_id == tax_rates(desk)[0].id


def test_another_state_takes_its_offer_back_and_leaves_what_was_typed() -> None:
    typed = FirstTax("City", "1", confirmed=True)
    there = with_proposal(replace(LAKESIDE, taxes=(*with_proposal(LAKESIDE).taxes, typed)))
    moved = with_proposal(replace(there, region="Wisconsin"))
    assert moved.taxes == (FirstTax("WI sales tax", "5", proposed="WI"), typed)
    assert with_proposal(replace(moved, region="Oregon")).taxes == (typed,)
    confirmed = replace(LAKESIDE, taxes=(FirstTax("MN sales tax", "6.875", confirmed=True, proposed="MN"),))
    assert with_proposal(replace(confirmed, region="WI")).taxes[1] == confirmed.taxes[0]


@pytest.mark.parametrize(("typed", "code"), [("mn", "MN"), ("minnesota", "MN"), ("District of Columbia", "DC")])
def test_states_are_known_by_code_and_name(typed: str, code: str) -> None:
    found = state_tax(typed)
    assert found is not None
    assert found.code == code
    assert state_tax("Ontario") is None
    assert state_tax("") is None


def test_a_rate_that_cannot_be_read_is_told_at_its_field() -> None:
    taxes = (FirstTax("MN sales tax", "6.875", proposed="MN"), FirstTax("", "a lot", confirmed=True))
    _, problems = founding_of(replace(LAKESIDE, taxes=taxes), Secrets(), TODAY)
    assert set(problems) == {"taxes.1.name", "taxes.1.percent"}


def test_terms_of_ones_own_are_the_offices(place: OfficePlace) -> None:
    with founded(place, replace(LAKESIDE, terms_days=-1, own_days="21", valid_days="14")) as database:
        desk = at(database)
        stored = company(desk)
        assert next(one.name for one in terms(desk) if one.id == stored.default_terms_id) == "Net 21"
        assert [one.due_days for one in terms(desk)].count(21) == 1
        assert stored.estimate_valid_days == 14
    _, problems = founding_of(replace(LAKESIDE, terms_days=-1, own_days="soon"), Secrets(), TODAY)
    assert set(problems) == {"own_days"}


def test_further_users_have_their_roles_and_passwords(place: OfficePlace) -> None:
    people = replace(
        LAKESIDE, helpers=(Helper("Anna", "anna@lakeside.example", Role.DISPATCHER), Helper("Bo", "", Role.TECHNICIAN))
    )
    secrets = Secrets("four nice words here", ("some other words there", ""))
    with founded(place, people, secrets) as database:
        with pytest.raises(SignInNeeded):
            sit_down(database, "DESK-1")
        desk = Door(database, "DESK-1").sign_in("anna", "some other words there")
        assert desk.actor.role is Role.DISPATCHER
        admin = Door(database, "DESK-1").sign_in("kim", "four nice words here")
        assert [(user.name, user.role, user.has_password) for user in users(admin)] == [
            ("Anna", Role.DISPATCHER, True),
            ("Bo", Role.TECHNICIAN, False),
            ("Kim", Role.ADMIN, True),
        ]


def test_users_that_cannot_be_are_told() -> None:
    people = replace(LAKESIDE, helpers=(Helper("kim"), Helper("", "no address"), Helper("Bo")))
    _, problems = founding_of(people, Secrets("", ("", "", "some other words there")), TODAY)
    assert set(problems) == {"users.0.name", "users.1.name", "users.1.email", "users.2.password"}


def test_a_website_and_logo_are_on_the_offices_papers(place: OfficePlace) -> None:
    from officedesk.services.office.sample.logo import mark

    with founded(place, replace(LAKESIDE, website="lakeside.example", logo=mark(), colour="#1a7f4b")) as database:
        brand = brands(at(database))[0]
        assert (brand.website, brand.logo, brand.colour) == ("lakeside.example", mark(), "#1a7f4b")


def test_what_was_typed_is_there_after_a_crash(tmp_path: Path) -> None:
    kept = BeginningFile(tmp_path / "data")
    assert kept.read() is None
    typed = replace(
        with_proposal(LAKESIDE),
        page="numbers",
        logo=b"\x89PNG",
        numbers=(FirstNumber(SequenceKind.INVOICE, "INV-2047"),),
        helpers=(Helper("Anna \ud800"),),
        terms_days=None,
    )
    kept.write(typed)
    assert BeginningFile(tmp_path / "data").read() == typed
    assert typed_at_all(typed)
    kept.forget()
    assert kept.read() is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": 9}', b'{"format": 1, "beginning": {"lie": "x"}}', b"\xff"])
def test_a_beginning_that_cannot_be_read_is_put_aside(tmp_path: Path, content: bytes) -> None:
    kept = BeginningFile(tmp_path)
    kept.path.write_bytes(content)
    assert kept.read() is None
    assert (tmp_path / "new-office-damaged.json").read_bytes() == content


def test_passwords_are_never_written_down(tmp_path: Path) -> None:
    secrets = Secrets("four nice words here", ("others",))
    founding, _ = founding_of(LAKESIDE, secrets, TODAY)
    assert "nice words" not in repr(secrets) + repr(founding)
    BeginningFile(tmp_path).write(LAKESIDE)
    assert "password" not in (tmp_path / "new-office.json").read_text(encoding="utf-8")


class Told:
    """A computer that says so of every place."""

    def __init__(self, filesystem: str, source: str = "/dev/sda1", service: str = "", options: str = "") -> None:
        self._mount, self._service = Mount(filesystem, source, tuple(options.split())), service

    def resolved(self, path: Path) -> str:
        return str(path)

    def mount(self, _path: str) -> Mount:
        return self._mount

    def synchronised(self, _path: str) -> str:
        return self._service


@pytest.mark.parametrize(
    ("system", "refused", "words"),
    [
        (Told("ext4"), False, "On a disk of this computer"),
        (Told("ext4", service="Dropbox"), True, "synchronized over the internet (Dropbox)"),
        (Told("cifs", "//nas/office"), False, "let one computer host the office"),
        (Told("cifs", "//nas/office", options="nobrl"), True, "“nobrl”"),
        (Told("9p"), True, "virtual drive"),
    ],
)
def test_a_place_is_judged_before_anything_is_made_there(
    tmp_path: Path, system: Told, refused: bool, words: str
) -> None:
    found = look_at_place(str(tmp_path / "new.officedesk"), system)
    assert found.refused is refused
    assert words in found.told
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_a_place_where_no_file_can_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "there.officedesk").touch()
    for path, words in (
        ("", "Choose where"),
        ("new.officedesk", "Choose a folder"),
        (str(tmp_path), "is a folder"),
        (str(tmp_path / "there.officedesk"), "already"),
        (str(tmp_path / "gone" / "new.officedesk"), "no folder"),
        (str(tmp_path / ("x" * 300)), "can't be reached"),
        ("a\0b", "no name"),
    ):
        found = look_at_place(path, Told("ext4"))
        assert found.refused, path
        assert words in found.told


def test_nothing_is_made_of_what_cannot_stand(place: OfficePlace) -> None:
    founding, problems = founding_of(Beginning(email="no address", time_zone="Moon/Base"), Secrets(), TODAY)
    assert set(problems) == {"name", "email", "time_zone", "user"}
    with pytest.raises(InvalidInput):
        found_office(place, founding)
