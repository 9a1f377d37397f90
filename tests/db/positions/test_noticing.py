"""Who is told of crossings: once, on whichever desktop, when the fence is active, and not long after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from officedesk.models.enums import NoticeKind, Role
from officedesk.models.reminders import Notification
from officedesk.services.desk import Desk
from officedesk.services.mapping.active import ALL_DAYS, is_active
from officedesk.services.mapping.imports import take_in
from officedesk.services.reminders.bell import look, notices
from tests.db.positions.ground import MORNING, csv, drive, fence, van
from tests.factories import make_technician, make_user, second_desk

VISIT = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)]
CHICAGO = ZoneInfo("America/Chicago")


def told(desk: Desk) -> list[tuple[int, str, str]]:
    with desk.read() as session:
        rows = session.execute(
            select(Notification.user_id, Notification.subject, Notification.text)
            .where(Notification.kind == NoticeKind.CROSSING)
            .order_by(Notification.at, Notification.user_id)
        )
        return [(row.user_id, row.subject, row.text) for row in rows]


def me(desk: Desk) -> int:
    assert desk.actor.user_id is not None
    return desk.actor.user_id


def test_those_who_watch_a_fence_are_told_when_somebody_comes_and_goes(desk: Desk) -> None:
    van(desk, technician_id=make_technician(desk, "Anton Grip"))
    robin = make_user(desk, "Robin Office", role=Role.OFFICE)
    fence(desk, watchers=[me(desk), robin])
    fence(desk, "Nobody's", watchers=[])

    take_in(desk, "now.csv", csv(drive(VISIT)))

    assert told(desk) == [
        (who, subject, text)
        for subject, text in (
            ("Van 1 entered ABC yard", "6:01 · Anton Grip"),
            ("Van 1 left ABC yard", "6:11 · Anton Grip"),
        )
        for who in (me(desk), robin)
    ]


def test_a_crossing_is_shown_by_one_desktop_only(desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[me(desk)])
    take_in(desk, "now.csv", csv(drive(VISIT)))
    other = second_desk(desk)

    first, second = look(desk, claim=True), look(other, claim=True)

    assert [notice.subject for notice in first.claimed] == ["Van 1 entered ABC yard", "Van 1 left ABC yard"]
    assert second.claimed == ()
    other.database.close()


def test_the_same_crossing_in_other_files_is_told_once(desk: Desk, other_desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[me(desk)])
    points = drive(VISIT)
    take_in(desk, "coarse.csv", csv(points[::3]))
    before = told(desk)

    # All points now: the crossings are some seconds earlier or later than was thought.
    taken = take_in(other_desk, "fine.csv", csv(points))

    assert taken.changed > 0 or taken.entered == 0
    assert len(told(desk)) == len(before) == 2


def test_alerts_that_are_off_tell_nobody(desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[me(desk)], alert_on_enter=False)

    take_in(desk, "now.csv", csv(drive(VISIT)))

    assert [subject for _, subject, _ in told(desk)] == ["Van 1 left ABC yard"]


def test_what_happened_long_ago_is_listed_and_not_told(desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[me(desk)])

    taken = take_in(desk, "last week.csv", csv(drive(VISIT, start=MORNING - timedelta(days=7))))

    assert (taken.entered, taken.left) == (1, 1)
    assert told(desk) == []


def test_whose_role_sees_no_positions_is_not_told(desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[make_user(desk, "Tess Tech", role=Role.TECHNICIAN)])

    take_in(desk, "now.csv", csv(drive(VISIT)))

    assert told(desk) == []


def test_what_later_points_take_back_counts_no_more_behind_the_bell(desk: Desk) -> None:
    van(desk)
    fence(desk, watchers=[me(desk)])
    # A straight line through the fence, until the points in between tell of the way around it.
    points = drive([(0.0, 0.0), (850.0, 0.0), (900.0, 400.0), (1_100.0, 400.0), (1_150.0, 0.0), (3_000.0, 0.0)])
    straight = [one for one in points if one[1][1] == 0.0]
    take_in(desk, "straight.csv", csv(straight))
    assert len(told(desk)) == 2

    take_in(desk, "around.csv", csv(points))

    assert look(desk).unseen == 0
    assert all(notice.seen for notice in notices(desk))


@pytest.mark.parametrize(
    ("days", "start", "end", "at", "active"),
    [
        (ALL_DAYS, 0, 0, datetime(2023, 6, 22, 3, tzinfo=UTC), True),
        # Thursday; bit 3 is Thursday.
        (0b000_1000, 0, 0, datetime(2023, 6, 22, 12, tzinfo=UTC), True),
        (0b111_0111, 0, 0, datetime(2023, 6, 22, 12, tzinfo=UTC), False),
        # Four in the morning UTC is still Wednesday in Chicago.
        (0b000_1000, 0, 0, datetime(2023, 6, 22, 4, tzinfo=UTC), False),
        (ALL_DAYS, 7 * 60, 18 * 60, datetime(2023, 6, 22, 11, 59, tzinfo=UTC), False),
        (ALL_DAYS, 7 * 60, 18 * 60, datetime(2023, 6, 22, 12, 0, tzinfo=UTC), True),
        (ALL_DAYS, 7 * 60, 18 * 60, datetime(2023, 6, 22, 23, 0, tzinfo=UTC), False),
        # In winter the office's seven is an hour later.
        (ALL_DAYS, 7 * 60, 18 * 60, datetime(2023, 12, 22, 12, 0, tzinfo=UTC), False),
        (ALL_DAYS, 7 * 60, 18 * 60, datetime(2023, 12, 22, 13, 0, tzinfo=UTC), True),
        # Over midnight, on Fridays: until Saturday at six.
        (0b001_0000, 22 * 60, 6 * 60, datetime(2023, 6, 24, 10, 0, tzinfo=UTC), True),
        (0b001_0000, 22 * 60, 6 * 60, datetime(2023, 6, 24, 11, 0, tzinfo=UTC), False),
        (0b001_0000, 22 * 60, 6 * 60, datetime(2023, 6, 23, 10, 0, tzinfo=UTC), False),
        # The hour that comes twice: 1:30, both times.
        (ALL_DAYS, 60, 120, datetime(2023, 11, 5, 6, 30, tzinfo=UTC), True),
        (ALL_DAYS, 60, 120, datetime(2023, 11, 5, 7, 30, tzinfo=UTC), True),
        (ALL_DAYS, 60, 120, datetime(2023, 11, 5, 8, 30, tzinfo=UTC), False),
    ],
)
def test_a_fence_is_active_by_the_clock_on_the_offices_wall(
    days: int, start: int, end: int, at: datetime, active: bool
) -> None:
    assert is_active(days, start, end, at, CHICAGO) is active


def test_a_fence_tells_only_when_it_is_active(desk: Desk) -> None:
    van(desk)
    # Six in the morning in Chicago: from 6:05 on.
    fence(desk, watchers=[me(desk)], active_from=6 * 60 + 5, active_until=18 * 60)

    take_in(desk, "now.csv", csv(drive(VISIT)))

    assert [subject for _, subject, _ in told(desk)] == ["Van 1 left ABC yard"]
