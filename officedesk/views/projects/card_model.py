"""The cards of a column of the board: all are in it, and those that come into view are read."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QListView

from officedesk.models.project_states import Step
from officedesk.services.projects.rows import ProjectRow
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.words import lead_chip, state_chip, urgency_chip
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
BEFORE, AFTER = 20, 60
"""Cards around one that came into view which are read with it."""


def chips_of(row: ProjectRow) -> tuple[Chip, ...]:
    """What a card says of its state: urgency, the lead, or what has ended."""
    found = [urgency_chip(row), lead_chip(row)]
    if row.step is not Step.DELIVERED and state_chip(row).text != "In progress":
        found.append(state_chip(row))
    if row.call_requested:
        found.append(Chip("Call", "warn"))
    return tuple(chip for chip in found if chip is not None)


class CardModel(QAbstractListModel):
    """``wanted(ids)`` asks for cards that somebody looks at: :meth:`learn` takes them."""

    wanted = Signal(list)

    def __init__(self, shell: Shell, parent: QListView) -> None:
        super().__init__(parent)
        self._shell = shell
        self.ids: tuple[int, ...] = ()
        self._known: dict[int, ProjectRow] = {}
        self._asked: set[int] = set()
        """Read as they are now, or just being read. What was read before is shown until it is read again."""
        self._looked_at: list[int] = []
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(0)
        self._ask.timeout.connect(self._want)

    @property
    def rows(self) -> tuple[ProjectRow, ...]:
        """The cards that are read, in order."""
        return tuple(self._known[one] for one in self.ids if one in self._known)

    def put(self, ids: Sequence[int], rows: Iterable[ProjectRow]) -> None:
        """Show the cards of these projects; ``rows`` are those that are read already."""
        same = self.ids == tuple(ids)
        if not same:
            self.beginResetModel()
            self.ids = tuple(ids)
            there = set(self.ids)
            self._known = {one: row for one, row in self._known.items() if one in there}
        self._asked.clear()
        self.learn(rows)
        if not same:
            self.endResetModel()
        elif self.ids:
            # Whoever looks at others that were read before asks for them again.
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, 0))

    def learn(self, rows: Iterable[ProjectRow]) -> None:
        """Cards as they are now."""
        for row in rows:
            self._known[row.id] = row
            self._asked.add(row.id)

    def told(self, rows: Sequence[ProjectRow]) -> None:
        """What was asked for is read."""
        self.learn(rows)
        read = {row.id for row in rows}
        places = [place for place, one in enumerate(self.ids) if one in read]
        if places:
            self.dataChanged.emit(self.index(places[0], 0), self.index(places[-1], 0))

    def forget(self, ids: Sequence[int]) -> None:
        """They could not be read: they are asked for again when somebody looks at them."""
        self._asked.difference_update(ids)

    def card(self, place: int) -> ProjectRow | None:
        """The card at a place, if it is read; if not, it will be."""
        if not 0 <= place < len(self.ids):
            return None
        if self.ids[place] not in self._asked:
            self._looked_at.append(place)
            if not self._ask.isActive():
                self._ask.start()
        return self._known.get(self.ids[place])

    def _want(self) -> None:
        places, self._looked_at = self._looked_at, []
        ids: dict[int, None] = {}
        for place in places:
            around = self.ids[max(0, place - BEFORE) : place + AFTER]
            ids |= dict.fromkeys(one for one in around if one not in self._asked)
            self._asked |= ids.keys()
        if ids:
            self.wanted.emit(list(ids))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.card(index.row())
        if role == Qt.ItemDataRole.UserRole or row is None:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.spoken(row))
        return None

    def spoken(self, row: ProjectRow) -> str:
        """A card in words."""
        parts = [row.title, f"Project {row.number}", row.company, row.estimator, *(one.text for one in chips_of(row))]
        if row.due is not None:
            parts.append(f"{'overdue since' if row.late else 'due'} {self._shell.date(row.due)}")
        if row.value:
            parts.append(self._shell.money(row.value))
        return ", ".join(filter(None, parts))
