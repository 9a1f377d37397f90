"""Power cuts: desktops at work on a disk of a kernel of their own, which is killed; the disk is read by this machine.

What the killed kernel had in its page cache is gone, as it is when a computer loses power. What was acknowledged is
written down outside of it.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from officedesk.database.place import OfficePlace
from tests.faults.campaign.trials import Say, Trial, whole
from tests.faults.campaign.verdict import Verdict
from tests.faults.rig.bare_writer import lost_by
from tests.faults.rig.machines import GUESTS, Rig, missing, python_job

GUEST = GUESTS[0]
OFFICE = "office.officedesk"
PLACE = "/run/share"
"""Where a guest mounts the disk."""
_BOOT = 60.0
"""Seconds that a guest and its desktops may take until the first save."""


def lacking() -> list[str]:
    """What this machine lacks for power cuts, in words; nothing where all is there."""
    there = missing()
    if shutil.which("mkfs.ext4") is None:
        there.append("the program mkfs.ext4")
    return there


class Disk:
    """An ext4 image, for a guest to work on and for this machine to look at when the guest is gone."""

    def __init__(self, folder: Path) -> None:
        self.image = folder / "disk.ext4"
        self._seen = folder / "disk"
        self._seen.mkdir()
        with self.image.open("wb") as file:
            file.truncate(256 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        """Its files. Mounting plays the file system's own journal back, as a computer does when it starts again."""
        subprocess.run(["mount", "-o", "loop", self.image, self._seen], check=True)
        try:
            yield self._seen
        finally:
            subprocess.run(["umount", self._seen], check=True)


def power_cuts(folder: Path, *, cuts: int, desktops: int = 2, say: Say = lambda _: None) -> Verdict:
    """So many cuts while desktops save through the services; then everything acknowledged is looked for."""
    disk = Disk(folder)
    problems: list[str] = []
    with Rig(folder / "rig") as rig:
        # Outside of the guest's memory: what is written there stays.
        logs = rig.out
        with disk.mounted() as files:
            trial = Trial(OfficePlace(path=files / OFFICE), logs)
        for number in range(1, cuts + 1):
            commands = []
            for _ in range(desktops):
                desktop = python_job("tests.faults.campaign.desktop", *trial.life(f"{PLACE}/{OFFICE}", 3600))
                commands.append(f"(echo go | ({desktop})) &")
            _cut(
                rig, disk, " ".join(commands), lambda: any(log.stat().st_size for log in trial.logs[-desktops:]), number
            )
            with disk.mounted() as files:
                problems += [f"cut {number}: {problem}" for problem in whole(OfficePlace(path=files / OFFICE))]
            if number % 5 == 0:
                say(f"{number} power cuts")
        with disk.mounted() as files:
            trial.place = OfficePlace(path=files / OFFICE)
            verdict = trial.judge()
    verdict.problems[:0] = problems
    return verdict


def cuts_of_bare_sqlite(folder: Path, *, cuts: int, journal: str) -> tuple[int, int]:
    """The same cuts for bare SQLite with ``journal`` and ``synchronous=FULL``: acknowledged rows, and lost ones.

    The control: a rig that cannot show a loss where there is one shows nothing.
    """
    acknowledged = lost = 0
    with Rig(folder / "rig") as rig:
        for number in range(1, cuts + 1):
            room = folder / f"bare{number}"
            room.mkdir()
            disk = Disk(room)
            log = rig.out / f"bare{number}.log"
            log.touch()
            job = python_job("tests.faults.rig.bare_writer", f"{PLACE}/bare.db", str(log), journal)
            _cut(rig, disk, f"{job} &", lambda log=log: log.stat().st_size > 0, number)  # type: ignore[misc]
            with disk.mounted() as files:
                told, missed = lost_by(files / "bare.db", log)
            acknowledged, lost = acknowledged + told, lost + missed
    return acknowledged, lost


def _boot(rig: Rig) -> str:
    return (rig.out / f"{GUEST.name}.boot").read_text(errors="replace")


def _cut(rig: Rig, disk: Disk, commands: str, begun: Callable[[], bool], number: int) -> None:
    """Switch the guest on, let it work for a while that nobody chose, and take the power away."""
    job = f"mount -t ext4 /dev/ubda {PLACE} && {{ {commands} wait; }}"
    guest = rig.start(GUEST, job, seconds=600, disk=str(disk.image))
    until = time.monotonic() + _BOOT
    try:
        while not begun():
            if guest.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the guest saved nothing: {(rig.log(GUEST) or _boot(rig))[-2000:]}")
            select.select([], [], [], 0.05)
        select.select([], [], [], random.Random(number).random() * 2)
    finally:
        # The kernel and all that runs in it at once.
        with suppress(ProcessLookupError):
            os.killpg(guest.pid, signal.SIGKILL)
        guest.wait()
        # Its helpers are processes of their own that end when they notice.
        subprocess.run(["pkill", "-KILL", "-f", f"umid={GUEST.name}-"], check=False)
