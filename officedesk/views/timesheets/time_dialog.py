"""Time that a technician worked: added, or corrected."""

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from officedesk.errors import Conflict, InvalidInput
from officedesk.services.mapping.time_choices import TimeChoices, time_choices
from officedesk.services.mapping.time_editing import merge, new_time, save_time, time_entry
from officedesk.services.mapping.time_rows import TimeDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.work.time_edit import TimeEdit

_TITLES = {"technician_id": "Field employee", "started": "From", "ended": "To", "job_id": "Job", "note": "Notes"}


class TimeDialog(Question):
    """Empty “To”: the work goes on. An end before the beginning is that of the next day."""

    def __init__(self, shell: Shell, parent: QWidget, entry_id: int | None = None, job_id: int | None = None) -> None:
        super().__init__(shell, parent, "Edit time" if entry_id else "Add time", "Save" if entry_id else "Add time")
        self._base: TimeDraft | None = None
        self._told: list[str] = []
        self.who = Combo(shell.icons, shell.theme)
        self.day = DateEdit(shell)
        self.began, self.ended = TimeEdit(), TimeEdit(optional=True)
        self.ended.setPlaceholderText("goes on")
        self.job = Combo(shell.icons, shell.theme, empty="No job")
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(72)
        self.overlap = QCheckBox("At the same time as their other work")
        self.overlap.hide()
        self.fields = {
            "technician_id": FormField("Field employee", self.who, required=True),
            "day": FormField("Date", self.day, required=True),
            "started": FormField("From", self.began, required=True),
            "ended": FormField("To", self.ended),
            "job_id": FormField("Job", self.job),
            "note": FormField("Notes", self.note),
        }
        f = self.fields
        self.content.addWidget(f["technician_id"])
        self.content.addLayout(row(f["day"], f["started"], f["ended"], spacing=12))
        self.content.addWidget(f["job_id"])
        self.content.addWidget(f["note"])
        self.content.addWidget(self.overlap)
        self.setMinimumWidth(460)
        EnterMovesOn(self).watch(self.who, self.day, self.began, self.ended, self.job)
        self.ok.setEnabled(False)
        desk = shell.desk

        def work() -> tuple[TimeDraft, TimeChoices]:
            draft = time_entry(desk, entry_id) if entry_id else new_time(desk, job_id)
            return draft, time_choices(desk)

        shell.load(self, work, self._arrived, self._gone)

    def answer(self) -> None:
        if self._base is None:
            return
        # What was refused may be right by now; what cannot be read is still wrong.
        for name in self._told:
            self.fields[name].show_error("")
        self._told = []
        wrong = next((made for made in self.fields.values() if getattr(made.control, "error", "")), None)
        if wrong is not None:
            wrong.control.setFocus()
            return
        if not self.wait():
            return
        desk, draft, base, overlap = self.shell.desk, self._typed(self._base), self._base, self.overlap.isChecked()
        base_given = base if base.id is not None else None
        self.shell.load(self, lambda: save_time(desk, draft, base_given, overlap=overlap), self._saved, self._refused)

    def _arrived(self, found: tuple[TimeDraft, TimeChoices]) -> None:
        draft, choices = found
        self._base = draft
        people, jobs = list(choices.technicians), list(choices.jobs)
        self.who.set_choices(people)
        self.job.set_choices(jobs)
        if draft.technician_id is None and people:
            draft = replace(draft, technician_id=people[0][0])
        self._show(draft)
        self.ok.setEnabled(True)
        self.who.setFocus()

    def _show(self, draft: TimeDraft) -> None:
        self.who.set_value(draft.technician_id)
        self.job.set_value(draft.job_id)
        if draft.started is not None:
            self.day.set_value(draft.started.date())
            self.began.set_value(draft.started.time().replace(second=0, microsecond=0))
        self.ended.set_value(None if draft.ended is None else draft.ended.time().replace(second=0, microsecond=0))
        self.note.setPlainText(draft.note)

    def _typed(self, base: TimeDraft) -> TimeDraft:
        day, began, ended = self.day.value(), self.began.value(), self.ended.value()
        started = None if day is None or began is None else datetime.combine(day, began)
        over = None
        if started is not None and ended is not None and day is not None:
            over = datetime.combine(day, ended)
            over += timedelta(days=1) if over < started else timedelta()
        # What is shown to the minute is not changed to the minute.
        if base.started is not None and started == base.started.replace(second=0, microsecond=0):
            started = base.started
        if base.ended is not None and over == base.ended.replace(second=0, microsecond=0):
            over = base.ended
        job_id = self.job.value()
        draft = replace(
            base,
            technician_id=self.who.value(),
            started=started,
            ended=over,
            job_id=job_id,
            note=self.note.toPlainText(),
        )
        # Without its job nothing says any more whose time it was.
        return replace(draft, customer_id=None, location_id=None) if base.job_id and job_id is None else draft

    def _saved(self, saved: TimeDraft) -> None:
        self.shell.signals.changed.emit("time_entry", saved.id or 0, saved.customer_id or 0)
        self.shell.toast("Time saved.")
        self.accept()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.ok.setEnabled(True)
            told = self._told = [name for name in error.fields if name in self.fields]
            for name in told:
                self.fields[name].show_error(error.fields[name])
            if told:
                self.fields[told[0]].control.setFocus()
            else:
                self.tell(str(error))
            self.overlap.setVisible(self.overlap.isVisible() or "already" in error.fields.get("started", ""))
            return
        if isinstance(error, Conflict) and isinstance(error.theirs, TimeDraft):
            self.ok.setEnabled(True)
            self._settle(error, error.theirs)
            return
        self.failed(error)

    def _settle(self, error: Conflict, theirs: TimeDraft) -> None:
        """Both versions field by field, then save what is kept."""
        from officedesk.views.widgets.conflict import ConflictDialog

        if self._base is None:
            return
        mine = self._typed(self._base)
        together, clashes = merge(self._base, mine, theirs)
        # What both put together cannot be stored is asked about too; whose time it is goes with the job.
        names = [name for name in _TITLES if name in (clashes or error.fields)]

        def keep(draft: TimeDraft) -> None:
            self._base = theirs
            self._show(draft)
            self.answer()

        if not names:
            keep(together)
            return
        rows = [(_TITLES[name], self._text(name, mine), self._text(name, theirs)) for name in names]
        dialog = ConflictDialog(self, rows, error.message)

        def chosen(choice: list[bool]) -> None:
            taken = {name: getattr(theirs, name) for name, is_mine in zip(names, choice, strict=True) if not is_mine}
            keep(replace(together, **taken))

        dialog.chosen.connect(chosen)
        dialog.open()

    def _text(self, name: str, draft: TimeDraft) -> str:
        """How a field of a draft reads."""
        if name == "technician_id":
            return self.who.text_of(draft.technician_id)
        if name == "job_id":
            return self.job.text_of(draft.job_id)
        if name == "note":
            return draft.note
        at = draft.started if name == "started" else draft.ended
        return "goes on" if at is None else f"{self.shell.date(at.date())} {at:%H:%M}"

    def _gone(self, error: Exception) -> None:
        self.reject()
        self.shell.fail(error)
