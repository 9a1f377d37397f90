"""Papers of the schedule: day sheets and the week plan, looked at, printed, kept as PDF or emailed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.sales.paper_actions import print_drawn, save_drawn
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.segmented import Segmented

if TYPE_CHECKING:
    from officedesk.archive import DrawnPaper
    from officedesk.services.office.drafts import TechnicianDraft
    from officedesk.views.paper_view import PaperView

DAY, DAYS, WEEK = "day", "days", "week"
EVERYBODY = 0
SOME = -1
"""In place of a technician: those that were chosen on the board."""


def print_day_sheets(
    shell: Shell, owner: QWidget, day: date, technician_ids: Sequence[int] = (), *, which: str = DAY
) -> DayPapers:
    """Open the papers of ``day`` over ``owner``'s window, for these technicians or for everybody."""
    made = DayPapers(shell, owner.window(), day, technician_ids, which)
    made.open()
    return made


class DayPapers(QDialog):
    """Which paper, of which day, for whom; the paper itself below. Use ``open()``."""

    def __init__(
        self, shell: Shell, parent: QWidget, day: date, technician_ids: Sequence[int] = (), which: str = DAY
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Print day sheets")
        self._shell, self._some = shell, tuple(technician_ids)
        self._people: dict[int, TechnicianDraft] = {}
        self._asked = 0
        self._paper: DrawnPaper | None = None
        self.which = Segmented([(DAY, "Day sheets"), (DAYS, "Day sheets, whole week"), (WEEK, "Week plan")])
        self.which.set_value(which)
        self.day = DateEdit(shell)
        self.day.set_value(day)
        self.day.setFixedWidth(130)
        self.day.setAccessibleName("Day")
        back = button("", lambda: self._step(-1), icon=shell.icons("caret-left"), tip="Earlier (Alt+Left)")
        on = button("", lambda: self._step(1), icon=shell.icons("caret-right"), tip="Later (Alt+Right)")
        self.who = Combo(shell.icons, shell.theme)
        self.who.setMinimumWidth(210)
        self._offer()
        self.told = label("", "muted")
        self.view: PaperView | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self.email_button = button("Email…", self.email, icon=shell.icons("envelope-simple"))
        self.pdf_button = button("Save PDF…", self.save_pdf, icon=shell.icons("file-pdf"), shortcut="Ctrl+Shift+P")
        self.print_button = button(
            "Print…", self.print_it, kind="primary", icon=shell.icons("printer", "on_accent"), shortcut="Ctrl+P"
        )
        self.print_button.setDefault(True)
        choice = row(
            field("Paper", self.which),
            field("Day", holder(row(back, self.day, on, spacing=4))),
            field("For", self.who),
            None,
            spacing=14,
        )
        desk = holder(self._place, "desk")
        foot = row(self.told, None, button("Close", self.reject), self.email_button, self.pdf_button, self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(column(choice, margins=(18, 14, 18, 12)), "panel"))
        layout.addWidget(desk, 1)
        layout.addWidget(holder(column(foot, margins=(18, 10, 18, 12)), "panel"))
        self.email_button.setVisible(shell.may(Permission.MESSAGES_SEND))
        for keys, step in (("Alt+Left", -1), ("Alt+Right", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._step(step))
        self.which.chosen.connect(self._draw)
        self.day.edited.connect(self._draw)
        self.who.edited.connect(self._draw)
        room = parent.size()
        self.resize(min(980, max(720, room.width() - 120)), min(1000, max(560, room.height() - 60)))
        self._ready(on=False)
        shell.load(self, self._read, self._known)

    # --- what is shown ---

    def technician_ids(self) -> tuple[int, ...]:
        """Whom the paper is for; nobody in particular: for everybody."""
        chosen = self.who.value()
        return self._some if chosen == SOME else () if chosen in (None, EVERYBODY) else (int(chosen),)

    def print_it(self) -> None:
        """Hand the paper to the system's print dialog."""
        if self._paper is not None:
            print_drawn(self._shell, self._paper, self)

    def save_pdf(self) -> None:
        """Ask where to keep it."""
        if self._paper is not None:
            save_drawn(self._shell, self._paper, self)

    def email(self) -> None:
        """Open the composer with the paper, addressed to whom it is for."""
        from officedesk.services.messaging.drafts import Address, MessageDraft

        paper = self._paper
        if paper is None:
            return
        wanted = self.technician_ids() or tuple(self._people)
        people = [self._people[one] for one in wanted if one in self._people]
        to = tuple(Address(person.name, person.email) for person in people if person.email)
        draft = MessageDraft(to=to, subject=paper.title, body="", pdf_name=paper.file_name)
        self.accept()
        self._shell.compose(None, draft=draft, pdf=(paper.file_name, paper.content))

    # --- how it gets there ---

    def _read(self) -> list[TechnicianDraft]:
        from officedesk.services.office.people import technicians

        return technicians(self._shell.desk, active_only=True)

    def _known(self, people: list[TechnicianDraft]) -> None:
        self._people = {person.id: person for person in people if person.id is not None}
        self._offer()
        self._draw()

    def _offer(self) -> None:
        choices = [(EVERYBODY, "Everybody")]
        if len(self._some) > 1:
            choices.insert(0, (SOME, f"The {len(self._some)} chosen ones"))
        choices += [(key, person.name) for key, person in self._people.items()]
        alone = self._some[0] if len(self._some) == 1 else SOME if self._some else EVERYBODY
        self.who.set_choices(choices)
        self.who.set_value(alone if alone in dict(choices) else EVERYBODY)

    def _step(self, by: int) -> None:
        days = 1 if self.which.value == DAY else 7
        day = (self.day.value() or self._shell.desk.today()) + timedelta(days=by * days)
        self.day.set_value(day)
        self._draw()

    def _draw(self, *_: object) -> None:
        """Draw what is asked for, off the GUI thread; of a burst of changes only the last is shown."""
        day = self.day.value()
        if day is None:
            return
        self._asked += 1
        asked, desk, which, whom = self._asked, self._shell.desk, self.which.value, self.technician_ids()
        self._ready(on=False)

        def work() -> DrawnPaper:
            from officedesk.archive import drawn_day_sheets, drawn_week_plan

            if which == WEEK:
                return drawn_week_plan(desk, day, whom)
            if which == DAY:
                return drawn_day_sheets(desk, day, None, whom)
            monday = day - timedelta(days=day.weekday())
            return drawn_day_sheets(desk, monday, monday + timedelta(days=6), whom)

        self._shell.load(self, work, lambda paper: self._drawn(asked, paper), lambda error: self._failed(asked, error))

    def _drawn(self, asked: int, paper: DrawnPaper) -> None:
        if asked != self._asked:
            return
        if self.view is None:
            from officedesk.views.paper_view import PaperView

            self.view = PaperView(self)
            self.view.page_changed.connect(self._tell)
            self._place.addWidget(self.view)
        self._paper = paper
        self.view.set_pdf(paper.content)
        self.setWindowTitle(paper.title)
        self._ready(on=True)

    def _failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._shell.fail(error)

    def _tell(self, _page: int, count: int) -> None:
        self.told.setText(f"{count:,} page{'s' if count != 1 else ''}")

    def _ready(self, *, on: bool) -> None:
        if not on:
            self._paper = None
        for made in (self.print_button, self.pdf_button, self.email_button):
            made.setEnabled(on)
