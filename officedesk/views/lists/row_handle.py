"""The ⋮ of a row: it stands in the row under the mouse, else in the current one, and opens the menu of that row."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QToolButton

from officedesk.views.icons import Icons
from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.theme import Theme

SIDE = 26
LEAST = 100
"""A column narrower than this shows what it has instead."""


class RowHandle(QToolButton):
    """At the end of the column that has room to spare. ``open_menu(index, at)``: the menu, at a point of the screen."""

    def __init__(
        self,
        table: QTableView,
        model: PagedTableModel,
        look: tuple[Icons, Theme],
        open_menu: Callable[[QModelIndex, QPoint], object],
    ) -> None:
        super().__init__(table.viewport())
        self._table, self._model, self._open = table, model, open_menu
        self._icons, self._theme = look
        self._under = -1
        self._column = next((at for at, one in enumerate(model.columns, start=1) if one.stretch), 1)
        # The keyboard has the menu key and Shift+F10 for it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Row menu")
        self.setToolTip("Row menu (Shift+F10)")
        self.setFixedSize(SIDE, SIDE)
        self.clicked.connect(self._clicked)
        table.viewport().setMouseTracking(True)
        table.viewport().installEventFilter(self)
        header = table.horizontalHeader()
        for told in (
            table.selectionModel().currentRowChanged, table.verticalScrollBar().valueChanged,
            table.horizontalScrollBar().valueChanged, header.sectionResized, header.sectionMoved,
            model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved,
        ):  # fmt: skip
            told.connect(self._place)
        self.hide()

    @property
    def row(self) -> int:
        """The row that it stands in; -1 for none."""
        rows = self._model.rowCount()
        return self._under if 0 <= self._under < rows else self._table.currentIndex().row()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._look_under(self._table.rowAt(event.position().toPoint().y()))
        elif kind is QEvent.Type.Leave:
            self._look_under(-1)
        elif kind in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _look_under(self, row: int) -> None:
        if row != self._under:
            self._under = row
            self._place()

    def _place(self, *_: object) -> None:
        row = self.row
        area = self._table.visualRect(self._model.index(row, self._column)) if row >= 0 else None
        if area is None or area.width() < LEAST or area.bottom() < 0 or area.top() > self._table.viewport().height():
            self.hide()
            return
        self.move(area.right() - SIDE - 1, area.center().y() - SIDE // 2)
        self.show()
        self.update()

    def _clicked(self) -> None:
        row = self.row
        if row >= 0:
            self._open(self._model.index(row, 1), self.mapToGlobal(QPoint(0, self.height())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        chosen = self._table.selectionModel().isRowSelected(self.row, QModelIndex())
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("selected" if chosen else "panel"))
        if self.underMouse() or self.isDown():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("chip"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        self._icons.paint(
            painter, self.rect().adjusted(5, 5, -5, -5), "dots-three-vertical", self._theme.colour("muted")
        )
