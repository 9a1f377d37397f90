"""What is being typed survives a crash: unsaved drafts are kept in files of this desktop until they are saved.

Each open form has a file of its own, locked as long as the program runs. A file that nobody holds any more is what a
crash or a power cut left behind: it is offered when the document is opened again, and when the program starts.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QTimer

from officedesk import config, files
from officedesk.models.frozen import decode, encode
from officedesk.views.shell import Place, Shell

log = logging.getLogger(__name__)

T = TypeVar("T")
EVERY_MS = 2_000
"""At most so much typing is lost."""
FORMAT = 1
_SECTIONS = {"plan": "Plans", "form_template": "Forms"}
"""Sections of the settings with dialogs that offer what was left of their records."""


@dataclass(frozen=True)
class Kept:
    """A draft that was not saved. ``id`` is 0 for a document that never was."""

    path: Path
    kind: str
    id: int
    title: str
    at: datetime
    data: Any

    def draft(self, of: type[T]) -> T:
        """The draft itself; ``ValueError`` or ``TypeError`` where another version of the program wrote it."""
        return decode(of, self.data)

    def forget(self) -> None:
        """It was restored or is not wanted."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".lock").unlink(missing_ok=True)


def folder_of(shell: Shell) -> Path:
    """Where this desktop keeps what its user typed in the office that is open: nobody else is offered it."""
    place = shell.desk.database.place
    name = hashlib.sha256(str(place.path or place.url).encode()).hexdigest()[:16]
    return config.data_dir() / "drafts" / name / f"user-{shell.desk.actor.user_id or 0}"


def kept(folder: Path, kind: str = "", entity_id: int | None = None) -> list[Kept]:
    """What a crash left behind, newest first; of one kind of document, or of one document (0: new ones)."""
    pattern = f"{kind or '*'}-{'*' if entity_id is None else entity_id}-*.json"
    found = []
    for path in folder.glob(pattern) if folder.is_dir() else ():
        lock = QLockFile(str(path.with_suffix(".lock")))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            # Somebody is writing it in another window right now.
            continue
        try:
            read = _read(path)
        finally:
            lock.unlock()
        if read is not None:
            found.append(read)
    return sorted(found, key=lambda one: one.at, reverse=True)


