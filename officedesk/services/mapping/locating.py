"""Points for all locations that have none: counted offline at once, asked for online as slowly as the service wants."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Cancelled, NotAllowed, NotFound, OfficeError
from officedesk.maps.geocoding.answers import FoundPoint, GeocodingFailed
from officedesk.maps.geocoding.client import Geocoder, Refused
from officedesk.maps.geocoding.endpoint import Endpoint
from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.routes import leg_distances
from officedesk.maps.shapes import Point
from officedesk.models.company import Company, Setting
from officedesk.models.customers import Customer, Location
from officedesk.secrets import SecretStore
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.editing import load
from officedesk.services.desk import Desk
from officedesk.services.mapping import geocoder as office_geocoder
from officedesk.services.mapping.geocoder import Cancelling, Progress, Question
from officedesk.services.mapping.points import area_of, point_of
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

FARTHEST = 50_000.0
"""Metres from the ZIP code's area: a house farther away is another one of the same name."""
LEASE = timedelta(minutes=15)
"""A desktop that began and is gone holds the others up for so long."""
_LEASE = "mapping.locating"
_BATCH = 20
_TRIES = 3
"""Failures in a row after which the service is left alone."""
_PAGE = 2_000
_PARTS = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Locations in use, by how precisely it is known where they are. ``askable`` of the unplaced ones have a street."""

    placed: int = 0
    by_zip: int = 0
    by_city: int = 0
    nowhere: int = 0
    askable: int = 0

    @property
    def unplaced(self) -> int:
        """Without a point of their own."""
        return self.by_zip + self.by_city + self.nowhere


@dataclass(frozen=True, slots=True)
class LocatedAll:
    """What a run did. What was ``placed`` is stored, whatever came after it."""

    placed: int = 0
    street_only: int = 0
    """Only the street was found, not the house: not stored, for a person to look at."""
    far_away: int = 0
    """The house that was found is nowhere near the ZIP code: not stored."""
    not_found: int = 0
    left: int = 0
    """Not asked about: the run ended before."""
    stopped: str = ""
    """Why it ended early, in words; empty where all were asked about."""
    before: Whereabouts = Whereabouts()


@dataclass(frozen=True, slots=True)
class _Wanted:
    id: int
    customer_id: int
    address: Address


def whereabouts(desk: Desk) -> Whereabouts:
    """How many locations have a point, and how precisely the others are shown. Offline; reads the ZIP codes."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        country = office_geocoder.office_country(session)
    counts: Counter[str] = Counter()
    for wanted in _locations(desk):
        at = point_of(wanted.address)
        if at is not None and at.precision is Precision.PLACED:
            counts["placed"] += 1
            continue
        counts["nowhere" if at is None else "by_zip" if at.precision is Precision.ZIP else "by_city"] += 1
        counts["askable"] += office_geocoder.question(wanted.address, country) is not None
    return Whereabouts(**counts)


