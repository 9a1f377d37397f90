"""Import of customers: look at the file, plan it, do it. The command line and the import window call only this.

A file is read twice, row by row: once to see which rows belong to one customer, once to check (and store) them.
Nothing of it is held in memory but a number for each customer.
"""

import gc
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from officedesk.csv_files import Record, Source, look_at, records
from officedesk.database.changes import note_batch
from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.company import Brand, Company, Terms
from officedesk.models.customers import ImportBatch
from officedesk.models.enums import ChangeAction
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.transfer.fields import Field
from officedesk.services.transfer.mapping import Mapping, suggest
from officedesk.services.transfer.matching import Match, Matcher
from officedesk.services.transfer.newcomers import Issue, Newcomer, Severity
from officedesk.services.transfer.numbering import NumberBlock
from officedesk.services.transfer.results import (
    ImportCancelled,
    ImportOptions,
    ImportPlan,
    ImportRefused,
    ImportResult,
    Preview,
    RowResult,
)
from officedesk.services.transfer.rows import RowReader, Values
from officedesk.services.transfer.storing import Storage
from officedesk.services.transfer.updating import update_customer

__all__ = [
    "ImportCancelled",
    "ImportOptions",
    "ImportPlan",
    "ImportRefused",
    "ImportResult",
    "Preview",
    "RowResult",
    "apply",
    "inspect",
    "plan",
]

CHUNK = 1_000
ISSUES_KEPT = 1_000
"""Issues that a result carries; all of them go to the report."""
_SAMPLE = 50
_PLAIN = ImportOptions()
_COUNTED = {"new": "new", "updated": "updated", "skipped": "skipped", "error": "failed"}

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


