"""Looks at an office file apart from the program's own connections: is it free, is it whole."""

import threading
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from officedesk.database.access import Access
from officedesk.database.engine import open_file, sqlite_driver

_PATIENCE = 60.0
"""Seconds that a check waits for those who save."""
_LOOKS = 2


class Finding(StrEnum):
    WHOLE = "whole"
    DAMAGED = "damaged"
    UNREACHABLE = "unreachable"


def is_free(path: Path, access: Access) -> bool:
    """Whether the office can be read, and written to where that is allowed, at once."""
    driver = sqlite_driver()
    try:
        with closing(open_file(path, access)) as connection:
            connection.isolation_level = None
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if access.writable:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
    except driver.Error:
        return False
    return True


def inspect(path: Path, access: Access, stop: threading.Event | None = None) -> Finding:
    """A full integrity check on a fresh connection; damage counts only when two looks in a row find it.

    Blocks for as long as it takes to read the file; ``stop`` is looked at between the looks.
    """
    finding = Finding.UNREACHABLE
    for _ in range(_LOOKS):
        finding = _inspect(path, access)
        if finding is Finding.WHOLE or (stop is not None and stop.is_set()):
            break
    return finding


def _inspect(path: Path, access: Access) -> Finding:
    driver = sqlite_driver()
    try:
        with closing(open_file(path, access)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
            (told,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            return Finding.WHOLE if told == "ok" else Finding.DAMAGED
    except driver.OperationalError:
        return Finding.UNREACHABLE
    except (driver.DatabaseError, UnicodeDecodeError):
        return Finding.DAMAGED
