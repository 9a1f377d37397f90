"""A task is added, checked, edited, put into the trash and brought back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.company import User
from officedesk.models.customers import Customer
from officedesk.models.enums import NoticeKind
from officedesk.models.notes import Todo
from officedesk.models.pipeline import Project
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.reminders.notices import notify, others, settle
from officedesk.services.tasks.reading import read_rows
from officedesk.services.tasks.rows import TaskDraft, TaskRow

MAX_TEXT = 2_000
_EDITED = ("text", "due", "assignee_id")


def add_task(desk: Desk, draft: TaskDraft) -> TaskRow:
    """Add a task, about a customer or about none. Raises :class:`InvalidInput` for one without words."""
    desk.need(Permission.TASKS_WRITE)
    draft = _tidy(draft)
    with desk.write() as session:
        if draft.customer_id is not None and session.get(Customer, draft.customer_id) is None:
            raise NotFound("This customer is no longer there.", hint="It may have been erased at another desktop.")
        _check_assignee(session, draft.assignee_id)
        if draft.project_id is not None:
            draft = _of_project(session, draft)
        record = Todo(
            customer_id=draft.customer_id,
            project_id=draft.project_id,
            created_by_id=desk.actor.user_id,
            created_at=desk.now(),
            updated_at=desk.now(),
            **{name: getattr(draft, name) for name in _EDITED},
        )
        session.add(record)
        session.flush()
        _tell_assignee(session, desk, record)
        return read_rows(session, [record.id])[record.id]


def task(desk: Desk, task_id: int) -> TaskRow:
    """A stored task. Raises :class:`NotFound` for one that is in the trash."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        found = read_rows(session, [task_id]).get(task_id)
    if found is None:
        raise _gone()
    return found


def save_task(desk: Desk, draft: TaskDraft, base: TaskDraft | None = None) -> TaskRow:
    """Store what was changed of a task and return it as stored.

    ``base`` is the draft as it was read: with it, what another desktop changed meanwhile stays where it is something
    else. Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with ``theirs``.
    """
    desk.need(Permission.TASKS_WRITE)
    draft = _tidy(draft)
    with desk.write() as session:
        record = _load(session, draft.id or 0)
        if record.version != draft.version:
            draft = _merged(record, draft, base)
        handed_over = draft.assignee_id != record.assignee_id
        if handed_over:
            _check_assignee(session, draft.assignee_id)
        for name in _EDITED:
            setattr(record, name, getattr(draft, name))
        record.updated_at = desk.now()
        session.flush()
        if handed_over:
            _tell_assignee(session, desk, record)
        return read_rows(session, [record.id])[record.id]


def set_done(desk: Desk, task_ids: Sequence[int], *, done: bool = True) -> list[int]:
    """Check tasks, or open them again; the ids of those that were not so already.

    One that somebody else checked a moment ago stays theirs.
    """
    desk.need(Permission.TASKS_WRITE)

    def change(record: Todo) -> bool:
        if (record.done_at is not None) == done:
            return False
        record.done_at = desk.now() if done else None
        record.done_by = desk.actor.name if done else ""
        return True

    return _change(desk, task_ids, change, settled=done)


def assign_tasks(desk: Desk, task_ids: Sequence[int], assignee_id: int | None) -> list[int]:
    """Hand tasks to a user, or with ``None`` to nobody; the ids of those that changed hands."""
    desk.need(Permission.TASKS_WRITE)

    def change(record: Todo) -> bool:
        changed = record.assignee_id != assignee_id
        record.assignee_id = assignee_id
        return changed

    def check(session: Session) -> None:
        _check_assignee(session, assignee_id)

    return _change(desk, task_ids, change, check, tell=True)


def set_due(desk: Desk, task_ids: Sequence[int], due: date | None) -> list[int]:
    """Make tasks due on another day, or with ``None`` on none; the ids of those that it changed."""
    desk.need(Permission.TASKS_WRITE)

    def change(record: Todo) -> bool:
        changed = record.due != due
        record.due = due
        return changed

    return _change(desk, task_ids, change)


