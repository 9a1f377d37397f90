"""Tiles that were fetched before, on this desktop's disk: no larger than a limit, the longest unused go first.

It is what can be fetched again. A damaged file is put aside and begun anew; where none can be written, nothing is kept.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

log = logging.getLogger(__name__)

LIMIT = 300 * 1024 * 1024
LARGEST = 4 * 1024 * 1024
_LOOK_AGAIN = 24 * 3600.0
"""Seconds after which a tile counts as used once more: not each look writes to the disk."""
_FORM = 1
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Kept:
    """A tile as it came; an empty ``body`` where the service has none there. Times are seconds since 1970."""

    body: bytes
    media_type: str
    etag: str
    modified: str
    expires: float


class TileCache:
    """Thread-safe; several programs may share one file. No call raises."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self.path, self.limit = path, limit
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        self._gone = False
        self._size = 0

    def get(self, source: str, z: int, x: int, y: int, now: float) -> Kept | None:
        """What is kept of a tile, however old."""

        def look(base: sqlite3.Connection) -> Kept | None:
            row = base.execute(
                "SELECT body, media_type, etag, modified, expires, used FROM tile"
                " WHERE source = ? AND z = ? AND x = ? AND y = ?", (source, z, x, y),
            ).fetchone()  # fmt: skip
            if row is None:
                return None
            *kept, used = row
            if abs(now - used) > _LOOK_AGAIN:
                base.execute(
                    "UPDATE tile SET used = ? WHERE source = ? AND z = ? AND x = ? AND y = ?", (now, source, z, x, y)
                )
            return Kept(*kept)

        return self._try(look)

    def put(self, source: str, z: int, x: int, y: int, kept: Kept, now: float) -> None:
        """Keep a tile in place of what was kept of it."""
        if len(kept.body) > LARGEST:
            return

        def store(base: sqlite3.Connection) -> None:
            base.execute(
                "INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (source, z, x, y, kept.body, kept.media_type, kept.etag, kept.modified, kept.expires, now),
            )
            self._size += len(kept.body) + 200
            if self._size > self.limit:
                self._shrink(base)

        self._try(store)

    def clear(self) -> None:
        """Forget everything."""

        def empty(base: sqlite3.Connection) -> None:
            base.execute("DELETE FROM tile")
            base.execute("VACUUM")
            self._size = 0

        self._try(empty)

    def size(self) -> int:
        """Bytes of all tiles that are kept, about."""
        return self._try(_measured) or 0

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._gone = True
            if self._base is not None:
                self._base.close()
                self._base = None

    def _try(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        with self._lock:
            if self._gone:
                return None
            try:
                base = self._base = self._base or self._opened()
                return work(base)
            except sqlite3.OperationalError as error:
                # Busy, full or read-only: this tile is not kept, the next one may be.
                log.info("tiles are not kept: %s", error)
            except (sqlite3.Error, OSError) as error:
                log.warning("the kept tiles are damaged and begun anew: %s", error)
                self._begin_anew()
            return None

    def _opened(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self.path, timeout=2, isolation_level=None, check_same_thread=False)
        try:
            base.execute("PRAGMA journal_mode = wal")
            base.execute("PRAGMA synchronous = off")
            form = base.execute("PRAGMA user_version").fetchone()[0]
            if form not in (0, _FORM):
                base.execute("DROP TABLE IF EXISTS tile")
            base.execute(
                "CREATE TABLE IF NOT EXISTS tile (source TEXT, z INTEGER, x INTEGER, y INTEGER, body BLOB,"
                " media_type TEXT, etag TEXT, modified TEXT, expires REAL, used REAL, PRIMARY KEY (source, z, x, y))"
            )
            base.execute("CREATE INDEX IF NOT EXISTS tile_used ON tile (used)")
            base.execute(f"PRAGMA user_version = {_FORM}")
            self._size = _measured(base)
        except BaseException:
            base.close()
            raise
        return base

    def _shrink(self, base: sqlite3.Connection) -> None:
        """To four fifths of the limit: the next tiles have room."""
        too_much = _measured(base) - self.limit * 4 // 5
        old = base.execute("SELECT source, z, x, y, length(body) FROM tile ORDER BY used")
        going = []
        for *key, length in old:
            if too_much <= 0:
                break
            going.append(key)
            too_much -= length + 200
        base.execute("BEGIN IMMEDIATE")
        base.executemany("DELETE FROM tile WHERE source = ? AND z = ? AND x = ? AND y = ?", going)
        base.execute("COMMIT")
        self._size = _measured(base)

    def _begin_anew(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


def _measured(base: sqlite3.Connection) -> int:
    return int(base.execute("SELECT coalesce(sum(length(body) + 200), 0) FROM tile").fetchone()[0])
