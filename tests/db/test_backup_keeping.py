"""Backups in a folder: rotated, attachments stored once, made by one desktop a day."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from officedesk.database.backup import attachments, making, shelf
from officedesk.database.backup.manifest import Kind
from officedesk.database.unit import Database
from officedesk.errors import NotAllowed, OfficeDamaged, OfficeMissing
from officedesk.models.files import StoredFile
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk
from officedesk.services.office import backups
from officedesk.services.office.backup_log import LEASE, claim, last, release, set_automatic
from officedesk.services.office.restoring import restore
from tests.db.test_backup import SQLITE, busy, folder, plan
from tests.support.clock import Clock

__all__ = ["busy", "folder"]


# --- rotation and attachments -----------------------------------------------------------------------------------------


def test_a_folder_keeps_seven_days_and_foreign_files(busy: Desk, folder: Path, clock: Clock) -> None:
    folder.mkdir()
    for name in ("letter.pdf", "foreign.officebackup"):
        (folder / name).write_bytes(b"not ours")
    for _ in range(10):
        clock.go_on(days=1)
        save_customer(busy, CustomerDraft(name="One more"))
        backups.back_up(busy, folder, kind=Kind.AUTOMATIC)
    ours = [row for row in backups.backups(busy, folder) if row.ours]
    days = [row.made_at.astimezone(busy.zone).day for row in ours if row.made_at]
    assert days[:7] == [2, 1, 30, 29, 28, 27, 26]
    # June 25 is the last of its week, and stays for that.
    assert days[7:] == [25]
    assert {"letter.pdf", "foreign.officebackup"} <= {path.name for path in folder.iterdir()}


def test_backups_made_by_hand_stay_beside_those_made_by_themselves(busy: Desk, folder: Path) -> None:
    for kind in (Kind.MANUAL, Kind.AUTOMATIC, Kind.MANUAL, Kind.AUTOMATIC):
        backups.back_up(busy, folder, kind=kind)
    kinds = sorted(row.kind for row in backups.backups(busy, folder))
    assert kinds == ["automatic", "manual", "manual"]


def test_another_office_in_the_same_folder_is_left_alone(busy: Desk, folder: Path, clock: Clock) -> None:
    with busy.write() as session:
        session.execute(text("UPDATE company SET office_key = 'first'"))
    first = backups.back_up(busy, folder, kind=Kind.AUTOMATIC).row
    with busy.write() as session:
        session.execute(text("UPDATE company SET office_key = 'second'"))
    for _ in range(12):
        clock.go_on(days=1)
        backups.back_up(busy, folder, kind=Kind.AUTOMATIC)
    assert first.path.exists()
    rows = backups.backups(busy, folder)
    assert [row.ours for row in rows] == [True] * (len(rows) - 1) + [False]


@pytest.fixture
def attached(busy: Desk) -> dict[str, bytes]:
    """Attachments beside the office's file, by their SHA-256."""
    path = busy.database.place.path
    assert path is not None
    found = {}
    for number in range(5):
        content = f"photo {number}".encode() * (number * 1000 + 1)
        key = sha256(content).hexdigest()
        file = attachments.place_of(attachments.folder_of(path), key)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        found[key] = content
    with busy.write() as session:
        now = busy.now()
        session.add_all(
            StoredFile(sha256=key, stored_as=key, size=len(content), added_at=now) for key, content in found.items()
        )
    return found


