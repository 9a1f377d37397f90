"""The guard of an office file: one thread that tells others of this program, and watches what could lose a save.

It finds out on a share whether others are kept out before anything is written, takes the right to write away when
they are not, says who keeps a save waiting, has a damaged look checked before it alarms anyone, and notices when the
file is gone and when it is back. Whatever it learns it tells as a new :class:`Condition`.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic

from officedesk import errors
from officedesk.database.access import Access
from officedesk.database.canary import STEP
from officedesk.database.desk_files import FileDesks, folder_of, name_of
from officedesk.database.inspection import Finding, inspect, is_free
from officedesk.database.locks import try_out
from officedesk.database.placement import Placement
from officedesk.database.safety import DAMAGED, NO_FOLDER, Reason, Ruling, place_words, unfit, unseen

log = logging.getLogger(__name__)
HASTE = 0.5
"""Seconds between two looks while something is unsettled."""
SETTLED_WITHIN = 15.0
QUIET = 60.0
"""Who was found in order and cannot be read again within so many seconds is damaged in a way that no check sees."""
_SILENT = 3 * STEP
_HANGS = 5.0


class Trouble(StrEnum):
    """What passes by itself."""

    NONE = ""
    BUSY = "busy"
    GONE = "gone"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Condition:
    """How an office file is just now.

    ``place`` says where it lies, ``reason`` why it is only read; ``trouble`` with its ``text`` passes by itself.
    ``calm`` is a line to be told once. ``again``: it helps to ask for another check.
    """

    place: str
    placement: Placement
    reason: Reason | None = None
    trouble: Trouble = Trouble.NONE
    text: str = ""
    calm: str = ""
    again: bool = False


class Guard:
    """Thread-safe. ``judge`` looks at the place anew; ``path`` is the office's file."""

    def __init__(
        self,
        path: Path,
        access: Access,
        desks: FileDesks,
        placement: Placement,
        ruling: Ruling,
        judge: Callable[[], tuple[Placement, Ruling]],
    ) -> None:
        self.desks = desks
        self._path, self._access, self._judge = path, access, judge
        self._condition = Condition(place_words(placement), placement)
        self._listeners: list[Callable[[Condition], object]] = []
        self._lock = threading.RLock()
        self._stop, self._wake, self._settled = threading.Event(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._inspector: threading.Thread | None = None
        self._watched = False
        self._tried = False
        self._beat_at = float("-inf")
        self._cleared_at = float("-inf")
        self._identity: tuple[int, int] | None = None
        self._looking_since = float("inf")
        self._abide(ruling)

    # --- what others ask ------------------------------------------------------------------------------------------

    @property
    def condition(self) -> Condition:
        return self._condition

    @property
    def reason(self) -> Reason | None:
        """Why nothing may be written, or ``None``."""
        return self._condition.reason

    @property
    def generation(self) -> int:
        """Which connections count: those that were opened under this number."""
        return self._access.generation

    def listen(self, listener: Callable[[Condition], object]) -> None:
        """Call ``listener`` on the guard's thread with every new condition; a window watches from now on."""
        self._watched = True
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[Condition], object]) -> None:
        """Tell ``listener`` nothing more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    @property
    def unsettled(self) -> bool:
        """Whether anything may be written is not known yet."""
        return not self._settled.is_set()

    def hanging(self) -> float:
        """Seconds for which a look at the file has taken longer than looks take; zero where all is well."""
        away = monotonic() - self._looking_since
        return away if away > _HANGS else 0.0

    def start(self) -> None:
        """Begin to watch, if that has not begun."""
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="office guard", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End it and take this program's file away. A share that hangs is not waited for."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self.desks.leave()

    def check_again(self) -> None:
        """Find out anew whether the office may be written to: somebody says that what spoke against it is over."""
        if self.reason is DAMAGED:
            self._inspect()
            return
        self._look_at_place()
        self._wake.set()

    # --- for those who read and write -----------------------------------------------------------------------------

    def before_write(self) -> None:
        """Let a write begin, or raise why not. On a share this waits until others are known to be kept out."""
        self.start()
        if not self._settled.wait(SETTLED_WITHIN):
            raise errors.OfficeBusy(
                f"It isn’t known yet whether {self._path.name} can be saved to safely.", hint="Try again in a moment."
            )
        self.still_allowed()

    def still_allowed(self) -> None:
        """Raise why nothing may be written, where something came up."""
        condition = self._condition
        if condition.reason is not None:
            told = f"Nothing was saved in {self._path.name}. {condition.reason.what}"
            raise errors.OfficeReadOnly(told, hint=condition.reason.advice)
        if condition.trouble is Trouble.DOUBTED:
            raise errors.OfficeBusy(condition.text, hint="Try again in a moment; what you typed stays.")

    def saving(self, begun: bool) -> None:
        """A save holds the office now, or no longer."""
        self.desks.saving(begun)

    def explain(self, error: errors.OfficeError, cause: BaseException) -> errors.OfficeError:
        """What to tell instead of ``error``, which a read or write met, and what to do about it."""
        if isinstance(error, errors.OfficeBusy):
            return self._explain_busy(error)
        if isinstance(error, errors.OfficeMissing):
            self._tell(trouble=Trouble.GONE, text=_GONE.format(name=self._path.name))
            self._wake.set()
        if isinstance(error, errors.OfficeDamaged):
            return self._explain_damage(error, cause)
        return error

    def _explain_busy(self, error: errors.OfficeBusy) -> errors.OfficeError:
        if "not finished" in error.message:
            return error
        told, hint = self._who_holds()
        self._tell(trouble=Trouble.BUSY, text=told)
        self._wake.set()
        return errors.OfficeBusy(told, hint=f"{hint} What you typed stays; try again in a moment.".strip())

    def _who_holds(self) -> tuple[str, str]:
        busy = f"The office {self._path.name} is busy:"
        found = self.desks.holder()
        if found is None:
            return f"{busy} another desktop or program holds its file.", "It may be a backup or a virus scanner."
        note, silent = found
        told = f"{busy} {name_of(note)} began to save and hasn’t finished."
        if silent < _SILENT:
            return told, ""
        # In steps: words that change all the time cannot be read.
        seconds = int(silent // 5 * 5) or int(silent)
        told += f" That desktop hasn’t answered for {seconds} seconds."
        return told, f"Look after {note.desktop}: it may be asleep or frozen."

    def _explain_damage(self, error: errors.OfficeDamaged, cause: BaseException) -> errors.OfficeError:
        if isinstance(cause.__cause__, UnicodeDecodeError) or self.reason is DAMAGED:
            # Not a torn read: what is written there is not ours.
            return error
        if self.reason is not None:
            return errors.OfficeBusy(
                f"{self._path.name} couldn’t be read just now: another desktop may be saving.", hint="Try again."
            )
        if self._watched:
            self._inspect()
            text = f"{self._path.name} couldn’t be read just now; it is being checked."
            return errors.OfficeBusy(text, hint="Wait a moment; what you typed stays.")
        if inspect(self._path, self._access) is Finding.DAMAGED:
            return error
        return errors.OfficeBusy(
            f"{self._path.name} couldn’t be read for a moment. A full check found it in order.", hint="Try again."
        )

    # --- the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stop.is_set():
            self._looking_since = monotonic()
            try:
                self._step()
            except Exception:
                log.exception("the guard of the office stumbled")
            self._looking_since = float("inf")
            unsettled = not self._settled.is_set() or self._condition.trouble is not Trouble.NONE
            self._wake.wait(HASTE if unsettled else STEP)
            self._wake.clear()

    def _step(self) -> None:
        present = self._look_at_file()
        usable = self._count() if present else False
        if self.desks.broken and self.reason is None:
            self._forbid(unseen(self.desks.broken), again=True)
            # To the others it is still one that would write: all of them stop, and not by chance all but one.
            self.desks.mode = "stopped"
        if present and not self._settled.is_set():
            self._settle(usable)
        if self._condition.trouble in (Trouble.BUSY, Trouble.GONE) and present:
            self._try_office()

    def _look_at_file(self) -> bool:
        try:
            # Not opened here: closing a file lets go of all locks that this program holds on it.
            told = self._path.stat()
        except OSError as error:
            log.debug("the office cannot be looked at: %s", error)
            if self._condition.trouble is not Trouble.GONE:
                self._tell(trouble=Trouble.GONE, text=_GONE.format(name=self._path.name))
            return False
        identity = (told.st_dev, told.st_ino)
        if self._identity not in (None, identity):
            self._access.renew()
        self._identity = identity
        return True

    def _count(self) -> bool:
        """Count a step and look at the others; whether that can be done here.

        Who may never write leaves no trace beside the file.
        """
        try:
            if self.desks.mode != "reads" and monotonic() - self._beat_at >= STEP - HASTE / 5:
                self.desks.beat()
                self._beat_at = monotonic()
            self.desks.look()
        except OSError as error:
            log.debug("nothing can be told to others beside the office: %s", error)
            return False
        return True

    def _settle(self, usable: bool) -> None:
        reason: Reason | None = None
        if not usable:
            reason = NO_FOLDER
        elif not self._tried:
            try:
                reason = unfit(self._condition.placement, try_out(folder_of(self._path)))
            except OSError:
                reason = NO_FOLDER
            self._tried = reason is None
        if reason is not None:
            self._forbid(reason, again=True)
        elif self.desks.settled:
            self._allow()

    def _try_office(self) -> None:
        trouble = self._condition.trouble
        if not is_free(self._path, self._access):
            if trouble is Trouble.BUSY:
                self._tell(text=" ".join(self._who_holds()).strip())
            return
        self._access.renew()
        if trouble is Trouble.GONE:
            # Connected anew, it may be connected otherwise.
            self._look_at_place()
        told = "The office can be reached again." if trouble is Trouble.GONE else "The office is free again."
        self._tell(trouble=Trouble.NONE, text="", calm=told)

    # --- decisions ------------------------------------------------------------------------------------------------

    def _look_at_place(self) -> None:
        placement, ruling = self._judge()
        with self._lock:
            self._condition = replace(self._condition, place=place_words(placement), placement=placement)
            self.desks.start_over()
            self._beat_at = float("-inf")
            self._abide(ruling)

    def _abide(self, ruling: Ruling) -> None:
        self._tried = False
        if ruling.reason is not None:
            self._forbid(ruling.reason, frozen=ruling.frozen)
        elif ruling.shared:
            self._settled.clear()
            self.desks.mode = "checking"
            self._access.change("ro")
            self._tell(reason=None, again=False)
        else:
            self._allow()

    def _allow(self) -> None:
        self.desks.mode = "writes"
        self._access.change("rw")
        self._settled.set()
        if self.reason is not None:
            self._tell(reason=None, again=False)

    def _forbid(self, reason: Reason, *, again: bool = False, frozen: bool = False) -> None:
        if self.reason is not None and self.reason.what == reason.what:
            return
        log.info("the office is only read: %s", reason.short)
        self._access.change("ro&immutable=1" if frozen else "ro")
        self.desks.mode = "reads"
        # First the reason, then whoever waits to save: they are to hear it.
        self._tell(reason=reason, again=again)
        self._settled.set()

    def _inspect(self) -> None:
        with self._lock:
            if self._inspector is not None and self._inspector.is_alive():
                return
            again = monotonic() - self._cleared_at < QUIET and self.reason is None
            self._tell(
                trouble=Trouble.DOUBTED, text=f"{self._path.name} couldn’t be read just now; it is being checked."
            )
            self._inspector = threading.Thread(
                target=self._judge_health, args=(again,), name="office check", daemon=True
            )
            self._inspector.start()

    def _judge_health(self, again: bool) -> None:
        self._access.renew()
        finding = inspect(self._path, self._access, self._stop)
        if finding is Finding.UNREACHABLE:
            self._tell(trouble=Trouble.GONE, text=_GONE.format(name=self._path.name))
        elif finding is Finding.DAMAGED or again:
            self._tell(trouble=Trouble.NONE, text="")
            self._forbid(DAMAGED, again=True)
        else:
            self._cleared_at = monotonic()
            self._access.renew()
            calm = "The office couldn’t be read for a moment. A full check found it in order."
            if self.reason is DAMAGED:
                self._look_at_place()
            self._tell(trouble=Trouble.NONE, text="", calm=calm)

    def _tell(self, **changes: object) -> None:
        with self._lock:
            before = self._condition
            after = replace(before, **{"calm": "", **changes})  # type: ignore[arg-type]
            self._condition = replace(after, calm="")
        if after != before:
            for listener in tuple(self._listeners):
                listener(after)


_GONE = "The office {name} can’t be reached: the share or disk it is on isn’t there."
