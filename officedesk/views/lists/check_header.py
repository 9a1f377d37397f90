"""The header of a list, with a box above those of its rows: it checks every row, and tells how many are."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from officedesk.views.lists.paged_model import PagedTableModel

PaintCheck = Callable[[QPainter, QRect, Qt.CheckState], None]


class CheckHeader(QHeaderView):
    """Its box is ticked where every row is checked, and crossed by a line where some are."""

    def __init__(self, model: PagedTableModel, paint_check: PaintCheck, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows, self._paint_check = model, paint_check
        model.checks_changed.connect(self._show_checks)

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        # The style leaves its own pen behind.
        painter.save()
        super().paintSection(painter, area, section)
        painter.restore()
        if section == 0 and self._rows.rowCount():
            painter.save()
            self._paint_check(painter, area, self._rows.check_state)
            painter.restore()

    def _show_checks(self, _count: int) -> None:
        self.viewport().update()
