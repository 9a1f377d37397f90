"""Filling an empty office with all rows of another one, of any engine, and comparing them one for one."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select, text

from officedesk import errors
from officedesk.database import schema
from officedesk.database.attachments.carrying import Carrying
from officedesk.database.engine import WRITE, make_engine
from officedesk.database.loading import Filler, counters, filler
from officedesk.database.place import OfficePlace
from officedesk.database.plain_rows import Digest, PlainRow, read
from officedesk.models.tables import Base

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
NOT_MOVED = ("presence", "file_part")
"""Who is here just now, and contents: those are carried by themselves."""


@dataclass(frozen=True, slots=True)
class TableMoved:
    """One table: its rows and the digest that both sides agree on."""

    name: str
    rows: int
    digest: str


class Watch:
    """Counts the rows that are through and asks whether to go on; ``tables`` are today's where none are given."""

    def __init__(
        self,
        old: Connection,
        progress: Progress,
        cancelled: Cancelled,
        more: int = 0,
        tables: Sequence[Table] | None = None,
    ) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._done = 0
        if tables is None:
            tables = [table for table in Base.metadata.sorted_tables if table.name not in NOT_MOVED]
        self.tables = tables
        self._total = more + 2 * sum(
            old.execute(select(func.count()).select_from(table)).scalar_one() for table in self.tables
        )

    def passed(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._total)
        self.check()

    def check(self) -> None:
        if self._cancelled():
            raise errors.Cancelled("The move was cancelled. The office is where it was, and as it was.")


def fill_file(
    draft: OfficePlace, old: Connection, watch: Watch, carrying: Carrying | None = None
) -> tuple[TableMoved, ...]:
    """Make the file ``draft`` with all that ``old`` sees, read it back and compare row for row; safely on the disk."""
    schema.create(draft).dispose()
    return fill(draft, old, watch, carrying)


def fill(draft: OfficePlace, old: Connection, watch: Watch, carrying: Carrying | None = None) -> tuple[TableMoved, ...]:
    """As :func:`fill_file`, where the file ``draft`` is there and has its tables."""
    engine = make_engine(draft)
    try:
        with engine.connect() as new:
            new.commit()
            driver = new.connection.driver_connection
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -65536"):
                driver.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]
            with new.begin():
                written = write(old, new, watch)
        # Read back through a connection of its own: what is in the file, not what is on its way there.
        engine.dispose()
        with engine.connect() as new:
            compare(written, new, watch)
            said = new.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if said != "ok":
                raise errors.OfficeDamaged(f"The new office file came out damaged ({said}).", hint="Check the disk.")
        if carrying is not None:
            with engine.connect().execution_options(**{WRITE: True}) as new, new.begin():
                carrying.carry(old, new, watch.passed)
    finally:
        engine.dispose()
    if draft.path is not None:
        with draft.path.open("rb+") as file:
            os.fsync(file.fileno())
    return written


def write(old: Connection, new: Connection, watch: Watch) -> tuple[TableMoved, ...]:
    """Copy the rows of all tables of ``watch`` to ``new``, which has the same ones and nothing in them yet."""
    filling = filler(new)
    filling.bare(watch.tables)
    written = []
    for table in watch.tables:
        digest = Digest()
        _put(filling, table, _taken(old, table, digest, watch))
        written.append(TableMoved(table.name, digest.rows, digest.hexdigest()))
    filling.whole()
    filling.count_on(counters(old, watch.tables))
    return tuple(written)


def _put(filling: Filler, table: Table, batches: Iterator[Sequence[PlainRow]]) -> None:
    from psycopg import DataError

    try:
        filling.put(table, batches)
    except (ValueError, DataError) as error:
        raise errors.NotAllowed(
            f"A text in the office ({table.name}) cannot be kept at the new place: {error}",
            hint="Correct that text, then move the office again.",
        ) from error


def _taken(old: Connection, table: Table, digest: Digest, watch: Watch) -> Iterator[Sequence[PlainRow]]:
    for rows in read(old, table):
        digest.feed(rows)
        yield rows
        watch.passed(len(rows))


def compare(written: Sequence[TableMoved], new: Connection, watch: Watch) -> None:
    """Read back what :func:`write` wrote. Raises :class:`OfficeDamaged` where a row is another."""
    for table, expected in zip(watch.tables, written, strict=True):
        digest = Digest()
        for rows in read(new, table):
            digest.feed(rows)
            watch.passed(len(rows))
        if (digest.rows, digest.hexdigest()) != (expected.rows, expected.digest):
            raise errors.OfficeDamaged(
                f"The rows of {table.name} did not arrive as they were ({digest.rows} of {expected.rows} rows).",
                hint="Nothing was moved. Check the disk of the new place, then try again.",
            )
