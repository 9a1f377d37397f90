"""How a line of the search popup looks: a heading, a find, or a command with its shortcut."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from officedesk.services.customers.rows import SearchHit
from officedesk.views.commands import Command
from officedesk.views.shell import Shell

Index = QModelIndex | QPersistentModelIndex
ROW, HEADING = 32, 26
ICONS = {
    "customer": "users",
    "location": "map-pin",
    "estimate": "file-text",
    "job": "wrench",
    "invoice": "receipt",
    "equipment": "cube",
    "geofence": "polygon",
    "project": "briefcase",
    "contract": "handshake",
    "note": "note",
    "file": "paperclip",
    "task": "check-square",
    "reminder": "bell",
}
_GROUPS = {
    "customer": "Customers",
    "location": "Customers",
    "estimate": "Documents",
    "job": "Documents",
    "invoice": "Documents",
    "equipment": "Equipment",
    "geofence": "Geofences",
    "project": "Projects",
    "contract": "Contracts",
    "note": "Notes",
    "file": "Files",
    "task": "Tasks",
    "reminder": "Reminders",
}


@dataclass(frozen=True)
class Heading:
    """The name of the group below it."""

    text: str


Line = Heading | SearchHit | Command


def grouped(hits: list[SearchHit]) -> list[Line]:
    """Finds under the names of their groups, as they come."""
    lines: list[Line] = []
    group = ""
    for hit in hits:
        if _GROUPS[hit.kind] != group:
            group = _GROUPS[hit.kind]
            lines.append(Heading(group))
        lines.append(hit)
    return lines


def spoken(line: Line, shell: Shell) -> str:
    """A line in words, for whoever hears it."""
    _, title, detail, keys = _parts(line, shell)
    return " ".join(part for part in (title, detail, keys) if part)


def _parts(line: Line, shell: Shell) -> tuple[str, str, str, str]:
    """Icon, title, what follows it, and what stands at the right."""
    if isinstance(line, Heading):
        return "", line.text, "", ""
    if isinstance(line, Command):
        keys = QKeySequence(line.shortcut).toString(QKeySequence.SequenceFormat.NativeText) if line.shortcut else ""
        return line.icon, line.title, "", keys
    day = shell.date(line.day) if line.day is not None else ""
    title, detail = (" ".join(text.split()) for text in (line.title, line.detail))
    return ICONS[line.kind], title, detail, day


class LineDelegate(QStyledItemDelegate):
    """One line of the popup; what is too long for it is cut off at the edge."""

    def __init__(self, shell: Shell, parent: QListWidget) -> None:
        super().__init__(parent)
        self._shell = shell

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(line, Heading):
            return QSize(200, HEADING)
        if line is None:
            return QSize(200, ROW)
        font = option.font  # type: ignore[attr-defined]
        _, title, detail, right = _parts(line, self._shell)
        room = QFontMetrics(_bold(font)).horizontalAdvance(title)
        room += sum(QFontMetrics(font).horizontalAdvance(text) + 14 for text in (detail, right) if text)
        return QSize(12 + 26 + room + 26, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        font: QFont = option.font  # type: ignore[attr-defined]
        theme = self._shell.theme
        line = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, theme.colour("selected"))
        inside = area.adjusted(12, 0, -12, 0)
        upright = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if line is None or isinstance(line, Heading):
            small = QFont(font)
            if line is not None:
                small.setPointSizeF(font.pointSizeF() * 0.85 if font.pointSizeF() > 0 else -1)
                small.setWeight(QFont.Weight.DemiBold)
                inside.adjust(0, 4, 0, 0)
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            painter.drawText(inside, upright, line.text if line is not None else str(index.data()))
            painter.restore()
            return
        icon, title, detail, right = _parts(line, self._shell)
        box = QRect(inside.left(), area.center().y() - 7, 16, 16)
        self._shell.icons.paint(painter, box, icon, theme.colour("muted"))
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        if right:
            at_right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(inside, at_right, right)
            inside.adjust(0, 0, -QFontMetrics(font).horizontalAdvance(right) - 14, 0)
        left = inside.left() + 26
        for text, shown_in, tone in ((title, _bold(font), "text"), (detail, font, "muted")):
            room = inside.right() - left
            if room < 20:
                break
            metrics = QFontMetrics(shown_in)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(shown_in)
            painter.setPen(theme.colour(tone))
            painter.drawText(QRect(left, area.top(), room, area.height()), upright, shown)
            left += metrics.horizontalAdvance(shown) + 12
        painter.restore()


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
