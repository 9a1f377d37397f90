"""Small questions about visits: when and by whom, over which days, and where a whole day goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QWidget

from officedesk.models.hours import LONGEST, last_day, midnights
from officedesk.services.schedule.rows import Move, VisitBlock
from officedesk.views.schedule import words
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable
from officedesk.views.work.time_edit import TimeEdit

MOST_PARTS = 14


class PlanDialog(Question):
    """When a visit is, and who has it: what dragging does, by typing. ``given(move)``."""

    given = Signal(object)

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        block: VisitBlock,
        technicians: dict[int, str],
        day: date,
        *,
        fresh: bool = False,
    ) -> None:
        """``day`` is offered for a visit that has none yet; a ``fresh`` one is scheduled, others are moved."""
        super().__init__(shell, parent, *(("Schedule", "Schedule") if fresh else ("Move to", "Move")))
        self._block = block
        self.day, self.last = DateEdit(shell), DateEdit(shell, optional=True)
        self.last.setPlaceholderText("same day")
        self.starts, self.ends = TimeEdit(), TimeEdit()
        self.all_day = QCheckBox("All day")
        self.who = Combo(shell.icons, shell.theme)
        going = block.technician_ids
        kept = len(going) > 1 or any(one not in technicians for one in going)
        several = [(-1, "Those who have it now")] if kept else []
        self.who.set_choices([*several, (0, "Unassigned"), *technicians.items()])
        self.who.set_value(-1 if kept else going[0] if going else 0)
        self.fields = {
            "day": FormField("Date", self.day),
            "last": FormField("Last day", self.last),
            "starts": FormField("From", self.starts),
            "ends": FormField("To", self.ends),
        }
        f = self.fields
        self.content.addWidget(label(breakable(words.title(block)), "muted"))
        self.content.addLayout(row(f["day"], f["last"], spacing=12))
        self.content.addWidget(self.all_day)
        self.content.addLayout(row(f["starts"], f["ends"], spacing=12))
        self.content.addWidget(FormField("Technician", self.who))
        self.setMinimumWidth(400)
        begin = block.starts or datetime.combine(day, time(9))
        end = block.ends or begin + timedelta(hours=1)
        over = last_day(begin, end)
        self.day.set_value(begin.date())
        self.last.set_value(over if over != begin.date() else None)
        self.starts.set_value(begin.time() if not block.all_day else time(9))
        self.ends.set_value(end.time() if not block.all_day else time(10))
        self.all_day.toggled.connect(self._all_day)
        self.all_day.setChecked(block.all_day)
        EnterMovesOn(self).watch(self.day, self.last, self.all_day, self.starts, self.ends, self.who)
        self.day.setFocus()
        self.day.selectAll()

    def answer(self) -> None:
        wrong = next((made for made in self.fields.values() if made.control.isEnabled() and made.control.error), None)
        if wrong is not None:
            wrong.control.setFocus()
            return
        first, last = self.day.value(), self.last.value() or self.day.value()
        if first is None or last is None:
            self._refuse("day", "Say the day.")
            return
        if last < first:
            self._refuse("last", "The last day is before the first.")
            return
        if self.all_day.isChecked():
            starts, ends = midnights(first, last)
        else:
            begin, end = self.starts.value(), self.ends.value()
            if begin is None or end is None:
                self._refuse("starts" if begin is None else "ends", "Say from when to when.")
                return
            starts, ends = datetime.combine(first, begin), datetime.combine(last, end)
            if end == time() and last == first:
                ends += timedelta(days=1)
            if ends <= starts:
                self._refuse("ends", "The visit ends before it begins.")
                return
        if ends - starts > LONGEST:
            self._refuse("last", f"A visit lasts {LONGEST.days} days at most. Split it over several.")
            return
        who = self.who.value()
        people = self._block.technician_ids if who == -1 else (who,) if who else ()
        self.given.emit(
            replace(
                Move.of(self._block),
                starts=starts,
                ends=ends,
                all_day=self.all_day.isChecked(),
                technician_ids=people,
            )
        )
        self.accept()

    def _refuse(self, name: str, text: str) -> None:
        self.fields[name].show_error(text)
        self.fields[name].control.setFocus()

    def _all_day(self, on: bool) -> None:
        for control in (self.starts, self.ends):
            control.setEnabled(not on)


class SplitDialog(Question):
    """The days that a visit is split over. ``given(days)``."""

    given = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, block: VisitBlock, works: Callable[[date], bool]) -> None:
        """``works`` tells whether a day is worked by whoever has the visit: the next such day is checked too."""
        super().__init__(shell, parent, "Split over days", "Split")
        self._block = block
        self.days = QListWidget()
        self.days.setAccessibleName("Days")
        self.days.setProperty("role", "popup")
        self.said = label("", "muted")
        first = block.first_day or shell.desk.today()
        length = words.duration_text(_minutes(block)) if not block.all_day else "a day each"
        self.content.addWidget(label(breakable(f"{words.title(block)} · {length}"), "muted"))
        self.content.addWidget(FormField("Days (Space checks)", self.days))
        self.content.addWidget(self.said)
        checked = 0
        for at in range(MOST_PARTS):
            day = first + timedelta(days=at)
            item = QListWidgetItem(f"{day:%A}, {day:%B} {day.day}")
            item.setData(Qt.ItemDataRole.UserRole, day.toordinal())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = at == 0 or (checked < 2 and works(day))
            checked += on
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.days.addItem(item)
        self.days.setMinimumSize(360, 210)
        self.days.itemChanged.connect(self._tell)
        self.days.setCurrentRow(0)
        self.days.setFocus()
        self._tell()

    @property
    def chosen(self) -> list[date]:
        """The days that are checked."""
        items = [self.days.item(at) for at in range(self.days.count())]
        return [
            date.fromordinal(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def answer(self) -> None:
        if len(self.chosen) < 2:
            self.tell("Choose at least two days.")
            return
        self.given.emit(self.chosen)
        self.accept()

    def _tell(self) -> None:
        count = len(self.chosen)
        if count < 2:
            self.said.setText("Choose at least two days.")
        elif self._block.all_day:
            self.said.setText(f"{count} visits of a day each.")
        else:
            self.said.setText(f"{count} visits, each about {words.duration_text(_minutes(self._block) // count)}.")


class MoveDayDialog(Question):
    """Where everything of a day goes. ``given(day, technician ids)``: none for all of them."""

    given = Signal(object, object)

    def __init__(
        self, shell: Shell, parent: QWidget, day: date, technicians: dict[int, str], row_id: int | None = None
    ) -> None:
        """``row_id``: only the visits of that row (0: those that nobody has) are offered."""
        super().__init__(shell, parent, f"Move {day:%A}, {day:%B} {day.day}", "Move the day")
        self._day = day
        self.to = DateEdit(shell)
        self.who = Combo(shell.icons, shell.theme)
        self.who.set_choices([(-1, "All technicians"), *technicians.items(), (0, "Unassigned")])
        self.who.set_value(-1 if row_id is None else row_id)
        self.field = FormField("To", self.to)
        self.content.addWidget(label("Every visit that is not done keeps its hour and who has it.", "muted"))
        self.content.addLayout(even(self.field, FormField("Visits of", self.who)))
        self.setMinimumWidth(420)
        self.to.set_value(day + timedelta(days=1))
        EnterMovesOn(self).watch(self.to, self.who)
        self.to.setFocus()
        self.to.selectAll()

    def answer(self) -> None:
        to = self.to.value()
        if self.to.error or to is None or to == self._day:
            self.field.show_error(self.to.error or "Say another day.")
            self.to.setFocus()
            return
        who = self.who.value()
        self.given.emit(to, () if who == -1 else (who,))
        self.accept()


def _minutes(block: VisitBlock) -> int:
    if block.starts is None or block.ends is None:
        return 0
    return (block.ends - block.starts) // timedelta(minutes=1)