class DraftKeeper(QObject):
    """Keeps the draft of one form. ``kind`` is a word such as ``estimate``; the draft any frozen dataclass."""

    def __init__(self, shell: Shell, kind: str, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._kind = shell, kind
        self._folder = folder_of(shell)
        self._store = _Store()
        self._wanted: tuple[int, str, Any] | None = None
        self._noted: tuple[int, str, Any] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.write)

    def note(self, entity_id: int | None, title: str, draft: Any) -> None:
        """``draft`` is not saved yet: write it soon. ``title`` is what it is offered by (``Estimate 1231``)."""
        self._wanted = self._noted = (entity_id or 0, title, draft)
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Write what was noted now, off the GUI thread."""
        if self._wanted is None:
            return
        self._timer.stop()
        work = self._writing(*self._wanted)
        self._wanted = None
        # A full disk must not stop anybody from typing on: the save itself will tell.
        self._shell.load(self, work, lambda _: None, lambda error: log.warning("draft not kept", exc_info=error))

    def keep(self) -> None:
        """The form goes, what was noted last stays: written at once, for the next form of this user to offer."""
        self._timer.stop()
        if self._noted is not None:
            try:
                self._writing(*self._noted)()
            except OSError as error:
                log.warning("draft not kept", exc_info=error)
        self._store.release()

    def _writing(self, entity_id: int, title: str, draft: Any) -> Callable[[], None]:
        text = {"format": FORMAT, "kind": self._kind, "id": entity_id, "title": title}
        at, store, folder = self._shell.desk.now(), self._store, self._folder
        turn = store.turn()

        def work() -> None:
            content = json.dumps(text | {"at": at.isoformat(), "draft": encode(draft)}, ensure_ascii=False)
            store.write(turn, folder, f"{self._kind}-{entity_id}", content.encode("utf-8", "surrogatepass"))

        return work

    def drop(self) -> None:
        """It is saved, or thrown away: nothing is kept any more."""
        self._timer.stop()
        self._wanted = self._noted = None
        self._store.drop()


class _Store:
    """The file of one form. Writes come from worker threads: one that was overtaken by :meth:`drop` does nothing."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._turn = 0
        self._name = uuid4().hex[:12]
        self._path: Path | None = None
        self._lock: QLockFile | None = None

    def turn(self) -> int:
        with self._mutex:
            self._turn += 1
            return self._turn

    def write(self, turn: int, folder: Path, name: str, content: bytes) -> None:
        with self._mutex:
            if turn != self._turn:
                return
            path = folder / f"{name}-{self._name}.json"
            if path != self._path:
                self._remove()
                folder.mkdir(parents=True, exist_ok=True)
                lock = QLockFile(str(path.with_suffix(".lock")))
                lock.setStaleLockTime(0)
                lock.tryLock(0)
                self._path, self._lock = path, lock
            files.write_bytes(path, content)

    def release(self) -> None:
        with self._mutex:
            self._path = None
            self._remove()

    def drop(self) -> None:
        with self._mutex:
            self._turn += 1
            self._remove()

    def _remove(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _read(path: Path) -> Kept | None:
    try:
        data = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if data["format"] != FORMAT:
            return None
        at = datetime.fromisoformat(data["at"])
        return Kept(path, str(data["kind"]), int(data["id"]), str(data["title"]), at.astimezone(UTC), data["draft"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        log.warning("a kept draft cannot be read: %s (%s)", path.name, problem)
        return None


def when(shell: Shell, one: Kept) -> str:
    """When it was typed, on the office's clock: ``06/22/2023 at 11:42``."""
    at = one.at.astimezone(shell.desk.zone)
    return f"{shell.date(at.date())} at {at:%H:%M}"


def offer_kept(shell: Shell, show: Callable[[str, Callable[[], None]], None]) -> None:
    """At the start of the program: tell what a crash left behind. ``show(text, open)`` puts it on screen."""

    def arrived(found: list[Kept]) -> None:
        if found:
            first = found[0]
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            text = f"{first.title}{more}: what was typed on {when(shell, first)} was not saved."
            show(text, lambda: open_kept(shell, first))

    folder, desk = folder_of(shell), shell.desk

    def work() -> list[Kept]:
        found = kept(folder)
        if not found:
            return found
        from officedesk.services.activity.erase import gone

        # What was erased for good at another desktop is not kept here either.
        asked = {(one.kind, one.id) for one in found if one.id} | {("customer", _customer_of(one)) for one in found}
        missing = gone(desk, sorted(asked - {("customer", 0)}))
        for one in found:
            if (one.kind, one.id) in missing or ("customer", _customer_of(one)) in missing:
                one.forget()
        return [one for one in found if one.path.exists()]

    shell.load(shell, work, arrived)


def forget_erased(shell: Shell, erased: list[tuple[str, int, int]]) -> None:
    """Throw away what this desktop keeps of records (kind, id, customer's id) that were erased for good."""
    records = {(kind, key) for kind, key, _ in erased}
    customers = {key for kind, key, _ in erased if kind == "customer"}
    folder = folder_of(shell)

    def work() -> None:
        for one in kept(folder):
            if (one.kind, one.id) in records or _customer_of(one) in customers:
                one.forget()

    shell.load(shell, work, lambda _: None)


def _customer_of(one: Kept) -> int:
    found = one.data.get("customer_id") if isinstance(one.data, dict) else None
    return found if isinstance(found, int) else 0


def open_kept(shell: Shell, one: Kept) -> None:
    """Go to the form of a kept draft, which then offers it."""
    if one.kind == "message":
        about = ("channel", "document", "document_id")
        found = {key: one.data[key] for key in about if one.data.get(key)}
        shell.compose(_customer_of(one) or None, message_id=one.id or None, kept=one, **found)
    elif one.kind == "form":
        # It is filled in on the page of its job.
        shell.wanted.emit(Place("job", int(one.data["job_id"]), context={"form": one.id}))
    elif one.kind == "geofence":
        shell.wanted.emit(Place("map", context={"fence_id": one.id} if one.id else {"kept": one}))
    elif one.kind == "contract":
        shell.contract_wanted.emit(one)
    elif one.kind in _SECTIONS:
        shell.go("settings", tab=_SECTIONS[one.kind], kept=one)
    elif one.id:
        # A customer's profile is looked at, a project and its lead too; their form is what offers the draft.
        context: dict[str, Any] = {"edit": True} if one.kind in ("customer", "lead", "project") else {}
        shell.wanted.emit(Place(one.kind, one.id, context=context))
    else:
        whose = {name: one.data[name] for name in ("customer_id", "project_id") if one.data.get(name)}
        shell.go(one.kind, kept=one, **(whose if one.kind in ("lead", "project") else {}))
