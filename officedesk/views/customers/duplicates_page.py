"""Customers that are probably one: pair by pair, to be looked at and merged, or kept apart."""

from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QProgressBar, QVBoxLayout, QWidget

from officedesk.errors import Cancelled
from officedesk.services.customers.duplicates import Candidate
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.office.memory_source import MemorySource
from officedesk.views.office.sections import TextFilter
from officedesk.views.shell import Place, Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, holder, label, row


@dataclass(frozen=True)
class Pair:
    """A row of the list: two customers, and what they share."""

    id: int
    found: Candidate

    @property
    def first(self) -> str:
        return self.found.first.name

    @property
    def second(self) -> str:
        return self.found.second.name

    @property
    def why(self) -> int:
        return self.found.score

    @property
    def words(self) -> str:
        """What a search looks in."""
        both = (self.found.first, self.found.second)
        parts = [f"{one.name} {one.number} {one.contact} {one.phone} {one.email} {one.location}" for one in both]
        return " ".join((*parts, *self.found.reasons))


class DuplicatesPage(QWidget):
    """Looks through the office when it is opened and after a merge; Enter compares a pair."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._pairs: list[Pair] = []
        self._task: Task | None = None
        self._stale = True
        filters = TextFilter(shell, "Search pairs")
        kind = ListKind(
            name="duplicates",
            columns=_columns(),
            sort=Sort("why", descending=True),
            one="pair",
            many="pairs",
            empty="Customers that look like one another will be here. There are none.",
        )
        self.panel = ListPanel(shell, kind, MemorySource(lambda: self._pairs, lambda pair: pair.words), filters)
        self.panel.opened.connect(self._compare)
        self.panel.set_row_menu(self._menu)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Looking for duplicates")
        self._cancel = button("Cancel", self._stop, tip="Stop looking")
        self._looking = holder(row(label("Looking for duplicates…", "muted"), self.bar, self._cancel, spacing=12,
                                   margins=(16, 8, 16, 8)), "panel")  # fmt: skip
        self._looking.hide()
        back = button("Back", shell.back, kind="plain", icon=shell.icons("arrow-left"), tip="Back (Alt+Left)")
        again = button(
            "Look again", self.look, icon=shell.icons("arrow-clockwise"), tip="Look again (F5)", shortcut="F5"
        )
        title = row(back, 4, label("Duplicates", "title"), None, again, margins=(12, 12, 16, 2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(title, "panel"))
        layout.addWidget(self._looking)
        layout.addWidget(self.panel, 1)
        shell.signals.changed.connect(self._office_changed)

    def show_place(self, place: Place) -> None:
        if self._stale:
            self.look()
        self.panel.table.setFocus()

    def leave(self) -> bool:
        self._stop()
        return True

    def look(self) -> None:
        """Look through the office; what was found stays on screen meanwhile."""
        self._stop()
        self._stale = False
        desk = self._shell.desk
        self.bar.setRange(0, 0)
        self._looking.show()

        def work(report, cancelled) -> list[Candidate]:  # type: ignore[no-untyped-def]
            from officedesk.services.customers.duplicates import duplicates

            return duplicates(desk, progress=report, cancelled=cancelled)

        self._task = self._shell.runner.submit_long(work, self._found, self._failed, owner=self, progress=self._report)

    def _report(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _found(self, found: list[Candidate]) -> None:
        self._task = None
        self._looking.hide()
        self._pairs = [Pair(number, one) for number, one in enumerate(found, 1)]
        self.panel.reload()

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._looking.hide()
        self._stale = True
        if not isinstance(error, Cancelled):
            self._shell.fail(error)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in ("customer", "import_batch"):
            self._stale = True

    def _compare(self, pair_id: int) -> None:
        from officedesk.views.customers.merge_dialog import MergeDialog

        pair = self._pair(pair_id)
        if pair is not None:
            dialog = MergeDialog(self._shell, self.window(), pair.found.first.id, pair.found.second.id)
            dialog.merged.connect(lambda _: self._forget(pair))
            dialog.open()

    def _pair(self, pair_id: int) -> Pair | None:
        return next((pair for pair in self._pairs if pair.id == pair_id), None)

    def _forget(self, gone: Pair) -> None:
        """A pair is settled: it and, where one of it went away, every other pair with that one go."""
        self._pairs = [pair for pair in self._pairs if pair is not gone]
        self.panel.reload()
        self.look()

    def _menu(self, pair: Pair) -> QMenu:
        menu, icons, go = QMenu(self), self._shell.icons, self._shell.go
        first, second = pair.found.first, pair.found.second
        menu_action(menu, icons("git-merge"), "Compare and merge…", lambda: self._compare(pair.id))
        menu_action(menu, icons("x"), "Keep apart", lambda: self.keep_apart(pair))
        menu.addSeparator()
        for one in (first, second):
            menu_action(menu, icons("arrow-square-out"), f"Open {one.name}", lambda one=one: go("customer", one.id))
        return menu

    def keep_apart(self, pair: Pair) -> None:
        """They are two: not shown here again."""
        desk, first, second = self._shell.desk, pair.found.first.id, pair.found.second.id

        def keep(*, apart: bool) -> None:
            from officedesk.services.customers.duplicates import keep_apart

            keep_apart(desk, first, second, apart=apart)

        def done(_: object) -> None:
            self._pairs = [other for other in self._pairs if other is not pair]
            self.panel.reload()
            self._shell.toast(f"{pair.first} and {pair.second} are kept apart.", "Undo", again)

        def again() -> None:
            self._shell.load(self, lambda: keep(apart=False), lambda _: self.look())

        self._shell.load(self, lambda: keep(apart=True), done)


def may_merge(shell: Shell) -> bool:
    """Whether whoever sits here may look for duplicates and merge them."""
    return shell.may(Permission.MERGE)


def _columns() -> tuple[Column, ...]:
    def why(pair: Pair) -> Cell:
        return Cell(chips=tuple(Chip(reason, "accent") for reason in pair.found.reasons))

    def shared(pair: Pair) -> Cell:
        one, other = pair.found.first, pair.found.second
        parts = (
            mine if mine == theirs else ""
            for mine, theirs in ((one.phone, other.phone), (one.email, other.email), (one.location, other.location))
        )
        return Cell(" · ".join(part for part in parts if part), tone="muted")

    return on_cards(
        (
            Column("first", "Customer", 220, lambda p: Cell(p.first, bold=True), least=140),
            Column("first_no", "No.", 76, lambda p: Cell(p.found.first.number), sortable=False),
            Column("second", "Looks like", 220, lambda p: Cell(p.second, bold=True), least=140),
            Column("second_no", "No.", 76, lambda p: Cell(p.found.second.number), sortable=False),
            Column("why", "Why", 250, why, descending_first=True, least=180),
            Column("shared", "In both", 260, shared, sortable=False, stretch=True),
        ),
        first="title",
        second="1",
        why="chips",
        shared="2",
    )
