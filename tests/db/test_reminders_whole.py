"""A reminder is a whole record: undone, trashed, restored, erased, checked, exported, and told in the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from officedesk.database.unit import Actor
from officedesk.errors import NotAllowed
from officedesk.models.enums import Repeat, Role
from officedesk.models.reminders import Notification, Reminder
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import redo, undo
from officedesk.services.check import check
from officedesk.services.customers import editing as customers
from officedesk.services.customers.locations import locations, remove_location
from officedesk.services.desk import Desk, Looked
from officedesk.services.paging import Sort
from officedesk.services.reminders import editing
from officedesk.services.reminders.bell import look, notices
from officedesk.services.reminders.rows import ReminderState
from officedesk.services.transfer.export import export_to
from tests import factories
from tests.db.test_reminders import remind, row, rows
from tests.db.undoing import back, key_of
from tests.support.clock import Clock, local

NINE = datetime(2023, 6, 23, 14, tzinfo=UTC)


def count(desk: Desk, kind: type[Reminder | Notification]) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_new_reminder_is_taken_back_and_done_again(desk: Desk) -> None:
    stored = remind(desk)
    back(desk)
    assert rows(desk) == []
    redo(desk)
    assert [one.id for one in rows(desk)] == [stored.id]


def test_a_change_is_taken_back(desk: Desk) -> None:
    stored = remind(desk, repeat=Repeat.WEEKLY)
    editing.save_reminder(desk, replace(stored, subject="Call Anna", due=local(2023, 7, 1, 8), repeat=Repeat.NEVER))
    back(desk)
    assert replace(editing.reminder(desk, stored.id or 0), version=0) == replace(stored, version=0)
    assert check(desk).findings == ()


def test_done_is_taken_back_with_what_came_in_its_place(desk: Desk) -> None:
    stored = remind(desk, repeat=Repeat.DAILY)
    editing.finish(desk, [stored.id or 0])
    back(desk)
    (found,) = rows(desk)
    assert (found.id, found.state, found.repeat) == (stored.id, ReminderState.OPEN, Repeat.DAILY)


def test_one_that_was_undone_waits_behind_no_bell(desk: Desk, clock: Clock) -> None:
    remind(desk)
    clock.at = NINE
    assert look(desk).unseen == 1
    back(desk)
    assert (look(desk, claim=True).unseen, notices(desk)) == (0, [])


def test_a_customer_with_a_reminder_is_not_undone(desk: Desk) -> None:
    draft = replace(customers.new_customer(desk), name="ABC Company")
    stored = customers.save_customer(desk, draft)
    kim = factories.make_user(desk, "Kim", role=Role.OFFICE)
    other = replace(desk, actor=Actor(kim, "Kim", "DESK-2", Role.OFFICE), looked=Looked())
    remind(other, customer_id=stored.id)
    with_factory_changes = key_of(desk, "customer", "created")
    with pytest.raises(NotAllowed, match="reminder"):
        undo(desk, with_factory_changes)


def test_it_lies_in_the_trash_and_comes_back(desk: Desk) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    key = remind(desk, customer_id=customer_id, description="He has the key").id or 0
    nobodys = remind(desk, "Water the plants").id or 0
    editing.delete_reminders(desk, [key, nobodys])
    lying = TrashList(desk).first(TrashFilter(kind="reminder"), Sort("name"), 10)
    assert [(one.name, one.detail, one.customer, one.entity_id) for one in lying] == [
        ("Call John", "He has the key", "ABC Company", key),
        ("Water the plants", "", "", nobodys),
    ]
    done = restore(desk, [one.id for one in lying])
    assert set(done.done) == {("reminder", key, customer_id), ("reminder", nobodys, 0)}
    assert {one.id for one in rows(desk)} == {key, nobodys}


def test_erased_for_good_nothing_is_left_of_it_nor_of_what_it_told(desk: Desk, clock: Clock) -> None:
    key = remind(desk, "Zebulonquist").id or 0
    clock.at = NINE
    look(desk)
    editing.delete_reminders(desk, [key])
    wanted = [row_id("reminder", key)]
    assert erase(desk, wanted, plan(desk, wanted).word).done == (("reminder", key, 0),)
    assert (count(desk, Reminder), count(desk, Notification)) == (0, 0)
    path = desk.database.place.path
    assert path is None or b"Zebulonquist" not in path.read_bytes()


def test_a_customer_is_erased_with_its_reminders(desk: Desk, clock: Clock) -> None:
    customer_id = factories.make_customer(desk)
    remind(desk, customer_id=customer_id)
    kept = remind(desk, "Water the plants")
    clock.at = NINE
    look(desk)
    customers.trash(desk, [customer_id])
    wanted = [row_id("customer", customer_id)]
    told = plan(desk, wanted)
    assert ("reminders", 1) in told.counts
    erase(desk, wanted, told.word)
    assert [one.id for one in rows(desk)] == [kept.id]
    assert count(desk, Notification) == 1


def test_a_location_that_a_reminder_names_is_archived_not_deleted(desk: Desk) -> None:
    customer_id = factories.make_customer(desk, locations=[{"street": "1 Elm St"}, {"street": "2 Elm St"}])
    first, second = (place.id for place in locations(desk, customer_id))
    remind(desk, customer_id=customer_id, location_id=second)
    assert remove_location(desk, customer_id, second)
    assert [place.id for place in locations(desk, customer_id)] == [first]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE reminder SET due_at = created_at", "is told at"),
        ("UPDATE reminder SET zone = 'Mars/Olympus'", "is in the time zone Mars/Olympus"),
        ("UPDATE reminder SET customer_id = NULL", "is at a location of another customer"),
    ],
)
def test_the_check_names_what_does_not_fit(desk: Desk, statement: str, what: str) -> None:
    customer_id = factories.make_customer(desk)
    (place,) = [one.id for one in locations(desk, customer_id)]
    remind(desk, customer_id=customer_id, location_id=place)
    assert check(desk).checked["reminders"] == 1
    with desk.write() as session:
        session.execute(text(statement))
    (finding,) = check(desk).findings
    assert (finding.where, what in finding.text) == ("Reminder 1 (Call John)", True)


def test_reminders_are_exported_as_they_are_listed(desk: Desk, tmp_path: Path) -> None:
    customer_id = factories.make_customer(desk, "ABC Company", number="12345")
    remind(desk, customer_id=customer_id, repeat=Repeat.MONTHLY)
    path = tmp_path / "reminders.csv"
    assert export_to(desk, "reminders", path) == 1
    head, line = path.read_text(encoding="utf-8-sig").splitlines()
    assert head.split(",")[:4] == ["Created date", "Due date", "Time", "Subject"]
    for part in ("2023-06-23", "09:00", "Call John", "12345", "ABC Company", "Dana Reyes", "monthly", "open"):
        assert part in line


def test_the_history_of_the_customer_tells_who_was_to_be_reminded(desk: Desk, clock: Clock) -> None:
    customer_id = factories.make_customer(desk)
    rabeea = factories.make_user(desk, "Rabeea")
    stored = remind(desk, customer_id=customer_id)
    clock.go_on(minutes=5)
    editing.save_reminder(desk, replace(stored, user_id=rabeea))
    changed = of_customer(desk, customer_id)[0]
    assert (changed.entity, changed.label) == ("reminder", "Call John")
    assert (changed.before["user_id"], changed.after["user_id"]) == ("Dana Reyes", "Rabeea")
    assert row(desk, stored.id).user == "Rabeea"


def test_a_day_with_twenty_five_hours_has_one_of_it(desk: Desk, clock: Clock) -> None:
    # On November 5, 2023 half past one comes twice: it is told the first time, and once.
    clock.at = datetime(2023, 11, 5, 5, tzinfo=UTC)
    remind(desk, due=local(2023, 11, 5, 1, 30))
    clock.at = datetime(2023, 11, 5, 6, 30, tzinfo=UTC)
    assert len(look(desk, claim=True).claimed) == 1
    clock.go_on(hours=1)
    assert look(desk, claim=True).claimed == ()
