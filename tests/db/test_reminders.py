"""Reminders: saved, done, put off, repeated, deleted and undone; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from officedesk.database.unit import Actor
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import Repeat, Role
from officedesk.services.customers.locations import locations
from officedesk.services.desk import Desk, Looked
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.reminders import editing
from officedesk.services.reminders.drafts import ReminderDraft
from officedesk.services.reminders.listing import ReminderList
from officedesk.services.reminders.rows import ReminderFilter, ReminderRow, ReminderState
from tests import factories
from tests.db.selling import line, saved
from tests.support.clock import Clock, local


def remind(desk: Desk, subject: str = "Call John", **values: Any) -> ReminderDraft:
    """A stored reminder, due on June 23 at nine unless told otherwise."""
    return editing.save_reminder(desk, replace(editing.new_reminder(desk), subject=subject, **values))


def rows(desk: Desk, by: Sort | None = None, **query: Any) -> list[ReminderRow]:
    source, asked = ReminderList(desk), ReminderFilter(**query)
    sort = by or Sort("due")
    found = source.first(asked, sort, 50)
    assert [row.id for row in found] == list(source.ids(asked, sort))
    assert source.footer(asked).count == len(found)
    return found


def row(desk: Desk, reminder_id: int | None) -> ReminderRow:
    return next(one for one in rows(desk) if one.id == reminder_id)


def test_a_new_one_is_for_whoever_makes_it_tomorrow_morning(desk: Desk) -> None:
    draft = editing.new_reminder(desk)
    assert (draft.user_id, draft.due) == (desk.actor.user_id, local(2023, 6, 23, 9))


def test_what_was_saved_is_read_and_listed(desk: Desk) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    stored = remind(desk, "Contract renewal", customer_id=customer_id, description="Ask for John")
    assert editing.reminder(desk, stored.id or 0) == stored
    (found,) = rows(desk, customer_id=customer_id)
    assert (found.subject, found.description, found.user, found.company) == (
        "Contract renewal",
        "Ask for John",
        "Dana Reyes",
        "ABC Company",
    )
    assert (found.created, found.due) == (local(2023, 6, 22, 7), local(2023, 6, 23, 9))
    assert found.state is ReminderState.OPEN


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"due": None}, "due"),
        ({"due": local(1066, 10, 14)}, "due"),
        ({"due": datetime(2023, 6, 23, tzinfo=UTC)}, "due"),
        ({"user_id": None}, "user_id"),
        ({"user_id": 999}, "user_id"),
        ({"customer_id": 999}, "customer_id"),
        ({"location_id": 999}, "location_id"),
        ({"about": "estimate", "about_id": 999}, "about"),
        ({"about": "tax_rate", "about_id": 1}, "about"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Desk, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        remind(desk, **values)
    assert field in refused.value.fields
    assert rows(desk) == []


def test_what_it_is_about_says_whose_it_is(desk: Desk) -> None:
    customer_id = factories.make_customer(desk)
    other = factories.make_customer(desk)
    estimate = saved(desk, customer_id, [line(100_00)])
    stored = remind(desk, about="estimate", about_id=estimate.id)
    assert stored.customer_id == customer_id
    assert row(desk, stored.id).about_name == f"Estimate {estimate.number}"
    assert (("estimate", estimate.id), f"Estimate {estimate.number}") in editing.about_choices(desk, customer_id)
    with pytest.raises(InvalidInput):
        remind(desk, customer_id=other, about="estimate", about_id=estimate.id)


def test_two_desktops_that_change_the_same_see_both(desk: Desk, other_desk: Desk) -> None:
    stored = remind(desk)
    editing.save_reminder(other_desk, replace(stored, subject="Call Anna"))
    with pytest.raises(Conflict) as refused:
        editing.save_reminder(desk, replace(stored, description="At noon"))
    assert refused.value.theirs.subject == "Call Anna"


def test_done_and_open_again(desk: Desk, clock: Clock) -> None:
    stored = remind(desk)
    clock.go_on(days=2)
    assert row(desk, stored.id).state is ReminderState.DUE
    assert editing.finish(desk, [stored.id or 0]).done == (stored.id,)
    assert row(desk, stored.id).state is ReminderState.DONE
    assert editing.finish(desk, [stored.id or 0]).done == ()
    editing.reopen(desk, [stored.id or 0])
    assert row(desk, stored.id).state is ReminderState.DUE


def test_one_that_repeats_comes_again_at_its_time_after_the_clocks_changed(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2023, 11, 3, 12, tzinfo=UTC)
    stored = remind(desk, due=local(2023, 11, 3, 9), repeat=Repeat.WEEKLY)
    clock.go_on(hours=3)
    ((_, following),) = editing.finish(desk, [stored.id or 0]).next
    found = row(desk, following)
    assert found.due == local(2023, 11, 10, 9)
    assert found.state is ReminderState.OPEN
    clock.at = datetime(2023, 11, 10, 14, 59, tzinfo=UTC)
    assert row(desk, following).state is ReminderState.OPEN
    clock.at = datetime(2023, 11, 10, 15, tzinfo=UTC)
    assert row(desk, following).state is ReminderState.DUE


def test_the_31st_is_the_31st_again_after_a_shorter_month(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2023, 1, 31, 18, tzinfo=UTC)
    key = remind(desk, due=local(2023, 1, 31, 9), repeat=Repeat.MONTHLY).id or 0
    due = []
    for _ in range(3):
        ((_, key),) = editing.finish(desk, [key]).next
        due.append(row(desk, key).due.date())
    assert due == [date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30)]


def test_one_that_was_done_and_gets_a_new_time_is_open(desk: Desk) -> None:
    stored = remind(desk)
    editing.finish(desk, [stored.id or 0])
    editing.save_reminder(desk, replace(editing.reminder(desk, stored.id or 0), due=local(2023, 7, 1, 9)))
    assert row(desk, stored.id).state is ReminderState.OPEN


def test_what_is_gone_keeps_nobody_from_the_others(desk: Desk) -> None:
    one, other = (remind(desk, subject).id or 0 for subject in ("One", "Other"))
    editing.delete_reminders(desk, [one])
    assert editing.finish(desk, [one, other]).done == (other,)
    with pytest.raises(NotFound):
        editing.finish(desk, [one])


def test_one_that_was_opened_again_does_not_begin_a_second_series(desk: Desk) -> None:
    key = remind(desk, repeat=Repeat.DAILY).id or 0
    editing.finish(desk, [key])
    editing.reopen(desk, [key])
    assert editing.finish(desk, [key]).next == ()
    assert len(rows(desk)) == 2


def test_done_taken_back_goes_on_as_if_nothing_had_been(desk: Desk) -> None:
    key = remind(desk, repeat=Repeat.DAILY).id or 0
    done = editing.finish(desk, [key])
    editing.reopen(desk, done.done, done.next)
    (found,) = rows(desk)
    assert (found.id, found.state, found.repeat) == (key, ReminderState.OPEN, Repeat.DAILY)


def test_put_off_it_is_due_as_before_and_told_later(desk: Desk, clock: Clock) -> None:
    key = remind(desk).id or 0
    clock.at = datetime(2023, 6, 23, 14, 5, tzinfo=UTC)
    editing.snooze(desk, [key], datetime(2023, 6, 23, 15, 5, tzinfo=UTC))
    found = row(desk, key)
    assert (found.state, found.due) == (ReminderState.SNOOZED, local(2023, 6, 23, 9))
    assert found.snoozed_to == local(2023, 6, 23, 10, 5)
    clock.go_on(hours=1)
    assert row(desk, key).state is ReminderState.DUE
    with pytest.raises(InvalidInput):
        editing.snooze(desk, [key], datetime(2023, 6, 23, 10, tzinfo=UTC))
    editing.finish(desk, [key])
    with pytest.raises(NotAllowed):
        editing.snooze(desk, [key], datetime(2023, 6, 24, 10, tzinfo=UTC))


def test_a_deleted_one_is_nowhere_until_it_is_restored(desk: Desk) -> None:
    key = remind(desk).id or 0
    editing.delete_reminders(desk, [key])
    assert rows(desk) == []
    with pytest.raises(NotFound):
        editing.reminder(desk, key)
    editing.restore_reminders(desk, [key])
    assert row(desk, key).subject == "Call John"


def test_it_is_found_by_text_day_and_state(desk: Desk, clock: Clock) -> None:
    customer_id = factories.make_customer(desk, locations=[{"name": "North roof", "street": "9 Elm St"}])
    (place,) = [one.id for one in locations(desk, customer_id)]
    call = remind(desk, "Call John", customer_id=customer_id, location_id=place)
    later = remind(desk, "Order filters", due=local(2023, 6, 30, 14))
    over = remind(desk, "Warranty of the condenser", due=local(2023, 6, 20, 9))
    editing.finish(desk, [later.id or 0])
    clock.go_on(hours=1)
    asked: dict[str, Any] = {
        "text": "elm",
        "date_from": date(2023, 6, 30),
        "date_to": date(2023, 6, 22),
        "location_id": place,
        "customer_id": customer_id,
    }
    found = {name: [one.id for one in rows(desk, None, **{name: value})] for name, value in asked.items()}
    assert found == {
        "text": [call.id],
        "date_from": [later.id],
        "date_to": [over.id],
        "location_id": [call.id],
        "customer_id": [call.id],
    }
    states = {state: [one.id for one in rows(desk, state=state)] for state in ReminderState}
    assert states == {
        ReminderState.OPEN: [over.id, call.id],
        ReminderState.DUE: [over.id],
        ReminderState.SNOOZED: [],
        ReminderState.DONE: [later.id],
    }


@pytest.mark.parametrize("column", ["created", "due", "subject", "description", "location", "company", "user", "state"])
def test_every_column_sorts_both_ways(desk: Desk, column: str) -> None:
    for subject in ("B", "a", "C"):
        remind(desk, subject)
    up = [one.id for one in rows(desk, Sort(column))]
    assert [one.id for one in rows(desk, Sort(column, descending=True))] == up[::-1]


def test_a_time_keeps_its_instant_when_the_office_moves_to_another_zone(desk: Desk) -> None:
    stored = remind(desk)
    moved = replace(desk, zone=ZoneInfo("America/New_York"))
    assert row(moved, stored.id).due == local(2023, 6, 23, 10)
    assert editing.reminder(moved, stored.id or 0).due == local(2023, 6, 23, 10)


def test_readers_see_reminders_and_set_none(desk: Desk) -> None:
    stored = remind(desk)
    reader_id = factories.make_user(desk, "Rita", role=Role.READ_ONLY)
    reader = replace(desk, actor=Actor(reader_id, "Rita", "Desktop C", Role.READ_ONLY), looked=Looked())
    assert [one.id for one in rows(reader)] == [stored.id]
    for change in (editing.finish, editing.reopen, editing.delete_reminders, editing.restore_reminders):
        with pytest.raises(NotAllowed, match=Permission.REMINDERS_WRITE.value):
            change(reader, [stored.id or 0])
