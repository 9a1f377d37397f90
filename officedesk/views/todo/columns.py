"""Columns of the list of tasks."""

from officedesk.services.tasks.rows import TaskRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell
from officedesk.views.todo.words import done_words, due_chip


def task_columns(shell: Shell) -> tuple[Column, ...]:
    """Task, Due, Customer, Assigned to, Done, Created, Created by."""

    def text(r: TaskRow) -> Cell:
        return Cell(r.text, bold=not r.done, tone="muted" if r.done else "text", tip=r.text)

    def due(r: TaskRow) -> Cell:
        chip = due_chip(shell, r.due, shell.desk.today(), done=r.done)
        if chip is None:
            return Cell("—", tone="muted")
        return Cell(shell.date(r.due), tone="muted") if r.done else Cell(chips=(chip,))

    def created(r: TaskRow) -> Cell:
        return Cell(shell.date(r.created_at.astimezone(shell.desk.zone).date()))

    def done(r: TaskRow) -> Cell:
        return Cell(done_words(shell, r), chips=(Chip("Done", "ok"),)) if r.done else Cell("—", tone="muted")

    columns = (
        Column("text", "Task", 320, text, stretch=True, least=360),
        Column("due", "Due", 108, due),
        Column("customer", "Customer", 180, lambda r: Cell(r.customer or "—"), least=110),
        Column("assignee", "Assigned to", 130, lambda r: Cell(r.assignee or "Nobody"), least=96),
        Column("done_at", "Done", 190, done, descending_first=True, roomy=True, least=150),
        Column("created_at", "Created", 104, created, descending_first=True, roomy=True),
        Column("created_by", "Created by", 130, lambda r: Cell(r.created_by), roomy=True, least=96),
    )
    return on_cards(
        columns, text="title", due="amount", customer="1", assignee="2", created_at="3 Created", done_at="aside"
    )
