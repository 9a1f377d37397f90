"""The customers of the sample that help pages and pictures show: ABC Company with its papers, and its neighbors."""

from typing import Any

from officedesk.models.customers import Customer
from officedesk.models.enums import CustomerType, EstimateStatus, JobStatus, PaymentMethod, Priority
from officedesk.services.office.sample.builder import Builder, What

FIRST_NUMBER = 12345
RTU = (("FILT-RTU", 4), ("LAB-CERT", "1.5"), ("TRIP", 1))
_PINS = {
    ("400 S 4th St.", "55415"): (44.97789, -93.26402),
    ("10700 West Highway 55", "55441"): (44.98938, -93.41262),
    ("10700 W Highway 55", "55441"): (44.98892, -93.41325),
    ("85 Rose Dr", "80911"): (38.74917, -104.72693),
    ("1820 Park Ave", "55404"): (44.96468, -93.26512),
    ("4 City Hall Plaza", "55318"): (44.78687, -93.60190),
    ("71 Summit Ave", "55102"): (44.94318, -93.11012),
    ("2200 Elm St SE", "55414"): (44.98742, -93.22347),
    ("85 Rose Dr", "55424"): (44.90497, -93.33381),
    ("915 Washington Ave N", "55401"): (44.98903, -93.27873),
}
"""Latitude and longitude of what has a pin on the map, by street and ZIP."""


def _place(street: str, city: str, postal_code: str, region: str = "MN", **more: Any) -> dict[str, Any]:
    latitude, longitude = _PINS.get((street, postal_code), (None, None))
    pin = {"latitude": latitude, "longitude": longitude}
    return {"street": street, "city": city, "region": region, "postal_code": postal_code, **pin, **more}


def abc_company(build: Builder) -> Customer:
    """Customer 12345 with its three locations."""
    return build.customer(
        str(FIRST_NUMBER),
        "ABC Company",
        contacts=[
            {"name": "John Wilson", "role": "Owner", "phone": "(612) 746-4017", "email": "sales@industrack.com"},
            {"name": "Tori walker", "role": "Site manager", "phone": "(612) 746-4017"},
            {"name": "", "phone": "(971) 226-9663", "email": "spec4@gmail.com"},
        ],
        places=[
            _place("400 S 4th St.", "Minneapolis", "55415", street2="Suite 1000M", contact=0),
            _place("10700 West Highway 55", "Plymouth", "55441", street2="Suite 27", name="Location 2", contact=1),
            _place("85 Rose Dr", "Colorado Springs", "80911", "CO", name="3rd location", contact=2),
        ],
        billing=_place("8330 Lovers Ln", "Phillips", "54555", "WI"),
        tags=("COD", "Collection", "Geofence"),
        flag_reason="Gate dog — call first",
        favourite=True,
        rating=4,
        notes=("Invoices go to the billing address, copies to John.", "Roof access only with the building engineer."),
        since=900,
    )


