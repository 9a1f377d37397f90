"""Two desktops changed the same record of the settings: fields that only one changed go together."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import attrgetter
from typing import Any

_NEVER = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True)
class Merged:
    """``draft``: my changes over theirs; mine where both changed the same.

    ``clashes`` and ``theirs`` are paths of fields (``address.city``): what both changed, and what they did.
    """

    draft: Any
    clashes: tuple[str, ...]
    theirs: tuple[str, ...]


def merge_records(base: Any, mine: Any, theirs: Any) -> Merged:
    """Merge three versions of one frozen draft."""
    values: dict[str, Any] = {}
    clashes: list[str] = []
    changed: list[str] = []
    for part in fields(theirs):
        name = part.name
        if name in _NEVER:
            continue
        old, my, their = (getattr(one, name) for one in (base, mine, theirs))
        if is_dataclass(their):
            inner = merge_records(old, my, their)
            values[name] = inner.draft
            clashes += [f"{name}.{path}" for path in inner.clashes]
            changed += [f"{name}.{path}" for path in inner.theirs]
            continue
        values[name] = their if my == old else my
        if their != old:
            changed.append(name)
            if my not in (old, their):
                clashes.append(name)
    return Merged(replace(theirs, **values), tuple(clashes), tuple(changed))


def with_choice(merged: Merged, theirs: Any, choice: Mapping[str, bool]) -> Any:
    """The draft with theirs in the fields whose ``choice`` is not mine."""
    draft = merged.draft
    for path, mine in choice.items():
        if not mine:
            draft = _put(draft, path.split("."), get(theirs, path))
    return draft


def get(draft: Any, path: str) -> Any:
    """The value at a path."""
    return attrgetter(path)(draft)


def _put(draft: Any, path: list[str], value: Any) -> Any:
    name, rest = path[0], path[1:]
    return replace(draft, **{name: _put(getattr(draft, name), rest, value) if rest else value})
