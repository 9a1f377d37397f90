"""An office file that defends itself: on a share, in a synchronised folder, beside broken locks, gone and back."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from officedesk.database import engine, opening
from officedesk.database import guard as guarding
from officedesk.database.access import Access
from officedesk.database.desk_files import FileDesks, folder_of
from officedesk.database.engine import sqlite_driver
from officedesk.database.guard import Condition, Guard, Trouble
from officedesk.database.opening import open_database, refuse_unsafe
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database
from officedesk.errors import OfficeBusy, OfficeDamaged, OfficeError, OfficeMissing, OfficeReadOnly
from officedesk.services.customers.editing import new_customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk, sit_down
from officedesk.services.paging import Sort
from tests import factories
from tests.faults.test_desks import other
from tests.support.places import CLOUD, DISK, LOOSE_SHARE, SHARE, VIRTUAL, Told

Open = Callable[[Told], Database]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("founded") / "office.officedesk"
    factories.found(OfficePlace(path=path))
    return path


@pytest.fixture
def path(tmp_path: Path, founded: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    copy = folder / founded.name
    shutil.copy(founded, copy)
    return copy


@pytest.fixture
def opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the office where a system of the test's says it lies."""
    databases: list[Database] = []

    def opened(system: Told) -> Database:
        databases.append(open_database(OfficePlace(path=path), "OFFICE", "1.0", system))
        return databases[-1]

    yield opened
    for database in databases:
        database.close()


def desk(database: Database) -> Desk:
    return sit_down(database, "OFFICE")


def save(database: Database, name: str = "New") -> None:
    save_customer(desk(database), replace(new_customer(desk(database)), name=name))


def names(database: Database) -> list[str]:
    return [row.name for row in CustomerList(desk(database)).first(CustomerFilter(), Sort("name"), 50)]


def guard_of(database: Database) -> Guard:
    assert database.guard is not None
    return database.guard


def wait_for(wanted: Callable[[], object], seconds: float = 10) -> None:
    until, pause = time.monotonic() + seconds, threading.Event()
    while not wanted():
        assert time.monotonic() < until, "it did not happen in time"
        pause.wait(0.02)


def traces(path: Path) -> list[str]:
    return sorted(
        entry.name for entry in path.parent.iterdir() if entry != path and not entry.name.endswith("-journal")
    )


def test_a_file_on_this_computers_disk_is_written_to_at_once(opened: Open, path: Path) -> None:
    database = opened(DISK)
    begun = time.monotonic()
    save(database)
    assert time.monotonic() - begun < 2
    assert database.read_only is None
    assert guard_of(database).condition.place == "Local file"
    wait_for(lambda: traces(path) == [folder_of(path).name])
    database.close()
    assert traces(path) == []


@pytest.mark.parametrize("system", [CLOUD, VIRTUAL, LOOSE_SHARE], ids=["cloud", "virtual", "nobrl"])
def test_an_unsafe_place_is_read_and_never_written_to(opened: Open, path: Path, system: Told) -> None:
    before, touched = path.read_bytes(), path.stat().st_mtime_ns
    begun = time.monotonic()
    database = opened(system)
    guard_of(database).start()
    assert names(database) == []
    assert time.monotonic() - begun < 5
    for _ in range(3):
        with pytest.raises(OfficeReadOnly, match="can only be read"):
            save(database)
    # Not by going round the services either.
    with pytest.raises(OfficeError), database.read() as session:
        session.execute(text("UPDATE company SET name = 'x'"))
    assert "can only be read" in (database.read_only or "")
    database.close()
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == touched
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_no_new_office_is_made_in_an_unsafe_place(tmp_path: Path) -> None:
    for system in (CLOUD, VIRTUAL, LOOSE_SHARE):
        with pytest.raises(OfficeReadOnly):
            refuse_unsafe(tmp_path / "new.officedesk", system)
    refuse_unsafe(tmp_path / "new.officedesk", SHARE)


def test_a_lone_desktop_on_a_share_writes_after_a_moment(opened: Open) -> None:
    database = opened(SHARE)
    assert guard_of(database).condition.place == r"On share \\NAS\office"
    begun = time.monotonic()
    save(database)
    assert time.monotonic() - begun < 3
    assert names(database) == ["New"]


