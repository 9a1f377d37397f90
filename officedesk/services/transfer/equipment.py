"""Import of equipment: look at the file, plan it, do it, as customers are imported.

The whole file is one transaction: all of it is stored, or nothing. Each piece has its own row in the history.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.csv_files import Source, look_at, records
from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.company import Company
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import put
from officedesk.services.permissions import Permission
from officedesk.services.transfer.cells import typed
from officedesk.services.transfer.equipment_rows import EquipmentField as F
from officedesk.services.transfer.equipment_rows import Piece, Reader
from officedesk.services.transfer.mapping import map_in, overridden
from officedesk.services.transfer.presets import plain_header
from officedesk.services.transfer.results import (
    ImportCancelled,
    ImportOptions,
    ImportPlan,
    ImportRefused,
    ImportResult,
    RowResult,
)

_WORDS: tuple[tuple[F, str], ...] = (
    (F.CUSTOMER_NUMBER, r"(customer|client|account|cust\.?) ?(no\.?|number|#|id)"),
    (F.CUSTOMER, r"company( name)?|(customer|client)( name)?"),
    (F.KIND, r"kind|part ?(or|/) ?equipment"),
    (F.PART_OF, r"part of|parent( equipment| unit)?|belongs to"),
    (F.NAME, r"(equipment |asset |unit )?name|equipment|asset|unit|tag"),
    (F.TYPE, r"(equipment |asset |unit )?type|category"),
    (F.MANUFACTURER, r"manufacturer|make|brand"),
    (F.MODEL, r"model( ?(no\.?|number|#|name))?"),
    (F.SERIAL_NUMBER, r"serial( ?(no\.?|number|#))?|s/?n"),
    (F.SOLD_BY, r"sold by|source"),
    (F.INSTALL_DATE, r"install(ed|ation)?( date| on)?|date installed|in service( date)?"),
    (F.WARRANTY_ENDS, r"(install )?warranty( ?(ends?|end date|until|through|exp\.?|expir(es|ation|y)( date)?))?"),
    (F.LOCATION, r"(service |job )?(location|address|site|property)( name| address)?"),
    (F.PLACE, r"where|place|position|room|area"),
    (F.LATITUDE, r"lat(itude)?"),
    (F.LONGITUDE, r"(lon|lng|long)(itude)?"),
    (F.NOTES, r"notes?|description|comments?|remarks?"),
)
_GUESSES = tuple((field, re.compile(pattern)) for field, pattern in _WORDS)
_SAMPLE = 50
_PLAIN = ImportOptions()
ISSUES_KEPT = 1_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EquipmentMapping:
    """``columns`` names the field of each column, ``None`` for one that is left out."""

    columns: tuple[F | None, ...]


@dataclass(frozen=True, slots=True)
class EquipmentPreview:
    """What a file looks like and how it would be read. ``rows`` are its first ones, as cells."""

    source: Source
    mapping: EquipmentMapping
    rows: tuple[tuple[str, ...], ...]
    preset: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        return self.source.headers


def inspect(path: Path, *, encoding: str = "", delimiter: str = "") -> EquipmentPreview:
    """Look at a file without an office: encoding, delimiter, headers, first rows and the suggested mapping."""
    source = look_at(path, encoding, delimiter)
    rows = tuple(tuple(record.cells) for record in islice(records(source), _SAMPLE))
    return EquipmentPreview(source, suggest(source.headers), rows)


def suggest(headers: Sequence[str]) -> EquipmentMapping:
    """The mapping that the headers of a file name; each field once."""
    taken: set[F] = set()
    columns: list[F | None] = []
    for header in headers:
        plain = plain_header(header.replace("_", " ").replace("*", ""))
        field = next((one for one, pattern in _GUESSES if pattern.fullmatch(plain) and one not in taken), None)
        if field is not None:
            taken.add(field)
        columns.append(field)
    return EquipmentMapping(tuple(columns))


def read_map(path: Path, headers: Sequence[str]) -> EquipmentMapping:
    """The mapping in a MAP.toml: ``[columns]`` with ``"Header" = "field"`` lines. Raises :class:`InvalidInput`."""
    columns, preset = map_in(path)
    if preset:
        raise InvalidInput({"map": f"{path.name} names a preset: there are none for equipment."})
    return EquipmentMapping(overridden((None,) * len(headers), columns, headers, path.name, F))


def plan(
    desk: Desk,
    source: Source,
    mapping: EquipmentMapping,
    options: ImportOptions = _PLAIN,
    *,
    customer_id: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    report: Callable[[RowResult], None] | None = None,
) -> ImportPlan:
    """Dry run: check every row against the office and count what an import would do. Stores nothing.

    ``customer_id`` is whose equipment it is where the file names nobody.
    """
    desk.need(Permission.IMPORT)
    with desk.read() as session:
        found = _judged(session, desk, source, mapping, options, customer_id, cancelled)
    if progress is not None:
        progress(len(found), len(found))
    return _told(found, mapping, source, report)


def apply(
    desk: Desk,
    source: Source,
    mapping: EquipmentMapping,
    options: ImportOptions = _PLAIN,
    *,
    customer_id: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    report: Callable[[RowResult], None] | None = None,
) -> ImportResult:
    """Import the file in one transaction: all of it, or nothing.

    Raises :class:`ImportRefused` where rows have errors and the options do not leave those out, and
    :class:`ImportCancelled` when ``cancelled`` says so.
    """
    desk.need(Permission.IMPORT)
    with desk.write() as session:
        found = _judged(session, desk, source, mapping, options, customer_id, cancelled)
        done = _told(found, mapping, source, report)
        if done.errors and not options.skip_errors:
            raise ImportRefused(done)
        if not done.new and not done.updated and not done.skipped:
            raise NotAllowed(f"{source.path.name} holds no equipment that can be imported.")
        stored = [piece for piece in found if piece.outcome in ("new", "updated")]
        # What parts belong to is there before they are.
        for count, piece in enumerate(sorted(stored, key=lambda one: one.is_part), start=1):
            _store(session, desk, piece)
            if count % 200 == 0:
                _stop_if(cancelled)
                if progress is not None:
                    progress(count, len(stored))
    return ImportResult(done, None)


def _judged(
    session: Session,
    desk: Desk,
    source: Source,
    mapping: EquipmentMapping,
    options: ImportOptions,
    customer_id: int | None,
    cancelled: Callable[[], bool] | None,
) -> list[Piece]:
    fields = set(mapping.columns)
    if not {F.NAME, F.TYPE, F.MODEL, F.SERIAL_NUMBER} & fields:
        raise InvalidInput({"mapping": f"No column of {source.path.name} says what the equipment is called."})
    if customer_id is None and not {F.CUSTOMER_NUMBER, F.CUSTOMER} & fields:
        raise InvalidInput({"mapping": f"No column of {source.path.name} says whose equipment it is."})
    date_format = session.scalars(select(Company.date_format)).one()
    reader = Reader(session, source.headers, mapping.columns, desk.today(), date_format, customer_id)
    found = []
    for record in records(source):
        found.append(reader.piece(record.row, [typed(cell) for cell in record.cells], record.problem))
        if record.row % 1_000 == 0:
            _stop_if(cancelled)
    reader.match(found, update=options.update)
    return found


def _store(session: Session, desk: Desk, piece: Piece) -> None:
    draft = piece.draft
    if draft is None:
        return
    if piece.parent is not None:
        draft = replace(draft, parent_id=piece.parent.record_id)
    record = piece.record_for(session, desk.now())
    put(session, desk, record, draft)
    piece.record_id = record.id


def _told(
    found: Sequence[Piece], mapping: EquipmentMapping, source: Source, report: Callable[[RowResult], None] | None
) -> ImportPlan:
    issues = [issue for piece in found for issue in piece.issues]
    if report is not None:
        for piece in found:
            report(RowResult(piece.row, piece.outcome, piece.serial, piece.name, tuple(piece.issues)))
    errors = sum(issue.severity.value == "error" for issue in issues)
    unused = tuple(h for h, field in zip(source.headers, mapping.columns, strict=True) if field is None)
    return ImportPlan(
        rows=len(found),
        new=sum(piece.outcome == "new" for piece in found),
        updated=sum(piece.outcome == "updated" for piece in found),
        skipped=sum(piece.outcome == "skipped" for piece in found),
        warnings=len(issues) - errors,
        errors=errors,
        failed=sum(piece.outcome == "error" for piece in found),
        issues=tuple(issues[:ISSUES_KEPT]),
        unused=unused,
    )


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise ImportCancelled("The import was stopped. Nothing was imported.")
