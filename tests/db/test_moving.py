"""An office goes from a file to a server and back: all of it, or it stays where it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from officedesk.database import schema
from officedesk.database.attachments.layout import folder_of
from officedesk.database.moved import moved
from officedesk.database.moving import clear, copy, draft_of, move, release_at, settle
from officedesk.database.place import OfficePlace
from officedesk.database.plain_rows import Digest, read
from officedesk.database.unit import Actor, Database
from officedesk.errors import Cancelled, NotAllowed, OfficeBusy, OfficeDamaged, OfficeError, OfficeMoved
from officedesk.models.tables import Base
from officedesk.services.check import check
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office.sample import make_sample
from officedesk.services.transfer.export import TABLES, export_to
from tests.support.clock import Clock
from tests.support.offices import PostgresOffices

ANNA = Actor(None, "Anna", "Desktop A")
Opened = Callable[[OfficePlace], Desk]


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office, made once."""
    path = tmp_path_factory.mktemp("sample") / "sample.officedesk"
    make_sample(OfficePlace(path=path), "Desktop A")
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> OfficePlace:
    path = tmp_path / "Anders.officedesk"
    shutil.copytree(folder_of(sample_file), folder_of(path))
    return OfficePlace(path=shutil.copyfile(sample_file, path))


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens offices as a desktop does, and closes them at the end."""
    databases: list[Database] = []

    def open_it(place: OfficePlace) -> Desk:
        databases.append(Database(place, schema.open_office(place)))
        return sit_down(databases[-1], "Desktop A", Clock())

    yield open_it
    for database in databases:
        database.close()


@pytest.fixture
def server(postgres_offices: PostgresOffices, tmp_path: Path) -> Iterator[OfficePlace]:
    """An empty database on a server."""
    yield postgres_offices.empty(tmp_path)
    postgres_offices.clear()


def exports(desk: Desk, folder: Path) -> dict[str, bytes]:
    """Every export of the office."""
    folder.mkdir()
    found = {}
    for what in TABLES:
        export_to(desk, what, folder / f"{what}.csv")
        found[what] = (folder / f"{what}.csv").read_bytes()
    return found


def new_customer(desk: Desk, name: str) -> int:
    person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
    saved = save_customer(desk, CustomerDraft(name=name, contacts=(person,))).id
    assert saved is not None
    return saved


def test_an_office_moves_to_a_server_and_back_with_the_same_exports(
    sample: OfficePlace, server: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    desk = opened(sample)
    before = exports(desk, tmp_path / "before")
    there = move(desk.database, server, "ANNA-PC", ANNA)
    hosted = opened(server)
    assert exports(hosted, tmp_path / "hosted") == before
    back = OfficePlace(path=tmp_path / "Back.officedesk")
    again = move(hosted.database, back, "the file", ANNA)
    at_home = opened(back)
    assert exports(at_home, tmp_path / "after") == before
    assert there.tables == again.tables
    assert {table.name: table.rows for table in there.tables}["customer"] > 0
    assert check(at_home).errors == check(hosted).errors == 0


def test_a_moved_office_is_found_by_text_and_gives_out_no_id_twice(
    sample: OfficePlace, server: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    desk = opened(sample)
    gone = new_customer(desk, "Gone Soon")
    with desk.database.engine.begin() as connection:
        for table in ("customer_listing", "customer_search", "contact", "location"):
            connection.execute(text(f"DELETE FROM {table} WHERE customer_id = :id"), {"id": gone})
        connection.execute(text("DELETE FROM customer WHERE id = :id"), {"id": gone})
    move(desk.database, server, "ANNA-PC", ANNA)
    hosted = opened(server)
    hosted_id = new_customer(hosted, "Zebulon Quux")
    assert hosted_id == gone + 1
    assert [hit.title for hit in find(hosted, "bulon quu")] == ["Zebulon Quux"]
    back = OfficePlace(path=tmp_path / "Back.officedesk")
    move(hosted.database, back, "the file", ANNA)
    at_home = opened(back)
    assert [hit.title for hit in find(at_home, "bulon quu")] == ["Zebulon Quux"]
    assert new_customer(at_home, "After That") == hosted_id + 1


def test_the_old_office_refuses_changes_and_says_where_it_went(
    office: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    desk, other = opened(office), opened(office)
    target = OfficePlace(path=tmp_path / "there.officedesk")
    key = move(desk.database, target, "ANNA-PC", ANNA, address="postgresql://anna-pc/office").key
    with pytest.raises(OfficeMoved, match="moved"):
        new_customer(other, "Too Late")
    with other.read() as session:
        note = moved(session.connection())
    assert note is not None
    assert (note.host, note.address, note.move_key) == ("ANNA-PC", "postgresql://anna-pc/office", key)
    with other.read() as session:
        label, desktop = session.execute(text("SELECT label, desktop FROM change_log ORDER BY id DESC LIMIT 1")).one()
    assert (label, desktop) == ("Moved to ANNA-PC", "Desktop A")
    with pytest.raises(OfficeMoved, match="moved to ANNA-PC"):
        move(desk.database, OfficePlace(path=tmp_path / "second.officedesk"), "BEN-PC", ANNA)
    assert not (tmp_path / "second.officedesk").exists()
    new_customer(opened(target), "In Time")


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9, 1.0], ids=["at once", "writing", "reading back", "at the end"])
def test_a_cancelled_move_leaves_everything_as_it_was(
    office: OfficePlace, server: OfficePlace, tmp_path: Path, opened: Opened, share: float
) -> None:
    desk = opened(office)
    before = exports(desk, tmp_path / "before")
    seen: list[tuple[int, int]] = []

    def enough() -> bool:
        return bool(seen) and seen[-1][0] >= share * seen[-1][1]

    for number, target in enumerate((server, OfficePlace(path=tmp_path / "there.officedesk"))):
        seen.clear()
        with pytest.raises(Cancelled):
            move(desk.database, target, "ANNA-PC", ANNA, lambda done, total: seen.append((done, total)), enough)
        assert exports(desk, tmp_path / f"after{number}") == before
    assert new_customer(desk, "Goes On") > 0
    assert not list(tmp_path.glob("*there*")), "nothing is left of the draft"
    move(desk.database, server, "ANNA-PC", ANNA)


def test_a_mover_that_is_killed_leaves_the_office_as_it_was(
    sample: OfficePlace, server: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    for target, key in ((server, "a" * 32), (OfficePlace(path=tmp_path / "there.officedesk"), "b" * 32)):
        command = [sys.executable, "-m", "tests.support.moving", str(sample.path), target.address, key]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mover:
            assert mover.stdout is not None
            assert mover.stdout.readline() == "middle\n"
            mover.kill()
        desk = opened(sample)
        assert not settle(desk.database, target, key)
        assert new_customer(desk, "Goes On") > 0
        assert not list(tmp_path.glob("*.moving*"))
        desk.database.close()
    move(opened(sample).database, server, "ANNA-PC", ANNA)
    assert check(opened(server)).errors == 0


def test_a_mover_that_was_killed_while_it_made_the_file_leaves_nothing_beside_the_office(
    sample: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    target = tmp_path / "there.officedesk"
    draft = draft_of(target, "e" * 32)
    for left in (draft, draft.with_name(f"{draft.name}-journal")):
        left.write_bytes(b"half")
    assert not settle(opened(sample).database, OfficePlace(path=target), "e" * 32)
    assert not list(tmp_path.glob("*there*"))


def test_a_rest_that_cannot_be_cleared_away_now_is_not_forgotten(
    sample: OfficePlace, tmp_path: Path, opened: Opened
) -> None:
    target = tmp_path / "there.officedesk"
    # No file that can be deleted, for whatever reason.
    draft_of(target, "e" * 32).mkdir()
    with pytest.raises(OfficeError):
        settle(opened(sample).database, OfficePlace(path=target), "e" * 32)


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_crash_after_the_mark_is_settled_by_opening_the_new_office(
    office: OfficePlace, server: OfficePlace, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(target: OfficePlace, key: str) -> None:
        raise KeyboardInterrupt

    desk = opened(office)
    monkeypatch.setattr("officedesk.database.moving.release_at", crash)
    with pytest.raises(KeyboardInterrupt):
        move(desk.database, server, "ANNA-PC", ANNA, key="c" * 32)
    monkeypatch.setattr("officedesk.database.moving.release_at", release_at)
    with pytest.raises(OfficeBusy, match="being moved"):
        schema.open_office(server)
    assert settle(desk.database, server, "c" * 32)
    new_customer(opened(server), "Goes On There")


def test_a_full_disk_leaves_the_office_as_it_was(
    sample: OfficePlace, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The kernel refuses the file's growth as a full disk does; in a process of its own, since it counts for all files.
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000));"
        "from tests.support.moving import main; main(*sys.argv[1:], wait=False)"
    )
    if sys.platform == "win32":
        pytest.skip("needs a limit of file sizes")
    target = tmp_path / "there.officedesk"
    command = [sys.executable, "-c", code, str(sample.path), str(target), "d" * 32]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "errors.DiskFull" in done.stderr or "errors.OfficeMissing" in done.stderr, done.stderr
    assert not target.exists()
    assert not draft_of(target, "d" * 32).exists()
    new_customer(opened(sample), "Goes On")


def test_rows_that_arrive_otherwise_are_noticed(
    office: OfficePlace, tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(office)
    true_feed = Digest.feed
    calls = iter(range(10_000))

    def feed(self: Digest, rows: list[tuple[object, ...]]) -> None:
        # The second table's rows, as they were written, differ from what is read back.
        true_feed(self, [(*rows[0][:-1], "otherwise"), *rows[1:]] if next(calls) == 1 else rows)

    monkeypatch.setattr(Digest, "feed", feed)
    with pytest.raises(OfficeDamaged, match="did not arrive"):
        move(desk.database, OfficePlace(path=tmp_path / "there.officedesk"), "ANNA-PC", ANNA)
    assert not (tmp_path / "there.officedesk").exists()


def test_only_an_empty_place_takes_an_office(office: OfficePlace, server: OfficePlace, opened: Opened) -> None:
    desk = opened(office)
    move(desk.database, server, "ANNA-PC", ANNA)
    hosted = opened(server)
    assert office.path is None or office.path.exists()
    with pytest.raises(NotAllowed, match="already"):
        move(hosted.database, server, "itself", ANNA)
    if office.path is not None:
        with pytest.raises(NotAllowed, match="already"):
            move(hosted.database, office, "the file", ANNA)


def test_plain_rows_of_both_engines_are_equal(sample: OfficePlace, server: OfficePlace, opened: Opened) -> None:
    desk = opened(sample)
    copy(desk.database, server)
    hosted = opened(server)
    with desk.read() as here, hosted.read() as there:
        for table in Base.metadata.sorted_tables:
            # Who is here just now, and contents, which lie elsewhere in a file's office.
            if table.name in ("presence", "file_part"):
                continue
            old = [row for rows in read(here.connection(), table) for row in rows]
            new = [row for rows in read(there.connection(), table) for row in rows]
            assert new == old, table.name
    with hosted.database.engine.begin() as connection:
        clear(connection)
        assert connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all() == []
