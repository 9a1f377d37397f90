"""The Today page's service: what waits, for whom, on which day; and that it walks along indexes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from officedesk.models.base import Base
from officedesk.models.enums import Channel, JobStatus, MessageStatus, ReminderStatus, Role
from officedesk.models.messages import Message
from officedesk.models.reminders import Reminder
from officedesk.services.customers import editing
from officedesk.services.customers.profile import figures
from officedesk.services.desk import Desk, Looked
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.tasks.editing import add_task, set_done, set_due
from officedesk.services.tasks.rows import TaskDraft
from officedesk.services.tasks.today import TASKS, today
from officedesk.services.work import jobs
from officedesk.services.work.drafts import VisitDraft
from tests import factories
from tests.db.selling import id_of, issued, job_of, line, pay, saved
from tests.factories import make_customer, make_technician, make_user
from tests.support.clock import Clock


def clock(desk: Desk) -> Clock:
    assert isinstance(desk.now, Clock)
    return desk.now


def stored(desk: Desk, record: Any) -> int:
    with desk.write() as session:
        session.add(record)
        session.flush()
        return int(record.id)


def reminder(desk: Desk, subject: str, at: datetime, **more: Any) -> int:
    columns = {"user_id": desk.actor.user_id, "zone": desk.zone.key, "due": at.replace(tzinfo=None)} | more
    stamps = {"created_at": desk.now(), "updated_at": desk.now(), "due_at": at}
    return stored(desk, Reminder(subject=subject, description="", **{"alert_at": at} | stamps | columns))


def message(desk: Desk, subject: str, status: MessageStatus, **more: Any) -> int:
    stamps = {"created_at": desk.now(), "updated_at": desk.now(), "at": desk.now()}
    return stored(
        desk, Message(channel=Channel.EMAIL, status=status, subject=subject, to_text="ops@elm.example", **stamps | more)
    )


def visit(desk: Desk, customer_id: int, starts: datetime | None, hours: int = 1, **more: Any) -> int:
    ends = starts + timedelta(hours=hours) if starts is not None else None
    draft = job_of(desk, customer_id, [line(100)])
    stored_ = jobs.save_job(desk, replace(draft, visits=(VisitDraft(starts=starts, ends=ends, **more),)))
    return id_of(stored_)


def at(desk: Desk, hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A wall time of the office's day."""
    return datetime.combine(desk.today() + timedelta(days=days), datetime.min.time()).replace(hour=hour, minute=minute)


def test_nothing_waits_in_a_new_office(desk: Desk) -> None:
    found = today(desk)
    assert (found.day, found.tasks.rows, found.reminders, found.visits) == (desk.today(), (), (), ())
    assert (found.drafts, found.failed, found.draft_count, found.failed_count) == ((), (), 0, 0)
    assert found.money is not None
    assert (found.money.pending, found.money.awaiting, found.money.overdue, found.money.received) == (0, 0, 0, 0)


def test_my_tasks_come_with_the_overdue_first_and_what_is_done_today_last(desk: Desk) -> None:
    me = desk.actor.user_id
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    day = desk.today()
    for text_, due in (("no day", None), ("today", day), ("late", day - timedelta(2)), ("soon", day + timedelta(1))):
        add_task(desk, TaskDraft(text_, due, me))
    add_task(desk, TaskDraft("hers", day - timedelta(1), anna))
    old, new = (add_task(desk, TaskDraft(name, day, me)) for name in ("done yesterday", "done"))
    set_done(desk, [old.id])
    clock(desk).go_on(days=1)
    set_due(desk, [new.id], None)
    set_done(desk, [new.id])
    clock(desk)()
    mine = today(desk).tasks
    assert [row.text for row in mine.rows] == ["late", "today", "soon", "no day", "done"]
    assert (mine.open_count, mine.overdue, mine.due) == (4, 2, 1)
    all_ = today(desk, everyone=True).tasks
    assert [row.text for row in all_.rows][:2] == ["late", "hers"]
    assert all_.open_count == 5


def test_no_more_tasks_are_read_than_are_shown_and_all_are_counted(desk: Desk) -> None:
    for number in range(TASKS + 5):
        add_task(desk, TaskDraft(f"Task {number}", desk.today() if number % 2 else None, desk.actor.user_id))
    found = today(desk).tasks
    assert len(found.rows) == TASKS
    assert found.open_count == TASKS + 5


