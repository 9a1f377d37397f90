"""The board of projects: a column for each step; a card that is dragged to another makes that step."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QWidget

from officedesk.errors import NotAllowed
from officedesk.models.project_states import Step
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import Column, ProjectFilter, ProjectRow, Which
from officedesk.views.lists.empty import EmptyNotice
from officedesk.views.projects.actions import fill_menu, force_step, undeliver, write_estimate
from officedesk.views.projects.cards import CardList
from officedesk.views.projects.words import STEPS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, restyle, row
from officedesk.views.widgets.in_hand import in_hand

_ORDER = list(Step)
_NOTHING = {
    Step.LEAD: "Nobody waits for an estimate.",
    Step.ESTIMATE: "No estimate waits for an answer.",
    Step.JOB: "No work is under way.",
    Step.INVOICE: "Nothing waits to be paid or delivered.",
    Step.DELIVERED: "Nothing was delivered lately.",
}
WATCHED = frozenset({"project", "lead", "estimate", "job", "invoice", "payment", "customer", "user", "brand"})
LATER = 200


class BoardColumn(QFrame):
    """A step: its title, how many projects are at it and what they come to, and their cards."""

    def __init__(self, shell: Shell, step: Step) -> None:
        super().__init__()
        self._shell, self.step = shell, step
        title, icon = STEPS[step]
        self.setProperty("role", "lane")
        self.setAccessibleName(title)
        picture = label()
        picture.setPixmap(shell.icons(icon, "muted").pixmap(16, 16))
        self.count = label("", "muted")
        self.value: QLabel = label("", "small")
        self.cards = CardList(shell, step, title)
        self.nothing = label(_NOTHING[step], "muted")
        self.nothing.setWordWrap(True)
        head = row(picture, label(title, "strong"), self.count, None, self.value, spacing=6, margins=(4, 0, 4, 0))
        self.setLayout(column(head, self.nothing, self.cards, spacing=8, margins=(8, 9, 8, 8)))
        self.layout().setStretch(2, 1)
        self.setMinimumWidth(176)
        self._shows = 0
        self.cards.cards.wanted.connect(self._read)

    def tell(self, found: Column) -> None:
        """Show what is at this step."""
        self._shows += 1
        self.cards.put(found.ids, found.cards)
        self.count.setText(f"{found.count:,}")
        self.value.setText(self._shell.money(found.value) if found.value else "")
        self.nothing.setVisible(not found.count)
        self.setAccessibleName(f"{STEPS[self.step][0]}: {found.count:,} projects")

    def _read(self, ids: list[int]) -> None:
        """Cards that came into view."""
        desk, shows, cards = self._shell.desk, self._shows, self.cards.cards

        def work() -> list[ProjectRow]:
            from officedesk.services.projects.listing import ProjectList

            return ProjectList(desk).rows(ids)

        def done(rows: list[ProjectRow]) -> None:
            # What the whole board has read since then is newer.
            if shows == self._shows:
                cards.told(rows)

        def failed(error: Exception) -> None:
            if shows == self._shows:
                cards.forget(ids)
            self._shell.fail(error)

        self._shell.load(self, work, done, failed)


class KanbanBoard(QWidget):
    """Reads by itself, and again when something of a project was saved here or on another desktop."""

    counted = Signal(int)
    add_wanted = Signal()
    clear_wanted = Signal()
    shown = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._query = ProjectFilter(which=Which.CURRENT)
        self._asked = 0
        self._stale = True
        self._wanted = 0
        self.columns = {step: BoardColumn(shell, step) for step in _ORDER}
        self._floating = label()
        self._floating.setParent(self)
        self._floating.hide()
        lanes = row(*self.columns.values(), spacing=10, margins=(16, 12, 16, 14))
        for place in range(len(_ORDER)):
            lanes.setStretch(place, 1)
        self._lanes = holder(lanes)
        self._empty = EmptyNotice(
            "Leads and projects will be here, step by step. Begin with somebody who asked for something.",
            "New lead" if shell.may(Permission.PROJECTS_WRITE) else "",
            self,
        )
        self._empty.hide()
        self.setLayout(column(self._empty, self._lanes, spacing=0))
        self._empty.add_wanted.connect(self.add_wanted)
        self._empty.clear_wanted.connect(self.clear_wanted)
        for made in self.columns.values():
            cards = made.cards
            cards.opened.connect(self._open)
            cards.dragged.connect(self._drag)
            cards.dropped.connect(self._drop)
            cards.let_go.connect(self._settle)
            cards.beside.connect(self._beside)
            cards.moved.connect(self._move)
            cards.menu_wanted.connect(self._menu)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.load)
        shell.signals.changed.connect(self._office_changed)

    # --- reading ---

    def show_filter(self, query: ProjectFilter) -> None:
        """Show the projects of this filter."""
        if query != self._query:
            self._query = query
            self._stale = True
        if self._stale and self.isVisible():
            self.load()

    def load(self) -> None:
        """Ask for the cards."""
        if in_hand(self):
            # What somebody holds stays where it is.
            self._later.start(LATER)
            return
        self._stale = False
        self._asked += 1
        asked, desk, query = self._asked, self._shell.desk, self._query

        def work() -> tuple[Column, ...]:
            from officedesk.services.projects.board import kanban

            return kanban(desk, query)

        self._shell.load(self, work, lambda found: self._arrived(asked, found))

    def _arrived(self, asked: int, found: Sequence[Column]) -> None:
        if asked != self._asked:
            return
        focused = next((made.cards for made in self.columns.values() if made.cards.hasFocus()), None)
        kept = self._wanted or (focused.current_id if focused is not None else 0)
        for one in found:
            self.columns[one.step].tell(one)
        count = sum(one.count for one in found)
        nothing = not count
        if nothing:
            self._empty.tell(filtered=self._query != ProjectFilter(which=Which.CURRENT), many="projects")
        self._empty.setVisible(nothing)
        self._lanes.setVisible(not nothing)
        if kept and (focused is not None or self._wanted):
            there = any(made.cards.choose(kept) for made in self.columns.values())
            if not there and focused is not None:
                focused.setFocus()
        elif focused is not None:
            self.take_focus()
        self._wanted = 0
        self.counted.emit(count)
        self.shown.emit()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in WATCHED:
            self._stale = True
            if self.isVisible():
                self._later.start(0)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._later.start(0)

    # --- dragging ---

    def _column_at(self, at: QPoint) -> BoardColumn | None:
        where = self._lanes.mapFromGlobal(at)
        return next((made for made in self.columns.values() if made.geometry().contains(where)), None)

    def _drag(self, carried: ProjectRow, at: QPoint) -> None:
        cards = self.columns[carried.step].cards
        if self._floating.isHidden() and carried.id in cards.cards.ids:
            self._floating.setPixmap(cards.picture(carried))
            self._floating.adjustSize()
            self._floating.show()
            self._floating.raise_()
        self._floating.move(self.mapFromGlobal(at) - QPoint(24, 14))
        over = self._column_at(at)
        for made in self.columns.values():
            restyle(made, "over", made is over and made.step is not carried.step)

    def _drop(self, carried: ProjectRow, at: QPoint) -> None:
        over = self._column_at(at)
        self._settle()
        if over is not None:
            self.put(carried, over.step)

    def _settle(self) -> None:
        self._floating.hide()
        for made in self.columns.values():
            restyle(made, "over", False)

    # --- moving ---

    def put(self, card: ProjectRow, step: Step) -> None:
        """Move a card to a step: forward the step is made, from *delivered* it goes back to where it was."""
        shell = self._shell
        if step is card.step:
            return
        if not shell.may(Permission.PROJECTS_WRITE):
            shell.toast("You may look at projects, not change them.")
            return
        self._wanted = card.id
        if card.step is Step.DELIVERED:
            undeliver(shell, self, [card.id], card.customer_id)
        elif _ORDER.index(step) < _ORDER.index(card.step):
            self._wanted = 0
            back = NotAllowed(
                f"Project {card.number} is past that step.",
                hint="Reopen its estimate, or delete what was made by mistake.",
            )
            shell.fail(back)
        elif step is Step.ESTIMATE:
            write_estimate(shell, card.id, card.customer_id)
        else:
            force_step(shell, self, card.id, card.customer_id, step, open_it=False, refused=self._forget)

    def _forget(self) -> None:
        self._wanted = 0

    def _move(self, card: ProjectRow, by: int) -> None:
        at = _ORDER.index(card.step) + by
        if 0 <= at < len(_ORDER):
            self.put(card, _ORDER[at])

    def _beside(self, by: int) -> None:
        focused = next((made for made in self.columns.values() if made.cards.hasFocus()), None)
        at = _ORDER.index(focused.step) + by if focused is not None else 0
        while 0 <= at < len(_ORDER):
            cards = self.columns[_ORDER[at]].cards
            if cards.cards.ids:
                cards.setFocus()
                return
            at += by

    def _open(self, project_id: int) -> None:
        self._shell.go("project", project_id)

    def _menu(self, card: ProjectRow, at: QPoint) -> None:
        menu = QMenu(self)
        fill_menu(self._shell, self, menu, card)
        menu.popup(at)

    def take_focus(self) -> None:
        """Put the keyboard on the first card."""
        made = next((one for one in self.columns.values() if one.cards.cards.ids), self.columns[Step.LEAD])
        made.cards.setFocus()
        made.cards.begin()
