"""The rest of the small company: some forty customers more, and the papers between the known ones.

Everything comes from one seeded generator, so that each sample office is like the next.
"""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

from officedesk.models.customers import Customer
from officedesk.models.enums import CustomerType, EstimateStatus, JobStatus, PaymentMethod
from officedesk.models.sales import Estimate
from officedesk.models.work import Job
from officedesk.services.office.sample import words
from officedesk.services.office.sample.builder import Builder, What
from officedesk.services.office.sample.known import FIRST_NUMBER
from officedesk.services.office.sample.schedule import TECHNICIANS, Plan

CUSTOMERS = 40
ESTIMATES = range(1171, 1231)
JOBS = range(2741, 2853)
INVOICES = range(3425, 3497)
WRITERS = ("Raz Bajwa", "Rabeea Anwaar", "Anna Lindqvist")
KNOWN_DAYS = {3440: 42, 3461: 31, 3474: 22, 3476: 22, 3477: 22, 3482: 20}
"""Invoices that are dated already: the others lie between them, so that numbers rise with the dates."""
_METHODS = (PaymentMethod.CHECK, PaymentMethod.CHECK, PaymentMethod.BANK, PaymentMethod.CARD)


def more_customers(build: Builder, random: Random, first: int) -> list[Customer]:
    """Forty customers, numbered from ``first``."""
    made = []
    for offset in range(CUSTOMERS):
        name, person, commercial = _name(random)
        place = _place(random)
        role = random.choice(words.ROLES) if commercial else ""
        contacts = [{"name": person, "role": role, **_reach(random, person)}]
        places = [place]
        if commercial and random.random() < 0.3:
            contacts.append({"name": _person(random), "role": "Facilities", "phone": _phone(random)})
            places.append({**_place(random), "name": "Warehouse", "contact": 1})
        chosen = [tag for tag, share in _TAGS if random.random() < share]
        made.append(
            build.customer(
                str(first + offset),
                name,
                contacts=contacts,
                places=places,
                tags=chosen,
                type=CustomerType.COMMERCIAL if commercial else CustomerType.RESIDENTIAL,
                terms=random.choice(("Net 15", "Net 15", "Net 30")) if commercial else "Due on receipt",
                notes=[random.choice(words.NOTES)] if random.random() < 0.4 else (),
                rating=random.choice((0, 0, 3, 4, 5)),
                favourite=random.random() < 0.1,
                since=random.randint(60, 800),
            )
        )
    return made


_TAGS = (("Contract", 0.25), ("COD", 0.1), ("Geofence", 0.08), ("Do not call", 0.05))


def papers(build: Builder, random: Random, customers: list[Customer], taken: set[tuple[str, int]]) -> None:
    """Estimates, jobs, invoices and payments of ``customers`` under every number that the known ones left free."""
    for number in ESTIMATES:
        if ("estimate", number) not in taken:
            _pending(build, random, random.choice(customers), number)
    free = (number for number in JOBS if ("job", number) not in taken)
    days = _days()
    for number in INVOICES:
        if number in KNOWN_DAYS:
            continue
        _finished(build, random, random.choice(customers), number, days[number], free)
    plan = Plan(build)
    for offset, number in enumerate(free):
        customer = random.choice(customers)
        text, what = _work(random)
        plan.job(random, customer, what, number, offset, text)


def _pending(build: Builder, random: Random, customer: Customer, number: int) -> Estimate:
    text, what = _work(random)
    ago = max(1, round((ESTIMATES.stop - number) / len(ESTIMATES) * 62) + 8)
    chance = random.random()
    status = EstimateStatus.SENT if chance < 0.6 else EstimateStatus.DRAFT if chance < 0.8 else EstimateStatus.DECLINED
    return build.estimate(
        number,
        customer,
        what,
        ago,
        description=text,
        by=random.choice(WRITERS),
        status=status,
        viewed=max(ago - random.randint(0, 4), 0) if status is not EstimateStatus.DRAFT and chance < 0.5 else None,
        valid=random.choice((30, 30, 45, 60)),
        reason="Went with another offer." if status is EstimateStatus.DECLINED else "",
    )


