"""Backups and restores that are killed, that find no room, that are damaged by a bit: whole, or as if never begun."""

from __future__ import annotations

import os
import random
import select
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.context import AppContext
from officedesk.database.place import OfficePlace
from officedesk.errors import DiskFull, OfficeDamaged, OfficeError
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.office.backup_log import last
from officedesk.services.office.backups import back_up, back_up_to, listed, look_into
from officedesk.services.office.restoring import RestorePlan, restore
from officedesk.services.paging import Sort
from officedesk.services.transfer.export import TABLES, export_to
from tests import factories
from tests.faults.test_full_disk import fill_up, small_disk
from tests.support.clock import Clock

__all__ = ["small_disk"]

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("OFFICEDESK_LONG_FAULTS"))
KILLS = 60 if LONG else 8
BITS = 500 if LONG else 60
WRITERS = 4


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A founded office with some hundred customers, so that copying it takes a moment."""
    path = tmp_path / "office.officedesk"
    factories.found(OfficePlace(path=path))
    with closing(opened(path)) as context:
        for number in range(150):
            save_customer(context.desk, CustomerDraft(name=f"Customer {number:03}"))
    return path


def opened(path: Path) -> AppContext:
    return open_context(str(path), Config(path.parent / "settings.json"))


def names(path: Path) -> set[str]:
    with closing(opened(path)) as context:
        assert check(context.desk).findings == ()
        rows = CustomerList(context.desk)
        return {row.name for row in rows.rows(rows.ids(CustomerFilter(), Sort("name")))}


def exports(path: Path, into: Path) -> dict[str, str]:
    into.mkdir()
    with closing(opened(path)) as context:
        for what in TABLES:
            export_to(context.desk, what, into / f"{what}.json")
    return {what: (into / f"{what}.json").read_text(encoding="utf-8") for what in TABLES}


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    made = subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", *arguments],
        stdout=subprocess.PIPE, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert made.stdout is not None
    assert made.stdout.readline() == b"ready\n"
    return made


def kill_in_the_middle(what: str, office: Path, folder: Path, chance: random.Random) -> None:
    """Let it do one whole, then kill it at a moment that nobody chose."""
    running = start("backing_up", what, str(office), str(folder))
    assert running.stdout is not None
    assert running.stdout.readline() == b"done\n"
    select.select([], [], [], chance.random() * 0.15)
    running.kill()
    running.communicate()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_backup_that_is_killed_is_not_there_and_all_others_are_whole(office: Path, tmp_path: Path) -> None:
    chance, folder = random.Random(5), tmp_path / "backups"
    for _ in range(KILLS):
        kill_in_the_middle("backup", office, folder, chance)
        rows = listed(folder)
        assert rows
        for row in rows:
            assert row.problem == ""
            look_into(row.path)
    assert len(names(office)) == 150


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_restore_that_is_killed_leaves_one_office_or_the_other(office: Path, tmp_path: Path) -> None:
    chance, folder = random.Random(6), tmp_path / "backups"
    with closing(opened(office)) as context:
        back_up(context.desk, folder)
    then = names(office)
    for turn in range(KILLS):
        with closing(opened(office)) as context:
            save_customer(context.desk, CustomerDraft(name=f"After the backup {turn}"))
        now = names(office)
        kill_in_the_middle("restore", office, folder, chance)
        found = names(office)
        assert found in (then, now)
        # What was there before each restore was saved, all of it.
        kept = [row for row in listed(folder) if row.kind == "safety"]
        assert kept
        assert [row.problem for row in kept] == [""] * len(kept)
        assert max(row.customers for row in kept) == len(now)
        for row in kept:
            row.path.unlink()
    restore(RestorePlan(next(row.path for row in listed(folder)), str(office), folder, Clock()))
    assert names(office) == then
    assert [left.name for left in office.parent.glob(".office.officedesk*")] == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_backup_while_others_write_has_every_change_told_before_it_began(office: Path, tmp_path: Path) -> None:
    folder, log = tmp_path / "backups", tmp_path / "acknowledged"
    log.touch()
    writers = [start("killed_writer", str(office), str(log), f"Desk {number}") for number in range(WRITERS)]
    try:
        for turn in range(3):
            before = len(log.read_bytes())
            while len(log.read_bytes()) < before + 400:
                select.select([], [], [], 0.005)
            told = {line.split("\t")[0] for line in log.read_text(encoding="utf-8").splitlines()}
            with closing(opened(office)) as context:
                made = back_up(context.desk, folder)
            at_work = len(log.read_bytes())
            target = tmp_path / f"restored {turn}.officedesk"
            restore(RestorePlan(made.row.path, str(target), folder, Clock()))
            assert told <= names(target)
            # Nobody was kept from working.
            while len(log.read_bytes()) == at_work:
                select.select([], [], [], 0.005)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_every_flipped_bit_of_a_backup_is_noticed(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with closing(opened(office)) as context:
        plain = back_up(context.desk, folder).row.path
        packed = back_up_to(context.desk, tmp_path / "packed.officebackup").row.path
    chance = random.Random(8)
    target = tmp_path / "restored" / "office.officedesk"
    target.parent.mkdir()
    for made in (plain, packed):
        whole = made.read_bytes()
        # Somewhere in all of it, and in what the ZIP itself writes at its end.
        places = [chance.randrange(len(whole) * 8) for _ in range(BITS)]
        places += [len(whole) * 8 - 1 - chance.randrange(4000) for _ in range(BITS // 2)]
        broken = tmp_path / "broken.officebackup"
        for place in places:
            content = bytearray(whole)
            content[place // 8] ^= 1 << (place % 8)
            broken.write_bytes(content)
            with pytest.raises(OfficeError, match=r"broken\.officebackup"):
                restore(RestorePlan(broken, str(target), folder, Clock()))
            assert list(target.parent.iterdir()) == []
        broken.unlink()
    before = exports(office, tmp_path / "before")
    for number, made in enumerate((plain, packed)):
        restore(RestorePlan(made, str(target), folder, Clock()))
        assert exports(target, tmp_path / f"after{number}") == before
        target.unlink()


def test_damage_names_the_part(office: Path, tmp_path: Path) -> None:
    with closing(opened(office)) as context:
        made = back_up_to(context.desk, tmp_path / "x.officebackup").row.path
    content = bytearray(made.read_bytes())
    content[5_000] ^= 1
    made.write_bytes(content)
    with pytest.raises(OfficeDamaged, match="the office in it is not as it was written"):
        look_into(made)


@pytest.fixture
def on_small_disk(office: Path, small_disk: Path) -> Path:
    """The same office on a disk with little room beside it."""
    return Path(shutil.copy(office, small_disk / "office.officedesk"))


@pytest.mark.parametrize("room", [0, 4096, 20_000])
def test_a_backup_that_finds_no_room_leaves_nothing_and_says_so(
    on_small_disk: Path, small_disk: Path, room: int
) -> None:
    folder = small_disk / "backups"
    folder.mkdir()
    ballast = fill_up(small_disk, room)
    with closing(opened(on_small_disk)) as context:
        with pytest.raises(DiskFull, match="full"):
            back_up(context.desk, folder)
        assert list(folder.iterdir()) == []
        ballast.unlink()
        back_up(context.desk, folder)
        assert last(context.desk).problem == ""
    assert [row.problem for row in listed(folder)] == [""]


@pytest.mark.parametrize("room", [0, 4096, 100_000])
def test_a_restore_that_finds_no_room_changes_nothing(
    on_small_disk: Path, small_disk: Path, tmp_path: Path, room: int
) -> None:
    with closing(opened(on_small_disk)) as context:
        made = back_up(context.desk, tmp_path / "backups").row.path
    before = on_small_disk.read_bytes()
    ballast = fill_up(small_disk, room)
    plan = RestorePlan(made, str(on_small_disk), tmp_path / "backups", Clock())
    with pytest.raises(DiskFull, match="full"):
        restore(plan)
    assert on_small_disk.read_bytes() == before
    assert sorted(path.name for path in small_disk.iterdir() if path.stat().st_size) == ["ballast", "office.officedesk"]
    ballast.unlink()
    restore(plan)
    assert len(names(on_small_disk)) == 150
