"""The table of a list: keyboard, sorting, checks, row menu, and columns that remember width and order."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from officedesk.services.paging import Sort
from officedesk.views.lists.check_header import CheckHeader
from officedesk.views.lists.column_widths import ColumnWidths
from officedesk.views.lists.delegate import CellDelegate
from officedesk.views.lists.gestures import RowGestures
from officedesk.views.lists.kept_place import KeptPlace
from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.lists.row_handle import RowHandle
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

ROW_HEIGHT = 34
HEADER_HEIGHT = 31


class ListTable(QTableView):
    """Shows a :class:`PagedTableModel`. ``name`` is the key under which this desktop remembers its columns."""

    opened = Signal(int)
    """Enter or double click on a row: its id."""
    removed = Signal()
    """Delete was pressed: it is about :meth:`chosen_ids`."""
    picked = Signal(int)
    """The current row changed: its id, 0 for none."""
    sort_wanted = Signal(object)

    def __init__(
        self, model: PagedTableModel, shell: Shell, name: str, sort: Sort, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._shell, self._name = model, shell, name
        self._sort = sort
        self._menu: Callable[[Any], QMenu | None] = lambda row: None
        self._keep = 0
        self.handle: RowHandle | None = None
        """The ⋮ of the row under the mouse, or of the current one, once rows have a menu."""
        self._gestures = RowGestures(self, model, self.opened, self.removed, self.row_menu)
        self.setModel(model)
        painted = CellDelegate(shell.theme, shell.icons, self)
        self.setItemDelegate(painted)
        self.setHorizontalHeader(CheckHeader(model, painted.paint_check, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName(name.replace("_", " "))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        self._set_up_header()
        model.modelAboutToBeReset.connect(self._remember_row)
        model.modelReset.connect(self._find_row_again)
        shell.theme.changed.connect(self.viewport().update)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        # Last: the view itself forgets its selection first.
        self._keeper = KeptPlace(self, model)

    # --- rows ---

    @property
    def current_id(self) -> int:
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else 0

    @property
    def current_row(self) -> Any | None:
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def chosen_ids(self) -> list[int]:
        """What a bulk action is about: the checked rows, else the selected ones."""
        if self._model.checked:
            return sorted(self._model.checked)
        return [self._model.id_at(index.row()) for index in self.selectionModel().selectedRows()]

    def select_id(self, entity_id: int) -> bool:
        """Make a row current; ``False`` where the list does not hold it."""
        row = self._model.row_of(entity_id)
        if row is None:
            return False
        self.setCurrentIndex(self._model.index(row, 1))
        return True

    def set_row_menu(self, make: Callable[[Any], QMenu | None]) -> None:
        """``make(row)`` builds the menu of a row (right click, its ⋮, the menu key, Shift+F10)."""
        self._menu = make
        if self.handle is None:
            look = self._shell.icons, self._shell.theme
            self.handle = RowHandle(self, self._model, look, self._gestures.open_menu)

    def row_menu(self, row: Any) -> QMenu | None:
        """The menu of a row, if rows of this list have one."""
        return self._menu(row)

    # --- header ---

    @property
    def sort(self) -> Sort:
        """The order that was asked for last."""
        return self._sort

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        # The header looks at every row to know whether a whole column is selected: of what it is never told, none is.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setHighlightSections(False)
        header.setFixedHeight(HEADER_HEIGHT)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(34)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.setSortIndicatorShown(True)
        self._show_sort()
        header.sectionClicked.connect(self.sort_by)
        self._columns = ColumnWidths(self, self._model.columns, self._shell, self._name)

    def sort_by(self, section: int) -> None:
        """Order by the column of a section of the header; by the same one again in the other direction."""
        if section == 0:
            self._gestures.check_all()
            return
        column = self._model.columns[section - 1]
        if not column.sortable:
            self._show_sort()
            return
        if self._sort.column == column.name:
            self._sort = Sort(column.name, not self._sort.descending)
        else:
            self._sort = Sort(column.name, column.descending_first)
        self._show_sort()
        self.sort_wanted.emit(self._sort)

    def _show_sort(self) -> None:
        for number, column in enumerate(self._model.columns, start=1):
            if column.name == self._sort.column:
                # Only an arrow here, and in this style it points the other way: newest first points down.
                order = Qt.SortOrder.AscendingOrder if self._sort.descending else Qt.SortOrder.DescendingOrder
                self.horizontalHeader().setSortIndicator(number, order)
                return
        # An order of its own, by no column.
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _header_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for number, column in enumerate(self._model.columns, start=1):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(lambda on, number=number: self._columns.show(number, on))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.fit()

    # --- keeping the place ---

    def first_row(self) -> tuple[int, int]:
        """The row at the top, and how many of its pixels are out of sight."""
        return divmod(self.verticalScrollBar().value(), ROW_HEIGHT)

    def show_first(self, row: int, hidden: int) -> None:
        """Scroll to where ``row`` is at the top."""
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        self.verticalScrollBar().setValue(row * ROW_HEIGHT + hidden)

    def _remember_row(self) -> None:
        self._keep = self.current_id

    def _find_row_again(self) -> None:
        if self._keeper.active:
            return
        if not self._keep or not self.select_id(self._keep):
            self.scrollToTop()
            if self._model.rowCount():
                # One row is always current, so that the keyboard has a place to start from.
                self.setCurrentIndex(self._model.index(0, 1))
            else:
                self.picked.emit(0)

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.picked.emit(self._model.id_at(current.row()) if current.isValid() else 0)

    # --- input ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and event.button() is Qt.MouseButton.LeftButton:
            self._gestures.toggle(index)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0:
            self._gestures.open(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._gestures.show_menu(event)

    def viewportEvent(self, event: QEvent) -> bool:
        # A cell that is cut off tells its whole text.
        if event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())  # type: ignore[attr-defined]
            if index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
                cut_off = self.itemDelegate().sizeHint(None, index).width() > self.visualRect(index).width()  # type: ignore[arg-type]
                self.setToolTip(plain_tip(str(index.data() or "")) if cut_off else "")
            else:
                self.setToolTip("")
        return super().viewportEvent(event)
