"""What stands at the customers of the sample that pictures show, with parts, warranties and the jobs on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.models.equipment import Equipment, EstimateEquipment, JobEquipment
from officedesk.models.sales import Estimate
from officedesk.models.work import Job
from officedesk.services.office.sample.builder import Builder

ROOF = "Roof, north side"


class _Yard:
    """Puts equipment at customers' locations."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self.made: dict[str, Equipment] = {}

    def put(
        self,
        customer: Customer,
        name: str,
        type_: str = "",
        manufacturer: str = "",
        model: str = "",
        serial_number: str = "",
        *,
        at: int = 0,
        where: str = "",
        installed: int | None = None,
        warranty: int | None = None,
        **columns: Any,
    ) -> Equipment:
        """``installed`` and ``warranty``: months before and after today."""
        build = self._build
        since = installed * 30 if installed is not None else 200
        made = Equipment(
            customer_id=customer.id,
            location_id=customer.locations[at].id,
            name=name,
            type=type_,
            manufacturer=manufacturer,
            model=model,
            serial_number=serial_number,
            install_date=_months(build.today, -installed) if installed is not None else None,
            warranty_ends=_months(build.today, warranty) if warranty is not None else None,
            place=where,
            created_at=build.at(min(since, 380), 14),
            updated_at=build.at(min(since, 380), 14),
            **columns,
        )
        build.session.add(made)
        build.session.flush()
        self.made[name] = made
        return made

    def part(self, whole: Equipment, name: str, model: str = "", warranty: int | None = None, notes: str = "") -> None:
        """A part, where its equipment is."""
        build = self._build
        made = Equipment(
            customer_id=whole.customer_id,
            location_id=whole.location_id,
            parent_id=whole.id,
            kind=EquipmentKind.PART,
            name=name,
            type="Part",
            manufacturer=whole.manufacturer,
            model=model,
            install_date=whole.install_date,
            warranty_ends=_months(build.today, warranty) if warranty is not None else None,
            place=whole.place,
            notes=notes,
            created_at=whole.created_at,
            updated_at=whole.created_at,
        )
        build.session.add(made)
        build.session.flush()

    def link(self, kind: type[Any], numbers: Iterable[int], *names: str) -> None:
        """Say which equipment these jobs or estimates are about."""
        session = self._build.session
        link, column = (JobEquipment, "job_id") if kind is Job else (EstimateEquipment, "estimate_id")
        for number in numbers:
            owner = session.scalar(select(kind.id).where(kind.number == str(number)))
            if owner is not None:
                session.add_all(link(**{column: owner, "equipment_id": self.made[name].id}) for name in names)
        session.flush()


def equipment(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Rooftop units, boilers and what else the pictures show."""
    yard = _Yard(build)
    filters = "MERV 13 filters, 20 × 25 × 2 in, four of them."
    rtu1 = yard.put(
        abc, "RTU-1", "Rooftop unit", "Carrier", "48TC-D08", "2218G41077", installed=52, warranty=8, where=ROOF,
        notes=filters,
    )  # fmt: skip
    yard.put(
        abc, "RTU-2", "Rooftop unit", "Carrier", "48TC-D08", "2218G41078", installed=52, warranty=2, where=ROOF,
        notes=filters,
    )  # fmt: skip
    yard.part(rtu1, "Scroll compressor", "ZP61K5E", warranty=68, notes="Five more years than the unit.")
    yard.part(rtu1, "Condenser fan motor", "HC42VL", warranty=2)
    yard.part(rtu1, "Economizer", "JADE W7220")
    third = EquipmentSource.THIRD_PARTY
    yard.put(abc, "Rtu", "Rooftop unit", "Carrier", "ABC", installed=70, notes="Test equipment note", source=third)
    yard.put(
        abc, "Water heater", "Water heater", "A. O. Smith", "BTH-199", "1934M002113", installed=60, warranty=-1,
        where="Mechanical room, second floor",
    )  # fmt: skip
    yard.put(abc, "Boiler", "Boiler", "Weil-McLain", "GV90+", "CP6612904", at=1, installed=30, warranty=30)
    yard.put(abc, "Thermostat, suite 27", "Thermostat", "Honeywell", "T6 Pro", at=2, installed=0, warranty=60)
    walk_in = yard.put(
        near["elm"], "Glycol chiller", "Chiller", "G&D", "GD-10H", "GD10-4471", installed=40, warranty=1,
        where="Cellar",
    )  # fmt: skip
    yard.part(walk_in, "Glycol pump", "Procon 1309", warranty=-3)
    yard.put(near["carver"], "Boiler 1", "Boiler", "Lochinvar", "KBN-400", "1711-10884", installed=96, warranty=24)
    yard.put(near["carver"], "Boiler 2", "Boiler", "Lochinvar", "KBN-400", "1711-10885", installed=96, warranty=24)
    yard.put(near["birchwood"], "Air conditioner", "Split system", "Trane", "XR14", "17412KCP1F", installed=84)
    yard.put(near["grace"], "Sanctuary unit", "Rooftop unit", "Lennox", "LGH-060", "5612C08841", installed=110)
    yard.put(
        near["hennepin"], "Condenser", "Condensing unit", "Goodman", "GSX13", "2003117734", installed=1, warranty=119
    )
    yard.link(Job, (2810, 2837, 2845, 2851), "RTU-1", "RTU-2")
    yard.link(Job, (2838,), "Glycol chiller")
    yard.link(Job, (2841,), "Boiler 1", "Boiler 2")
    yard.link(Job, (2839,), "Condenser")
    yard.link(Estimate, (1230, 1223), "RTU-1", "RTU-2")
    yard.link(Estimate, (1220,), "Boiler")


def _months(today: date, months: int) -> date:
    """The day so many months away, no later than the 28th."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, 28))
