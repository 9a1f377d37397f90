"""A list as modules and tabs show it: one filter row, the table, a line of sums, and what to do when empty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from officedesk.services.paging import Footer, ListSource, Sort
from officedesk.services.permissions import Permission
from officedesk.views.lists.columns import Column, Pictures
from officedesk.views.lists.empty import EmptyNotice
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.lists.style_button import StyleButton
from officedesk.views.lists.table import ListTable
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import holder, label, line, row
from officedesk.views.widgets.in_hand import in_hand
from officedesk.views.widgets.search_box import TypeAhead

if TYPE_CHECKING:
    from officedesk.views.lists.cards_page import CardsPage

IN_HAND = 200
"""Milliseconds until a list that is being dragged or chosen from is looked at again."""
TRY_AGAIN = 2_000


@dataclass(frozen=True)
class ListKind:
    """What makes one list differ from another. ``name`` is the key of its remembered columns and filters."""

    name: str
    columns: Sequence[Column]
    sort: Sort
    one: str
    many: str
    empty: str
    """What will be here, told while there is nothing."""
    add: str = ""
    """Text of the button that fills the list."""
    needs: Permission | None = None
    """What filling it needs: who may not is offered no button."""
    sums: Sequence[tuple[str, str]] = ()
    """(field of ``Footer.sums``, title) pairs for the line under the table."""
    sum_text: Callable[[int], str] | None = None
    """How a sum is written; as money where nothing is said."""
    entities: frozenset[str] = frozenset()
    """Words of the change log whose saves change this list."""
    pictures: Pictures | None = None
    """Draws a picture of each row on its card."""


class ListPanel(QWidget):
    """Filter row, table and footer over a :class:`ListSource`."""

    opened = Signal(int)
    picked = Signal(int)
    removed = Signal()
    """Delete was pressed on the rows: it is about ``table.chosen_ids()``."""
    add_wanted = Signal()
    counted = Signal(int, bool)
    """(rows, filtered): for the number in a title or a tab."""
    shown = Signal()
    """Rows for the latest filter are on screen."""

    def __init__(
        self,
        shell: Shell,
        kind: ListKind,
        source: ListSource[Any, Any],
        filters: FilterRow,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self.kind, self.source, self.filters = shell, kind, source, filters
        self._stale = True
        self._sort = kind.sort
        self.model = PagedTableModel(source, kind.columns, shell.runner, self)
        self.table = ListTable(self.model, shell, kind.name, kind.sort, self)
        self.empty = EmptyNotice(kind.empty, kind.add if kind.needs is None or shell.may(kind.needs) else "", self)
        """Stands in the place of the rows where there are none."""
        self._footer = label("", "muted")
        self._sums = label("", "strong")
        self._cards: CardsPage | None = None
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        self.style_button = StyleButton(shell, kind.name)
        filters.add_action(self.style_button)
        body = holder(self._body, "panel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(filters)
        layout.addWidget(line())
        self._show_style()
        self._beside = row(body, spacing=0)
        self._beside.setStretchFactor(body, 1)
        layout.addLayout(self._beside, 1)
        layout.addWidget(line())
        layout.addWidget(holder(row(self._footer, None, self._sums, margins=(16, 6, 16, 6)), "panel"))
        # One question for a burst of events: a save changes several things a list looks at.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._ask_again)

        self.style_button.chosen.connect(self._show_style)
        filters.changed.connect(self._ask)
        filters.down_wanted.connect(self.table.setFocus)
        filters.enter_wanted.connect(self._open_current)
        self.table.opened.connect(self.opened)
        self.table.removed.connect(self.removed)
        self.table.picked.connect(self.picked)
        self.table.sort_wanted.connect(self._sorted)
        self.model.loaded.connect(self._loaded)
        self.model.counted.connect(self._count)
        self.model.failed.connect(shell.fail)
        self.model.unrefreshed.connect(self._unrefreshed)
        self.model.checks_changed.connect(lambda _: self._tell())
        self.empty.add_wanted.connect(self.add_wanted)
        self.empty.clear_wanted.connect(filters.clear)
        shell.signals.changed.connect(self._office_changed)
        TypeAhead(self.table, filters.search)
        self.customer_id = 0
        """The one customer whose rows these are, if any: changes of others do not matter."""
        self._count_known: int | None = None
        self._last_footer: Footer | None = None
        self._revealed = 0

    def add_side(self, side: QWidget) -> None:
        """Put a panel to the right of the table, under the filter row."""
        self._beside.addWidget(side)

    @property
    def view(self) -> QAbstractItemView:
        """What shows the rows now: the table, or the cards. Both have one selection and one current row."""
        return self._cards.view if self._cards is not None and self.style_button.cards else self.table

    @property
    def _rows(self) -> QWidget:
        return self._cards if self._cards is not None and self.style_button.cards else self.table

    def _show_style(self) -> None:
        if self.style_button.cards and self._cards is None:
            from officedesk.views.lists.cards_page import CardsPage

            self._cards = CardsPage(self.table, self.model, self._shell, self.kind.pictures)
            self._cards.view.opened.connect(self.opened)
            self._body.addWidget(self._cards)
            TypeAhead(self._cards.view, self.filters.search)
        # Whoever gives the list the focus means what shows its rows.
        self.table.setFocusProxy(self.view if self.view is not self.table else None)  # type: ignore[arg-type]
        if self._body.currentWidget() is not self.empty:
            self._body.setCurrentWidget(self._rows)
        self.view.scrollTo(self.table.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    @property
    def footer_text(self) -> str:
        """What stands under the list at the left: the count, and a note."""
        return self._footer.text()

    @property
    def sums_text(self) -> str:
        """What stands under the list at the right."""
        return self._sums.text()

    def set_row_menu(self, make: Callable[[Any], QMenu | None]) -> None:
        self.table.set_row_menu(make)

    def load(self) -> None:
        """Ask for the rows if what is shown is stale (called when the list comes on screen)."""
        if self._stale:
            self._look_again()

    def reload(self) -> None:
        """Ask again, keeping place and selection."""
        if self.isVisible():
            self._later.start(0)
        else:
            self._stale = True

    def reveal(self, entity_id: int) -> None:
        """Make the row of that id the current one, now or once it is known where it is."""
        self._revealed = entity_id
        self._show_revealed()

    def _show_revealed(self) -> None:
        if self._revealed and self.model.complete and self.table.select_id(self._revealed):
            self._revealed = 0

    def start_over(self) -> None:
        """What the list is about is another: nothing of the old rows may be seen or acted on."""
        self.model.forget()
        self._count_known, self._last_footer = None, None
        self._footer.setText("")
        self._sums.setText("")
        self._body.setCurrentWidget(self._rows)
        self._stale = True

    def _ask(self) -> None:
        self._stale = False
        self.model.show(self.filters.query(), self._sort)

    def _ask_again(self) -> None:
        if in_hand(self):
            # What somebody is dragging or choosing from does not move under their hand.
            self._later.start(IN_HAND)
            return
        self._look_again()

    def _look_again(self) -> None:
        if self.model.query is not None and self.model.query == self.filters.query():
            self._stale = False
            self.model.refresh()
        else:
            self._ask()

    def _unrefreshed(self, _error: Exception) -> None:
        # The file is busy or gone for a moment: rows on screen are as good as they were, and are looked at again.
        self._stale = True
        if self.isVisible():
            self._later.start(TRY_AGAIN)

    def _sorted(self, sort: Sort) -> None:
        self._sort = sort
        self._ask()

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in self.kind.entities and (not self.customer_id or customer_id in (0, self.customer_id)):
            self.reload()

    def _loaded(self) -> None:
        self._body.setCurrentWidget(self._rows if self.model.rowCount() else self.empty)
        if not self.model.rowCount():
            self.empty.tell(filtered=self.filters.active, many=self.kind.many)
        self.shown.emit()

    def _count(self, count: int) -> None:
        self._count_known = count
        self._show_revealed()
        self._revealed = 0
        self.counted.emit(count, self.filters.active)
        query, source = self.filters.query(), self.source
        self._last_footer = None
        if self.kind.sums:
            self._shell.load(self, lambda: source.footer(query), self._sums_arrived)
        self._tell()

    def _sums_arrived(self, footer: Footer) -> None:
        self._last_footer = footer
        self._tell()

    def _tell(self) -> None:
        if self._count_known is None:
            return
        parts = [f"{self._count_known:,} {self.kind.one if self._count_known == 1 else self.kind.many}"]
        if self.filters.active:
            parts[0] += " found"
        chosen = self.model.checked_count
        if chosen:
            parts.append(f"{chosen:,} selected")
        note = self.filters.note()
        if note:
            parts.append(note)
        self._footer.setText(" · ".join(parts))
        sums = dict(self._last_footer.sums) if self._last_footer else {}
        say = self.kind.sum_text or self._shell.money
        self._sums.setText("    ".join(f"{title} {say(sums[name])}" for name, title in self.kind.sums if name in sums))

    def _open_current(self) -> None:
        if self.table.current_id:
            self.opened.emit(self.table.current_id)
