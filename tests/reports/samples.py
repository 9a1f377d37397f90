"""Papers to print in tests, and what a printed one says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader

from officedesk.models.enums import AmountKind, LineKind
from officedesk.models.papers import (
    PaperAllocation,
    PaperBrand,
    PaperColumn,
    PaperData,
    PaperFact,
    PaperKind,
    PaperLine,
    PaperNote,
    PaperTax,
    PaperTotals,
    PaperVisit,
)


def logo(width: int = 120, height: int = 60, kind: str = "PNG") -> bytes:
    """A picture file of one colour."""
    target = BytesIO()
    Image.new("RGB", (width, height), (31, 111, 235)).save(target, kind)
    return target.getvalue()


BRAND = PaperBrand(
    "Northside Mechanical",
    ("1200 2nd St NE", "Minneapolis, MN 55413"),
    "(612) 555-0100",
    "office@northside.example",
    licence="MN license HVAC-204417",
    logo=logo(),
)


def line(position: int, name: str, quantity: str, price: int, amount: int, **more: Any) -> PaperLine:
    """A line sold; `quantity` as text, money in cents."""
    return PaperLine(position, LineKind.SERVICE, name, quantity=Decimal(quantity), price=price, amount=amount, **more)


INVOICE = PaperData(
    PaperKind.INVOICE,
    "Invoice",
    date(2023, 5, 30),
    "3476",
    brand=BRAND,
    customer_name="ABC Company",
    customer_number="12345",
    bill_to=("ABC Company", "John Wilson", "8330 Lovers Ln", "Phillips, WI 54555"),
    service_location=("400 S 4th St., Suite 1000M", "Minneapolis, MN 55415"),
    facts=(
        PaperFact("Date", day=date(2023, 5, 30)),
        PaperFact("Due", day=date(2023, 6, 14), strong=True),
        PaperFact("Terms", "Net 15"),
        PaperFact("Job", "2837"),
    ),
    due=date(2023, 6, 14),
    lines=(
        line(1, "RTU filter change", "4", 4500, 18000, unit="ea", tax_percent=Decimal("7.525"), description="MERV 13"),
        line(2, "Labor, certified technician", "1.5", 8400, 12600, unit="h", description="Anton Grip, 05/30/2023"),
        line(3, "Trip charge", "1", 945, 945),
    ),
    totals=PaperTotals(
        31545, taxes=(PaperTax("MN sales tax", Decimal("7.525"), 18000, 1355),), total=32900, paid=10000, balance=22900
    ),
    thanks="Thank you for your business.",
    payment_note="Please pay within 15 days by check, naming invoice 3476.",
    remittance_strip=True,
)
ESTIMATE = replace(
    INVOICE,
    kind=PaperKind.ESTIMATE,
    title="Estimate",
    number="1231",
    remittance_strip=False,
    payment_note="",
    note="Price includes removal of the old unit.",
    description="Replace AC unit, roof 2",
    lines=(
        PaperLine(1, LineKind.SECTION, "Equipment", amount=225100),
        line(2, "Condenser", "1", 214000, 214000, tax_percent=Decimal("7.525")),
        line(3, "Refrigerant", "6", 1850, 11100, tax_percent=Decimal("7.525")),
        line(4, "Labor", "8", 8400, 60480, discount_kind=AmountKind.PERCENT, discount_value=Decimal(10)),
        line(5, "Thermostat", "1", 24900, 24900, optional=True, counted=False),
    ),
    totals=PaperTotals(
        285580,
        14279,
        AmountKind.PERCENT,
        Decimal(5),
        taxes=(PaperTax("MN sales tax", Decimal("7.525"), 213845, 16092),),
        total=287393,
        balance=287393,
        deposit_due=86218,
        deposit_percent=Decimal(30),
    ),
)
WORK_ORDER = replace(
    INVOICE,
    kind=PaperKind.WORK_ORDER,
    title="Work order",
    number="2837",
    remittance_strip=False,
    thanks="",
    payment_note="",
    note="Roof hatch key at the front desk.",
    hidden_columns=(PaperColumn.PRICE, PaperColumn.DISCOUNT, PaperColumn.TAX, PaperColumn.AMOUNT),
    visits=(
        PaperVisit(
            datetime.fromisoformat("2023-05-30T08:00"),
            datetime.fromisoformat("2023-05-30T09:30"),
            technicians=("Anton Grip", "Lena Ost"),
            note="Ladder",
        ),
        PaperVisit(),
    ),
    site_notes=(
        PaperNote("Gate code 4411.\nPark at the dock.", "Raz Bajwa", date(2023, 2, 1)),
        PaperNote("Mind the step"),
    ),
)
RECEIPT = replace(
    INVOICE,
    kind=PaperKind.RECEIPT,
    title="Receipt",
    number="501",
    lines=(),
    remittance_strip=False,
    payment_note="",
    allocations=(PaperAllocation("3476", date(2023, 5, 30), 32900, 20000),),
    unapplied=2100,
    totals=PaperTotals(total=22100, paid=22100),
)
ALL = (INVOICE, ESTIMATE, WORK_ORDER, RECEIPT)


def long_invoice(lines: int, **more: Any) -> PaperData:
    """An invoice of that many lines, the last one named Last."""
    rows = [line(n, f"Line {n}" if n < lines else "Last", "1", 100, 100) for n in range(1, lines + 1)]
    totals = PaperTotals(100 * lines, total=100 * lines, balance=100 * lines)
    return replace(INVOICE, **{"lines": tuple(rows), "totals": totals, **more})


def pages_of(pdf: bytes) -> list[str]:
    """What each page says; spaces and line breaks are one space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """What a PDF says, all pages."""
    return " ".join(pages_of(pdf))
