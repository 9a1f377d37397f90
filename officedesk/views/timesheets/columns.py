"""Columns of timesheets, of time on site and of crossings."""

from officedesk.formatting import time_text
from officedesk.models.due import wall
from officedesk.models.enums import CrossingKind
from officedesk.services.mapping.crossing_rows import CrossingRow, StayRow
from officedesk.services.mapping.time_rows import TimeRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell
from officedesk.views.timesheets.words import hours_text, until_text

ENTERED, LEFT = Chip("Enter", "ok"), Chip("Exit", "warn")


def time_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Began, Ended, Hours, Field employee, Job, Company, Location, Notes."""

    def ended(r: TimeRow) -> Cell:
        if r.ended is None:
            return Cell(chips=(Chip("Now", "accent"),))
        days = (r.ended.date() - r.started.date()).days
        return Cell(f"{time_text(r.ended)} +{days} d" if days else time_text(r.ended))

    def note(r: TimeRow) -> Cell:
        marks = (("map-pin", "muted"),) if r.from_crossing else ()
        return Cell(r.note, marks=marks, tip="From a geofence" if marks else "")

    columns = (
        Column("started", "Date", 104, lambda r: Cell(shell.date(r.day)), descending_first=True),
        Column("began", "Began", 76, lambda r: Cell(time_text(r.started)), sortable=False),
        Column("ended", "Ended", 104, ended, sortable=False),
        Column("seconds", "Hours", 80, lambda r: Cell(hours_text(r.seconds)), right=True, descending_first=True),
        Column("technician", "Field employee", 160, lambda r: Cell(r.technician, bold=True), least=130),
        Column("job", "Job", 80, lambda r: Cell(r.job)),
        Column("company", "Company", 200, lambda r: Cell(r.company), least=140),
        Column("location", "Location", 220, lambda r: Cell(r.location), roomy=True, least=120),
        Column("note", "Notes", 220, note, stretch=True, least=100),
    )
    return on_cards(columns, technician="title", seconds="amount", started="aside", company="1", job="2 Job", note="3")


def stay_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Came, Left, On site, Geofence, Vehicle or device, Company, Job, Charged."""

    def device(r: StayRow) -> Cell:
        return Cell(r.called, tip="" if r.technician else "Nobody had this device: say whose it is in Settings.")

    def job(r: StayRow) -> Cell:
        if r.job:
            return Cell(r.job)
        return Cell("choose", tone="warn", tip="Several jobs may be meant.") if r.jobs else Cell("")

    def charged(r: StayRow) -> Cell:
        chips = []
        if r.on_timesheet:
            chips.append(Chip("Timesheet", "ok"))
        if r.invoice:
            chips.append(Chip("Invoice draft" if r.invoice == "draft" else f"Invoice {r.invoice}", "accent"))
        return Cell(chips=tuple(chips))

    zone = shell.desk.zone
    columns = (
        Column("started", "Date", 104, lambda r: Cell(shell.date(wall(r.started, zone).date())), descending_first=True),
        Column("came", "Came", 72, lambda r: Cell(time_text(wall(r.started, zone))), sortable=False),
        Column("ended", "Left", 88, lambda r: Cell(until_text(shell, r.started, r.ended)), sortable=False),
        Column("seconds", "On site", 76, lambda r: Cell(hours_text(r.seconds)), right=True, descending_first=True),
        Column("fence", "Geofence", 170, lambda r: Cell(r.fence, bold=True), least=158),
        Column("device", "Vehicle or device", 180, device, least=140),
        Column("company", "Company", 180, lambda r: Cell(r.company), stretch=True, least=120),
        Column("location", "Location", 200, lambda r: Cell(r.location), roomy=True, least=120),
        Column("job", "Job", 84, job, sortable=False),
        Column("charged", "Charged", 150, charged, least=96),
    )
    return on_cards(
        columns, fence="title", seconds="amount", charged="chips", started="aside", device="1", company="2", job="3 Job"
    )


def crossing_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Time, Enter or exit, Geofence, Vehicle or device, Company, Location, Inside."""
    zone = shell.desk.zone
    columns = (
        Column("at", "Date", 104, lambda r: Cell(shell.date(wall(r.at, zone).date())), descending_first=True),
        Column("time", "Time", 92, lambda r: Cell(f"{wall(r.at, zone):%H:%M:%S}".lstrip("0")), sortable=False),
        Column("kind", "What", 84, lambda r: Cell(chips=(chip_of(r),))),
        Column("fence", "Geofence", 200, lambda r: Cell(r.fence, bold=True), least=158),
        Column("device", "Vehicle or device", 210, lambda r: Cell(r.called), least=150),
        Column("company", "Company", 200, lambda r: Cell(r.company), stretch=True, least=130),
        Column("location", "Location", 220, lambda r: Cell(r.location), roomy=True, least=120),
        Column("seconds", "Was inside", 96, lambda r: Cell(hours_text(r.seconds)), right=True, sortable=False),
    )
    return on_cards(columns, fence="title", kind="chips", at="aside", device="1", company="2")


def chip_of(r: CrossingRow) -> Chip:
    """What happened, in a word and a color."""
    return ENTERED if r.kind is CrossingKind.ENTER else LEFT
