"""A calendar day: typed, moved with the arrows, or picked from a month."""

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QTableView, QToolButton, QVBoxLayout, QWidget

from officedesk import formatting, parsing
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, row
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.typed_fields import TypedEdit

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DateEdit(TypedEdit):
    """``today``, ``+14``, ``6/30``. Up and Down move by a day; Alt+Down, F4 or the icon show a month."""

    def __init__(self, shell: Shell, *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(optional=optional, parent=parent)
        self._shell = shell
        self.calendar: MonthPopover | None = None
        self.setPlaceholderText(shell.date_format)
        self._pick = QAction(shell.icons("calendar-blank", "muted"), "Pick a day (Alt+Down)", self)
        self._pick.triggered.connect(lambda: self.show_month())
        self.addAction(self._pick, self.ActionPosition.TrailingPosition)

    def parse(self, text: str) -> date:
        return parsing.parse_date(text, self._shell.desk.today(), self._shell.date_format)

    def format(self, value: date) -> str:
        return formatting.date_text(value, self._shell.date_format)

    def setReadOnly(self, read_only: bool) -> None:
        super().setReadOnly(read_only)
        self._pick.setVisible(not read_only)

    def show_month(self) -> None:
        """Let the user pick a day; the field has the keyboard again afterwards."""
        if self.isReadOnly():
            return
        today = self._shell.desk.today()
        month = MonthPopover(self, self._shell, self._value or today, clear=self._optional)
        month.picked.connect(self._picked)
        month.destroyed.connect(self._closed)
        self.calendar = month
        month.pop(month.days)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and held == Qt.KeyboardModifier.AltModifier):
            self.show_month()
        elif key in _STEPS and not held and not self.isReadOnly():
            day = (self._value or self._shell.desk.today()).toordinal() + _STEPS[key]
            if date.min.toordinal() <= day <= date.max.toordinal():
                self._write(self.format(date.fromordinal(day)))
        else:
            super().keyPressEvent(event)

    def _picked(self, day: date | None) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._write("" if day is None else self.format(day))

    def _write(self, text: str) -> None:
        self.setText(text)
        self._typed(text)

    def _closed(self) -> None:
        self.calendar = None


class MonthPopover(Popover):
    """A month under a field. Arrows move by a day, PgUp and PgDn by a month; Enter or a click picks."""

    picked = Signal(object)

    def __init__(self, under: QWidget, shell: Shell, day: date, *, clear: bool) -> None:
        theme, today = shell.theme, shell.desk.today()
        content = QVBoxLayout()
        content.setSpacing(6)
        super().__init__(under, content)
        self.month = QCalendarWidget()
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.month.setAccessibleName("Month")
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        plain, muted, marked = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme.colour("text"))
        muted.setForeground(theme.colour("muted"))
        marked.setForeground(theme.colour("accent_text"))
        marked.setFontWeight(700)
        self.month.setHeaderTextFormat(muted)
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            # Qt paints the weekend red: nothing here is wrong.
            self.month.setWeekdayTextFormat(weekday, plain)
        self.month.setDateTextFormat(QDate(today.year, today.month, today.day), marked)
        for name, icon in (("prevmonth", "caret-left"), ("nextmonth", "caret-right")):
            turn = self.month.findChild(QToolButton, f"qt_calendar_{name}")
            turn.setIcon(shell.icons(icon))
        self.days: QTableView = self.month.findChild(QTableView, "qt_calendar_calendarview")  # type: ignore[assignment]
        palette = self.days.palette()
        palette.setColor(QPalette.ColorRole.Text, theme.colour("text"))
        self.days.setPalette(palette)
        # "activated" is told for Enter and double click, "clicked" for the mouse.
        self.month.activated.connect(self._pick)
        self.month.clicked.connect(self._pick)
        content.addWidget(self.month)
        now = button("Today", lambda: self._pick(QDate(today.year, today.month, today.day)), kind="link")
        none = button("Clear", self._clear, kind="link")
        if not clear:
            none.hide()
        content.addLayout(row(now, None, none))

    def _pick(self, day: QDate) -> None:
        if self.isVisible():
            self.close()
            self.picked.emit(date(day.year(), day.month(), day.day()))

    def _clear(self) -> None:
        self.close()
        self.picked.emit(None)
