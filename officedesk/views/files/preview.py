"""A file shown in the window: picture, PDF or text; for the rest what it is. Left and right go through the list."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QImage, QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.formatting import file_size
from officedesk.models.enums import FileKind
from officedesk.services.files.rows import FileRow
from officedesk.views.files.columns import KINDS
from officedesk.views.files.contents import Showable, facts, read
from officedesk.views.files.opening import open_outside, remember, save_copy
from officedesk.views.paper_view import PaperView
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable

LARGEST_TEXT = 1_000_000
LARGEST_PDF = 100_000_000
SHARPEST = 2_400
"""Pixels of the longer side of a picture."""


_ELSEWHERE = "It can be looked at in its own program."
_UNSHOWN = {FileKind.PROGRAM: "It is not shown here: opened, it runs."}


class Picture(QWidget):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(200, 160))

    def set_image(self, image: QImage) -> None:
        self._picture = QPixmap.fromImage(image)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        room = self.size() - QSize(24, 24)
        size = self._picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, size.width(), size.height(), self._picture)
        painter.end()


class FilePreview(QDialog):
    """Shows one of ``ids``, beginning with ``row``; what is read late is dropped once another is in front."""

    def __init__(self, shell: Shell, parent: QWidget, row_shown: Showable, ids: Sequence[int] = ()) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("File")
        self._shell, self._ids = shell, list(ids)
        self._row: Showable = row_shown
        self._looked_at: dict[int, None] = {}
        self._asked = 0
        self.title = ElidedLabel("", "heading", least=120)
        self.facts = ElidedLabel("", "muted", least=120)
        self.description = label("")
        self.description.setWordWrap(True)
        self.before = button("", lambda: self._go(-1), icon=shell.icons("caret-left"), tip="Previous file (Left)")
        self.after = button("", lambda: self._go(1), icon=shell.icons("caret-right"), tip="Next file (Right)")
        self.picture, self.paper = Picture(), PaperView()
        self.picture.setAccessibleName("Picture")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the file")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.note = label("", "muted")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        for one in (self.picture, self.paper, self.text, self.note):
            self.stack.addWidget(one)
        self.paper.failed.connect(self._tell)
        self.opener = button("Open in its program", self._open, icon=shell.icons("arrow-square-out"))
        self.saver = button("Save a copy…", self._save, icon=shell.icons("download-simple"))
        close = button("Close", self.reject)
        head = row(self.title, None, self.before, self.after, margins=(16, 10, 12, 10))
        foot = row(self.facts, None, self.opener, self.saver, close, margins=(16, 10, 12, 10))
        for made in (self.opener, self.saver, close, self.before, self.after):
            made.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(head, "panel"))
        layout.addWidget(line())
        layout.addWidget(self.stack, 1)
        layout.addWidget(line())
        layout.addWidget(holder(column(self.description, margins=(16, 8, 16, 0)), "panel"))
        layout.addWidget(holder(foot, "panel"))
        for keys, step in (("Left", -1), ("Right", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._go(step))
        office = parent.window()
        while (above := office.parentWidget()) is not None:
            # A form that it is shown from may be small.
            office = above.window()
        room = office.size()
        # The keys go through the files; no button waits for Enter.
        self.setFocus()
        self.resize(min(1100, room.width() - 80), min(820, room.height() - 60))
        self._show()

    @property
    def row(self) -> Showable:
        """The file in front."""
        return self._row

    def _go(self, step: int) -> None:
        place = self._ids.index(self._row.id) + step if self._row.id in self._ids else 0
        if not 0 <= place < len(self._ids):
            return
        self._asked += 1
        asked, desk, wanted = self._asked, self._shell.desk, self._ids[place]

        def work() -> FileRow | None:
            from officedesk.services.files.listing import file_row

            return file_row(desk, wanted)

        def arrived(found: FileRow | None) -> None:
            if asked != self._asked:
                return
            if found is None:
                self._ids.remove(wanted)
                self._go(step)
            else:
                self._row = found
                self._show()

        self._shell.load(self, work, arrived)

    def _show(self) -> None:
        shown, shell = self._row, self._shell
        self._asked += 1
        asked, desk = self._asked, shell.desk
        if isinstance(shown, FileRow):
            self._looked_at.pop(shown.id, None)
            self._looked_at[shown.id] = None
        self.title.setText(shown.shown)
        self.setWindowTitle(shown.shown)
        self.opener.setText("Open in its program" if shown.opens_quietly else "Open…")
        self.facts.setText(facts(shell, shown))
        self.description.setText(breakable(shown.description, 2_000))
        self.description.parentWidget().setVisible(bool(shown.description))
        place = self._ids.index(shown.id) if shown.id in self._ids else -1
        self.before.setEnabled(place > 0)
        self.after.setEnabled(0 <= place < len(self._ids) - 1)

        def guarded(then: Callable[[Any], object]) -> Callable[[Any], object]:
            return lambda answer: then(answer) if asked == self._asked else None

        def failed(error: Exception) -> None:
            if asked != self._asked:
                return
            if isinstance(error, OfficeError):
                self._tell(str(error))
            else:
                shell.fail(error)

        if shown.kind is FileKind.IMAGE and isinstance(shown, FileRow):
            from officedesk.views.files.thumbnails import made

            self._tell("Reading…")
            shell.load(self, lambda: made(desk, shown, SHARPEST), guarded(self._show_picture), failed)
        elif shown.kind is FileKind.PDF and shown.size <= LARGEST_PDF:
            self._tell("Reading…")
            shell.load(self, lambda: read(desk, shown, LARGEST_PDF), guarded(self._show_pdf), failed)
        elif shown.kind is FileKind.TEXT:
            self._tell("Reading…")
            shell.load(self, lambda: read(desk, shown, LARGEST_TEXT + 1), guarded(self._show_text), failed)
        else:
            self._tell(f"{KINDS[shown.kind][0]}, {file_size(shown.size)}. {_UNSHOWN.get(shown.kind, _ELSEWHERE)}")

    def _show_picture(self, image: QImage | None) -> None:
        if image is None or image.isNull():
            self._tell("This picture can't be shown. It may be damaged, or larger than any camera makes.")
            return
        self.picture.set_image(image)
        self.stack.setCurrentWidget(self.picture)

    def _show_pdf(self, content: bytes) -> None:
        self.stack.setCurrentWidget(self.paper)
        self.paper.set_pdf(content)

    def _show_text(self, content: bytes) -> None:
        cut = len(content) > LARGEST_TEXT
        text = decoded(content[:LARGEST_TEXT])
        self.text.setPlainText(text + ("\n\n… There is more: open it in its program." if cut else ""))
        self.stack.setCurrentWidget(self.text)

    def _tell(self, text: str) -> None:
        self.note.setText(text)
        self.stack.setCurrentWidget(self.note)

    def done(self, result: int) -> None:
        super().done(result)
        remember(self._shell, tuple(reversed(self._looked_at)))

    def _open(self) -> None:
        open_outside(self._shell, self, self._row)

    def _save(self) -> None:
        save_copy(self._shell, self, self._row)


def decoded(content: bytes) -> str:
    """Text of whatever encoding, as well as it can be told."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return content.decode(encoding).replace("\x00", "�")
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace").replace("\x00", "�")


def show_file(shell: Shell, owner: QWidget, file: Showable, ids: Sequence[int] = ()) -> FilePreview:
    """Show a file in the window; with ``ids`` of the office's files the arrows go through them."""
    shown = FilePreview(shell, owner.window(), file, ids)
    shown.open()
    return shown
