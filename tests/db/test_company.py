"""An office is founded whole, and its own records are kept sound."""

from __future__ import annotations

import struct
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError
from officedesk.models.enums import Role, SequenceKind
from officedesk.models.work import Job
from officedesk.services.check import check
from officedesk.services.customers.drafts import Address, CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office import company, settings
from officedesk.services.office.drafts import (
    BrandDraft,
    Founding,
    TaxRateDraft,
    TechnicianDraft,
    TermsDraft,
    UserDraft,
)
from officedesk.services.office.rules import picture_size
from officedesk.services.office.setup import found_office
from tests import factories

FOUNDING = Founding(
    name="North Star Heating",
    address=Address("1 Main St", city="Duluth", region="MN", postal_code="55802"),
    tax_rates=(TaxRateDraft("County", Decimal("0.5")), TaxRateDraft("State", Decimal("6.875"))),
    default_tax=1,
    user="Robin",
    starts={SequenceKind.INVOICE: 3400},
)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + bytes(9)


def jpeg(width: int, height: int) -> bytes:
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF"
    return start + b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, height, width, 3) + bytes(10)


def test_founded_office_has_everything_to_begin_with(place: OfficePlace) -> None:
    found_office(place, FOUNDING)
    with closing(Database(place, schema.open_office(place))) as database:
        desk = sit_down(database, "A")
        office = company.company(desk)
        rates = {rate.id: rate.name for rate in company.tax_rates(desk)}
        terms = {item.id: item.name for item in company.terms(desk)}
        assert (office.name, office.address.city, rates[office.default_tax_rate_id]) == (
            "North Star Heating",
            "Duluth",
            "State",
        )
        assert terms[office.default_terms_id] == "Net 30"
        assert list(terms.values()) == ["Due on receipt", "Net 15", "Net 30", "No due date"]
        assert [(brand.name, brand.is_default) for brand in company.brands(desk)] == [("North Star Heating", True)]
        assert [(user.name, user.role) for user in company.users(desk)] == [("Robin", Role.ADMIN)]
        assert {item.kind for item in company.sequences(desk)} == set(SequenceKind)
        assert {item.kind: item.next_value for item in company.sequences(desk)}[SequenceKind.INVOICE] == 3400
        assert save_customer(desk, CustomerDraft(name="First")).number == "1001"
        assert check(desk).ok


def test_office_that_cannot_be_founded_leaves_nothing(place: OfficePlace) -> None:
    with pytest.raises(InvalidInput) as refused:
        found_office(place, replace(FOUNDING, name=" ", currency="dollar", time_zone="Mars/Base", logo=b"GIF89a"))
    assert set(refused.value.fields) == {"name", "currency", "time_zone", "logo"}
    with pytest.raises(InvalidInput, match="“ABC” is not a currency"):
        found_office(place, replace(FOUNDING, currency="ABC"))
    found_office(place, FOUNDING)
    with pytest.raises(OfficeError):
        found_office(place, FOUNDING)


def test_company_is_saved_and_a_lost_race_shows_theirs(desk: Desk) -> None:
    stored = company.company(desk)
    saved = company.save_company(desk, replace(stored, phone="1", address=replace(stored.address, city="Edina")))
    assert (saved.phone, saved.address.city, saved.version) == ("1", "Edina", 2)
    with pytest.raises(Conflict) as lost:
        company.save_company(desk, replace(stored, phone="2"))
    assert lost.value.theirs.phone == "1"
    with pytest.raises(InvalidInput):
        company.save_company(desk, replace(saved, date_format="nonsense"))


def test_second_default_brand_takes_it_from_the_first(desk: Desk) -> None:
    first = company.brands(desk)[0]
    second = company.save_brand(
        desk, BrandDraft(name="Second", is_default=True, logo=png(200, 80), hidden_columns={"estimate": ("tax",)})
    )
    assert [(brand.name, brand.is_default) for brand in company.brands(desk)] == [
        ("Second", True),
        (first.name, False),
    ]
    assert company.brand(desk, second.id or 0) == second
    with pytest.raises(InvalidInput):
        company.save_brand(desk, replace(second, is_default=False))
    with pytest.raises(InvalidInput):
        company.save_brand(desk, replace(second, active=False))
    with pytest.raises(InvalidInput):
        company.save_brand(desk, BrandDraft(name="SECOND"))
    with pytest.raises(NotFound):
        company.brand(desk, 99)


@pytest.mark.parametrize(
    ("logo", "allowed"),
    [
        (png(300, 100), True),
        (jpeg(300, 100), True),
        (None, True),
        (png(30_000, 10), False),
        (png(0, 10), False),
        (jpeg(30_000, 10), False),
        (b"GIF89a" + bytes(50), False),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
        (b"", False),
        (b"\xff\xd8\xff", False),
        (b"\xff\xd8" + b"\xff" * 100, False),
        (png(10, 10) + bytes(2_000_000), False),
    ],
)
def test_logo_is_a_picture_of_a_sane_size(desk: Desk, logo: bytes | None, allowed: bool) -> None:
    draft = replace(company.brands(desk)[0], logo=logo)
    if allowed:
        assert company.save_brand(desk, draft).logo == logo
    else:
        with pytest.raises(InvalidInput) as refused:
            company.save_brand(desk, draft)
        assert list(refused.value.fields) == ["logo"]


def test_size_of_a_picture_is_read_from_its_header() -> None:
    assert picture_size(png(31, 7)) == picture_size(jpeg(31, 7)) == (31, 7)


