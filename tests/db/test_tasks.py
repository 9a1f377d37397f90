"""Tasks: added, checked, edited, put away and brought back; and what each list shows of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.base import Base
from officedesk.models.enums import Role
from officedesk.models.reminders import Notification
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer as history
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.customers import editing
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.tasks.editing import (
    MAX_TEXT,
    add_task,
    assign_tasks,
    delete_tasks,
    restore_tasks,
    save_task,
    set_done,
    set_due,
    task,
)
from officedesk.services.tasks.listing import TaskList, assignees, of_customer
from officedesk.services.tasks.rows import TaskDraft, TaskFilter, TaskRow, TaskScope
from tests.factories import make_customer, make_user
from tests.support.clock import Clock

BY_DUE = Sort("due")


def added(desk: Desk, text: str, customer_id: int | None = None, due: date | None = None, **more: int) -> TaskRow:
    return add_task(desk, TaskDraft(text, due, customer_id=customer_id, **more))


def listed(desk: Desk, sort: Sort = BY_DUE, **query: object) -> list[str]:
    source = TaskList(desk)
    asked = TaskFilter(**query)  # type: ignore[arg-type]
    ids = source.ids(asked, sort)
    assert source.footer(asked).count == len(ids)
    assert source.first(asked, sort, 50) == source.rows(ids)[:50]
    return [row.text for row in source.rows(ids)]


def clock(desk: Desk) -> Clock:
    assert isinstance(desk.now, Clock)
    return desk.now


def test_a_task_is_added_with_who_and_when(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    made = added(desk, "  Call about\nthe contract ", customer_id, desk.today())
    assert (made.text, made.customer, made.due) == ("Call about the contract", "ABC Company", desk.today())
    assert (made.created_by, made.created_at, made.done, made.assignee) == ("Dana Reyes", desk.now(), False, "")
    assert task(desk, made.id) == made


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_TEXT + 1)])
def test_a_task_has_words_and_not_too_many(desk: Desk, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        added(desk, text)
    assert list(refused.value.fields) == ["text"]


def test_a_task_is_for_a_customer_and_a_user_that_are_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        added(desk, "Call", 999)
    with pytest.raises(InvalidInput, match="not in the office any more"):
        added(desk, "Call", assignee_id=999)
    gone = make_user(desk, "Gone", active=False)
    assert gone not in dict(assignees(desk))
    with pytest.raises(InvalidInput):
        assign_tasks(desk, [added(desk, "Call").id], gone)


def test_checking_says_who_and_when_and_is_done_once(desk: Desk, other_desk: Desk) -> None:
    made = added(desk, "Call")
    assert set_done(desk, [made.id]) == [made.id]
    at = desk.now()
    clock(desk).go_on(minutes=5)
    # Whoever checks it a moment later changes nothing: it was done by the first.
    assert set_done(other_desk, [made.id]) == []
    done = task(desk, made.id)
    assert (done.done_at, done.done_by) == (at, "Dana Reyes")
    assert set_done(other_desk, [made.id], done=False) == [made.id]
    assert (task(desk, made.id).done_at, task(desk, made.id).done_by) == (None, "")


def test_editing_keeps_what_another_desktop_changed_elsewhere(desk: Desk, other_desk: Desk) -> None:
    made = added(desk, "Call")
    base = made.draft()
    save_task(other_desk, replace(base, due=desk.today()))
    stored = save_task(desk, replace(base, text="Call John"), base)
    assert (stored.text, stored.due) == ("Call John", desk.today())
    with pytest.raises(Conflict) as lost:
        save_task(other_desk, replace(base, text="Write"), base)
    assert lost.value.fields == ("text",)
    assert lost.value.theirs.text == "Call John"
    with pytest.raises(Conflict):
        save_task(other_desk, replace(base, text="Write"))
    assert task(desk, made.id).text == "Call John"


def test_many_are_checked_assigned_moved_and_deleted_at_once(desk: Desk) -> None:
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    ids = [added(desk, f"Task {number}").id for number in range(5)]
    assert assign_tasks(desk, ids, anna) == ids
    assert assign_tasks(desk, ids, anna) == []
    assert set_due(desk, ids[:2], desk.today()) == ids[:2]
    assert delete_tasks(desk, ids[3:]) == ids[3:]
    assert set_done(desk, ids) == ids[:3]
    assert restore_tasks(desk, ids) == ids[3:]
    assert [task(desk, one).assignee for one in ids] == ["Anna"] * 5
    with pytest.raises(NotFound):
        restore_tasks(desk, [999])


def test_lists_show_open_ones_by_due_date_and_undated_ones_last(desk: Desk) -> None:
    today = desk.today()
    late, now, later = (
        added(desk, text, None, today + timedelta(days)) for text, days in (("late", -3), ("now", 0), ("later", 9))
    )
    added(desk, "some day")
    set_done(desk, [added(desk, "done").id])
    assert listed(desk) == ["late", "now", "later", "some day"]
    assert listed(desk, Sort("due", True)) == ["some day", "later", "now", "late"]
    assert listed(desk, scope=TaskScope.TODAY) == ["late", "now"]
    assert listed(desk, scope=TaskScope.DONE) == ["done"]
    assert len(listed(desk, scope=TaskScope.ALL)) == 5
    assert listed(desk, due_from=today, due_to=today) == ["now"]
    assert listed(desk, text="LAT") == ["late", "later"]
    assign_tasks(desk, [now.id], desk.actor.user_id)
    assert listed(desk, mine=True) == ["now"]
    assert (late.id, later.id) != (0, 0)


@pytest.mark.parametrize("column", ["text", "due", "customer", "assignee", "created_by", "created_at", "done_at"])
def test_every_column_sorts_both_ways(desk: Desk, column: str) -> None:
    customer_id = make_customer(desk)
    for number in range(4):
        made = added(desk, f"Task {number}", customer_id if number % 2 else None, assignee_id=desk.actor.user_id or 0)
        if number > 2:
            set_done(desk, [made.id])
    everything = TaskFilter(scope=TaskScope.ALL)
    up, down = (list(TaskList(desk).ids(everything, Sort(column, way))) for way in (False, True))
    assert len(up) == 4
    assert up == down[::-1]


def test_a_profile_shows_todays_tasks_and_older_open_ones_apart(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    old, old_done, due_now, checked_now = (
        added(desk, text, customer_id) for text in ("old", "old done", "due", "checked")
    )
    added(desk, "of nobody")
    set_done(desk, [old_done.id])
    clock(desk).go_on(days=2)
    set_due(desk, [due_now.id], desk.today())
    set_done(desk, [checked_now.id])
    new, new_done = added(desk, "new", customer_id, desk.today() + timedelta(9)), added(desk, "new done", customer_id)
    set_done(desk, [new_done.id])
    found = of_customer(desk, customer_id)
    assert [row.text for row in found.today] == ["due", "checked", "new", "new done"]
    assert [row.text for row in found.older] == ["old"]
    assert found.open_count == 3
    assert (old.text, new.text) == ("old", "new")


def test_the_day_of_a_task_is_the_offices(desk: Desk) -> None:
    customer_id = make_customer(desk)
    # Half past eleven in the evening in Chicago is another day in Greenwich.
    clock(desk).go_on(hours=16, minutes=30)
    added(desk, "late in the evening", customer_id)
    assert [row.text for row in of_customer(desk, customer_id).today] == ["late in the evening"]
    clock(desk).go_on(hours=1)
    assert [row.text for row in of_customer(desk, customer_id).older] == ["late in the evening"]


def test_tasks_of_a_customer_in_the_trash_are_out_of_the_lists(desk: Desk) -> None:
    customer_id = make_customer(desk, "Gone Co")
    added(desk, "Call", customer_id)
    editing.trash(desk, [customer_id])
    assert listed(desk) == []
    assert listed(desk, customer_id=customer_id) == ["Call"]
    editing.restore(desk, [customer_id])
    assert listed(desk) == ["Call"]


# --- trash, undo, history, erasing ------------------------------------------------------------------------------------


def test_a_deleted_task_lies_in_the_trash_and_comes_back(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    one, other = added(desk, "Call ABC", customer_id), added(desk, "Buy paper")
    delete_tasks(desk, [one.id, other.id])
    rows = TrashList(desk).first(TrashFilter(), Sort("name"), 10)
    assert [(row.kind, row.name, row.customer, row.customer_id) for row in rows] == [
        ("task", "Buy paper", "", 0),
        ("task", "Call ABC", "ABC Company", customer_id),
    ]
    assert [row.name for row in TrashList(desk).first(TrashFilter(text="abc"), Sort("at"), 10)] == ["Call ABC"]
    done = restore(desk, [row.id for row in rows])
    assert set(done.done) == {("task", other.id, 0), ("task", one.id, customer_id)}
    assert listed(desk) == ["Call ABC", "Buy paper"]
    delete_tasks(desk, [one.id])
    with pytest.raises(NotFound, match="in the trash"):
        task(desk, one.id)


def test_every_step_can_be_undone_and_done_again(desk: Desk) -> None:
    customer_id = make_customer(desk)
    made = added(desk, "Call", customer_id)
    before = task(desk, made.id)
    set_done(desk, [made.id])
    checked = task(desk, made.id)
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)
    assert replace(task(desk, made.id), version=0) == replace(before, version=0)
    redo(desk)
    assert replace(task(desk, made.id), version=0) == replace(checked, version=0)
    save_task(desk, replace(task(desk, made.id).draft(), text="Write", due=desk.today()))
    delete_tasks(desk, [made.id])
    for expected in (("Write", desk.today()), ("Call", None)):
        step = last_undoable(desk)
        assert step is not None
        undo(desk, step.key)
        assert (task(desk, made.id).text, task(desk, made.id).due) == expected
    for _ in range(2):
        step = last_undoable(desk)
        assert step is not None
        undo(desk, step.key)
    with pytest.raises(NotFound):
        task(desk, made.id)


def test_the_customers_history_tells_of_its_tasks(desk: Desk) -> None:
    customer_id = make_customer(desk)
    made = added(desk, "Call", customer_id, assignee_id=desk.actor.user_id or 0)
    set_done(desk, [made.id])
    checked, created = history(desk, customer_id)[:2]
    assert (created.entity, created.action, created.label) == ("task", "created", "Call")
    assert created.after["assignee_id"] == "Dana Reyes"
    assert checked.after["done_by"] == "Dana Reyes"


def test_nothing_of_a_task_is_left_when_it_is_erased(desk: Desk) -> None:
    secret = "Zebulonquist"
    alone = added(desk, f"Pay {secret}")
    delete_tasks(desk, [alone.id])
    wanted = plan(desk, [row_id("task", alone.id)])
    assert wanted.names == (f"Pay {secret}",)
    assert erase(desk, [row_id("task", alone.id)], wanted.word).done == (("task", alone.id, 0),)
    customer_id = make_customer(desk, "Gone Co")
    with_customer = added(desk, f"Call {secret}", customer_id)
    save_task(desk, replace(with_customer.draft(), text=f"Write to {secret}"))
    editing.trash(desk, [customer_id])
    rows = [row_id("customer", customer_id)]
    assert ("tasks", 1) in plan(desk, rows).counts
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                assert secret.lower() not in str(dict(row)).lower(), table.name


# --- whoever is given a task is told ---------------------------------------------------------------------------------


def told(desk: Desk, user_id: int) -> list[tuple[str, str, bool]]:
    with desk.read() as session:
        rows = session.execute(
            select(Notification.subject, Notification.text, Notification.seen_at)
            .where(Notification.user_id == user_id)
            .order_by(Notification.id)
        )
        return [(row.subject, row.text, row.seen_at is not None) for row in rows]


def test_whoever_is_given_a_task_by_somebody_else_is_told_once(desk: Desk) -> None:
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    made = added(desk, "Call", assignee_id=anna)
    mine = added(desk, "Write", assignee_id=desk.actor.user_id or 0)
    assert told(desk, anna) == [("Call", "Dana Reyes gave you a task", False)]
    assert told(desk, desk.actor.user_id or 0) == []
    assign_tasks(desk, [made.id, mine.id], anna)
    assert [subject for subject, _, _ in told(desk, anna)] == ["Call", "Write"]
    save_task(desk, replace(task(desk, made.id).draft(), assignee_id=None))
    save_task(desk, replace(task(desk, made.id).draft(), assignee_id=anna))
    assert len(told(desk, anna)) == 2
    set_done(desk, [made.id])
    delete_tasks(desk, [mine.id])
    assert [seen for _, _, seen in told(desk, anna)] == [True, True]
