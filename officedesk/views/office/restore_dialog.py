"""Restoring a backup: what is in it, proved first; then in place of the office or to a file of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QProgressBar,
    QRadioButton,
    QWidget,
)

from officedesk.errors import Cancelled, OfficeError
from officedesk.services.office.backups import BackupRow
from officedesk.views.office.backup_words import contents
from officedesk.views.tasks import Task, TaskRunner
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable

NO_FILE = "No file chosen"
OFFICES = "Offices (*.officedesk)"


@dataclass(frozen=True, slots=True)
class RestoreChoice:
    """What was decided: ``place`` is the office to replace, or the new file."""

    backup: Path
    place: str
    row: BackupRow
    replaces: bool
    force: bool = False


class RestoreDialog(QDialog):
    """``chosen(RestoreChoice)`` once somebody decided; until then nothing is touched.

    ``office`` is the file that is open, if one is and it may be replaced; ``others`` how many other desktops have it
    open.
    """

    chosen = Signal(object)

    def __init__(
        self,
        runner: TaskRunner,
        backup: Path,
        parent: QWidget,
        *,
        office: str = "",
        others: int = 0,
        zone: tzinfo | None = None,
        date_format: str = "MM/DD/YYYY",
        on_bug: Callable[[Exception], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Restore a backup")
        self.setMinimumWidth(520)
        self._runner, self._backup, self._office = runner, backup, office
        self._zone, self._date_format, self._on_bug = zone, date_format, on_bug
        self._row: BackupRow | None = None
        self._task: Task | None = None
        self.told = label("Reading every part of it…", "muted")
        self.told.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Checking the backup")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(20)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self.replace = QRadioButton("In place of this office")
        self.new = QRadioButton("To a new file")
        ways = QButtonGroup(self)
        for way in (self.replace, self.new):
            ways.addButton(way)
        self._safe = label("What is there now is saved as a backup first.", "small")
        self.force = QCheckBox(_others(others))
        self._needs_force = bool(office and others)
        if not self._needs_force:
            self.force.hide()
        self.target = ElidedLabel("", least=200)
        self._choose = button("Choose…", self.choose_target)
        self.where = holder(
            column(
                label("Where to", "label"),
                self.replace,
                row(22, column(self._safe, self.force, spacing=4)),
                row(self.new, self.target, None, self._choose),
                spacing=6,
            )
        )
        # With one way only there is nothing to choose but the file.
        for way in (self.replace, self.new):
            way.setVisible(bool(office))
        if not office:
            self.target.setText(NO_FILE)
        self._safe.setVisible(bool(office))
        (self.replace if office else self.new).setChecked(True)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.cancel = button("Cancel", self.reject)
        self.ok = button("Restore", self.answer, kind="danger" if office else "primary", tip="Restore (Ctrl+Enter)")
        for made in (self.cancel, self.ok, self._choose):
            made.setAutoDefault(False)
        self.card = holder(column(self._facts, self.told, self.bar, spacing=8, margins=(14, 12, 14, 12)), "card")
        self.setLayout(
            column(
                label("Restore a backup", "title"),
                ElidedLabel(backup.name, "muted"),
                self.card,
                self.where,
                self.error,
                row(None, self.cancel, self.ok),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        self.where.hide()
        self.error.hide()
        self.ok.setEnabled(False)
        for choice in (self.replace, self.new, self.force):
            choice.toggled.connect(lambda _: self._settle())
        self._read()

    @property
    def row(self) -> BackupRow | None:
        """What is in the backup, once every part of it was read and found whole."""
        return self._row

    def answer(self) -> None:
        """Restore."""
        if self._row is None or not self.ok.isEnabled():
            return
        replaces = self.replace.isChecked()
        place = self._office if replaces else self.target.text()
        self.chosen.emit(RestoreChoice(self._backup, place, self._row, replaces, self.force.isChecked()))
        self.accept()

    def choose_target(self) -> None:
        """Ask where the new file goes."""
        self.new.setChecked(True)
        name = f"{self._row.office if self._row else 'Office'} restored.officedesk"
        start = Path(self._office).parent / name if self._office and "://" not in self._office else Path.home() / name
        dialog = QFileDialog(self, "Restore to", str(start), OFFICES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("officedesk")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.set_target)
        dialog.open()

    def set_target(self, path: str) -> None:
        """Restore to this new file."""
        self._tell(f"{Path(path).name} is there already. Choose another name." if Path(path).exists() else "")
        self.target.setText(NO_FILE if Path(path).exists() else path)
        self._settle()

    def reject(self) -> None:
        if self._task is not None:
            self._task.stop()
        super().reject()

    def _read(self) -> None:
        from officedesk.services.office.backups import look_into

        backup = self._backup
        self._task = self._runner.submit_long(
            lambda report, stopped: look_into(backup, report, stopped),
            self._proved,
            self._refused,
            owner=self,
            progress=lambda done, total: self.bar.setValue(round(1000 * done / max(total, 1))),
        )

    def _proved(self, found: BackupRow) -> None:
        self._task, self._row = None, found
        self.bar.hide()
        for line, (title, text) in enumerate(contents(found, self._zone, self._date_format)):
            self._facts.addWidget(label(title, "muted"), line, 0)
            value = label(breakable(text), "strong" if line == 0 else "")
            value.setWordWrap(True)
            self._facts.addWidget(value, line, 1)
        self.told.setText("✓ Verified: every part of it is as it was written.")
        self.told.setProperty("role", "")
        self.told.setProperty("tone", "ok")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.where.show()
        self._settle()
        (self.replace if self._office else self._choose).setFocus()

    def _refused(self, error: Exception) -> None:
        self._task = None
        self.card.hide()
        self.ok.hide()
        self.cancel.setText("Close")
        if isinstance(error, Cancelled):
            return
        if isinstance(error, OfficeError):
            self._tell(str(error))
        elif self._on_bug is not None:
            self._on_bug(error)

    def _tell(self, text: str) -> None:
        self.error.setText(breakable(text))
        self.error.setVisible(bool(text))

    def _settle(self) -> None:
        forced = self.force.isChecked() or not self._needs_force
        decided = forced if self.replace.isChecked() else self.target.text() not in ("", NO_FILE)
        self.ok.setEnabled(self._row is not None and decided)
        self.force.setEnabled(self.replace.isChecked())


def now() -> datetime:
    """The time that a safety backup is named by."""
    return datetime.now(UTC)


def _others(many: int) -> str:
    who = "another desktop has" if many == 1 else f"{many} other desktops have"
    return f"Restore although {who} it open"
