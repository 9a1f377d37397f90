"""An estimate that another desktop saved meanwhile: what can be merged is, the rest is asked."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from officedesk import formatting
from officedesk.models.pricing import PricingError, price
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.shell import Shell

_KEPT = {"id", "version", "number", "status", "revision", "customer_id"}
_TITLES = {
    "brand_id": "Brand",
    "date": "Date",
    "location_id": "Location",
    "contact_id": "Contact",
    "estimator_id": "Estimator",
    "terms_id": "Terms",
    "valid_until": "Valid until",
    "description": "Description",
    "note": "Note to customer",
    "internal_note": "Internal note",
    "pricing": "Discount",
    "deposit_kind": "Deposit",
    "deposit_value": "Deposit",
    "lines": "Lines",
}
_CHOICES = {
    "brand_id": "brands",
    "location_id": "locations",
    "contact_id": "contacts",
    "estimator_id": "users",
    "terms_id": "terms",
}
# A discount or deposit is one choice, though it is several fields.
_GROUPS = (("deposit_kind", "deposit_value"),)


def differing(base: EstimateDraft, mine: EstimateDraft, theirs: EstimateDraft) -> list[str]:
    """Fields that both changed, and differently."""
    changed = [
        name
        for name in _names()
        if getattr(mine, name) != getattr(theirs, name)
        and getattr(mine, name) != getattr(base, name)
        and getattr(theirs, name) != getattr(base, name)
    ]
    for group in _GROUPS:
        both = [name for name in group if name in changed]
        changed = [name for name in changed if name not in both[1:]]
    return changed


def merged(base: EstimateDraft, mine: EstimateDraft, theirs: EstimateDraft) -> EstimateDraft | None:
    """Both changes in one draft that stands on ``theirs``; ``None`` where they collide."""
    if differing(base, mine, theirs):
        return None
    return combined(base, mine, theirs, frozenset())


def combined(base: EstimateDraft, mine: EstimateDraft, theirs: EstimateDraft, of_mine: frozenset[str]) -> EstimateDraft:
    """``theirs`` with what only I changed, and with ``of_mine`` of what both did."""
    collided = differing(base, mine, theirs)
    take: set[str] = set()
    for name in _names():
        group = next((group for group in _GROUPS if name in group), (name,))
        if group[0] in collided or name in collided:
            if any(part in of_mine for part in group):
                take.add(name)
        elif getattr(mine, name) != getattr(base, name):
            take.add(name)
    return replace(theirs, **{name: getattr(mine, name) for name in take})


def settle(
    parent: QWidget,
    shell: Shell,
    choices: DocumentChoices,
    drafts: tuple[EstimateDraft, EstimateDraft, EstimateDraft],
    message: str,
    keep: Callable[[EstimateDraft], Any],
) -> None:
    """Show base, mine and theirs field by field; ``keep(draft)`` with what was chosen."""
    from officedesk.views.widgets.conflict import ConflictDialog

    base, mine, theirs = drafts
    names = differing(base, mine, theirs)
    rows = [(_TITLES[name], _text(shell, choices, mine, name), _text(shell, choices, theirs, name)) for name in names]
    dialog = ConflictDialog(parent, rows, message)
    dialog.chosen.connect(
        lambda choice: keep(
            combined(base, mine, theirs, frozenset(name for name, on in zip(names, choice, strict=True) if on))
        )
    )
    dialog.open()


def _names() -> list[str]:
    return [one.name for one in fields(EstimateDraft) if one.name not in _KEPT]


def _text(shell: Shell, choices: DocumentChoices, draft: EstimateDraft, name: str) -> str:
    value = getattr(draft, name)
    if name in _CHOICES:
        return dict(getattr(choices, _CHOICES[name])).get(value, "")
    if name in ("date", "valid_until"):
        return shell.date(value) if value is not None else ""
    currency = draft.pricing.currency
    if name == "pricing":
        return formatting.discount(value.discount_kind, value.discount_value, currency)
    if name in ("deposit_kind", "deposit_value"):
        return formatting.discount(draft.deposit_kind, draft.deposit_value, currency)
    if name == "lines":
        try:
            total = formatting.money(price(draft.lines, draft.pricing).total, currency)
        except PricingError:
            total = "–"
        names = ", ".join(line.name[:40] for line in draft.lines[:6])
        return f"{len(draft.lines)} lines, {total}\n{names}{'…' if len(draft.lines) > 6 else ''}"
    return str(value)
