"""The bell in the top bar: how much the user has not looked at yet, and on a click what."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

from officedesk.services.reminders.rows import Bell, NoticeRow
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

if TYPE_CHECKING:
    from officedesk.views.reminders.bell_popover import NoticesPopover

_ICON, _EDGE, _GAP = 16, 8, 6
MOST = 99


class BellButton(QPushButton):
    """``came_up`` when it is on screen (again): a window that was locked tells nothing meanwhile."""

    came_up = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.unseen = 0
        self.popover: NoticesPopover | None = None
        self.setProperty("kind", "plain")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open)
        self._tell()

    def tell(self, bell: Bell) -> None:
        """Show how many there are; an open list follows."""
        if bell.unseen != self.unseen:
            self.unseen = bell.unseen
            self._tell()
        if self.popover is not None:
            self.popover.reload()

    def open(self) -> None:
        """List what there is, or put the list away."""
        from officedesk.views.reminders.bell_popover import NoticesPopover

        if self.popover is not None:
            self.popover.close()
            return
        popover = self.popover = NoticesPopover(self._shell, self)
        popover.destroyed.connect(self._closed)
        popover.begin()

    def open_notice(self, notice: NoticeRow | None) -> None:
        """The user clicked it on the desktop: bring the window up, and what it is about; ``None``: the list."""
        window = self.window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if not self.isVisible():
            return
        if notice is None:
            if self.popover is None:
                self.open()
            return
        from officedesk.views.reminders.subjects import open_notice

        shell, desk, number = self._shell, self._shell.desk, notice.id

        def seen() -> None:
            from officedesk.services.reminders.bell import mark_seen

            mark_seen(desk, [number])

        shell.load(self, seen, self._seen)
        open_notice(shell, notice)

    def sizeHint(self) -> QSize:
        height = super().sizeHint().height()
        width = _EDGE + _ICON + _EDGE
        if self.unseen:
            width += _GAP + self._pill().width()
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        option: Any = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        top = (self.height() - _ICON) // 2
        self._shell.icons.paint(painter, QRect(_EDGE, top, _ICON, _ICON), "bell", self._shell.theme.colour("text"))
        if self.unseen:
            pill = self._pill()
            pill.moveTopLeft(QRect(_EDGE + _ICON + _GAP, (self.height() - pill.height()) // 2, 0, 0).topLeft())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._shell.theme.colour("bad_soft"))
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setFont(self._font())
            painter.setPen(self._shell.theme.colour("bad"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_up.emit()

    @property
    def _words(self) -> str:
        return f"{MOST}+" if self.unseen > MOST else f"{self.unseen}"

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, round(self.fontMetrics().height() * 0.7)))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _pill(self) -> QRect:
        from PySide6.QtGui import QFontMetrics

        metrics = QFontMetrics(self._font())
        height = metrics.height() + 5
        return QRect(0, 0, max(height, metrics.horizontalAdvance(self._words) + 12), height)

    def _tell(self) -> None:
        many = f"{self.unseen:,} new" if self.unseen else "nothing new"
        self.setAccessibleName(f"Notifications: {many}")
        self.setToolTip(plain_tip(f"Notifications: {many} (Ctrl+B)"))
        self.updateGeometry()
        self.update()

    def _seen(self, _: object) -> None:
        self._shell.signals.stirred.emit()

    def _closed(self) -> None:
        self.popover = None
