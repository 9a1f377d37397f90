"""What may stand in the office's own records: checks of drafts, each giving ``{field: message}``."""

import re
import struct
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

from officedesk.models.money import CURRENCIES
from officedesk.models.numbering import pattern_problem
from officedesk.models.text import clean, email_problem
from officedesk.services.customers.drafts import Address
from officedesk.services.office.drafts import BrandDraft, CompanyDraft, SequenceDraft, TaxRateDraft, TermsDraft

MAX_LOGO_BYTES = 2_000_000
MAX_LOGO_SIDE = 6_000
"""Pixels: a picture beyond that would be scaled down on every paper at the cost of seconds."""
DATE_FORMATS = ("MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "DD MMM YYYY")


def parts_of(address: Address) -> Iterator[tuple[str, Any]]:
    """Column names and values of an address."""
    for part in fields(Address):
        yield part.name, getattr(address, part.name)


def company_problems(draft: CompanyDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter the company's name."
    if problem := email_problem(draft.email):
        found["email"] = problem
    if draft.currency not in CURRENCIES:
        found["currency"] = f"“{draft.currency}” is not a currency code. Use one of ISO 4217, such as USD."
    try:
        ZoneInfo(draft.time_zone)
    except (ValueError, OSError, KeyError):
        found["time_zone"] = f"“{draft.time_zone}” is not a time zone, such as America/Chicago."
    if draft.date_format not in DATE_FORMATS:
        found["date_format"] = f"Choose one of {', '.join(DATE_FORMATS)}."
    if not 0 <= draft.estimate_valid_days <= 3650:
        found["estimate_valid_days"] = "Between 0 (never expires) and 3650 days."
    return found


def brand_problems(draft: BrandDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter the brand's name."
    if problem := email_problem(draft.email):
        found["email"] = problem
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", draft.colour):
        found["colour"] = "A color looks like #1f6feb."
    if problem := logo_problem(draft.logo):
        found["logo"] = problem
    if draft.is_default and not draft.active:
        found["active"] = "The default brand cannot be switched off: make another the default first."
    return found


def tax_problems(draft: TaxRateDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter the tax's name."
    if not draft.percent.is_finite() or not 0 <= draft.percent <= 100:
        found["percent"] = "A tax rate is between 0 and 100 %."
    elif draft.percent != round(draft.percent, 4):
        found["percent"] = "A tax rate has at most four decimal places."
    return found


def terms_problems(draft: TermsDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter a name for the terms."
    if draft.due_days is not None and not 0 <= draft.due_days <= 3650:
        found["due_days"] = "Between 0 and 3650 days, or none for no due date."
    return found


def sequence_problems(draft: SequenceDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if problem := pattern_problem(draft.pattern, yearly=draft.yearly):
        found["pattern"] = problem
    if not 0 <= draft.padding <= 12:
        found["padding"] = "Between 0 and 12 digits."
    if not 1 <= draft.next_value < 10**12:
        found["next_value"] = "Numbers start at 1 or higher."
    return found


def logo_problem(data: bytes | None) -> str | None:
    """Why ``data`` cannot be a brand's logo, or ``None``. Reads only the header: nothing is decoded."""
    if data is None:
        return None
    if len(data) > MAX_LOGO_BYTES:
        return f"The picture is larger than {MAX_LOGO_BYTES // 1_000_000} MB: choose a smaller one."
    size = picture_size(data)
    if size is None:
        return "The logo must be a PNG or JPEG picture."
    if not all(0 < side <= MAX_LOGO_SIDE for side in size):
        return f"The picture is {size[0]} × {size[1]} pixels; at most {MAX_LOGO_SIDE} × {MAX_LOGO_SIDE} can be used."
    return None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or JPEG, or ``None`` for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
