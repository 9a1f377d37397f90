"""A consistent copy of an office that others go on working in."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from officedesk import errors
from officedesk.database.cipher import OfficeKey
from officedesk.database.engine import DAMAGED_HINT, known_errors, sqlite_driver, unlock, uri_of
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
STEPS = (4_096, 32_768, -1)
"""Pages copied while nobody can commit: 16 MB at first, so that nobody notices. Whoever commits in between makes the
copy begin anew; in the end it is made in one go, half a second for 500 MB on a local disk. (``VACUUM INTO`` has
only that one way, and takes twice as long.)"""
BEGINNINGS = 2
"""Times that a copy begins anew before it takes larger steps."""
REST = 0.001
"""Seconds between two steps, for those who wait to commit."""
PATIENCE = 3
"""Times that the office may be busy for a connection's whole waiting time before the copy is given up."""
_BUSY = (5, 6)


class _Overtaken(Exception):
    """Others wrote faster than it was copied."""


def copy_living(
    database: Database, target: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> None:
    """Copy the office to a file that is not there yet: as it is at one moment, with everything committed before it.

    An office on a server is copied row by row, at one moment too. ``progress(done, total)`` counts pages, or rows. An
    encrypted office stays so, under the same key. Raises a known :class:`OfficeError`; what is at ``target`` is of no
    use then.
    """
    if database.place.path is None:
        from officedesk.database.moving import copy as copy_rows

        hear, stopped = progress or (lambda done, total: None), cancelled or (lambda: False)
        copy_rows(database, OfficePlace(path=target), hear, stopped, contents=False)
        return
    pooled = database.engine.raw_connection()
    try:
        for pages in STEPS:
            target.unlink(missing_ok=True)
            with told(database.place, target), closing(connect(target, database.place.key)) as copy:
                # Nothing to roll back to: a copy that is not finished is thrown away.
                copy.execute("PRAGMA journal_mode = OFF")
                copy.execute("PRAGMA synchronous = OFF")
                try:
                    _copy(pooled.driver_connection, copy, pages, progress, cancelled)
                except _Overtaken:
                    log.info("the office was written to while it was copied: larger steps")
                    continue
                _refuse_short(database.place.path, pooled.driver_connection)
                return
    finally:
        pooled.close()


def connect(path: Path, key: OfficeKey | None = None, *, read_only: bool = False) -> Any:
    """A bare connection to an office file that nobody else uses; a missing one is made unless ``read_only``."""
    uri = uri_of(path, "ro" if read_only else "rwc")
    connection = sqlite_driver().connect(uri, uri=True, check_same_thread=False)
    connection.isolation_level = None
    unlock(connection, key)
    return connection


@contextmanager
def told(place: OfficePlace, target: Path | None = None) -> Iterator[None]:
    """Turn what the driver says into known errors: about ``place``, or a full disk at ``target``."""
    with known_errors(place):
        try:
            yield
        except sqlite_driver().Error as error:
            if target is not None and "full" in str(error):
                raise errors.DiskFull(
                    f"The disk of {target.parent} is full: the office does not fit.",
                    hint="Free some space, or choose another folder.",
                ) from error
            raise


def _refuse_short(path: Path, connection: Any) -> None:
    """SQLite takes a last page that was cut short for one with zeros at its end."""
    page = int(connection.execute("PRAGMA page_size").fetchone()[0])
    for _ in range(5):
        # More than once: others may be adding a page in this moment.
        if path.stat().st_size % page == 0:
            return
        sleep(0.05)
    raise errors.OfficeDamaged(f"{path.name} is damaged: its end is missing.", hint=DAMAGED_HINT)


def _copy(source: Any, copy: Any, pages: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
    begun, least, refused = 0, -1, 0

    def step(status: int, remaining: int, total: int) -> None:
        nonlocal begun, least, refused
        if cancelled is not None and cancelled():
            raise errors.Cancelled("The backup was stopped. Nothing was written.")
        # Each refusal comes after the connection's own waiting.
        refused = refused + 1 if status & 0xFF in _BUSY else 0
        if refused >= PATIENCE:
            raise errors.OfficeBusy("The office is busy: another desktop holds it.", hint="Try again in a moment.")
        if progress is not None:
            progress(total - remaining, total)
        if least >= 0 and remaining > least and pages > 0:
            begun += 1
            if begun >= BEGINNINGS:
                raise _Overtaken
        least = remaining
        if remaining:
            sleep(REST)

    # While somebody commits, the step is tried again after a moment.
    source.backup(copy, pages=pages, progress=step, sleep=0.002)
