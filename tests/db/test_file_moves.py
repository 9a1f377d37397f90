"""Files go with their office: into backups and out of them, to a server and back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from officedesk.database.attachments.layout import CHUNK, folder_of, place_of
from officedesk.database.moving import move
from officedesk.database.place import OfficePlace
from officedesk.database.recrypting import recrypt
from officedesk.database.unit import Actor
from officedesk.errors import NotAllowed, OfficeDamaged, OfficeMissing
from officedesk.models.files import FilePart
from officedesk.services.check import check
from officedesk.services.desk import Desk
from officedesk.services.files import editing, reading
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.office import backups
from officedesk.services.office.restoring import RestorePlan, restore
from officedesk.services.transfer.files import export_contents
from tests.db.test_file_contents import CONTENTS, KEY, SQLITE, customer, filled, lying, opened, rows, whole
from tests.support.offices import PostgresOffices

__all__ = ["customer", "filled", "opened"]
ANNA = Actor(None, "Anna", "Desktop A")


@pytest.mark.parametrize("inside", [False, True])
def test_a_backup_brings_files_back(
    filled: Desk, tmp_path: Path, opened: Callable[[OfficePlace], Desk], inside: bool
) -> None:
    folder = tmp_path / "Backups"
    if inside:
        made = backups.back_up_to(filled, folder / "all.officebackup")
    else:
        made = backups.back_up(filled, folder)
        stamps = {path: path.stat().st_mtime_ns for path in (folder / "attachments").glob("*/*")}
        backups.back_up(filled, folder)
        assert stamps == {path: path.stat().st_mtime_ns for path in (folder / "attachments").glob("*/*")}
        assert len(stamps) == 3
    assert made.row.attachments == 3
    target = OfficePlace(path=tmp_path / "back.officedesk")
    restore(RestorePlan(made.row.path, target.address, folder, filled.now))
    whole(opened(target))


@SQLITE
def test_a_backup_of_an_encrypted_office_holds_nothing_in_the_clear(
    filled: Desk, tmp_path: Path, opened: Callable[[OfficePlace], Desk]
) -> None:
    filled.database.close()
    desk = opened(recrypt(filled.database.place, KEY))
    made = backups.back_up(desk, tmp_path / "Backups")
    assert not any(b"words" in path.read_bytes() for path in (tmp_path / "Backups" / "attachments").glob("*/*"))
    target = OfficePlace(path=tmp_path / "back.officedesk", key=KEY)
    restore(RestorePlan(made.row.path, target.address, tmp_path, desk.now))
    whole(opened(target))


def test_a_backup_of_an_office_that_lost_a_content_is_refused(filled: Desk, tmp_path: Path) -> None:
    path = filled.database.place.path
    victim = next(row for row in rows(filled) if row.size > CHUNK)
    if path is not None:
        place_of(folder_of(path), victim.sha256).unlink()
    else:
        with filled.write() as session:
            session.execute(text("DELETE FROM file_part WHERE position = 1"))
    with pytest.raises(OfficeDamaged, match=victim.sha256[:12]):
        backups.back_up(filled, tmp_path / "Backups")
    (finding,) = check(filled).findings
    assert finding.text == "is not there: “large.bin”"


@SQLITE
def test_files_go_with_their_office_to_a_server_and_back(
    filled: Desk,
    postgres_offices: PostgresOffices,
    tmp_path: Path,
    opened: Callable[[OfficePlace], Desk],
) -> None:
    server = postgres_offices.empty(tmp_path)
    try:
        move(filled.database, server, "ANNA-PC", ANNA)
        hosted = opened(server)
        whole(hosted)
        back = OfficePlace(path=tmp_path / "back.officedesk")
        move(hosted.database, back, "the file", ANNA)
        desk = opened(back)
        whole(desk)
        assert len(lying(desk)) == 3
        with desk.read() as session:
            assert session.scalars(select(FilePart.sha256)).all() == []
        hosted.database.close()
    finally:
        postgres_offices.clear()


@SQLITE
def test_files_of_an_encrypted_office_go_to_a_server(
    filled: Desk,
    postgres_offices: PostgresOffices,
    tmp_path: Path,
    opened: Callable[[OfficePlace], Desk],
) -> None:
    filled.database.close()
    desk = opened(recrypt(filled.database.place, KEY))
    made = backups.back_up(desk, tmp_path / "Backups")
    server = postgres_offices.empty(tmp_path)
    try:
        move(desk.database, server, "ANNA-PC", ANNA)
        hosted = opened(server)
        whole(hosted)
        hosted.database.close()
        assert made.row.attachments == 3
    finally:
        postgres_offices.clear()


@SQLITE
def test_files_are_exported_with_their_contents(filled: Desk, customer: int, tmp_path: Path) -> None:
    add_bytes(filled, "../../x", b"out", FileDraft(customer))
    add_bytes(filled, "small.txt", b"again", FileDraft(customer, folder_id=editing.new_folder(filled, customer, "A/B")))
    out = tmp_path / "out"
    assert export_contents(filled, out, lambda done, total: None) == 5
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    listed = found.pop("Files.csv").decode("utf-8-sig")
    number = next(iter(found)).split(" ")[0]
    expected = {f"{number} Lakeside Dental/{name}": content for name, content in CONTENTS.items()}
    expected |= {f"{number} Lakeside Dental/x": b"out", f"{number} Lakeside Dental/B/small.txt": b"again"}
    assert found == expected
    assert listed.count("\n") == 6


@SQLITE
def test_an_office_whose_file_is_lost_does_not_move(filled: Desk, tmp_path: Path) -> None:
    victim = rows(filled)[0]
    reading.content_path(filled, victim.id).unlink()
    target = tmp_path / "there.officedesk"
    with pytest.raises(OfficeMissing, match="The content of"):
        move(filled.database, OfficePlace(path=target), "ANNA-PC", ANNA)
    assert not target.exists()
    assert not folder_of(target).exists()


@SQLITE
def test_nothing_is_copied_into_an_office_that_may_only_be_read(desk: Desk, customer: int) -> None:
    class Guard:
        def before_write(self) -> None:
            raise NotAllowed("This office may only be read.")

        def close(self) -> None:
            pass

    path = desk.database.place.path
    assert path is not None
    desk.database.guard = Guard()  # type: ignore[assignment]
    with pytest.raises(NotAllowed):
        add_bytes(desk, "a.txt", b"words", FileDraft(customer))
    assert not folder_of(path).exists()
    desk.database.guard = None


def test_the_folder_is_closed_with_the_desk(filled: Desk) -> None:
    path = reading.content_path(filled, rows(filled)[0].id)
    with closing(path.open("rb")) as file:
        assert file.read() == b""
