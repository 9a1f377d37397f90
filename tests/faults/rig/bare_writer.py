"""The control of the power cuts: bare SQLite that saves one row after the other with a journal mode of one's choice.

Arguments: the database, the log of acknowledged rows, and the journal mode. Works until it is killed.
"""

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path


def main(arguments: Sequence[str]) -> None:
    """Save, and tell of each row once its commit came back."""
    database, log, journal = arguments
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS saved (number INTEGER PRIMARY KEY, padding TEXT)")
    for number in count(1):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO saved VALUES (?, ?)", (number, "x" * (number % 900)))
        connection.execute("COMMIT")
        os.write(handle, f"{number}\n".encode())


def lost_by(database: Path, log: Path) -> tuple[int, int]:
    """Rows that were acknowledged, and how many of them are not there."""
    told = {int(line) for line in log.read_text().split("\n")[:-1]}
    try:
        with closing(sqlite3.connect(database)) as connection:
            there = {row[0] for row in connection.execute("SELECT number FROM saved")}
    except sqlite3.Error:
        return len(told), len(told)
    return len(told), len(told - there)


if __name__ == "__main__":
    main(sys.argv[1:])
