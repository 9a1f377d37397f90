"""The jobs of a plan or of a contract: what is done, how often, and how many visits that makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.enums import LineKind
from officedesk.models.recurrence import words
from officedesk.services.contracts.drafts import PlanJobDraft
from officedesk.views.contracts.row_table import RowTable
from officedesk.views.contracts.words import counted
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row

NOTHING = "No jobs yet: without any there are no visits."


@dataclass(frozen=True, slots=True)
class _Shown:
    job: PlanJobDraft
    repeats: str
    visits: int | None


class JobsPanel(QWidget):
    """``changed(jobs)`` when the user added, edited, moved or removed one."""

    changed = Signal(object)

    def __init__(self, shell: Shell, title: str, *, technicians: bool, most: int = 4) -> None:
        """``technicians``: whether it is said who is sent (contracts), or not (plans)."""
        super().__init__()
        self._shell, self._technicians = shell, technicians
        self._jobs: tuple[PlanJobDraft, ...] = ()
        self._starts: date | None = None
        self.title = label(title, "heading")
        self.add_button = button("Add job", self.add, kind="link", icon=shell.icons("plus", "accent_text"))
        self.table = RowTable(shell, _columns(), title, most=most)
        self.table.opened.connect(self.edit)
        self.table.removed.connect(self.remove)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self._nothing = label(NOTHING, "muted")
        self._nothing.setContentsMargins(12, 4, 0, 4)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.setLayout(
            column(row(self.title, None, self.add_button), self.table, self._nothing, self._error, spacing=4)
        )

    @property
    def jobs(self) -> tuple[PlanJobDraft, ...]:
        return self._jobs

    def say_nothing(self, text: str) -> None:
        """What is told where there are no jobs."""
        self._nothing.setText(text)

    def show_jobs(self, jobs: Sequence[PlanJobDraft], starts: date | None, counts: Sequence[int] = ()) -> None:
        """``counts``: visits of each, as far as they are known."""
        self._jobs, self._starts = tuple(jobs), starts
        self.table.show_rows(
            [
                _Shown(
                    job,
                    words(job.rule, starts) if job.rule is not None else "not said yet",
                    counts[at] if at < len(counts) else None,
                )
                for at, job in enumerate(jobs)
            ]
        )
        self.table.setVisible(bool(jobs))
        self._nothing.setVisible(not jobs)

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Tell what keeps jobs from being saved; the keyboard goes to the first. ``False`` where nothing does."""
        told, first = [], -1
        for name, text in errors.items():
            head, *rest = name.split(".")
            if head != "jobs":
                continue
            at = int(rest[0]) if rest and rest[0].isdecimal() else -1
            called = self._jobs[at].name or f"Job {at + 1}" if 0 <= at < len(self._jobs) else ""
            told.append(f"{called}: {text}" if called else text)
            first = at if first < 0 else first
        self._error.setText(" ".join(told))
        self._error.setVisible(bool(told))
        if first >= 0:
            self.table.selectRow(first)
        return bool(told)

    def take_focus(self) -> None:
        (self.table if self._jobs else self.add_button).setFocus()

    def add(self) -> None:
        """Begin another job."""
        self._open(None)

    def edit(self, at: int) -> None:
        """Open the dialog of a job."""
        self._open(at)

    def remove(self, at: int) -> None:
        """Take a job out; Undo brings it back."""
        before, gone = self._jobs, self._jobs[at]
        self._put(tuple(job for place, job in enumerate(before) if place != at))
        self._shell.toast(f"{gone.name or 'Job'} removed.", "Undo", lambda: self._put(before))

    def _move(self, at: int, by: int) -> None:
        jobs = list(self._jobs)
        jobs.insert(at + by, jobs.pop(at))
        self._put(tuple(jobs))
        self.table.selectRow(at + by)

    def _open(self, at: int | None) -> None:
        from officedesk.views.contracts.job_dialog import JobDialog

        job = self._jobs[at] if at is not None else None
        dialog = JobDialog(self._shell, self.window(), job, self._starts, technicians=self._technicians)

        def given(made: PlanJobDraft) -> None:
            jobs = list(self._jobs)
            if at is None or at >= len(jobs):
                jobs.append(made)
            else:
                jobs[at] = made
            self._put(tuple(jobs))
            self.table.selectRow(len(jobs) - 1 if at is None else at)
            self.table.setFocus()

        dialog.given.connect(given)
        dialog.open()

    def _put(self, jobs: tuple[PlanJobDraft, ...]) -> None:
        self.show_jobs(jobs, self._starts)
        self._error.hide()
        self.changed.emit(jobs)

    def menu(self, at: int) -> QMenu:
        """What can be done with a job."""
        made, icons = QMenu(self), self._shell.icons
        menu_action(made, icons("pencil-simple"), "Edit…", lambda: self.edit(at))
        menu_action(made, icons("arrow-up"), "Move up", lambda: self._move(at, -1), at > 0)
        menu_action(made, icons("arrow-down"), "Move down", lambda: self._move(at, 1), at < len(self._jobs) - 1)
        made.addSeparator()
        menu_action(made, icons("trash", "bad"), "Remove", lambda: self.remove(at))
        return made

    def _open_menu(self, at: QPoint) -> None:
        place = self.table.indexAt(at).row()
        if place >= 0:
            menu = self.menu(place)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(at))


def _columns() -> tuple[Column, ...]:
    def tasks(shown: _Shown) -> Cell:
        lines = [line for line in shown.job.tasks if line.kind is not LineKind.SECTION]
        return Cell(f"{len(lines)}", tip="\n".join(line.name for line in lines) or counted(0, "task"))

    def visits(shown: _Shown) -> Cell:
        return Cell("–" if shown.visits is None else f"{shown.visits:,}", tone="muted" if not shown.visits else "text")

    return (
        Column("name", "Job", 170, lambda shown: Cell(shown.job.name, bold=True), stretch=True),
        Column("tasks", "Tasks", 62, tasks),
        Column("repeats", "Repeats", 290, lambda shown: Cell(shown.repeats)),
        Column("visits", "Visits", 66, visits, right=True),
    )
