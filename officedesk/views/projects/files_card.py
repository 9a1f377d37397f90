"""The folder of a project: its files, and the picture that stands for it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import FileKind
from officedesk.services.files.rows import FileRow
from officedesk.services.permissions import Permission
from officedesk.views.equipment.files_card import FilesCard
from officedesk.views.files.thumbnails import Thumbnails
from officedesk.views.projects.actions import change
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button


class Cover(QWidget):
    """The cover picture, as wide as its card and cut to its height."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(132)
        self.hide()

    @property
    def shows_picture(self) -> bool:
        return self._picture is not None

    def put(self, picture: QPixmap | None) -> None:
        """Show this picture, or none."""
        self._picture = picture
        self.setVisible(picture is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(10, 8, -10, 0)
        rounded = QPainterPath()
        rounded.addRoundedRect(area, 6, 6)
        painter.setClipPath(rounded)
        size = QSize(self._picture.size())
        size.scale(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        left = area.center().x() - size.width() / 2
        top = area.center().y() - size.height() / 2
        painter.drawPixmap(QRectF(left, top, size.width(), size.height()), self._picture, QRectF(self._picture.rect()))


class ProjectFiles(FilesCard):
    """Files dropped, pasted or chosen here lie in the project's own folder."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "project", "Drop photos, plans and contracts here to keep them with the project.")
        self._cover_id: int | None = None
        self._project_id = 0
        self.cover = Cover()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self.cover)
        self._thumbnails = Thumbnails(shell, self)
        self._thumbnails.changed.connect(self._draw)
        self.cover_button = button("Cover", icon=shell.icons("image"), tip="Choose the cover picture")
        menu = QMenu(self.cover_button)
        menu.aboutToShow.connect(lambda: self._fill_covers(menu))
        self.cover_button.setMenu(menu)
        head = layout.itemAt(0).layout() if layout is not None else None
        if head is not None:
            head.insertWidget(2, self.cover_button)  # type: ignore[attr-defined]

    def show_project(self, customer_id: int, project_id: int, cover_id: int | None) -> None:
        """Be about the folder of this project."""
        self._cover_id = cover_id
        if project_id != self._project_id:
            self._project_id = project_id
            self.cover.put(None)
            self.show_files(customer_id, project_id)
        else:
            self._draw()

    @property
    def pictures(self) -> list[FileRow]:
        """Those that can be the cover."""
        return [one for one in self._rows if one.kind is FileKind.IMAGE]

    def filled(self) -> None:
        may = self._shell.may(Permission.PROJECTS_WRITE)
        self.cover_button.setVisible(may and bool(self.pictures))
        self._draw()

    def _draw(self) -> None:
        found = next((one for one in self._rows if one.id == self._cover_id), None)
        self.cover.put(self._thumbnails.picture(found) if found is not None else None)

    def _fill_covers(self, menu: QMenu) -> None:
        menu.clear()
        for one in self.pictures:
            action = menu.addAction(one.shown.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(one.id == self._cover_id)
            action.triggered.connect(lambda _=False, key=one.id: self.choose_cover(key))
        menu.addSeparator()
        menu.addAction("No cover picture").triggered.connect(lambda: self.choose_cover(None))

    def choose_cover(self, attachment_id: int | None) -> None:
        """Make a picture the cover."""
        from officedesk.services.projects.page import set_cover

        project_id, told = self._project_id, "Cover picture changed."
        change(self._shell, self, lambda desk: set_cover(desk, project_id, attachment_id), self._of[0], told)
