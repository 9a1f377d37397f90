"""Saves that lost a race: what both sides changed comes together where it is other fields, else both are shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from officedesk.errors import Conflict

DraftT = TypeVar("DraftT", bound=Any)
Merge = Callable[[DraftT, DraftT, DraftT], tuple[DraftT, tuple[str, ...]]]


def merge_fields(names: Iterable[str], base: DraftT, mine: DraftT, theirs: DraftT) -> tuple[DraftT, tuple[str, ...]]:
    """My changes since ``base`` to the fields ``names`` on top of ``theirs``, and what both changed differently."""
    values: dict[str, Any] = {}
    clashes: list[str] = []
    for name in names:
        old, my, their = (getattr(draft, name) for draft in (base, mine, theirs))
        if my in (their, old):
            values[name] = their
            continue
        if their != old:
            clashes.append(name)
        values[name] = my
    return replace(theirs, **values), tuple(clashes)


def merged(
    theirs: DraftT,
    mine: DraftT,
    base: DraftT | None,
    message: str,
    *,
    merge: Merge[DraftT],
    problems: Callable[[DraftT], Mapping[str, str]],
    tidy: Callable[[DraftT], DraftT] = lambda draft: draft,
) -> DraftT:
    """``mine`` over what another desktop saved meanwhile, ``theirs``.

    ``base`` is what mine began with; without it nothing can be told apart. Raises :class:`Conflict` with ``message``
    then, where both changed the same, and where the two together are nothing that may be stored.
    """
    if base is None:
        raise Conflict(message, theirs)
    together, clashes = merge(tidy(base), mine, theirs)
    if clashes:
        raise Conflict(message, theirs, clashes)
    together = tidy(together)
    if found := problems(together):
        raise Conflict(message, theirs, tuple(found))
    return together
