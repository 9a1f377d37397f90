"""Papers: one invoice of 10 and of 1,000 lines against bare platypus, and 1,000 invoices in one PDF."""

import os
import random
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median

from benchmarks.figures import Figure, milliseconds
from benchmarks.floors import pdf_floor
from officedesk.models.enums import LineKind
from officedesk.models.papers import PaperBrand, PaperData, PaperFact, PaperKind, PaperLine, PaperTax, PaperTotals
from officedesk.reports.batch import render_many
from officedesk.reports.render import render

_GOODS = (
    ("RTU filter change", "MERV 13, 20 × 25 × 2 in, RTU-1 to RTU-4"),
    ("Labor, certified technician", "Anton Grip"),
    ("Trip charge", ""),
    ("Condenser, 3-ton", "Outdoor unit with pad, disconnect and whip, set by crane on the curb of the old unit"),
    ("Refrigerant R-410A", "Recovered, weighed in, leak-checked"),
)


def invoice(seed: int, lines: int) -> PaperData:
    """An invoice unlike that of any other seed."""
    draw = random.Random(seed)
    sold = []
    for position in range(1, lines + 1):
        name, description = draw.choice(_GOODS)
        count, price = Decimal(draw.randrange(1, 90)) / 10, draw.randrange(100, 300_000)
        taxed = draw.random() < 0.5
        sold.append(
            PaperLine(
                position,
                LineKind.SERVICE,
                f"{name} {draw.randrange(10_000)}",
                description,
                count,
                draw.choice(("ea", "h", "lb", "")),
                price,
                tax_percent=Decimal("7.525") if taxed else None,
                amount=round(count * price),
            )
        )
    net = sum(line.amount for line in sold if line.tax_percent)
    subtotal, tax = sum(line.amount for line in sold), round(net * 0.07525)
    return PaperData(
        PaperKind.INVOICE,
        "Invoice",
        date(2023, 5, 30),
        str(1000 + seed),
        brand=PaperBrand("Northside Mechanical", ("1200 2nd St NE", "Minneapolis, MN 55413"), "(612) 555-0100"),
        customer_name=f"Customer {seed}",
        customer_number=str(seed),
        bill_to=(f"Customer {seed}", "John Wilson", f"{draw.randrange(9999)} Lovers Ln", "Phillips, WI 54555"),
        service_location=("400 S 4th St., Suite 1000M", "Minneapolis, MN 55415"),
        facts=(PaperFact("Date", day=date(2023, 5, 30)), PaperFact("Due", day=date(2023, 6, 14), strong=True)),
        due=date(2023, 6, 14),
        lines=tuple(sold),
        totals=PaperTotals(
            subtotal,
            taxes=(PaperTax("MN sales tax", Decimal("7.525"), net, tax),),
            total=subtotal + tax,
            balance=subtotal + tax,
        ),
        thanks="Thank you for your business.",
        payment_note="Please pay by check to Northside Mechanical or by bank transfer.",
        remittance_strip=True,
    )


def run(_sizes: tuple[int, ...] = ()) -> list[Figure]:
    """The figures. No paper is rendered twice: nothing but faces is remembered from the run before."""
    return [_single(10, 40, 1.3), _single(1000, 3, 1.2), _many()]


def _single(lines: int, runs: int, target: float) -> Figure:
    ours, floor = [], []
    for seed in range(runs + 1):
        paper = invoice(seed, lines)
        ours.append(milliseconds(partial(render, paper)))
        floor.append(milliseconds(partial(pdf_floor.render, paper)))
    # The first run reads the faces in.
    return Figure(
        "papers",
        f"invoice PDF, {lines:,} lines",
        median(ours[1:]),
        "ms",
        target,
        median(floor[1:]),
        note="bare platypus",
    )


def _many() -> Figure:
    papers = [invoice(seed, 10) for seed in range(1000)]
    cores = os.cpu_count() or 1
    singles, rounds = [], []
    for start in range(0, 500, 100):
        singles += [milliseconds(partial(render, paper)) for paper in papers[start : start + 100]]
        rounds.append(milliseconds(partial(render_many, papers)))
    alone, together = median(singles), median(rounds)
    return Figure(
        "papers",
        "1,000 invoices in one PDF",
        len(papers) * 1000 / together,
        "a second",
        0.9,
        cores * 1000 / alone,
        at_least=True,
        note=f"{cores} cores × the rate of one invoice at a time",
    )
