"""What this desktop remembers for itself: offices opened before, window places, column widths."""

import json
import logging
import os
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

APP = "OfficeDesk"
RECENT = 10


def config_dir() -> Path:
    """The folder of this person's settings. ``OFFICEDESK_CONFIG`` names another one."""
    return _folder("OFFICEDESK_CONFIG", "user_config_path")


def data_dir() -> Path:
    """The folder of log files and crash reports. ``OFFICEDESK_DATA`` names another one."""
    return _folder("OFFICEDESK_DATA", "user_data_path")


def backups_dir() -> Path:
    """Where backups go until a folder is chosen."""
    return data_dir() / "Backups"


def cache_dir() -> Path:
    """The folder of what can be made again. ``OFFICEDESK_CACHE`` names another one."""
    return _folder("OFFICEDESK_CACHE", "user_cache_path")


def _folder(variable: str, kind: str) -> Path:
    if given := os.environ.get(variable):
        return Path(given)
    import platformdirs

    path: Path = getattr(platformdirs, kind)(APP, appauthor=False)
    return path


class Config:
    """Settings by name, kept in one small JSON file. Thread-safe.

    A file that is damaged is put aside under another name, a folder that may not be written to only means that
    nothing is remembered: ``message`` says so, and the program goes on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.message = ""
        self._values = self._read()

    @classmethod
    def load(cls) -> "Config":
        """The settings of the person at this desktop."""
        return cls(config_dir() / "settings.json")

    def get(self, key: str, default: Any = None) -> Any:
        """The value stored for ``key``, or ``default``."""
        with self._lock:
            return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Store ``value`` (anything JSON can hold) for ``key``; ``None`` forgets it."""
        with self._lock:
            if self._values.get(key) == value:
                return
            # Another window may have stored something since: only this key is ours.
            self._values = self._read()
            self._store(key, value)

    def part(self, key: str, name: str, default: Any = None) -> Any:
        """What is stored as ``name`` in the setting ``key``, which has a part for each office or the like."""
        return _parts(self.get(key)).get(name, default)

    def put_part(self, key: str, name: str, value: Any) -> None:
        """Store one part of the setting ``key``, the others stay as they are; ``None`` forgets it."""
        with self._lock:
            # Another window may have stored other parts since, or this one.
            self._values = self._read()
            before = _parts(self._values.get(key))
            after = {other: part for other, part in before.items() if other != name}
            if value is not None:
                after[name] = value
            if after != before:
                self._store(key, after or None)

    def recent(self) -> list[str]:
        """Offices opened at this desktop, the last one first, as they were given (path or address, no password)."""
        offices = self.get("recent", [])
        return [text for text in offices if isinstance(text, str)] if isinstance(offices, list) else []

    def add_recent(self, office: str) -> None:
        """Remember that ``office`` was opened."""
        self.put("recent", [office, *(other for other in self.recent() if other != office)][:RECENT])

    def _store(self, key: str, value: Any) -> None:
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self._write()

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(content, dict):
                return content
            problem = "it is no settings file"
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._tell(f"The settings of this desktop cannot be read ({error.strerror}).")
            return {}
        except (ValueError, RecursionError) as error:
            problem = str(error)
        aside = self._path.with_name(f"settings-damaged-{datetime.now():%Y%m%d-%H%M%S}.json")  # noqa: DTZ005
        with suppress(OSError):
            self._path.replace(aside)
        self._tell(f"The settings of this desktop were damaged ({problem}). They were put aside as {aside.name}.")
        return {}

    def _write(self) -> None:
        import tempfile

        draft = ""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=".settings.", suffix=".part", dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._values, file, ensure_ascii=False, indent=1)
            Path(draft).replace(self._path)
        except OSError as error:
            with suppress(OSError):
                Path(draft).unlink(missing_ok=True)
            self._tell(f"This desktop cannot remember its settings: {self._path.parent} ({error.strerror}).")

    def _tell(self, message: str) -> None:
        self.message = message
        log.warning("%s", message)


def _parts(stored: Any) -> dict[str, Any]:
    return stored if isinstance(stored, dict) else {}