def delete_tasks(desk: Desk, task_ids: Sequence[int]) -> list[int]:
    """Put tasks into the trash; the ids of those that were not there yet."""
    desk.need(Permission.TASKS_WRITE)

    def change(record: Todo) -> bool:
        record.deleted_at = desk.now()
        return True

    return _change(desk, task_ids, change, settled=True)


def restore_tasks(desk: Desk, task_ids: Sequence[int]) -> list[int]:
    """Bring tasks back from the trash; the ids of those that came. Raises :class:`NotFound` where none is left."""
    desk.need(Permission.TASKS_WRITE)
    with desk.write() as session:
        found = list(session.scalars(select(Todo).where(Todo.id.in_(task_ids)).order_by(Todo.id).with_for_update()))
        if task_ids and not found:
            raise _gone()
        back = [record for record in found if record.deleted_at is not None]
        for record in back:
            record.deleted_at, record.updated_at = None, desk.now()
        return [record.id for record in back]


_CHUNK = 400


def _change(
    desk: Desk,
    task_ids: Sequence[int],
    change: Callable[[Todo], bool],
    check: Callable[[Session], None] | None = None,
    *,
    tell: bool = False,
    settled: bool = False,
) -> list[int]:
    """Change those of the tasks that are not in the trash, in one transaction.

    ``tell``: whoever has them now hears of it. ``settled``: what was told of them is dealt with.
    """
    wanted = sorted(set(task_ids))
    changed = []
    with desk.write() as session:
        if check is not None:
            check(session)
        for start in range(0, len(wanted), _CHUNK):
            some = Todo.id.in_(wanted[start : start + _CHUNK])
            query = select(Todo).where(some, Todo.deleted_at.is_(None)).order_by(Todo.id).with_for_update()
            for record in session.scalars(query):
                if change(record):
                    record.updated_at = desk.now()
                    changed.append(record.id)
                    if tell:
                        _tell_assignee(session, desk, record)
        if settled:
            settle(session, "task", changed, desk.now())
    return changed


def _of_project(session: Session, draft: TaskDraft) -> TaskDraft:
    """A task of a project is its customer's."""
    row = session.get(Project, draft.project_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("This project is no longer there.", hint="It may be in the trash.")
    return replace(draft, customer_id=row.customer_id)


def _tidy(draft: TaskDraft) -> TaskDraft:
    text = clean(draft.text)
    if not text:
        raise InvalidInput({"text": "Write what is to be done."})
    if len(text) > MAX_TEXT:
        raise InvalidInput({"text": f"A task has at most {MAX_TEXT:,} characters."})
    return replace(draft, text=text)


def _check_assignee(session: Session, assignee_id: int | None) -> None:
    if assignee_id is not None:
        user = session.get(User, assignee_id)
        if user is None or not user.active:
            raise InvalidInput({"assignee_id": "This user is not in the office any more. Choose another."})


def _tell_assignee(session: Session, desk: Desk, record: Todo) -> None:
    """Whoever is given a task by somebody else is told, once."""
    user_ids = others([record.assignee_id], desk)
    if user_ids and record.done_at is None:
        key = f"task:{record.id}:{record.assignee_id}"
        said = f"{desk.actor.name} gave you a task" if desk.actor.name else "You were given a task"
        notify(session, desk, user_ids, NoticeKind.TASK, key, record.text, said, "task", record.id, record.customer_id)


def _load(session: Session, task_id: int) -> Todo:
    record = session.get(Todo, task_id, with_for_update=True)
    if record is None or record.deleted_at is not None:
        raise _gone()
    return record


def _merged(record: Todo, mine: TaskDraft, base: TaskDraft | None) -> TaskDraft:
    theirs = TaskDraft(
        record.text,
        record.due,
        record.assignee_id,
        record.customer_id,
        record.id,
        record.version,
        record.project_id,
    )
    values = {}
    clashes = []
    for name in _EDITED:
        my, their = getattr(mine, name), getattr(theirs, name)
        old = getattr(base, name) if base is not None else None
        values[name] = their if base is not None and my == old else my
        if my != their and (base is None or (my != old and their != old)):
            clashes.append(name)
    if clashes:
        raise Conflict("This task was changed at another desktop meanwhile.", theirs, tuple(clashes))
    return replace(theirs, **values)


def _gone() -> NotFound:
    return NotFound("This task is no longer there.", hint="It may be in the trash.")
