"""A folder into which trackers write: each file is taken in once, by whichever desktop is first, and then put aside.

A file that is still being written is left alone: it is taken when its size and time were the same at two looks. What
was taken in goes to the subfolder “done”; what could not be read, or tells of devices that nobody knows, to
“problems”, with a text beside it that says why. Where files cannot be moved, their contents are known all the same.
"""

import logging
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from officedesk.errors import Cancelled, OfficeBusy, OfficeError, OfficeReadOnly
from officedesk.files import told
from officedesk.services.desk import Desk
from officedesk.services.mapping.imports import catch_up, take_in
from officedesk.services.mapping.track_reading import is_track
from officedesk.services.mapping.track_rows import TakenBefore, TrackTaken
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
DONE, PROBLEMS = "done", "problems"
MOST = 500
"""Files of one look: the others wait for the next one."""
_Mark = tuple[int, int]


@dataclass(slots=True)
class Seen:
    """What a desktop remembers of the folder from one look to the next."""

    marks: dict[Path, _Mark] = field(default_factory=dict)
    """Size and time of files that were there at the last look."""
    settled: dict[Path, _Mark] = field(default_factory=dict)
    """Files that are dealt with and could not be moved away."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look brought: files that were taken in, and names of files with what is wrong with them."""

    taken: tuple[TrackTaken, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    """Files that are still being written, or that another desktop is at."""


def look_into(desk: Desk, folder: Path, seen: Seen, stopped: Callable[[], bool] | None = None) -> Watched:
    """Take in what lies in ``folder`` and is whole. Raises a known error where the folder cannot be read."""
    desk.need(Permission.POSITIONS_WRITE)
    halted = stopped or (lambda: False)
    marks = _files(folder)
    taken: list[TrackTaken] = []
    problems: list[tuple[str, str]] = []
    waiting = 0
    for path, mark in sorted(marks.items())[:MOST]:
        if halted():
            break
        if seen.settled.get(path) == mark:
            continue
        if mark[0] == 0 or seen.marks.get(path) != mark:
            waiting += 1
            continue
        try:
            taken.append(take_in(desk, path.name, path, stopped=halted))
        except (OfficeBusy, OfficeReadOnly) as problem:
            # Of another desktop, or of the office for a moment: the file stays where it is.
            log.debug("%s waits: %s", path.name, problem)
            waiting += 1
            continue
        except Cancelled:
            break
        except TakenBefore:
            _put_aside(path, DONE, seen, mark)
            continue
        except OfficeError as problem:
            if not path.exists():
                # Another desktop was faster and has moved it.
                continue
            problems.append((path.name, str(problem)))
            aside = _put_aside(path, PROBLEMS, seen, mark)
            if aside is not None:
                with suppress(OSError):
                    aside.with_name(f"{aside.name}.txt").write_text(f"{problem}\n", encoding="utf-8")
            continue
        _put_aside(path, DONE, seen, mark)
    seen.marks = marks
    if not taken and not halted():
        # What a desktop that was killed left behind, and devices that fell silent.
        catch_up(desk, halted)
    return Watched(tuple(taken), tuple(problems), waiting)


def _files(folder: Path) -> dict[Path, _Mark]:
    found: dict[Path, _Mark] = {}
    with told(folder):
        for path in folder.iterdir():
            with suppress(OSError):
                if is_track(path) and path.is_file() and not path.is_symlink():
                    stat = path.stat()
                    found[path] = (stat.st_size, stat.st_mtime_ns)
    return found


def _put_aside(path: Path, where: str, seen: Seen, mark: _Mark) -> Path | None:
    """Move a file into a subfolder, under a name that is free there; ``None`` where it cannot be moved."""
    into = path.parent / where
    try:
        into.mkdir(exist_ok=True)
        target = _free(into, path.name)
        shutil.move(path, target)
    except OSError as problem:
        if path.exists():
            log.info("%s cannot be put aside: %s", path.name, problem)
            seen.settled[path] = mark
        return None
    return target


def _free(folder: Path, name: str) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    stem = re.sub(r" \(\d+\)$", "", stem)
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{stem} ({number}){suffix}"
        number += 1
    return target
