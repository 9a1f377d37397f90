"""What OfficeDesk does on every kind of place that an office file can lie in, shown by two real computers each.

`python -m tests.faults.share_matrix [--seconds 20] [--only NAME …] [--json FILE] [--room FOLDER]` prints a table: who
could save, who only read and why, and what was told as saved against what is stored. It ends with 1 where anything
told as saved is missing, a number was given twice, or a place that must only be read was written to.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.services.check import check
from tests import factories
from tests.faults.rig.machines import GUESTS, Guest, Rig, missing, python_job

DESKTOP = "tests.faults.rig.desktop"
NAME = "Office.officedesk"
LEASE = 120
"""Seconds after which an NFS server has surely given away the locks of a computer that is gone."""


@dataclass
class Row:
    """One place. ``skipped`` says why it could not be tried on this machine."""

    name: str
    desktops: list[dict[str, Any]] = field(default_factory=list)
    told: int = 0
    stored: int = 0
    lost: int = 0
    twice: int = 0
    findings: int = 0
    untouched: bool = True
    skipped: str = ""

    @property
    def good(self) -> bool:
        """Nothing lost, nothing twice, nothing unsound."""
        return not (self.lost or self.twice or self.findings)


@dataclass
class Matrix:
    """Runs the rows in ``rig``; ``office`` is a founded one to copy."""

    rig: Rig
    office: Path
    seconds: int

    def run(self, name: str) -> Row:
        """Try one place."""
        row = Row(name)
        try:
            ROWS[name](self, row)
        except Skipped as reason:
            row.skipped = str(reason)
        return row

    # --- how it is tried ------------------------------------------------------------------------------------------

    def fresh(self, folder: Path) -> Path:
        """A new office in ``folder``, and no acknowledgements."""
        shutil.rmtree(folder, ignore_errors=True) if folder != self.rig.share else _empty(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for old in self.rig.out.glob("ack.*"):
            old.unlink()
        return Path(shutil.copy(self.office, folder / NAME))

    def here(self, office: Path, names: Sequence[str]) -> list[subprocess.Popen[str]]:
        """Desktops that are processes of this computer."""
        return [
            subprocess.Popen(
                [sys.executable, "-m", DESKTOP, str(office), f"{self.rig.out}/ack.{name}", name, str(self.seconds)],
                stdout=subprocess.PIPE, text=True, env={**os.environ, "HOME": str(self.rig.room / "work")},
            )
            for name in names
        ]  # fmt: skip

    def there(self, kind: str, options: str = "", each: int = 1, *, canary: bool = False) -> list[Guest]:
        """Desktops on the two guests, over the share mounted so; waits until they are done."""
        running = []
        for guest in GUESTS:
            jobs = [
                python_job(
                    DESKTOP, f"/run/share/{NAME}", f"{self.rig.out}/ack.{guest.name}-{number}",
                    f"{guest.name}-{number}", str(self.seconds), *(["canary"] if canary else []),
                )
                for number in range(each)
            ]  # fmt: skip
            job = " & ".join(f"({line})" for line in jobs) + " & wait"
            mount = self.rig.mount_line(guest, kind, options)
            running.append(self.rig.start(guest, job, mount, self.seconds + 90))
        for process in running:
            process.wait()
        return list(GUESTS)

    def judge(self, row: Row, office: Path, told: list[dict[str, Any]], *, before: bytes = b"") -> None:
        """Compare what was told as saved with what is stored, on this computer's own disk."""
        row.desktops = told
        row.untouched = office.read_bytes() == before if before else False
        texts = [path.read_text(encoding="utf-8") for path in self.rig.out.glob("ack.*")]
        acknowledged = [line.split("\t") for text in texts for line in text.splitlines()]
        row.told = len(acknowledged)
        row.twice = sum(count > 1 for count in Counter(number for _, number in acknowledged).values())
        copy = self.rig.room / "work" / f"judged-{time.monotonic_ns()}.officedesk"
        shutil.copy(office, copy)
        journal = office.with_name(office.name + "-journal")
        if journal.exists():
            shutil.copy(journal, copy.with_name(copy.name + "-journal"))
        with closing(open_context(str(copy), Config(self.rig.room / "work" / "judge.json"))) as context:
            row.findings = len(check(context.desk).findings)
            with context.desk.read() as session:
                rows = session.connection().exec_driver_sql("SELECT name, number FROM customer").all()
        stored = dict(map(tuple, rows))
        row.stored = len(stored)
        row.lost = sum(stored.get(name) != number for name, number in acknowledged)

    def said(self, guests: Sequence[Guest]) -> list[dict[str, Any]]:
        """What the guests' desktops printed."""
        found = []
        for guest in guests:
            lines = [line for line in self.rig.log(guest).splitlines() if line.startswith("{")]
            found += [json.loads(line) for line in lines] or [{"who": guest.name, "reason": _last(self.rig.log(guest))}]
        return found


