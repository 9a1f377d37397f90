"""Customers that are probably one: the same phone, email, name or address. One pass over the office, no pair by pair.

Customers are put into groups by what they share, and only those in one small group are looked at together.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.database.search import driver_rows
from officedesk.errors import Cancelled, NotFound
from officedesk.models.company import Setting
from officedesk.models.customers import Contact, Customer
from officedesk.models.listing import CustomerListing
from officedesk.models.text import digits, fold
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

APART = "customers.not_duplicates"
"""Pairs of ids that somebody looked at: they are two."""
MOST = 500
_SHARED = 8
"""What more customers share (the phone of a property manager) does not make them one."""
_BLOCK = 24
_NEAR = 6
"""In a larger block of like names each is compared with so many neighbours in their order."""
_LEAST_PHONE = 7
_ENOUGH = 3
_KEPT_APART = 5_000
_FORMS = frozenset(
    "inc incorporated llc llp lp ltd limited co company corp corporation pllc pc plc gmbh the and & of".split()
)
PHONE, EMAIL, NAME, ADDRESS, LIKE = "Same phone", "Same email", "Same name", "Same address", "Similar name"
_WEIGHT = {PHONE: 3, EMAIL: 3, NAME: 3, ADDRESS: 2, LIKE: 2}


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer of a pair, as the list shows it."""

    id: int
    number: str
    name: str
    contact: str
    phone: str
    email: str
    location: str
    balance: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two customers that are probably one, and why. ``first`` is the older one."""

    first: Alike
    second: Alike
    reasons: tuple[str, ...]
    score: int


def duplicates(
    desk: Desk, limit: int = MOST, progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Candidate]:  # fmt: skip
    """Pairs of customers that are probably one, the surest first. Archived and trashed ones are left out.

    Each alone is enough: a phone number, an email address, a name (legal forms and the order of words aside); an
    address only together with a name that is like the other. Raises :class:`Cancelled`.
    """
    desk.need(Permission.MERGE)
    tell = progress or (lambda done, total: None)
    steps = 5
    with desk.read() as session:
        people = _people(session)
        tell(1, steps)
        pairs: dict[tuple[int, int], set[str]] = defaultdict(set)
        for step, (reason, found) in enumerate(_signs(session, people), 2):
            for pair in found:
                pairs[pair].add(reason)
            if cancelled():
                raise Cancelled("Stopped.")
            tell(min(step, steps), steps)
        apart = _apart(session)
    rated = [(sum(_WEIGHT[reason] for reason in reasons), pair) for pair, reasons in pairs.items() if pair not in apart]
    best = sorted((one for one in rated if one[0] >= _ENOUGH), key=lambda one: (-one[0], one[1]))[:limit]
    return [_candidate(people, pair, pairs[pair], score) for score, pair in best]


def duplicates_of(desk: Desk, customer_id: int, limit: int = 8) -> list[Candidate]:
    """The customers that are probably the same as this one, the surest first."""
    desk.need(Permission.MERGE)
    found = duplicates(desk, limit=1_000_000)
    return [one for one in found if customer_id in (one.first.id, one.second.id)][:limit]


def keep_apart(desk: Desk, first_id: int, second_id: int, *, apart: bool = True) -> None:
    """Remember that these are two customers: they are not shown as duplicates again. ``apart=False`` forgets it.

    Raises :class:`NotFound` for one that was erased for good meanwhile.
    """
    desk.need(Permission.MERGE)
    pair = [min(first_id, second_id), max(first_id, second_id)]
    with desk.write() as session:
        there = select(func.count()).select_from(Customer).where(Customer.id.in_(pair))
        if apart and session.scalar(there) != len(set(pair)):
            raise NotFound("One of these customers was erased meanwhile.")
        known = [list(one) for one in sorted(_apart(session)) if list(one) != pair]
        store(session, APART, [*known, pair][-_KEPT_APART:] if apart else known)


def _apart(session: Session) -> set[tuple[int, int]]:
    value: Any = session.scalars(
        select(Setting.value).where(Setting.key == APART, Setting.user_id.is_(None)).limit(1)
    ).first()
    return {(int(one[0]), int(one[1])) for one in value or ()}


def _people(session: Session) -> dict[int, tuple[Any, ...]]:
    row = CustomerListing
    columns = (row.customer_id, row.number, row.name, row.contact, row.phone, row.email, row.location, row.balance)
    query = select(*columns, row.location_key).where(row.archived.is_(False)).order_by(row.customer_id)
    return {one[0]: one for one in driver_rows(session, query, {})}


def _signs(session: Session, people: dict[int, tuple[Any, ...]]) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    phones: dict[Hashable, set[int]] = defaultdict(set)
    emails: dict[Hashable, set[int]] = defaultdict(set)
    rows = driver_rows(session, select(Contact.customer_id, Contact.phone, Contact.mobile, Contact.email), {})
    for customer_id, phone, mobile, email in rows:
        if customer_id in people:
            for text in (phone, mobile):
                if text and len(number := digits(text)) >= _LEAST_PHONE:
                    phones[number[-10:]].add(customer_id)
            if email:
                emails[email.strip().lower()].add(customer_id)
    yield PHONE, _pairs(phones)
    yield EMAIL, _pairs(emails)
    addresses: dict[Hashable, set[int]] = defaultdict(set)
    for customer_id, one in people.items():
        # A town alone is no address.
        if any(letter.isdigit() for letter in one[8]) and " " in one[8]:
            addresses[one[8]].add(customer_id)
    yield ADDRESS, _pairs(addresses)
    keys = {customer_id: name_key(one[2]) for customer_id, one in people.items()}
    names: dict[Hashable, set[int]] = defaultdict(set)
    for customer_id, key in keys.items():
        if key:
            names[key].add(customer_id)
    yield NAME, _pairs(names, chained=True)
    yield LIKE, _like(keys)


def name_key(name: str) -> str:
    """A name without legal forms, its words in order: ``The Smith Co., Inc.`` and ``Smith`` are one."""
    words = fold(name).split()
    return " ".join(sorted(word for word in words if word not in _FORMS)) or " ".join(sorted(words))


def _pairs(groups: dict[Hashable, set[int]], *, chained: bool = False) -> Iterator[tuple[int, int]]:
    """``chained``: of a large group neighbours only, in place of none."""
    for ids in groups.values():
        if 1 < len(ids) <= _SHARED:
            yield from combinations(sorted(ids), 2)
        elif chained and len(ids) > 1:
            ordered = sorted(ids)
            yield from pairwise(ordered)


def _like(keys: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of names a slip or two apart. A slip leaves the beginning or the end of a name as it was."""
    from rapidfuzz.distance import OSA

    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for customer_id, key in keys.items():
        letters = key.replace(" ", "")
        if len(letters) >= 6:
            half = max(4, len(letters) // 2)
            # Within two letters of the same length: the middle of a name is where both halves end.
            for length in {len(letters) // 3, (len(letters) + 1) // 3}:
                blocks["<", letters[: min(half, 8)], length].append(customer_id)
                blocks[">", letters[-min(half, 8) :], length].append(customer_id)
    seen: set[tuple[int, int]] = set()
    for ids in blocks.values():
        ordered = sorted(ids, key=lambda one: keys[one]) if len(ids) > _BLOCK else ids
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + (_NEAR if len(ids) > _BLOCK else _BLOCK)]:
                pair = (one, other) if one < other else (other, one)
                if pair in seen or keys[one] == keys[other]:
                    continue
                seen.add(pair)
                allowed = 1 if len(keys[one]) < 10 else 2
                if OSA.distance(keys[one], keys[other], score_cutoff=allowed) <= allowed:
                    yield pair


def _candidate(people: dict[int, tuple[Any, ...]], pair: tuple[int, int], reasons: set[str], score: int) -> Candidate:
    first, second = (Alike(*people[one][:8]) for one in pair)
    if NAME in reasons:
        reasons = reasons - {LIKE}
    return Candidate(first, second, tuple(sorted(reasons, key=list(_WEIGHT).index)), score)
