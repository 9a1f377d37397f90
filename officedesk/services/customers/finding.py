"""Typing slips corrected where nothing is found."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from officedesk.database.search import SearchIndex
from officedesk.models.wanted import Wanted
from officedesk.services.customers.numbered import by_number

_TERM = 4
"""Shorter words are not corrected: every one of them is a slip away from another."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A search in place of a misspelt one. ``text`` says what is searched for: ``"wilson"``."""

    wanted: Wanted
    text: str


def corrected(session: Session, index: SearchIndex, asked: Wanted, today: date) -> Corrected | None:
    """What ``asked`` was probably meant to be, or ``None`` where it finds something or nothing is near."""
    if not asked.ways or index.ids(session, asked, limit=1) or by_number(session, asked, today, 1):
        return None
    return nearest_search(session, index, asked)


def nearest_search(session: Session, index: SearchIndex, asked: Wanted) -> Corrected | None:
    """The same for a search that is known to find nothing."""
    # Words are asked first: they are few, while looking for what is not there goes through whole texts.
    near = {term: index.near_words(session, term) for (term, *_) in asked.ways[0] if _correctable(term)}
    if not any(near.values()):
        return None
    single = len(asked.ways) == len(asked.ways[0]) == 1
    groups: list[tuple[str, ...]] = []
    for group in asked.ways[0]:
        term = group[0]
        alone = Wanted(term, (((term,),),))
        if term not in near or (not single and index.ids(session, alone, limit=1)):
            groups.append(group)
        elif near[term]:
            groups.append(tuple(near[term]))
        else:
            return None
    better = replace(asked, prefix=" ".join(group[0] for group in groups), ways=(tuple(groups),), document="")
    if better.ways == asked.ways[:1] or not index.ids(session, better, limit=1):
        return None
    return Corrected(better, " ".join(" or ".join(group) for group in groups))


def _correctable(term: str) -> bool:
    return len(term) >= _TERM and term.isalpha()
