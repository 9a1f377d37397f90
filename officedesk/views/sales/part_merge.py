"""Two desktops changed the lines of one document: lines that only one of them changed go together."""

from collections.abc import Sequence
from typing import Any

Parts = tuple[Any, ...]


def merge_parts(base: Parts, mine: Parts, theirs: Parts) -> Parts | None:
    """My changes since ``base`` on top of ``theirs``; ``None`` where both changed the same line, or the order.

    Parts are told apart by ``id``; new ones have none, or one that ``base`` does not know. A line that is as I have it
    is the very same object, so that a table knows it did not change.
    """
    if mine == base:
        return _same_objects(mine, theirs)
    if theirs in (base, mine):
        return mine
    old, my, their = ({part.id: part for part in parts if part.id is not None} for parts in (base, mine, theirs))
    chosen: dict[int, Any] = {}
    for key, before in old.items():
        if key in my and key in their:
            if my[key] not in (before, their[key]) and their[key] != before:
                return None
            chosen[key] = my[key] if my[key] == their[key] or their[key] == before else their[key]
        elif (key in my and my[key] != before) or (key in their and their[key] != before):
            # One removed what the other changed.
            return None
    orders = [[part.id for part in parts if part.id in chosen] for parts in (base, mine, theirs)]
    if orders[1] != orders[0] and orders[2] not in (orders[0], orders[1]):
        return None
    leading, other = (mine, theirs) if orders[1] != orders[0] else (theirs, mine)
    merged = [chosen.get(part.id, part) for part in leading if part.id in chosen or part.id not in old]
    merged = _with_new(merged, other, old, chosen)
    return tuple(merged) if _one_selected(merged) else None


def _with_new(merged: list[Any], other: Parts, old: dict[int, Any], chosen: dict[int, Any]) -> list[Any]:
    """The new parts of ``other`` behind those that they follow there."""
    before: Any = None
    for part in other:
        if part.id in chosen:
            before = chosen[part.id]
        elif part.id is None or part.id not in old:
            at = next((n for n, one in enumerate(merged) if one is before), -1 if before is None else len(merged) - 1)
            merged = [*merged[: at + 1], part, *merged[at + 1 :]]
            before = part
    return merged


def _one_selected(parts: Sequence[Any]) -> bool:
    """Of alternatives one is selected: two desktops may each have chosen another."""
    groups: dict[str, int] = {}
    for part in parts:
        line = getattr(part, "line", part)
        group = getattr(line, "alternative", "")
        if group:
            groups[group] = groups.get(group, 0) + bool(line.selected)
    return all(count == 1 for count in groups.values())


def _same_objects(mine: Parts, theirs: Parts) -> Parts:
    have = {part.id: part for part in mine}
    return tuple(have[part.id] if part.id is not None and have.get(part.id) == part else part for part in theirs)
