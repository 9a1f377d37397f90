"""Finding where an address is, for the form it is typed in: offline at once, online where the office asked for that."""

from dataclasses import dataclass

from officedesk.errors import InvalidInput, OfficeError
from officedesk.maps.geocoding.answers import FoundPoint
from officedesk.maps.geocoding.client import Geocoder
from officedesk.maps.geocoding.endpoint import Endpoint
from officedesk.secrets import SecretStore
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk
from officedesk.services.mapping import geocoder as office_geocoder
from officedesk.services.mapping.geocoder import Cancelling
from officedesk.services.mapping.points import Located, area_of
from officedesk.services.permissions import Permission


@dataclass(frozen=True, slots=True)
class Choices:
    """What an online geocoder answered: ``points`` with the most precise first, and whose data it is."""

    points: tuple[FoundPoint, ...]
    attribution: str
    host: str
    kept: bool
    """It was answered before, and not asked again."""


def find_place(desk: Desk, address: Address) -> Located | None:
    """The middle of the address's ZIP code area or city, offline. Nothing where neither is known."""
    desk.need(Permission.CUSTOMERS_READ)
    return area_of(address)


def find_online(
    desk: Desk, geocoder: Geocoder, secrets: SecretStore, address: Address, cancelled: Cancelling = lambda: False
) -> Choices:
    """Ask the office's geocoder where ``address`` is. Not for the GUI thread: it waits for its turn.

    Raises :class:`InvalidInput` where there is nothing to ask, and
    :class:`~officedesk.maps.geocoding.answers.GeocodingFailed`.
    """
    desk.need(Permission.CUSTOMERS_WRITE)
    of = _endpoint(desk)
    with desk.read() as session:
        asked = office_geocoder.question(address, office_geocoder.office_country(session))
        if asked is None:
            raise InvalidInput({"street": "Enter the street, and the city or the ZIP code."})
        points = office_geocoder.kept_answer(session, of, asked, desk.now())
        key = office_geocoder.known_key(session, of, secrets)
    kept = points is not None
    if points is None:
        points = geocoder.ask(of, key, asked.text, asked.country, cancelled)
        with desk.write() as session:
            office_geocoder.keep_answer(session, of, asked, points, desk.now())
    return Choices(office_geocoder.judged(points, address), of.attribution, of.host, kept)


def _endpoint(desk: Desk) -> Endpoint:
    of = office_geocoder.endpoint(desk)
    if not of.ready:
        raise OfficeError("No online service is set to find addresses.", hint="An admin can set one in Settings.")
    return of
