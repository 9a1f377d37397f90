"""Columns of geofences."""

from officedesk.formatting import time_text
from officedesk.services.mapping.rows import FenceRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.map.fence_words import active_text, alert_text, imperial
from officedesk.views.shell import Shell


def fence_columns(shell: Shell, *, with_company: bool = False) -> tuple[Column, ...]:
    """Name, Customer, Location, Size, Enter location, Exit location, Alerts, Tell."""
    in_feet = imperial(shell.desk.currency)

    def name(r: FenceRow) -> Cell:
        return Cell(r.name, bold=True)

    def size(r: FenceRow) -> Cell:
        from officedesk.maps.units import format_size

        return Cell(format_size(r.shape, r.measured, in_feet))

    def last(at: object, told: bool) -> Cell:
        from datetime import datetime

        if not isinstance(at, datetime):
            return Cell("—", tone="muted", tip="" if told else "No alert")
        local = at.astimezone(shell.desk.zone)
        return Cell(f"{shell.date(local.date())} {time_text(local)}", tip="" if told else "No alert")

    def alerts(r: FenceRow) -> Cell:
        on = r.alert_on_enter or r.alert_on_exit
        chip = Chip(alert_text(r.alert_on_enter, r.alert_on_exit), "ok" if on else "plain")
        return Cell(chips=(chip,), tip=active_text(r.active_days, r.active_from, r.active_until))

    def told(r: FenceRow) -> Cell:
        return Cell(", ".join(r.watchers) or "—", tone="text" if r.watchers else "muted")

    columns = (
        Column("name", "Name", 180, name, stretch=True, least=110),
        *((Column("company", "Customer", 160, lambda r: Cell(r.company or "—"), least=120),) * with_company),
        Column("location", "Location", 190, lambda r: Cell(r.location or "—"), roomy=with_company, least=90),
        Column("size", "Size", 210, size, least=196, descending_first=True),
        Column("last_enter", "Enter location", 152, lambda r: last(r.last_enter, r.alert_on_enter), least=148,
               descending_first=True),
        Column("last_exit", "Exit location", 152, lambda r: last(r.last_exit, r.alert_on_exit), least=148,
               descending_first=True),
        Column("alerts", "Alerts", 132, alerts, least=112),
        Column("watchers", "Tell", 150, told, sortable=False, roomy=True, least=80),
    )  # fmt: skip
    return on_cards(
        columns,
        name="title",
        alerts="chips",
        company="1",
        location="2",
        size="1",
        last_enter="3 Last in",
        last_exit="3 Last out",
        watchers="aside",
    )
