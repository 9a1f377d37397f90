"""A backup holds the office as it was, is proved before it counts, and restores to the same office."""

from __future__ import annotations

import json
import zipfile
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from officedesk.database.backup import restoring
from officedesk.database.backup.container import Container
from officedesk.database.backup.manifest import MANIFEST, OFFICE
from officedesk.database.place import OfficePlace
from officedesk.database.schema import open_office
from officedesk.database.unit import Database
from officedesk.errors import Cancelled, NewerOffice, NotAllowed, NotAnOffice, OfficeDamaged, OfficeMissing
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office import backups
from officedesk.services.office.backup_log import last
from officedesk.services.office.restoring import RestorePlan, restore
from officedesk.services.transfer.export import TABLES, export_to
from tests import factories
from tests.db import selling
from tests.support.clock import Clock
from tests.support.offices import Offices

SQLITE = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """An office with an issued invoice and a payment."""
    customer_id = factories.make_customer(desk, "ABC Company")
    invoice = selling.issued(desk, customer_id, [selling.line(55_55, tax="23"), selling.line(11_11, tax="8")])
    selling.pay(desk, customer_id, 40_00, (invoice.id, 40_00))
    return desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def exports(place: OfficePlace, into: Path) -> dict[str, str]:
    """Every export of an office as JSON text."""
    into.mkdir()
    with closing(Database(place, open_office(place))) as database:
        desk = sit_down(database, "Desktop A", Clock())
        for what in TABLES:
            export_to(desk, what, into / f"{what}.json")
    return {what: (into / f"{what}.json").read_text(encoding="utf-8") for what in TABLES}


def plan(backup: Path, place: str, folder: Path, desk: Desk, **more: object) -> RestorePlan:
    return replace(RestorePlan(backup, place, folder, desk.now, "Desktop A"), **more)  # type: ignore[arg-type]


def test_a_restored_office_exports_the_same_and_checks_clean(busy: Desk, folder: Path, tmp_path: Path) -> None:
    from officedesk.services.check import check

    heard: list[tuple[int, int]] = []
    made = backups.back_up(busy, folder, lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1] == (1000, 1000)
    assert made.row.name.endswith(" 2023-06-22 0700")
    assert (made.row.customers, made.row.owing) == (1, made.row.invoiced - 40_00)
    target = tmp_path / "restored.officedesk"
    restore(plan(made.row.path, str(target), folder, busy))
    assert exports(OfficePlace(path=target), tmp_path / "b") == exports(busy.database.place, tmp_path / "a")
    with closing(Database(OfficePlace(path=target), open_office(OfficePlace(path=target)))) as database:
        assert check(sit_down(database, "Desktop A", Clock())).findings == ()


def test_a_backup_is_a_zip_that_says_what_is_in_it(busy: Desk, folder: Path) -> None:
    made = backups.back_up(busy, folder).row
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [OFFICE, MANIFEST]
        said = json.loads(archive.read(MANIFEST))
        office = archive.read(OFFICE)
    assert said["members"][OFFICE] == {"size": len(office), "sha256": sha256(office).hexdigest()}
    assert said["facts"]["company"] == "Lakeside Mechanical"
    assert said["facts"]["tables"]["invoice"] == {
        "rows": 1,
        "sums": {"total": made.invoiced, "paid": 40_00, "credited": 0, "balance": made.owing},
    }
    assert said["kind"] == "manual"
    assert said["facts"]["seal"] != ""
    assert [path.name for path in folder.iterdir()] == [made.path.name]


def test_a_file_to_mail_holds_everything_and_is_small(busy: Desk, tmp_path: Path) -> None:
    target = tmp_path / "mail me.officebackup"
    row = backups.back_up_to(busy, target).row
    with Container(target) as container:
        whole = container.manifest.members[OFFICE].size
    assert row.size < whole / 2
    assert backups.look_into(target).customers == 1


def test_a_restore_over_an_office_saves_what_is_there_first(
    offices: Offices, busy: Desk, folder: Path, tmp_path: Path
) -> None:
    made = backups.back_up(busy, folder)
    path = busy.database.place.path
    if path is None:
        with pytest.raises(NotAllowed, match="already"):
            restore(plan(made.row.path, busy.database.place.url or "", folder, busy))
        empty = offices.empty(tmp_path)
        done = restore(plan(made.row.path, empty.url or "", folder, busy))
        assert done.safety is None
        assert exports(empty, tmp_path / "b") == exports(busy.database.place, tmp_path / "a")
        return
    before = exports(busy.database.place, tmp_path / "a")
    save_customer(busy, CustomerDraft(name="Saved later"))
    later = exports(busy.database.place, tmp_path / "later")
    busy.database.close()
    done = restore(plan(made.row.path, str(path), folder, busy))
    assert exports(OfficePlace(path=path), tmp_path / "b") == before
    assert done.safety is not None
    assert backups.look_into(done.safety).kind == "safety"
    restore(plan(done.safety, str(tmp_path / "again.officedesk"), folder, busy))
    assert exports(OfficePlace(path=tmp_path / "again.officedesk"), tmp_path / "c") == later
    assert sorted(left.suffix for left in tmp_path.glob("*.officedesk*")) == [".officedesk"] * 2


