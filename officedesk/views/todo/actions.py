"""What is done with tasks, from wherever they are shown; each tells every screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.lists.bulk import Outcome, many, run_bulk
from officedesk.views.shell import Shell

Failed = Callable[[Exception], object]


def add_task(shell: Shell, owner: QWidget, draft: TaskDraft, done: Callable[[TaskRow], object], failed: Failed) -> None:
    """Store a new task."""
    desk = shell.desk

    def work() -> TaskRow:
        from officedesk.services.tasks.editing import add_task as add

        return add(desk, draft)

    _save(shell, owner, work, done, failed)


def save_task(
    shell: Shell,
    owner: QWidget,
    draft: TaskDraft,
    base: TaskDraft,
    done: Callable[[TaskRow], object],
    failed: Failed,
) -> None:
    """Store what was edited; ``base`` is the task as it was when the editing began."""
    desk = shell.desk

    def work() -> TaskRow:
        from officedesk.services.tasks.editing import save_task as save

        return save(desk, draft, base)

    _save(shell, owner, work, done, failed)


def check_task(shell: Shell, owner: QWidget, row: TaskRow, done: bool, failed: Failed) -> None:
    """Check one task, or open it again: the box itself takes it back."""
    desk = shell.desk

    def work() -> TaskRow:
        from officedesk.services.tasks.editing import set_done

        set_done(desk, [row.id], done=done)
        return row

    _save(shell, owner, work, lambda _: None, failed)


def _save(
    shell: Shell,
    owner: QWidget,
    work: Callable[[], TaskRow],
    done: Callable[[TaskRow], object],
    failed: Failed,
) -> None:
    def saved(row: TaskRow) -> None:
        done(row)
        shell.signals.changed.emit("task", row.id, row.customer_id or 0)

    shell.load(owner, work, saved, failed)


def write_about(shell: Shell, owner: QWidget, row: TaskRow) -> None:
    """Begin an email to the task's customer, about the task."""
    desk, customer_id = shell.desk, row.customer_id

    def work() -> Any:
        from officedesk.models.enums import Channel
        from officedesk.services.messaging.outbox import new_message

        return replace(new_message(desk, customer_id, Channel.EMAIL), subject=row.text)

    shell.load(owner, work, lambda draft: shell.compose(customer_id, draft=draft))


def check_many(shell: Shell, owner: QWidget, ids: Sequence[int], *, done: bool = True) -> None:
    """Check tasks, or open them again; the toast offers Undo."""
    from officedesk.services.tasks.editing import set_done

    word = "done" if done else "opened again"
    desk = shell.desk
    run_bulk(
        shell,
        owner,
        lambda: Outcome(tuple(set_done(desk, ids, done=done))),
        lambda count: f"{many(count, 'task')} {word}.",
        "task",
        undo=lambda changed: set_done(desk, changed, done=not done),
    )


def assign_many(shell: Shell, owner: QWidget, rows: Sequence[TaskRow], user_id: int | None, name: str) -> None:
    """Hand tasks to a user; the toast offers Undo, which gives each back to whom it was assigned before."""
    from officedesk.services.tasks.editing import assign_tasks

    desk, before = shell.desk, {row.id: row.assignee_id for row in rows}

    def undo(changed: tuple[int, ...]) -> None:
        for assignee_id, ids in _by_value(before, changed):
            assign_tasks(desk, ids, assignee_id)

    run_bulk(
        shell,
        owner,
        lambda: Outcome(tuple(assign_tasks(desk, list(before), user_id))),
        lambda count: f"{many(count, 'task')} assigned to {name}.",
        "task",
        undo=undo,
    )


def move_many(shell: Shell, owner: QWidget, rows: Sequence[TaskRow], due: date | None, said: str) -> None:
    """Make tasks due on another day; the toast offers Undo."""
    from officedesk.services.tasks.editing import set_due

    desk, before = shell.desk, {row.id: row.due for row in rows}

    def undo(changed: tuple[int, ...]) -> None:
        for day, ids in _by_value(before, changed):
            set_due(desk, ids, day)

    run_bulk(
        shell,
        owner,
        lambda: Outcome(tuple(set_due(desk, list(before), due))),
        lambda count: f"{many(count, 'task')} {said}.",
        "task",
        undo=undo,
    )


def delete_many(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put tasks into the trash; the toast offers Undo."""
    from officedesk.services.tasks.editing import delete_tasks, restore_tasks

    desk = shell.desk
    run_bulk(
        shell,
        owner,
        lambda: Outcome(tuple(delete_tasks(desk, ids))),
        lambda count: f"{many(count, 'task')} deleted." if count > 1 else "Task deleted.",
        "task",
        customer_id,
        undo=lambda gone: restore_tasks(desk, gone),
    )


def _by_value(before: dict[int, Any], ids: Sequence[int]) -> list[tuple[Any, list[int]]]:
    values = dict.fromkeys(before[one] for one in ids)
    return [(value, [one for one in ids if before[one] == value]) for value in values]
