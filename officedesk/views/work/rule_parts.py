"""Small controls of a rule: days of the week, months, days of a month, a day of the year, a number of times."""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from officedesk.models.recurrence.words import ordinal
from officedesk.views.widgets.basics import button, row
from officedesk.views.widgets.typed_fields import TypedEdit

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
LAST = -1
_LAST_WORDS = frozenset({"last", "last day", "end"})
_ENDING = re.compile(r"(st|nd|rd|th)$")


class Toggles(QWidget):
    """Buttons of which any number is chosen. Tab and arrows go through them, Space chooses."""

    edited = Signal()

    def __init__(self, names: Sequence[str], short: int, first: int = 0) -> None:
        """``names`` of the values from ``first`` on; ``short``: letters that are shown."""
        super().__init__()
        self._first = first
        self.buttons = [button(name[:short], kind="day", tip=name) for name in names]
        for made, name in zip(self.buttons, names, strict=True):
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setAccessibleName(name)
            made.setProperty("wide", short > 2)
            made.clicked.connect(self._clicked)
        self.setLayout(row(*self.buttons, None, spacing=4))
        self.setFocusProxy(self.buttons[0])

    def value(self) -> tuple[int, ...]:
        return tuple(place + self._first for place, made in enumerate(self.buttons) if made.isChecked())

    def set_value(self, value: Iterable[int]) -> None:
        """Choose without telling."""
        chosen = set(value)
        for place, made in enumerate(self.buttons):
            made.setChecked(place + self._first in chosen)

    def _clicked(self, _on: bool) -> None:
        self.edited.emit()


class MonthDaysEdit(TypedEdit):
    """Days of a month: ``1, 15, last``. A tuple; the last is -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._value = ()
        self.setPlaceholderText("1, 15, last")

    def parse(self, text: str) -> tuple[int, ...]:
        found = tuple(_month_day(part) for part in re.split(r"[,;]|\band\b", text.lower()) if part.strip())
        if not found:
            raise ValueError("Which days? 1, 15 or last.")
        return tuple(dict.fromkeys(found))

    def format(self, value: tuple[int, ...]) -> str:
        return ", ".join(str(day) if day > 0 else ordinal(day) for day in value)


def _month_day(text: str) -> int:
    word = text.strip()
    if word in _LAST_WORDS:
        return LAST
    for number in range(-31, -1):
        if word == ordinal(number):
            return number
    plain = _ENDING.sub("", word)
    if plain.isascii() and plain.isdigit() and 1 <= int(plain) <= 31:
        return int(plain)
    raise ValueError(f"“{text.strip()}” is no day of a month: 1 to 31, or last.")


class DayOfYearEdit(TypedEdit):
    """A day of the year: ``Mar 15``, ``3/15``. A pair of month and day."""

    def parse(self, text: str) -> tuple[int, int]:
        parts = re.split(r"[\s/.\-]+", text.strip().rstrip("."))
        if len(parts) == 2:
            month = int(parts[0]) if parts[0].isascii() and parts[0].isdigit() else _month(parts[0])
            day = _ENDING.sub("", parts[1].lower())
            if 1 <= month <= 12 and day.isascii() and day.isdigit() and 1 <= int(day) <= _longest(month):
                return month, int(day)
        raise ValueError("A day of the year, such as Mar 15.")

    def format(self, value: tuple[int, int]) -> str:
        return f"{MONTHS[value[0] - 1][:3]} {value[1]}"


def _month(text: str) -> int:
    found = [place for place, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.lower().startswith(text.lower())]
    return found[0] if len(found) == 1 else 0


def _longest(month: int) -> int:
    return {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)


class TimesEdit(TypedEdit):
    """A whole number of something, from one on."""

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._most = most
        self._value = 1
        self.setMaximumWidth(70)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def parse(self, text: str) -> int:
        word = text.strip()
        if word.isascii() and word.isdigit() and 1 <= int(word) <= self._most:
            return int(word)
        raise ValueError(f"Between 1 and {self._most:,}.")

    def format(self, value: int) -> str:
        return str(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
        elif 1 <= (new := (self._value or 1) + step) <= self._most:
            self.setText(str(new))
            self._typed(str(new))
