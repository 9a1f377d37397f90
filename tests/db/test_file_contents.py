"""Contents of files: stored whole, gone when nothing names them, and with their office wherever it goes."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from officedesk.database.attachments import collecting, sealing
from officedesk.database.attachments.folder_store import FolderStore
from officedesk.database.attachments.layout import folder_of, found_in
from officedesk.database.attachments.store import store_for
from officedesk.database.cipher import OfficeKey
from officedesk.database.opening import open_database
from officedesk.database.place import OfficePlace
from officedesk.database.recrypting import recrypt
from officedesk.errors import Cancelled, OfficeDamaged, OfficeMissing
from officedesk.models.files import FilePart, StoredFile
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.trash import row_id
from officedesk.services.check import check
from officedesk.services.customers import editing as customers
from officedesk.services.desk import Desk, sit_down
from officedesk.services.files import editing, reading
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.kinds import media_type_of
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter, FileRow
from officedesk.services.files.tending import collect
from officedesk.services.paging import Sort
from tests import factories
from tests.db.selling import id_of, job_of, line
from tests.support.clock import Clock

KEY, OTHER = OfficeKey(bytes(range(32)), bytes(range(16))), OfficeKey(bytes(range(1, 33)), bytes(16))
SQLITE = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
CONTENTS = {"small.txt": b"words", "empty.bin": b"", "large.bin": os.urandom(1000) * 2600}


@pytest.fixture
def customer(desk: Desk) -> int:
    return factories.make_customer(desk, "Lakeside Dental")


@pytest.fixture
def filled(desk: Desk, customer: int) -> Desk:
    for name, content in CONTENTS.items():
        add_bytes(desk, name, content, FileDraft(customer))
    return desk


@pytest.fixture
def opened() -> Iterator[Callable[[OfficePlace], Desk]]:
    made = []

    def at(place: OfficePlace) -> Desk:
        made.append(open_database(place, "Desktop A", "1.0"))
        return sit_down(made[-1], "Desktop A", Clock())

    yield at
    for database in made:
        database.close()


def rows(desk: Desk) -> list[FileRow]:
    return FileList(desk).first(FileFilter(), Sort("name"), 100)


def whole(desk: Desk) -> None:
    """All files are listed, and are what they were."""
    assert {row.name: reading.read(desk, row.id, 1 << 30) for row in rows(desk)} == CONTENTS
    report = check(desk)
    assert (report.findings, report.checked["attachments"]) == ((), 3)


def lying(desk: Desk) -> set[str]:
    path = desk.database.place.path
    if path is not None:
        return set(found_in(folder_of(path)))
    with desk.read() as session:
        return set(session.scalars(select(FilePart.sha256)))


# --- sealed files -----------------------------------------------------------------------------------------------------


def sealed(content: bytes, key: OfficeKey = KEY) -> bytes:
    out = io.BytesIO()
    sealer = sealing.Sealer(out, key)
    for at in range(0, len(content), 700_000):
        sealer.write(content[at : at + 700_000])
    sealer.finish()
    return out.getvalue()


def unsealed(stored: bytes, size: int, key: OfficeKey = KEY) -> bytes:
    return io.BufferedReader(sealing.Unsealed(io.BytesIO(stored), key, size, "it")).read()


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE])
def test_a_sealed_file_gives_its_content_back(size: int) -> None:
    content = os.urandom(size)
    stored = sealed(content)
    assert len(stored) == sealing.sealed_size(size)
    assert unsealed(stored, size) == content
    assert size < 20 or content[:20] not in stored


@given(st.integers(0, 2 * sealing.PIECE + 9), st.integers(0, sealing.PIECE + 9))
def test_a_sealed_file_is_read_from_any_place(at: int, count: int) -> None:
    content = bytes(range(256)) * (2 * sealing.PIECE // 256) + b"the end"
    file = io.BufferedReader(sealing.Unsealed(io.BytesIO(SEALED), KEY, len(content), "it"))
    file.seek(at)
    assert file.read(count) == content[at : at + count]


SEALED = sealed(bytes(range(256)) * (2 * sealing.PIECE // 256) + b"the end")


@pytest.mark.parametrize("how", ["bit", "cut", "longer", "swapped", "last piece gone", "other key", "no mark", "empty"])
def test_what_was_done_to_a_sealed_file_is_seen(how: str) -> None:
    size = 2 * sealing.PIECE + 7
    step = sealing.PIECE + sealing.TAG
    head, first, second, last = (
        SEALED[: sealing.HEAD],
        SEALED[sealing.HEAD :][:step],
        SEALED[sealing.HEAD + step :][:step],
        SEALED[sealing.HEAD + 2 * step :],
    )
    stored = {
        "bit": SEALED[:500_000] + bytes([SEALED[500_000] ^ 1]) + SEALED[500_001:],
        "cut": SEALED[:-1],
        "longer": SEALED + b"x",
        "swapped": head + second + first + last,
        "last piece gone": head + first + second,
        "other key": SEALED,
        "no mark": b"x" + SEALED[1:],
        "empty": b"",
    }[how]
    with pytest.raises(OfficeDamaged, match="not as it was stored"):
        unsealed(stored, size, OTHER if how == "other key" else KEY)


# --- the store --------------------------------------------------------------------------------------------------------


class Failing:
    """A source that goes in the middle."""

    def __init__(self, error: Exception) -> None:
        self._left, self._error = 3, error

    def read(self, count: int) -> bytes:
        self._left -= 1
        if not self._left:
            raise self._error
        return b"x" * count


def test_a_source_that_vanishes_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(OfficeMissing):
        store_for(desk.database).take_in(
            Failing(OfficeMissing("The drive is gone.")), lambda count: None, media_type_of, desk.now()
        )
    path = desk.database.place.path
    if path is not None:
        assert [one for one in folder_of(path).rglob("*") if one.is_file()] == []
    assert lying(desk) == set()


@SQLITE
def test_an_encrypted_office_shows_nothing_of_its_files(filled: Desk, opened: Callable[[OfficePlace], Desk]) -> None:
    place = filled.database.place
    filled.database.close()
    assert place.path is not None
    plain = lying(filled)
    encrypted = recrypt(place, KEY)
    desk = opened(encrypted)
    whole(desk)
    assert not lying(desk) & plain
    folder = folder_of(place.path)
    assert not any(b"words" in path.read_bytes() for path in folder.glob("??/*"))
    add_bytes(desk, "again.txt", b"words", FileDraft(1))
    assert len(lying(desk)) == 3, "the same content is sealed once"
    assert reading.content_path(desk, rows(desk)[-1].id).read_bytes() == b"words"
    scratch = desk.database.scratch()
    editing.delete(desk, [row.id for row in rows(desk) if row.name == "again.txt"])
    desk.database.close()
    assert not scratch.exists()
    again = opened(recrypt(encrypted, OTHER))
    whole(again)
    again.database.close()
    back = opened(recrypt(again.database.place, None))
    whole(back)
    assert lying(back) == plain


@SQLITE
def test_an_encryption_that_is_stopped_leaves_the_files_as_they_were(
    filled: Desk, opened: Callable[[OfficePlace], Desk]
) -> None:
    place = filled.database.place
    filled.database.close()
    before = lying(filled)
    left = [1]

    with pytest.raises(Cancelled):
        # The rows are through: it is at the contents.
        recrypt(place, KEY, lambda done, total: left.append(total - done), lambda: 1 < left[-1] < 250)
    desk = opened(place)
    assert lying(desk) == before
    whole(desk)


@SQLITE
def test_a_content_that_was_lost_is_there_again_when_it_is_added_again(desk: Desk, customer: int) -> None:
    row = add_bytes(desk, "a.txt", b"words", FileDraft(customer))
    reading.content_path(desk, row.id).unlink()
    with pytest.raises(OfficeMissing, match=r"a\.txt is not there"):
        reading.read(desk, row.id, 10)
    add_bytes(desk, "b.txt", b"words", FileDraft(customer))
    assert reading.read(desk, row.id, 10) == b"words"


@SQLITE
def test_a_copy_of_a_damaged_content_is_refused(desk: Desk, customer: int, tmp_path: Path) -> None:
    row = add_bytes(desk, "a.txt", b"words", FileDraft(customer))
    reading.content_path(desk, row.id).write_bytes(b"w0rds")
    with pytest.raises(OfficeDamaged, match="not as it was stored"):
        reading.read_only_copy(desk, row.id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


# --- what nothing names goes ------------------------------------------------------------------------------------------


def aged(desk: Desk) -> None:
    """Everything that lies there was put there long ago."""
    path = desk.database.place.path
    if path is not None:
        for file in folder_of(path).rglob("*"):
            os.utime(file, (1, 1))


def test_what_nothing_names_is_taken_away_when_it_is_old(desk: Desk, customer: int, clock: Clock) -> None:
    kept = add_bytes(desk, "kept.txt", b"kept", FileDraft(customer))
    store_for(desk.database).take_in(io.BytesIO(b"never listed"), lambda count: None, media_type_of, desk.now())
    assert len(lying(desk)) == 2
    assert collect(desk) == 0
    assert len(lying(desk)) == 2, "whoever took it in a moment ago may be about to list it"
    path = desk.database.place.path
    if path is not None:
        (folder_of(path) / ".incoming-killed.part").write_bytes(b"half")
    aged(desk)
    clock.go_on(days=3)
    collect(desk)
    assert lying(desk) == {kept.sha256}
    if path is not None:
        assert not list(folder_of(path).glob(".*"))
    assert reading.read(desk, kept.id, 10) == b"kept"


@SQLITE
def test_what_is_taken_away_while_it_is_added_is_taken_in_again(
    desk: Desk, customer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderStore.take_in
    taken = []

    def take_in(store: FolderStore, *given: object) -> object:
        found = real(store, *given)  # type: ignore[arg-type]
        taken.append(found)
        if len(taken) == 1:
            # Another desktop collects in the very moment between the copy and the row.
            assert collecting.remove(desk.database, desk.actor, [found.stored_as]) == 1
        return found

    monkeypatch.setattr(FolderStore, "take_in", take_in)
    row = add_bytes(desk, "a.txt", b"words", FileDraft(customer))
    assert len(taken) == 2
    assert reading.read(desk, row.id, 10) == b"words"


def test_what_is_listed_is_never_taken_away(filled: Desk) -> None:
    before = lying(filled)
    aged(filled)
    assert collecting.remove(filled.database, filled.actor, sorted(before)) == 0
    editing.delete(filled, [row.id for row in rows(filled)])
    collecting.collect(filled.database, filled.actor, filled.now() + timedelta(days=400))
    assert lying(filled) == before, "what lies in the trash can come back"


def test_erasing_takes_contents_along_that_nobody_else_has(desk: Desk, customer: int) -> None:
    shared = add_bytes(desk, "a.txt", b"shared", FileDraft(customer))
    alone = add_bytes(desk, "b.txt", b"alone", FileDraft(customer))
    other = add_bytes(desk, "c.txt", b"shared", FileDraft(factories.make_customer(desk, "Another")))
    editing.delete(desk, [shared.id, alone.id])
    marked = [row_id("attachment", shared.id), row_id("attachment", alone.id)]
    erase(desk, marked, plan(desk, marked).word)
    assert [row.id for row in rows(desk)] == [other.id]
    assert lying(desk) == {other.sha256}
    with desk.read() as session:
        assert session.scalars(select(StoredFile.sha256)).all() == [other.sha256]
    assert check(desk).ok


def test_a_customer_is_erased_with_folders_and_files(desk: Desk, customer: int) -> None:
    outer = editing.new_folder(desk, customer, "Outer")
    inner = editing.new_folder(desk, customer, "Inner", outer)
    job = id_of(job_of(desk, customer, [line(100)]))
    add_bytes(desk, "a.txt", b"Zebulonquist", FileDraft(customer, folder_id=inner, job_id=job))
    customers.trash(desk, [customer])
    marked = [row_id("customer", customer)]
    wanted = plan(desk, marked)
    assert dict(wanted.counts)["files"] == 1
    erase(desk, marked, wanted.word)
    assert lying(desk) == set()
    with desk.read() as session:
        for table in ("attachment", "folder", "stored_file", "file_part"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    assert check(desk).ok


def test_files_of_an_erased_job_stay_with_the_customer(desk: Desk, customer: int) -> None:
    from officedesk.services.work.jobs import delete_job

    job = id_of(job_of(desk, customer, [line(100)]))
    row = add_bytes(desk, "a.txt", b"words", FileDraft(customer, job_id=job))
    delete_job(desk, job)
    marked = [row_id("job", job)]
    erase(desk, marked, plan(desk, marked).word)
    (left,) = rows(desk)
    assert (left.id, left.job_id, left.folder_id) == (row.id, None, None)