def neighbours(build: Builder) -> dict[str, Customer]:
    """The other customers of the pictures, by a short name."""
    made = {}
    rows: tuple[tuple[str, str, str, str, str, dict[str, Any], tuple[str, ...], dict[str, Any]], ...] = (
        ("birchwood", "Birchwood Dental", "Dana Kim", "(612) 555-0142", "front@birchwood.example",
         _place("1820 Park Ave", "Minneapolis", "55404"), ("Contract",), {"favourite": True, "rating": 5}),
        ("carver", "Carver County Library", "M. Osei", "(952) 555-0119", "facilities@carver.example",
         _place("4 City Hall Plaza", "Chaska", "55318"), ("Contract", "Tax exempt"),
         {"favourite": True, "tax_exempt": True, "terms": "Net 30"}),
        ("delgado", "Delgado Residence", "Ana Delgado", "(651) 555-0177", "ana@delgado.example",
         _place("71 Summit Ave", "Saint Paul", "55102"), (),
         {"type": CustomerType.RESIDENTIAL, "terms": "Due on receipt"}),
        ("elm", "Elm Street Brewing", "Piotr Łukasiewicz", "(612) 555-0190", "ops@elmbrew.example",
         _place("2200 Elm St SE", "Minneapolis", "55414"), ("Do not call",), {"rating": 3}),
        ("fairview", "Fairview Apartments", "Office", "(763) 555-0121", "leasing@fairview.example",
         _place("10700 W Highway 55", "Plymouth", "55441"), ("COD",),
         {"flag_reason": "Two invoices in dispute — ask Rabeea before new work"}),
        ("grace", "Grace Lutheran Church", "Pastor Lind", "(952) 555-0166", "",
         _place("85 Rose Dr", "Edina", "55424"), (), {"tax_exempt": True}),
        ("hennepin", "Hennepin Storage", "Kay Brandt", "(612) 555-0103", "kay@hstorage.example",
         _place("915 Washington Ave N", "Minneapolis", "55401"), ("Geofence",), {}),
    )  # fmt: skip
    for offset, (key, name, contact, phone, email, place, tags, more) in enumerate(rows, start=1):
        made[key] = build.customer(
            str(FIRST_NUMBER + offset),
            name,
            contacts=[{"name": contact, "phone": phone, "email": email}],
            places=[place],
            tags=tags,
            since=700 - 40 * offset,
            **more,
        )
    return made


def double_entry(build: Builder, number: int) -> None:
    """Birchwood once more, by somebody who did not look first: what Duplicates is there for."""
    build.customer(
        str(number),
        "Birchwood Dental Clinic",
        contacts=[{"name": "D. Kim", "phone": "612-555-0142", "email": "dana.kim@birchwood.example"}],
        places=[_place("1820 Park Avenue", "Minneapolis", "55404")],
        since=30,
    )


def abc_history(build: Builder, abc: Customer) -> None:
    """ABC's estimates, jobs and invoices up to the week before this one; sums are those of the help pages."""
    approved, sent = EstimateStatus.APPROVED, EstimateStatus.SENT
    completed = JobStatus.COMPLETED
    rabeea = "Rabeea Anwaar"
    build.estimate(
        101, abc, [("AC-WALL-8K", 6), ("CRANE-HALF", 1), ("PERMIT", 1)], 366,
        description="Replace AC units on all floors", by=rabeea, status=sent, viewed=365,
    )  # fmt: skip
    for number, ago, description, who in (
        (2080, 155, "Fix toilet", "Raz Bajwa"),
        (2082, 141, "Water heater check", "Raz Bajwa"),
        (2089, 140, "Test run of the make-up air unit", "Raz Bajwa"),
        (2090, 140, "Filter change", "Raz Bajwa"),
        (2091, 140, "Thermostat moved", "Erick Voss"),
        (2092, 140, "Water pressure", "Jeff Moreau"),
        (2094, 133, "Drain line", "Raz Bajwa"),
    ):
        covered = {"price": 0, "description": "Covered by the service contract"}
        build.job(
            number, abc, [("MAINT-Q", 1, covered)], ago + 3, description=description, status=completed,
            visits=[build.visit(ago, "9:00", "11:00", [who], completed)],
        )  # fmt: skip
    caps: list[What] = [("CAP-45", 6), ("PUMP-COND", 5), ("MOTOR-FAN", 5), ("LAB-CERT", 3), ("TRIP", 1)]
    fans: list[What] = [("R410A", 1), ("PUMP-COND", 3), ("MOTOR-FAN", 4), ("LAB-CERT", "7.75")]
    for number, what, place, ago, text, job_number, who, bill, due in (
        (1180, caps, 2, 50, "Condenser fans and pumps", 2755, "Jeff Moreau", 3440, 76),
        (1198, fans, 1, 39, "Condensate pumps, fan motors", 2790, "Erick Voss", 3461, 45),
    ):
        estimate = build.estimate(
            number, abc, what, ago, place=place, description=text, status=approved, viewed=ago - 1
        )
        job = build.job(
            job_number, abc, what, ago - 1, place=place, description=text, status=completed, estimate=estimate,
            visits=[build.visit(ago - 5, "8:00", "15:30", [who], completed)],
        )  # fmt: skip
        invoice = build.invoice(
            bill, abc, what, 42 if bill == 3440 else 31, place=place, due=due, job=job, estimate=estimate
        )
        if bill == 3461:
            build.pay(invoice, 12, 119000, PaymentMethod.BANK, "ACH 88410")


