"""What a backup says of itself: whose it is, of when, and everything that proves it whole."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

FORMAT = 1
"""Of the container and its manifest; a newer one is refused."""
OFFICE = "office.officedesk"
MANIFEST = "manifest.json"
ATTACHMENTS = "attachments.txt"
"""Member with a line ``SHA-256 size`` for each attachment."""


class Kind(StrEnum):
    """Why a backup was made. Each kind is rotated for itself."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    SAFETY = "safety"
    """What was there before a restore or an update of the office's format."""


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the container: bytes before packing, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableSums:
    """Rows of a table, and the sums of its money columns in minor units."""

    rows: int
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an office's file says when it is read: the figures that a restored one must have again."""

    office_key: str
    company: str
    currency: str
    schema: int
    last_change: int
    seal: str
    """Of the last row of the change log: a log that was tampered with later doesn't have it any more."""
    tables: Mapping[str, TableSums]

    def without_figures(self) -> "Facts":
        """What may be said in the clear of an encrypted office."""
        return replace(self, company="", currency="", seal="", tables={})

    def rows(self, table: str) -> int:
        """Rows of a table; 0 where an older format doesn't have it."""
        found = self.tables.get(table)
        return found.rows if found else 0

    def total(self, table: str, column: str) -> int:
        """Sum of a money column in minor units."""
        found = self.tables.get(table)
        return found.sums.get(column, 0) if found else 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """``made_at`` is aware UTC. ``serial`` counts the backups of one office in one folder, whatever the clock says."""

    kind: Kind
    serial: int
    office: str
    made_at: datetime
    desktop: str
    program: str
    engine: str
    facts: Facts
    members: Mapping[str, Part]
    encrypted: bool = False
    """The office in it is encrypted, and so the manifest says no more of it than what tells it from others."""
    attachments: int = 0
    attachments_size: int = 0
    attachments_inside: bool = False

    def to_json(self) -> bytes:
        """UTF-8 JSON, the same bytes for the same manifest."""
        content = asdict(self) | {"format": FORMAT, "made_at": self.made_at.astimezone(UTC).isoformat()}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything but a manifest of this format."""
        said = json.loads(content.decode())
        if said["format"] != FORMAT:
            raise NewerFormat(str(said["format"]))
        made_at = datetime.fromisoformat(said["made_at"])
        if made_at.tzinfo is None:
            raise ValueError("the time has no zone")
        told = said["facts"]
        tables = {str(n): TableSums(_whole(t["rows"]), _sums(t["sums"])) for n, t in told["tables"].items()}
        return cls(
            kind=Kind(said["kind"]),
            serial=_whole(said["serial"]),
            office=_text(said["office"]),
            made_at=made_at.astimezone(UTC),
            desktop=_text(said["desktop"]),
            program=_text(said["program"]),
            engine=_text(said["engine"]),
            facts=Facts(
                office_key=_text(told["office_key"]),
                company=_text(told["company"]),
                currency=_text(told["currency"]),
                schema=_whole(told["schema"]),
                last_change=_whole(told["last_change"]),
                seal=_text(told["seal"]),
                tables=tables,
            ),
            members={str(n): Part(_whole(m["size"]), _text(m["sha256"])) for n, m in said["members"].items()},
            encrypted=said["encrypted"] is True,
            attachments=_whole(said["attachments"]),
            attachments_size=_whole(said["attachments_size"]),
            attachments_inside=said["attachments_inside"] is True,
        )


class NewerFormat(ValueError):
    """The backup was made by a program that writes another format."""


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("a whole number is expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _sums(value: Any) -> dict[str, int]:
    return {str(name): _whole(amount) for name, amount in value.items()}
