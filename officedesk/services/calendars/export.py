"""Calendar files: of one technician, or a folder with a file for each that is kept as the schedule is.

What the calendars need, and get: all of them ``UID`` and ``DTSTAMP``, lines of at most 75 bytes that end in CR LF, and
the zones that are named; Outlook ``METHOD:PUBLISH``, ``SEQUENCE`` and zones as yearly rules; Apple whole days as dates;
Google files of at most 1 MB where a file is uploaded (it has no bound where a calendar is followed by its address).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound, OfficeError
from officedesk.models.company import Company, Technician
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
"""How far a calendar reaches from today where nobody says otherwise."""
LARGEST_UPLOAD = 1_000_000
"""Bytes that Google takes in one upload."""
_HEAD = 2_000


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """``content`` is the file; ``large``: Google would not take it as an upload."""

    name: str
    technician: str
    content: bytes
    visits: int

    @property
    def large(self) -> bool:
        return len(self.content) > LARGEST_UPLOAD


@dataclass(frozen=True, slots=True)
class Written:
    """What was done in a folder: names of files, and technicians whose file is too large for an upload to Google."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    large: tuple[str, ...]


def calendar(desk: Desk, technician_id: int, first: date | None = None, last: date | None = None) -> CalendarFile:
    """The calendar of one technician between two days. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        technician = session.get(Technician, technician_id)
        if technician is None:
            raise NotFound("This technician is no longer there.")
        return _file(session, desk, session.scalars(select(Company)).one(), technician, first, last)


def write_calendars(
    desk: Desk,
    folder: Path,
    technician_ids: Sequence[int] = (),
    first: date | None = None,
    last: date | None = None,
) -> Written:
    """Make ``folder`` hold a file for each of these technicians, or for all who work here.

    Only what differs is written: whoever follows a file is told of nothing that did not change. With all technicians,
    files of this office whose technician has left, or is called otherwise by now, go. Raises :class:`OfficeError` where
    the folder is not there or cannot be written to.
    """
    desk.need(Permission.JOBS_READ)
    from officedesk.files import told, write_bytes

    with desk.read() as session:
        company = session.scalars(select(Company)).one()
        query = select(Technician).order_by(Technician.position, Technician.name, Technician.id)
        wanted = Technician.id.in_(technician_ids) if technician_ids else Technician.active
        files = [
            _file(session, desk, company, technician, first, last)
            for technician in session.scalars(query.where(wanted))
        ]
        office_key = company.office_key
    if not folder.is_dir():
        raise OfficeError(f"{folder} is not a folder that is there.", hint="Choose another folder for the calendars.")
    written, unchanged = [], []
    for file in files:
        path = folder / file.name
        with told(path):
            same = path.is_file() and path.read_bytes() == file.content
        if same:
            unchanged.append(file.name)
        else:
            write_bytes(path, file.content)
            written.append(file.name)
    removed = () if technician_ids else _tidied(folder, {file.name for file in files}, office_key)
    large = tuple(file.technician for file in files if file.large)
    return Written(tuple(written), tuple(unchanged), removed, large)


def _file(
    session: Session, desk: Desk, company: Company, technician: Technician, first: date | None, last: date | None
) -> CalendarFile:
    from officedesk.services.calendars.events import calendar_of, rows_of

    today = desk.today()
    rows = rows_of(session, technician.id, first or today - BACK, last or today + AHEAD)
    content = calendar_of(session, company, technician, rows, desk.zone).to_ical()
    return CalendarFile(file_name(technician.name, technician.id), technician.name, bytes(content), len(rows))


def file_name(technician: str, technician_id: int) -> str:
    """``anton-grip-1.ics``: the same for good, as long as they are called so."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(technician)).strip("-")[:60]
    return f"{words or 'technician'}-{technician_id}.ics"


def _tidied(folder: Path, wanted: set[str], office_key: str) -> tuple[str, ...]:
    """Take away files that this office wrote here before and does not write any more; never anything else."""
    from officedesk.files import told

    mine = re.compile(rf"^UID:technician-\d+-{re.escape(office_key)}@\r?\n? ?officedesk", re.MULTILINE)
    removed = []
    for path in sorted(folder.glob("*.ics")):
        if path.name in wanted or not re.fullmatch(r"[a-z0-9-]+-\d+\.ics", path.name):
            continue
        with told(path):
            with path.open("rb") as opened:
                head = opened.read(_HEAD).decode("utf-8", "replace")
            if mine.search(re.sub(r"\r?\n[ \t]", "", head)):
                path.unlink()
                removed.append(path.name)
    return tuple(removed)
