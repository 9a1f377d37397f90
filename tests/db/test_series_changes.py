"""Changes of series: what is to come follows, and what is over or was touched never does. Undo takes them back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.recurrence import Frequency, Rule
from officedesk.services.activity.undo import last_undoable, redo, undo
from officedesk.services.desk import Desk
from officedesk.services.work import jobs, series
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.series_drafts import Scope
from tests.db.selling import line
from tests.db.series_support import FIRSTS, TUESDAYS, a_series, changed, dues, jobs_of, occurrences
from tests.factories import make_customer
from tests.support.clock import Clock, local


def test_all_future_changes_every_job_to_come_and_keeps_their_numbers(desk: Desk) -> None:
    made = a_series(desk)
    before = occurrences(desk, made.id)
    edited = series.edit_series(
        desk,
        changed(desk, made, description="Filter and belt", priority=Priority.HIGH, at_minute=600),
        Scope.ALL_FUTURE,
    )
    assert (edited.changed, edited.made, edited.removed, edited.kept) == (12, 0, 0, 0)
    after = occurrences(desk, made.id)
    assert [row.number for row in after] == [row.number for row in before]
    assert {row.description for row in after} == {"Filter and belt"}
    assert after[0].starts == local(2023, 7, 1, 10)


def test_another_rule_moves_the_jobs_that_are_there(desk: Desk) -> None:
    made = a_series(desk, TUESDAYS, ends_on=date(2023, 7, 20))
    numbers = [row.number for row in occurrences(desk, made.id)]
    wednesdays = Rule(Frequency.WEEKLY, weekdays=(2,))
    series.edit_series(desk, changed(desk, made, rule=wednesdays), Scope.ALL_FUTURE)
    assert dues(desk, made.id) == ["2023-06-28", "2023-07-05", "2023-07-12", "2023-07-19"]
    assert [row.number for row in occurrences(desk, made.id)] == numbers


def test_days_that_are_no_longer_planned_go_to_the_trash_and_new_ones_are_made(desk: Desk) -> None:
    made = a_series(desk)
    twice = replace(FIRSTS, month_days=(1, 15))
    edited = series.edit_series(desk, changed(desk, made, rule=twice), Scope.ALL_FUTURE)
    assert (edited.made, edited.removed) == (12, 0)
    quarterly = replace(FIRSTS, months=(1, 4, 7, 10))
    edited = series.edit_series(desk, changed(desk, made, rule=quarterly), Scope.ALL_FUTURE)
    assert dues(desk, made.id) == ["2023-07-01", "2023-10-01", "2024-01-01", "2024-04-01"]
    assert edited.removed == 20


def touch(desk: Desk, row: Any, what: str) -> None:
    """Begin, finish, bill, dismiss or change an occurrence by hand."""
    if what == "own":
        jobs.save_job(desk, replace(jobs.job(desk, row.job_id), description="By hand"))
    elif what == "dismissed":
        series.dismiss(desk, row.id, "Closed for the holidays")
    elif what == "task":
        jobs.complete_tasks(desk, row.job_id, [jobs.job(desk, row.job_id).tasks[0].id or 0])
    else:
        jobs.set_status(desk, row.job_id, JobStatus(what))


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL_FUTURE])
@pytest.mark.parametrize(
    "what", ["completed", "in_progress", "on_the_way", "paused", "cancelled", "own", "dismissed", "task"]
)
def test_what_was_touched_never_changes(desk: Desk, what: str, scope: Scope) -> None:
    made = a_series(desk, TUESDAYS)
    rows = occurrences(desk, made.id)
    touch(desk, rows[3], what)
    before = jobs.job(desk, rows[3].job_id)
    draft = changed(desk, made, rule=Rule(Frequency.WEEKLY, weekdays=(3,)), description="Otherwise", at_minute=60)
    edited = series.edit_series(desk, draft, scope, rows[1].id)
    assert edited.kept == 1
    assert jobs.job(desk, rows[3].job_id) == before
    # Nobody comes twice in that week.
    found = dues(desk, edited.series_id)
    assert str(rows[3].due) in found
    assert "2023-07-20" not in found
    assert "2023-07-13" in found
    assert jobs.job(desk, rows[2].job_id).description == "Otherwise"


def test_the_past_never_changes(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    clock.go_on(days=100)
    before = occurrences(desk, made.id)
    draft = changed(desk, made, rule=replace(FIRSTS, month_days=(20,)), description="Otherwise")
    edited = series.edit_series(desk, draft, Scope.FOLLOWING, before[0].id)
    past = [row for row in before if row.due < desk.today()]
    assert len(past) == 3
    assert occurrences(desk, made.id)[:3] == past
    assert dues(desk, edited.series_id)[:2] == ["2023-10-20", "2023-11-20"]


def test_this_and_following_ends_the_series_and_begins_another_with_the_same_jobs(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    edited = series.edit_series(desk, changed(desk, made, at_minute=480), Scope.FOLLOWING, rows[4].id)
    assert edited.series_id != made.id
    assert dues(desk, made.id) == ["2023-07-01", "2023-08-01", "2023-09-01", "2023-10-01"]
    later = occurrences(desk, edited.series_id)
    assert [row.number for row in later] == [row.number for row in rows[4:]]
    assert later[0].starts == local(2023, 11, 1, 8)
    assert occurrences(desk, made.id)[0].all_day


def test_the_number_of_times_goes_on_counting_after_a_split(desk: Desk) -> None:
    made = a_series(desk, replace(FIRSTS, count=6))
    rows = occurrences(desk, made.id)
    edited = series.edit_series(desk, changed(desk, made, description="Else"), Scope.FOLLOWING, rows[4].id)
    assert dues(desk, made.id, edited.series_id) == [f"2023-{month:02}-01" for month in range(7, 13)]
    assert series.series(desk, edited.series_id).rule.count == 2


def test_every_second_week_goes_on_in_the_same_weeks_after_a_split(desk: Desk) -> None:
    fortnightly = Rule(Frequency.WEEKLY, 2)
    made = a_series(desk, fortnightly, ends_on=date(2023, 8, 20))
    rows = occurrences(desk, made.id)
    edited = series.edit_series(desk, changed(desk, made, description="Else"), Scope.FOLLOWING, rows[2].id)
    assert dues(desk, made.id, edited.series_id) == [str(row.due) for row in rows]


def test_the_thirty_first_stays_the_thirty_first_after_a_split_in_a_shorter_month(desk: Desk) -> None:
    made = a_series(desk, Rule(Frequency.MONTHLY), starts_on=date(2023, 7, 31))
    rows = occurrences(desk, made.id)
    assert str(rows[2].due) == "2023-09-30"
    edited = series.edit_series(desk, changed(desk, made, description="Else"), Scope.FOLLOWING, rows[2].id)
    assert dues(desk, edited.series_id)[:2] == ["2023-09-30", "2023-10-31"]


def test_from_the_first_one_on_the_series_itself_is_changed(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    edited = series.edit_series(desk, changed(desk, made, description="Else"), Scope.FOLLOWING, rows[0].id)
    assert edited.series_id == made.id
    assert {row.description for row in occurrences(desk, made.id)} == {"Else"}


def test_only_this_one(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    series.edit_series(desk, changed(desk, made, description="Just once", at_minute=420), Scope.THIS, rows[2].id)
    after = occurrences(desk, made.id)
    assert [row.description for row in after].count("Just once") == 1
    assert (after[2].own, after[2].starts) == (True, local(2023, 9, 1, 7))
    jobs.set_status(desk, rows[3].job_id, JobStatus.COMPLETED)
    with pytest.raises(NotAllowed):
        series.edit_series(desk, changed(desk, made, description="No"), Scope.THIS, rows[3].id)


def test_two_desktops_that_change_a_series_hear_of_each_other(desk: Desk, other_desk: Desk) -> None:
    made = a_series(desk)
    series.edit_series(other_desk, changed(desk, made, description="Theirs"), Scope.ALL_FUTURE)
    with pytest.raises(Conflict) as refused:
        series.edit_series(desk, replace(made, description="Mine"), Scope.ALL_FUTURE)
    assert refused.value.theirs.description == "Theirs"


def test_extending_is_no_change_that_an_open_form_minds(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    clock.go_on(days=40)
    series.extend(desk)
    series.edit_series(desk, replace(made, description="Mine"), Scope.ALL_FUTURE)
    assert {row.description for row in occurrences(desk, made.id)[2:]} == {"Mine"}


def test_stopping_takes_away_what_is_planned_behind_the_last_day(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    jobs.set_status(desk, rows[8].job_id, JobStatus.COMPLETED)
    jobs.save_job(desk, replace(jobs.job(desk, rows[6].job_id), description="By hand"))
    edited = series.stop_series(desk, made.id or 0, date(2023, 10, 10), "Sold the house")
    assert (edited.removed, edited.kept) == (6, 2)
    assert dues(desk, made.id)[:4] == ["2023-07-01", "2023-08-01", "2023-09-01", "2023-10-01"]
    assert series.extend(desk) == 0


# --- undo ---


def back(desk: Desk) -> None:
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)


def state(desk: Desk, *series_ids: int | None) -> list[Any]:
    return [row for series_id in series_ids for row in occurrences(desk, series_id)]


def test_a_new_series_is_taken_back_with_its_jobs_and_done_again(desk: Desk) -> None:
    customer = make_customer(desk)
    made = a_series(desk, customer_id=customer)
    before = state(desk, made.id)
    back(desk)
    assert state(desk, made.id) == []
    assert jobs_of(desk, customer) == 0
    redo(desk)
    assert state(desk, made.id) == before
    assert jobs_of(desk, customer) == 12
    assert series.extend(desk) == 0


@pytest.mark.parametrize("scope", Scope)
def test_a_change_of_a_series_is_taken_back_and_done_again(desk: Desk, scope: Scope) -> None:
    made = a_series(desk, TUESDAYS, ends_on=date(2023, 10, 1))
    before = state(desk, made.id)
    draft = changed(desk, made, rule=Rule(Frequency.WEEKLY, weekdays=(0, 3)), description="Else")
    edited = series.edit_series(desk, draft, scope, before[3].id)
    after = state(desk, made.id, *{edited.series_id} - {made.id})
    back(desk)
    assert state(desk, made.id) == before
    redo(desk)
    assert state(desk, made.id, *{edited.series_id} - {made.id}) == after


def test_stopping_and_leaving_out_are_taken_back(desk: Desk) -> None:
    made = a_series(desk)
    before = state(desk, made.id)
    series.stop_series(desk, made.id or 0, date(2023, 10, 10), "Sold")
    back(desk)
    assert state(desk, made.id) == before
    series.dismiss(desk, before[0].id, "Nobody home")
    back(desk)
    assert state(desk, made.id) == before


def test_nobody_takes_back_what_follows_by_itself(desk: Desk, clock: Clock) -> None:
    made = a_series(desk)
    step = last_undoable(desk)
    clock.go_on(days=40)
    assert series.extend(desk) == 2
    assert last_undoable(desk) == step
    assert len(dues(desk, made.id)) == 14


# --- typed on a job's page ---


def test_what_is_typed_on_a_job_goes_for_those_that_follow(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    job = jobs.job(desk, rows[3].job_id)
    visit = replace(job.visits[0], starts=local(2023, 10, 1, 14), ends=local(2023, 10, 1, 15, 30), all_day=False)
    typed = replace(job, description="Belt too", visits=(visit,), tasks=(*job.tasks, TaskDraft(line(500, "Belt"))))
    stored, edited = series.save_spread(desk, typed, Scope.FOLLOWING)
    assert (stored.description, stored.id) == ("Belt too", job.id)
    assert (edited.changed, edited.kept) == (8, 0)
    later = occurrences(desk, edited.series_id)
    assert [row.number for row in later] == [row.number for row in rows[3:]]
    assert {row.description for row in later} == {"Belt too"}
    assert later[1].starts == local(2023, 11, 1, 14)
    assert [task.line.name for task in jobs.job(desk, later[1].job_id).tasks] == ["Change the filter", "Belt"]
    assert {row.description for row in occurrences(desk, made.id)} == {"Filter change"}
    assert not any(row.own for row in later)


def test_one_that_was_put_to_another_day_stays_there_and_the_others_keep_theirs(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    job = jobs.job(desk, rows[3].job_id)
    visit = replace(job.visits[0], starts=local(2023, 10, 5), ends=local(2023, 10, 6))
    series.save_spread(desk, replace(job, description="Belt too", visits=(visit,)), Scope.ALL_FUTURE)
    after = occurrences(desk, made.id)
    assert (after[3].starts, after[3].own) == (local(2023, 10, 5), True)
    assert [row.starts for row in after[4:]] == [row.starts for row in rows[4:]]
    assert {row.description for row in after} == {"Belt too"}


def test_saved_alone_it_is_on_its_own(desk: Desk) -> None:
    made = a_series(desk)
    rows = occurrences(desk, made.id)
    series.save_spread(desk, replace(jobs.job(desk, rows[0].job_id), description="Once"), Scope.THIS)
    assert [row.own for row in occurrences(desk, made.id)] == [True] + [False] * 11
    single = replace(jobs.new_job(desk, make_customer(desk)), tasks=(TaskDraft(line(1)),))
    with pytest.raises(NotFound):
        series.save_spread(desk, jobs.save_job(desk, single), Scope.FOLLOWING)
