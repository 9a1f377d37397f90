"""Technicians' calendars: one as a file, or a folder with one for each that is kept as the schedule is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QWidget

from officedesk.views.schedule.calendar_keeper import SETTING, CalendarKeeper, words_of
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, holder, label, row
from officedesk.views.widgets.combo import Combo

if TYPE_CHECKING:
    from officedesk.services.calendars.export import CalendarFile, Written

ABOUT = (
    "Google Calendar, Outlook and Apple Calendar open these files. Whoever imports a file has the visits as they are "
    "now; a folder that a cloud drive shares, or a calendar that follows the file's address, goes on with the schedule."
)


def open_calendars(shell: Shell, owner: QWidget) -> "CalendarDialog":
    """Open the dialog over ``owner``'s window."""
    window = owner.window()
    made = CalendarDialog(shell, window, getattr(window, "calendars", None))
    made.open()
    return made


class CalendarDialog(QDialog):
    """Use ``open()``. ``keeper`` keeps the folder while the window is open."""

    def __init__(self, shell: Shell, parent: QWidget, keeper: CalendarKeeper | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Calendar files")
        self.setMinimumWidth(600)
        self._shell, self._keeper = shell, keeper
        self.who = Combo(shell.icons, shell.theme)
        self.save_button = button("Save file…", self.save_one, icon=shell.icons("calendar-blank"))
        self.folder = label("", "muted")
        self.folder.setWordWrap(True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.choose_button = button("Choose folder…", self.choose, icon=shell.icons("folder-open"))
        self.write_button = button("Write now", self.write, icon=shell.icons("arrows-clockwise"))
        self.keep = QCheckBox("Keep it up to date from this computer")
        self.keep.setToolTip("While this office is open here: a few seconds after a visit was changed")
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        about = label(ABOUT, "muted")
        about.setWordWrap(True)
        one = row(field("Technician", self.who), self.save_button, None, spacing=10)
        one.setStretch(0, 1)
        one.setAlignment(self.save_button, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(
            column(
                about,
                label("One technician", "strong"),
                holder(one),
                label("A file for each technician", "strong"),
                row(self.choose_button, self.write_button, None, spacing=10),
                self.folder,
                self.keep,
                self.told,
                None,
                row(None, button("Close", self.reject)),
                spacing=12,
                margins=(20, 18, 20, 16),
            )
        )
        self._folder = str(shell.config.get(SETTING, "") or "")
        self.keep.setChecked(bool(self._folder))
        self.keep.toggled.connect(self._kept)
        if keeper is not None:
            keeper.told.connect(self._tell)
            self.told.setText(keeper.problem)
        self._show_folder()
        self.save_button.setEnabled(False)
        shell.load(self, self._read, self._known)

    # --- one ---

    def save_one(self) -> None:
        """Ask where to, and write the calendar of the chosen technician."""
        technician_id, desk = self.who.value(), self._shell.desk
        if technician_id is None:
            return

        def work() -> "CalendarFile":
            from officedesk.services.calendars.export import calendar

            return calendar(desk, technician_id)

        self._shell.load(self, work, self._ask_where)

    def _ask_where(self, file: "CalendarFile") -> None:
        start = Path(str(self._shell.config.get("pdf_folder", "") or Path.home())) / file.name
        dialog = QFileDialog(self, f"Calendar of {file.technician}", str(start), "Calendars (*.ics)")
        dialog.setObjectName("save_calendar")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("ics")
        dialog.fileSelected.connect(lambda path: self.write_one(file, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_one(self, file: "CalendarFile", path: Path) -> None:
        """Write a calendar to ``path``."""

        def work() -> None:
            from officedesk.files import write_bytes

            write_bytes(path, file.content)

        words = f"{file.visits} visit{'s' if file.visits != 1 else ''} of {file.technician} saved as {path.name}."
        if file.large:
            words += " Google takes no upload of more than 1 MB."
        self._shell.load(self, work, lambda _: self._tell(words))

    # --- all ---

    def choose(self) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self, "Folder for the calendars", self._folder or str(Path.home()))
        dialog.setObjectName("calendar_folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, on=True)
        dialog.fileSelected.connect(self.use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def use(self, folder: str) -> None:
        """Write the calendars to ``folder`` from now on."""
        self._folder = folder
        self._show_folder()
        if self.keep.isChecked():
            self._remember()
        self.write()

    def write(self) -> None:
        """Write what differs."""
        if not self._folder:
            return
        folder, desk = Path(self._folder), self._shell.desk
        self.write_button.setEnabled(False)

        def work() -> "Written":
            from officedesk.services.calendars.export import write_calendars

            return write_calendars(desk, folder)

        def failed(error: Exception) -> None:
            self._show_folder()
            self._shell.fail(error)

        self._shell.load(self, work, self._written, failed)

    def _written(self, written: "Written") -> None:
        self._show_folder()
        self._tell(words_of(written))

    def _kept(self, on: bool) -> None:
        if on and not self._folder:
            self.choose()
        else:
            self._remember()

    def _remember(self) -> None:
        self._shell.config.put(SETTING, self._folder if self.keep.isChecked() else None)
        if self._keeper is not None:
            self._keeper.start(0)

    # --- what is shown ---

    def _read(self) -> list[tuple[int, str]]:
        from officedesk.services.work.day_sheets import technician_names

        return technician_names(self._shell.desk)

    def _known(self, people: list[tuple[int, str]]) -> None:
        self.who.set_choices(people)
        if people:
            self.who.set_value(people[0][0])
        self.save_button.setEnabled(bool(people))

    def _show_folder(self) -> None:
        self.folder.setText(self._folder or "No folder is chosen yet.")
        self.write_button.setEnabled(bool(self._folder))

    def _tell(self, words: str) -> None:
        self.told.setText(words)
