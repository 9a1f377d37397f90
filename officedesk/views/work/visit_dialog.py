"""One visit of a job: when, and who goes."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from officedesk.models.hours import last_day as last_touched
from officedesk.models.hours import midnights
from officedesk.services.work.drafts import VisitDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import row
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.work.job_facts import Technicians
from officedesk.views.work.time_edit import TimeEdit
from officedesk.views.work.visit_warnings import VisitWarnings


class VisitDialog(Question):
    """``given(visit)`` with what was typed; the job is saved as a whole afterwards."""

    given = Signal(object)

    def __init__(
        self, shell: Shell, parent: QWidget, visit: VisitDraft | None, people: Technicians, job_id: int | None = None
    ) -> None:
        """``visit`` ``None``: a new one, today. ``job_id``: whose visit it is, for what speaks against it."""
        title = "Add visit" if visit is None else "Edit visit"
        super().__init__(shell, parent, title, "Add visit" if visit is None else "Done")
        self._visit = visit or VisitDraft()
        self._fresh = visit is None
        self.warnings = VisitWarnings(shell, self, job_id or 0)
        self.day = DateEdit(shell, optional=True)
        self.last_day = DateEdit(shell, optional=True)
        self.last_day.setPlaceholderText("same day")
        self.all_day = QCheckBox("All day")
        self.starts, self.ends = TimeEdit(), TimeEdit(optional=True)
        self.arrival = TimeEdit(optional=True)
        self.starts.setPlaceholderText("9:00")
        self.ends.setPlaceholderText("open")
        self.arrival.setPlaceholderText("none")
        self.people = QListWidget()
        self.people.setAccessibleName("Technicians")
        self.people.setProperty("role", "popup")
        self.people.setMaximumHeight(150)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(60)
        self._fields = {
            "day": FormField("Date", self.day),
            "last_day": FormField("Last day", self.last_day),
            "starts": FormField("From", self.starts),
            "ends": FormField("To", self.ends),
            "window": FormField("Arrival until", self.arrival),
        }
        f = self._fields
        self.content.addLayout(row(f["day"], f["last_day"], spacing=12))
        self.content.addWidget(self.all_day)
        self.content.addLayout(row(f["starts"], f["ends"], f["window"], spacing=12))
        self.content.addWidget(FormField("Technicians (Space checks)", self.people))
        self.content.addWidget(FormField("Note", self.note))
        self.content.addWidget(self.warnings)
        self.setMinimumWidth(440)
        EnterMovesOn(self).watch(self.day, self.last_day, self.all_day, self.starts, self.ends, self.arrival)
        self.all_day.toggled.connect(self._all_day)
        self._show(people, fresh=visit is None)
        for edit in (self.day, self.last_day, self.starts, self.ends):
            edit.edited.connect(self._look)
        self.all_day.toggled.connect(lambda _: self._look())
        self.people.itemChanged.connect(lambda _: self._look())
        self.warnings.told.connect(self._tell_answer)
        self._look()

    def answer(self) -> None:
        wrong = next((made for made in self._fields.values() if made.control.isEnabled() and made.control.error), None)
        if wrong is not None:
            wrong.control.setFocus()
            return
        problem = self._problem()
        if problem is not None:
            name, text = problem
            self._fields[name].show_error(text)
            self._fields[name].control.setFocus()
            return
        # What speaks against it is seen before it is done; a second press does it all the same.
        if self.wait():
            self.warnings.settle(self._typed(), self._settled)

    def _settled(self, go_on: bool) -> None:
        self.ok.setEnabled(True)
        if go_on:
            self.given.emit(self._typed())
            self.accept()

    def _look(self) -> None:
        """Ask what speaks against what is typed now, unless it cannot be read."""
        bad = any(made.control.isEnabled() and made.control.error for made in self._fields.values())
        if bad or self._problem() is not None:
            self.warnings.clear()
        else:
            self.warnings.look(self._typed())

    def _tell_answer(self) -> None:
        done = "Add visit" if self._fresh else "Done"
        self.ok.setText(f"{done} anyway" if self.warnings.problems and not self.warnings.refuses else done)

    def chosen_people(self) -> tuple[int, ...]:
        """Ids of the checked technicians."""
        items = [self.people.item(number) for number in range(self.people.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _show(self, people: Technicians, *, fresh: bool) -> None:
        visit = self._visit
        starts, ends = visit.starts, visit.ends
        self.day.set_value(starts.date() if starts else (self.shell.desk.today() if fresh else None))
        # An all-day visit ends at the midnight after its last day.
        last = last_touched(starts, ends) if starts and ends and visit.all_day else ends.date() if ends else None
        self.last_day.set_value(last if starts and last != starts.date() else None)
        self.starts.set_value(starts.time() if starts and not visit.all_day else time(9))
        self.ends.set_value(ends.time() if ends and not visit.all_day else None)
        self.arrival.set_value(visit.window_ends.time() if visit.window_ends else None)
        self.note.setPlainText(visit.note)
        shown = [*people.active, *(one for one in visit.technician_ids if one not in people.active)]
        for number in shown:
            item = QListWidgetItem(people.names.get(number, "Former employee"))
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = number in visit.technician_ids
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.people.addItem(item)
        if not shown:
            item = QListWidgetItem("No technicians yet: add them in Settings")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.people.addItem(item)
        self.all_day.setChecked(visit.all_day)
        self.day.setFocus()
        self.day.selectAll()

    def _all_day(self, on: bool) -> None:
        for control in (self.starts, self.ends, self.arrival):
            control.setEnabled(not on)

    def _problem(self) -> tuple[str, str] | None:
        day, last = self.day.value(), self.last_day.value()
        if day is None:
            return ("day", "Say the first day.") if last is not None else None
        if last is not None and last < day:
            return "last_day", "The last day is before the first."
        if self.all_day.isChecked():
            return None
        starts, ends = self._starts(day), self._ends(day)
        if ends is not None and ends <= starts:
            return "ends", "The visit ends before it begins."
        window = self.arrival.value()
        if window is not None and window < self.starts.value():
            return "window", "The arrival window ends before the visit begins."
        return None

    def _starts(self, day: date) -> datetime:
        return datetime.combine(day, self.starts.value() or time())

    def _ends(self, day: date) -> datetime | None:
        ends, last = self.ends.value(), self.last_day.value()
        if ends is None:
            return None if last is None else datetime.combine(last, time()) + timedelta(hours=24, minutes=-1)
        return datetime.combine(last or day, ends)

    def _typed(self) -> VisitDraft:
        day = self.day.value()
        all_day = self.all_day.isChecked()
        starts = ends = window = None
        if day is not None and all_day:
            starts, ends = midnights(day, self.last_day.value() or day)
        elif day is not None:
            starts, ends = self._starts(day), self._ends(day)
            if self.arrival.value() is not None:
                window = datetime.combine(day, self.arrival.value())
        return replace(
            self._visit,
            starts=starts,
            ends=ends,
            all_day=all_day and day is not None,
            window_ends=window,
            technician_ids=self.chosen_people(),
            note=self.note.toPlainText(),
        )