@SQLITE
def test_attachments_are_stored_once_beside_the_backups(
    busy: Desk, attached: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    first = backups.back_up(busy, folder)
    store = attachments.store_of(folder)
    stamps = {path: path.stat().st_mtime_ns for path in store.glob("*/*")}
    assert {path.name for path in stamps} == attached.keys()
    second = backups.back_up(busy, folder)
    assert {path: path.stat().st_mtime_ns for path in store.glob("*/*")} == stamps
    assert (first.row.attachments, second.row.attachments) == (5, 5)
    target = tmp_path / "restored.officedesk"
    restore(plan(second.row.path, str(target), folder, busy))
    brought = attachments.folder_of(target)
    assert {path.name: path.read_bytes() for path in brought.glob("*/*")} == attached


@SQLITE
def test_a_file_to_mail_has_the_attachments_inside(
    busy: Desk, attached: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    made = backups.back_up_to(busy, tmp_path / "carried" / "all.officebackup").row.path
    target = tmp_path / "restored.officedesk"
    restore(plan(made, str(target), folder, busy))
    brought = attachments.folder_of(target)
    assert {path.name: path.read_bytes() for path in brought.glob("*/*")} == attached


@SQLITE
@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_backup_whose_attachments_are_not_whole_is_refused(
    busy: Desk, attached: dict[str, bytes], folder: Path, tmp_path: Path, how: str
) -> None:
    made = backups.back_up(busy, folder).row.path
    victim = sorted(attachments.store_of(folder).glob("*/*"))[2]
    if how == "missing":
        victim.unlink()
    else:
        victim.write_bytes(victim.read_bytes()[:-1] + b"X")
    target = tmp_path / "restored.officedesk"
    with pytest.raises(OfficeDamaged, match="attachment"):
        restore(plan(made, str(target), folder, busy))
    assert not target.exists()


@SQLITE
def test_an_attachment_that_is_not_what_its_name_says_stops_the_backup(
    busy: Desk, attached: dict[str, bytes], folder: Path
) -> None:
    path = busy.database.place.path
    assert path is not None
    key = min(attached)
    attachments.place_of(attachments.folder_of(path), key).write_bytes(b"bit rot")
    with pytest.raises(OfficeDamaged, match=key[:12]):
        backups.back_up(busy, folder)
    with pytest.raises(OfficeDamaged, match=key[:12]):
        backups.back_up_to(busy, folder / "all.officebackup")
    assert list(folder.glob("*.officebackup")) == []


@SQLITE
def test_attachments_that_no_backup_needs_any_more_are_deleted_when_they_are_old(
    busy: Desk, attached: dict[str, bytes], folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = busy.database.place.path
    assert path is not None
    backups.back_up(busy, folder, kind=Kind.AUTOMATIC)
    gone = min(attached)
    attachments.place_of(attachments.folder_of(path), gone).unlink()
    with busy.write() as session:
        session.execute(delete(StoredFile).where(StoredFile.sha256 == gone))
    backups.back_up(busy, folder, kind=Kind.AUTOMATIC)
    store = attachments.store_of(folder)
    assert attachments.place_of(store, gone).exists()
    monkeypatch.setattr(shelf, "_YOUNG", -1.0)
    backups.back_up(busy, folder, kind=Kind.AUTOMATIC)
    assert {path.name for path in store.glob("*/*")} == attached.keys() - {gone}


@SQLITE
def test_what_a_killed_program_left_is_swept_after_a_day(
    busy: Desk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder.mkdir()
    left = [tmp_path / f"{making.TEMPORARY}left", folder / ".Lakeside.officebackup.x.part"]
    left[0].mkdir()
    (left[0] / "office.officedesk").write_bytes(b"a copy")
    left[1].write_bytes(b"half a backup")
    backups.back_up(busy, folder)
    assert all(path.exists() for path in left)
    monkeypatch.setattr(making, "_STALE", -1.0)
    backups.back_up(busy, folder)
    assert not any(path.exists() for path in left)


# --- by themselves ----------------------------------------------------------------------------------------------------


def test_the_daily_backup_is_made_once_by_one_desktop(busy: Desk, other_desk: Desk, folder: Path, clock: Clock) -> None:
    assert backups.is_due(busy)
    assert backups.back_up_by_itself(busy, folder) is not None
    assert not backups.is_due(other_desk)
    assert backups.back_up_by_itself(other_desk, folder) is None
    save_customer(busy, CustomerDraft(name="Changed later that day"))
    assert not backups.is_due(busy)
    assert backups.is_due(busy, closing=True)
    clock.go_on(days=1)
    assert backups.is_due(other_desk)
    assert backups.back_up_by_itself(other_desk, folder) is not None
    clock.go_on(days=1)
    # Nothing was changed since: the last one holds everything.
    assert not backups.is_due(busy)
    assert last(busy).at == clock() - timedelta(days=1)


def test_a_desktop_that_makes_it_keeps_the_others_from_it(busy: Desk, other_desk: Desk, clock: Clock) -> None:
    token = claim(busy)
    assert token is not None
    assert claim(other_desk) is None
    release(other_desk, "another token")
    assert claim(other_desk) is None
    release(busy, token)
    assert claim(other_desk) is not None
    # Its program was killed: after a while somebody else may.
    clock.at += LEASE
    assert claim(busy) is not None
    # And one of a clock that went wrong holds nobody up.
    clock.go_on(days=-3653)
    assert claim(busy) is not None


def test_whoever_claims_a_moment_after_it_was_made_makes_no_second_one(
    busy: Desk, other_desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(desk: Desk) -> str | None:
        monkeypatch.setattr(backups, "claim", claim)
        assert backups.back_up_by_itself(other_desk, folder) is not None
        return claim(desk)

    monkeypatch.setattr(backups, "claim", late)
    assert backups.back_up_by_itself(busy, folder) is None
    assert len(backups.backups(busy, folder)) == 1
    # And it does not hold the others up.
    assert claim(other_desk) is not None


@SQLITE
def test_where_a_desktop_may_only_read_it_leaves_the_daily_backup_to_others(busy: Desk, folder: Path) -> None:
    from officedesk.database.access import Access
    from officedesk.database.engine import make_engine

    place = busy.database.place
    reading = Desk(Database(place, make_engine(place, Access(mode="ro"))), busy.actor, busy.zone, "USD", busy.now)
    assert backups.back_up_by_itself(reading, folder) is None
    # By hand it can be made all the same.
    assert backups.back_up(reading, folder).row.problem == ""
    reading.database.close()


def test_switched_off_nothing_is_made_by_itself(busy: Desk, folder: Path) -> None:
    set_automatic(busy, on=False)
    assert not backups.is_due(busy, closing=True)
    assert backups.back_up_by_itself(busy, folder, closing=True) is None
    assert not folder.exists()


def test_a_failed_backup_is_remembered_and_tried_again(busy: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    with pytest.raises((NotAllowed, OfficeMissing)):
        backups.back_up_by_itself(busy, blocked / "backups")
    assert last(busy).problem
    assert backups.is_due(busy)
    assert backups.back_up_by_itself(busy, tmp_path / "backups") is not None
    assert last(busy).problem == ""


@SQLITE
def test_a_folder_on_the_disk_of_the_office_is_warned_of(busy: Desk, folder: Path) -> None:
    assert "same disk" in backups.folder_note(busy, folder)
    if Path("/proc").is_dir():
        assert backups.folder_note(busy, Path("/proc/backups")) == ""
