"""An older office on a server is updated after a verified backup of it in its old format, by one desktop, or not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from officedesk import errors
from officedesk.bootstrap import open_context
from officedesk.config import Config, backups_dir
from officedesk.database import schema
from officedesk.database.backup.container import ContainerWriter
from officedesk.database.backup.restoring import look_into
from officedesk.database.engine import make_engine
from officedesk.database.moving import copy
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.hosting import supervisor
from officedesk.hosting.folder import HostFolder, HostSettings
from officedesk.secrets import MemorySecrets
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk, sit_down
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import files_of
from officedesk.services.files.reading import read
from officedesk.services.office import keeping
from officedesk.services.office.backups import choose_folder
from officedesk.services.office.hosting import keep_password
from officedesk.services.office.restoring import RestorePlan, restore
from tests.support.clock import Clock
from tests.support.offices import PostgresOffices
from tests.support.old_offices import Rows, make_old, rows_at

pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
"""Of the office that the rows come from; the old one is on a server always."""


@pytest.fixture
def server(postgres_offices: PostgresOffices, tmp_path: Path) -> Iterator[OfficePlace]:
    """An empty database."""
    yield postgres_offices.empty(tmp_path)
    postgres_offices.clear()


@pytest.fixture
def source(desk: Desk) -> Desk:
    """An office with some rows."""
    for name in ("Anna Petersen", "Zoë & Sons", "Ärzte “Nord”"):
        save_customer(desk, CustomerDraft(name=name, tags=("VIP",)))
    return desk


def format_of(place: OfficePlace) -> int | None:
    engine = make_engine(place)
    with closing(engine.connect()) as connection:
        found = schema.revision_of(connection)
    engine.dispose()
    return found


def kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.officebackup"))


def restored(backup: Path, folder: Path) -> OfficePlace:
    """The file that a backup gives back, as the backup has it."""
    target = folder / "again.officedesk"
    restore(RestorePlan(backup, str(target), folder, Clock()))
    return OfficePlace(path=target)


def comes_back(backup: Path, rows: Rows, revision: int, folder: Path) -> None:
    """A backup gives back the same rows in the old format, and opened it is an office of today's."""
    again = restored(backup, folder)
    assert format_of(again) == revision
    found = rows_at(again)
    assert {name: found[name] for name in rows if name != "presence"} == {
        name: rows[name] for name in rows if name != "presence"
    }
    with closing(Database(again, schema.open_office(again))) as database:
        desk = sit_down(database, "Desktop A", Clock())
        save_customer(desk, CustomerDraft(name="After the update"))
        assert check(desk).findings == ()
    assert format_of(again) == schema.HEAD


@pytest.mark.parametrize("revision", [1, 2])
def test_an_older_office_on_a_server_is_backed_up_in_its_format_and_updated(
    server: OfficePlace, source: Desk, revision: int, tmp_path: Path
) -> None:
    rows = make_old(server, revision, source)
    assert len(rows["customer"]) == 3
    context = open_context(server.address, Config(tmp_path / "settings.json"), MemorySecrets())
    save_customer(context.desk, CustomerDraft(name="After the update"))
    assert check(context.desk).findings == ()
    context.close()
    assert format_of(server) == schema.HEAD
    [kept] = kept_in(backups_dir())
    name = server.name.replace("/", "")
    assert kept.name == f"{name} before update from {revision} to {schema.HEAD}.officebackup"
    manifest = look_into(kept)
    assert (manifest.facts.schema, manifest.facts.company) == (revision, "Lakeside Mechanical")
    assert (manifest.kind.value, manifest.facts.rows("customer")) == ("safety", 3)
    comes_back(kept, rows, revision, tmp_path)
    # Opened again there is nothing to do.
    schema.open_office(server).dispose()
    assert kept_in(backups_dir()) == [kept]


