"""The next days of a rule: what is moved is marked, and any of them can be left out, or another day added."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from officedesk.models.recurrence import Frequency, Planned, Rule
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.date_edit import DateEdit

if TYPE_CHECKING:
    from officedesk.services.desk import Desk

COUNT = 12
ROW = 24
"""Pixels of a line."""
NOTHING = Rule(Frequency.DAILY)
WAIT = 120
"""Milliseconds after a keystroke until it looks: whoever types does not want every day in between."""


class RulePreview(QWidget):
    """``left_out(day, out)``: the user leaves a day out or takes that back; ``added(day)``, ``removed(day)``."""

    left_out = Signal(object, bool)
    added = Signal(object)
    removed = Signal(object)
    told = Signal()
    """Other days are shown now."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._asked = 0
        self._wanted: tuple[Rule, date, date | None] | None = None
        self.days: list[Planned] = []
        """What is shown, days that are left out apart."""
        self.words = label("", "strong")
        self.words.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setProperty("role", "popup")
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(f"Next {COUNT} days")
        self.list.header().setStretchLastSection(True)
        for column in (0, 1):
            self.list.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setMinimumWidth(300)
        self.list.installEventFilter(self)
        self.list.itemDoubleClicked.connect(self._toggle)
        self.list.currentItemChanged.connect(self._tell_button)
        self.toggle = button("Leave out", self._toggle_current, tip="Leave this day out (Space)")
        self.toggle.setAutoDefault(False)
        self.extra = DateEdit(shell, optional=True)
        self.extra.setPlaceholderText("another day")
        self.extra.setAccessibleName("Another day")
        self.add = button("Add", self._add, tip="Come on this day too")
        self.add.setAutoDefault(False)
        self.extra.returnPressed.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(label(f"The next {COUNT}", "label"))
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.toggle, None, self.extra, self.add))
        self.extra.setMaximumWidth(150)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._look)
        self._tell_button()

    def show_rule(self, rule: Rule, starts_on: date, ends_on: date | None = None) -> None:
        """Show what comes of it from ``starts_on`` or today on, whichever is later."""
        from officedesk.models.recurrence import words

        text = words(rule, starts_on)
        self.words.setText(f"{text[:1].upper()}{text[1:]}")
        if (rule, starts_on, ends_on) != self._wanted:
            self._wanted = (rule, starts_on, ends_on)
            self._timer.start()

    def show_problem(self, text: str) -> None:
        """Nothing comes of what is typed, and why."""
        self._asked += 1
        self._timer.stop()
        self._wanted = None
        self.words.setText(text)
        self._show([], NOTHING)

    def set_read_only(self, read_only: bool) -> None:
        for made in (self.toggle, self.extra, self.add):
            made.setVisible(not read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete)
        ):
            self._toggle_current()
            return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        if self._wanted is None:
            return
        self._asked += 1
        asked, (rule, starts_on, ends_on), desk = self._asked, self._wanted, self._shell.desk

        def done(found: list[Planned]) -> None:
            if asked == self._asked:
                self._show(found, rule)

        self._shell.load(self, lambda: _next_days(desk, rule, starts_on, ends_on), done)

    def _show(self, found: list[Planned], rule: Rule) -> None:
        current = self.list.currentItem()
        kept = current.data(0, Qt.ItemDataRole.UserRole) if current is not None else None
        self.list.clear()
        self.days = [each for each in found if each.nominal not in rule.exceptions]
        muted = self._shell.theme.colour("muted")
        for each in found:
            out = each.nominal in rule.exceptions
            note = "left out" if out else _why(each) or ("added" if each.nominal in rule.extra else "")
            item = QTreeWidgetItem([f"{each.due:%a}", self._shell.date(each.due), note])
            item.setData(0, Qt.ItemDataRole.UserRole, (each.nominal, out, each.nominal in rule.extra))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{each.due:%A} {self._shell.date(each.due)} {note}")
            item.setSizeHint(0, QSize(0, ROW))
            item.setForeground(2, muted)
            if out:
                struck = QFont(self.list.font())
                struck.setStrikeOut(True)
                for column in (0, 1):
                    item.setFont(column, struck)
                    item.setForeground(column, muted)
            self.list.addTopLevelItem(item)
            if kept is not None and kept[0] == each.nominal:
                self.list.setCurrentItem(item)
        if not found:
            nothing = QTreeWidgetItem(["", "Nothing comes of it", ""])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addTopLevelItem(nothing)
        self._tell_button()
        self.told.emit()

    def _tell_button(self) -> None:
        item = self.list.currentItem()
        said = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        self.toggle.setEnabled(said is not None)
        out = bool(said and said[1])
        self.toggle.setText("Take back" if out else "Leave out")
        self.toggle.setAccessibleName(self.toggle.text())

    def _toggle_current(self) -> None:
        self._toggle(self.list.currentItem())

    def _toggle(self, item: QTreeWidgetItem | None) -> None:
        said = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        if said is None or self.toggle.isHidden():
            return
        nominal, out, extra = said
        if extra and not out:
            self.removed.emit(nominal)
        else:
            self.left_out.emit(nominal, not out)

    def _add(self) -> None:
        day = self.extra.value()
        if day is None or self.extra.error:
            self.extra.setFocus()
            return
        self.extra.set_value(None)
        self.extra.clear()
        self.added.emit(day)


def _why(planned: Planned) -> str:
    if planned.due == planned.nominal:
        return ""
    return f"instead of {planned.nominal:%a, %b} {planned.nominal.day}" + (
        f" · {planned.why}" if planned.why != f"{planned.nominal:%A}" else ""
    )


def _next_days(desk: Desk, rule: Rule, starts_on: date, ends_on: date | None) -> list[Planned]:
    """The next days with those that are left out, where they would be."""
    from officedesk.models.recurrence import upcoming
    from officedesk.services.work.holidays import holidays_of

    after = max(starts_on, desk.today()) if starts_on > date.min else desk.today()
    whole = replace(rule, exceptions=())
    found = upcoming(whole, starts_on, after, COUNT + len(rule.exceptions), holidays_of(desk))
    shown: list[Planned] = []
    for each in found:
        if ends_on is not None and each.nominal > ends_on:
            break
        shown.append(each)
        if sum(1 for one in shown if one.nominal not in rule.exceptions) == COUNT:
            break
    return shown
