"""Files of customers: added whole, listed, moved, undone; on both engines."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import func, insert, select

from officedesk.database.attachments.layout import folder_of, found_in
from officedesk.errors import Cancelled, InvalidInput, NotAllowed, NotFound, OfficeMissing
from officedesk.models.enums import FileKind, Role
from officedesk.models.files import Attachment, StoredFile
from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryFilter
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.customers import editing as customers
from officedesk.services.desk import Desk, Looked
from officedesk.services.files import editing, reading
from officedesk.services.files.adding import add_bytes, add_file, files_below
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import FileList, file_row, files_of, folders, recent
from officedesk.services.files.rows import TOP, FileFilter, FileRow
from officedesk.services.paging import Sort
from tests import factories
from tests.db.selling import id_of, job_of, line

NAMES = [
    "../../x",
    "C:\\x",
    "\\\\host\\x",
    "CON",
    "a.pdf:evil.exe",
    "invoice.pdf.exe",
    "photo\u202egpj.exe",
    "n" * 300 + ".pdf",
    "a\nb.txt",
    " . ",
    "",
    "café ☕.txt",
]


@pytest.fixture
def customer(desk: Desk) -> int:
    return factories.make_customer(desk, "Lakeside Dental")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Boiler plate.txt"
    path.write_bytes(b"serial 4711\n" * 1000)
    return path


def stored(desk: Desk) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(StoredFile)) or 0


def listed(desk: Desk, **asked: object) -> list[FileRow]:
    return FileList(desk).first(FileFilter(**asked), Sort("added_at", descending=True), 100)  # type: ignore[arg-type]


def test_a_file_is_added_whole_and_its_source_stays(desk: Desk, customer: int, source: Path) -> None:
    told: list[tuple[int, int]] = []
    row = add_file(desk, source, FileDraft(customer, description="On the door"), lambda *at: told.append(at))
    assert (row.name, row.kind, row.size) == ("Boiler plate.txt", FileKind.TEXT, 12_000)
    assert row.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert row.added_by == row.employee == "Dana Reyes"
    assert told[-1] == (12_000, 12_000)
    assert reading.read(desk, row.id, 6) == b"serial"
    assert reading.content_path(desk, row.id).read_bytes() == source.read_bytes()
    assert listed(desk, customer_id=customer) == [row] == list(recent(desk))
    assert file_row(desk, row.id) == row


def test_the_same_content_is_stored_once(desk: Desk, customer: int, source: Path) -> None:
    one = add_file(desk, source, FileDraft(customer))
    other = add_bytes(desk, "Again.txt", source.read_bytes(), FileDraft(customer))
    assert one.sha256 == other.sha256
    assert stored(desk) == 1
    assert len(listed(desk)) == 2


def test_two_desktops_add_the_same_content_at_once(desk: Desk, customer: int, source: Path) -> None:
    desks = [desk, factories.second_desk(desk)]
    failed: list[BaseException] = []

    def work(at: Desk) -> None:
        try:
            for _ in range(5):
                add_file(at, source, FileDraft(customer))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(at,)) for at in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desks[1].database.close()
    assert failed == []
    assert stored(desk) == 1
    assert len(listed(desk)) == 10


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_told_and_never_used_as_paths(desk: Desk, customer: int, tmp_path: Path, name: str) -> None:
    row = add_bytes(desk, name, b"hello " + name.encode(), FileDraft(customer))
    assert row.name == (name or "file")
    assert not {"\u202e", "\n"} & set(row.shown)
    folder = tmp_path / "opened"
    copy = reading.read_only_copy(desk, row.id, folder)
    assert copy.parent == folder
    assert copy.read_bytes() == b"hello " + name.encode()
    assert len(copy.name.encode()) <= 130
    assert copy.stem.split(".")[0].lower() != "con"
    assert not copy.stat().st_mode & 0o222
    assert [path.name for path in folder.iterdir()] == [copy.name]
    again = reading.read_only_copy(desk, row.id, folder)
    assert again != copy


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("invoice.pdf.exe", b"", FileKind.PROGRAM),
        ("a.pdf:evil.exe", b"", FileKind.PROGRAM),
        ("x.exe. .", b"", FileKind.PROGRAM),
        ("x.e\u202exe", b"", FileKind.PROGRAM),
        ("photo.jpg", b"MZ\x90\x00", FileKind.PROGRAM),
        ("notes.txt", b"#!/bin/sh\n", FileKind.PROGRAM),
        ("budget.xlsm", b"", FileKind.PROGRAM),
        ("page.html", b"<html>", FileKind.PROGRAM),
        ("logo.svg", b"<svg", FileKind.PROGRAM),
        ("scan.pdf", b"%PDF-1.7", FileKind.PDF),
        ("scan.bin2", b"%PDF-1.7", FileKind.PDF),
        ("scan.jpg", b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        ("Letter.DOCX", b"", FileKind.OFFICE),
        ("plain", b"words", FileKind.OTHER),
    ],
)
def test_what_a_file_is_shows_in_its_name_and_its_content(name: str, head: bytes, kind: FileKind) -> None:
    from officedesk.services.files.kinds import media_type_of, opens_quietly

    assert reading.kind_of(name, media_type_of(head)) is kind
    if kind is FileKind.PROGRAM:
        assert not opens_quietly(name, kind)


def test_links_folders_pipes_and_devices_are_refused(desk: Desk, customer: int, source: Path, tmp_path: Path) -> None:
    link, pipe, broken = tmp_path / "link.txt", tmp_path / "pipe", tmp_path / "broken"
    link.symlink_to(source)
    broken.symlink_to(tmp_path / "nothing")
    os.mkfifo(pipe)
    for path, said in (
        (link, "link"),
        (broken, "link"),
        (tmp_path, "folder"),
        (pipe, "pipe"),
        (Path("/dev/zero"), "device"),
    ):
        with pytest.raises(NotAllowed, match=said):
            add_file(desk, path, FileDraft(customer))
    with pytest.raises(OfficeMissing):
        add_file(desk, tmp_path / "gone.txt", FileDraft(customer))
    assert listed(desk) == []
    assert stored(desk) == 0


def test_a_folder_is_read_without_following_links(desk: Desk, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.jpg").write_bytes(b"b")
    (folder / "inner" / "a.jpg").write_bytes(b"a")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "out").symlink_to(tmp_path)
    (folder / "link.txt").symlink_to(source)
    assert files_below(desk, folder) == (folder / "b.jpg", folder / "inner" / "a.jpg")


def test_stopping_leaves_nothing(desk: Desk, customer: int, source: Path) -> None:
    with pytest.raises(Cancelled):
        add_file(desk, source, FileDraft(customer), None, lambda: True)
    assert listed(desk) == []
    path = desk.database.place.path
    if path is not None:
        assert [one for one in folder_of(path).rglob("*") if one.is_file()] == []


def test_a_file_belongs_to_one_customer(desk: Desk, customer: int) -> None:
    other = factories.make_customer(desk, "Another")
    job = job_of(desk, other, [line(100)])
    with pytest.raises(InvalidInput) as refused:
        add_bytes(desk, "x", b"x", FileDraft(customer, job_id=id_of(job), folder_id=99, location_id=12345))
    assert set(refused.value.fields) == {"job_id", "folder_id", "location_id"}
    with pytest.raises(NotFound):
        add_bytes(desk, "x", b"x", FileDraft(999))


def test_a_job_has_its_folder_by_itself(desk: Desk, customer: int) -> None:
    job = job_of(desk, customer, [line(100)])
    in_job = add_bytes(desk, "before.jpg", b"1", FileDraft(customer, job_id=id_of(job)))
    loose = add_bytes(desk, "loose.jpg", b"2", FileDraft(customer))
    assert in_job.folder_id == -id_of(job)
    (folder,) = folders(desk, customer)
    assert (folder.id, folder.files, folder.own) == (-id_of(job), 1, False)
    assert folder.name.startswith(f"Job {job.number}")
    assert [row.id for row in listed(desk, folder_id=TOP)] == [loose.id]
    assert editing.move(desk, [loose.id], -id_of(job)) == 1
    assert {row.name for row in listed(desk, folder_id=-id_of(job))} == {"before.jpg", "loose.jpg"}
    assert [row.job_number for row in files_of(desk, "job", id_of(job))] == [job.number] * 2
    editing.move(desk, [loose.id, in_job.id], None)
    assert folders(desk, customer) == ()
    with pytest.raises(NotAllowed, match="kept by OfficeDesk"):
        editing.delete_folder(desk, -id_of(job))


def test_own_folders(desk: Desk, customer: int) -> None:
    plans = editing.new_folder(desk, customer, "Plans")
    old = editing.new_folder(desk, customer, "Old", plans)
    with pytest.raises(InvalidInput):
        editing.new_folder(desk, customer, "plans ")
    row = add_bytes(desk, "a.pdf", b"%PDF-1.4", FileDraft(customer, folder_id=old))
    assert row.folder == "Old"
    editing.rename_folder(desk, old, "Older")
    assert [(one.name, one.parent_id, one.files) for one in folders(desk, customer)] == [
        ("Older", plans, 1),
        ("Plans", None, 0),
    ]
    editing.delete_folder(desk, old)
    assert [(one.name, one.files) for one in folders(desk, customer)] == [("Plans", 1)]
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)
    assert [(one.name, one.files) for one in folders(desk, customer)] == [("Older", 1), ("Plans", 0)]


def test_rename_describe_tag_and_history(desk: Desk, customer: int) -> None:
    job = job_of(desk, customer, [line(100)])
    row = add_bytes(desk, "IMG_1.jpg", b"\xff\xd8\xff\xe0", FileDraft(customer))
    editing.rename(desk, row.id, "Boiler.exe")
    assert file_row(desk, row.id).kind is FileKind.PROGRAM  # type: ignore[union-attr]
    editing.rename(desk, row.id, "Boiler.jpg")
    editing.describe(desk, row.id, "Left of the door")
    editing.tag(desk, [row.id], job_id=id_of(job))
    now = file_row(desk, row.id)
    assert now is not None
    assert (now.name, now.description, now.job_number) == ("Boiler.jpg", "Left of the door", job.number)
    assert [found.id for found in listed(desk, text="left door")] == [row.id]
    assert [found.id for found in listed(desk, text=job.number)] == [row.id]
    told = HistoryList(desk).first(HistoryFilter(), Sort("at", descending=True), 20)
    assert [change.entity for change in told if change.label == "Boiler.jpg"][:1] == ["attachment"]


def test_trash_restore_undo_and_redo(desk: Desk, customer: int) -> None:
    row = add_bytes(desk, "a.txt", b"a", FileDraft(customer))
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)
    assert listed(desk) == []
    redo(desk)
    assert [one.id for one in listed(desk)] == [row.id]
    assert editing.delete(desk, [row.id]) == 1
    assert listed(desk) == []
    assert file_row(desk, row.id) is None
    assert editing.restore(desk, [row.id]) == 1
    assert [one.id for one in listed(desk)] == [row.id]
    with pytest.raises(NotFound):
        editing.restore(desk, [row.id])


def test_a_technician_sees_what_is_for_technicians_and_what_they_bring(desk: Desk, customer: int) -> None:
    factories.make_technician(desk, "Sam Field")
    user = factories.make_user(desk, "Sam Field", role=Role.TECHNICIAN)
    sam = replace(
        desk, actor=replace(desk.actor, user_id=user, name="Sam Field", role=Role.TECHNICIAN), looked=Looked()
    )
    hidden = add_bytes(desk, "price.pdf", b"1", FileDraft(customer))
    shown = add_bytes(desk, "plan.pdf", b"2", FileDraft(customer, for_technicians=True))
    own = add_bytes(sam, "photo.jpg", b"3", FileDraft(customer))
    assert own.employee == "Sam Field"
    assert {row.id for row in listed(sam)} == {shown.id, own.id} == set(FileList(sam).ids(FileFilter(), Sort("name")))
    assert file_row(sam, hidden.id) is None
    for call in (
        lambda: reading.read(sam, hidden.id, 10),
        lambda: reading.content_path(sam, hidden.id),
        lambda: editing.delete(sam, [hidden.id]),
        lambda: editing.rename(sam, hidden.id, "x"),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotAllowed):
        editing.show_technicians(sam, [own.id], False)
    editing.show_technicians(desk, [hidden.id], True)
    assert len(listed(sam)) == 3


@pytest.mark.parametrize("column", [
    "added_at", "name", "location", "job_number", "task_name", "employee", "description", "size", "kind", "added_by",
    "taken_at", "for_technicians", "company",
])  # fmt: skip
def test_every_column_sorts(desk: Desk, customer: int, column: str) -> None:
    for number in range(3):
        add_bytes(desk, f"{number}.txt", b"x" * number, FileDraft(customer))
    files = FileList(desk)
    up, down = (files.ids(FileFilter(), Sort(column, descending)) for descending in (False, True))
    assert list(up) == list(reversed(down))


def test_no_row_of_the_log_holds_content(desk: Desk, customer: int) -> None:
    row = add_bytes(desk, "a.txt", b"secret words", FileDraft(customer))
    with desk.read() as session:
        assert session.get(Attachment, row.id) is not None
    path = desk.database.place.path
    if path is not None:
        assert set(found_in(folder_of(path))) == {row.sha256}


@pytest.mark.slow
def test_ten_thousand_files_are_listed_at_once(desk: Desk, customer: int) -> None:
    seen = add_bytes(desk, "first.txt", b"x", FileDraft(customer))
    folder = editing.new_folder(desk, customer, "Photos")
    with desk.write() as session:
        at = desk.now()
        session.execute(
            insert(Attachment),
            [
                {
                    "customer_id": customer,
                    "folder_id": folder if number % 2 else None,
                    "sha256": seen.sha256,
                    "name": f"IMG_{number:05}.jpg",
                    "kind": FileKind.IMAGE,
                    "description": "",
                    "for_technicians": bool(number % 3),
                    "added_at": at,
                    "added_by": "Dana Reyes",
                    "created_at": at,
                    "updated_at": at,
                    "version": 1,
                }
                for number in range(10_000)
            ],
        )
    files, query = FileList(desk), FileFilter(customer_id=customer)
    order = Sort("added_at", descending=True)
    ids = files.ids(query, order)
    assert len(ids) == files.footer(query).count == 10_001
    assert len(files.rows(ids[5_000:5_100])) == 100

    def best(work: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            begun = perf_counter()
            work()
            times.append(perf_counter() - begun)
        return min(times)

    assert best(lambda: files.first(query, order, 60)) < 0.05, "a profile stands in 50 ms"
    assert best(lambda: files.ids(query, order)) < 0.1
    last = best(lambda: files.rows(ids[-100:]))
    assert last <= 3 * best(lambda: files.rows(ids[:100])) + 0.002, "the last page costs what the first does"
    assert best(lambda: folders(desk, customer)) < 0.1
    assert [row.files for row in folders(desk, customer)] == [5_000]
    assert len(files.ids(FileFilter(customer_id=customer, text="img_00042"), order)) == 1


def test_a_file_keeps_what_it_belongs_to(desk: Desk, customer: int) -> None:
    job = job_of(desk, customer, [line(100)])
    step = last_undoable(desk)
    assert step is not None
    add_bytes(desk, "a.txt", b"a", FileDraft(customer, job_id=id_of(job)))
    with pytest.raises(NotAllowed, match="There is a file for Job"):
        undo(desk, step.key)


def test_files_of_a_customer_in_the_trash_are_not_recent(desk: Desk, customer: int) -> None:
    add_bytes(desk, "a.txt", b"a", FileDraft(customer))
    kept = add_bytes(desk, "b.txt", b"b", FileDraft(factories.make_customer(desk, "Another")))
    customers.trash(desk, [customer])
    assert [row.id for row in recent(desk)] == [kept.id]
    with pytest.raises(NotAllowed, match="in the trash"):
        add_bytes(desk, "c.txt", b"c", FileDraft(customer))