def abc_now(build: Builder, abc: Customer) -> None:
    """ABC's papers of the last weeks and what is to come."""
    approved, completed = EstimateStatus.APPROVED, JobStatus.COMPLETED
    rabeea = "Rabeea Anwaar"
    fix: list[What] = [("FILT-RTU", 1), ("CONT-2P", 1), ("LAB-CERT", "0.75"), ("TRIP", 1)]
    build.invoice(3474, abc, fix, 22, terms="No due date", description="Contactor, suite 1000M")
    build.invoice(3476, abc, _dated(build, 22), 22, viewed=22, description="RTU filter change")
    paid = build.invoice(3477, abc, RTU, 22, description="RTU filter change, north roof")
    build.pay(paid, 0, method=PaymentMethod.CHECK, reference="Check 5512")

    install = build.estimate(
        1221, abc, [("TSTAT-STD", 1)], 22, place=2, description="new install", by=rabeea, status=approved, viewed=22
    )
    done = build.job(
        2801, abc, [("TSTAT-STD", 1)], 21, place=2, description="new install", status=completed, estimate=install,
        visits=[build.visit(8, "10:00", "11:00", ["Jeff Moreau"], completed)],
    )  # fmt: skip
    build.invoice(None, abc, [("TSTAT-STD", 1)], 8, place=2, job=done, estimate=install)
    build.estimate(
        1220, abc, [("LAB-CERT", "2.5"), ("TSTAT-PRG", 1)], 23, place=1,
        description="Controls after the office move", status=EstimateStatus.SENT, viewed=20, valid=45,
    )  # fmt: skip
    small = build.estimate(1222, abc, [("FUSE-CAP", 1)], 21, place=1, description="new", by=rabeea, status=approved)
    build.job(
        2836, abc, [("FUSE-CAP", 1)], 20, place=1, description="new", status=JobStatus.SCHEDULED, estimate=small,
        visits=[build.visit(-5, "13:00", "14:00", ["Erick Voss"])],
    )  # fmt: skip
    build.estimate(
        1223, abc, [("DIAG", 1), ("LAB-CERT", 2), ("DRAIN-CLN", 1)], 20, viewed=20, valid=40,
        description="Drain line, second floor",
    )  # fmt: skip
    part: list[What] = [("R410A", 2), ("LAB-CERT", "5.25"), ("DISPOSAL", 1)]
    rooftop = build.job(
        2837, abc, [*part, ("FILT-RTU", 8), ("BELT-A42", 2)], 21, description="Filter change",
        status=JobStatus.IN_PROGRESS, done=3, crew_note="Gate dog: call John before you drive in.",
        visits=[
            build.visit(20, "8:00", "13:00", ["Anton Grip"], completed),
            build.visit(0, "8:00", "9:30", ["Anton Grip"], JobStatus.IN_PROGRESS),
        ],
    )  # fmt: skip
    build.invoice(3482, abc, part, 20, terms="No due date", job=rooftop, tasks=3, description="Refrigerant, RTU-2")
    contract = build.estimate(
        1230, abc, [("MAINT-Q", 4)], 13, description="First Year Contract", by=rabeea, status=approved, viewed=12
    )
    assigned = build.visit(0, "8:00", "9:00", ["Anton Grip"], JobStatus.NOT_STARTED)
    assigned.starts = assigned.ends = None
    build.job(2845, abc, [("MAINT-Q", 4)], 12, description="First Year Contract", estimate=contract, visits=[assigned])
    build.job(
        2851, abc, [("MAINT-Q", 1)], 6, description="Contract visit", status=JobStatus.SCHEDULED,
        visits=[build.visit(0, "15:00", "17:00", ["Raz Bajwa"])],
    )  # fmt: skip
    _yearly_round(build, abc)