def _finished(build: Builder, random: Random, customer: Customer, number: int, ago: int, free: Iterator[int]) -> None:
    """An invoice, most often for a completed job, and what was paid on it."""
    text, what = _work(random)
    job: Job | None = None
    place = random.randrange(len(customer.locations))
    job_number = next(free, None) if random.random() < 0.7 and ago > 3 else None
    if job_number is not None:
        start = random.choice(("8:00", "9:30", "13:00"))
        end = {"8:00": "11:00", "9:30": "12:00", "13:00": "16:30"}[start]
        visit = build.visit(ago + 1, start, end, [random.choice(TECHNICIANS)], JobStatus.COMPLETED)
        job = build.job(
            job_number, customer, what, ago + random.randint(3, 9), place=place, description=text,
            status=JobStatus.COMPLETED, visits=[visit],
        )  # fmt: skip
    terms = next(name for name, terms in build.terms.items() if terms.id == customer.terms_id)
    invoice = build.invoice(number, customer, what, ago, place=place, terms=terms, job=job, description=text)
    chance = random.random()
    if chance < 0.62:
        paid = max(ago - random.randint(1, 18), 0)
        build.pay(invoice, paid, method=random.choice(_METHODS), reference=f"Check {random.randint(1000, 9999)}")
    elif chance < 0.72:
        build.pay(invoice, max(ago - 6, 0), invoice.balance // 200 * 100 or None, PaymentMethod.CARD)


def _days() -> dict[int, int]:
    """Age in days of every invoice: straight lines between the known ones."""
    marks = sorted({INVOICES.start: 62, **KNOWN_DAYS, INVOICES.stop - 1: 1}.items())
    days = {}
    for (low, old), (high, new) in pairwise(marks):
        for number in range(low, high + 1):
            days[number] = round(old + (new - old) * (number - low) / (high - low))
    return days


def _work(random: Random) -> tuple[str, list[What]]:
    text, codes = random.choice(words.WORK)
    return text, [(code, _quantity(random, code)) for code in codes]


def _quantity(random: Random, code: str) -> str:
    if code.startswith("LAB"):
        return str(random.choice(("1", "1.5", "2", "2.5", "3", "4", "6")))
    if code.startswith(("R4", "FILT", "PIPE")):
        return str(random.choice((1, 2, 4, 4, 6, 8, 12)))
    return "1"


def _name(random: Random) -> tuple[str, str, bool]:
    person = _person(random)
    chance = random.random()
    if chance < 0.35:
        return f"{person.split()[-1]} Residence", person, False
    if chance < 0.55:
        return f"{random.choice(words.STREETS)} {random.choice(words.PLACES)}", person, True
    return f"{random.choice(words.LAST)} {random.choice(words.TRADES)}{random.choice(words.FORMS)}", person, True


def _person(random: Random) -> str:
    return f"{random.choice(words.FIRST)} {random.choice(words.LAST)}"


def _reach(random: Random, person: str) -> dict[str, Any]:
    found = {"phone": _phone(random)}
    if random.random() < 0.85:
        found["email"] = person.lower().replace(" ", ".") + "@mail.example"
    if random.random() < 0.4:
        found["mobile"] = _phone(random)
    return found


def _phone(random: Random) -> str:
    return f"({random.choice(words.AREA_CODES)}) 555-01{random.randint(0, 99):02d}"


def _place(random: Random) -> dict[str, Any]:
    city, region, codes = random.choice(words.CITIES[:12])
    street = f"{random.randint(100, 9800)} {random.choice(words.STREETS)} {random.choice(words.STREET_KINDS)}"
    return {"street": street, "city": city, "region": region, "postal_code": random.choice(codes)}


def numbered(first: int = FIRST_NUMBER) -> int:
    """The first number after the known customers."""
    return first + 8
