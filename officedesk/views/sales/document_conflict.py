"""A document that another desktop saved meanwhile: what can be merged is, the rest is asked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from officedesk import formatting
from officedesk.models.pricing import PricingError, price
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.sales.part_merge import merge_parts
from officedesk.views.shell import Shell

Drafts = tuple[Any, Any, Any]
"""What both began with (``None``: not known any more), mine, and theirs."""
_UNKNOWN = object()
_CHOICES = {
    "brand_id": "brands",
    "location_id": "locations",
    "contact_id": "contacts",
    "estimator_id": "users",
    "terms_id": "terms",
}
_PARTS = frozenset({"lines", "tasks", "visits"})
_SETS = frozenset({"equipment"})
"""Ids in order: what one added or removed and what the other did go together, always."""
_DAYS = ("date", "due_date", "valid_until")


def differing(titles: Mapping[str, str], drafts: Drafts) -> list[str]:
    """The titles of what both changed, and differently. Fields with the same title are one choice."""
    merged = _merged_parts(titles, drafts)
    return [
        title
        for title, (base, mine, theirs) in _values(titles, drafts).items()
        if base != mine != theirs != base and title not in merged
    ]


def combined(titles: Mapping[str, str], drafts: Drafts, of_mine: Collection[str] = ()) -> Any:
    """``theirs`` with what only I changed, and with ``of_mine`` (titles) of what both did.

    Lines that only one of both changed go together.
    """
    merged = _merged_parts(titles, drafts)
    collided = differing(titles, drafts)
    take = {
        title
        for title, (base, mine, _) in _values(titles, drafts).items()
        if (title in of_mine if title in collided else mine != base)
    }
    values = {name: getattr(drafts[1], name) for name, title in titles.items() if title in take}
    return replace(drafts[2], **values | {name: merged[title] for name, title in titles.items() if title in merged})


def _merged_parts(titles: Mapping[str, str], drafts: Drafts) -> dict[str, Any]:
    """By title: lines, tasks, visits or equipment that came of both, where they go together."""
    found: dict[str, Any] = {}
    if drafts[0] is None:
        return found
    for name in _PARTS.intersection(titles):
        merged = merge_parts(*(getattr(draft, name) for draft in drafts))
        if merged is not None:
            found[titles[name]] = merged
    for name in _SETS.intersection(titles):
        base, mine, theirs = (set(getattr(draft, name)) for draft in drafts)
        found[titles[name]] = tuple(sorted((theirs - (base - mine)) | (mine - base)))
    return found


def _values(titles: Mapping[str, str], drafts: Drafts) -> dict[str, tuple[Any, ...]]:
    """By title: what it is in each of the drafts."""
    return {
        title: tuple(
            tuple(_UNKNOWN if draft is None else getattr(draft, name) for name in titles if titles[name] == title)
            for draft in drafts
        )
        for title in titles.values()
    }


def settle(
    parent: QWidget,
    shell: Shell,
    titles: Mapping[str, str],
    text: Callable[[Any, str], str],
    drafts: Drafts,
    message: str,
    keep: Callable[[Any], object],
) -> None:
    """Merge where both changes go together, else show them field by field; ``keep(draft)`` with what came of it.

    ``titles``: what the fields that people change are called; ``text(draft, field)``: how such a field reads.
    """
    asked = differing(titles, drafts)
    if not asked:
        shell.toast(f"{message} Both changes are kept.")
        keep(combined(titles, drafts))
        return
    from officedesk.views.widgets.conflict import ConflictDialog

    names = {title: name for name, title in titles.items()}
    rows = [(title, text(drafts[1], names[title]), text(drafts[2], names[title])) for title in asked]
    dialog = ConflictDialog(parent, rows, message)
    dialog.chosen.connect(
        lambda choice: keep(combined(titles, drafts, [title for title, on in zip(asked, choice, strict=True) if on]))
    )
    dialog.open()


def field_text(shell: Shell, choices: DocumentChoices, draft: Any, name: str) -> str:
    """How a field that documents share reads."""
    value = getattr(draft, name)
    if name in _CHOICES:
        return dict(getattr(choices, _CHOICES[name])).get(value, "")
    if name == "pricing":
        return formatting.discount(value.discount_kind, value.discount_value, value.currency)
    if name in _DAYS:
        return shell.date(value) if value is not None else ""
    return str(value)


def lines_text(lines: tuple[LineDraft, ...], pricing: Any) -> str:
    """Lines in two: how many for how much, and the first names."""
    try:
        total = formatting.money(price(lines, pricing).total, pricing.currency)
    except PricingError:
        total = "–"
    names = ", ".join(one.name[:40] for one in lines[:6])
    return f"{len(lines)} lines, {total}\n{names}{'…' if len(lines) > 6 else ''}"
