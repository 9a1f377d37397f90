"""The geocoder that the office set, and what it answered: each question is asked once, by whichever desktop."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.maps.geocoding.answers import FoundPoint, from_json, to_json
from officedesk.maps.geocoding.client import Geocoder
from officedesk.maps.geocoding.endpoint import LONGEST_KEY, Endpoint, Kind, problems
from officedesk.maps.geocoding.precision import Precision
from officedesk.models.company import Company
from officedesk.models.mapping import FoundPlace
from officedesk.models.text import clean, fold
from officedesk.secrets import SecretStore
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.rules import US_NAMES
from officedesk.services.desk import Desk
from officedesk.services.messaging import keeping
from officedesk.services.office import settings
from officedesk.services.office.records import refuse
from officedesk.services.permissions import Permission

SETTING = "mapping.geocoder"
"""Of the office: where it asks, without the key."""
ASK_AGAIN = timedelta(days=90)
"""A place that nobody knew may be on the map by then."""
_LONGEST = 400
_COUNTRIES = {"ca": "ca", "canada": "ca"} | dict.fromkeys(US_NAMES, "us")
_NUMBERS = re.compile(r"[;,\s]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about an address: its text, a country's code of two letters or nothing."""

    text: str
    country: str

    @property
    def key(self) -> str:
        """What makes two questions the same."""
        return f"{self.country} {fold(self.text)}"[:500]


def endpoint(desk: Desk) -> Endpoint:
    """The geocoder of the office; one that is not ``ready`` where none is set."""
    desk.need(Permission.OFFICE_READ)
    return _read(settings.get(desk, SETTING, user=False))


def save_endpoint(desk: Desk, wanted: Endpoint, key: str | None, secrets: SecretStore) -> Endpoint:
    """Set the office's geocoder (without an address: none), and its key (``None``: as it is) in this desktop's keyring.

    Raises :class:`InvalidInput` by field.
    """
    desk.need(Permission.OFFICE_WRITE)
    wanted = replace(wanted, address=clean(wanted.address).rstrip("/"), email=clean(wanted.email))
    refuse(problems(wanted) | _key_problem(key))
    settings.put(desk, SETTING, {**asdict(wanted), "kind": wanted.kind.value}, user=False)
    if key is not None and wanted.ready:
        keeping.keep_typed(secrets, _secret_name(desk, wanted), key)
    return wanted


def has_key(desk: Desk, of: Endpoint, secrets: SecretStore) -> bool:
    """Whether this desktop has a key for the geocoder."""
    desk.need(Permission.OFFICE_READ)
    return bool(keeping.get(secrets, _secret_name(desk, of)))


def try_endpoint(
    desk: Desk, wanted: Endpoint, key: str | None, secrets: SecretStore, geocoder: Geocoder
) -> tuple[FoundPoint, ...]:
    """Ask a geocoder for the office's own address, stored or not: its answer shows that it is one.

    Raises :class:`InvalidInput` and :class:`~officedesk.maps.geocoding.answers.GeocodingFailed`.
    """
    desk.need(Permission.OFFICE_WRITE)
    refuse(problems(wanted) | _key_problem(key))
    with desk.read() as session:
        office = session.execute(select(*(getattr(Company, name) for name in _PARTS)).limit(1)).one()
    asked = question(Address(**office._mapping), "") or Question("Minneapolis, MN", "us")
    known = keeping.get(secrets, _secret_name(desk, wanted)) if key is None else key.strip()
    return geocoder.ask(wanted, known or "", asked.text, asked.country)


def question(address: Address, office_country: str) -> Question | None:
    """What to ask about an address; ``None`` where it has no street: the ZIP code says as much as any answer could."""
    street = clean(address.street)
    area = " ".join(filter(None, (clean(address.region), clean(address.postal_code))))
    city = clean(address.city)
    if not street or not (city or area):
        return None
    country = clean(address.country)
    code = _COUNTRIES.get(fold(country or office_country), "")
    text = ", ".join(filter(None, (street, city, area, "" if code else country)))
    return Question(text, code) if len(text) <= _LONGEST else None


def judged(points: tuple[FoundPoint, ...], address: Address) -> tuple[FoundPoint, ...]:
    """Answers as they are for this address: one for another house number is only somewhere in its street."""
    asked = set(fold(address.street).split())

    def one(point: FoundPoint) -> FoundPoint:
        if point.precision is not Precision.ADDRESS:
            return point
        theirs = {fold(number) for number in _NUMBERS.split(point.number) if number}
        return point if theirs & asked else point._replace(precision=Precision.STREET)

    return tuple(sorted(map(one, points), key=lambda point: point.precision.rank))


def kept_answer(session: Session, of: Endpoint, asked: Question, now: datetime) -> tuple[FoundPoint, ...] | None:
    """What was answered before; ``None`` where it has to be asked."""
    row = session.execute(
        select(FoundPlace.answer, FoundPlace.at).where(
            FoundPlace.provider == of.provider, FoundPlace.question == asked.key
        )
    ).first()
    if row is None:
        return None
    found = from_json(row.answer)
    return None if not found and now - row.at > ASK_AGAIN else found


def keep_answer(session: Session, of: Endpoint, asked: Question, found: tuple[FoundPoint, ...], now: datetime) -> None:
    """Remember an answer, for all desktops."""
    dialect: Any = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    row = {"provider": of.provider, "question": asked.key, "answer": to_json(found), "at": now}
    insert = dialect.insert(FoundPlace).values(row)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["provider", "question"],
            set_={"answer": insert.excluded.answer, "at": insert.excluded.at},
        )
    )


def office_country(session: Session) -> str:
    """Where an address is that names no country."""
    return session.scalar(select(Company.country).limit(1)) or ""


def known_key(session: Session, of: Endpoint, secrets: SecretStore) -> str:
    """The geocoder's key at this desktop, or nothing."""
    return keeping.get(secrets, _name_of(session, of)) or ""


_PARTS = ("street", "city", "region", "postal_code", "country")


def _secret_name(desk: Desk, of: Endpoint) -> str:
    with desk.read() as session:
        return _name_of(session, of)


def _name_of(session: Session, of: Endpoint) -> str:
    # A key belongs to one server: it is not shown to another one that somebody put in its place.
    office = session.scalar(select(Company.office_key).limit(1)) or "office"
    return f"geocoder:{office}:{of.host}"


def _key_problem(key: str | None) -> dict[str, str]:
    if key and (len(key) > LONGEST_KEY or not key.strip().isascii() or not key.strip().isprintable()):
        return {"key": "This is no key: it has signs in it that no key has."}
    return {}


def _read(stored: Any) -> Endpoint:
    """What is stored, which any program may have written."""
    if not isinstance(stored, dict):
        return Endpoint()
    kind, pause = stored.get("kind"), stored.get("pause")
    found = Endpoint(
        Kind(kind) if kind in list(Kind) else Kind.NOMINATIM,
        str(stored.get("address", "")),
        str(stored.get("email", "")),
        float(pause) if isinstance(pause, int | float) else 1.0,
    )
    return replace(found, address="") if problems(found).keys() & {"address", "email"} else found


Progress = Callable[[int, int], None]
Cancelling = Callable[[], bool]
