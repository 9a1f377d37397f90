"""A large office: made-up customers with five documents each, that agree to the cent like real ones.

Each customer has an approved estimate, its job, the job's invoice, and two more: a payment, an open estimate or a
second invoice. Papers are made of bundles that the office's own pricing priced once; rows go in by the thousand.
The invoices carry no snapshot: their papers are drawn from the records.
"""

from bisect import bisect
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.database.changes import note_batch
from officedesk.models.company import Terms
from officedesk.models.customers import Customer
from officedesk.models.enums import ChangeAction, CustomerType
from officedesk.services.desk import Desk
from officedesk.services.office.sample import words
from officedesk.services.office.sample.bundles import Bundle, bundles
from officedesk.services.office.sample.ledger import Books, Ledger
from officedesk.services.transfer.newcomers import Newcomer, Person, Place

CHUNK = 1_000

Progress = Callable[[int, int], None]


def add_crowd(desk: Desk, customers: int, seed: int, progress: Progress | None = None) -> None:
    """Add customers until the office has ``customers``. Deterministic for a seed and a day."""
    with desk.write() as session:
        there = int(session.scalar(select(func.count()).select_from(Customer)) or 0)
        if there >= customers:
            return
        crowd = _Crowd(desk, session, Random(seed))  # noqa: S311 - made-up people, no secrets
        while there < customers:
            there += crowd.add(min(CHUNK, customers - there))
            if progress is not None:
                progress(there, customers)
        crowd.finish()