def _yearly_round(build: Builder, abc: Customer) -> None:
    first = build.today.replace(day=1)
    visits = []
    for month in range(1, 13):
        year, index = divmod(first.month - 1 + month, 12)
        day = first.replace(year=first.year + year, month=index + 1)
        visits.append(build.visit((build.today - day).days, "8:30", "9:30", ["Anton Grip"]))
    build.job(
        2810, abc, [("MAINT-Q", 12)], 20, place=1, description="Monthly round", status=JobStatus.SCHEDULED,
        visits=visits,
    )  # fmt: skip


def _dated(build: Builder, ago: int) -> list[What]:
    day = build.day(ago)
    filters = {"description": "MERV 13, 20 × 25 × 2 in, RTU-1 to RTU-4"}
    labor = {"description": f"Anton Grip, {day:%m/%d/%Y}"}
    return [("FILT-RTU", 4, filters), ("LAB-CERT", "1.5", labor), ("TRIP", 1)]


def this_day(build: Builder, near: dict[str, Customer]) -> None:
    """The visits of today's board, but ABC's."""
    scheduled = JobStatus.SCHEDULED
    build.job(
        2838, near["elm"], [("GLYCOL", 12), ("LAB-CERT", 3)], 9, description="Glycol chiller",
        status=JobStatus.PAUSED, visits=[build.visit(0, "7:30", "10:30", ["Erick Voss"], JobStatus.PAUSED)],
    )  # fmt: skip
    build.job(
        2839, near["hennepin"], [("COND-3T", 1), ("R410A", 6), ("LAB-CERT", 4)], 8, description="Install condenser",
        status=JobStatus.ON_THE_WAY, visits=[build.visit(0, "9:00", "13:00", ["Jeff Moreau"], JobStatus.ON_THE_WAY)],
    )  # fmt: skip
    build.job(
        2841, near["carver"], [("TUNE-BOIL", 1), ("WATER-TR", 1)], 8, description="Boiler inspection",
        status=scheduled, visits=[build.visit(0, "10:00", "12:00", ["Anton Grip"])],
    )  # fmt: skip
    tune = build.job(
        2842, near["grace"], [("TUNE-AC", 2), ("TRIP", 1)], 7, description="Annual tune-up",
        status=JobStatus.COMPLETED, visits=[build.visit(0, "8:00", "9:00", ["Raz Bajwa"], JobStatus.COMPLETED)],
    )  # fmt: skip
    build.invoice(None, near["grace"], [("TUNE-AC", 2), ("TRIP", 1)], 0, job=tune)
    build.job(
        2843, near["birchwood"], [("DIAG", 1), ("LAB-CERT", 1)], 6, description="Compressor noise", status=scheduled,
        priority=Priority.HIGH, visits=[build.visit(0, "9:30", "10:30", ["Raz Bajwa"])],
    )  # fmt: skip
    build.job(
        2844, near["fairview"], [("LEAK-TEST", 1), ("LAB-CERT", "2.5")], 6, description="Leak, unit 12",
        status=scheduled, visits=[build.visit(0, "14:00", "16:30", ["Anton Grip"])],
    )  # fmt: skip
    build.job(
        2850, near["delgado"], [("TSTAT-WIFI", 1), ("TSTAT-PRG", 1)], 4, description="Thermostat", status=scheduled,
        visits=[build.visit(0, "13:00", "14:00", ["Erick Voss"])],
    )  # fmt: skip
    build.job(
        2852, near["fairview"], [("DIAG-ER", 1)], 0, description="No heat, urgent", status=scheduled,
        priority=Priority.URGENT, visits=[build.visit(0, "11:00", "12:30")],
    )  # fmt: skip
