"""Tasks of a job edited as the lines of a document."""

from dataclasses import replace

from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.drafts import TaskDraft


def tasks_with(
    tasks: tuple[TaskDraft, ...], lines: tuple[LineDraft, ...]
) -> tuple[tuple[TaskDraft, ...], TaskDraft | None]:
    """``tasks`` as the edited ``lines`` say, whose ids are those of the tasks; new lines become open tasks.

    The second is a billed task that the edit changed or took away: such an edit is not to be made.
    """
    stored = {task.id: task for task in tasks if task.id is not None}
    made, seen = [], set()
    for line in lines:
        task = stored.get(line.id) if line.id is not None and line.id not in seen else None
        if task is None:
            # What was pasted or copied is another task, whatever it was made from.
            fresh = line if line.id is None else replace(line, id=None)
            # The very task where nothing changed: saving finds it again by what it is, not by what it says.
            made.append(next((one for one in tasks if one.id is None and one.line is fresh), TaskDraft(fresh)))
            continue
        seen.add(line.id)
        same = replace(task.line, id=line.id) == line
        if task.billed_by and not same:
            return tasks, task
        made.append(task if same else replace(task, line=line))
    gone = next((task for task in stored.values() if task.billed_by and task.id not in seen), None)
    return (tasks, gone) if gone is not None else (tuple(made), None)
