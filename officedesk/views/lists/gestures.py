"""What keys, clicks and the menu key do to rows, the same in the table and in the cards of a list."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu

from officedesk.views.lists.paged_model import ROW, PagedTableModel


class RowGestures:
    """``opened`` is told the id of a row that is to be opened, ``removed`` that Delete was pressed on the rows.

    ``menu(row)`` builds the menu of a row.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        model: PagedTableModel,
        opened: SignalInstance,
        removed: SignalInstance,
        menu: Callable[[Any], QMenu | None],
    ) -> None:
        self._view, self._model, self._opened, self._menu = view, model, opened, menu
        self._removed = removed

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means on a list; ``False`` where it means nothing special."""
        index = self._view.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.open(index)
        elif event.key() == Qt.Key.Key_Space and index.isValid():
            ids = [self._model.id_at(i.row()) for i in self._view.selectionModel().selectedRows()]
            self._model.set_checked(ids, on=not set(ids) <= self._model.checked)
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._removed.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.check_all()
        elif event.key() == Qt.Key.Key_Home and index.isValid():
            self._view.setCurrentIndex(self._model.index(0, 1))
        elif event.key() == Qt.Key.Key_End and index.isValid():
            self._view.setCurrentIndex(self._model.index(self._model.rowCount() - 1, 1))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            return False
        return True

    def open(self, index: QModelIndex) -> None:
        """Tell that the row of ``index`` is to be opened."""
        self._opened.emit(self._model.id_at(index.row()))

    def toggle(self, index: QModelIndex) -> None:
        """Check the row of ``index``, or take its check away."""
        entity_id = self._model.id_at(index.row())
        self._model.set_checked([entity_id], on=entity_id not in self._model.checked)

    def check_all(self) -> None:
        """Check every row of the list; take the checks away where all are checked."""
        self._model.toggle_all()

    def show_menu(self, event: QContextMenuEvent) -> None:
        """Show the menu of the row under the mouse, or of the current one for the menu key."""
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        view = self._view
        index = view.currentIndex() if keyboard else view.indexAt(event.pos())
        if not index.isValid():
            return
        self.open_menu(
            index, view.viewport().mapToGlobal(view.visualRect(index).center()) if keyboard else event.globalPos()
        )

    def open_menu(self, index: QModelIndex, at: QPoint) -> None:
        """Show the menu of a row, which becomes the current one, at a point of the screen."""
        self._view.setCurrentIndex(index)
        row = index.data(ROW)
        menu = self._menu(row) if row is not None else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, cells parted by tabs."""
        lines = []
        for index in self._view.selectionModel().selectedRows():
            cells = [index.siblingAtColumn(n).data() or "" for n in range(1, self._model.columnCount())]
            lines.append("\t".join(str(cell).replace("\t", " ") for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))