@SQLITE
def test_whoever_has_the_office_open_goes_on_in_the_restored_one(busy: Desk, other_desk: Desk, folder: Path) -> None:
    made = backups.back_up(busy, folder)
    save_customer(other_desk, CustomerDraft(name="Gone with the restore"))
    busy.database.close()
    restore(plan(made.row.path, str(busy.database.place.path), folder, busy))
    with other_desk.read() as session:
        assert session.execute(text("SELECT count(*) FROM customer")).scalar_one() == 1
    save_customer(other_desk, CustomerDraft(name="Saved after it"))
    # In the file that lies there, not in the one that is gone.
    with closing(Database(other_desk.database.place)) as fresh, fresh.read() as session:
        assert session.execute(text("SELECT name FROM customer ORDER BY id DESC LIMIT 1")).scalar_one() == (
            "Saved after it"
        )


@SQLITE
def test_who_has_the_office_open_is_named_and_nothing_restored(busy: Desk, folder: Path) -> None:
    made = backups.back_up(busy, folder)
    path = busy.database.place.path
    assert path is not None
    busy.database.close()
    before = path.read_bytes()
    with pytest.raises(NotAllowed, match=r"open at DESK-2 \(Anna\)"):
        restore(plan(made.row.path, str(path), folder, busy, others=lambda: ["DESK-2 (Anna)"]))
    assert path.read_bytes() == before
    restore(plan(made.row.path, str(path), folder, busy, others=lambda: ["DESK-2 (Anna)"], force=True))


