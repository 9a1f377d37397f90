"""Geofences from a file: what is in it, what could not be read, and which of them to keep."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QListWidget,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from officedesk.errors import OfficeError
from officedesk.services.mapping.fence_exchange import FencePlan, FenceToTake
from officedesk.views.lists.bulk import many
from officedesk.views.map.fence_words import imperial
from officedesk.views.shell import Shell
from officedesk.views.tasks import Progress, Task
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.tips import breakable, plain_tip

_FILES = "Geofences (*.geojson *.json *.kml *.kmz *.gpx);;All files (*)"


class FenceImport(QDialog):
    """``taken(ids)``. Nothing is stored before Import; then the fences that are ticked."""

    taken = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, customer_id: int | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import geofences")
        self.resize(820, 600)
        self._shell, self._customer_id = shell, customer_id
        self._plan: FencePlan | None = None
        self._task: Task | None = None
        self._filling = False
        self.file = label("Choose a GeoJSON, KML or GPX file: you see what is in it before anything is kept.", "muted")
        self.choose_button = button("Choose file…", self.choose, icon=shell.icons("folder-open"), shortcut="Ctrl+O")
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Name", "Size", "Notes"])
        self.table.setAccessibleName("Geofences in the file")
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 230)
        header.resizeSection(1, 210)
        self.problems = QListWidget()
        self.problems.setAccessibleName("What could not be read")
        self.problems.setWordWrap(True)
        self.problems.hide()
        self.alerts = QCheckBox("Alert me on enter and exit")
        self.alerts.setChecked(True)
        self.summary = label("", "strong")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.close_button = button("Close", self.close)
        self.import_button = button("Import", self.run, kind="primary", tip="Import (Ctrl+Enter)")
        foot = column(
            row(self.summary, None, self.alerts),
            self.problems,
            self.progress,
            self.error,
            row(None, self.close_button, self.import_button),
            margins=(16, 10, 16, 12),
        )
        top = row(self.choose_button, self.file, None, spacing=12, margins=(16, 12, 16, 12))
        layout = column(holder(top, "panel"), line(), self.table, line(), holder(foot, "panel"), spacing=0)
        layout.setStretchFactor(self.table, 1)
        self.setLayout(layout)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.run)
        self.table.itemChanged.connect(lambda _: self._count())
        self._count()

    # --- looking ---

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, "Import geofences", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.look_at(Path(path)))
        dialog.open()

    def look_at(self, path: Path) -> None:
        """Show what is in a file."""
        from officedesk.services.mapping.fence_exchange import look_at_fences

        self._tell("")
        desk = self._shell.desk
        self.choose_button.setEnabled(False)
        self._shell.load(self, lambda: look_at_fences(desk, path), self._looked, self._refused)

    def _looked(self, plan: FencePlan) -> None:
        from officedesk.maps.units import format_size

        self.choose_button.setEnabled(True)
        self._plan = plan
        self.file.setText(plan.file)
        in_feet = imperial(self._shell.desk.currency)
        self._filling = True
        self.table.setRowCount(len(plan.fences))
        for number, one in enumerate(plan.fences):
            notes = (("Already in the office.",) if one.known else ()) + one.notes
            name = QTableWidgetItem(one.name)
            name.setCheckState(Qt.CheckState.Unchecked if one.known else Qt.CheckState.Checked)
            texts = (format_size(one.shape, one.measured, in_feet), " ".join(notes))
            for place, item in enumerate((name, *(QTableWidgetItem(text) for text in texts))):
                item.setToolTip(plain_tip(item.text()))
                self.table.setItem(number, place, item)
        self.problems.clear()
        for text in plan.problems:
            self.problems.addItem(breakable(text))
        self.problems.setVisible(bool(plan.problems))
        self.problems.setFixedHeight(min(120, sum(map(self.problems.sizeHintForRow, range(self.problems.count()))) + 8))
        self._filling = False
        self._count()
        self.table.setFocus()
        if plan.fences:
            self.table.setCurrentCell(0, 0)

    def _refused(self, error: Exception) -> None:
        self.choose_button.setEnabled(True)
        self._ended()
        if isinstance(error, OfficeError):
            self._tell(str(error))
        else:
            self._shell.fail(error)

    @property
    def chosen(self) -> list[FenceToTake]:
        """The fences that are ticked."""
        fences = self._plan.fences if self._plan is not None else ()
        return [one for number, one in enumerate(fences) if self._ticked(number)]

    def _ticked(self, number: int) -> bool:
        item = self.table.item(number, 0)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def _count(self) -> None:
        if self._filling:
            return
        count, plan = len(self.chosen), self._plan
        self.import_button.setEnabled(count > 0 and self._task is None)
        self.import_button.setText(f"Import {count:,}" if count else "Import")
        if plan is not None:
            left = f" · {len(plan.problems):,} not read" if plan.problems else ""
            self.summary.setText(f"{count:,} of {many(len(plan.fences), 'geofence')} chosen{left}")

    # --- keeping ---

    def run(self) -> None:
        """Store what is ticked."""
        chosen, desk, customer_id, alerts = self.chosen, self._shell.desk, self._customer_id, self.alerts.isChecked()
        if not chosen or self._task is not None:
            return
        self._tell("")
        self.import_button.setEnabled(False)
        self.close_button.setText("Stop")
        self.progress.setRange(0, len(chosen))
        self.progress.show()

        def work(progress: Progress, stopped: Callable[[], bool]) -> tuple[int, ...]:
            from officedesk.services.mapping.fence_exchange import take_fences

            return take_fences(desk, chosen, customer_id, alerts=alerts, progress=progress, cancelled=stopped)

        runner = self._shell.runner
        self._task = runner.submit_long(work, self._stored, self._refused, owner=self, progress=self._advance)

    def _advance(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _stored(self, ids: tuple[int, ...]) -> None:
        self._ended()
        shell, desk, customer_id = self._shell, self._shell.desk, self._customer_id or 0
        shell.signals.changed.emit("geofence", ids[0] if len(ids) == 1 else 0, customer_id)

        def undo() -> None:
            from officedesk.services.mapping.fences import trash_fence
            from officedesk.views.lists.bulk import each

            shell.load(
                shell,
                lambda: each(lambda one: trash_fence(desk, one), ids),
                lambda _: shell.signals.changed.emit("geofence", 0, customer_id),
            )

        shell.toast(f"{many(len(ids), 'geofence')} imported.", "Undo", undo)
        self.taken.emit(ids)
        self.accept()

    def _ended(self) -> None:
        self._task = None
        self.progress.hide()
        self.close_button.setText("Close")
        self._count()

    def _tell(self, text: str) -> None:
        self.error.setText(breakable(text))
        self.error.setVisible(bool(text))

    def reject(self) -> None:
        """Close; while it is storing, stop: what is stored stays."""
        if self._task is not None:
            self._task.stop()
            return
        super().reject()