def test_two_desktops_on_a_share_whose_locks_work_both_write(opened: Open) -> None:
    one, two = opened(SHARE), opened(SHARE)
    save(one, "One")
    save(two, "Two")
    assert names(one) == ["One", "Two"]
    wait_for(lambda: guard_of(one).desks.others() and guard_of(two).desks.others())


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the program two seconds takes it 50 ms, as it does the other desktop."""
    monkeypatch.setattr(guarding, "STEP", 0.05)
    monkeypatch.setattr(guarding, "HASTE", 0.02)
    monkeypatch.setattr(opening, "FileDesks", partial(FileDesks, clock=lambda: time.monotonic() * 40))


@pytest.mark.timeout(60)
def test_locks_that_nobody_sees_stop_every_write_before_the_first(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    before = path.read_bytes()
    with other(path, "unlocked"):
        database = opened(SHARE)
        heard: list[Condition] = []
        guard_of(database).listen(heard.append)
        begun = time.monotonic()
        with pytest.raises(OfficeReadOnly, match=r"RECEPTION \(Anna\)"):
            save(database)
        assert time.monotonic() - begun < 10
        assert path.read_bytes() == before
        assert heard[-1].reason is not None
        assert heard[-1].again
        assert names(database) == []
        # Asked again while the other is still there: the same.
        guard_of(database).check_again()
        with pytest.raises(OfficeReadOnly, match="RECEPTION"):
            save(database)
    # The other is closed: now it may.
    guard_of(database).check_again()
    save(database)
    assert database.read_only is None
    assert names(database) == ["New"]


@pytest.mark.timeout(60)
def test_a_desktop_that_comes_in_round_the_locks_stops_the_one_that_worked(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasten(monkeypatch)
    database = opened(DISK)
    save(database)
    with other(path, "unlocked"):
        wait_for(lambda: database.read_only)
        with pytest.raises(OfficeReadOnly, match="RECEPTION"):
            save(database, "Not this")
    assert names(database) == ["New"]


def test_a_share_that_refuses_saves_is_known_before_the_first(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from officedesk.database.locks import Fitness

    monkeypatch.setattr(guarding, "try_out", lambda _: Fitness.NO_UPGRADE)
    with pytest.raises(OfficeReadOnly, match="refuses every save"):
        save(opened(SHARE))


def set_wal(path: Path) -> None:
    with closing(sqlite_driver().connect(str(path))) as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        connection.execute("PRAGMA user_version")
    assert path.read_bytes()[18:20] == b"\x02\x02"


def test_the_mode_for_one_computer_is_never_used_on_a_share(opened: Open, path: Path) -> None:
    set_wal(path)
    before = path.read_bytes()
    database = opened(SHARE)
    assert names(database) == []
    with pytest.raises(OfficeReadOnly, match="WAL"):
        save(database)
    database.close()
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_log_of_another_program_is_not_left_out_on_a_share(opened: Open, path: Path) -> None:
    with closing(sqlite_driver().connect(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE company SET name = 'Changed'")
        connection.commit()
        with pytest.raises(OfficeReadOnly, match="WAL"):
            opened(SHARE)


def test_the_mode_for_one_computer_is_set_right_on_a_disk_as_soon_as_it_can_be(opened: Open, path: Path) -> None:
    with closing(sqlite_driver().connect(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE company SET name = 'Changed'")
        connection.commit()
        database = opened(DISK)
        save(database)
        database.close()
        assert path.read_bytes()[18:20] == b"\x02\x02"
    database = opened(DISK)
    save(database, "Two")
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert names(database) == ["New", "Two"]


def test_a_folder_that_may_not_be_written_to_is_no_error(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("officedesk.database.opening.os.access", lambda *_: False)
    database = opened(DISK)
    assert names(database) == []
    with pytest.raises(OfficeReadOnly, match="may not be written to"):
        save(database)
    assert traces(path) == []


def test_a_file_that_goes_and_comes_back_is_told_and_nothing_is_lost(opened: Open, path: Path) -> None:
    database = opened(DISK)
    save(database)
    heard: list[Condition] = []
    guard_of(database).listen(heard.append)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises((OfficeMissing, OfficeBusy)):
        save(database, "Two")
    wait_for(lambda: heard and heard[-1].trouble is Trouble.GONE)
    assert "can’t be reached" in heard[-1].text
    away.rename(path.parent)
    wait_for(lambda: heard[-1].trouble is Trouble.NONE)
    assert heard[-1].calm
    save(database, "Two")
    assert names(database) == ["New", "Two"]


def test_a_share_that_comes_back_connected_otherwise_is_judged_anew(opened: Open, path: Path) -> None:
    system = Told(SHARE.told)
    database = opened(system)
    save(database)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    wait_for(lambda: guard_of(database).condition.trouble is Trouble.GONE)
    system.told = LOOSE_SHARE.told
    away.rename(path.parent)
    wait_for(lambda: database.read_only)
    with pytest.raises(OfficeReadOnly, match="nobrl"):
        save(database, "Two")


def test_a_torn_look_is_checked_before_it_alarms_anyone(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    database = opened(DISK)
    save(database)
    heard: list[Condition] = []
    guard_of(database).listen(heard.append)
    with pytest.raises(OfficeBusy, match="being checked"):
        read_malformed(database)
    wait_for(lambda: heard and heard[-1].calm)
    assert "in order" in heard[-1].calm
    assert database.read_only is None
    save(database, "Two")
    # A second time within a minute: what no check finds is damage all the same.
    with pytest.raises(OfficeBusy):
        read_malformed(database)
    wait_for(lambda: database.read_only)
    assert "damaged" in str(guard_of(database).reason)


def read_malformed(database: Database) -> None:
    from sqlalchemy.exc import DatabaseError

    with database.read():
        raise DatabaseError("SELECT", None, sqlite_driver().DatabaseError("database disk image is malformed"))


def test_real_damage_stops_every_write_and_is_not_repaired(opened: Open, path: Path) -> None:
    database = opened(DISK)
    for number in range(40):
        save(database, f"Customer {number}")
    heard: list[Condition] = []
    guard_of(database).listen(heard.append)
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = bytes(len(content) - 4096 * 3)
    with path.open("r+b") as file:
        file.write(content)
    guard_of(database)._access.renew()
    with pytest.raises((OfficeBusy, OfficeDamaged)):
        names(database)
    wait_for(lambda: database.read_only)
    with pytest.raises(OfficeReadOnly, match="damaged"), database.write(Actor(None, "", "OFFICE")):
        pass
    assert path.read_bytes() == content


def test_a_command_checks_before_it_calls_an_office_damaged(opened: Open) -> None:
    database = opened(DISK)
    with pytest.raises(OfficeBusy, match="in order"):
        read_malformed(database)


def test_a_commit_that_a_reader_held_up_leaves_nothing_open(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 200)
    database = opened(DISK)
    with closing(sqlite_driver().connect(str(path), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM company").fetchone()
        for _ in range(3):
            with pytest.raises(OfficeBusy):
                save(database)
            assert names(database) == []
        reader.execute("COMMIT")
    save(database)
    assert names(database) == ["New"]


def test_a_connection_counts_as_what_it_was_opened_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access("ro")
    real, told = engine.identity, [0]

    def meanwhile(of: Path) -> tuple[int, int] | None:
        # The guard allows writing in the moment in which a connection for reading is being opened.
        access.change("rw")
        told[0] += 1
        return real(of)

    made = engine.make_engine(OfficePlace(path=path), access)
    monkeypatch.setattr(engine, "identity", meanwhile)
    with made.begin() as connection:
        connection.execute(text("UPDATE company SET name = 'Written'"))
    assert told[0]
    made.dispose()


def test_a_torn_file_is_told_in_known_words_where_it_is_only_read(opened: Open, path: Path) -> None:
    database = opened(CLOUD)
    assert names(database) == []
    content = bytearray(path.read_bytes())
    content[100:] = bytes(len(content) - 100)
    with path.open("r+b") as file:
        file.write(content)
    guard_of(database)._access.renew()
    with pytest.raises(OfficeBusy, match="another desktop may be saving"):
        names(database)
