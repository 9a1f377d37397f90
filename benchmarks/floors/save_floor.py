"""The least program that could save the same estimate: the bare driver, prepared statements, rows as they are stored.

It does the SQL that cannot be left out. For both saves: the role of who saves, the customer with location and contact,
the end of the change log; then the log's row, encoded to JSON, hashed and sealed, and the log's new end. For a new
estimate also: how it is numbered, the counter, the record, the lines, and their ids, which the editor needs. For a
changed one: the record and its lines as they were (the log tells them), the record under its version, the lines.

It does not: check, clean, price or compare anything; turn decimals, dates and words into what is stored; make the rows
of the log out of values. Its rows were written by the program and are read before the clock starts.
"""

import json
from hashlib import sha256
from typing import Any

PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = TRUNCATE",
    "synchronous = FULL",
    "busy_timeout = 5000",
    "temp_store = MEMORY",
    "cache_size = -32768",
    "trusted_schema = OFF",
)
_ROLE = "SELECT role, active FROM user_account WHERE id = ?"
_PARTY = (
    "SELECT c.name, c.deleted_at, l.customer_id, k.customer_id FROM customer c LEFT JOIN location l ON l.id = ? "
    "LEFT JOIN contact k ON k.id = ? WHERE c.id = ?"
)
_SEQUENCE = "SELECT id, pattern, padding, yearly, start FROM number_sequence WHERE kind = 'estimate'"
_COUNT = "UPDATE number_counter SET next_value = next_value + 1 WHERE sequence_id = ? RETURNING next_value"
_IDS = "SELECT id FROM estimate_line WHERE estimate_id = ?"
_CHANGE = (
    "UPDATE estimate SET note = ?, subtotal = ?, net = ?, tax = ?, total = ?, updated_at = ?, version = ? "
    "WHERE id = ? AND version = ?"
)
_CHANGE_LINE = "UPDATE estimate_line SET price = ?, amount = ? WHERE id = ?"
_END = "SELECT last_id, seal FROM change_head"
_MOVE = "UPDATE change_head SET last_id = ?, seal = ?"


class Rows:
    """What a save of an estimate and a change of it wrote, for the bare driver to write again."""

    def __init__(self, raw: Any, estimate_id: int) -> None:
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        self._raw = raw
        self._columns, (self._record,) = _read(raw, "estimate WHERE id = ?", estimate_id)
        self._line_columns, self._lines = _read(raw, "estimate_line WHERE estimate_id = ? ORDER BY id", estimate_id)
        self._told, log = _read(raw, "change_log WHERE entity = 'estimate' AND entity_id = ? ORDER BY id", estimate_id)
        self._created, self._changed = (
            [
                json.loads(value) if name in ("before", "after") else value
                for name, value in zip(self._told, row, strict=True)
            ]
            for row in log
        )
        self._user = self._created[self._told.index("user_id")]
        places = [self._columns.index(name) for name in ("location_id", "contact_id", "customer_id")]
        self._party = tuple(self._record[place] for place in places)
        self._insert = f"INSERT INTO estimate VALUES (NULL{',?' * (len(self._record) - 1)})"
        self._insert_line = f"INSERT INTO estimate_line VALUES (NULL{',?' * (len(self._line_columns) - 1)})"
        self._insert_log = f"INSERT INTO change_log VALUES (?{',?' * (len(self._told) - 1)})"

    def insert(self, number: int) -> None:
        """Save the estimate once more, as a new one."""
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        self._look()
        sequence = raw.execute(_SEQUENCE).fetchone()
        raw.execute(_COUNT, sequence[:1]).fetchone()
        record = list(self._record[1:])
        record[self._columns.index("number") - 1] = f"raw-{number}"
        key = raw.execute(self._insert, record).lastrowid
        place = self._line_columns.index("estimate_id")
        raw.executemany(self._insert_line, [(*line[1:place], key, *line[place + 1 :]) for line in self._lines])
        raw.execute(_IDS, (key,)).fetchall()
        self._log(self._created)
        raw.execute("COMMIT")

    def change(self, number: int) -> None:
        """Save the estimate again with other prices."""
        raw = self._raw
        raw.execute("BEGIN IMMEDIATE")
        self._look()
        record = raw.execute("SELECT * FROM estimate WHERE id = ?", self._record[:1]).fetchone()
        lines = raw.execute("SELECT * FROM estimate_line WHERE estimate_id = ?", self._record[:1]).fetchall()
        at = self._columns.index
        sums = (record[at(name)] + 1 for name in ("subtotal", "net", "tax", "total"))
        version = record[at("version")]
        values = (f"raw {number}", *sums, record[at("updated_at")], version + 1, record[0], version)
        if raw.execute(_CHANGE, values).rowcount != 1:
            raise RuntimeError("somebody else was first")
        price, amount = map(self._line_columns.index, ("price", "amount"))
        raw.executemany(_CHANGE_LINE, [(line[price] + number % 3 + 1, line[amount] + 1, line[0]) for line in lines])
        self._log(self._changed)
        raw.execute("COMMIT")

    def _look(self) -> None:
        self._raw.execute(_ROLE, (self._user,)).fetchone()
        self._raw.execute(_PARTY, self._party).fetchone()

    def _log(self, row: list[Any]) -> None:
        last, seal = self._raw.execute(_END).fetchone()
        values = [json.dumps(value) if isinstance(value, dict) else value for value in row]
        values[0] = last + 1
        before, after, digest, sealed = map(self._told.index, ("before", "after", "digest", "seal"))
        values[digest] = sha256(f"{values[before]}{values[after]}".encode()).hexdigest()
        values[sealed] = sha256(f"{seal}{values[1:before]}{values[digest]}".encode()).hexdigest()
        self._raw.execute(self._insert_log, values)
        self._raw.execute(_MOVE, (last + 1, values[sealed]))


def _read(raw: Any, what: str, key: int) -> tuple[list[str], list[Any]]:
    cursor = raw.execute(f"SELECT * FROM {what}", (key,))
    return [column[0] for column in cursor.description], cursor.fetchall()
