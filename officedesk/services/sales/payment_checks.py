"""What a payment must be to be saved."""

import re
from dataclasses import replace
from typing import Any

from officedesk.models.enums import PaymentKind, PaymentMethod
from officedesk.models.text import clean
from officedesk.services.sales.checks import LARGEST, check_dates
from officedesk.services.sales.drafts import PaymentDraft

_EXPIRY = re.compile(r"(0[1-9]|1[0-2])/(\d{2}|\d{4})")
_LONG_NUMBER = re.compile(r"(?:\d[ -]?){12,18}\d")
_TEXTS = ("reference", "card_brand", "card_last4", "card_expiry")


def cleaned(draft: PaymentDraft) -> PaymentDraft:
    """``draft`` with its texts as they are stored; card fields stay empty where no card was used."""
    texts: dict[str, Any] = {name: clean(getattr(draft, name)) for name in _TEXTS}
    draft = replace(draft, note=clean(draft.note, lines=True), **texts)
    if draft.method is not PaymentMethod.CARD:
        draft = replace(draft, card_brand="", card_last4="", card_expiry="")
    return draft


def problems(draft: PaymentDraft) -> dict[str, str]:
    """``{field: message}`` of what cannot be saved, the database not asked."""
    found = check_dates(date=draft.date)
    if draft.amount <= 0:
        found["amount"] = "The amount must be above zero."
    elif draft.amount > LARGEST:
        found["amount"] = "This amount is too large."
    if not draft.request_key or len(draft.request_key) > 40:
        found["request_key"] = "The form has no key of its own."
    if draft.card_last4 and not (len(draft.card_last4) == 4 and draft.card_last4.isdecimal()):
        found["card_last4"] = "Only the last four digits of a card are kept."
    if draft.card_expiry and not _EXPIRY.fullmatch(draft.card_expiry):
        found["card_expiry"] = "Write the expiry as MM/YY."
    for name in ("reference", "note", "card_brand"):
        if any(_is_card_number(run) for run in _LONG_NUMBER.findall(getattr(draft, name))):
            found[name] = "This looks like a card number. Card numbers are never stored: keep the last four digits."
    seen = set()
    for index, part in enumerate(draft.allocations):
        if part.amount <= 0:
            found[f"allocations.{index}.amount"] = "The amount must be above zero."
        if part.invoice_id in seen:
            found[f"allocations.{index}.invoice_id"] = "This invoice is named twice."
        seen.add(part.invoice_id)
    if draft.kind is PaymentKind.REFUND and draft.refunds_id is None:
        found["refunds_id"] = "Say which payment is given back."
    allocated = sum(part.amount for part in draft.allocations)
    if allocated > draft.amount > 0:
        found["allocations"] = "More is put to invoices than the payment's amount."
    return found


def _is_card_number(text: str) -> bool:
    """By the check digit (Luhn) that every card number ends with."""
    figures = [int(c) for c in text if c.isdecimal()]
    if not 13 <= len(figures) <= 19:
        return False
    doubled = [sum(divmod(2 * figure, 10)) if place % 2 else figure for place, figure in enumerate(reversed(figures))]
    return sum(doubled) % 10 == 0
