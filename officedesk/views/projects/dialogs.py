"""Small questions about leads and projects: why it is declined, when the estimator comes, until when it waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.projects.drafts import LeadDraft
from officedesk.services.projects.rows import ProjectRow
from officedesk.services.tasks.rows import TaskDraft, TaskRow
from officedesk.views.shell import Shell
from officedesk.views.todo.actions import add_task
from officedesk.views.todo.editor import TaskEditor
from officedesk.views.widgets.basics import even
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.work.time_edit import TimeEdit


class DeclineDialog(Question):
    """Why the customer does not want it."""

    def __init__(self, shell: Shell, parent: QWidget, row: ProjectRow) -> None:
        super().__init__(shell, parent, f"Decline project {row.number}", "Decline", danger=True)
        self._row = row
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setMaximumHeight(80)
        self.reason.setPlaceholderText("Too expensive, went elsewhere, no answer")
        self.content.addWidget(FormField("Reason", self.reason))
        self.setMinimumWidth(420)
        self.reason.setFocus()

    def answer(self) -> None:
        if not self.wait():
            return
        from officedesk.services.projects import ending

        desk, row, reason = self.shell.desk, self._row, self.reason.toPlainText()

        def done(_: object) -> None:
            for entity in ("project", "lead", "estimate"):
                self.shell.signals.changed.emit(entity, 0, row.customer_id)
            undo = self.shell.undo_wanted
            self.shell.toast(f"Project {row.number} declined.", "Undo", lambda: undo.emit("undo"))
            self.accept()

        self.shell.load(self, lambda: ending.decline(desk, row.id, reason), done, self.failed)


class TaskDialog(Question):
    """A task of a project."""

    def __init__(self, shell: Shell, parent: QWidget, row: ProjectRow) -> None:
        super().__init__(shell, parent, f"New task for project {row.number}", "Add task")
        self._row = row
        self.editor = TaskEditor(shell)
        self.editor.save.hide()
        self.editor.cancel.hide()
        self.editor.put(TaskDraft("", shell.desk.today(), row.estimator_id or shell.desk.actor.user_id))
        self.editor.wanted.connect(self._wanted)
        self.editor.left.connect(self.reject)
        self.content.addWidget(self.editor)
        self.setMinimumWidth(460)
        desk = shell.desk

        def people() -> list[tuple[int, str]]:
            from officedesk.services.tasks.listing import assignees

            return assignees(desk)

        shell.load(self, people, self.editor.set_people)
        self.editor.take_focus()

    def answer(self) -> None:
        self.editor.submit()

    def _wanted(self, draft: TaskDraft) -> None:
        if not self.wait():
            return
        made = replace(draft, project_id=self._row.id, customer_id=self._row.customer_id)
        add_task(self.shell, self, made, self._added, self._refused)

    def _added(self, task: TaskRow) -> None:
        self.shell.toast("Task added.")
        self.accept()

    def _refused(self, error: Exception) -> None:
        if self.editor.refused(error):
            self.ok.setEnabled(True)
        else:
            self.failed(error)


class DayDialog(Question):
    """Asks for a day; ``answered(day)`` stores it, and may refuse."""

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        title: str,
        word: str,
        day: date | None,
        store: Callable[[date], object],
        done: Callable[[], object],
    ) -> None:
        """``word``: of the button and the field. ``store`` runs off the GUI thread, ``done`` when it went well."""
        super().__init__(shell, parent, title, word)
        self._store, self._done = store, done
        self.day = DateEdit(shell)
        self.day.set_value(day or shell.desk.today() + timedelta(days=7))
        self.field = FormField("Until", self.day)
        self.content.addWidget(self.field)
        self.setMinimumWidth(360)
        self.day.setFocus()
        self.day.selectAll()

    def answer(self) -> None:
        day = self.day.value()
        if self.day.error or day is None:
            self.day.setFocus()
            return
        if self.wait():
            self.shell.load(self, lambda: self._store(day), self._stored, self.refused)

    def _stored(self, _: object) -> None:
        self._done()
        self.accept()

    def refused(self, error: Exception) -> None:
        """Say at the field what is wrong with the day."""
        if isinstance(error, InvalidInput):
            self.ok.setEnabled(True)
            self.field.show_error(" ".join(error.fields.values()))
        else:
            self.failed(error)


class AppointmentDialog(Question):
    """When the estimator comes."""

    def __init__(self, shell: Shell, parent: QWidget, lead: LeadDraft) -> None:
        super().__init__(shell, parent, "Appointment", "Save")
        self._lead = lead
        self.day, self.starts, self.ends = DateEdit(shell), TimeEdit(), TimeEdit(optional=True)
        begins = lead.appointment or datetime.combine(shell.desk.today() + timedelta(days=1), time(9))
        self.day.set_value(begins.date())
        self.starts.set_value(begins.time())
        self.ends.set_value(lead.appointment_ends.time() if lead.appointment_ends else None)
        self.ends.setPlaceholderText("open")
        self.fields = {
            "day": FormField("Date", self.day),
            "appointment": FormField("From", self.starts),
            "appointment_ends": FormField("To", self.ends),
        }
        self.content.addLayout(even(*self.fields.values()))
        self.setMinimumWidth(440)
        EnterMovesOn(self).watch(self.day, self.starts, self.ends)
        self.day.setFocus()
        self.day.selectAll()

    def answer(self) -> None:
        wrong = next((one for one in self.fields.values() if one.control.error), None)
        day, starts, ends = self.day.value(), self.starts.value(), self.ends.value()
        if wrong is not None or day is None or starts is None:
            (wrong or self.fields["day"]).control.setFocus()
            return
        if not self.wait():
            return
        from officedesk.services.projects.moving import appointment

        desk, lead_id = self.shell.desk, self._lead.id or 0
        at = datetime.combine(day, starts)
        until = datetime.combine(day, ends) if ends is not None else None
        self.shell.load(self, lambda: appointment(desk, lead_id, at, until), self._stored, self.refused)

    def refused(self, error: Exception) -> None:
        """Say at the field what is wrong."""
        if isinstance(error, InvalidInput):
            self.ok.setEnabled(True)
            for name, text in error.fields.items():
                if name in self.fields:
                    self.fields[name].show_error(text)
            self.tell(" ".join(text for name, text in error.fields.items() if name not in self.fields))
        else:
            self.failed(error)

    def _stored(self, _: object) -> None:
        for entity in ("lead", "project"):
            self.shell.signals.changed.emit(entity, 0, self._lead.customer_id)
        self.shell.toast("Appointment saved.", "Undo", lambda: self.shell.undo_wanted.emit("undo"))
        self.accept()
