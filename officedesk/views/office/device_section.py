"""Settings: vehicles and devices, whose they are, and what follows from their crossings."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from officedesk.models.enums import DeviceKind
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.permissions import Permission
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.map.watched import SETTING
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, row

KINDS = ((DeviceKind.VEHICLE, "Vehicle"), (DeviceKind.PHONE, "Phone"), (DeviceKind.TRACKER, "Tracker"))


class DeviceSection(TableSection):
    """The list, and under it whether crossings start and stop time."""

    def __init__(self, shell: Shell) -> None:
        self._people: list[tuple[int, str]] = []
        self._names: dict[int | None, str] = {}

        def load() -> list[Any]:
            from officedesk.services.mapping.devices import drafts
            from officedesk.services.office.people import technicians

            everybody = technicians(shell.desk)
            self._names = {one.id: one.name for one in everybody}
            self._people = [(one.id, one.name) for one in everybody if one.active and one.id]
            return drafts(shell.desk)

        kinds = dict(KINDS)
        super().__init__(
            shell,
            name="devices",
            title="Vehicles and devices",
            one="device",
            many="devices",
            columns=(
                Column("name", "Name", 180, lambda r: Cell(r.name, bold=True), stretch=True),
                Column("kind", "Kind", 90, lambda r: Cell(kinds[r.kind])),
                Column("identifier", "Called in tracks", 180, lambda r: Cell(r.identifier)),
                Column("technician_id", "Field employee", 160, lambda r: Cell(self._names.get(r.technician_id, ""))),
                Column("active", "Status", 100, lambda r: Cell(chips=(_status(r.active),))),
            ),
            load=load,
            text=lambda r: f"{r.name} {r.identifier} {self._names.get(r.technician_id, '')}",
            edit=self._edit,
            entity="device",
            empty="What tells where it is will be here: vehicles, phones, trackers. Their tracks name them.",
        )

    def _edit(self, section: TableSection, record: Any | None) -> RecordDialog:
        from officedesk.services.mapping import devices

        shell = self.shell
        specs = (
            FieldSpec("name", "Name", span=2, required=True, hint="Van 3"),
            FieldSpec("kind", "Kind", "choice", choices=KINDS, span=2),
            FieldSpec("identifier", "Called in tracks", span=2, hint="empty: its name"),
            FieldSpec("technician_id", "Field employee", "choice", choices=self._people, span=2, empty="Nobody"),
            FieldSpec("active", "In use", "check", span=4),
        )
        draft = record or DeviceDraft()
        title = "Edit device" if record else "New device"
        return RecordDialog(shell, title, specs, draft, lambda d: devices.save_device(shell.desk, d), section)


class DevicePage(QWidget):
    """The section, and the office's choice."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.section = DeviceSection(shell)
        self.auto = QCheckBox("Start and stop time on a job when its technician comes to the location and leaves it")
        self.auto.setEnabled(False)
        hint = label("Only where it is clear which job is meant. Everything else waits under Time on site.", "muted")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.section, 1)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 12)
        below.setSpacing(4)
        below.addLayout(row(self.auto, None))
        below.addWidget(hint)
        self.folder = label("", "muted")
        self.choose_button = button("Watch a folder…", self.choose, icon=shell.icons("folder-open"))
        self.stop_button = button("Stop watching", lambda: self.watch(""), kind="link")
        below.addLayout(row(self.choose_button, self.folder, self.stop_button, None, spacing=10))
        self._show_folder()
        layout.addWidget(holder(below, "panel"))
        self.auto.clicked.connect(self._chosen)

    def show_section(self) -> None:
        """Read both."""
        from officedesk.services.mapping.running import SETTING as AUTO
        from officedesk.services.office.settings import get

        self.section.show_section()
        desk = self._shell.desk
        self._shell.load(self, lambda: bool(get(desk, AUTO, False, user=False)), self._arrived)

    def forget(self) -> None:
        """Choices count at once."""
        self.section.forget()

    def choose(self) -> None:
        """Ask for the folder into which trackers write their files."""
        dialog = QFileDialog(self, "Watch a folder of positions", self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.watch)
        dialog.open()

    def watch(self, folder: str) -> None:
        """Take in what comes into ``folder`` from now on, at this desktop; none where it is empty."""
        self._shell.config.put(SETTING, folder or None)
        self._show_folder()
        keep = getattr(self.window(), "keep_tracks", None)
        if keep is not None:
            keep()

    @property
    def _folder(self) -> str:
        chosen = self._shell.config.get(SETTING, "")
        return chosen if isinstance(chosen, str) else ""

    def _show_folder(self) -> None:
        folder = self._folder
        if folder:
            self.folder.setText(f"This desktop takes in files from {folder}")
        else:
            self.folder.setText("Files that trackers put into a folder can be taken in by themselves.")
        self.stop_button.setVisible(bool(folder))

    def _arrived(self, on: bool) -> None:
        self.auto.setChecked(on)
        self.auto.setEnabled(self._shell.may(Permission.OFFICE_WRITE))

    def _chosen(self, on: bool) -> None:
        from officedesk.services.mapping.running import SETTING as AUTO
        from officedesk.services.office.settings import put

        desk = self._shell.desk
        self._shell.load(self, lambda: put(desk, AUTO, on, user=False), lambda _: None)


def _status(active: bool) -> Chip:
    return Chip("In use", "ok") if active else Chip("Off")
