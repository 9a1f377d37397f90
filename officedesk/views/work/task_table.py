"""The table of a job's services: Space checks, Ctrl+A checks all, right click is the menu."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from officedesk.services.permissions import Permission
from officedesk.views.lists.delegate import CellDelegate
from officedesk.views.shell import Shell
from officedesk.views.work.task_model import TaskModel

ROW, HEAD = 34, 31

AMOUNT, BILLED = 3, 5
"""Columns that tell of money."""


class TaskTable(QTableView):
    """As tall as its tasks: the page scrolls, not the table."""

    menu_wanted = Signal(QPoint)

    def __init__(self, shell: Shell, model: TaskModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(shell.theme, shell.icons, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("Services of the job")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setFixedHeight(HEAD)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(lambda section: self._check_all() if section == 0 else None)
        header.setMinimumSectionSize(34)
        for section, width in enumerate((40, 220, 84, 104, 112, 92)):
            self.setColumnWidth(section, width)
        for section in () if shell.may(Permission.MONEY_READ) else (AMOUNT, BILLED):
            self.setColumnHidden(section, True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        shell.theme.changed.connect(self.viewport().update)
        model.modelReset.connect(self.updateGeometry)
        model.checks_changed.connect(self._fit)

    def _fit(self) -> None:
        """What a contract covers is said in full."""
        covered = any(task.covered for task in self._model.tasks)
        wide = self.fontMetrics().horizontalAdvance("Covered by C-10000") + 26 if covered else 92
        if self.columnWidth(BILLED) != wide and covered != (self.columnWidth(BILLED) > 92):
            self.setColumnWidth(BILLED, wide)

    @property
    def rows(self) -> list[int]:
        """Selected rows in order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def sizeHint(self) -> QSize:
        return QSize(560, HEAD + ROW * max(1, self._model.rowCount()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = self.rows
        if event.key() == Qt.Key.Key_Space and rows:
            self._model.check(rows, on=not all(self._model.is_checked(row) for row in rows))
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._check_all()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # The page's: Esc leaves, Ctrl+Enter saves.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and event.button() is Qt.MouseButton.LeftButton:
            self._model.check([index.row()], on=not self._model.is_checked(index.row()))
            return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.rows:
            keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
            here = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
            self.menu_wanted.emit(here if keyboard else event.globalPos())

    def _check_all(self) -> None:
        rows = list(range(self._model.rowCount()))
        self._model.check(rows, on=not all(self._model.is_checked(row) for row in rows))
