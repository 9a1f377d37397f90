"""Ctrl+K finds what is written about customers too: notes, equipment, files by what is in them, tasks, reminders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from officedesk.database.finds import INDEXED, newest
from officedesk.models.enums import EquipmentKind, EquipmentSource, NoteKind, ReminderStatus, Repeat, Role
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, StoredFile
from officedesk.models.notes import Note, Todo
from officedesk.models.reminders import Reminder
from officedesk.models.wanted import wanted
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.trash import row_id
from officedesk.services.check import check
from officedesk.services.customers.editing import trash
from officedesk.services.desk import Desk, seat
from officedesk.services.search.everything import search
from officedesk.services.search.recent import recent, remember
from tests.db.selling import id_of, line, saved
from tests.factories import make_customer, make_user


@pytest.fixture
def abc(desk: Desk) -> int:
    return make_customer(desk, "ABC Company")


def _add(desk: Desk, record: Any) -> int:
    record.created_at = record.updated_at = desk.now()
    with desk.write() as session:
        session.add(record)
        session.flush()
        return int(record.id)


def note(desk: Desk, customer_id: int, words: str, subject: str = "") -> int:
    made = Note(customer_id=customer_id, kind=NoteKind.NOTE, at=desk.now(), author="Anna", subject=subject, text=words)
    return _add(desk, made)


def equipment(desk: Desk, customer_id: int, name: str, serial: str = "", **more: Any) -> int:
    kinds = {"kind": EquipmentKind.EQUIPMENT, "source": EquipmentSource.SOLD}
    return _add(desk, Equipment(customer_id=customer_id, name=name, serial_number=serial, **kinds, **more))


def task(desk: Desk, customer_id: int | None, words: str, **more: Any) -> int:
    return _add(desk, Todo(customer_id=customer_id, text=words, done_by="", **more))


def reminder(desk: Desk, customer_id: int | None, subject: str, user_id: int | None = None) -> int:
    values: dict[str, Any] = {"repeat": Repeat.NEVER, "status": ReminderStatus.OPEN, "zone": "UTC"}
    due = {"due": datetime(2026, 6, 1, 9), "due_at": desk.now(), "alert_at": desk.now()}  # noqa: DTZ001
    user = user_id or desk.actor.user_id
    return _add(desk, Reminder(customer_id=customer_id, user_id=user, subject=subject, **values, **due))


def file(desk: Desk, customer_id: int, name: str, content: str = "", **more: Any) -> int:
    sha = f"{abs(hash((name, content))):064x}"[:64]
    with desk.write() as session:
        session.add(StoredFile(sha256=sha, stored_as=sha, size=1, media_type="", added_at=desk.now(), text=content))
    values: dict[str, Any] = {"added_at": desk.now(), "added_by": "Anna", "description": ""}
    return _add(desk, Attachment(customer_id=customer_id, sha256=sha, name=name, **values | more))


def technician_at(desk: Desk) -> Desk:
    return seat(desk.database, "Van", make_user(desk, "Tess", email="", role=Role.TECHNICIAN), desk.now)


def found(desk: Desk, words: str) -> list[tuple[str, int]]:
    return [(hit.kind, hit.id) for hit in search(desk, words) if hit.kind not in ("customer", "location")]


def test_everything_that_is_written_about_a_customer_is_found(desk: Desk, abc: int) -> None:
    a_note = note(desk, abc, "Ring twice.\nThe gate code is 4711, Señor Muñoz knows")
    a_unit = equipment(desk, abc, "Rooftop unit", "WX-88213", manufacturer="Carrier", model="48TC")
    a_file = file(desk, abc, "Offer_2026.pdf", "Replacement of the condenser\nand its Muñoz valve")
    a_task = task(desk, abc, "Call the Muñoz brothers", due=date(2026, 5, 4))
    a_reminder = reminder(desk, abc, "Muñoz filter change")

    everything = [("note", a_note), ("file", a_file), ("task", a_task), ("reminder", a_reminder)]
    assert found(desk, "munoz") == everything
    assert found(desk, "MUÑOZ") == everything
    assert found(desk, "wx-88213") == found(desk, "carrier 48tc") == [("equipment", a_unit)]
    assert found(desk, "offer 2026") == found(desk, "condenser") == [("file", a_file)]
    assert found(desk, "4711 gate") == [("note", a_note)]
    assert found(desk, "offer condenser") == []
    assert found(desk, "elephant") == []

    hits = {hit.kind: hit for hit in search(desk, "munoz")}
    assert hits["note"].title == "The gate code is 4711, Señor Muñoz knows"
    assert hits["note"].detail == "ABC Company · Anna"
    assert hits["file"].detail == "ABC Company · replacement of the condenser and its munoz valve"
    assert hits["task"].day == date(2026, 5, 4)
    assert {hit.customer_id for hit in hits.values()} == {abc}


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("ga", {"gate", "zone"}),
        ("zo", {"zone"}),
        ("at", set()),
        ("gate z", {"zone"}),
        ("g", set()),
        ("z gate", {"zone"}),
        ("the yar", {"gate"}),
        ("%_\\", set()),
        ('gate"', {"gate", "zone"}),
        ("gate OR zebra", set()),
    ],
)
def test_parts_of_words_count_from_three_letters_and_beginnings_below(
    desk: Desk, abc: int, words: str, which: set[str]
) -> None:
    ids = {"gate": note(desk, abc, "Gate of the yard"), "zone": note(desk, abc, "the gate is zoned")}
    assert {number for _, number in found(desk, words)} == {ids[name] for name in which}


def test_the_newest_come_first_and_a_serial_number_before_all(desk: Desk, abc: int) -> None:
    notes = [note(desk, abc, f"valve {number}") for number in range(7)]
    assert found(desk, "valve") == [("note", number) for number in reversed(notes[-4:])]
    exact = equipment(desk, abc, "Pump", "P100")
    for number in range(6):
        equipment(desk, abc, f"Spare {number}", notes=f"for p100 or p10{number}")
    assert found(desk, "p100")[0] == ("equipment", exact)


def test_the_index_follows_every_change(desk: Desk, abc: int) -> None:
    kept = note(desk, abc, "heron")
    gone = note(desk, abc, "heron too")
    content = file(desk, abc, "plan.pdf", "old words")
    with desk.write() as session:
        session.get_one(Note, kept).text = "stork"
        session.execute(delete(Note).where(Note.id == gone))
        session.execute(update(StoredFile).values(text="Brand New Wörds"))
        row = {
            "customer_id": abc,
            "kind": NoteKind.NOTE,
            "at": desk.now(),
            "author": "",
            "subject": "",
            "pinned": False,
        }
        stamps = {"created_at": desk.now(), "updated_at": desk.now(), "version": 1}
        session.execute(insert(Note), [row | stamps | {"text": f"egret {number}"} for number in range(3)])
    assert found(desk, "heron") == []
    assert found(desk, "stork") == [("note", kept)]
    assert len(found(desk, "egret")) == 3
    assert found(desk, "old words") == []
    assert found(desk, "brand new words") == [("file", content)]
    # The content of the made-up file is nowhere.
    assert [finding.text for finding in check(desk).findings] == ["is not there: “plan.pdf”"]


def test_what_is_in_the_trash_is_not_found(desk: Desk, abc: int) -> None:
    number = note(desk, abc, "sparrow")
    with desk.write() as session:
        session.get_one(Note, number).deleted_at = desk.now()
    assert found(desk, "sparrow") == []
    other = make_customer(desk, "Zed")
    task(desk, other, "wren")
    assert [kind for kind, _ in found(desk, "wren")] == ["task"]
    trash(desk, [other])
    assert found(desk, "wren") == []


def test_technicians_find_the_files_that_are_shown_to_them(desk: Desk, abc: int) -> None:
    file(desk, abc, "margins.pdf", "falcon")
    shown = file(desk, abc, "wiring.pdf", "falcon too", for_technicians=True)
    assert len(found(desk, "falcon")) == 2
    technician = technician_at(desk)
    assert found(technician, "falcon") == [("file", shown)]


def test_reminders_of_the_office_itself_are_their_users_own(desk: Desk, abc: int) -> None:
    other_id = make_user(desk, "Otto")
    mine = reminder(desk, None, "puffin of mine")
    reminder(desk, None, "puffin of Otto", other_id)
    shared = reminder(desk, abc, "puffin of ABC", other_id)
    assert found(desk, "puffin") == [("reminder", shared), ("reminder", mine)]


def test_erasing_leaves_nothing_in_the_index(desk: Desk) -> None:
    gone = make_customer(desk, "Gone Ltd")
    note(desk, gone, "a secret kingfisher")
    trash(desk, [gone])
    rows = [row_id("customer", gone)]
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        assert newest(session, "note", wanted("kingfisher"), 5) == []  # type: ignore[arg-type]
        if desk.database.dialect == "sqlite":
            for table in INDEXED:
                assert session.scalar(text(f"SELECT count(*) FROM {table}_fts_docsize")) == 0


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_check_proves_the_index_letter_by_letter(desk: Desk, abc: int) -> None:
    number = note(desk, abc, "cormorant")
    assert check(desk).ok
    connection = desk.database.engine.raw_connection()
    cursor = connection.cursor()
    old = "INSERT INTO note_fts (note_fts, rowid, body) VALUES ('delete', ?, char(10) || 'cormorant anna')"
    cursor.execute(old, [number])
    cursor.execute("INSERT INTO note_fts (rowid, body) VALUES (?, char(10) || 'cormorant hanna')", [number])
    connection.close()
    assert [finding.text for finding in check(desk).findings] == ["the text index has other texts than the notes"]
    connection = desk.database.engine.raw_connection()
    connection.cursor().execute("INSERT INTO note_fts (note_fts) VALUES ('delete-all')")
    connection.close()
    assert "1 notes are not in the text index" in [finding.text for finding in check(desk).findings]


def test_what_was_looked_at_comes_back_the_latest_first(desk: Desk, abc: int) -> None:
    other = make_customer(desk, "Zed")
    paper = id_of(saved(desk, abc, [line(5000)]))
    remember(desk, [("customer", abc)])
    remember(desk, [("estimate", paper), ("customer", other), ("note", 5), ("customer", 999)])
    told = [(hit.kind, hit.id, hit.title) for hit in recent(desk)]
    assert told == [("estimate", paper, told[0][2]), ("customer", other, "Zed"), ("customer", abc, "ABC Company")]
    assert told[0][2].startswith("Estimate ")
    assert [hit.id for hit in recent(desk, [("customer", abc)])] == [abc, paper, other]
    trash(desk, [other])
    assert [hit.id for hit in recent(desk)] == [paper, abc]
    assert [hit.id for hit in recent(technician_at(desk), [("customer", abc), ("estimate", paper)])] == [abc]


def test_only_the_latest_are_remembered(desk: Desk) -> None:
    many = [make_customer(desk, f"Customer {number}") for number in range(15)]
    for number in many:
        remember(desk, [("customer", number)])
    assert [hit.id for hit in recent(desk)] == many[:-13:-1]
