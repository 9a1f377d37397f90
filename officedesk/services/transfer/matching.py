"""Which of the imported customers the office has already."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.models.changes import ErasedNumber
from officedesk.models.customers import Contact, Customer
from officedesk.models.listing import CustomerListing
from officedesk.models.text import digits, fold
from officedesk.services.transfer.newcomers import Newcomer

_KEY_LENGTH = 120
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Match:
    """A customer of the office. ``trashed``: it lies in the trash."""

    id: int
    number: str
    name: str
    trashed: bool = False
    erased: bool = False
    """The number was another's, who was erased for good: it is not given out again."""


class Matcher:
    """Finds duplicates by number, else by name together with a phone number, an email or the address."""

    def __init__(self, session: Session) -> None:
        self._session = session
        known = (select(kind.id).limit(1) for kind in (Customer, ErasedNumber))
        self._empty = all(session.execute(query).first() is None for query in known)

    def matches(self, newcomers: Sequence[Newcomer]) -> list[Match | None]:
        """One answer for each of ``newcomers``."""
        if self._empty:
            return [None] * len(newcomers)
        found: list[Match | None] = []
        for start in range(0, len(newcomers), _AT_ONCE):
            found += self._some(newcomers[start : start + _AT_ONCE])
        return found

    def _some(self, newcomers: Sequence[Newcomer]) -> list[Match | None]:
        numbers = {newcomer.number for newcomer in newcomers if newcomer.number}
        # The number of one that was merged is that of the customer it turned out to be.
        meant = aliased(Customer)
        by_number = {
            row.typed: Match(row.id, row.number, row.name, row.deleted_at is not None)
            for row in self._session.execute(
                select(Customer.number.label("typed"), meant.id, meant.number, meant.name, meant.deleted_at)
                .join(meant, meant.id == func.coalesce(Customer.merged_into_id, Customer.id))
                .where(Customer.number.in_(numbers))
            )
        }
        gone = ErasedNumber.number.in_(numbers) & (ErasedNumber.kind == "customer")
        for number in self._session.scalars(select(ErasedNumber.number).where(gone)):
            by_number[number] = Match(0, number, "An erased customer", erased=True)
        unnumbered = [newcomer for newcomer in newcomers if not newcomer.number]
        by_name = self._by_name({fold(newcomer.name)[:_KEY_LENGTH] for newcomer in unnumbered if newcomer.name})
        marks = self._marks([row.customer_id for rows in by_name.values() for row in rows])
        return [
            by_number.get(newcomer.number) if newcomer.number else self._like(newcomer, by_name, marks)
            for newcomer in newcomers
        ]

    def _by_name(self, keys: set[str]) -> dict[str, list[CustomerListing]]:
        found: dict[str, list[CustomerListing]] = defaultdict(list)
        listing = CustomerListing
        for archived in (False, True):  # the index is led by the mark
            query = select(listing.customer_id, listing.number, listing.name, listing.name_key, listing.location_key)
            for row in self._session.execute(
                query.where(listing.archived.is_(archived), listing.name_key.in_(keys)).order_by(listing.customer_id)
            ):
                found[row.name_key].append(row)  # type: ignore[arg-type]
        return found

    def _marks(self, ids: list[int]) -> dict[int, set[str]]:
        marks: dict[int, set[str]] = defaultdict(set)
        for start in range(0, len(ids), _AT_ONCE):
            query = select(Contact.customer_id, Contact.phone, Contact.mobile, Contact.email)
            for customer_id, phone, mobile, email in self._session.execute(
                query.where(Contact.customer_id.in_(ids[start : start + _AT_ONCE]))
            ):
                marks[customer_id] |= _marks_of(phone, mobile, email)
        return marks

    @staticmethod
    def _like(
        newcomer: Newcomer, by_name: dict[str, list[CustomerListing]], marks: dict[int, set[str]]
    ) -> Match | None:
        own: set[str] = set()
        for person in newcomer.contacts:
            own |= _marks_of(person.phone, person.mobile, person.email)
        lines = {fold(location_line(place)) for place in (newcomer, *newcomer.locations)} - {""}
        for row in by_name.get(fold(newcomer.name)[:_KEY_LENGTH], ()):
            theirs = marks[row.customer_id]
            nothing_else = not own and not lines
            if nothing_else or own & theirs or (not (own and theirs) and row.location_key in lines):
                return Match(row.customer_id, row.number, row.name)
        return None


def _marks_of(phone: str, mobile: str, email: str) -> set[str]:
    # The last ten digits: a number is the same with and without its country code.
    found = {digits(phone)[-10:], digits(mobile)[-10:], email.casefold()}
    found.discard("")
    return found
