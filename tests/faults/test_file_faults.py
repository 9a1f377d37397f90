"""Adding files when the program is killed, the disk is full, the file is huge: all of a file is there, or none."""

from __future__ import annotations

import hashlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from officedesk.bootstrap import AppContext, open_context
from officedesk.config import Config
from officedesk.database.attachments.layout import folder_of, found_in, place_of
from officedesk.errors import DiskFull
from officedesk.services.check import check
from officedesk.services.desk import Desk
from officedesk.services.files import reading
from officedesk.services.files.adding import add_file
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort
from tests import factories
from tests.faults.test_full_disk import context, fill_up, small_disk

__all__ = ["context", "small_disk"]
ROOT = Path(__file__).parents[2]
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
TURNS, TOGETHER = 10, 5
"""Fifty kills."""
HUGE = 2 << 30


class Nursery:
    """Makes desktops that add files (see ``killed_adder``), by forking where the system can: each begins at once."""

    def __init__(self, office: Path, log: Path) -> None:
        self._command = [sys.executable, "-m", "tests.faults.killed_adder", str(office), str(log)]
        self._parents: list[subprocess.Popen[bytes]] = []

    def bear(self, seed: str) -> int:
        """A desktop that begins to add now; its process."""
        if not self._parents or sys.platform == "win32":
            self._parents.append(
                subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
                )
            )  # fmt: skip
        parent = self._parents[-1]
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(f"{seed}\n".encode())
        parent.stdin.flush()
        return int(parent.stdout.readline())

    def close(self) -> None:
        for parent in self._parents:
            parent.kill()
            parent.communicate()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_no_half_file_is_listed_and_no_listed_one_is_missing_after_fifty_kills(
    desk: Desk, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = desk.database.place.path
    assert path is not None
    factories.make_customer(desk, "Lakeside Dental")
    desk.database.close()
    folder, log = folder_of(path), tmp_path / "listed"
    log.touch()
    chance = random.Random(4)
    listed: dict[int, str] = {}
    nursery = Nursery(path, log)
    request.addfinalizer(nursery.close)
    for turn in range(TURNS):
        before = len(log.read_bytes())
        adders = [nursery.bear(f"{turn}-{at}") for at in range(TOGETHER)]
        until = time.monotonic() + 30
        while len(log.read_bytes()) == before and time.monotonic() < until:
            select.select([], [], [], 0.001)
        for adder in adders:
            # Each at a moment of its own that nobody chose.
            select.select([], [], [], chance.random() * 0.05)
            os.kill(adder, KILL)
        while any(map(psutil.pid_exists, adders)) and time.monotonic() < until:
            select.select([], [], [], 0.001)
        with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as opened:
            rows = FileList(opened.desk).rows(FileList(opened.desk).ids(FileFilter(), Sort("name")))
            listed = {row.id: row.sha256 for row in rows}
            told = dict(line.split("\t") for line in log.read_text(encoding="utf-8").splitlines())
            assert {int(key): value for key, value in told.items()}.items() <= listed.items()
            for row in rows:
                assert hashlib.sha256(row.name.encode() * 60_000).hexdigest() == row.sha256
            for name in found_in(folder):
                assert hashlib.sha256(place_of(folder, name).read_bytes()).hexdigest() == name
            assert set(listed.values()) <= found_in(folder).keys()
            assert check(opened.desk).findings == ()
    assert len(listed) >= TURNS


def test_a_full_disk_is_named_and_nothing_of_the_file_stays(context: AppContext, tmp_path: Path) -> None:
    path = context.desk.database.place.path
    assert path is not None
    customer = factories.make_customer(context.desk, "Lakeside Dental")
    source = tmp_path / "large.bin"
    source.write_bytes(os.urandom(3 << 20))
    ballast = fill_up(path.parent, 1 << 20)
    with pytest.raises(DiskFull, match="full"):
        add_file(context.desk, source, FileDraft(customer))
    assert FileList(context.desk).first(FileFilter(), Sort("name"), 10) == []
    assert [one for one in folder_of(path).rglob("*") if one.is_file()] == []
    ballast.unlink()
    source.write_bytes(b"small")
    row = add_file(context.desk, source, FileDraft(customer))
    assert reading.read(context.desk, row.id, 10) == b"small"


_ADD = """
import resource, sys
from pathlib import Path
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.files.adding import add_file
from officedesk.services.files.drafts import FileDraft
office, source, settings = sys.argv[1:]
context = open_context(office, Config(Path(settings)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
row = add_file(context.desk, Path(source), FileDraft(1))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(row.size, row.sha256, after - before)
context.close()
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="counts memory as Unix does")
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_two_gigabytes_do_not_fill_the_memory(desk: Desk, tmp_path: Path) -> None:
    path = desk.database.place.path
    assert path is not None
    factories.make_customer(desk, "Lakeside Dental")
    desk.database.close()
    source = tmp_path / "huge.bin"
    with source.open("wb") as file:
        # With a hole in it: it takes no room on the disk, and no less time to read.
        file.write(b"begin")
        file.truncate(HUGE - 3)
        file.seek(0, 2)
        file.write(b"end")
    ran = subprocess.run(
        [sys.executable, "-c", _ADD, str(path), str(source), str(tmp_path / "settings.json")],
        capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    size, sha256, grown = ran.stdout.split()
    assert int(size) == HUGE
    assert int(grown) < 64 << 10, "kilobytes"
    stored = place_of(folder_of(path), sha256)
    assert stored.stat().st_size == HUGE