class Skipped(Exception):
    """This machine cannot do it."""


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["the guest said nothing"])[-1][:100]


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _finish(processes: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    return [json.loads(process.communicate()[0].strip().splitlines()[-1]) for process in processes]


def _need_guests() -> None:
    if lacking := missing():
        raise Skipped(f"needs {', '.join(lacking)}")


# --- the places -------------------------------------------------------------------------------------------------------


def local(matrix: Matrix, row: Row) -> None:
    """Two programs on one computer, a file on its disk."""
    office = matrix.fresh(matrix.rig.room / "disk")
    matrix.judge(row, office, _finish(matrix.here(office, ["one", "two"])))


def cloud_folder(matrix: Matrix, row: Row) -> None:
    """A folder that Dropbox synchronises."""
    office = matrix.fresh(matrix.rig.room / "Dropbox")
    before = office.read_bytes()
    matrix.judge(row, office, _finish(matrix.here(office, ["one", "two"])), before=before)


def fuse(matrix: Matrix, row: Row) -> None:
    """A folder mounted a second time through a file system in a program."""
    if shutil.which("bindfs") is None or not Path("/dev/fuse").exists():
        raise Skipped("needs the program bindfs and /dev/fuse")
    office = matrix.fresh(matrix.rig.room / "behind")
    before = office.read_bytes()
    seen = matrix.rig.room / "seen"
    seen.mkdir(exist_ok=True)
    subprocess.run(["bindfs", str(office.parent), str(seen)], check=True)
    try:
        told = _finish(matrix.here(seen / NAME, ["one", "two"]))
    finally:
        subprocess.run(["umount", str(seen)], check=True)
    matrix.judge(row, office, told, before=before)


def _over_share(
    kind: str, options: str = "", *, wal: bool = False, each: int = 1, canary: bool = False
) -> Callable[[Matrix, Row], None]:
    def run(matrix: Matrix, row: Row) -> None:
        _need_guests()
        if kind == "nfs" and not matrix.rig.serve_nfs():
            raise Skipped("needs the NFS server nfs-ganesha-vfs")
        office = matrix.fresh(matrix.rig.share)
        if wal:
            with closing(sqlite_driver().connect(str(office))) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
        before = office.read_bytes()
        matrix.judge(row, office, matrix.said(matrix.there(kind, options, each, canary=canary)), before=before)

    return run


def cifs_and_server(matrix: Matrix, row: Row) -> None:
    """Guests over a plain CIFS mount, and a desktop on the server's own disk."""
    _need_guests()
    office = matrix.fresh(matrix.rig.share)
    here = matrix.here(office, ["server"])
    guests = matrix.there("cifs")
    matrix.judge(row, office, _finish(here) + matrix.said(guests))


def cifs_dotfile(matrix: Matrix, row: Row) -> None:
    """Another program that locks by a file of its own (dotfile) writes on one guest, OfficeDesk runs on the other."""
    _need_guests()
    office = matrix.fresh(matrix.rig.share)
    first, second = GUESTS
    mounts = [matrix.rig.mount_line(guest, "cifs") for guest in GUESTS]
    foreign = matrix.rig.start(
        first, python_job("tests.faults.rig.foreign", f"/run/share/{NAME}", str(matrix.seconds)), mounts[0],
        matrix.seconds + 90,
    )  # fmt: skip
    job = python_job(
        DESKTOP, f"/run/share/{NAME}", f"{matrix.rig.out}/ack.{second.name}", second.name, str(matrix.seconds)
    )
    matrix.rig.start(second, job, mounts[1], matrix.seconds + 90).wait()
    foreign.wait()
    matrix.judge(row, office, matrix.said(GUESTS))


def power_cut_in_a_save(matrix: Matrix, row: Row) -> None:
    """The power of one guest is cut while it holds the write lock; the other goes on."""
    _need_guests()
    if not matrix.rig.serve_nfs():
        raise Skipped("needs the NFS server nfs-ganesha-vfs")
    office = matrix.fresh(matrix.rig.share)
    first, second = GUESTS
    held = matrix.rig.out / "held"
    held.unlink(missing_ok=True)
    log = f"{matrix.rig.out}/ack."
    job = python_job(DESKTOP, f"/run/share/{NAME}", f"{log}{first.name}", first.name, "1", "hold")
    cut = matrix.rig.start(first, job, matrix.rig.mount_line(first, "nfs"), 120)
    until = time.monotonic() + 60
    while not held.exists() and time.monotonic() < until:
        time.sleep(0.1)
    seconds = str(matrix.seconds + LEASE)
    job = python_job(DESKTOP, f"/run/share/{NAME}", f"{log}{second.name}", second.name, seconds)
    other = matrix.rig.start(second, job, matrix.rig.mount_line(second, "nfs"), matrix.seconds + LEASE + 90)
    # The other has seen it count when the power goes.
    time.sleep(15)
    matrix.rig.cut(first)
    cut.wait()
    other.wait()
    matrix.judge(row, office, [{"who": first.name, "reason": "its power was cut"}, *matrix.said([second])])


ROWS: dict[str, Callable[[Matrix, Row], None]] = {
    "local disk": local,
    "CIFS, default": _over_share("cifs"),
    "CIFS, default, and a desktop on the server": cifs_and_server,
    "CIFS, nobrl": _over_share("cifs", ",nobrl"),
    "CIFS, server without locks": _over_share("deaf", ""),
    "CIFS, nobrl, canary alone": _over_share("cifs", ",nobrl", canary=True),
    "CIFS, server without locks, canary alone": _over_share("deaf", ",nobrl", canary=True),
    "CIFS, WAL": _over_share("cifs", "", wal=True),
    "CIFS, another program with dotfile locks": cifs_dotfile,
    "NFS 4.1": _over_share("nfs"),
    "NFS 4.1, power cut in a save": power_cut_in_a_save,
    "FUSE": fuse,
    "cloud folder": cloud_folder,
}
MUST_ONLY_READ = (
    "CIFS, nobrl", "CIFS, server without locks", "CIFS, WAL", "FUSE", "cloud folder",
)  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """The matrix as Markdown."""
    lines = ["| place | what each desktop did | told as saved | lost | numbers twice | check |"]
    lines.append("|---|---|---|---|---|---|")
    for row in rows:
        if row.skipped:
            lines.append(f"| {row.name} | skipped: {row.skipped} | | | | |")
            continue
        did = "; ".join(_did(desktop) for desktop in row.desktops)
        sound = "sound" if not row.findings else f"{row.findings} findings"
        lines.append(f"| {row.name} | {did} | {row.told} | {row.lost} | {row.twice} | {sound} |")
    return "\n".join(lines)


def _did(desktop: dict[str, Any]) -> str:
    saved = f"saved {desktop['saved']}" if desktop.get("saved") else ""
    waits = f" (half within {desktop['p50']} s, all within {desktop['max']} s)" if "p50" in desktop else ""
    reason = f"only read: {desktop['reason']}" if desktop.get("reason") else ""
    known = f" (known after {desktop['known_after']} s)" if "known_after" in desktop else ""
    other = {name: count for name, count in desktop.get("refused", {}).items() if name != "OfficeReadOnly"}
    refused = ", ".join(f"{count} × {name}" for name, count in other.items())
    if desktop.get("busy"):
        refused += f" until {desktop['busy_until']} s (“{desktop['busy']}”)"
    return f"{desktop['who']}: " + (", ".join(filter(None, (saved + waits, reason + known, refused))) or "nothing")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the matrix; the exit code."""
    parser = argparse.ArgumentParser(prog="share_matrix")
    parser.add_argument("--seconds", type=int, default=20, help="for how long each desktop works")
    parser.add_argument("--only", nargs="*", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--room", type=Path, help="a folder on a disk, for what the rig needs")
    given = parser.parse_args(arguments)
    room = given.room or Path(tempfile.mkdtemp(prefix="share-matrix-", dir="/var/tmp"))
    room.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    office = room / "founded.officedesk"
    office.unlink(missing_ok=True)
    factories.found(OfficePlace(path=office))
    rows: list[Row] = []
    rig = Rig(room)
    guests = not missing()
    if not guests:
        for folder in (rig.share, rig.out, room / "work"):
            folder.mkdir(parents=True, exist_ok=True)
        sys.stdout.write(f"Without second computers: this machine lacks {', '.join(missing())}.\n")
    try:
        if guests:
            with rig:
                rig.serve_samba()
                rows = _all(Matrix(rig, office, given.seconds), given.only)
        else:
            rows = _all(Matrix(rig, office, given.seconds), given.only)
    finally:
        if given.room is None:
            shutil.rmtree(room, ignore_errors=True)
    sys.stdout.write(table(rows) + "\n")
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))
    wrong = [row.name for row in rows if not row.skipped and not row.good]
    wrong += [row.name for row in rows if not row.skipped and row.name in MUST_ONLY_READ and row.told]
    if wrong:
        sys.stdout.write(f"Not as promised: {', '.join(wrong)}\n")
    return 1 if wrong else 0


def _all(matrix: Matrix, names: Sequence[str]) -> list[Row]:
    rows = []
    for name in names:
        rows.append(matrix.run(name))
        sys.stderr.write(table(rows[-1:]).splitlines()[-1] + "\n")
    return rows


if __name__ == "__main__":
    sys.exit(main())