class _Crowd:
    def __init__(self, desk: Desk, session: Session, random: Random) -> None:
        self._desk, self._session, self._random = desk, session, random
        self._books = Books(desk, session)
        self._taxed, self._exempt = bundles(session, desk.currency)
        self._terms = {row.name: row for row in session.execute(select(Terms.id, Terms.name, Terms.due_days))}
        self._today = desk.today()
        self._count = 0
        self._cities = list(accumulate(len(codes) for _, _, codes in words.CITIES))

    def add(self, count: int) -> int:
        """``count`` customers and their documents."""
        ledger = Ledger(self._books)
        people = [self._newcomer() for _ in range(count)]
        self._books.storage.store(people)
        for newcomer in people:
            self._documents(ledger, newcomer)
        ledger.store(self._session)
        self._count += count
        return count

    def finish(self) -> None:
        """One row in the change log; numbers go on behind the last."""
        from officedesk.services.office.sample import continue_numbers

        self._books.numbers.close()
        continue_numbers(self._session)
        note_batch(
            self._session,
            f"sample-{self._books.storage.batch_id}",
            action=ChangeAction.IMPORTED,
            entity="import_batch",
            entity_id=self._books.storage.batch_id,
            label=f"{self._count} made-up customers",
            after={"customers": self._count},
        )

    # -- people ------------------------------------------------------------------------------------------------

    def _newcomer(self) -> Newcomer:
        random = self._random
        first, last = random.choice(words.FIRST), random.choice(words.LAST)
        chance = random.random()
        company = chance >= 0.55
        if chance < 0.45:
            name = f"{first} {last}"
        elif chance < 0.55:
            name = f"{last} Residence"
        elif chance < 0.7:
            name = f"{random.choice(words.STREETS)} {random.choice(words.PLACES)}"
        else:
            name = f"{last} {random.choice(words.TRADES)}{random.choice(words.FORMS)}"
        person = Person(
            f"{first} {last}", random.choice(words.ROLES) if company else "", self._phone(),
            email=f"{first}.{last}{random.randint(1, 999)}@mail.example".lower() if random.random() < 0.8 else "",
            is_primary=True,
        )  # fmt: skip
        found = Newcomer([], name=name, type=CustomerType.COMMERCIAL if company else CustomerType.RESIDENTIAL)
        found.contacts.append(person)
        if company and random.random() < 0.4:
            found.contacts.append(Person(f"{random.choice(words.FIRST)} {last}", "Facilities", self._phone()))
        self._addresses(found, company)
        found.terms = "Net 15" if company else "Due on receipt"
        found.terms_id = self._terms[found.terms].id
        found.brand_id = self._books.brand_id
        found.tax_exempt = company and random.random() < 0.04
        found.rating = random.choice((0, 0, 0, 3, 4, 5))
        found.flag_reason = random.choice(words.NOTES) if random.random() < 0.02 else None
        if random.random() < 0.25:
            found.tags.append(random.choice(("Contract", "Contract", "COD", "Geofence", "Collection", "Do not call")))
        return found

    def _addresses(self, found: Newcomer, company: bool) -> None:
        chance = self._random.random()
        count = 3 if company and chance < 0.08 else 2 if chance < 0.2 else 1
        for number in range(count):
            place = self._place()
            place.name = "" if number == 0 else f"Location {number + 1}"
            found.locations.append(place)
        first = found.locations[0]
        found.street, found.city, found.region, found.postal_code = (
            first.street,
            first.city,
            first.region,
            first.postal_code,
        )

    def _place(self) -> Place:
        random = self._random
        city, region, codes = words.CITIES[bisect(self._cities, random.random() * self._cities[-1])]
        street = f"{random.randint(1, 9999)} {random.choice(words.STREETS)} {random.choice(words.STREET_KINDS)}"
        return Place("", street, "", city, region, random.choice(codes))

    def _phone(self) -> str:
        random = self._random
        return f"({random.choice(words.AREA_CODES)}) 555-{random.randint(0, 9999):04d}"

    # -- documents ---------------------------------------------------------------------------------------------

    def _documents(self, ledger: Ledger, newcomer: Newcomer) -> None:
        random = self._random
        known = self._exempt if newcomer.tax_exempt else self._taxed
        due_days = self._terms[newcomer.terms].due_days
        ago = random.randint(3, 700)
        work = random.choice(known)
        place = random.choice(newcomer.locations)
        estimate = ledger.estimate(newcomer, place, work, self._day(ago + 9), "approved")
        job = ledger.job(newcomer, place, work, estimate, self._visit(ago), random.choice(self._books.technicians))
        invoice = ledger.invoice(newcomer, place, work, self._day(ago), due_days, estimate, job)
        chance = random.random()
        # Old invoices are nearly all paid; of the last weeks' many are open.
        settled = chance < (0.97 if ago > 60 else 0.55)
        if random.random() < 0.5:
            self._open_estimate(ledger, newcomer, random.choice(known))
            if settled:
                ledger.payment(newcomer, self._day(max(ago - random.randint(0, 30), 0)), [(invoice, 1.0)])
            else:
                self._open_estimate(ledger, newcomer, random.choice(known))
            return
        later = random.randint(0, ago - 1)
        second = ledger.invoice(newcomer, place, random.choice(known), self._day(later), due_days)
        if settled:
            # One check for both, or for the first and half of the second.
            share = 1.0 if later > 45 or random.random() < 0.5 else 0.5
            paid_on = self._day(max(later - random.randint(0, 20), 0))
            ledger.payment(newcomer, paid_on, [(invoice, 1.0), (second, share)])
        else:
            self._open_estimate(ledger, newcomer, random.choice(known))

    def _open_estimate(self, ledger: Ledger, newcomer: Newcomer, work: Bundle) -> None:
        ago = self._random.randint(0, 240)
        status = "draft" if ago < 10 and self._random.random() < 0.5 else "sent" if ago < 60 else "declined"
        if status == "declined" and self._random.random() < 0.5:
            status = "sent"  # and expired long ago
        ledger.estimate(newcomer, newcomer.locations[0], work, self._day(ago), status)

    def _day(self, ago: int) -> Any:
        return self._today - timedelta(days=ago)

    def _visit(self, ago: int) -> datetime:
        return datetime.combine(self._day(ago + 1), time(self._random.randint(7, 15), self._random.choice((0, 30))))
