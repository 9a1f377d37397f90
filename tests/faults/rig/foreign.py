"""Another program that writes an office file over a share and locks it by a file beside it (SQLite's dotfile locks).

Arguments: the office and the seconds. It touches a table of its own alone, so that the office stays what it is.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from officedesk.database.engine import sqlite_driver


def main(arguments: Sequence[str]) -> None:
    """Update the same row until the time is over; print how often that went well."""
    office, seconds = arguments
    driver = sqlite_driver()
    connection = driver.connect(f"{Path(office).as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None, timeout=15)
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    until, done, failed = time.monotonic() + float(seconds), 0, Counter[str]()
    while time.monotonic() < until:
        try:
            connection.execute("UPDATE company SET name = name")
            done += 1
        except driver.Error as error:
            failed[str(error)] += 1
        time.sleep(0.05)
    connection.close()
    sys.stdout.write(json.dumps({"who": "another program", "saved": done, "refused": failed}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