@SQLITE
def test_an_office_that_is_being_written_to_is_not_replaced(
    busy: Desk, other_desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from officedesk.errors import OfficeBusy

    made = backups.back_up(busy, folder)
    monkeypatch.setattr(restoring, "_WAIT", 10)
    with other_desk.write() as session:
        session.execute(text("UPDATE company SET phone = 'while it is restored'"))
        with pytest.raises(OfficeBusy, match="Nothing was restored"):
            restore(plan(made.row.path, str(busy.database.place.path), folder, busy))
    with busy.read() as session:
        assert session.execute(text("SELECT phone FROM company")).scalar_one() == "while it is restored"


@SQLITE
def test_another_office_is_not_replaced_unless_it_is_said(busy: Desk, offices: Offices, folder: Path) -> None:
    made = backups.back_up(busy, folder)
    path = busy.database.place.path
    assert path is not None
    with busy.write() as session:
        session.execute(text("UPDATE company SET office_key = 'another', name = 'Elsewhere'"))
    busy.database.close()
    with pytest.raises(NotAllowed, match="is another office \\(Elsewhere\\)"):
        restore(plan(made.row.path, str(path), folder, busy))
    restore(plan(made.row.path, str(path), folder, busy, force=True))


@SQLITE
def test_a_damaged_office_is_replaced_and_kept_as_it_is(busy: Desk, folder: Path, tmp_path: Path) -> None:
    made = backups.back_up(busy, folder)
    path = busy.database.place.path
    assert path is not None
    busy.database.close()
    for damage in (b"not a database at all", path.read_bytes()[:20_000]):
        path.write_bytes(damage)
        done = restore(plan(made.row.path, str(path), folder, busy))
        assert done.safety is not None
        assert done.safety.read_bytes() == damage
        assert "as it was" in done.safety.name
        with closing(Database(done_place := OfficePlace(path=path), open_office(done_place))) as database:
            assert sit_down(database, "Desktop A", Clock()).currency == "USD"


@SQLITE
def test_a_damaged_office_is_not_backed_up_and_says_so(busy: Desk, folder: Path) -> None:
    first = backups.back_up(busy, folder)
    raw = busy.database.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
    raw.driver_connection.execute("UPDATE invoice SET terms_id = 999")  # type: ignore[union-attr]
    raw.close()
    with pytest.raises(OfficeDamaged, match="names a terms that is not there"):
        backups.back_up(busy, folder)
    assert [path.name for path in folder.iterdir()] == [first.row.path.name]
    told = last(busy)
    assert "damaged" in told.problem
    assert told.failed_at == busy.now()
    assert told.at == first.row.made_at


def test_a_stopped_backup_leaves_nothing(busy: Desk, folder: Path) -> None:
    stops = 0
    for stop_at in range(1, 40):
        asked = iter(range(1, 1000))
        try:
            backups.back_up(busy, folder, None, lambda asked=asked, stop_at=stop_at: next(asked) >= stop_at)  # type: ignore[misc]
        except Cancelled:
            stops += 1
            assert list(folder.iterdir()) == []
        else:
            break
    assert stops >= 2
    assert last(busy).problem == ""


@SQLITE
def test_a_stopped_restore_changes_nothing(busy: Desk, folder: Path, tmp_path: Path) -> None:
    made = backups.back_up(busy, folder)
    path = busy.database.place.path
    assert path is not None
    busy.database.close()
    before = path.read_bytes()
    stops = 0
    for stop_at in range(1, 40):
        asked = iter(range(1, 1000))
        try:
            restore(
                plan(made.row.path, str(path), folder, busy),
                None,
                lambda asked=asked, stop_at=stop_at: next(asked) >= stop_at,  # type: ignore[misc]
            )
        except Cancelled:
            stops += 1
            assert path.read_bytes() == before
            assert [left.name for left in path.parent.glob(f".{path.name}*")] == []
    assert stops >= 4


@SQLITE
def test_what_is_no_backup_is_refused_by_name(busy: Desk, folder: Path, tmp_path: Path) -> None:
    made = backups.back_up(busy, folder).row.path
    content = made.read_bytes()
    with pytest.raises(OfficeMissing, match=r"nothing\.officebackup"):
        backups.look_into(tmp_path / "nothing.officebackup")
    bad = tmp_path / "bad.officebackup"
    for damaged in (b"", b"x", content[:100], content[:-1], content + b"x", content[1:], bytes(5000)):
        bad.write_bytes(damaged)
        with pytest.raises(OfficeDamaged, match=r"bad\.officebackup is damaged"):
            backups.look_into(bad)
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("holiday.txt", "not an office")
    with pytest.raises(NotAnOffice, match=r"bad\.officebackup is not a backup"):
        backups.look_into(bad)
    assert backups.listed(tmp_path)[0].problem


@SQLITE
@pytest.mark.parametrize(
    "rewrite",
    [
        lambda said: said | {"format": 2},
        lambda said: said | {"members": {**said["members"], "../../x": {"size": 1, "sha256": "0"}}},
        lambda said: said | {"members": {**said["members"], OFFICE: {"size": 10**15, "sha256": "0" * 64}}},
        lambda said: said | {"facts": said["facts"] | {"company": "Another"}},
        lambda said: said | {"facts": said["facts"] | {"schema": 999}},
        lambda said: said | {"made_at": "yesterday"},
        lambda said: [said],
    ],
)
def test_a_backup_that_was_made_up_is_refused(busy: Desk, folder: Path, tmp_path: Path, rewrite: object) -> None:
    from officedesk.database.backup.container import ContainerWriter

    made = backups.back_up(busy, folder).row.path
    with zipfile.ZipFile(made) as archive:
        office, said = archive.read(OFFICE), json.loads(archive.read(MANIFEST))

    class Forged:
        def to_json(self) -> bytes:
            return json.dumps(rewrite(said)).encode()  # type: ignore[operator]

    forged = tmp_path / "forged.officebackup"
    with forged.open("wb") as file, ContainerWriter(file, packing=0) as writer:
        writer.add_bytes(OFFICE, office)
        writer.finish(Forged())  # type: ignore[arg-type]
    target = tmp_path / "target" / "restored.officedesk"
    target.parent.mkdir()
    with pytest.raises((OfficeDamaged, NewerOffice), match=r"forged\.officebackup"):
        restore(plan(forged, str(target), folder, busy))
    assert list(target.parent.iterdir()) == []


# --- encrypted offices ------------------------------------------------------------------------------------------------


@SQLITE
def test_an_encrypted_office_stays_so_in_backups_and_when_restored(busy: Desk, folder: Path, tmp_path: Path) -> None:
    from officedesk.database.cipher import OfficeKey, looks_encrypted
    from officedesk.database.recrypting import recrypt
    from officedesk.services.check import check

    before = exports(busy.database.place, tmp_path / "a")
    busy.database.close()
    place = recrypt(busy.database.place, OfficeKey(bytes(range(32)), bytes(range(16))))
    with closing(Database(place, open_office(place))) as database:
        desk = sit_down(database, "Desktop A", Clock())
        made = backups.back_up(desk, folder).row
        mailed = backups.back_up_to(desk, tmp_path / "mail.officebackup").row
        assert check(desk).findings == ()
    for row in (made, mailed):
        content = row.path.read_bytes()
        assert b"Lakeside" not in content
        assert b"ABC Company" not in content
        assert row.encrypted
        assert (row.company, row.customers, row.invoiced) == ("", 0, 0)
    target = tmp_path / "restored.officedesk"
    restore(plan(made.path, str(target), folder, desk))
    assert looks_encrypted(target)
    assert exports(replace(place, path=target), tmp_path / "b") == before
    # In place of the encrypted office: what is there is saved, encrypted as it is.
    done = restore(plan(mailed.path, str(place.path), folder, desk, key=place.key))
    assert done.safety is not None
    assert backups.look_into(done.safety).encrypted
    assert exports(place, tmp_path / "c") == before
