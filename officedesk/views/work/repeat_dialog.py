"""Repeat a job, or change when a series comes."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.errors import Conflict, InvalidInput
from officedesk.models.recurrence import settled
from officedesk.services.work.series_drafts import Edited, Scope, SeriesDraft, SeriesLink
from officedesk.views.shell import Shell
from officedesk.views.widgets.question import Question
from officedesk.views.work.rule_editor import RuleEditor
from officedesk.views.work.scope_dialog import ScopeDialog


class RepeatDialog(Question):
    """``saved(edited)``. Of a job that does not repeat yet, or with ``link`` of the series it comes from."""

    saved = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, job_id: int, link: SeriesLink | None = None) -> None:
        super().__init__(
            shell,
            parent,
            "Repeat this job" if link is None else "When it repeats",
            "Repeat" if link is None else "Save",
        )
        self._job_id, self._link = job_id, link
        self._draft: SeriesDraft | None = None
        self.editor = RuleEditor(shell)
        self.editor.setEnabled(False)
        self.editor.changed.connect(self._changed)
        self.content.addWidget(self.editor, 1)
        self.resize(880, 560)
        self.ok.setEnabled(False)
        desk = shell.desk

        def work() -> SeriesDraft:
            from officedesk.services.work.series import repeat_draft, series

            return repeat_draft(desk, job_id) if link is None else series(desk, link.series_id)

        shell.load(self, work, self._arrived, self._failed_to_open)

    def _arrived(self, draft: SeriesDraft) -> None:
        self._draft = draft
        # Of a series everything is said, so that its day stays what it is whatever is changed.
        rule = draft.rule if self._link is None else settled(draft.rule, draft.starts_on)
        self.editor.set_rule(rule, draft.starts_on, draft.ends_on)
        self.editor.setEnabled(True)
        self.ok.setEnabled(True)
        self.editor.frequency.setFocus()

    def _failed_to_open(self, error: Exception) -> None:
        self.failed(error)
        self.ok.setEnabled(False)

    def _changed(self) -> None:
        self.tell("")

    def answer(self) -> None:
        draft = self._draft
        if draft is None:
            return
        if self.editor.problem:
            self.tell(self.editor.problem)
            return
        wanted = replace(draft, rule=self.editor.rule())
        link = self._link
        if link is None:
            self._store(wanted, None)
            return
        ask = ScopeDialog(self.shell, self, link, "Which visits change?", this=False)
        ask.chosen.connect(lambda scope: self._store(wanted, scope))
        ask.open()

    def _store(self, draft: SeriesDraft, scope: Scope | None) -> None:
        if not self.wait():
            return
        desk, job_id, link = self.shell.desk, self._job_id, self._link

        def work() -> Edited:
            from officedesk.services.work.series import edit_series, repeat_job

            if scope is None or link is None:
                return repeat_job(desk, job_id, draft)
            return edit_series(desk, draft, scope, link.occurrence_id)

        self.shell.load(self, work, self._stored, self._refused)

    def _stored(self, edited: Edited) -> None:
        self.saved.emit(edited)
        self.accept()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.ok.setEnabled(True)
            self.tell(" ".join(error.fields.values()))
        elif isinstance(error, Conflict) and isinstance(error.theirs, SeriesDraft):
            # What is typed stays; what they changed besides the rule comes along.
            self.ok.setEnabled(True)
            self._draft = error.theirs
            self.tell(f"{error.message} Look at it once more, and save again to keep your rule.")
        else:
            self.failed(error)


def told(edited: Edited) -> str:
    """What became of the jobs, for a toast."""
    parts: list[Any] = [
        (edited.made, "new job", "new jobs"),
        (edited.changed, "job changed", "jobs changed"),
        (edited.removed, "job in the trash", "jobs in the trash"),
    ]
    said = [f"{count:,} {one if count == 1 else many}" for count, one, many in parts if count]
    return f"Saved: {', '.join(said)}." if said else "Saved. No job had to change."
