"""Files: lists of 10,000 and of 100,000 of one customer, their tab until it is painted, and taking in large ones."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert

from benchmarks.figures import Figure, alternate, milliseconds, percentile
from benchmarks.offices import ROOT, copied, office
from benchmarks.window import Seen, desktop_over, settle
from officedesk.bootstrap import open_context
from officedesk.models.enums import FileKind
from officedesk.models.files import Attachment
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes, add_file
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import new_folder
from officedesk.services.files.listing import FileList, folders
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort

COUNTS = (10_000, 100_000)
COLUMNS = ("taken_at", "location", "job_number", "task_name", "employee", "name", "description", "size")
"""Those of the tab that it can be sorted by."""
PAGE = 100
CUSTOMER = 1
LARGE = 128 << 20
HUGE = 2 << 30
CHUNK = 1 << 20


def run(sizes: tuple[int, ...]) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        for count in COUNTS:
            path = copied(office(min(sizes)), Path(name) / f"{count}.officedesk")
            context = open_context(str(path))
            _fill(context.desk, count)
            figures += _listed(context.desk, count)
            context.close()
        figures += _painted(Path(name) / f"{COUNTS[0]}.officedesk")
        figures += _taken_in(Path(name) / f"{COUNTS[0]}.officedesk", Path(name))
    return figures


def _fill(desk: Desk, count: int) -> None:
    """Give one customer so many files, half of them in folders."""
    contents = [add_bytes(desk, f"{n}.txt", b"%d" % n, FileDraft(CUSTOMER)).sha256 for n in range(20)]
    inside = [new_folder(desk, CUSTOMER, f"Year {year}") for year in range(2010, 2020)]
    now = desk.now()
    rows = [
        {
            "customer_id": CUSTOMER,
            "sha256": contents[n % 20],
            "folder_id": inside[n % 10] if n % 2 else None,
            "name": f"Photo {n * 7_919 % count:06}.txt",
            "description": f"Seen on day {n % 365}",
            "kind": FileKind.TEXT,
            "added_at": now,
            "added_by": ("Dana Reyes", "Anna Lindqvist", "Raz Bajwa")[n % 3],
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for n in range(count)
    ]
    with desk.write() as session:
        for at in range(0, count, 5_000):
            session.execute(insert(Attachment), rows[at : at + 5_000])


def _listed(desk: Desk, count: int) -> list[Figure]:
    source, mine, area = FileList(desk), FileFilter(CUSTOMER), f"files {count:,}"
    slowest = 0.0
    firsts, lasts = [], []
    for column in COLUMNS:
        sort = Sort(column)
        ids = source.ids(mine, sort)
        slowest = max(slowest, _median(lambda sort=sort: source.first(mine, sort, PAGE)))  # type: ignore[misc]
        first, last = alternate(_page(source, ids[:PAGE]), _page(source, ids[-PAGE:]))
        firsts.append(first)
        lasts.append(last)
    # What a customer has is sorted and counted whole; quality asks for 10,000, and this grows with the number.
    share = max(1.0, count / COUNTS[0])
    newest = Sort("taken_at", descending=True)
    needle = FileFilter(CUSTOMER, text=f"{count // 3:06}")
    return [
        Figure(area, "first rows, newest first", _median(lambda: source.first(mine, newest, PAGE)), "ms", 16 * share),
        Figure(area, "first rows, slowest column", slowest, "ms", 50 * share),
        Figure(area, "ids of all rows", _median(lambda: source.ids(mine, newest)), "ms", 60 * share),
        Figure(area, "last page / first page, all columns", sum(lasts), "ms", 1.5, sum(firsts)),
        Figure(area, "one found by its name", _median(lambda: source.ids(needle, newest)), "ms", 16 * share),
        Figure(area, "folders and their counts", _median(lambda: folders(desk, CUSTOMER)), "ms", 16 * share),
        Figure(area, "the profile that counts them", _median(lambda: profile(desk, CUSTOMER)), "ms", 10 * share),
    ]


def _median(work: Callable[[], object], runs: int = 7) -> float:
    work()
    return percentile([milliseconds(work) for _ in range(runs)], 0.5)


def _page(source: FileList, ids: Any) -> Callable[[], object]:
    return lambda: source.rows(ids)


def _painted(path: Path) -> list[Figure]:
    """From the click on another customer to the tab with its files on the screen."""
    with desktop_over(path) as desktop:
        shell = desktop.shell
        shell.go("customer", CUSTOMER, tab="attachments")
        page: Any = desktop.window.page("customer")
        panel = page.view.tab.panel
        settle(desktop)
        seen = Seen({panel.table.viewport(): lambda: bool(panel.model.rowCount())})
        taken, used = [], []
        for number in range(20):
            shell.go("customer", CUSTOMER + 1 + number, tab="attachments")
            settle(desktop)
            cpu = process_time()
            taken.append(seen.start(lambda: shell.go("customer", CUSTOMER, tab="attachments")))
            used.append((process_time() - cpu) * 1000)
            settle(desktop)
    note = f"processor {percentile(used, 0.5):.1f} ms"
    return [
        Figure(f"files {COUNTS[0]:,}", "tab of a customer, to painted", percentile(taken, 0.5), "ms", 50, note=note)
    ]


def _taken_in(path: Path, folder: Path) -> list[Figure]:
    context = open_context(str(path))
    source = folder / "large.bin"
    piece = os.urandom(CHUNK)
    took: dict[str, list[float]] = {"ours": [], "floor": []}
    for turn in range(4):
        with source.open("wb") as file:
            file.write(b"%d" % turn)
            for _ in range(LARGE // CHUNK):
                file.write(piece)
        took["ours"].append(milliseconds(lambda: add_file(context.desk, source, FileDraft(CUSTOMER))))
        took["floor"].append(milliseconds(lambda: _copy(source, folder / "copied.bin")))
    context.close()
    ours, floor = (percentile(values[1:], 0.5) for values in took.values())
    figures = [Figure("files", f"{LARGE >> 20} MB taken in, hashed and safe", ours, "ms", 1.5, floor)]
    if sys.platform != "win32" and shutil.disk_usage(folder).free > 2 * HUGE:
        figures += _huge(path, folder)
    return figures


def _copy(source: Path, target: Path) -> None:
    """The least that could do the same: read, hash, write, and see that it is on the disk."""
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as file, target.open("wb", buffering=0) as out:
        while content := file.read(CHUNK):
            digest.update(content)
            out.write(content)
        os.fsync(out.fileno())


_ADD = """
import resource, sys
from pathlib import Path
from officedesk.bootstrap import open_context
from officedesk.services.files.adding import add_file
from officedesk.services.files.drafts import FileDraft
context = open_context(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
add_file(context.desk, Path(sys.argv[2]), FileDraft(1))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
context.close()
"""


def _huge(path: Path, folder: Path) -> list[Figure]:
    source = folder / "huge.bin"
    with source.open("wb") as file:
        # With a hole in it, which takes no room and no less time to read.
        file.write(b"begin")
        file.truncate(HUGE)
    begun = perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", _ADD, str(path), str(source)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    took = perf_counter() - begun
    grown = int(ran.stdout) / (1024 if sys.platform.startswith("linux") else 1024 * 1024)
    return [
        Figure("files", f"{HUGE >> 30} GB taken in", took, "s", 120),
        Figure("files", "memory that this took", grown, "MB", 64),
    ]
