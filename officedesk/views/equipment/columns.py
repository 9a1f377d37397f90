"""Columns of equipment, and how a warranty is shown."""

from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.services.equipment.rows import EquipmentRow
from officedesk.services.equipment.warranty import SOON, told
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

KINDS = ((EquipmentKind.EQUIPMENT, "Equipment"), (EquipmentKind.PART, "Part"))
SOURCES = ((EquipmentSource.SOLD, "Sold by us"), (EquipmentSource.THIRD_PARTY, "Third-party"))


def warranty_chip(months: int | None) -> Chip | None:
    """``14 months left``; in the colour of a warning under three months, of trouble once it is over."""
    if months is None:
        return None
    return Chip(told(months), "bad" if months < 0 else "warn" if months < SOON else "plain")


def equipment_columns(shell: Shell) -> tuple[Column, ...]:
    """Name, Type, Manufacturer, Model, Serial number, Install date, Warranty ends, Location, Notes."""

    def name(r: EquipmentRow) -> Cell:
        part = r.kind is EquipmentKind.PART
        belongs = f"Part of {r.parent}" if r.parent else "Part"
        third = "" if r.source is EquipmentSource.SOLD else "Third-party"
        tip = " · ".join(filter(None, (belongs if part else "", third)))
        return Cell(r.name, bold=True, marks=(("puzzle-piece", "muted"),) if part else (), tip=tip)

    def warranty(r: EquipmentRow) -> Cell:
        chip = warranty_chip(r.months_left)
        return Cell(shell.date(r.warranty_ends) if r.warranty_ends else "", chips=(chip,) if chip else ())

    def location(r: EquipmentRow) -> Cell:
        return Cell(f"{r.location} · {r.place}" if r.location and r.place else r.location or r.place)

    columns = (
        Column("name", "Name", 190, name, least=150),
        Column("type", "Type", 120, lambda r: Cell(r.type), least=90),
        Column("manufacturer", "Manufacturer", 120, lambda r: Cell(r.manufacturer), least=104),
        Column("model", "Model", 120, lambda r: Cell(r.model), least=90),
        Column("serial_number", "Serial number", 130, lambda r: Cell(r.serial_number), least=112),
        Column(
            "install_date",
            "Install date",
            112,
            lambda r: Cell(shell.date(r.install_date) if r.install_date else ""),
            descending_first=True,
        ),
        Column("warranty_ends", "Warranty ends", 204, warranty),
        Column("location", "Location", 170, location, stretch=True, least=90),
        Column("notes", "Notes", 140, lambda r: Cell(" ".join(r.notes.split())), roomy=True, least=100),
    )
    return on_cards(
        columns,
        name="title",
        warranty_ends="chips",
        type="1",
        manufacturer="1",
        model="1",
        serial_number="2 Serial",
        location="3",
        install_date="aside Installed",
    )