def test_reminders_of_today_and_earlier_are_there_mine_only(desk: Desk) -> None:
    customer_id, gone = make_customer(desk, "ABC Company"), make_customer(desk, "Gone Co")
    anna = make_user(desk, "Anna", role=Role.OFFICE)
    now = desk.now()
    reminder(desk, "late", now - timedelta(days=3), customer_id=customer_id)
    reminder(desk, "tonight", now + timedelta(hours=16))
    reminder(desk, "tomorrow", now + timedelta(hours=18))
    reminder(desk, "snoozed", now - timedelta(hours=1), alert_at=now + timedelta(days=2))
    reminder(desk, "done", now, status=ReminderStatus.DONE)
    reminder(desk, "hers", now, user_id=anna)
    reminder(desk, "deleted", now, deleted_at=now)
    reminder(desk, "of a customer in the trash", now, customer_id=gone)
    editing.trash(desk, [gone])
    found = today(desk)
    assert [(one.subject, one.customer) for one in found.reminders] == [("late", "ABC Company"), ("tonight", "")]
    assert found.reminder_count == 2


def test_visits_are_those_of_the_offices_day_on_the_offices_clock(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    anton = make_technician(desk, "Anton Grip")
    visit(desk, customer_id, at(desk, 13), technician_ids=(anton,))
    visit(desk, customer_id, at(desk, 8, 30), hours=2)
    visit(desk, customer_id, at(desk, 9, days=1))
    visit(desk, customer_id, at(desk, 22, days=-1), hours=2)
    over_midnight = visit(desk, customer_id, at(desk, 22, days=-1), hours=4)
    all_day = visit(desk, customer_id, at(desk, 0), hours=24, all_day=True)
    visit(desk, customer_id, at(desk, 0, days=-1), hours=24, all_day=True)
    jobs.delete_job(desk, visit(desk, customer_id, at(desk, 10)))
    # One in New York at half past midnight there is the evening before in Chicago.
    there = visit(desk, customer_id, at(desk, 0, 30, days=1))
    with desk.write() as session:
        session.execute(text("UPDATE visit SET zone = 'America/New_York' WHERE job_id = :id"), {"id": there})
    found = today(desk)
    assert [(one.job_id if one.job_id in (over_midnight, all_day, there) else 0) for one in found.visits] == [
        all_day, over_midnight, 0, 0, there
    ]  # fmt: skip
    assert [one.starts and (one.starts.day, one.starts.hour, one.starts.minute) for one in found.visits] == [
        None, (21, 22, 0), (22, 8, 30), (22, 13, 0), (22, 23, 30)
    ]  # fmt: skip
    assert [one.technicians for one in found.visits] == ["", "", "", "Anton Grip", ""]
    assert (found.visit_count, found.unassigned) == (5, 4)
    assert {one.status for one in found.visits} <= set(JobStatus)


@pytest.mark.parametrize("engine_kind", ["sqlite"])
@pytest.mark.parametrize("day", ["2023-03-12", "2023-11-05"])
def test_a_visit_on_a_day_of_another_length_is_on_that_day(desk: Desk, day: str) -> None:
    clock(desk).at = datetime.fromisoformat(f"{day}T18:00:00").replace(tzinfo=UTC)
    customer_id = make_customer(desk)
    visit(desk, customer_id, at(desk, 0, 30))
    visit(desk, customer_id, at(desk, 23))
    visit(desk, customer_id, at(desk, 0, 30, days=1))
    assert [one.starts and one.starts.hour for one in today(desk).visits] == [0, 23]


def test_money_is_what_the_profiles_add_up_to(desk: Desk) -> None:
    first, second = make_customer(desk), make_customer(desk)
    day = desk.today()
    for customer_id in (first, second):
        saved(desk, customer_id, [line(50_00)])
        estimates.send_estimate(desk, id_of(saved(desk, customer_id, [line(70_00)], valid_until=day + timedelta(3))))
        saved(desk, customer_id, [line(90_00)], valid_until=day - timedelta(1))
        issued(desk, customer_id, [line(300_00)])
        pay(desk, customer_id, 40_00)
    invoices.save_invoice(desk, replace(invoices.new_invoice(desk, first), lines=(line(25_00),)))
    late = issued(desk, first, [line(11_00)])
    clock(desk).go_on(days=2)
    with desk.write() as session:
        session.execute(text("UPDATE invoice SET due_date = :day WHERE id = :id"), {"day": day, "id": late.id})
    found = today(desk).money
    assert found is not None
    both = [figures(desk, one) for one in (first, second)]
    assert found.pending == sum(one.pending_quotes for one in both) > 0
    assert found.awaiting == sum(one.awaiting_payments for one in both) > 0
    assert found.overdue == sum(one.overdue for one in both) > 0
    assert found.awaiting_count + found.overdue_count == sum(one.open_invoices for one in both) == 3
    assert (found.pending_count, found.expiring, found.oldest) == (4, 2, day)
    assert (found.drafts, found.drafts_count, found.received) == (
        25_00,
        1,
        80_00,
    )
    clock(desk).go_on(days=30)
    found = today(desk).money
    assert found is not None
    assert (found.received, found.before) == (0, 80_00)


def test_a_refund_is_taken_off_what_was_received(desk: Desk) -> None:
    payments.refund(desk, pay(desk, make_customer(desk), 400_00), 100_00, "key")
    found = today(desk).money
    assert found is not None
    assert found.received == 300_00


def test_drafts_left_behind_are_unsent_estimates_and_unissued_invoices(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    draft = saved(desk, customer_id, [line(100)], description="Roof")
    estimates.send_estimate(desk, id_of(saved(desk, customer_id, [line(100)])))
    estimates.delete_estimate(desk, id_of(saved(desk, customer_id, [line(100)])))
    made = invoices.save_invoice(desk, replace(invoices.new_invoice(desk, customer_id), lines=(line(200),)))
    issued(desk, customer_id, [line(300)])
    found = today(desk)
    assert [(one.kind, one.id, one.number, one.description, one.customer) for one in found.drafts] == [
        ("estimate", draft.id, draft.number, "Roof", "ABC Company"),
        ("invoice", made.id, "", "", "ABC Company"),
    ]
    assert found.draft_count == 2


def test_messages_that_failed_or_may_have_are_there(desk: Desk) -> None:
    customer_id = make_customer(desk, "ABC Company")
    for status in MessageStatus:
        message(desk, status.value, status, customer_id=customer_id, trouble="mailbox full")
    found = today(desk)
    assert {one.subject for one in found.failed} == {"failed", "unsure"}
    assert {(one.to, one.trouble, one.customer) for one in found.failed} == {
        ("ops@elm.example", "mailbox full", "ABC Company")
    }
    assert found.failed_count == 2


def test_a_technician_sees_the_day_without_money(desk: Desk) -> None:
    customer_id = make_customer(desk)
    saved(desk, customer_id, [line(100)])
    issued(desk, customer_id, [line(300)])
    message(desk, "failed", MessageStatus.FAILED)
    visit(desk, customer_id, at(desk, 9))
    user_id = factories.make_user(desk, "Tess", role=Role.TECHNICIAN)
    technician = replace(desk, actor=replace(desk.actor, user_id=user_id, role=Role.TECHNICIAN), looked=Looked())
    found = today(technician)
    assert found.money is None
    assert (found.drafts, found.failed, found.draft_count, found.failed_count) == ((), (), 0, 0)
    assert found.visit_count == 1


@pytest.mark.parametrize("engine_kind", ["sqlite"])
def test_sums_and_lists_walk_along_their_indexes(desk: Desk) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    customer_id = make_customer(desk)
    issued(desk, customer_id, [line(300)])
    saved(desk, customer_id, [line(1)])
    message(desk, "failed", MessageStatus.FAILED)
    event.listen(desk.database.engine, "before_cursor_execute", note)
    today(desk)
    today(desk, everyone=True)
    event.remove(desk.database.engine, "before_cursor_execute", note)
    used = ""
    with desk.database.engine.connect() as connection:
        for statement, parameters in asked:
            if statement.lstrip().upper().startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                used += "\n".join(str(row[3]) for row in plan) + "\n"
    indexes = (
        "estimate_unanswered", "invoice_owed", "invoice_open", "message_trouble", "todo_assignee", "todo_open",
        "visit_starts", "payment_date",
    )  # fmt: skip
    for name in indexes:
        assert f"ix_{name}" in used, (name, used)
    tables = tuple(f"SCAN {table.name}" for table in Base.metadata.sorted_tables)
    whole = [step for step in used.splitlines() if step.startswith(tables) and "INDEX" not in step]
    assert whole == []