class _NothingNew(Exception):
    """Takes the transaction back: an import that brings nothing leaves no trace."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__()
        self.plan = plan


def inspect(path: Path, *, encoding: str = "", delimiter: str = "", preset: str = "") -> Preview:
    """Look at a file without an office: encoding, delimiter, headers, first rows and the suggested mapping."""
    source = look_at(path, encoding, delimiter)
    mapping = suggest(source.headers, preset)
    rows = tuple(tuple(record.cells) for record in islice(records(source), _SAMPLE))
    return Preview(source, mapping, rows, mapping.unused(source.headers))


def plan(
    desk: Desk,
    source: Source,
    mapping: Mapping,
    options: ImportOptions = _PLAIN,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    report: Callable[[RowResult], None] | None = None,
) -> ImportPlan:
    """Dry run: check every row against the office and count what an import would do. Stores nothing."""
    desk.need(Permission.IMPORT)
    with desk.read() as session:
        run = _Run(desk, session, source, mapping, options, progress, cancelled, report)
        return run.through(None)


def apply(
    desk: Desk,
    source: Source,
    mapping: Mapping,
    options: ImportOptions = _PLAIN,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    report: Callable[[RowResult], None] | None = None,
) -> ImportResult:
    """Import the file in one transaction: all of it, or nothing.

    Raises :class:`ImportRefused` where rows have errors and the options do not leave those out, and
    :class:`ImportCancelled` when ``cancelled`` says so.
    """
    desk.need(Permission.IMPORT)
    try:
        return _applied(desk, source, mapping, options, progress, cancelled, report)
    except _NothingNew as nothing:
        return ImportResult(nothing.plan, None)


def _applied(
    desk: Desk,
    source: Source,
    mapping: Mapping,
    options: ImportOptions,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    report: Callable[[RowResult], None] | None,
) -> ImportResult:
    with desk.write() as session:
        run = _Run(desk, session, source, mapping, options, progress, cancelled, report)
        numbers = NumberBlock(session, desk.today(), run.reserves)
        storage = Storage(session, desk.now(), desk.actor.name, source.path.name, numbers)
        done = run.through(storage)
        if done.errors and not options.skip_errors:
            raise ImportRefused(done)
        if not done.new and not done.updated:
            if not done.skipped:
                raise NotAllowed(f"{source.path.name} holds no customers that can be imported.")
            raise _NothingNew(done)
        numbers.close()
        _log(session, storage.batch_id, source.path.name, done)
        return ImportResult(done, storage.batch_id)


class _Run:
    """One way through a file."""

    def __init__(
        self,
        desk: Desk,
        session: Session,
        source: Source,
        mapping: Mapping,
        options: ImportOptions,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
        report: Callable[[RowResult], None] | None,
    ) -> None:
        if not {Field.NAME, Field.COMPANY, Field.CONTACT, Field.FIRST_NAME, Field.LAST_NAME} & set(mapping.columns):
            raise InvalidInput({"mapping": f"No column of {source.path.name} is mapped to the customer's name."})
        self._desk, self._session, self._source, self._options = desk, session, source, options
        self._progress = progress or (lambda done, total: None)
        self._cancelled = cancelled or (lambda: False)
        self._report = report
        country = session.execute(select(Company.country)).scalar() or ""
        self._reader = RowReader(source.headers, mapping, "CA" if country.casefold() == "canada" else "US")
        self._terms = {fold(name): key for key, name in session.execute(select(Terms.id, Terms.name))}
        self._brand = session.scalar(select(Brand.id).where(Brand.is_default))
        self._matcher = Matcher(session)
        self._unused = mapping.unused(source.headers)
        self._counts: Counter[str] = Counter()
        self._issues: list[Issue] = []
        # Hash of each customer's key -> its last row, and each row's hash (0: not usable). 64 bits: no two keys
        # meet in any file that fits a disk.
        self._last: dict[int, int] = {}
        self._keys = array("q")
        self._total = 0

    def reserves(self, number: str) -> bool:
        """Whether the file itself uses ``number``."""
        return hash("#" + number) in self._last

    def through(self, storage: Storage | None) -> ImportPlan:
        with _uncollected():
            return self._pass(storage)

    def _pass(self, storage: Storage | None) -> ImportPlan:
        self._scan()
        found = self._customers()
        refused = False
        while chunk := list(islice(found, CHUNK)):
            self._stop_if_asked()
            kept = self._judge(chunk)
            refused = refused or (self._counts["errors"] > 0 and not self._options.skip_errors)
            # After an error the rest is only checked, so that all errors are told at once.
            if storage is not None and not refused:
                storage.store([newcomer for newcomer, match in kept if match is None])
                for newcomer, match in kept:
                    if match is not None:
                        update_customer(self._session, self._desk, match.id, newcomer)
            self._progress(min(chunk[-1].rows[-1], self._total), self._total)
        return ImportPlan(**self._counts, issues=tuple(self._issues), unused=self._unused)

    def _scan(self) -> None:
        key_of, last, keys = self._reader.key, self._last, self._keys
        for record in records(self._source):
            self._total = record.row
            key = 0 if record.problem else hash(key_of(record.cells))
            keys.append(key)
            if key:
                last[key] = record.row
            if record.row % 10_000 == 0:
                self._stop_if_asked()

    def _customers(self) -> Iterator[Newcomer]:
        """Customers in the order in which their last rows stand in the file."""
        open_rows: dict[int, list[tuple[Record, Values]]] = {}
        for record, key in zip(records(self._source), self._keys, strict=True):
            values = self._reader.values(record.cells)
            if not key:
                yield self._reader.customer([(record, values)])
                continue
            rows = open_rows.pop(key, [])
            rows.append((record, values))
            if self._last[key] > record.row:
                open_rows[key] = rows
            else:
                yield self._reader.customer(rows)

    def _judge(self, chunk: list[Newcomer]) -> list[tuple[Newcomer, Match | None]]:
        """The newcomers of ``chunk`` that are to be stored (no match) or to update their match; all are counted."""
        kept = []
        for newcomer, match in zip(chunk, self._matcher.matches(chunk), strict=True):
            if newcomer.terms:
                newcomer.terms_id = self._terms.get(fold(newcomer.terms))
                if newcomer.terms_id is None:
                    message = f"the office has no terms “{newcomer.terms[:60]}”"
                    self._warn(newcomer, message, self._reader.column(Field.TERMS))
            newcomer.brand_id = self._brand
            outcome = "new"
            if match is not None and not newcomer.broken:
                where = f"{match.name[:60]} (No. {match.number})"
                if match.erased:
                    message = f"number {match.number} was an erased customer's and isn't given out again"
                    newcomer.issues.append(Issue(newcomer.rows[0], "", Severity.ERROR, message))
                elif match.trashed:
                    message = f"{where} lies in the trash: restore it or choose another number"
                    newcomer.issues.append(Issue(newcomer.rows[0], "", Severity.ERROR, message))
                elif self._options.update:
                    outcome = "updated"
                else:
                    outcome = "skipped"
                    self._warn(newcomer, f"{where} is in the office already")
            if newcomer.broken:
                outcome = "error"
            elif outcome != "skipped":
                kept.append((newcomer, match))
            self._count(newcomer, outcome)
        return kept

    @staticmethod
    def _warn(newcomer: Newcomer, message: str, column: str = "") -> None:
        newcomer.issues.append(Issue(newcomer.rows[0], column, Severity.WARNING, message))

    def _count(self, newcomer: Newcomer, outcome: str) -> None:
        counts = self._counts
        counts["rows"] += len(newcomer.rows)
        counts[_COUNTED[outcome]] += 1
        if outcome == "new":
            counts["contacts"] += len(newcomer.contacts)
            counts["locations"] += len(newcomer.locations)
        for issue in newcomer.issues:
            counts["errors" if issue.severity is Severity.ERROR else "warnings"] += 1
        if newcomer.issues and len(self._issues) < ISSUES_KEPT:
            self._issues += newcomer.issues[: ISSUES_KEPT - len(self._issues)]
        if self._report is not None:
            for place, row in enumerate(newcomer.rows):
                issues = tuple(issue for issue in newcomer.issues if issue.row == row)
                what = "joined" if place and outcome == "new" else outcome
                self._report(RowResult(row, what, newcomer.number, newcomer.name, issues))

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise ImportCancelled("The import was stopped. Nothing was imported.")


@contextmanager
def _uncollected() -> Iterator[None]:
    # Rows make no reference cycles, and looking for some among them costs a tenth of an import.
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _log(session: Session, batch_id: int, source: str, done: ImportPlan) -> None:
    """One row in the change log for the whole batch; updated customers have rows of their own besides."""
    session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(rows=done.rows))
    note_batch(
        session,
        f"import-{batch_id}",
        action=ChangeAction.IMPORTED,
        entity="import_batch",
        entity_id=batch_id,
        label=f"{done.new} customers from {source}"[:200],
        after={"rows": done.rows, "new": done.new, "updated": done.updated, "skipped": done.skipped},
    )