def locate_all(
    desk: Desk, geocoder: Geocoder, secrets: SecretStore, progress: Progress, cancelled: Cancelling
) -> LocatedAll:
    """Ask the office's geocoder about every location without a point, and store the points of houses that it knows.

    Each is stored as it comes, a few at a time: stopping loses nothing. Only one desktop does this at once. Raises
    :class:`NotAllowed` where another one does, and :class:`OfficeError` where no service is set.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    of = office_geocoder.endpoint(desk)
    if not of.ready:
        raise OfficeError("No online service is set to find addresses.", hint="An admin can set one in Settings.")
    before = whereabouts(desk)
    token = _claim(desk)
    try:
        return replace(_Run(desk, geocoder, secrets, of, token).all(before.askable, progress, cancelled), before=before)
    finally:
        # A busy office is no reason to lose what the run has to say: it ends by itself.
        with suppress(OfficeError):
            _release(desk, token)


class _Run:
    """One way through all locations."""

    def __init__(self, desk: Desk, geocoder: Geocoder, secrets: SecretStore, of: Endpoint, token: str) -> None:
        self._desk, self._geocoder, self._of, self._token = desk, geocoder, of, token
        with desk.read() as session:
            self._country = office_geocoder.office_country(session)
            self._key = office_geocoder.known_key(session, of, secrets)
        self._counts: Counter[str] = Counter()
        self._asked = 0
        self._failures = 0
        self._fresh: dict[str, tuple[Question, tuple[FoundPoint, ...]]] = {}
        self._found: list[tuple[_Wanted, FoundPoint]] = []

    def all(self, total: int, progress: Progress, cancelled: Cancelling) -> LocatedAll:
        done, stopped = 0, ""
        try:
            for wanted in _locations(self._desk):
                at = point_of(wanted.address)
                asked = office_geocoder.question(wanted.address, self._country)
                if asked is None or (at is not None and at.precision is Precision.PLACED):
                    continue
                if cancelled():
                    raise Cancelled("The search for places was stopped.")
                self._judge(wanted, self._answer(asked, cancelled))
                done += 1
                progress(min(done, total), total)
                if len(self._found) + len(self._fresh) >= _BATCH:
                    self._store()
        except _Enough as enough:
            stopped = str(enough)
        except Cancelled:
            stopped = "You stopped it."
        self._store()
        count = self._counts
        return LocatedAll(
            placed=count["placed"],
            street_only=count["street_only"],
            far_away=count["far_away"],
            not_found=count["not_found"],
            left=max(total - done, 0),
            stopped=stopped,
        )

    def _answer(self, asked: Question, cancelled: Cancelling) -> tuple[FoundPoint, ...]:
        if asked.key in self._fresh:
            return self._fresh[asked.key][1]
        with self._desk.read() as session:
            kept = office_geocoder.kept_answer(session, self._of, asked, self._desk.now())
        if kept is not None:
            return kept
        if self._of.most is not None and self._asked >= self._of.most:
            raise _Enough(
                f"{self._of.host} is shared by everybody and wants no more than {self._of.most:,} addresses at a time."
            )
        found = self._ask(asked, cancelled)
        self._fresh[asked.key] = asked, found
        return found

    def _ask(self, asked: Question, cancelled: Cancelling) -> tuple[FoundPoint, ...]:
        while True:
            self._asked += 1
            try:
                found = self._geocoder.ask(self._of, self._key, asked.text, asked.country, cancelled)
            except Refused as error:
                raise _Enough(str(error)) from None
            except GeocodingFailed as error:
                # What was found so far is not lost while the service is waited for.
                self._store()
                self._failures += 1
                if self._failures >= _TRIES:
                    raise _Enough(str(error)) from None
            else:
                self._failures = 0
                return found

    def _judge(self, wanted: _Wanted, points: tuple[FoundPoint, ...]) -> None:
        best = next(iter(office_geocoder.judged(points, wanted.address)), None)
        if best is None or best.precision.approximate:
            self._counts["not_found"] += 1
        elif best.precision is not Precision.ADDRESS:
            self._counts["street_only"] += 1
        elif _far(best, wanted.address):
            self._counts["far_away"] += 1
        else:
            self._found.append((wanted, best))

    def _store(self) -> None:
        """Put down what was found and what was answered; an address that was changed meanwhile keeps what it has."""
        found, self._found = self._found, []
        fresh, self._fresh = self._fresh, {}
        if not found and not fresh:
            return
        with self._desk.write() as session:
            _renew(session, self._token, self._desk.now())
            for asked, points in fresh.values():
                office_geocoder.keep_answer(session, self._of, asked, points, self._desk.now())
            for wanted, point in found:
                self._counts["placed"] += _put(session, self._desk, wanted, point)


class _Enough(Exception):
    """The run ends here; its words say why."""


def _put(session: Session, desk: Desk, wanted: _Wanted, point: FoundPoint) -> bool:
    try:
        record = load(session, wanted.customer_id, lock=True)
    except NotFound:
        return False
    place = next((one for one in record.locations if one.id == wanted.id), None)
    if place is None or any(getattr(place, name) != getattr(wanted.address, name) for name in _PARTS):
        return False
    place.latitude, place.longitude = round(point.latitude, 7), round(point.longitude, 7)
    record.touch(desk.now())
    return True


def _far(point: FoundPoint, address: Address) -> bool:
    area = area_of(address)
    if area is None or area.precision is not Precision.ZIP:
        return False
    (metres,) = leg_distances([Point(*point[:2]), Point(*area[:2])])
    return metres > FARTHEST


def _locations(desk: Desk) -> Iterator[_Wanted]:
    """Locations in use of customers in use, by id; nothing is open while one is looked up."""
    after = 0
    columns = (Location.id, Location.customer_id, *(getattr(Location, name) for name in _PARTS))
    query = (
        select(*columns)
        .join(Customer, Customer.id == Location.customer_id)
        .where(Location.archived_at.is_(None), Customer.deleted_at.is_(None), Customer.archived_at.is_(None))
        .order_by(Location.id)
        .limit(_PAGE)
    )
    while True:
        with desk.read() as session:
            rows = session.execute(query.where(Location.id > after)).all()
        for row in rows:
            yield _Wanted(row[0], row[1], Address(*row[2:]))
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _claim(desk: Desk) -> str:
    now, token = desk.now(), uuid.uuid4().hex
    with desk.write() as session:
        # On a server two desktops may ask at once, and a setting that is not there cannot be locked.
        session.execute(select(Company.id).with_for_update())
        held = _held(session)
        since = _instant(held.get("since"))
        # One from the future was left by a clock that was wrong.
        if held.get("token") and since is not None and timedelta(0) <= now - since < LEASE:
            raise NotAllowed(
                f"{str(held.get('desktop', ''))[:60] or 'Another desktop'} is finding addresses already.",
                hint="It finds them for all desktops.",
            )
        store(session, _LEASE, {"token": token, "desktop": desk.actor.desktop, "since": now.isoformat()})
    return token


def _renew(session: Session, token: str, now: datetime) -> None:
    held = _held(session)
    if held.get("token") == token:
        store(session, _LEASE, {**held, "since": now.isoformat()})


def _release(desk: Desk, token: str) -> None:
    with desk.write() as session:
        if _held(session).get("token") == token:
            store(session, _LEASE, None)


def _held(session: Session) -> dict[str, Any]:
    said = session.scalar(select(Setting.value).where(Setting.key == _LEASE, Setting.user_id.is_(None)).limit(1))
    return said if isinstance(said, dict) else {}


def _instant(said: Any) -> datetime | None:
    try:
        made = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return None
    return made if made.tzinfo is not None else None
