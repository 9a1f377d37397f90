"""The trials: desktops at work together, and desktops that are killed."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.database.schema import open_office
from officedesk.database.unit import Database
from officedesk.services.desk import Desk, sit_down
from tests.factories import found, make_customer
from tests.faults.campaign.verdict import Verdict, judge

ROOT = Path(__file__).parents[3]
SHARED = 6
"""Customers that all desktops work on."""
Say = Callable[[str], object]


class Trial:
    """An office with customers to share, and the logs of whoever works in it."""

    def __init__(self, place: OfficePlace, folder: Path, *, years: int = 0, pause: float = 0.0) -> None:
        found(place)
        self.place, self.folder, self._years, self._pause = place, folder, years, pause
        self._lives = 0
        self.logs: list[Path] = []
        with self.desk() as desk:
            self._zone = desk.zone.key
            self._shared = [str(make_customer(desk, f"Shared {n}")) for n in range(SHARED)]

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        database = Database(self.place, open_office(self.place))
        try:
            yield sit_down(database, "campaign")
        finally:
            database.close()

    def life(self, address: str, seconds: float) -> list[str]:
        """The arguments of another desktop that works on the office at ``address``, and a log for it."""
        self._lives += 1
        log = self.folder / f"{self._lives}.log"
        log.touch()
        self.logs.append(log)
        name, seed = f"Desk {self._lives}", str(self._lives)
        pace = [str(seconds), str(self._years), str(self._pause)]
        return [address, self._zone, str(log), name, seed, *pace, *self._shared]

    def start(self, seconds: float) -> subprocess.Popen[str]:
        """A desktop that is ready to work and waits for :func:`go`."""
        address = str(self.place.path) if self.place.path is not None else (self.place.url or "")
        command = [sys.executable, "-m", "tests.faults.campaign.desktop", *self.life(address, seconds)]
        made = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert made.stdout is not None
        if made.stdout.readline() != "ready\n":
            made.kill()
            raise RuntimeError(f"desktop {self._lives} did not start")
        return made

    def judge(self) -> Verdict:
        """What became of all that was acknowledged."""
        with self.desk() as desk:
            return judge(desk, self.logs)


def go(desktops: Sequence[subprocess.Popen[str]]) -> None:
    """Let them begin, all at once."""
    for desktop in desktops:
        assert desktop.stdin is not None
        desktop.stdin.write("go\n")
        desktop.stdin.flush()


def together(
    place: OfficePlace, folder: Path, *, desktops: int, seconds: float, years: int = 0, pause: float = 0.0
) -> Verdict:
    """So many desktops do mixed work for so long; with ``years`` their clocks jump by up to that many.

    ``pause`` is the time between two use cases of a desktop; without it each goes on at once.
    """
    trial = Trial(place, folder, years=years, pause=pause)
    running = [trial.start(seconds) for _ in range(desktops)]
    try:
        go(running)
        codes = [desktop.wait(timeout=seconds * 4 + 120) for desktop in running]
    finally:
        _end(running)
    verdict = trial.judge()
    verdict.problems += [f"a desktop ended with {code}" for code in codes if code]
    return verdict


def killed(place: OfficePlace, folder: Path, *, kills: int, desktops: int, say: Say = lambda _: None) -> Verdict:
    """Desktops are killed at moments that nobody chose, others take their places, and the file is checked meanwhile."""
    trial = Trial(place, folder)
    chance = random.Random(11)
    running = [trial.start(3600) for _ in range(desktops)]
    problems: list[str] = []
    try:
        go(running)
        for number in range(1, kills + 1):
            victim = chance.randrange(desktops)
            select.select([], [], [], chance.random() * 0.25)
            running[victim].kill()
            running[victim].wait()
            _close(running[victim])
            running[victim] = trial.start(3600)
            go([running[victim]])
            if number % 50 == 0:
                say(f"{number} kills")
                problems += whole(place)
    finally:
        _end(running)
    verdict = trial.judge()
    verdict.problems[:0] = [*problems, *whole(place)]
    return verdict


def whole(place: OfficePlace) -> list[str]:
    """What SQLite's full check finds in an office file: nothing where it is whole."""
    if place.path is None:
        return []
    connection: Any = sqlite_driver().connect(str(place.path), timeout=30)
    try:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    finally:
        connection.close()
    return [] if said == ["ok"] else [f"integrity: {line}" for line in said]


def _end(running: Sequence[subprocess.Popen[str]]) -> None:
    for desktop in running:
        desktop.kill()
        desktop.wait()
        _close(desktop)


def _close(desktop: subprocess.Popen[str]) -> None:
    for pipe in (desktop.stdin, desktop.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                # What was never read by the killed one.
                continue
