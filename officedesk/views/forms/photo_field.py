"""Photos of a form: files of its job, shown small; added from the disk, dropped or pasted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from officedesk.models.enums import FileKind
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.rows import FileRow
from officedesk.services.permissions import Permission
from officedesk.views.files.adding import FileAdder, Source, sources_of, takes
from officedesk.views.files.choosing import choose_files
from officedesk.views.files.thumbnails import Thumbnails
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, clear_layout, column, label, row
from officedesk.views.widgets.flow import flowing
from officedesk.views.widgets.tips import plain_tip

_SIDE = 92
_SUFFIXES = "Pictures (*.jpg *.jpeg *.png *.webp *.gif *.bmp *.heic *.heif *.tif *.tiff);;All files (*)"


class PhotoField(QWidget):
    """``edited``; ``value()`` are ids of attachments. ``about`` is the customer, job and location it belongs to."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._about: tuple[int, int, int | None] = (0, 0, None)
        self._ids: list[int] = []
        self._files: dict[int, FileRow] = {}
        self._fixed = False
        self._small = Thumbnails(shell, self)
        self._small.changed.connect(self._draw)
        self.adder = FileAdder(shell, self)
        self.adder.added.connect(self._added)
        self.add_button = button(
            "Add photos…", self.choose, icon=shell.icons("camera"), tip="Photos can be dropped here or pasted too"
        )
        self._nothing = label("No photos yet.", "muted")
        self._strip = flowing(gap=8)
        self._tiles: Any = self._strip.layout()
        self.setLayout(column(self._strip, row(self.add_button, self._nothing, None), self.adder.bar, spacing=6))
        self.setFocusProxy(self.add_button)
        self.setAcceptDrops(True)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    def value(self) -> list[int]:
        return list(self._ids)

    def set_value(self, ids: Sequence[int]) -> None:
        """Show these without telling."""
        if list(ids) != self._ids:
            self._ids = list(ids)
            self._read()
        self._draw()

    def be_about(self, customer_id: int, job_id: int, location_id: int | None) -> None:
        """New photos belong to this job."""
        self._about = (customer_id, job_id, location_id)

    def set_fixed(self, fixed: bool) -> None:
        self._fixed = fixed
        self.add_button.setVisible(not fixed and self._shell.may(Permission.FILES_WRITE))
        self._draw()

    @property
    def busy(self) -> bool:
        """Photos are just being added."""
        return self.adder.busy

    # --- adding ---

    def choose(self) -> None:
        """Ask for photos to add."""
        choose_files(self, "Add photos", self.add, _SUFFIXES)

    def paste(self) -> None:
        """Add what is in the clipboard."""
        if sources := sources_of(QGuiApplication.clipboard().mimeData()):
            self.add(sources)
        else:
            self._shell.toast("There is no photo in the clipboard.")

    def add(self, sources: Sequence[Source]) -> None:
        """Store copies of these photos among the files of the job."""
        customer_id, job_id, location_id = self._about
        if not self._fixed and job_id:
            self.adder.add(
                sources, FileDraft(customer_id, job_id=job_id, location_id=location_id, for_technicians=True)
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._fixed and takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(sources_of(event.mimeData()))

    def _added(self, ids: Sequence[int]) -> None:
        self._read(tuple(ids))

    def _read(self, fresh: tuple[int, ...] = ()) -> None:
        desk, wanted = self._shell.desk, [*self._ids, *fresh]

        def work() -> dict[int, FileRow]:
            from officedesk.services.files.listing import file_rows

            return file_rows(desk, wanted)

        def arrived(found: dict[int, FileRow]) -> None:
            self._files |= found
            new = [one for one in fresh if one in found and found[one].kind is FileKind.IMAGE]
            if len(new) < len(fresh):
                self._shell.toast("What is no picture was put among the files of the job.")
            if new:
                self._ids += [one for one in new if one not in self._ids]
                self.edited.emit()
            self._draw()

        if wanted and self._shell.may(Permission.FILES_READ):
            self._shell.load(self, work, arrived)

    # --- showing ---

    def _draw(self) -> None:
        clear_layout(self._tiles)
        for attachment_id in self._ids:
            self._tiles.addWidget(self._tile(attachment_id))
        self._strip.setVisible(bool(self._ids))
        self._nothing.setVisible(not self._ids)

    def _tile(self, attachment_id: int) -> QWidget:
        file = self._files.get(attachment_id)
        name = file.shown if file is not None else "Photo"
        made = QToolButton()
        made.setFixedSize(_SIDE, _SIDE)
        made.setIconSize(QSize(_SIDE - 8, _SIDE - 8))
        made.setProperty("kind", "tile")
        made.setAccessibleName(f"Photo {name}")
        made.setToolTip(plain_tip(f"{name}: click shows it, Delete takes it off the form"))
        picture = self._small.picture(file) if file is not None else None
        made.setIcon(QIcon(picture) if picture is not None else self._shell.icons("image", "muted"))
        made.clicked.connect(lambda: self._show(attachment_id))
        if not self._fixed:
            gone = QShortcut(QKeySequence(Qt.Key.Key_Delete), made)
            gone.setContext(Qt.ShortcutContext.WidgetShortcut)
            gone.activated.connect(lambda: self.take_off(attachment_id))
            made.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            action = made.addAction("Take off the form")
            action.triggered.connect(lambda _=False: self.take_off(attachment_id))
        return made

    def take_off(self, attachment_id: int) -> None:
        """The photo stays among the files of the job."""
        self._ids = [one for one in self._ids if one != attachment_id]
        self._draw()
        self.edited.emit()

    def _show(self, attachment_id: int) -> None:
        from officedesk.views.files.preview import show_file

        file = self._files.get(attachment_id)
        if file is not None:
            show_file(self._shell, self, file, list(self._ids))
