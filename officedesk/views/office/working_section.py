"""Settings: when the office works, and on which days it does not."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.formatting import date_text
from officedesk.models.text import clean
from officedesk.services.office.drafts import WorkingDays
from officedesk.views.office.week_edit import WeekEdit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row, scrolled
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import FormField

CHANGED = "setting"
_OWN = Qt.ItemDataRole.UserRole
_YEARS_AHEAD = 3


class WorkingSection(QWidget):
    """Hours, the country whose holidays are kept, which of them are worked all the same, and days of one's own."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._stored: WorkingDays | None = None
        self._own: tuple[tuple[date, str], ...] = ()
        self._off: tuple[str, ...] = ()
        self._asked = 0
        self._saving = False
        self.week = WeekEdit()
        self.country = Combo(shell.icons, shell.theme, empty="No public holidays")
        self.region = Combo(shell.icons, shell.theme, empty="All of the country")
        self.year = Combo(shell.icons, shell.theme)
        today = shell.desk.today().year
        self.year.set_choices([(year, str(year)) for year in range(today - 1, today + _YEARS_AHEAD)])
        self.year.set_value(today)
        self.days = QListWidget()
        self.days.setAccessibleName("Holidays")
        self.days.setMinimumHeight(260)
        self.day, self.name = DateEdit(shell, optional=True), QLineEdit()
        self.day.setFixedWidth(140)
        self.name.setPlaceholderText("Christmas Eve")
        self.name.setMaxLength(80)
        self.add_button = button("Add day", self.add, icon=shell.icons("plus"))
        self.take_button = button("Remove", self.take_off, icon=shell.icons("trash"))
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self._lay_out()
        self.week.edited.connect(self._edited)
        self.country.edited.connect(self._other_country)
        self.region.edited.connect(self._show_days)
        self.year.edited.connect(self._show_days)
        self.days.itemChanged.connect(self._ticked)
        self.days.currentItemChanged.connect(self._chosen)
        self.name.returnPressed.connect(self.add)
        shell.signals.changed.connect(self._office_changed)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._chosen()
        self._edited()

    def _lay_out(self) -> None:
        hours = _card(
            "Office hours", "For everybody who has no hours of their own. An empty day is a day off.", self.week
        )
        self.week.setMaximumWidth(520)
        where = row(
            FormField("Country", self.country),
            FormField("State or region", self.region),
            FormField("Year", self.year),
            spacing=12,
        )
        for at, share in enumerate((3, 3, 1)):
            where.setStretch(at, share)
        own = row(FormField("Day", self.day), FormField("Day of your own", self.name), spacing=12)
        own.setStretch(1, 1)
        closed = _card(
            "Holidays",
            "On these days nobody works, and visits that repeat move. Take the check off where you work all the same.",
            holder(where),
            self.days,
            holder(own),
            holder(row(self.add_button, self.take_button, None)),
        )
        scroll = scrolled()
        scroll.setWidget(holder(column(hours, closed, None, spacing=12, margins=(16, 16, 16, 16))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(holder(column(row(self._error, None, self._save), margins=(16, 8, 16, 10)), "panel"))

    # --- the page's section ---

    @property
    def dirty(self) -> bool:
        """Something was changed that is not saved."""
        return self._stored is not None and self.draft() != self._stored

    def draft(self) -> WorkingDays:
        """What is chosen and typed."""
        stored = self._stored or WorkingDays()
        return replace(
            stored,
            hours=self.week.week(),
            country=self.country.value() or "",
            region=self.region.value() or "",
            own=self._own,
            off=self._off,
        )

    def show_section(self) -> None:
        """Read them, unless there is something unsaved."""
        if self.dirty:
            return
        desk = self._shell.desk

        def work() -> tuple[WorkingDays, Any]:
            from officedesk.services.office.working_days import countries, working_days

            return working_days(desk), countries()

        self._shell.load(self, work, lambda found: self._loaded(*found))

    def forget(self) -> None:
        """Drop what was changed."""
        if self._stored is not None:
            self._show(self._stored)

    def save(self) -> None:
        """Store them; what is typed stays where it cannot be stored."""
        if not self.dirty or self._saving:
            return
        if self.week.error:
            self._error.setText(self.week.error)
            return
        from officedesk.services.office.working_days import save_working_days

        desk, draft, was = self._shell.desk, self.draft(), self._stored
        self._saving = True
        self._error.clear()
        self._edited()
        self._shell.load(self, lambda: save_working_days(desk, draft, was), self._saved, self._refused)

    def add(self) -> None:
        """Put a day of the office's own on the list."""
        day, name = self.day.value(), clean(self.name.text())
        if self.day.error or day is None or not name:
            self._error.setText("Say which day, and what it is called.")
            (self.name if day is not None else self.day).setFocus()
            return
        self._error.clear()
        self._own = tuple(sorted({**dict(self._own), day: name}.items()))
        self.name.clear()
        self.day.set_value(None)
        if day.year in dict(self.year_choices()):
            self.year.set_value(day.year)
        self._show_days()
        self.day.setFocus()

    def take_off(self) -> None:
        """Take the chosen day of the office's own from the list."""
        if (day := self._own_day()) is not None:
            self._own = tuple(one for one in self._own if one[0] != day)
            self._show_days()

    def year_choices(self) -> list[tuple[int, str]]:
        """The years that can be looked at."""
        return [(int(self.year.itemText(at)), self.year.itemText(at)) for at in range(self.year.count())]

    # --- what is shown ---

    def _loaded(self, stored: WorkingDays, known: Any) -> None:
        self.country.set_choices(known)
        self._show(stored)

    def _show(self, stored: WorkingDays) -> None:
        self._stored = stored
        self._own, self._off = stored.own, stored.off
        self.week.set_value(stored.hours)
        self.country.set_value(stored.country or None)
        self._offer_regions(stored.region)
        self._show_days()

    def _other_country(self) -> None:
        self._offer_regions("")
        self._show_days()

    def _offer_regions(self, region: str) -> None:
        from officedesk.services.office.working_days import regions

        found = regions(self.country.value() or "")
        self.region.set_choices(found)
        self.region.set_value(region or None)
        self.region.setEnabled(bool(found))

    def _show_days(self) -> None:
        """The year's holidays, off the GUI thread; of a burst of choices only the last is shown."""
        self._asked += 1
        asked, year, draft = self._asked, self.year.value(), self.draft()

        def work() -> Any:
            from officedesk.services.office.working_days import public_holidays

            return public_holidays(draft.country, draft.region, year)

        self._shell.load(self, work, lambda found: self._fill(asked, year, found))
        self._edited()

    def _fill(self, asked: int, year: int, found: Any) -> None:
        if asked != self._asked:
            return
        dates = self._shell.date_format
        self.days.blockSignals(True)
        self.days.clear()
        every = [(day, name, False) for day, name in found] + [
            (day, n, True) for day, n in self._own if day.year == year
        ]
        for day, name, own in sorted(every):
            item = QListWidgetItem(f"{day:%a} {date_text(day, dates)}   {name}{'   (your own)' if own else ''}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if own:
                item.setData(_OWN, day)
            else:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked if name in self._off else Qt.CheckState.Checked)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            item.setData(_OWN + 1, name)
            item.setSizeHint(QSize(0, round(self.fontMetrics().height() * 1.7)))
            self.days.addItem(item)
        self.days.blockSignals(False)
        self._chosen()

    def _ticked(self, item: QListWidgetItem) -> None:
        name = item.data(_OWN + 1)
        rest = set(self._off) - {name}
        worked = item.checkState() is Qt.CheckState.Unchecked
        self._off = tuple(sorted(rest | {name} if worked else rest))
        self._edited()

    def _chosen(self, *_: object) -> None:
        self.take_button.setEnabled(self._own_day() is not None)

    def _own_day(self) -> date | None:
        """The chosen day, where it is one of the office's own."""
        row_chosen = self.days.currentRow()
        found: date | None = self.days.item(row_chosen).data(_OWN) if row_chosen >= 0 else None
        return found

    def _edited(self) -> None:
        self._save.setEnabled(self.dirty and not self._saving)

    # --- saving ---

    def _saved(self, stored: WorkingDays) -> None:
        self._saving = False
        self._show(stored)
        self._shell.signals.changed.emit(CHANGED, 0, 0)
        self._shell.toast("Saved.")

    def _refused(self, error: Exception) -> None:
        self._saving = False
        self._edited()
        if isinstance(error, InvalidInput):
            self._error.setText(" ".join(error.fields.values()))
        elif isinstance(error, Conflict) and isinstance(error.theirs, WorkingDays):
            # What was changed here goes over what is stored now, and is looked at before it is saved.
            mine, was = self.draft(), self._stored or WorkingDays()
            changed = {
                name: getattr(mine, name)
                for name in ("hours", "country", "region", "own", "off")
                if getattr(mine, name) != getattr(was, name)
            }
            self._show(error.theirs)
            merged = replace(error.theirs, **changed)
            self._take(merged)
            self._error.setText(f"{error.message} Your changes are still here: look at them, and save again.")
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)

    def _take(self, draft: WorkingDays) -> None:
        stored = self._stored
        self._show(draft)
        self._stored = stored
        self._edited()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in (CHANGED, "company") and self.isVisible() and not self._saving:
            self.show_section()


def _card(title: str, words: str, *parts: QWidget) -> QWidget:
    about = label(words, "muted")
    about.setWordWrap(True)
    return holder(column(label(title, "title"), about, *parts, spacing=12, margins=(20, 16, 20, 16)), "card")
