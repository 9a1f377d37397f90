"""Small pictures of files, made off the GUI thread when they are first looked at, the latest wanted first."""

from collections import OrderedDict

from PySide6.QtCore import QBuffer, QIODevice, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from officedesk.errors import OfficeError
from officedesk.models.enums import FileKind
from officedesk.services.desk import Desk
from officedesk.services.files.rows import FileRow
from officedesk.views.files.columns import KINDS
from officedesk.views.shell import Shell

SIDE = 256
"""Pixels of the longer side."""
KEPT = 400
AT_ONCE = 2
_LARGEST_PDF = 60_000_000


class Thumbnails(QObject):
    """``changed`` tells that one more can be drawn. The same content has the same picture, whatever it is called."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._known: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[str, FileRow] = OrderedDict()
        self._under_way: set[str] = set()
        # What flies by while someone scrolls is not asked for.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self._next)

    def picture(self, row: FileRow) -> QPixmap | None:
        """The picture of a file; ``None`` where it has none, or not yet."""
        key = row.sha256
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if row.kind in (FileKind.IMAGE, FileKind.PDF) and key not in self._under_way:
            self._wanted[key] = row
            self._wanted.move_to_end(key)
            while len(self._wanted) > KEPT // 4:
                self._wanted.popitem(last=False)
            if not self._soon.isActive():
                self._soon.start()
        return None

    def icon(self, row: FileRow) -> str:
        """The icon that stands for a file without a picture."""
        return KINDS[row.kind][1]

    def _next(self) -> None:
        desk = self._shell.desk
        while self._wanted and len(self._under_way) < AT_ONCE:
            key, row = self._wanted.popitem()
            self._under_way.add(key)
            self._shell.load(
                self,
                lambda row=row: made(desk, row),  # type: ignore[misc]
                lambda image, key=key: self._arrived(key, image),  # type: ignore[misc]
                lambda _, key=key: self._arrived(key, None),  # type: ignore[misc]
            )

    def _arrived(self, key: str, image: QImage | None) -> None:
        self._under_way.discard(key)
        self._known[key] = QPixmap.fromImage(image) if image is not None and not image.isNull() else None
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.changed.emit()
        self._next()


def made(desk: Desk, row: FileRow, side: int = SIDE) -> QImage | None:
    """The picture of a file, no side longer than ``side``; ``None`` where it shows none. Off the GUI thread."""
    if row.kind is FileKind.IMAGE:
        from officedesk.services.files.pictures import thumbnail

        content = thumbnail(desk, row.id, side)
        return QImage.fromData(content) if content else None
    if row.kind is FileKind.PDF and row.size <= _LARGEST_PDF:
        from officedesk.services.files.reading import read

        try:
            return _first_page(read(desk, row.id, _LARGEST_PDF), side)
        except OfficeError:
            # One that cannot be shown has no picture; whoever opens it is told why.
            return None
    return None


def _first_page(content: bytes, side: int) -> QImage | None:
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() is not QPdfDocument.Status.Ready or not document.pageCount():
        return None
    points = document.pagePointSize(0)
    if points.isEmpty():
        return None
    scale = side / max(points.width(), points.height())
    size = QSize(max(1, round(points.width() * scale)), max(1, round(points.height() * scale)))
    drawn = document.render(0, size)
    document.close()
    # Pages are see-through where nothing is printed; paper is white.
    paper = QImage(size, QImage.Format.Format_RGB32)
    paper.fill(QColor("#ffffff"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper
