"""A backup of the largest office beside `VACUUM INTO` and a file copy, and with its proof beside SQLite's own checks.

Also a restore, a check of everything, how long others wait to save while a backup is made, and the memory of it all.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure, milliseconds
from benchmarks.offices import copied, office
from officedesk.database.attachments.layout import folder_of
from officedesk.database.backup import making
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.database.schema import open_office
from officedesk.database.unit import Actor, Database
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office.restoring import RestorePlan, restore

RUNS = 3


def run(sizes: tuple[int, ...]) -> list[Figure]:
    size = max(sizes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = copied(office(size), folder / "office.officedesk")
        place = OfficePlace(path=path)
        open_office(place).dispose()
        # First, while this process is small: a child's peak counts what it was forked from.
        processes = _processes(path, folder, size) if hasattr(os, "wait4") else []
        with closing(Database(place)) as database:
            desk = sit_down(database, "bench")
            figures = [*_backup(database, folder, size), _waiting(desk, folder, size), _restore(desk, folder, size)]
    return figures + processes


def _backup(database: Database, folder: Path, size: int) -> list[Figure]:
    target = folder / "bench.officebackup"
    proof = making.prove_sound
    found: dict[str, list[float]] = {"ours": [], "proved": [], "floor": [], "checked": []}
    for _ in range(RUNS + 1):
        try:
            # What is compared with a mere copy is the backup without SQLite's check of every page, index and reference.
            making.prove_sound = lambda *_: None  # type: ignore[assignment]
            found["ours"].append(milliseconds(lambda: making.backup(database, target)) / 1000)
        finally:
            making.prove_sound = proof
        found["floor"].append(milliseconds(lambda: _vacuum_and_copy(database, folder)) / 1000)
        found["proved"].append(milliseconds(lambda: making.backup(database, target)) / 1000)
        found["checked"].append(milliseconds(lambda: _vacuum_copy_and_check(database, folder)) / 1000)
    medians = {name: statistics.median(values[1:]) for name, values in found.items()}
    return [
        Figure(f"backup {size:,}", "made, sealed, read again", medians["ours"], "s", 1.3, medians["floor"]),
        Figure(f"backup {size:,}", "the same, and proved sound", medians["proved"], "s", 1.3, medians["checked"]),
    ]


def _vacuum_and_copy(database: Database, folder: Path) -> Path:
    vacuumed, copy = folder / "vacuumed", folder / "copied"
    vacuumed.unlink(missing_ok=True)
    with closing(sqlite_driver().connect(str(database.place.path))) as raw:
        raw.execute(f"VACUUM INTO '{vacuumed}'")
    shutil.copyfile(vacuumed, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    # The contents of files are beside it, and a backup has them too.
    shutil.rmtree(folder_of(copy), ignore_errors=True)
    if database.place.path is not None and (files := folder_of(database.place.path)).exists():
        shutil.copytree(files, folder_of(copy))
    return copy


def _vacuum_copy_and_check(database: Database, folder: Path) -> None:
    with closing(sqlite_driver().connect(str(_vacuum_and_copy(database, folder)))) as raw:
        raw.execute("PRAGMA cache_size = -32768")
        raw.execute("PRAGMA integrity_check").fetchall()
        raw.execute("PRAGMA foreign_key_check").fetchall()


def _waiting(desk: Desk, folder: Path, size: int) -> Figure:
    """The longest that anybody waited to save while backups were made."""
    stop = threading.Event()
    waits: list[float] = []

    def save() -> None:
        with closing(Database(desk.database.place)) as database:
            other = Desk(database, Actor(None, "", "other"), desk.zone, desk.currency)
            number = 0
            while not stop.wait(0.05):
                begun = perf_counter()
                save_customer(other, CustomerDraft(name=f"Saved meanwhile {number}"))
                waits.append((perf_counter() - begun) * 1000)
                number += 1

    saving = threading.Thread(target=save)
    saving.start()
    try:
        for _ in range(RUNS):
            making.backup(desk.database, folder / "bench.officebackup")
    finally:
        stop.set()
        saving.join()
    return Figure(f"backup {size:,}", "longest wait of others to save", max(waits), "ms", 5_000)


def _restore(desk: Desk, folder: Path, size: int) -> Figure:
    target = folder / "restored.officedesk"
    plan = RestorePlan(folder / "bench.officebackup", str(target), folder, desk.now)
    took = milliseconds(lambda: restore(plan)) / 1000
    target.unlink()
    shutil.rmtree(folder_of(target), ignore_errors=True)
    return Figure(f"backup {size:,}", "restored to a new file, proved", took, "s", 60)


def _processes(path: Path, folder: Path, size: int) -> list[Figure]:
    """Time and most memory of the commands as somebody runs them."""
    figures = []
    for name, arguments in (
        ("officedesk backup", ["backup", str(path), str(folder / "carried.officebackup")]),
        ("officedesk check", ["check", str(path)]),
    ):
        begun = perf_counter()
        with subprocess.Popen([sys.executable, "-m", "officedesk", *arguments], stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{name} ended with {process.returncode}")
        figures.append(Figure(f"backup {size:,}", name, perf_counter() - begun, "s", 180))
        peak = usage.ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024 * 1024)
        figures.append(Figure(f"backup {size:,}", f"{name}, memory", peak, "MB", 300))
    return figures
