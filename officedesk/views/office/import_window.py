"""Import of a list, in a window or on a page: file, columns, check, import; with a report of every row."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QProgressBar, QStackedWidget, QWidget

from officedesk.errors import OfficeError
from officedesk.services.transfer.customers import (
    ImportOptions,
    ImportPlan,
    ImportRefused,
    ImportResult,
    Preview,
    RowResult,
)
from officedesk.services.transfer.presets import preset_named
from officedesk.views.office.import_kind import CUSTOMERS, ImportKind
from officedesk.views.office.import_mapping import MappingTable
from officedesk.views.office.import_report import IssueList, write_report
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, column, field, holder, label, line, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.tips import plain_tip

ENCODINGS = [
    ("", "Automatic"),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
]
DELIMITERS = [("", "Automatic"), (",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")]


class ImportPanel(QWidget):
    """Steps on one page: nothing is stored before Import, and then all of it or nothing.

    ``working(bool)`` tells when something runs, which :meth:`stop` ends; ``imported`` what came of it.
    """

    working = Signal(bool)
    imported = Signal(object)

    def __init__(self, shell: Shell, kind: ImportKind = CUSTOMERS) -> None:
        super().__init__()
        self._shell, self._kind = shell, kind
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._task: Task | None = None
        self._checked: ImportPlan | None = None
        self._results: list[RowResult] = []
        self.file = label("No file chosen", "muted")
        self.encoding = self._combo(ENCODINGS)
        self.delimiter = self._combo(DELIMITERS)
        self.table = MappingTable(shell, kind)
        self.update_known = QCheckBox(f"Update {kind.many} that are there already")
        self.skip_errors = QCheckBox("Leave out rows with errors")
        self.summary = label("", "strong")
        self.summary.setWordWrap(True)
        self.issues = IssueList(shell)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.error = label("", "error")
        self.error.setWordWrap(True)
        icons = shell.icons
        self.choose_button = button("Choose file…", self.choose, icon=icons("folder-open"), shortcut="Ctrl+O")
        self._check = button("Check", self.check, icon=icons("check"))
        self._import = button("Import", self.run, kind="primary", icon=icons("upload-simple", "on_accent"))
        self._report = button("Save report…", self._save_report, kind="link")
        top = row(
            self.choose_button,
            self.file,
            None,
            field("Characters", self.encoding),
            field("Columns split by", self.delimiter),
            spacing=12,
            margins=(16, 12, 16, 12),
        )
        self._body = QStackedWidget()
        self._body.addWidget(_invitation(kind))
        self._body.addWidget(self.table)
        self.buttons = row(None, self._check, self._import)
        foot = column(
            row(self.update_known, self.skip_errors, None, spacing=20),
            _beside(self.summary, self._report),
            self.issues,
            self.progress,
            self.error,
            self.buttons,
            spacing=8,
            margins=(16, 10, 16, 12),
        )
        layout = column(holder(top, "panel"), line(), self._body, line(), holder(foot, "panel"), spacing=0)
        layout.setStretchFactor(self._body, 1)
        self.setLayout(layout)
        self.encoding.edited.connect(self._look)
        self.delimiter.edited.connect(self._look)
        self.table.edited.connect(self._changed)
        self.update_known.toggled.connect(lambda _: self._changed())
        self._changed()

    # --- file ---

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, self._kind.title, "", "Lists (*.csv *.tsv *.txt);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.look_at(Path(path)))
        dialog.open()

    def look_at(self, path: Path) -> None:
        """Read the head of ``path`` and suggest what its columns mean."""
        self._path = path
        self._look()

    def _look(self) -> None:
        path = self._path
        if path is None:
            return
        encoding, delimiter = self.encoding.value(), self.delimiter.value()
        self._shell.load(
            self, lambda: self._kind.inspect(path, encoding=encoding, delimiter=delimiter), self._looked, self._refused
        )

    def _looked(self, preview: Preview) -> None:
        self._preview = preview
        preset = preset_named(preview.preset) if preview.preset else None
        known = f" · {preset.title}" if preset else ""
        self.file.setText(f"{preview.source.path.name}{known} · {len(preview.headers)} columns")
        self.file.setToolTip(plain_tip(str(preview.source.path)))
        self.table.show_preview(preview)
        self._body.setCurrentIndex(1)
        self._changed()
        self._check.setFocus()

    # --- check and import ---

    def check(self) -> None:
        """Go through the file without storing anything."""
        preview, desk = self._preview, self._shell.desk
        if preview is None:
            return
        mapping, options = self.table.mapping(), self._options(skip_errors=True)
        self._results = []
        keep = self._results.append
        self._begin(
            lambda report, stopped: self._kind.plan(
                desk, preview.source, mapping, options, progress=report, cancelled=stopped, report=keep
            ),
            self._planned,
        )

    def run(self) -> None:
        """Import the file: all of it, or nothing."""
        preview, desk = self._preview, self._shell.desk
        if preview is None:
            return
        mapping, options = self.table.mapping(), self._options(skip_errors=self.skip_errors.isChecked())
        self._results = []
        keep = self._results.append
        self._begin(
            lambda report, stopped: self._kind.apply(
                desk, preview.source, mapping, options, progress=report, cancelled=stopped, report=keep
            ),
            self._imported,
        )

    def _options(self, *, skip_errors: bool) -> ImportOptions:
        return ImportOptions(update=self.update_known.isChecked(), skip_errors=skip_errors)

    def _begin(self, work: Any, done: Any) -> None:
        self.error.clear()
        self.progress.setRange(0, 0)
        self.progress.show()
        self._set_busy(True)
        self._task = self._shell.runner.submit_long(work, done, self._refused, owner=self, progress=self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.summary.setText(f"{done:,} of {total:,} rows")

    def _planned(self, found: ImportPlan) -> None:
        self._end()
        self._checked = found
        self.issues.show_issues(found.issues)
        self.summary.setText(told(found, "would be", self._kind))
        self._report.setEnabled(True)
        # What was in focus was switched off while the file was gone through: on with what comes next.
        (self.skip_errors if found.errors and not self.skip_errors.isChecked() else self._import).setFocus()

    def _imported(self, result: ImportResult) -> None:
        self._end()
        self.issues.show_issues(result.plan.issues)
        self.summary.setText(told(result.plan, "were", self._kind))
        self._report.setEnabled(True)
        self._import.setEnabled(False)
        if result.batch_id is not None:
            self._shell.signals.changed.emit("import_batch", result.batch_id, 0)
        self._shell.signals.changed.emit(self._kind.entity, 0, self._kind.customer_id)
        self._shell.toast(f"{self._kind.count(result.plan.new)} imported.")
        self.imported.emit(result)

    def _refused(self, error: Exception) -> None:
        self._end()
        if isinstance(error, ImportRefused):
            self.issues.show_issues(error.plan.issues)
            self._report.setEnabled(True)
        if isinstance(error, OfficeError):
            self.summary.clear()
            self.error.setText(str(error))
        else:
            self._shell.fail(error)

    def _end(self) -> None:
        self._task = None
        self.progress.hide()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        for control in (self.choose_button, self._check, self._import, self.table, self.update_known, self.skip_errors):
            control.setEnabled(not busy)
        self.working.emit(busy)

    def _changed(self) -> None:
        """Another file, mapping or option: what was found before no longer holds."""
        self._checked = None
        self.error.clear()
        self.issues.show_issues(())
        self._report.setEnabled(False)
        problem = self.table.problem() if self._preview is not None else ""
        ready = self._preview is not None and not problem
        self._check.setEnabled(ready)
        self._import.setEnabled(ready)
        self.summary.setText(problem)

    def _save_report(self) -> None:
        dialog = QFileDialog(self, "Save report", "import-report.csv", "CSV (*.csv);;Excel (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        results = list(self._results)

        def save(path: str) -> None:
            self._shell.load(
                self,
                lambda: write_report(Path(path), results, self._kind.number_title),
                lambda count: self._shell.toast(f"Report of {count:,} rows saved."),
                self._refused,
            )

        dialog.fileSelected.connect(save)
        dialog.open()

    @property
    def running(self) -> bool:
        """A check or an import is under way."""
        return self._task is not None

    def stop(self) -> bool:
        """Stop what runs; ``False`` where nothing does."""
        if self._task is None:
            return False
        # The work notices, rolls back and answers with "cancelled"; until then nothing else can begin.
        self.summary.setText("Stopping…")
        self._task.stop()
        return True

    def _combo(self, choices: list[tuple[str, str]]) -> Combo:
        made = Combo(self._shell.icons, self._shell.theme)
        made.set_choices(choices)
        made.set_value("")
        made.setFixedWidth(180)
        return made


class ImportWindow(QDialog):
    """An import in a window of its own."""

    def __init__(self, shell: Shell, parent: QWidget | None = None, kind: ImportKind = CUSTOMERS) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(kind.title)
        self.resize(980, 640)
        self.panel = ImportPanel(shell, kind)
        self._close = button("Close", self.close)
        self.panel.buttons.insertWidget(self.panel.buttons.count() - 1, self._close)
        self.panel.working.connect(self._working)
        self.setLayout(column(self.panel, spacing=0))

    def look_at(self, path: Path) -> None:
        """Read the head of ``path`` and suggest what its columns mean."""
        self.panel.look_at(path)

    def _working(self, busy: bool) -> None:
        self._close.setText("Cancel" if busy else "Close")

    def reject(self) -> None:
        """Esc and Close: while something runs it is stopped first, and the window stays to say so."""
        if not self.panel.stop():
            super().reject()

    def close(self) -> bool:
        running = self.panel.stop()
        if not running:
            super().reject()
        return not running


def told(found: ImportPlan, verb: str, kind: ImportKind = CUSTOMERS) -> str:
    """The counts of an import in one sentence."""
    parts = [f"{found.new:,} new {kind.many} {verb} imported from {found.rows:,} rows"]
    if found.updated:
        parts.append(f"{found.updated:,} updated")
    if found.skipped:
        parts.append(f"{found.skipped:,} passed over (there already)")
    if found.failed:
        parts.append(f"{found.failed:,} left out because of errors")
    if found.warnings:
        parts.append(f"{found.warnings:,} warnings")
    return ", ".join(parts) + "."


def _beside(text: QWidget, link: QWidget) -> QHBoxLayout:
    made = row(text, link)
    made.setStretchFactor(text, 1)
    return made


def _invitation(kind: ImportKind) -> QWidget:
    title = label(kind.invitation, "heading")
    detail = label(kind.detail, "muted")
    for part in (title, detail):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
    detail.setWordWrap(True)
    detail.setMinimumWidth(460)
    return holder(column(None, row(None, column(title, detail, spacing=6), None), None, None))
