"""Positions from a file: whose they are, taken in with progress, and what came of them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QProgressBar, QWidget

from officedesk.errors import Cancelled, OfficeError
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.track_rows import TrackDevice, TrackLook, TrackTaken
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell
from officedesk.views.tasks import Progress, Task
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, line, row, scrolled
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.tips import breakable

FILES = "Tracks (*.gpx *.csv *.txt *.tsv *.nmea *.log *.geojson *.json);;All files (*)"
_LEAVE, _MAKE = "leave", "make"
MOST = 200
"""Devices of a file that are asked about one by one."""


class TrackImportDialog(QDialog):
    """Nothing is stored before Import; while it runs, Cancel takes back what was stored."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import positions")
        self.resize(680, 520)
        self._shell = shell
        self._path: Path | None = None
        self._look: TrackLook | None = None
        self._known: list[tuple[int, str]] = []
        self._task: Task | None = None
        self.choices: dict[str, Combo] = {}
        self.file = label("Choose a GPX, CSV, NMEA or GeoJSON file: you see whose positions it has first.", "muted")
        self.file.setWordWrap(True)
        self.choose_button = button("Choose file…", self.choose, icon=shell.icons("folder-open"), shortcut="Ctrl+O")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.grid.setColumnStretch(1, 1)
        body = column(self.grid, None, margins=(16, 12, 16, 12))
        area = scrolled()
        area.setWidget(holder(body, "panel"))
        self.told = label("", "")
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much is taken in")
        self.progress.hide()
        self.past_button = button("Past imports…", self.show_past, kind="link")
        self.close_button = button("Close", self.close)
        self.import_button = button("Import", self.run, kind="primary", tip="Import (Ctrl+Enter)")
        self.import_button.setEnabled(False)
        foot = column(
            self.told,
            self.progress,
            self.error,
            row(self.past_button, None, self.close_button, self.import_button),
            spacing=8,
            margins=(16, 10, 16, 12),
        )
        top = row(self.choose_button, self.file, spacing=12, margins=(16, 12, 16, 12))
        top.setStretchFactor(self.file, 1)
        layout = column(holder(top, "panel"), line(), area, line(), holder(foot, "panel"), spacing=0)
        layout.setStretchFactor(area, 1)
        self.setLayout(layout)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.run)

    def show_past(self) -> None:
        """The files that were taken in before."""
        from officedesk.views.map.past_imports import PastImports

        PastImports(self._shell, self).open()

    def choose(self) -> None:
        """Ask for the file."""
        dialog = QFileDialog(self, "Import positions", "", FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.look_at(Path(path)))
        dialog.open()

    def look_at(self, path: Path) -> None:
        """Read a file once, without storing anything."""
        desk = self._shell.desk

        def work(_report: Progress, stopped):  # type: ignore[no-untyped-def]
            from officedesk.services.mapping.devices import devices
            from officedesk.services.mapping.imports import look_at

            known = [(one.id, one.name) for one in devices(desk) if one.active]
            return known, look_at(desk, path.name, path, stopped)

        self._path, self._look = path, None
        self._tell("")
        self.told.setText("")
        self.file.setText(f"Reading {path.name}…")
        self._busy(True, waiting=True)
        self._task = self._shell.runner.submit_long(
            work, self._looked, self._refused, owner=self, progress=lambda done, total: None
        )

    def run(self) -> None:
        """Take the file in."""
        look, path, desk = self._look, self._path, self._shell.desk
        if look is None or path is None or not self.import_button.isEnabled():
            return
        wanted = {key: combo.value() for key, combo in self.choices.items()}
        called = {one.key: one.called for one in look.devices}

        def work(report: Progress, stopped) -> TrackTaken:  # type: ignore[no-untyped-def]
            from officedesk.services.mapping.devices import save_device
            from officedesk.services.mapping.imports import take_in

            whose: dict[str, int | None] = {}
            for key, value in wanted.items():
                if value == _MAKE:
                    value = save_device(desk, DeviceDraft(called[key][:200] or "New device", identifier=key)).id
                whose[key] = None if value == _LEAVE else value
            return take_in(desk, look.name, path, whose, look=look, progress=report, stopped=stopped)

        self._tell("")
        self._busy(True)
        self._task = self._shell.runner.submit_long(
            work, self._taken, self._refused, owner=self, progress=self._progressed
        )

    def reject(self) -> None:
        if self._task is not None:
            self._task.stop()
            self.close_button.setEnabled(False)
            return
        super().reject()

    def closeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if self._task is not None:
            self._task.stop()
            self.close_button.setEnabled(False)
            event.ignore()
            return
        super().closeEvent(event)

    def _busy(self, on: bool, *, waiting: bool = False) -> None:
        self.progress.setRange(0, 0 if waiting else 1)
        self.progress.setVisible(on)
        self.choose_button.setEnabled(not on)
        self.import_button.setEnabled(not on and self._look is not None and not self._look.taken)
        self.close_button.setText("Cancel" if on else "Close")
        self.close_button.setEnabled(True)
        for combo in self.choices.values():
            combo.setEnabled(not on)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _looked(self, found: tuple[list[tuple[int, str]], TrackLook]) -> None:
        self._task = None
        self._known, self._look = found
        look = self._look
        self.file.setText(f"{look.name}: {many(look.points, 'position')}")
        self._show_devices(look)
        lines = [look.taken] if look.taken else []
        lines += [left_out_text(look.left_out)] if look.left_out else []
        lines += list(look.problems[:3])
        self.told.setText(breakable("\n".join(lines)))
        self._busy(False)
        if not look.points:
            self._tell("No positions were found in this file.")
            self.import_button.setEnabled(False)
        first = next(iter(self.choices.values()), None)
        (first or self.import_button).setFocus()

    def _show_devices(self, look: TrackLook) -> None:
        clear_layout(self.grid)
        self.choices = {}
        for place, one in enumerate(look.devices[:MOST]):
            about = label(one.called or "(no name)", "strong")
            days = f"{many(one.points, 'position')}, {self._days(one)}"
            combo = self._combo(one)
            combo.setAccessibleName(f"Whose positions are those of {one.called or 'the file'}")
            self.grid.addWidget(about, 2 * place, 0)
            self.grid.addWidget(combo, 2 * place, 1)
            self.grid.addWidget(label(days, "muted"), 2 * place + 1, 0, 1, 2)
            self.choices[one.key] = combo

    def _combo(self, one: TrackDevice) -> Combo:
        combo = Combo(self._shell.icons, self._shell.theme)
        choices: list[tuple[object, str]] = [(number, name) for number, name in self._known]
        if one.device_id is not None and all(number != one.device_id for number, _ in self._known):
            choices.insert(0, (one.device_id, one.name))
        may_make = self._shell.may(Permission.DEVICES_WRITE)
        if one.device_id is None and may_make:
            choices.append((_MAKE, f"Make a new device{f' “{one.called[:40]}”' if one.called else ''}"))
        choices.append((_LEAVE, "Leave out"))
        combo.set_choices(choices)
        # What the file calls by a name is offered to be made; what it does not name somebody has to say.
        guess = _MAKE if one.called and may_make else _LEAVE
        combo.set_value(one.device_id if one.device_id is not None else guess)
        return combo

    def _days(self, one: TrackDevice) -> str:
        zone = self._shell.desk.zone
        first, last = (self._shell.date(at.astimezone(zone).date()) for at in (one.first, one.last))
        return first if first == last else f"{first} to {last}"

    def _taken(self, taken: TrackTaken) -> None:
        self._task, self._look = None, None
        self._busy(False)
        self._shell.signals.changed.emit("track_import", taken.import_id, 0)
        self._shell.signals.changed.emit("device", 0, 0)
        parts = [
            f"{many(taken.positions, 'position')} taken in of {', '.join(taken.devices) or 'nobody'}.",
            f"{many(taken.entered, 'time')} into a geofence, {many(taken.left, 'time')} out of one.",
        ]
        if taken.known:
            parts.append(f"{taken.known:,} were there already.")
        if taken.changed:
            parts.append(f"{many(taken.changed, 'crossing')} corrected by late positions.")
        if taken.left_out:
            parts.append(left_out_text(taken.left_out))
        self.told.setText(breakable("\n".join([*parts, *taken.kept[:5]])))
        self.close_button.setFocus()

    def _refused(self, error: Exception) -> None:
        self._task = None
        self._busy(False)
        if isinstance(error, Cancelled):
            self._tell("Cancelled. Nothing of the file was kept.")
        elif isinstance(error, OfficeError):
            self._tell(str(error))
        else:
            self._shell.fail(error)

    def _tell(self, text: str) -> None:
        self.error.setText(breakable(text))
        self.error.setVisible(bool(text))


def left_out_text(reasons: dict[str, int]) -> str:
    """Such as “Left out: 3 too inaccurate, 1 time in the future”."""
    return f"Left out: {', '.join(f'{count:,} {reason}' for reason, count in reasons.items())}."
