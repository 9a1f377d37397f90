"""When crossings of a geofence are told: days of the week and hours."""

from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.views.map.fence_words import DAYS
from officedesk.views.widgets.basics import button, even, label, row
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.work.time_edit import TimeEdit

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ActiveEdit(QWidget):
    """``value()`` is (days as bits, minutes from, minutes until); no hours mean all day."""

    edited = Signal()

    def __init__(self, enter: EnterMovesOn) -> None:
        super().__init__()
        self.days = [button(day[:2], kind="day", tip=name) for day, name in zip(DAYS, _NAMES, strict=True)]
        for made, name in zip(self.days, _NAMES, strict=True):
            made.setCheckable(True)
            made.setAccessibleName(name)
            made.toggled.connect(lambda _: self.edited.emit())
        self.start, self.end = TimeEdit(optional=True), TimeEdit(optional=True)
        self.start.setPlaceholderText("All day")
        self.end.setPlaceholderText("All day")
        for made_edit in (self.start, self.end):
            made_edit.setToolTip("A time such as 7, 7:30 or 6 pm; an end before the start is that of the next day")
            made_edit.edited.connect(self._hours_typed)
        enter.watch(self.start, self.end)
        self.fields = {"active_from": FormField("From", self.start), "active_until": FormField("Until", self.end)}
        self.error = label("", "error")
        self.error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(label("Active", "label"))
        days = row(*self.days, spacing=4)
        for place in range(len(self.days)):
            days.setStretch(place, 1)
        layout.addLayout(days)
        layout.addWidget(self.error)
        hours = even(*self.fields.values())
        hours.setSpacing(8)
        layout.addLayout(hours)

    def value(self) -> tuple[int, int, int]:
        """What is chosen."""
        days = sum(1 << bit for bit, made in enumerate(self.days) if made.isChecked())
        start, end = self.start.value(), self.end.value()
        return days, _minutes(start), _minutes(end)

    def set_value(self, days: int, start: int, end: int) -> None:
        """Show it without telling."""
        for bit, made in enumerate(self.days):
            made.blockSignals(True)
            made.setChecked(bool(days >> bit & 1))
            made.blockSignals(False)
        all_day = start == end
        self.start.set_value(None if all_day else _time(start))
        self.end.set_value(None if all_day else _time(end))
        self.show_error("")

    def show_error(self, text: str) -> None:
        """Say what is wrong with the days."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        if text:
            self.days[0].setFocus()

    def unreadable(self) -> bool:
        """An hour cannot be read: it is said, and gets the keyboard."""
        for made in (self.start, self.end):
            if made.error:
                made.show_error(made.error)
                made.setFocus()
                return True
        return False

    def _hours_typed(self) -> None:
        self.edited.emit()


def _minutes(at: time | None) -> int:
    return at.hour * 60 + at.minute if at is not None else 0


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
