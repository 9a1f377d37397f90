"""The table of lines: moving, editing and changing lines by keyboard."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from officedesk.models.enums import LineKind
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.lines import operations
from officedesk.views.sales.lines.cells import COLUMNS, PLACES
from officedesk.views.sales.lines.delegates import LineDelegate
from officedesk.views.sales.lines.model import LINE, LineModel
from officedesk.views.sales.lines.paint import PADDING
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

BY_ENTER = ("item", "quantity", "price", "discount")
"""Where Enter goes within a line; Tab goes everywhere."""
FEWEST_ROWS = 3
SPARED = (("kind", 165), ("unit", 140))
"""Columns that go by themselves, one after the other, where names would have less than so many pixels."""
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class LineTable(QTableView):
    """``left(step)`` is told when the keyboard leaves the table at its end (1) or top (-1)."""

    left = Signal(int)
    menu_wanted = Signal(object)

    def __init__(self, shell: Shell, model: LineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.delegate = LineDelegate(shell, model, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Lines")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self._plain_height = self.delegate.row_height(LineDraft())
        self.verticalHeader().setDefaultSectionSize(self._plain_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(max(31, self.fontMetrics().height() + 14))
        header.setMinimumSectionSize(40)
        self._scale = max(1.0, self.fontMetrics().height() / 16)
        self._widest: dict[str, int] = {}
        self._shown = {column.name for column in COLUMNS if not column.office_only}
        for number in range(len(COLUMNS)):
            header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(PLACES["item"], QHeaderView.ResizeMode.Stretch)
        self._fit_later = QTimer(self)
        self._fit_later.setSingleShot(True)
        self._fit_later.setInterval(0)
        self._fit_later.timeout.connect(self.fit)
        model.rowsInserted.connect(self._rows_changed)
        model.rowsRemoved.connect(self._rows_changed)
        model.dataChanged.connect(self._data_changed)
        self.delegate.advanced.connect(self._advance)
        self.delegate.moved.connect(self._move)
        self._fit_columns()
        self.fit()

    @property
    def is_editing(self) -> bool:
        """A cell is being typed into."""
        return self.state() == QAbstractItemView.State.EditingState

    # --- width: names come first ---

    def show_column(self, name: str, on: bool) -> None:
        """Show a column, or leave it out; *Kind* and *Unit* also go by themselves where there is no room."""
        if on:
            self._shown.add(name)
        else:
            self._shown.discard(name)
        self._fit_columns()

    def column_shown(self, name: str) -> bool:
        return name in self._shown

    def _fit_columns(self) -> None:
        room = self.viewport().width()
        wanted = {
            column.name: max(round(column.width * self._scale), self._widest.get(column.name, 0))
            for column in COLUMNS
            if column.name in self._shown
        }
        for name, least in SPARED:
            if room - sum(width for other, width in wanted.items() if other != "item") < least * self._scale:
                wanted.pop(name, None)
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column.name not in wanted)
            if column.name in wanted and column.name != "item":
                self.setColumnWidth(number, wanted[column.name])

    def _widen(self, first: QModelIndex, last: QModelIndex) -> None:
        """Amounts are never cut off: their columns grow with them."""
        wider = False
        for number in range(first.column(), last.column() + 1):
            column = COLUMNS[number]
            if not column.right:
                continue
            texts = (self._model.index(row, number).data() for row in range(first.row(), last.row() + 1))
            longest = max(texts, key=len, default="")
            width = self.fontMetrics().horizontalAdvance(longest) + 2 * PADDING + 2
            if width > self._widest.get(column.name, 0):
                self._widest[column.name] = width
                wider = wider or width > self.columnWidth(number)
        if wider:
            self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    # --- size: as tall as its lines, and scrolling where there is no room for them ---

    def fit(self) -> None:
        """Give every row the height its text needs, and the table that of its rows."""
        header = self.verticalHeader()
        for row, line in enumerate(self._model.lines):
            height = self.delegate.row_height(line) if line.description else self._plain_height
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = self.verticalHeader().length()
        return QSize(600, self.horizontalHeader().height() + rows + 2)

    def minimumSizeHint(self) -> QSize:
        rows = min(self.verticalHeader().length(), FEWEST_ROWS * self._plain_height)
        return QSize(420, self.horizontalHeader().height() + rows + 2)

    def _rows_changed(self, parent: QModelIndex, first: int, last: int) -> None:
        if last < self._model.rowCount():
            self._widen(self._model.index(first, 0), self._model.index(last, len(COLUMNS) - 1))
        self.fit()

    def _data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._widen(first, last)
        if first.column() == 0:
            self._fit_later.start()

    # --- where the keyboard is ---

    @property
    def rows(self) -> list[int]:
        """The rows that an action is about: the selected ones."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def edit_at(self, row: int, column: str) -> bool:
        """Begin editing a cell; ``False`` where it cannot be edited."""
        index = self._model.index(row, PLACES[column])
        if not index.flags() & Qt.ItemFlag.ItemIsEditable or self.isColumnHidden(index.column()):
            return False
        self.setFocus()
        self.go_to(index)
        return bool(self.edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, None))

    def describe(self) -> None:
        """Edit the description of the current line."""
        row = self.currentIndex().row()
        line = self._model.line_at(row)
        if line is not None and line.kind is not LineKind.SECTION:
            self.delegate.describing = True
            try:
                self.edit_at(row, "item")
            finally:
                self.delegate.describing = False

    def go_to(self, index: QModelIndex) -> None:
        """Make one cell the current one, whatever modifier keys are down (a plain call of Qt's would heed them)."""
        model = self.selectionModel()
        model.setCurrentIndex(index, model.SelectionFlag.ClearAndSelect | model.SelectionFlag.Rows)
        self.scrollTo(index)

    def select_rows(self, rows: list[int], column: str = "item") -> None:
        if rows:
            self.go_to(self._model.index(rows[0], PLACES[column]))
            for row in rows[1:]:
                index = self._model.index(row, 0)
                model = self.selectionModel()
                model.select(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)

    def _advance(self, index: QPersistentModelIndex, step: int, by_enter: bool) -> None:
        if not index.isValid():
            return
        row = index.row()
        names = [
            column.name
            for column in COLUMNS
            if column.read is not None
            and not self.isColumnHidden(PLACES[column.name])
            and (not by_enter or column.name in BY_ENTER)
        ]
        here = PLACES[COLUMNS[index.column()].name]
        after = [name for name in names if (PLACES[name] - here) * step > 0]
        for name in after if step > 0 else reversed(after):
            if self.edit_at(row, name):
                return
        row += step
        if 0 <= row < self._model.rowCount():
            # The next line's name is seldom what Enter is after; a new or nameless line's is.
            line = self._model.line_at(row)
            named = line is not None and line.name and line.kind is not LineKind.SECTION
            first = ["quantity", "item"] if by_enter and named else ["item"]
            for name in first if step > 0 else [*reversed(names)]:
                if self.edit_at(row, name):
                    return
        self.left.emit(step)

    def _move(self, index: QPersistentModelIndex, by: int) -> None:
        row = index.row() + by
        if 0 <= row < self._model.rowCount():
            if not self.edit_at(row, COLUMNS[index.column()].name):
                self.go_to(self._model.index(row, index.column()))
                self.setFocus()
        else:
            self.left.emit(by)

    # --- input ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        plain = not modifiers & ~Qt.KeyboardModifier.KeypadModifier
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        index = self.currentIndex()
        line = self._model.line_at(index.row())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and alt:
            self.describe()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and index.isValid():
            if not self.edit_at(index.row(), COLUMNS[index.column()].name):
                self.edit_at(index.row(), "item")
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_lines(-1 if key is Qt.Key.Key_Up else 1)
        elif control and key is Qt.Key.Key_D:
            self.duplicate_lines()
        elif control and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_lines()
        elif plain and key is Qt.Key.Key_Insert:
            self.insert_line()
        elif plain and key is Qt.Key.Key_Space and line is not None and (line.optional or line.alternative):
            self._model.put(operations.set_selected(self._model.lines, index.row(), not line.selected))
        elif event.matches(QKeySequence.StandardKey.Copy):
            lines = [self._model.lines[row] for row in self.rows]
            QGuiApplication.clipboard().setText(operations.copied(lines, self._model.context.currency))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif plain and key is Qt.Key.Key_Down and index.row() >= self._model.rowCount() - 1:
            self.left.emit(1)
        elif plain and key is Qt.Key.Key_Up and index.row() <= 0:
            self.left.emit(-1)
        elif key is Qt.Key.Key_Escape or (modifiers & _COMMAND and event.text() and not modifiers & _SHIFT):
            # Not the table's: it must neither begin an edit nor be swallowed.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def edit(self, index: Any, trigger: Any = None, event: Any = None) -> Any:
        # Letters typed on a chosen cell replace it; Delete and Backspace empty it through its editor.
        if trigger is None:
            return super().edit(index)
        return super().edit(index, trigger, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        line = index.data(LINE) if index.isValid() and index.column() == PLACES["item"] else None
        if line is not None and not self._model.read_only:
            mark = self.delegate.mark_area(self.visualRect(index), line)
            if mark.contains(event.position().toPoint()):
                self.go_to(index)
                self._model.put(operations.set_selected(self._model.lines, index.row(), not line.selected))
                return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.isValid() and index.row() not in self.rows:
            self.go_to(index)
        at = self.visualRect(index).center() if by_keyboard else event.pos()
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())  # type: ignore[attr-defined]
            if index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
                line: LineDraft = index.data(LINE)
                cut_off = self.delegate.sizeHint(QStyleOptionViewItem(), index).width() > self.visualRect(index).width()
                whole = index.column() == PLACES["item"] and bool(line.description)
                text = f"{line.name}\n{line.description}" if whole else str(index.data() or "")
                self.setToolTip(plain_tip(text) if cut_off or whole else "")
            else:
                self.setToolTip("")
        return super().viewportEvent(event)

    # --- changing lines ---

    def insert_line(self, line: LineDraft | None = None) -> None:
        """A new line above the current one (at the end where there is none), ready to be named."""
        if self._model.read_only:
            return
        row = self.currentIndex().row() if self.currentIndex().isValid() else self._model.rowCount()
        new = line if line is not None else operations.typed_line("", self._model.context.tax)
        self._model.put(operations.insert(self._model.lines, row, [new]))
        self.edit_at(row, "item")

    def duplicate_lines(self) -> None:
        rows = self.rows
        if rows and not self._model.read_only:
            column = COLUMNS[max(0, self.currentIndex().column())].name
            self._model.put(operations.settle(operations.duplicate(self._model.lines, rows)))
            self.select_rows([max(rows) + 1 + n for n in range(len(rows))], column)

    def delete_lines(self) -> None:
        rows = self.rows
        if rows and not self._model.read_only:
            column = COLUMNS[max(0, self.currentIndex().column())].name
            self._model.put(operations.settle(operations.remove(self._model.lines, rows)))
            if self._model.rowCount():
                self.select_rows([min(rows[0], self._model.rowCount() - 1)], column)
            else:
                self.left.emit(1)

    def move_lines(self, step: int) -> None:
        if self._model.read_only:
            return
        column = COLUMNS[max(0, self.currentIndex().column())].name
        lines, rows = operations.move(self._model.lines, self.rows, step)
        self._model.put(lines)
        self.clearSelection()
        self.select_rows(rows, column)

    def paste(self) -> bool:
        """Lines from what a spreadsheet put on the clipboard, below the current line; ``False`` where it has none."""
        text = QGuiApplication.clipboard().text()
        if self._model.read_only or not text.strip():
            return False
        context = self._model.context
        new = operations.pasted(text, context.tax, context.currency)
        row = self.currentIndex().row() + 1 if self.currentIndex().isValid() else self._model.rowCount()
        self._model.put(operations.insert(self._model.lines, row, new))
        self.select_rows(list(range(row, row + len(new))))
        return bool(new)
