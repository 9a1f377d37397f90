"""Rows of tasks, for whoever has a session open."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.company import User
from officedesk.models.customers import Customer
from officedesk.models.notes import Todo
from officedesk.services.tasks.rows import TaskRow

_ASSIGNEE, _AUTHOR = aliased(User), aliased(User)


def task_query() -> Select[*tuple[Any, ...]]:
    """The columns of :class:`TaskRow`, of tasks that are not in the trash."""
    return (
        select(
            Todo.id,
            Todo.version,
            Todo.text,
            Todo.due,
            Todo.customer_id,
            Customer.name.label("customer"),
            Todo.assignee_id,
            _ASSIGNEE.name.label("assignee"),
            Todo.created_at,
            _AUTHOR.name.label("author"),
            Todo.done_at,
            Todo.done_by,
            Todo.project_id,
        )
        .outerjoin(Customer, Customer.id == Todo.customer_id)
        .outerjoin(_ASSIGNEE, _ASSIGNEE.id == Todo.assignee_id)
        .outerjoin(_AUTHOR, _AUTHOR.id == Todo.created_by_id)
        .where(Todo.deleted_at.is_(None))
    )


def task_row(row: Any) -> TaskRow:
    """One row of :func:`task_query`."""
    return TaskRow(
        id=row.id,
        version=row.version,
        text=row.text,
        due=row.due,
        customer_id=row.customer_id,
        customer=row.customer or "",
        assignee_id=row.assignee_id,
        assignee=row.assignee or "",
        created_at=row.created_at,
        created_by=row.author or "",
        done_at=row.done_at,
        done_by=row.done_by,
        project_id=row.project_id,
    )


def read_rows(session: Session, ids: Sequence[int]) -> dict[int, TaskRow]:
    """Tasks by id; those that are gone or in the trash are left out."""
    return {row.id: task_row(row) for row in session.execute(task_query().where(Todo.id.in_(ids)))}
