"""Who has an office file open: a folder beside it, in which every running program keeps one small file of its own.

A file holds two pages that are written in turn, each one line of JSON with its checksum: a torn write leaves the other
whole. Behind them stands one line that says whether its program is saving just now. Its owner keeps a byte of it
locked for as long as it runs.
"""

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4
from zlib import crc32

from officedesk.database import locks
from officedesk.database.canary import STEP, Canary
from officedesk.database.desks import DeskSeen, Editing, LockHealth

SUFFIX = ".desk"
_PAGE = 4096
_NOTE = 2 * _PAGE
_NOTE_SIZE = 16
_LONGEST_NAME = 100
_MOST_EDITED = 40
_ALIVE = 6 * STEP
_TRIES = 50
_BINARY = getattr(os, "O_BINARY", 0)


def folder_of(office: Path) -> Path:
    """The folder beside an office file in which the programs tell of themselves."""
    return office.with_name(f"{office.name}.desks")


@dataclass(frozen=True, slots=True)
class Note:
    """What a program tells of itself. ``saving`` grows with each save.

    ``mode`` is ``writes``, ``checking`` whether it may, ``stopped`` because locks fail, or ``reads``: it never writes.
    """

    key: str
    count: int
    desktop: str
    user: str
    program: str
    since: datetime
    mode: str
    editing: Editing = ()
    saving: int = 0


def page(note: Note) -> bytes:
    """A note as one page of its file."""
    told = {
        "count": note.count,
        "desktop": note.desktop[:_LONGEST_NAME],
        "user": note.user[:_LONGEST_NAME],
        "program": note.program[:_LONGEST_NAME],
        "since": note.since.isoformat(timespec="seconds"),
        "mode": note.mode,
        "editing": [list(pair) for pair in note.editing[:_MOST_EDITED]],
    }
    text = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return b"%08x %s" % (crc32(text), text) + b" " * (_PAGE - 10 - len(text)) + b"\n"


def read_note(key: str, content: bytes) -> Note | None:
    """The newest whole page of a file's content, or ``None`` where there is none."""
    told = [_read_page(content[at : at + _PAGE]) for at in (0, _PAGE)]
    newest: dict[str, Any] | None = max(filter(None, told), key=lambda page: int(page["count"]), default=None)
    if newest is None:
        return None
    saving = content[_NOTE : _NOTE + _NOTE_SIZE].split()
    try:
        return Note(
            key,
            int(newest["count"]),
            str(newest["desktop"]),
            str(newest["user"]),
            str(newest["program"]),
            datetime.fromisoformat(newest["since"]),
            str(newest["mode"]),
            tuple((str(entity), int(number)) for entity, number in newest["editing"]),
            int(saving[1]) if saving[:1] == [b"saving"] else 0,
        )
    except (KeyError, ValueError, TypeError, IndexError):
        return None


def _read_page(content: bytes) -> dict[str, Any] | None:
    checksum, _, rest = content.partition(b" ")
    text = rest.rstrip()
    try:
        if int(checksum, 16) != crc32(text):
            return None
        told = json.loads(text)
        return told if isinstance(told, dict) and isinstance(told.get("count"), int) else None
    except ValueError:
        return None


