"""A week's working hours: a field for each day, typed as people say them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from officedesk.models.hours import Spans, Week, minutes
from officedesk.services.office.week import DAYS, USUAL, day_text, parse_day
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.typed_fields import TypedEdit


class HoursEdit(TypedEdit):
    """``8-12, 12:30-5 pm``; empty is a day off."""

    def __init__(self) -> None:
        super().__init__(optional=True)
        self.setPlaceholderText("Off")

    def parse(self, text: str) -> Spans:
        return parse_day(text)

    def format(self, value: Spans) -> str:
        return day_text(value)


class WeekEdit(QWidget):
    """``value()`` is the week; with ``office`` it may be left to the office's hours, and is ``None`` then."""

    edited = Signal()
    error_changed = Signal(str)

    def __init__(self, *, office: str = "", lines: int = 7) -> None:
        """``office``: the words of the box that leaves it to the office's hours; ``lines``: days below each other."""
        super().__init__()
        self.same = QCheckBox(office)
        self.days = [HoursEdit() for _ in DAYS]
        self._sums = [label("", "muted") for _ in DAYS]
        self._other: Week = USUAL
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for at in range(-(-len(DAYS) // lines)):
            grid.setColumnStretch(3 * at + 1, 1)
        enter = EnterMovesOn(self)
        for number, (name, edit, told) in enumerate(zip(DAYS, self.days, self._sums, strict=True)):
            edit.setAccessibleName(f"Hours on {name}")
            edit.edited.connect(self._typed)
            edit.error_changed.connect(self._tell)
            enter.watch(edit)
            told.setFixedWidth(44)
            line, first = number % lines, 3 * (number // lines)
            for at, widget in enumerate((label(name), edit, told)):
                grid.addWidget(widget, line, first + at)
        self._copy = button("Monday's hours until Friday", self.copy_monday, kind="link")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.same)
        self.same.setVisible(bool(office))
        layout.addLayout(grid)
        layout.addLayout(row(self._copy, None))
        layout.addWidget(self._error)
        self._error.hide()
        self.same.toggled.connect(self._shared)
        self.set_value(None if office else USUAL)

    def value(self) -> Week | None:
        """What is typed; days that cannot be read keep their last good hours."""
        if self.same.isChecked():
            return None
        return self.week()

    def week(self) -> Week:
        """The hours in the fields, whoever's they are."""
        return tuple(edit.value() or () for edit in self.days)

    def set_value(self, value: Week | None, office: Week | None = None) -> None:
        """Show ``value`` without telling; ``office`` are the hours that ``None`` stands for."""
        if office is not None:
            self._other = office
        self.same.blockSignals(True)
        self.same.setChecked(value is None)
        self.same.blockSignals(False)
        self._show(self._other if value is None else value)

    @property
    def error(self) -> str:
        """Why a day cannot be used, or nothing."""
        if self.same.isChecked():
            return ""
        return next((f"{name}: {edit.error}" for name, edit in zip(DAYS, self.days, strict=True) if edit.error), "")

    def show_error(self, text: str) -> None:
        """What a refused save said of the hours."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def copy_monday(self) -> None:
        """Tuesday to Friday as Monday."""
        if self.same.isChecked():
            return
        monday = self.days[0].value()
        if any(edit.value() != monday for edit in self.days[1:5]):
            for edit in self.days[1:5]:
                edit.set_value(monday or ())
            self._typed()

    def _show(self, week: Week) -> None:
        for edit, day in zip(self.days, week, strict=True):
            edit.set_value(day)
            edit.setEnabled(not self.same.isChecked())
        self._copy.setEnabled(not self.same.isChecked())
        self._tell()

    def _shared(self, same: bool) -> None:
        self._show(self._other if same else self.week())
        self.edited.emit()

    def _typed(self) -> None:
        self._tell()
        self.edited.emit()

    def _tell(self, *_: object) -> None:
        for edit, told in zip(self.days, self._sums, strict=True):
            worked = minutes(edit.value() or ())
            told.setText(f"{worked / 60:.2f}".rstrip("0").rstrip(".") + " h" if worked else "")
        self.show_error(self.error)
