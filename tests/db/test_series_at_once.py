"""Several desktops continue the series of one office at once: every day is there once."""

from collections import Counter
from functools import partial

from sqlalchemy import select

from officedesk.errors import OfficeError
from officedesk.models.recurrence import Frequency, Rule
from officedesk.models.series import Occurrence
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.work import series
from officedesk.services.work.series_drafts import Scope
from tests.db.selling import at_once
from tests.db.series_support import a_series, changed, dues
from tests.factories import second_desk
from tests.support.clock import Clock

DESKS = 4


def extend_often(desk: Desk) -> int:
    return sum(series.extend(desk) for _ in range(5))


def test_desktops_that_extend_at_once_make_every_day_once(desk: Desk, clock: Clock) -> None:
    weekly = [a_series(desk, Rule(Frequency.WEEKLY, weekdays=(weekday,))) for weekday in range(3)]
    monthly = a_series(desk)
    before = sum(len(dues(desk, each.id)) for each in (*weekly, monthly))
    clock.go_on(days=92)
    others = [second_desk(desk, f"Desktop {number}") for number in range(DESKS)]
    # Where somebody else saves just now, a desktop leaves the rest to its next look.
    made = at_once(*(partial(extend_often, other) for other in others))
    for other in others:
        other.database.close()
    assert series.extend(desk) == 0
    with desk.read() as session:
        days = session.execute(select(Occurrence.series_id, Occurrence.nominal)).all()
        jobs = session.scalars(select(Job.id)).all()
        named = session.scalars(select(Occurrence.job_id).where(Occurrence.job_id.is_not(None))).all()
        visits = session.scalars(select(Visit.job_id)).all()
        numbers = session.scalars(select(Job.number)).all()
    assert max(Counter(tuple(day) for day in days).values()) == 1
    assert len(days) == before + 3 * 13 + 3
    assert sum(count for count in made if isinstance(count, int)) == len(days) - before
    # No job was left behind by one that came second.
    assert set(jobs) == set(named) == set(visits)
    assert len(jobs) == len(named) == len(visits)
    assert len(set(numbers)) == len(numbers)


def test_a_change_and_an_extension_at_once_leave_one_plan(desk: Desk, clock: Clock) -> None:
    made = a_series(desk, Rule(Frequency.WEEKLY, weekdays=(0,)))
    clock.go_on(days=60)
    other = second_desk(desk)
    draft = changed(desk, made, rule=Rule(Frequency.WEEKLY, weekdays=(4,)))
    edited, _ = at_once(partial(series.edit_series, desk, draft, Scope.ALL_FUTURE), partial(series.extend, other))
    other.database.close()
    assert not isinstance(edited, OfficeError)
    series.extend(desk)
    with desk.read() as session:
        query = select(Occurrence.nominal).where(Occurrence.nominal >= desk.today()).order_by(Occurrence.nominal)
        ahead = session.scalars(query).all()
    assert {day.weekday() for day in ahead} == {4}
    assert len(ahead) == len(set(ahead))
    assert len(ahead) in (52, 53)