@pytest.mark.parametrize("percent", ["-1", "100.1", "NaN", "Infinity", "1.23456"])
def test_tax_rate_must_be_a_percentage(desk: Desk, percent: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        company.save_tax_rate(desk, TaxRateDraft("Odd", Decimal(percent)))
    assert list(refused.value.fields) == ["percent"]


def test_used_tax_rate_can_only_be_switched_off(desk: Desk) -> None:
    used = company.save_tax_rate(desk, TaxRateDraft("Used", Decimal("6.875")))
    free = company.save_tax_rate(desk, TaxRateDraft("Free", Decimal(1)))
    factories.make_customer(desk, tax_rate_id=used.id)
    company.delete_tax_rate(desk, free.id or 0)
    with pytest.raises(NotAllowed):
        company.delete_tax_rate(desk, used.id or 0)
    off = company.save_tax_rate(desk, replace(used, active=False))
    assert "Used" not in [rate.name for rate in company.tax_rates(desk, active_only=True)]
    assert company.save_tax_rate(desk, TaxRateDraft("used", Decimal(2))).id != off.id
    with pytest.raises(InvalidInput):
        company.save_tax_rate(desk, TaxRateDraft("USED", Decimal(3)))


def test_default_tax_rate_and_terms_stay_on(desk: Desk) -> None:
    office = company.company(desk)
    rate = next(rate for rate in company.tax_rates(desk) if rate.id == office.default_tax_rate_id)
    terms = next(item for item in company.terms(desk) if item.id == office.default_terms_id)
    with pytest.raises(InvalidInput):
        company.save_tax_rate(desk, replace(rate, active=False))
    with pytest.raises(InvalidInput):
        company.save_terms(desk, replace(terms, active=False))
    with pytest.raises(NotAllowed):
        company.delete_terms(desk, terms.id or 0)


def test_terms_are_listed_by_days_with_no_due_date_last(desk: Desk) -> None:
    made = company.save_terms(desk, TermsDraft("Net 7", 7))
    assert [item.due_days for item in company.terms(desk)] == [0, 7, 30, None]
    company.delete_terms(desk, made.id or 0)
    with pytest.raises(InvalidInput):
        company.save_terms(desk, TermsDraft("Never", -1))


def test_office_keeps_an_active_admin(desk: Desk) -> None:
    dana = company.users(desk)[0]
    with pytest.raises(InvalidInput):
        company.save_user(desk, replace(dana, role=Role.OFFICE))
    company.save_user(desk, UserDraft("Robin", role=Role.ADMIN))
    assert company.save_user(desk, replace(dana, role=Role.OFFICE)).role is Role.OFFICE
    # Dana is no admin any more; what follows is done by one.
    desk = replace(desk, actor=replace(desk.actor, role=None))
    with pytest.raises(InvalidInput):
        company.save_user(desk, UserDraft("ROBIN"))


def test_technicians_are_switched_off_not_lost(desk: Desk) -> None:
    made = company.save_technician(desk, TechnicianDraft("Sam Field", email="sam@x.yz"))
    company.save_technician(desk, replace(made, active=False))
    assert [person.name for person in company.technicians(desk)] == ["Sam Field"]
    assert company.technicians(desk, active_only=True) == []
    with pytest.raises(InvalidInput):
        company.save_technician(desk, TechnicianDraft("Bad", email="nope"))


def test_next_number_can_be_raised_but_not_lowered(desk: Desk) -> None:
    save_customer(desk, CustomerDraft(name="A"))
    item = company.sequences(desk)[0]
    assert (item.kind, item.next_value) == (SequenceKind.CUSTOMER, 12346)
    raised = company.save_sequence(desk, replace(item, next_value=20_000, pattern="C-{n}", padding=6))
    assert company.preview(desk, raised) == "C-020000"
    assert save_customer(desk, CustomerDraft(name="B")).number == "C-020000"
    with pytest.raises(InvalidInput) as refused:
        company.save_sequence(desk, replace(company.sequences(desk)[0], next_value=5))
    assert list(refused.value.fields) == ["next_value"]
    with pytest.raises(Conflict):
        company.save_sequence(desk, item)
    for pattern in ("no number", "{n}{n}", "x" * 41 + "{n}"):
        with pytest.raises(InvalidInput):
            company.save_sequence(desk, replace(company.sequences(desk)[0], pattern=pattern))


def test_currency_stays_once_there_are_documents(desk: Desk) -> None:
    office = company.save_company(desk, replace(company.company(desk), currency="EUR"))
    customer_id = factories.make_customer(desk)
    stamps = {"created_at": desk.now(), "updated_at": desk.now()}
    with desk.write() as session:
        session.add(Job(number="1", serial=1, customer_id=customer_id, brand_id=1, currency="EUR", **stamps))
    with pytest.raises(InvalidInput) as refused:
        company.save_company(desk, replace(office, currency="USD"))
    assert list(refused.value.fields) == ["currency"]


def test_settings_are_the_users_own_or_the_offices(desk: Desk) -> None:
    assert settings.get(desk, "list.customers.widths", {}) == {}
    settings.put(desk, "list.customers.widths", {"name": 240})
    settings.put(desk, "list.customers.widths", {"name": 300})
    settings.put(desk, "list.customers.style", "cards", user=False)
    robin = replace(desk, actor=replace(desk.actor, user_id=factories.make_user(desk)))
    assert settings.get(desk, "list.customers.widths") == {"name": 300}
    assert settings.get(robin, "list.customers.widths") is None
    assert settings.get(robin, "list.customers.style", user=False) == "cards"
    assert settings.get_all(desk, "list.") == {"list.customers.widths": {"name": 300}}
    settings.forget(desk, "list.customers.widths")
    assert settings.get_all(desk, "list.") == {}
