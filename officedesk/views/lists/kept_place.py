"""Keeps what is looked at where it is while rows come and go under a view: scroll position, selection, current row."""

from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.lists.refreshing import runs

Flag = QItemSelectionModel.SelectionFlag
_REMEMBERED = 5_000
"""Selected rows that are found again at most."""
_FEW = 10
_LOOKED_AT = 60
"""Rows of the view among which one that is still there is sought."""


class KeptPlace(QObject):
    """For a view with ``first_row()`` and ``show_first(row, hidden)`` over ``model``, through its refreshes."""

    def __init__(self, view: Any, model: PagedTableModel) -> None:
        super().__init__(view)
        self._view: Any = view
        self._model = model
        self.active = False
        """A refresh is under way."""
        self._top: list[int] = []
        self._hidden = 0
        self._selected: list[int] = []
        self._current, self._current_row = 0, 0
        model.refreshing.connect(self._remember)
        model.modelReset.connect(self._choose_again)
        model.refreshed.connect(self._scroll_back)

    def _remember(self) -> None:
        view, model = self._view, self._model
        self.active = True
        row, self._hidden = view.first_row()
        # Whoever looks at the beginning goes on looking at the beginning.
        at_top = view.verticalScrollBar().value() == 0
        self._top = [] if at_top else [model.id_at(n) for n in range(row, min(row + _LOOKED_AT, model.rowCount()))]
        index = view.currentIndex()
        self._current_row = index.row()
        self._current = model.id_at(index.row()) if index.isValid() else 0
        chosen = view.selectionModel()
        count = sum(part.height() for part in chosen.selection())
        self._selected = []
        if count <= _REMEMBERED:
            self._selected = [
                model.id_at(row) for part in chosen.selection() for row in range(part.top(), part.bottom() + 1)
            ]

    def _choose_again(self) -> None:
        """All rows were put in anew: the view has forgotten what was selected."""
        if not self.active or not self._model.rowCount():
            return
        model, chosen = self._model, self._view.selectionModel()
        if len(self._selected) > _FEW:
            places = {one: row for row, one in enumerate(model.all_ids())}
            rows = [places[one] for one in self._selected if one in places]
        else:
            rows = [row for one in self._selected if (row := model.row_of(one)) is not None]
        selection = QItemSelection()
        for first, last in runs(rows):
            selection.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
        row = model.row_of(self._current) if self._current else None
        if row is None:
            # It is gone: its neighbour takes its place.
            row = max(0, min(self._current_row, model.rowCount() - 1))
            if not rows:
                selection.select(model.index(row, 0), model.index(row, model.columnCount() - 1))
        chosen.select(selection, Flag.ClearAndSelect | Flag.Rows)
        chosen.setCurrentIndex(model.index(row, 1), Flag.NoUpdate)

    def _scroll_back(self) -> None:
        self.active = False
        view, model = self._view, self._model
        if model.rowCount() and not view.currentIndex().isValid():
            # One row is always current, so that the keyboard has a place to start from.
            view.selectionModel().setCurrentIndex(model.index(0, 1), Flag.ClearAndSelect | Flag.Rows)
        if not self._top:
            view.verticalScrollBar().setValue(0)
            return
        for one in self._top:
            row = model.row_of(one)
            if row is not None:
                view.show_first(row, self._hidden)
                return
