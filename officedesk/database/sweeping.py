"""Taking erased data out of the unused space of an office file."""

from contextlib import closing

from officedesk.database.engine import known_errors
from officedesk.database.finds import INDEXED
from officedesk.database.unit import Database

_INDEXES = ("customer_fts", "search_word_fts", *(f"{table}_fts" for table in INDEXED))
OVERWRITE = "PRAGMA secure_delete = ON"
"""From here on a connection overwrites with zeros what it deletes."""


def sweep(database: Database) -> None:
    """Write the office file anew, so that nothing that was erased is left in it. On a server its autovacuum does that.

    Others wait meanwhile; the disk needs room for a copy. Raises a known :class:`OfficeError` where it cannot be done
    now: the file is as it was.
    """
    if database.dialect != "sqlite":
        return
    connection = database.engine.raw_connection()
    try:
        with known_errors(database.place), closing(connection.cursor()) as cursor:
            # The text index keeps pieces of deleted words until its parts are merged.
            for statement in (
                OVERWRITE,
                *(f"INSERT INTO {index}({index}) VALUES('optimize')" for index in _INDEXES),
                # A large office does not fit into memory twice.
                "PRAGMA temp_store = FILE",
                "VACUUM",
            ):
                cursor.execute(statement)
    finally:
        # The connection does not go back to the others with these settings.
        connection.invalidate()
        connection.close()
