"""Lists of tasks: of a customer, of whoever sits at the desk, of the whole office."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.company import User
from officedesk.models.customers import Customer
from officedesk.models.notes import Todo
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList, company_key, matches
from officedesk.services.tasks.reading import read_rows, task_query, task_row
from officedesk.services.tasks.rows import CustomerTasks, TaskFilter, TaskRow, TaskScope

OLDER = 200
"""So many of a customer's older open tasks are read at once."""


class TaskList(SqlList[TaskFilter, TaskRow]):
    """Tasks that are not in the trash, nor their customer. Those without a due date come after those with one."""

    permission = Permission.CUSTOMERS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Todo.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "text": (Todo.text_key,),
            "due": (_undated(), Todo.due),
            "customer": (company_key(Todo.customer_id),),  # type: ignore[arg-type]
            "assignee": (select(func.lower(User.name)).where(User.id == Todo.assignee_id).scalar_subquery(),),
            "created_by": (select(func.lower(User.name)).where(User.id == Todo.created_by_id).scalar_subquery(),),
            "created_at": (Todo.created_at,),
            "done_at": (Todo.done_at,),
        }[column]

    def _where(self, query: TaskFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Todo.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Todo.customer_id == query.customer_id)
        else:
            found.append(of_nobody_gone())
        if query.mine:
            found.append(Todo.assignee_id == self._desk.actor.user_id)
        if query.scope is TaskScope.DONE:
            found.append(Todo.done_at.is_not(None))
        elif query.scope is not TaskScope.ALL:
            found.append(Todo.done_at.is_(None))
        if query.scope is TaskScope.TODAY:
            found.append(Todo.due <= self._desk.today())
        if query.due_from is not None:
            found.append(Todo.due >= query.due_from)
        if query.due_to is not None:
            found.append(Todo.due <= query.due_to)
        return [*found, *matches(query.text, Todo.text_key, Todo.customer_id)]  # type: ignore[arg-type]

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, TaskRow]:
        return read_rows(session, ids)


def of_customer(desk: Desk, customer_id: int) -> CustomerTasks:
    """A customer's tasks as its profile shows them: today's, done or not, and the older open ones."""
    desk.need(Permission.CUSTOMERS_READ)
    today = desk.today()
    begin = day_begins(today, desk.zone)
    mine = Todo.customer_id == customer_id
    is_open = Todo.done_at.is_(None)
    # What was done on another day is not today's, whenever it was added or due.
    todays = or_(Todo.done_at >= begin, is_open & or_(Todo.created_at >= begin, Todo.due == today))
    with desk.read() as session:
        now = session.execute(task_query().where(mine, todays).order_by(Todo.id)).all()
        older = session.execute(
            task_query()
            .where(mine, is_open, Todo.created_at < begin, or_(Todo.due.is_(None), Todo.due != today))
            .order_by(_undated(), Todo.due, Todo.id)
            .limit(OLDER)
        ).all()
        count = session.scalar(select(func.count()).where(mine, is_open, Todo.deleted_at.is_(None)))
    return CustomerTasks(tuple(map(task_row, now)), tuple(map(task_row, older)), int(count or 0))


def of_project(desk: Desk, project_id: int) -> tuple[TaskRow, ...]:
    """The tasks of a project: open ones by the day they are due, then those that were done, the latest first."""
    desk.need(Permission.CUSTOMERS_READ)
    order = (Todo.done_at.is_not(None), Todo.done_at.desc(), _undated(), Todo.due, Todo.id)
    with desk.read() as session:
        rows = session.execute(task_query().where(Todo.project_id == project_id).order_by(*order).limit(OLDER))
        return tuple(map(task_row, rows))


def assignees(desk: Desk) -> list[tuple[int, str]]:
    """Who can be given a task: active users as (id, name), by name."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        rows = session.execute(select(User.id, User.name).where(User.active).order_by(func.lower(User.name), User.id))
        return [(row.id, row.name) for row in rows]


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """When a day of the office begins, as an instant."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def of_nobody_gone() -> ColumnElement[bool]:
    """The task's customer, if it has one, is not in the trash."""
    # The few in the trash are read once. A name of its own: whoever asks may have joined the customers too.
    owner = aliased(Customer)
    gone = select(owner.id).where(owner.deleted_at.is_not(None))
    return or_(Todo.customer_id.is_(None), Todo.customer_id.not_in(gone))


def _undated() -> ColumnElement[int]:
    return case((Todo.due.is_(None), 1), else_=0)
