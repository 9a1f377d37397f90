"""``daysheets`` and ``calendar``: the schedule on paper and in calendar files."""

import json
import sys
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path

from officedesk.commands.common import opened
from officedesk.errors import InvalidInput, NotFound
from officedesk.files import write_bytes
from officedesk.models.text import fold
from officedesk.services.desk import Desk


def day_sheets(args: Namespace) -> int:
    """Write the sheets of a day or a week, or the plan of a week, as PDF to a file or to standard output."""
    from officedesk.archive import drawn_day_sheets, drawn_week_plan

    with opened(args.office, args.user) as context:
        desk = context.desk
        day = _day(args.day) or desk.today()
        whom = _technicians(desk, args.technician)
        if args.plan:
            paper = drawn_week_plan(desk, day, whom)
        elif args.week:
            monday = day - timedelta(days=day.weekday())
            paper = drawn_day_sheets(desk, monday, monday + timedelta(days=6), whom)
        else:
            paper = drawn_day_sheets(desk, day, None, whom)
    _write(args.output, paper.content)
    return 0


def calendar(args: Namespace) -> int:
    """Write the calendar of one technician to a file, or one for each to a folder."""
    from officedesk.services.calendars import export

    with opened(args.office, args.user) as context:
        desk = context.desk
        whom = _technicians(desk, args.technician)
        if args.folder:
            done = export.write_calendars(desk, Path(args.folder), whom)
            told = {"written": done.written, "unchanged": done.unchanged, "removed": done.removed}
            sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
            return 0
        if len(whom) != 1:
            raise InvalidInput({"technician": "Name one technician (--technician), or a folder (--folder) for all."})
        file = export.calendar(desk, whom[0])
    _write(args.output or file.name, file.content)
    return 0


def _technicians(desk: Desk, names: list[str] | None) -> tuple[int, ...]:
    from officedesk.services.office.people import technicians

    known = {fold(person.name): person.id for person in technicians(desk) if person.id is not None}
    missing = [name for name in names or () if fold(name) not in known]
    if missing:
        raise NotFound(f"There is no technician called {', '.join(missing)}.", hint="Write the name as in Settings.")
    return tuple(known[fold(name)] for name in names or ())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput({"day": f"“{text}” is not a day. Write it like 2026-11-23."}) from None


def _write(output: str, content: bytes) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_bytes(Path(output), content)
