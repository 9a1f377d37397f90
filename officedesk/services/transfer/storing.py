"""Imported customers into the office, thousands at a time, in the transaction of the import."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from officedesk.database.bulk import Ids, insert_rows
from officedesk.database.listing import add_words, listing_values, search_body, words_of
from officedesk.models.customers import Contact, Customer, CustomerTag, ImportBatch, Location, NotepadEntry
from officedesk.models.listing import CustomerListing, CustomerSearch
from officedesk.models.parts import TEXT_KEY_LENGTH
from officedesk.models.text import fold
from officedesk.services.customers.rules import tag_key
from officedesk.services.customers.tagging import tag_ids
from officedesk.services.transfer.newcomers import Newcomer, Person, Place
from officedesk.services.transfer.numbering import NumberBlock

_REMEMBERED_WORDS = 300_000
ADDRESS = ("street", "street2", "city", "region", "postal_code", "country")
CUSTOMER = (
    "id", "number", "name", "type", "brand_id", "tax_exempt", "terms_id", "newsletter",
    "do_not_contact", "rating", "flag_reason", *ADDRESS,
)  # fmt: skip
CONTACT = ("id", "customer_id", "position", "name", "role", "phone", "mobile", "email", "is_primary")
LOCATION = ("id", "customer_id", "position", "contact_id", "name", *ADDRESS, "text_key")


class Storage:
    """Writes the new customers of one import."""

    def __init__(self, session: Session, at: datetime, actor: str, source: str, numbers: NumberBlock) -> None:
        self._session, self._at, self._actor, self._numbers = session, at, actor, numbers
        self._customers, self._contacts, self._locations = (
            Ids(session, Customer),
            Ids(session, Contact),
            Ids(session, Location),
        )
        self._words: set[str] = set()
        batch = session.execute(
            insert(ImportBatch).values(at=at, actor=actor, source=source, rows=0).returning(ImportBatch.id)
        )
        self.batch_id = int(batch.scalar_one())

    def store(self, newcomers: Sequence[Newcomer]) -> None:
        """Insert ``newcomers`` and give each its id and, where it has none, its number."""
        if not newcomers:
            return
        self._number(newcomers)
        archived = False
        for newcomer, customer_id in zip(newcomers, self._customers.take(len(newcomers)), strict=True):
            newcomer.id = customer_id
            newcomer.archived_at = self._at if newcomer.archived else None
            archived = archived or newcomer.archived
        people = [(newcomer, person) for newcomer in newcomers for person in newcomer.contacts]
        for (_, person), contact_id in zip(people, self._contacts.take(len(people)), strict=True):
            person.id = contact_id
        places = [(newcomer, place) for newcomer in newcomers for place in newcomer.locations]
        for (_, place), location_id in zip(places, self._locations.take(len(places)), strict=True):
            place.id = location_id
        same = {"import_id": self.batch_id, "created_at": self._at, "updated_at": self._at, "version": 1}
        # A column of instants has to be converted row by row: it is left out where it is empty anyway.
        columns = (*CUSTOMER, "archived_at") if archived else CUSTOMER
        values = attrgetter(*(name if name != "type" else "type.value" for name in columns))
        insert_rows(self._session, Customer, columns, [values(newcomer) for newcomer in newcomers], same)
        insert_rows(self._session, Contact, CONTACT, [_contact_row(*pair) for pair in people])
        rows = [_location_row(*pair) for pair in places]
        if any(place.latitude is not None for _, place in places):
            points = [(place.latitude, place.longitude) for _, place in places]
            rows = [(*row, *point) for row, point in zip(rows, points, strict=True)]
            insert_rows(self._session, Location, (*LOCATION, "latitude", "longitude"), rows)
        else:
            insert_rows(self._session, Location, LOCATION, rows)
        self._store_marks(newcomers)
        self._store_search(newcomers)

    def _number(self, newcomers: Sequence[Newcomer]) -> None:
        unnumbered = [newcomer for newcomer in newcomers if not newcomer.number]
        for newcomer in newcomers:
            if newcomer.number:
                self._numbers.saw(newcomer.number)
        for newcomer, number in zip(unnumbered, self._numbers.take(len(unnumbered)), strict=True):
            newcomer.number = number

    def _store_marks(self, newcomers: Sequence[Newcomer]) -> None:
        names = {tag for newcomer in newcomers for tag in newcomer.tags}
        if names:
            ids = tag_ids(self._session, names)
            pairs = {(newcomer.id, ids[tag_key(tag)]) for newcomer in newcomers for tag in newcomer.tags}
            insert_rows(self._session, CustomerTag, ("customer_id", "tag_id"), sorted(pairs))
        notes = [(newcomer.id, note) for newcomer in newcomers for note in newcomer.notes]
        same = {"at": self._at, "author": self._actor}
        insert_rows(self._session, NotepadEntry, ("customer_id", "text"), notes, same)

    def _store_search(self, newcomers: Sequence[Newcomer]) -> None:
        listings, searches = [], []
        for newcomer in newcomers:
            people, places = newcomer.contacts, newcomer.locations
            primary, first = people[0] if people else None, places[0] if places else None
            listings.append(listing_values(newcomer, primary, first, newcomer.tags, 0, None))
            searches.append((newcomer.id, search_body(newcomer, people, places)))
        # Nobody here owes anything yet.
        nothing = {name: listings[0][name] for name in ("balance", "oldest_due")}
        columns = [name for name in listings[0] if name not in nothing]
        values = itemgetter(*columns)
        insert_rows(self._session, CustomerListing, columns, [values(row) for row in listings], nothing)
        insert_rows(self._session, CustomerSearch, ("customer_id", "body"), searches)
        self._store_words([body for _, body in searches])

    def _store_words(self, bodies: list[str]) -> None:
        new = words_of(bodies) - self._words
        if len(self._words) > _REMEMBERED_WORDS:
            self._words.clear()
        self._words |= new
        add_words(self._session, new)


def _contact_row(newcomer: Newcomer, person: Person) -> tuple[Any, ...]:
    position = newcomer.contacts.index(person)
    return (
        person.id, newcomer.id, position, person.name, person.role, person.phone, person.mobile, person.email,
        person.is_primary,
    )  # fmt: skip


def _location_row(newcomer: Newcomer, place: Place) -> tuple[Any, ...]:
    texts = (place.street, place.street2, place.city, place.region, place.postal_code, place.name)
    contact_id = place.contact.id if place.contact is not None else None
    return (
        place.id, newcomer.id, newcomer.locations.index(place), contact_id, place.name, *texts[:5], place.country,
        fold(" ".join(filter(None, texts)))[:TEXT_KEY_LENGTH],
    )  # fmt: skip
