"""The files of positions that were taken in: when, by whom, what was taken and what was refused; each can be undone."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from officedesk.services.mapping.track_rows import ImportRow
from officedesk.services.permissions import Permission
from officedesk.views.contracts.row_table import RowTable
from officedesk.views.lists.bulk import many
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.map.track_import import left_out_text
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable

_SEEN = frozenset({"track_import", "import_batch"})


class PastImports(QDialog):
    """The latest first. Delete, or the button, takes the positions of a file away again."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Past imports of positions")
        self._shell = shell
        self._asked = 0
        self.table = RowTable(shell, _columns(shell), "Past imports of positions")
        self.nothing = label("No file of positions was taken in yet.", "muted")
        self.nothing.hide()
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.undo = button("Undo import…", self.ask, icon=shell.icons("arrow-counter-clockwise"), tip="Delete")
        if not shell.may(Permission.POSITIONS_WRITE):
            self.undo.hide()
        close = button("Close", self.close, tip="Close (Esc)")
        head = row(label("Past imports of positions", "title"), None, margins=(18, 14, 18, 12))
        body = column(self.table, self.nothing, self.told, spacing=8, margins=(18, 12, 18, 12))
        body.setStretchFactor(self.table, 1)
        foot = row(self.undo, None, close, margins=(18, 10, 18, 12))
        layout = column(holder(head, "panel"), line(), holder(body, "panel"), line(), foot, spacing=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        room = parent.window().size()
        self.resize(min(860, room.width() - 60), min(520, room.height() - 60))
        self.table.removed.connect(self.ask)
        self.table.selectionModel().currentRowChanged.connect(self._tell)
        shell.signals.changed.connect(self._office_changed)
        self._tell()
        self.load()

    @property
    def chosen(self) -> ImportRow | None:
        """The file that the keyboard is at."""
        rows: tuple[ImportRow, ...] = self.table.rows.rows
        return rows[self.table.current] if 0 <= self.table.current < len(rows) else None

    def load(self) -> None:
        """Read the list, also anew."""
        self._asked += 1
        asked, desk = self._asked, self._shell.desk

        def work() -> list[ImportRow]:
            from officedesk.services.mapping.imports import imports

            return imports(desk)

        def arrived(found: list[ImportRow]) -> None:
            if asked == self._asked:
                self._show(found)

        self._shell.load(self, work, arrived)

    def ask(self, _row: int = -1) -> None:
        """Say what goes with the file at hand, and take it away once that is confirmed."""
        one = self.chosen
        if one is not None and self.undo.isEnabled() and self._shell.may(Permission.POSITIONS_WRITE):
            UndoQuestion(self._shell, self, one).open()

    def _show(self, found: list[ImportRow]) -> None:
        self.table.show_rows(found)
        self.nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        if found and self.table.current < 0:
            self.table.selectRow(0)
            self.table.setFocus()
        self._tell()

    def _tell(self, *_: Any) -> None:
        one = self.chosen
        self.undo.setEnabled(one is not None)
        words = [] if one is None else [left_out_text(one.left_out)] if one.left_out else ["Nothing was left out."]
        if one is not None and not one.finished:
            words = ["It was not finished: take the same file in again, and it goes on."]
        self.told.setText(breakable("\n".join(words)))

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in _SEEN:
            self.load()


class UndoQuestion(Question):
    """Names what goes with the positions of a file and what stays."""

    def __init__(self, shell: Shell, parent: QWidget, one: ImportRow) -> None:
        super().__init__(shell, parent, "Undo this import?", "Undo import", danger=True)
        self.setMinimumWidth(460)
        self._one = one
        goes = f"{many(one.positions, 'position')} of {one.source} will be taken away"
        for words in (
            f"{goes}, with the times on site and the crossings that follow from them alone.",
            "What is on a timesheet or an invoice stays. The file can be imported again.",
        ):
            said = label(breakable(words))
            said.setWordWrap(True)
            self.content.addWidget(said)
        self.ok.setFocus()

    def answer(self) -> None:
        if not self.wait():
            return
        desk, import_id = self.shell.desk, self._one.id
        self.ok.setText("Undoing…")

        def work() -> int:
            from officedesk.services.mapping.imports import remove_import

            return remove_import(desk, import_id)

        self.shell.load(self, work, self._done, self.failed)

    def failed(self, error: Exception) -> None:
        self.ok.setText("Undo import")
        super().failed(error)

    def _done(self, gone: int) -> None:
        self.accept()
        for entity in ("track_import", "device"):
            self.shell.signals.changed.emit(entity, 0, 0)
        self.shell.toast(f"{self._one.source} undone: {many(gone, 'position')} taken away.")


def _columns(shell: Shell) -> tuple[Column, ...]:
    def when(r: ImportRow) -> Cell:
        at = r.at.astimezone(shell.desk.zone)
        return Cell(f"{shell.date(at.date())} {at:%H:%M}")

    def taken(r: ImportRow) -> Cell:
        return Cell(f"{r.positions:,}", tone="text" if r.finished else "warn", tip="" if r.finished else "Not finished")

    def refused(r: ImportRow) -> Cell:
        count = sum(r.left_out.values())
        return Cell(f"{count:,}", tone="text" if count else "muted", tip=left_out_text(r.left_out) if count else "")

    return (
        Column("at", "When", 152, when),
        Column("source", "File", 200, lambda r: Cell(r.source, bold=True), stretch=True),
        Column("actor", "By", 130, lambda r: Cell(r.actor or "Watched folder")),
        Column("positions", "Positions", 92, taken, right=True),
        Column("left_out", "Left out", 84, refused, right=True),
    )