@dataclass
class FileDesks:
    """:class:`~officedesk.database.desks.Desks` of an office file.

    :meth:`beat` and :meth:`look` belong to one thread; everything else may be called by any. ``sync``: the file is
    written through to the server, for others to see.
    """

    office: Path
    desktop: str
    program: str
    sync: bool = False
    clock: Callable[[], float] = monotonic
    mode: str = "writes"
    _user: str = ""
    _editing: Editing = ()
    _key: str = ""
    _handle: int = -1
    _count: int = 0
    _saves: int = 0
    _saving: bool = False
    _beaten_at: float = 0.0
    _notes: tuple[Note, ...] = ()
    _moved: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _canary: Canary = field(default_factory=Canary)
    _onlookers: Canary = field(default_factory=Canary)
    _looked: Canary | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False
    _since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def _path(self) -> Path:
        return folder_of(self.office) / f"{self._key}{SUFFIX}"

    # --- this program ---------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """This program's name among the others; empty while it has no file."""
        return self._key

    def announce(self, who: str, editing: Editing) -> None:
        with self._lock:
            changed, self._user, self._editing = (who, editing) != (self._user, self._editing), who, editing
            if changed and self._handle >= 0:
                with suppress(OSError):
                    self._write()

    def beat(self) -> None:
        """Count one step; the file is made where there is none. Raises ``OSError`` where that cannot be."""
        with self._lock:
            if self._closed:
                return
            at = self.clock()
            # After a sleep others may rightly have given this program up: it comes back as a new one.
            if self._handle >= 0 and (at - self._beaten_at > 3 * STEP or not self._path.exists()):
                self._forget()
            try:
                if self._handle < 0:
                    self._begin()
                else:
                    self._count += 1
                self._write()
            except OSError:
                self._forget()
                raise
            self._beaten_at = at

    def saving(self, begun: bool) -> None:
        """Note that this program holds the office for a save, or no longer: one small write, never an error."""
        with self._lock:
            self._saves += begun
            self._saving = begun
            if self._handle >= 0:
                with suppress(OSError):
                    self._note_saving()

    def close(self) -> None:
        # The office itself stays open: somebody else may take the desk. Others see a new program then.
        with self._lock:
            self._user, self._editing = "", ()
            self._forget()

    def leave(self) -> None:
        """Let go of the office for good."""
        with self._lock:
            self._closed = True
            self._forget()
            with suppress(OSError):
                folder_of(self.office).rmdir()

    def start_over(self) -> None:
        """Forget what is known of the others, and be a new program to them."""
        with self._lock:
            self._forget()
            self._canary, self._onlookers = Canary(), Canary()

    def _begin(self) -> None:
        folder = folder_of(self.office)
        key = uuid4().hex[:12]
        for last in (False, True):
            with suppress(FileExistsError):
                folder.mkdir()
            try:
                handle = os.open(folder / f"{key}{SUFFIX}", os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
                break
            except FileNotFoundError:
                # The last one to leave took the folder away in this moment.
                if last:
                    raise
        self._handle, self._key, self._count = handle, key, 0
        # Locked before anybody can read a count in it; another may be trying our lock in this moment.
        for _ in range(_TRIES):
            if locks.take(handle):
                break
            sleep(0.01)
        # The first save may have begun before there was a file.
        self._note_saving()

    def _note_saving(self) -> None:
        note = b"saving %d" % self._saves if self._saving else b""
        _write_at(self._handle, note.ljust(_NOTE_SIZE - 1) + b"\n", _NOTE)

    def _write(self) -> None:
        note = Note(
            self._key, self._count, self.desktop, self._user, self.program, self._since, self.mode, self._editing
        )
        _write_at(self._handle, page(note), _PAGE * (self._count % 2))
        if self.sync:
            os.fsync(self._handle)

    def _forget(self) -> None:
        if self._handle < 0:
            return
        path, handle = self._path, self._handle
        self._handle, self._key = -1, ""
        if os.name != "nt":
            with suppress(OSError):
                path.unlink()
        with suppress(OSError):
            os.close(handle)
        if os.name == "nt":
            # What is open cannot be deleted there.
            with suppress(OSError):
                path.unlink()

    # --- the others -----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look who is there and whether locks are seen. Raises ``OSError`` where the folder cannot be read."""
        # Somebody may start over while this looks: then it says nothing of those who are known from there on.
        known, onlookers = self._canary, self._onlookers
        notes = self._read()
        at = self.clock()
        for note in notes:
            if self._moved.get(note.key, (-1,))[0] != note.count:
                self._moved[note.key] = (note.count, datetime.now(UTC))
        # Who only reads does no harm, whatever its locks are worth.
        for canary, reads in ((known, False), (onlookers, True)):
            counts = {note.key: note.count for note in notes if (note.mode == "reads") is reads}
            canary.look(at, counts, self._held)
            for key in canary.stale(at):
                self._sweep(key)
        self._notes = notes
        self._moved = {note.key: self._moved[note.key] for note in notes}
        self._looked = known

    def others(self) -> tuple[DeskSeen, ...]:
        at, moved = self.clock(), self._moved
        seen = []
        for note in sorted(self._notes, key=lambda note: (note.since, note.key)):
            canary = self._onlookers if note.mode == "reads" else self._canary
            alive = canary.silent(note.key, at) < _ALIVE
            if alive or canary.held(note.key):
                seen_at = moved.get(note.key, (0, note.since))[1]
                seen.append(
                    DeskSeen(note.key, note.desktop, note.user, note.program, note.since, seen_at, note.editing, alive)
                )
        return tuple(seen)

    def health(self) -> LockHealth:
        if self._canary.broken:
            return LockHealth.BROKEN
        known = any(self._canary.held(note.key) for note in self._notes)
        return LockHealth.WORKING if known and self.settled else LockHealth.UNKNOWN

    @property
    def settled(self) -> bool:
        """Every other program that may write is kept out by our locks, or dead; never before a first look."""
        return self._looked is self._canary and self._canary.settled(self.clock())

    @property
    def broken(self) -> str:
        """Who is alive and yet kept out by no lock, by name; nothing where there is nobody."""
        key = self._canary.broken
        return next((name_of(note) for note in self._notes if note.key == key), "another desktop" if key else "")

    def holder(self) -> tuple[Note, float] | None:
        """The program that is saving just now, and for how long it has been silent (seconds); read anew."""
        try:
            saving = [note for note in self._read() if note.saving]
        except OSError:
            return None
        for note in saving:
            if self._held(note.key):
                return note, self._canary.silent(note.key, self.clock())
        return None

    def _read(self) -> tuple[Note, ...]:
        folder, notes = folder_of(self.office), []
        try:
            names = [path.name for path in folder.iterdir() if path.suffix == SUFFIX]
        except FileNotFoundError:
            return ()
        for name in names:
            key = name.removesuffix(SUFFIX)
            if key == self._key:
                # Where locks belong to the program, closing a handle on our own file would drop ours.
                continue
            try:
                note = read_note(key, _content(folder / name))
            except OSError:
                continue
            if note is not None:
                notes.append(note)
        return tuple(notes)

    def _held(self, key: str) -> bool | None:
        try:
            handle = os.open(folder_of(self.office) / f"{key}{SUFFIX}", os.O_RDWR | _BINARY)
        except OSError:
            return None
        try:
            if not locks.take(handle):
                return True
            locks.free(handle)
            return False
        except OSError:
            return None
        finally:
            os.close(handle)

    def _sweep(self, key: str) -> None:
        with suppress(OSError):
            (folder_of(self.office) / f"{key}{SUFFIX}").unlink()


def name_of(note: Note) -> str:
    """A desktop as people speak of it: ``RECEPTION (Dana Reyes)``."""
    return f"{note.desktop} ({note.user})" if note.user else note.desktop


def _content(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | _BINARY)
    try:
        return os.read(handle, _NOTE + _NOTE_SIZE)
    finally:
        os.close(handle)


def _write_at(handle: int, content: bytes, at: int) -> None:
    if hasattr(os, "pwrite"):
        os.pwrite(handle, content, at)
        return
    os.lseek(handle, at, os.SEEK_SET)
    os.write(handle, content)
