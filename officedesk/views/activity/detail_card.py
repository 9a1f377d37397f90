"""What one change of the audit trail changed, field by field: before and after."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from officedesk.services.activity.rows import HistoryRow
from officedesk.services.permissions import Permission
from officedesk.views.customers.history_words import details, headline
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.tips import plain_tip

HEIGHT = 210
_PAGES = frozenset({"customer", "estimate", "job", "invoice"})


class DetailCard(QWidget):
    """Stands below the list. ``undo_wanted`` carries the transaction's key."""

    undo_wanted = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._row: HistoryRow | None = None
        self.title = label("", "strong")
        self._who = label("", "muted")
        self.undo = button("Undo this change", self._undo, icon=shell.icons("arrow-counter-clockwise"))
        self.open = button("Open", self._open, icon=shell.icons("arrow-square-out"))
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Field", "Before", "After"])
        self.table.setAccessibleName("What was changed")
        self.table.setProperty("role", "details")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(28)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, mode in enumerate(
            (QHeaderView.ResizeMode.Interactive, QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Stretch)
        ):
            header.setSectionResizeMode(place, mode)
        self.table.setColumnWidth(0, 200)
        head = row(self.title, self._who, None, self.open, self.undo, margins=(16, 8, 16, 8))
        whole = column(head, self.table, spacing=0)
        whole.setStretchFactor(self.table, 1)
        self.setLayout(whole)
        self.setFixedHeight(HEIGHT)
        self.show_row(None)

    def show_row(self, change: HistoryRow | None) -> None:
        """Tell of a change; ``None`` hides the card."""
        self._row = change
        self.setVisible(change is not None)
        if change is None:
            return
        zone = self._shell.desk.zone
        at = change.at.astimezone(zone)
        name = change.label if change.entity == "customer" and change.label else ""
        said = headline(change)
        self.title.setText(said + (f" {name}" if name and name not in said else ""))
        where = f" at {change.desktop}" if change.desktop else ""
        self._who.setText(f"{change.actor or 'OfficeDesk'}{where}, {self._shell.date(at.date())} {at:%H:%M:%S}")
        self._fill([] if change.erased else details(change, self._shell, zone))
        self.undo.setVisible(self._shell.may(Permission.UNDO))
        self.undo.setEnabled(not change.undone and not change.erased and change.action != "imported")
        self.undo.setToolTip(plain_tip("It was taken back already" if change.undone else "Put things back as before"))
        self.open.setVisible(change.entity in _PAGES or bool(change.customer_id))
        self.open.setEnabled(not (change.entity == "customer" and change.erased))

    def _fill(self, rows: list[tuple[str, str, str]]) -> None:
        self.table.setRowCount(len(rows))
        for at, texts in enumerate(rows):
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text or "—")
                item.setToolTip(plain_tip(text))
                self.table.setItem(at, place, item)
            self.table.setRowHeight(at, round(self.fontMetrics().height() * 1.7))
        if rows:
            self.table.setCurrentCell(0, 0)

    def _undo(self) -> None:
        if self._row is not None:
            self.undo_wanted.emit(self._row.transaction_key)

    def _open(self) -> None:
        found: Any = self._row
        if found is None:
            return
        if found.entity in _PAGES:
            self._shell.go(found.entity, found.entity_id)
        elif found.customer_id:
            self._shell.go("customer", found.customer_id)
