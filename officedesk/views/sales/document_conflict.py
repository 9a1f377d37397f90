"""A document that another desktop saved meanwhile: what can be merged is, the rest is asked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from officedesk import formatting
from officedesk.models.pricing import PricingError, price
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.shell import Shell

Drafts = tuple[Any, Any, Any]
"""What both began with, mine, and theirs."""
_CHOICES = {"brand_id": "brands", "location_id": "locations", "contact_id": "contacts", "terms_id": "terms"}


def differing(names: Collection[str], drafts: Drafts) -> list[str]:
    """Fields that both changed, and differently."""
    base, mine, theirs = drafts
    return [
        name
        for name in names
        if getattr(mine, name) != getattr(theirs, name)
        and getattr(mine, name) != getattr(base, name)
        and getattr(theirs, name) != getattr(base, name)
    ]


def combined(names: Collection[str], drafts: Drafts, of_mine: Collection[str] = ()) -> Any:
    """``theirs`` with what only I changed, and with ``of_mine`` of what both did."""
    base, mine, theirs = drafts
    collided = differing(names, drafts)
    take = [
        name for name in names if (name in of_mine if name in collided else getattr(mine, name) != getattr(base, name))
    ]
    return replace(theirs, **{name: getattr(mine, name) for name in take})


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
    names = differing(titles, drafts)
    if not names:
        shell.toast(f"{message} Both changes are kept.")
        keep(combined(titles, drafts))
        return
    from officedesk.views.widgets.conflict import ConflictDialog

    rows = [(titles[name], text(drafts[1], name), text(drafts[2], name)) for name in names]
    dialog = ConflictDialog(parent, rows, message)
    dialog.chosen.connect(
        lambda choice: keep(combined(titles, drafts, [name for name, mine in zip(names, choice, strict=True) if mine]))
    )
    dialog.open()


def field_text(shell: Shell, choices: DocumentChoices, draft: Any, name: str) -> str:
    """How a field that documents share reads."""
    value = getattr(draft, name)
    if name in _CHOICES:
        return dict(getattr(choices, _CHOICES[name])).get(value, "")
    if name == "pricing":
        return formatting.discount(value.discount_kind, value.discount_value, value.currency)
    if name.endswith("date"):
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
