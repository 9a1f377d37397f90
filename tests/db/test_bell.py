"""Notifications: told once to each user, shown natively at one desktop, whatever number of desktops is open."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from officedesk.database.unit import Actor
from officedesk.models.enums import NoticeKind, Role
from officedesk.models.reminders import Notification
from officedesk.services.desk import Desk, Looked
from officedesk.services.office import people
from officedesk.services.reminders import editing
from officedesk.services.reminders.bell import look, mark_seen, notices
from officedesk.services.reminders.notices import notify
from officedesk.services.sales import answers
from tests import factories
from tests.db.selling import id_of, issued, line, pay, saved
from tests.db.test_reminders import remind
from tests.support.clock import Clock, local

NINE = datetime(2023, 6, 23, 14, tzinfo=UTC)
"""Nine in the morning of the day on which the reminders here are due."""


def stored(desk: Desk) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(Notification)) or 0


def at_desk_of(desk: Desk, user_id: int, role: Role = Role.OFFICE) -> Desk:
    return replace(desk, actor=Actor(user_id, "Rabeea", "DESK-2", role), looked=Looked())


def test_nothing_is_told_before_its_time_and_the_bell_knows_when_to_look(desk: Desk, clock: Clock) -> None:
    remind(desk, due=local(2023, 6, 22, 9))
    found = look(desk, claim=True)
    assert (found.unseen, found.claimed, found.next_at) == (0, (), datetime(2023, 6, 22, 14, tzinfo=UTC))
    clock.at = datetime(2023, 6, 22, 14, tzinfo=UTC)
    found = look(desk, claim=True)
    assert [one.subject for one in found.claimed] == ["Call John"]
    # Nothing is due any more today: the next look is when the office's day is over.
    assert (found.unseen, found.next_at) == (1, datetime(2023, 6, 23, 5, tzinfo=UTC))


def test_what_is_due_is_told_once_however_often_and_wherever_one_looks(
    desk: Desk, other_desk: Desk, clock: Clock
) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    remind(desk, customer_id=customer_id)
    clock.at = NINE
    for one in (desk, other_desk, desk):
        assert look(one).unseen == 1
    assert stored(desk) == 1
    (told,) = notices(desk)
    assert (told.kind, told.subject, told.text, told.customer) == (
        NoticeKind.REMINDER,
        "Call John",
        "ABC Company · due 9:00",
        "ABC Company",
    )
    assert told.open


def test_one_desktop_shows_it(desk: Desk, other_desk: Desk, clock: Clock) -> None:
    remind(desk)
    clock.at = NINE + timedelta(days=3)
    assert len(look(other_desk, claim=True).claimed) == 1
    assert look(desk, claim=True).claimed == ()
    with desk.read() as session:
        row = session.scalars(select(Notification)).one()
        assert (row.shown_on, row.shown_at) == ("Desktop B", clock.at)


def test_of_two_desktops_that_look_at_the_same_moment_one_shows_it(desk: Desk, other_desk: Desk, clock: Clock) -> None:
    for number in range(8):
        remind(desk, f"Call {number}")
    clock.at = NINE
    gate = threading.Barrier(4)
    shown: list[str] = []

    def sit(at: Desk) -> None:
        gate.wait()
        for _ in range(3):
            shown.extend(one.subject for one in look(at, claim=True).claimed)

    threads = [threading.Thread(target=sit, args=(at,)) for at in (desk, other_desk, desk, other_desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(shown) == [f"Call {number}" for number in range(8)]
    assert stored(desk) == 8


def test_each_user_is_told_of_their_own(desk: Desk, clock: Clock) -> None:
    rabeea = factories.make_user(desk, "Rabeea", role=Role.OFFICE)
    remind(desk, "For Dana")
    remind(desk, "For Rabeea", user_id=rabeea)
    clock.at = NINE
    assert [one.subject for one in look(desk, claim=True).claimed] == ["For Dana"]
    assert [one.subject for one in look(at_desk_of(desk, rabeea), claim=True).claimed] == ["For Rabeea"]


def test_put_off_it_is_told_again_at_that_time(desk: Desk, clock: Clock) -> None:
    key = remind(desk).id or 0
    clock.at = NINE
    look(desk, claim=True)
    editing.snooze(desk, [key], NINE + timedelta(minutes=15))
    assert look(desk).unseen == 0
    clock.go_on(minutes=14)
    assert look(desk, claim=True).claimed == ()
    clock.go_on(minutes=1)
    assert len(look(desk, claim=True).claimed) == 1
    assert stored(desk) == 2


def test_done_deleted_or_moved_it_waits_behind_the_bell_no_more(desk: Desk, clock: Clock) -> None:
    done, gone, moved = (remind(desk, subject) for subject in ("Done", "Gone", "Moved"))
    clock.at = NINE
    assert look(desk).unseen == 3
    editing.finish(desk, [done.id or 0])
    editing.delete_reminders(desk, [gone.id or 0])
    editing.save_reminder(desk, replace(moved, due=local(2023, 6, 24, 9)))
    assert look(desk).unseen == 0
    clock.go_on(days=1)
    assert [one.subject for one in look(desk, claim=True).claimed] == ["Moved"]


def test_what_was_seen_is_not_shown_and_is_forgotten_long_after(desk: Desk, clock: Clock) -> None:
    key = remind(desk).id or 0
    clock.at = NINE
    look(desk)
    mark_seen(desk)
    assert (look(desk, claim=True).unseen, look(desk, claim=True).claimed) == (0, ())
    assert [one.seen for one in notices(desk)] == [True]
    clock.go_on(days=100)
    remind(desk, due=local(2023, 9, 1, 9))
    look(desk, claim=True)
    # The first is open still, and would be told again.
    assert stored(desk) == 2
    editing.finish(desk, [key])
    remind(desk, "Another", due=local(2023, 9, 2, 9))
    look(desk, claim=True)
    assert [one.subject for one in notices(desk)] == ["Another", "Call John"]


def test_the_same_event_is_told_once_to_those_who_may_know(desk: Desk) -> None:
    office, field = (
        factories.make_user(desk, name, role=role) for name, role in (("A", Role.OFFICE), ("B", Role.TECHNICIAN))
    )
    left = factories.make_user(desk, "C", role=Role.OFFICE, active=False)
    for _ in range(2):
        with desk.write() as session:
            told: Any = (NoticeKind.PAYMENT, "payment:7", "Payment received", "$ 5.00")
            notify(session, desk, [office, field, left, None, office], *told)
    assert stored(desk) == 1
    assert [one.subject for one in notices(at_desk_of(desk, office))] == ["Payment received"]
    # Whoever may not see payments any more does not see them behind the bell either.
    assert notices(at_desk_of(desk, office, Role.TECHNICIAN)) == []
    assert look(at_desk_of(desk, office, Role.TECHNICIAN), claim=True).unseen == 0


def test_a_payment_is_told_to_whoever_wrote_its_invoices(desk: Desk) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    rabeea = factories.make_user(desk, "Rabeea", role=Role.OFFICE)
    bill = issued(at_desk_of(desk, rabeea), customer_id, [line(100_00)])
    own = issued(desk, customer_id, [line(50_00)])
    pay(desk, customer_id, 150_00, (bill.id, 100_00), (own.id, 50_00))
    (told,) = notices(at_desk_of(desk, rabeea))
    assert (told.kind, told.subject, told.entity) == (NoticeKind.PAYMENT, "Payment received: $150.00", "payment")
    assert told.text == f"ABC Company · invoices {bill.number}, {own.number}"
    # Dana took it: there is nothing to tell her.
    assert notices(desk) == []


def test_a_viewed_estimate_is_told_to_its_estimator_once(desk: Desk) -> None:
    rabeea = factories.make_user(desk, "Rabeea", role=Role.OFFICE)
    theirs = at_desk_of(desk, rabeea)
    estimate = saved(theirs, factories.make_customer(desk, "ABC Company"), [line(100_00)])
    answers.send_estimate(theirs, id_of(estimate))
    for _ in range(2):
        answers.mark_viewed(desk, id_of(estimate), desk.today())
    (told,) = notices(theirs)
    assert (told.kind, told.subject, told.text) == (
        NoticeKind.VIEWED,
        f"Estimate {estimate.number} was viewed",
        "ABC Company",
    )
    assert notices(desk) == []


def test_an_estimate_that_expires_soon_is_told_once(desk: Desk, clock: Clock) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    until = desk.today() + timedelta(days=5)
    estimate = saved(desk, customer_id, [line(100_00)], valid_until=until)
    draft = saved(desk, customer_id, [line(100_00)], valid_until=until)
    answers.send_estimate(desk, id_of(estimate))
    assert look(desk, claim=True).claimed == ()
    clock.go_on(days=2)
    (told,) = look(desk, claim=True).claimed
    assert (told.kind, told.subject) == (NoticeKind.EXPIRING, f"Estimate {estimate.number} expires in 3 days")
    clock.go_on(days=1)
    assert look(desk, claim=True).claimed == ()
    assert draft.number != estimate.number


def test_nobody_is_told_of_what_lies_in_the_trash(desk: Desk, clock: Clock) -> None:
    from officedesk.services.customers.editing import trash

    customer_id = factories.make_customer(desk)
    remind(desk, customer_id=customer_id)
    clock.at = NINE
    trash(desk, [customer_id])
    assert look(desk, claim=True).unseen == 0


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_bell_of_its_own(desk: Desk, clock: Clock, role: Role) -> None:
    user_id = factories.make_user(desk, "Robin", role=role)
    remind(desk, user_id=user_id)
    clock.at = NINE
    own = at_desk_of(desk, user_id, role)
    assert look(own, claim=True).unseen == 1
    mark_seen(own)
    assert look(own).unseen == 0
    assert people.users(desk)
