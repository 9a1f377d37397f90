"""Tasks as forms send them and as lists show them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a person decides about a task. Customer and project stay what they were when the task was added."""

    text: str = ""
    due: date | None = None
    assignee_id: int | None = None
    customer_id: int | None = None
    id: int | None = None
    version: int = 0
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its names. ``done_at`` and ``done_by`` tell when and by whom it was checked."""

    id: int
    version: int
    text: str
    due: date | None
    customer_id: int | None
    customer: str
    assignee_id: int | None
    assignee: str
    created_at: datetime
    created_by: str
    done_at: datetime | None
    done_by: str
    project_id: int | None = None

    @property
    def done(self) -> bool:
        return self.done_at is not None

    def draft(self) -> TaskDraft:
        """What can be changed of it."""
        return TaskDraft(
            self.text, self.due, self.assignee_id, self.customer_id, self.id, self.version, self.project_id
        )


class TaskScope(StrEnum):
    """``TODAY``: due today or earlier, and not done."""

    OPEN = "open"
    TODAY = "today"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """``mine``: assigned to whoever sits at the desk. Days filter by the due date."""

    text: str = ""
    scope: TaskScope = TaskScope.OPEN
    mine: bool = False
    customer_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None


@dataclass(frozen=True, slots=True)
class CustomerTasks:
    """``today``: added today, due today or done today, in the order they were added. ``older``: the other open ones.

    ``open_count`` counts all open ones; of ``older`` only the most urgent are there.
    """

    today: tuple[TaskRow, ...] = ()
    older: tuple[TaskRow, ...] = ()
    open_count: int = 0