def test_a_hosted_office_is_backed_up_where_its_backups_go(
    server: OfficePlace, source: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = make_old(server, 2, source)
    folder = HostFolder(tmp_path / "host")
    folder.root.mkdir()
    folder.write(HostSettings(port=1, inner_port=2, host="TEST-PC"))
    config, secrets = Config(tmp_path / "settings.json"), MemorySecrets()
    with source.read() as session:
        key = session.execute(text("SELECT office_key FROM company")).scalar_one()
    choose_folder(config, key, tmp_path / "Backups of Lakeside")
    keep_password(server.address, "known", secrets)

    class Served:
        """The server that this computer would run."""

        def admin_url(self, database: str, role: str) -> tuple[str, str | None]:
            return server.url or "", None

    monkeypatch.setattr(supervisor, "answers", lambda port: True)
    monkeypatch.setattr(supervisor, "start_detached", lambda folder: True)
    monkeypatch.setattr(keeping, "server_of", lambda folder, secrets: Served())
    keeping.keep_running(folder, server, config, secrets)
    assert format_of(server) == schema.HEAD
    [kept] = kept_in(tmp_path / "Backups of Lakeside")
    comes_back(kept, rows, 2, tmp_path)
    keeping.keep_running(folder, server, config, secrets)
    assert kept_in(tmp_path / "Backups of Lakeside") == [kept]
    assert kept_in(backups_dir()) == []


def test_contents_of_attachments_go_into_the_backup(
    server: OfficePlace, source: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"%PDF-1.7 " + bytes(3 << 20)
    with source.read() as session:
        customer = session.execute(text("SELECT min(id) FROM customer")).scalar_one()
    add_bytes(source, "plan.pdf", content, FileDraft(customer_id=customer))
    copy(source.database, server)
    # As a later program finds it.
    monkeypatch.setattr(schema, "HEAD", schema.HEAD + 1)
    schema.open_office(server, backups=lambda key: tmp_path / "kept").dispose()
    monkeypatch.undo()
    [kept] = kept_in(tmp_path / "kept")
    assert kept.name.endswith(f"before update from {schema.HEAD} to {schema.HEAD + 1}.officebackup")
    again = restored(kept, tmp_path)
    with closing(Database(again, schema.open_office(again))) as database:
        desk = sit_down(database, "Desktop A", Clock())
        [file] = files_of(desk, "customer", customer)
        assert read(desk, file.id, 4 << 20) == content
        assert check(desk).findings == ()


def test_nobody_saves_between_the_backup_and_the_update(server: OfficePlace, source: Desk, tmp_path: Path) -> None:
    make_old(server, 2, source)
    other = make_engine(server)

    def folder(_: str) -> Path:
        with other.connect() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                connection.exec_driver_sql("UPDATE customer SET rating = 5")
        with other.connect() as connection:
            # Who only looks goes on looking.
            assert connection.exec_driver_sql("SELECT count(*) FROM customer").scalar_one() == 3
        return tmp_path

    with other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_another_program (id int, what text)")
    schema.open_office(server, backups=folder).dispose()
    other.dispose()
    assert len(kept_in(tmp_path)) == 1


@pytest.mark.parametrize("wrong", ["full", "no folder"])
def test_where_no_backup_can_be_written_there_is_no_update(
    server: OfficePlace, source: Desk, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = make_old(server, 2, source)
    folder = tmp_path / "kept"
    if wrong == "full":
        monkeypatch.setattr(ContainerWriter, "finish", full)
    else:
        folder.write_bytes(b"a file")
    with pytest.raises(errors.OfficeError, match="not updated without a backup") as refused:
        schema.open_office(server, backups=lambda key: folder)
    assert isinstance(refused.value, errors.DiskFull) == (wrong == "full")
    assert str(folder) in refused.value.message
    assert format_of(server) == 2
    assert rows_at(server) == rows
    assert kept_in(folder) == []
    monkeypatch.undo()
    schema.open_office(server, backups=lambda key: tmp_path / "other").dispose()
    assert format_of(server) == schema.HEAD


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_of_two_desktops_at_once_one_backs_up_and_updates(server: OfficePlace, source: Desk, tmp_path: Path) -> None:
    make_old(server, 2, source)
    both_saw_the_old_one = threading.Barrier(2, timeout=30)

    def opened(_: int) -> None:
        schema.open_office(server, before_update=both_saw_the_old_one.wait, backups=lambda key: tmp_path).dispose()

    with ThreadPoolExecutor(2) as desktops:
        list(desktops.map(opened, range(2)))
    assert format_of(server) == schema.HEAD
    assert len(kept_in(tmp_path)) == 1


def test_whoever_does_not_own_the_office_backs_nothing_up(server: OfficePlace, source: Desk, tmp_path: Path) -> None:
    make_old(server, 2, source)
    owner = make_engine(server)
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE joined LOGIN")
        connection.exec_driver_sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO joined")
    try:
        joined = OfficePlace(url=f"{server.url}{'&' if '?' in (server.url or '') else '?'}options=-c%20role%3Djoined")
        with pytest.raises(errors.NotAllowed, match="older OfficeDesk"):
            schema.open_office(joined, backups=lambda key: tmp_path)
        assert format_of(server) == 2
        assert kept_in(tmp_path) == []
    finally:
        with owner.begin() as connection:
            connection.exec_driver_sql("DROP OWNED BY joined")
            connection.exec_driver_sql("DROP ROLE joined")
        owner.dispose()
