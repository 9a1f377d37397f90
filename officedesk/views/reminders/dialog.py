"""The form of a reminder: what, when, for whom, and whether it comes again."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from officedesk.errors import Conflict, InvalidInput
from officedesk.formatting import time_text
from officedesk.models.due import MORNING
from officedesk.models.enums import Repeat
from officedesk.services.reminders.drafts import ReminderDraft
from officedesk.views.office.record_merge import Merged, merge_records, with_choice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.work.time_edit import TimeEdit

REPEATS = {
    Repeat.NEVER: "Never",
    Repeat.DAILY: "Every day",
    Repeat.WEEKDAYS: "Monday to Friday",
    Repeat.WEEKLY: "Every week",
    Repeat.MONTHLY: "Every month",
    Repeat.YEARLY: "Every year",
}
_TITLES = {
    "subject": "Subject",
    "description": "Description",
    "due": "Due",
    "user_id": "Assigned to",
    "repeat": "Repeats",
    "location_id": "Location",
    "about": "About",
    "about_id": "About",
}


@dataclass(frozen=True)
class _Choices:
    """What can be chosen from."""

    draft: ReminderDraft
    people: list[tuple[int, str]]
    places: list[tuple[int, str]]
    about: list[tuple[tuple[str, int], str]]


class ReminderDialog(Question):
    """``saved(reminder_id)``. A new one where ``reminder_id`` is ``None``. Use ``open()``."""

    saved = Signal(int)

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        customer_id: int | None = None,
        reminder_id: int | None = None,
        *,
        location_id: int | None = None,
        about: tuple[str, int] | None = None,
    ) -> None:
        """``about``: the change log's word and the id of what a new reminder is about."""
        super().__init__(shell, parent, "Edit reminder" if reminder_id else "New reminder", "Save")
        self._new = (customer_id, location_id, *(about or ("", 0)))
        self._reminder_id = reminder_id
        self._begun: ReminderDraft | None = None
        self._base = ReminderDraft()
        self.subject = QLineEdit()
        self.subject.setMaxLength(300)
        self.day = DateEdit(shell)
        self.time = TimeEdit()
        self.time.setPlaceholderText("9:00")
        self.person = Combo(shell.icons, shell.theme)
        self.repeat = Combo(shell.icons, shell.theme)
        self.repeat.set_choices(REPEATS.items())
        self.place = Combo(shell.icons, shell.theme, empty="None")
        self.about = Combo(shell.icons, shell.theme, empty="Nothing")
        self.description = QPlainTextEdit()
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(84)
        self.fields = {
            "subject": FormField("Subject", self.subject, required=True),
            "due": FormField("Due date", self.day, required=True),
            "time": FormField("Time", self.time, required=True),
            "user_id": FormField("Assigned to", self.person, required=True),
            "repeat": FormField("Repeats", self.repeat),
            "location_id": FormField("Location", self.place),
            "about": FormField("About", self.about),
            "description": FormField("Description", self.description),
        }
        made = self.fields
        self.day.setToolTip("A day such as today, +14, fri or 6/30")
        self.time.setToolTip("A time such as 9:30, 14 or 2 pm")
        self.content.addWidget(made["subject"])
        self.content.addLayout(even(made["due"], made["time"], made["repeat"]))
        self.content.addWidget(made["user_id"])
        self.content.addLayout(even(made["location_id"], made["about"]))
        self.content.addWidget(made["description"])
        self.setMinimumWidth(520)
        EnterMovesOn(self).watch(self.subject, self.day, self.time, self.repeat, self.person, self.place, self.about)
        QShortcut(QKeySequence("Ctrl+S"), self, self.answer)
        self.ok.setEnabled(False)
        self._load()
        self.subject.setFocus()

    def _load(self) -> None:
        desk, number, new = self.shell.desk, self._reminder_id, self._new

        def work() -> _Choices:
            from officedesk.services.customers.locations import locations
            from officedesk.services.office.people import users
            from officedesk.services.reminders.editing import about_choices, new_reminder, reminder

            draft = reminder(desk, number) if number is not None else new_reminder(desk, *new)
            people = [(user.id or 0, user.name) for user in users(desk) if user.active or user.id == draft.user_id]
            if draft.customer_id is None:
                return _Choices(draft, people, [], [])
            places = [(place.id, place.name or place.line) for place in locations(desk, draft.customer_id)]
            return _Choices(draft, people, places, about_choices(desk, draft.customer_id))

        self.shell.load(self, work, self._loaded)

    def _loaded(self, found: _Choices) -> None:
        self.person.set_choices(found.people)
        self.place.set_choices(found.places)
        self.about.set_choices(found.about)
        self.fields["location_id"].setVisible(bool(found.places))
        self.fields["about"].setVisible(bool(found.about))
        typed = self.subject.text()
        self._show(found.draft)
        self._base = self._begun = found.draft
        if typed and self._reminder_id is None:
            # Somebody types faster than the office file answers.
            self.subject.setText(typed)
        self.ok.setEnabled(True)
        self.adjustSize()

    def _show(self, draft: ReminderDraft) -> None:
        self.subject.setText(draft.subject)
        self.description.setPlainText(draft.description)
        self.day.set_value(draft.due.date() if draft.due else None)
        self.time.set_value(draft.due.time() if draft.due else MORNING)
        self.person.set_value(draft.user_id)
        self.repeat.set_value(draft.repeat)
        self.place.set_value(draft.location_id)
        self.about.set_value((draft.about, draft.about_id) if draft.about else None)

    def draft(self) -> ReminderDraft:
        """What is typed."""
        day, time = self.day.value(), self.time.value()
        about = self.about.value()
        return replace(
            self._base,
            subject=self.subject.text().strip(),
            description=self.description.toPlainText().strip(),
            due=datetime.combine(day, time) if day is not None and time is not None else None,
            user_id=self.person.value(),
            repeat=self.repeat.value(),
            location_id=self.place.value(),
            about=about[0] if about else "",
            about_id=about[1] if about else None,
        )

    def answer(self) -> None:
        """Save; what is wrong is told beside the fields."""
        wrong = next((made for made in (self.fields["due"], self.fields["time"]) if made.control.error), None)
        if wrong is not None:
            wrong.control.setFocus()
            return
        self._store(self.draft())

    def _store(self, draft: ReminderDraft) -> None:
        if not self.wait():
            return
        self.ok.setText("Saving…")
        desk = self.shell.desk

        def work() -> ReminderDraft:
            from officedesk.services.reminders.editing import save_reminder

            return save_reminder(desk, draft)

        self.shell.load(self, work, self._stored, self._refused)

    def _stored(self, draft: ReminderDraft) -> None:
        self.shell.signals.changed.emit("reminder", draft.id or 0, draft.customer_id or 0)
        self.saved.emit(draft.id or 0)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.ok.setText("Save")
        self.ok.setEnabled(True)
        if isinstance(error, Conflict):
            self._merge(error.theirs)
            return
        if not isinstance(error, InvalidInput):
            self.failed(error)
            return
        problems = dict(error.fields)
        first: QWidget | None = None
        for name, made in self.fields.items():
            text = problems.pop(name, "")
            made.show_error(text)
            if text and first is None:
                first = made.control
        self.tell(" ".join(problems.values()))
        if first is not None:
            first.setFocus()

    # --- another desktop was faster ---

    def _merge(self, theirs: ReminderDraft) -> None:
        merged = merge_records(self._base, self.draft(), theirs)
        if not merged.clashes:
            self._take(merged.draft, theirs)
            self._store(merged.draft)
            return
        from officedesk.views.widgets.conflict import ConflictDialog

        names = [name for name in merged.clashes if name != "about_id"] or ["about"]
        rows = [(_TITLES.get(name, name), self._said(merged.draft, name), self._said(theirs, name)) for name in names]
        asked = ConflictDialog(self, rows)
        asked.chosen.connect(lambda choice: self._chosen(merged, theirs, dict(zip(names, choice, strict=True))))
        asked.open()

    def _chosen(self, merged: Merged, theirs: ReminderDraft, choice: dict[str, bool]) -> None:
        if "about" in choice:
            choice["about_id"] = choice["about"]
        draft = with_choice(merged, theirs, choice)
        self._take(draft, theirs)
        self._store(draft)

    def _take(self, draft: ReminderDraft, theirs: ReminderDraft) -> None:
        self._show(draft)
        self._base = self._begun = theirs

    def _said(self, draft: ReminderDraft, name: str) -> str:
        value: Any = getattr(draft, name)
        if name == "due":
            return f"{self.shell.date(draft.due.date())} {time_text(draft.due)}" if draft.due else ""
        if name == "user_id":
            return self.person.text_of(value)
        if name == "repeat":
            return REPEATS[value]
        if name == "location_id":
            return self.place.text_of(value)
        if name == "about":
            return self.about.text_of((draft.about, draft.about_id))
        return str(value)

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        if self._begun is not None and self.ok.isEnabled() and self.draft() != self._begun:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.answer)
            return
        super().reject()
