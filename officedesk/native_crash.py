"""A crash that Python cannot catch: the places in the code are written by ``faulthandler`` as the process dies.

While the program runs it holds a file of its own open and locked. One that nobody holds any more and that says
something is what a program left that ended unexpectedly; the next start takes it up.
"""

import faulthandler
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import IO

from officedesk.config import data_dir

_HEADLINE = re.compile(r"(?:Fatal Python error|Windows fatal exception): [A-Za-z0-9 _]{1,80}")
_THREAD = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+")
_FRAME = re.compile(r' *File "(.*)", line (\d+|\?\?\?) in (.*)')
_LONGEST = 200_000


class NativeCrash:
    """Watches over this process from :meth:`watch` to :meth:`end`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: IO[str] | None = None

    def watch(self) -> None:
        """Write down where the program is when it dies. Without a folder to write to: nothing."""
        from officedesk.database.locks import take

        try:
            folder = self._folder or data_dir() / "running"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{os.getpid()}-{os.urandom(4).hex()}.txt"
            self._file = path.open("w", encoding="utf-8")
            take(self._file.fileno())
            faulthandler.enable(self._file, all_threads=True)
        except (OSError, ValueError):
            self.end()

    def end(self) -> None:
        """The program ends as it should."""
        file, self._file = self._file, None
        if file is None:
            return
        faulthandler.disable()
        file.close()
        with suppress(OSError):
            Path(file.name).unlink()


def take_up(folder: Path | None = None) -> str:
    """The report on a program that ended unexpectedly, the last one where there are several; empty where none did.

    What was taken up is gone from the folder: it is told once. Reads files of a few kilobytes.
    """
    try:
        left = sorted((folder or data_dir() / "running").glob("*.txt"), key=lambda path: path.stat().st_mtime)
    except OSError:
        return ""
    last = ""
    for path in left:
        content = _of_a_dead(path)
        if content.strip():
            last = native_text(content)
    return last


def native_text(content: str) -> str:
    """The report made of what ``faulthandler`` wrote: its headline and the places, nothing else."""
    from officedesk.crash_report import FOOT, frame_line, head, sent

    headline: list[str] = []
    crashed: list[str] = []
    others: list[str] = []
    into = others
    for line in content.splitlines():
        if found := _HEADLINE.match(line):
            headline = [found[0], ""]
        elif found := _THREAD.match(line):
            # The one that crashed is told first: the others mostly wait for something.
            into = crashed if line.startswith("Current") else others
            into.append("Thread that crashed" if into is crashed else "Another thread")
        elif found := _FRAME.match(line):
            into.append(frame_line(*found.groups()))
    lines = [*head("OfficeDesk ended unexpectedly"), "", *headline, *crashed, *others, "", FOOT]
    return sent("\n".join(lines))


def _of_a_dead(path: Path) -> str:
    """What a file says whose program is gone, and away with it; nothing where its program still runs."""
    from officedesk.database.locks import free, take

    try:
        with path.open("r+", encoding="utf-8", errors="replace") as file:
            if not take(file.fileno()):
                return ""
            free(file.fileno())
            content = file.read(_LONGEST)
        path.unlink()
    except OSError:
        return ""
    return content
