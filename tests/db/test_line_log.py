"""The change log tells lines the same way whatever document they are on: what came, went and changed, with ids."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from officedesk.models.changes import ChangeLog
from officedesk.models.enums import TaskStatus
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate
from officedesk.services.sales.invoices import new_invoice, save_invoice
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.jobs import job, new_job, save_job
from tests.factories import make_customer

Lines = tuple[LineDraft, ...]


def _on_estimate(desk: Desk, customer: int, lines: Lines, change: Callable[[Lines], Lines]) -> tuple[Lines, Lines]:
    first = save_estimate(desk, replace(new_estimate(desk, customer), lines=lines))
    return first.lines, save_estimate(desk, replace(first, lines=change(first.lines))).lines


def _on_invoice(desk: Desk, customer: int, lines: Lines, change: Callable[[Lines], Lines]) -> tuple[Lines, Lines]:
    first = save_invoice(desk, replace(new_invoice(desk, customer), lines=lines))
    return first.lines, save_invoice(desk, replace(first, lines=change(first.lines))).lines


def _on_job(desk: Desk, customer: int, lines: Lines, change: Callable[[Lines], Lines]) -> tuple[Lines, Lines]:
    def tasks(lines: Lines) -> tuple[TaskDraft, ...]:
        return tuple(TaskDraft(line, id=line.id) for line in lines)

    first = save_job(desk, replace(new_job(desk, customer), tasks=tasks(lines)))
    before = tuple(task.line for task in first.tasks)
    after = save_job(desk, replace(first, tasks=tasks(change(before))))
    return before, tuple(task.line for task in after.tasks)


@pytest.mark.parametrize(
    ("save", "entity", "part"),
    [(_on_estimate, "estimate", "lines"), (_on_invoice, "invoice", "lines"), (_on_job, "job", "tasks")],
)
def test_lines_that_came_went_and_changed_are_told_with_their_ids(
    desk: Desk, save: Any, entity: str, part: str
) -> None:
    given = tuple(LineDraft(name=name, price=price) for name, price in (("stays", 100), ("goes", 200), ("moves", 300)))

    def change(lines: Lines) -> Lines:
        stays, _, moves = lines
        return stays, replace(moves, price=350), LineDraft(name="comes", price=400)

    first, last = save(desk, make_customer(desk), given, change)
    with desk.read() as session:
        made, changed = session.scalars(select(ChangeLog).where(ChangeLog.entity == entity).order_by(ChangeLog.id))
    told = [(line["id"], line["name"], line["price"], line["position"]) for line in made.after[part]]
    assert told == [(line.id, line.name, line.price, place) for place, line in enumerate(first)]
    gone, was = changed.before[part]
    new, now = changed.after[part]
    assert (gone["id"], gone["name"], gone["price"], gone["position"]) == (first[1].id, "goes", 200, 1)
    assert (new["id"], new["name"], new["price"], new["position"]) == (last[2].id, "comes", 400, 2)
    assert was == {"id": first[2].id, "price": 300, "amount": 300, "position": 2}
    assert now == {"id": first[2].id, "price": 350, "amount": 350, "position": 1}


def test_a_completed_task_is_told_with_the_time(desk: Desk) -> None:
    tasks = (TaskDraft(LineDraft(name="one", price=100)), TaskDraft(LineDraft(name="two", price=100)))
    first = save_job(desk, replace(new_job(desk, make_customer(desk)), tasks=tasks))
    one, two = first.tasks
    kept = save_job(desk, replace(first, tasks=(replace(one, status=TaskStatus.COMPLETED), two)))
    assert kept == job(desk, first.id or 0)
    with desk.read() as session:
        row = session.scalars(select(ChangeLog).where(ChangeLog.entity == "job").order_by(ChangeLog.id.desc())).first()
    assert row is not None
    (was,), (now,) = row.before["tasks"], row.after["tasks"]
    assert was == {"id": one.id, "status": "open", "completed_at": None}
    assert (now["id"], now["status"], now["completed_at"]) == (one.id, "completed", str(desk.now()))
