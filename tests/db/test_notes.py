"""Notes: written, found, pinned, thrown away and brought back; shown where somebody works; every message logged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from officedesk.database.audit import verify
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import Channel, MessageStatus, NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryFilter, TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.check import check
from officedesk.services.customers import editing, locations
from officedesk.services.customers.drafts import Address, LocationDraft
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.logging import log_message
from officedesk.services.notes.reading import choices, notes_of_job, tasks_of
from officedesk.services.notes.rows import NoteFilter, NoteRow
from officedesk.services.notes.writing import delete_note, new_note, note, pin, restore_note, save_note
from officedesk.services.paging import Sort
from officedesk.services.transfer.export import export_to
from officedesk.services.work import jobs
from tests.db.customers import ABC
from tests.db.selling import id_of, job_of, line
from tests.factories import make_customer

NEWEST = Sort("at", True)


@pytest.fixture
def abc(desk: Desk) -> int:
    return editing.save_customer(desk, ABC).id or 0


def write(desk: Desk, customer_id: int, text: str, kind: NoteKind = NoteKind.NOTE, **more: Any) -> int:
    return save_note(desk, replace(new_note(desk, customer_id, kind), text=text, **more)).id or 0


def told(desk: Desk, sort: Sort = NEWEST, **filter_: Any) -> list[str]:
    query = NoteFilter(**filter_)
    source = NoteList(desk)
    ids = source.ids(query, sort)
    rows = source.rows(ids)
    assert source.first(query, sort, 50) == rows[:50]
    assert source.footer(query).count == len(ids)
    return [row.text for row in rows]


def take_back(desk: Desk) -> None:
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)


def places_of(desk: Desk, customer_id: int) -> list[int]:
    return [place.id for place in locations.locations(desk, customer_id)]


def job_at(desk: Desk, customer_id: int, location_id: int | None, *names: str) -> int:
    draft = job_of(desk, customer_id, [line(100, name) for name in names or ("Fix toilet",)])
    return id_of(jobs.save_job(desk, replace(draft, location_id=location_id)))


def test_a_note_keeps_who_wrote_it_and_when(desk: Desk, abc: int) -> None:
    made = save_note(desk, replace(new_note(desk, abc), text="  Called about the invoice.\r\nPays on Friday. "))
    assert made == note(desk, made.id or 0)
    assert (made.text, made.author, made.at) == (
        "Called about the invoice.\nPays on Friday.", "Dana Reyes", desk.now(),
    )  # fmt: skip
    changed = save_note(desk, replace(made, text="Pays on Monday."))
    assert (changed.author, changed.at, changed.version) == (made.author, made.at, made.version + 1)
    assert [row.text for row in NoteList(desk).first(NoteFilter(abc), NEWEST, 9)] == ["Pays on Monday."]


@pytest.mark.parametrize(
    ("kind", "field"), [(NoteKind.NOTE, "text"), (NoteKind.SITE, "location_id"), (NoteKind.JOB, "job_id")]
)
def test_what_is_missing_is_told_at_its_field(desk: Desk, abc: int, kind: NoteKind, field: str) -> None:
    text = "" if field == "text" else "Gate code 4411"
    with pytest.raises(InvalidInput) as refused:
        save_note(desk, replace(new_note(desk, abc, kind), text=text))
    assert list(refused.value.fields) == [field]


def test_a_note_is_about_its_own_customer(desk: Desk, abc: int) -> None:
    other = make_customer(desk, "Other Co")
    place, job = places_of(desk, abc)[0], job_at(desk, abc, None)
    with pytest.raises(InvalidInput, match="location"):
        write(desk, other, "x", NoteKind.SITE, location_id=place)
    with pytest.raises(InvalidInput, match="job"):
        write(desk, other, "x", NoteKind.JOB, job_id=job)
    with pytest.raises(InvalidInput, match="task"):
        write(desk, abc, "x", NoteKind.JOB, job_id=job_at(desk, abc, None), task_id=tasks_of(desk, job)[0][0])
    editing.trash(desk, [other])
    with pytest.raises(InvalidInput, match="in the trash"):
        write(desk, other, "x")


def test_two_desktops_do_not_overwrite_each_other(desk: Desk, other_desk: Desk, abc: int) -> None:
    made = note(desk, write(desk, abc, "First"))
    save_note(other_desk, replace(made, text="Second"))
    with pytest.raises(Conflict) as refused:
        save_note(desk, replace(made, text="Third"))
    assert refused.value.theirs == note(desk, made.id or 0)
    assert refused.value.theirs.text == "Second"


def test_pinned_notes_stay_on_top_however_the_list_is_sorted(desk: Desk, abc: int) -> None:
    first, *_ = (write(desk, abc, text) for text in ("Alpha", "Beta", "Gamma"))
    assert told(desk, customer_id=abc) == ["Gamma", "Beta", "Alpha"]
    pin(desk, first, True)
    assert told(desk, customer_id=abc) == ["Alpha", "Gamma", "Beta"]
    assert told(desk, Sort("text", True), customer_id=abc) == ["Alpha", "Gamma", "Beta"]
    pin(desk, first, False)
    assert told(desk, customer_id=abc) == ["Gamma", "Beta", "Alpha"]
    assert not NoteList(desk).rows([first])[0].changed


@pytest.mark.parametrize("column", ["at", "location", "text", "author", "job_number", "task_name", "kind"])
def test_every_column_sorts_both_ways(desk: Desk, abc: int, column: str) -> None:
    office, store = places_of(desk, abc)
    job = job_at(desk, abc, store)
    write(desk, abc, "b")
    write(desk, abc, "c", NoteKind.SITE, location_id=office)
    write(desk, abc, "a", NoteKind.JOB, job_id=job, task_id=tasks_of(desk, job)[0][0])
    up, down = (told(desk, Sort(column, descending), customer_id=abc) for descending in (False, True))
    assert sorted(up) == ["a", "b", "c"]
    assert down == up[::-1]
    if column == "job_number":
        assert down[0] == "a"
    if column == "location":
        assert up == ["b", "c", "a"]


def test_notes_are_found_by_their_words_their_kind_and_their_place(desk: Desk, abc: int) -> None:
    office, store = places_of(desk, abc)
    job = job_at(desk, abc, store, "Fix toilet")
    write(desk, abc, "Çalled Zoë about 50% off_er")
    write(desk, abc, "Gate code 4411", NoteKind.SITE, location_id=office)
    write(desk, abc, "Fix the leak", NoteKind.JOB, job_id=job, task_id=tasks_of(desk, job)[0][0])
    write(desk, make_customer(desk, "Other"), "Nothing here")
    assert told(desk, customer_id=abc, text="called zoe") == ["Çalled Zoë about 50% off_er"]
    assert told(desk, customer_id=abc, text="zoe leak") == []
    assert told(desk, customer_id=abc, text="dana") == told(desk, customer_id=abc)
    assert told(desk, customer_id=abc, text="2001") == ["Fix the leak"]
    assert told(desk, customer_id=abc, text="oak ave") == ["Fix the leak"]
    assert told(desk, customer_id=abc, kind=NoteKind.SITE) == ["Gate code 4411"]
    # A job note is wherever its job is.
    assert told(desk, location_id=store) == ["Fix the leak"]
    row = NoteList(desk).first(NoteFilter(location_id=store), NEWEST, 1)[0]
    assert (row.location, row.job_number, row.task_name) == ("9 Oak Ave, Edina, MN 55416", "2001", "Fix toilet")
    assert profile(desk, abc).counts.notes == 3
    assert profile(desk, abc, store).counts.notes == 1


def test_a_list_holds_the_beginning_of_a_long_note(desk: Desk, abc: int) -> None:
    key = write(desk, abc, "word " * 10_000)
    assert len(NoteList(desk).rows([key])[0].text) == 2_000
    assert len(note(desk, key).text) == 49_999


def test_what_does_not_go_with_the_kind_is_left_out(desk: Desk, abc: int) -> None:
    office, store = places_of(desk, abc)
    job = job_at(desk, abc, store)
    made = note(desk, write(desk, abc, "x", NoteKind.JOB, job_id=job, location_id=office))
    assert (made.job_id, made.location_id) == (job, None)
    moved = save_note(desk, replace(made, kind=NoteKind.SITE, location_id=office))
    assert (moved.job_id, moved.location_id) == (None, office)


def test_a_job_shows_the_notes_of_its_site_and_its_own(desk: Desk, abc: int) -> None:
    office, store = places_of(desk, abc)
    job, other = job_at(desk, abc, office), job_at(desk, abc, office)
    first = write(desk, abc, "Gate code 4411", NoteKind.SITE, location_id=office)
    write(desk, abc, "Park behind", NoteKind.SITE, location_id=office)
    write(desk, abc, "Elsewhere", NoteKind.SITE, location_id=store)
    write(desk, abc, "Just a note", NoteKind.NOTE, location_id=office)
    write(desk, abc, "Fix the leak", NoteKind.JOB, job_id=job)
    write(desk, abc, "Another job", NoteKind.JOB, job_id=other)
    delete_note(desk, write(desk, abc, "Gone", NoteKind.SITE, location_id=office))
    pin(desk, first, True)

    def texts(rows: tuple[NoteRow, ...]) -> list[str]:
        return [row.text for row in rows]

    shown = notes_of_job(desk, job, office)
    assert (texts(shown.site), texts(shown.job)) == (["Gate code 4411", "Park behind"], ["Fix the leak"])
    fresh = notes_of_job(desk, None, store)
    assert (texts(fresh.site), texts(fresh.job)) == (["Elsewhere"], [])
    assert notes_of_job(desk, None, None).site == ()


def test_choices_are_the_customers_places_and_jobs(desk: Desk, abc: int) -> None:
    job = job_at(desk, abc, None, "Fix toilet", "Clean up")
    found = choices(desk, abc)
    assert [name for _, name in found.locations] == ["Main office", "Warehouse"]
    assert [key for key, _ in found.jobs] == [job]
    assert [name for _, name in tasks_of(desk, job)] == ["Fix toilet", "Clean up"]
    jobs.delete_job(desk, job)
    assert choices(desk, abc).jobs == ()
    # One that a note is about is offered, wherever it lies.
    assert [key for key, _ in choices(desk, abc, job).jobs] == [job]
    store = places_of(desk, abc)[1]
    write(desk, abc, "x", NoteKind.SITE, location_id=store)
    assert locations.remove_location(desk, abc, store)
    assert [name for _, name in choices(desk, abc).locations] == ["Main office"]
    assert [name for _, name in choices(desk, abc, None, store).locations] == ["Main office", "Warehouse"]


def test_deleted_notes_lie_in_the_trash_and_come_back(desk: Desk, abc: int) -> None:
    key = write(desk, abc, "Gate code 4411\nand more")
    delete_note(desk, key)
    assert told(desk, customer_id=abc) == []
    (row,) = TrashList(desk).first(TrashFilter(kind="note"), NEWEST, 9)
    assert (row.name, row.detail, row.customer, row.amount) == ("Gate code 4411", "Dana Reyes", "ABC Company", None)
    with pytest.raises(NotFound):
        save_note(desk, replace(NoteDraft(abc, text="x"), id=key, version=2))
    assert restore(desk, [row.id]).done == (("note", key, abc),)
    assert told(desk, customer_id=abc) == ["Gate code 4411\nand more"]
    delete_note(desk, key)
    restore_note(desk, key)
    assert told(desk, customer_id=abc) == ["Gate code 4411\nand more"]


def test_every_step_can_be_undone(desk: Desk, abc: int) -> None:
    key = write(desk, abc, "First")
    save_note(desk, replace(note(desk, key), text="Second"))
    pin(desk, key, True)
    delete_note(desk, key)
    take_back(desk)
    assert note(desk, key).pinned
    take_back(desk)
    take_back(desk)
    assert (note(desk, key).text, note(desk, key).pinned) == ("First", False)
    assert told(desk, text="second") == []
    assert told(desk, text="first") == ["First"]
    take_back(desk)
    with pytest.raises(NotFound):
        note(desk, key)


def test_the_history_tells_what_was_written_about_what(desk: Desk, abc: int) -> None:
    job = job_at(desk, abc, None)
    key = write(desk, abc, "Fix the leak", NoteKind.JOB, job_id=job)
    other = job_at(desk, abc, None)
    save_note(desk, replace(note(desk, key), job_id=other, text="Fix the pump"))
    rows = HistoryList(desk).first(HistoryFilter(), Sort("at", True), 9)
    row = next(row for row in rows if row.entity == "note")
    assert row.label == "Fix the pump"
    assert (row.before["job_id"], row.after["job_id"]) == ("2001", "2002")


def test_a_location_with_notes_is_archived_not_removed(desk: Desk, abc: int) -> None:
    place = locations.save_location(desk, abc, LocationDraft("Shed", Address("1 Back Lane")))
    write(desk, abc, "Mind the step", NoteKind.SITE, location_id=place)
    assert locations.remove_location(desk, abc, place) is True


def test_erasing_a_customer_leaves_nothing_of_their_notes(desk: Desk) -> None:
    customer_id = make_customer(desk, "Gone Co")
    job = job_at(desk, customer_id, None)
    key = write(desk, customer_id, "Zebulonquist never pays", NoteKind.JOB, job_id=job)
    save_note(desk, replace(note(desk, key), text="Zebulonquist pays"))
    editing.trash(desk, [customer_id])
    row = row_id("customer", customer_id)
    assert ("notes", 1) in plan(desk, [row]).counts
    done = erase(desk, [row], "Gone Co")
    assert ("note", key, customer_id) in done.done
    with desk.read() as session:
        assert session.get(Note, key) is None
        assert verify(session).ok
    path = desk.database.place.path
    if path is not None:
        assert b"Zebulonquist" not in Path(path).read_bytes()
    assert check(desk).errors == 0


def test_a_job_is_erased_with_its_notes_and_a_note_alone(desk: Desk, abc: int) -> None:
    job = job_at(desk, abc, None)
    mine, other = write(desk, abc, "Of the job", NoteKind.JOB, job_id=job), write(desk, abc, "Zebulonquist")
    jobs.delete_job(desk, job)
    assert plan(desk, [row_id("job", job)]).counts == (("jobs", 1), ("notes", 1))
    assert ("note", mine, abc) in erase(desk, [row_id("job", job)], "Job 2001").done
    delete_note(desk, other)
    erase(desk, [row_id("note", other)], plan(desk, [row_id("note", other)]).word)
    assert told(desk, customer_id=abc) == []
    history = HistoryList(desk).first(HistoryFilter(), Sort("at", True), 50)
    assert "Zebulonquist" not in str([(row.label, row.before, row.after) for row in history])


def test_a_check_tells_notes_that_name_what_is_not_theirs(desk: Desk, abc: int) -> None:
    key = write(desk, abc, "x", NoteKind.SITE, location_id=places_of(desk, abc)[0])
    other = make_customer(desk, "Other Co")
    assert check(desk).ok
    with desk.write() as session:
        session.get_one(Note, key).customer_id = other
    assert "location of another customer" in check(desk).findings[0].text


# --- messages ---


def send(desk: Desk, customer_id: int | None, **values: Any) -> int:
    """A message that went out, logged in the transaction that says so."""
    with desk.write() as session:
        message = Message(
            customer_id=customer_id,
            status=MessageStatus.SENT,
            at=desk.now(),
            created_at=desk.now(),
            updated_at=desk.now(),
            user_id=desk.actor.user_id,
            to_text="anna@abc.example",
            subject="Invoice 3476",
            body="Dear Anna,\nhere it is.",
            **values,
        )
        session.add(message)
        log_message(session, message)
        log_message(session, message)
        return message.id


def test_every_message_is_logged_once_in_the_notes_of_its_customer(desk: Desk, abc: int) -> None:
    job = job_at(desk, abc, places_of(desk, abc)[1])
    send(desk, abc, document="work_order", document_id=job)
    send(desk, None)
    (row,) = NoteList(desk).first(NoteFilter(), NEWEST, 9)
    assert (row.kind, row.channel, row.subject, row.author) == (
        NoteKind.EMAIL, Channel.EMAIL, "Invoice 3476", "Dana Reyes",
    )  # fmt: skip
    assert (row.job_number, row.location) == ("2001", "9 Oak Ave, Edina, MN 55416")
    assert told(desk, customer_id=abc, text="dear anna") == ["Dear Anna,\nhere it is."]
    assert told(desk, customer_id=abc, text="invoice 3476") == ["Dear Anna,\nhere it is."]


def test_a_logged_message_stays_as_it_was_sent(desk: Desk, abc: int) -> None:
    send(desk, abc)
    key = NoteList(desk).ids(NoteFilter(), NEWEST)[0]
    logged = note(desk, key)
    for draft in (replace(logged, text="Never said"), replace(logged, kind=NoteKind.NOTE, text="Never said")):
        with pytest.raises(NotAllowed, match="as it was sent"):
            save_note(desk, draft)
    pin(desk, key, True)
    delete_note(desk, key)
    restore_note(desk, key)
    assert note(desk, key).text == logged.text


def test_notes_are_exported_with_all_of_their_text(desk: Desk, abc: int, tmp_path: Path) -> None:
    write(desk, abc, "=1+1\n" + "word " * 200, NoteKind.SITE, location_id=places_of(desk, abc)[0])
    send(desk, abc)
    assert export_to(desk, "notes", tmp_path / "notes.csv") == 2
    text = (tmp_path / "notes.csv").read_text(encoding="utf-8-sig")
    assert "Invoice 3476" in text
    assert text.count("word") == 200
    assert "'=1+1" in text
