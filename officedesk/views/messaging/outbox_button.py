"""The outbox in the status bar; a click shows what is in it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from officedesk.services.messaging.outbox import OutboxState
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip


class OutboxButton(QPushButton):
    """Says in a few words what waits, and as a warning what failed or may have been sent."""

    def __init__(self, shell: Shell, room: PostRoom) -> None:
        super().__init__()
        self._shell, self._room = shell, room
        self.setProperty("kind", "status")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(16, 12))
        self.clicked.connect(self.open)
        room.told.connect(self._tell)
        room.troubled.connect(self._tell_trouble)
        self._tell(room.state)

    def open(self) -> None:
        """Show what is in the outbox."""
        from officedesk.views.messaging.outbox_popover import OutboxPopover

        OutboxPopover(self._shell, self._room, self).pop()

    def _tell_trouble(self, _trouble: object) -> None:
        self._tell(self._room.state)

    def _tell(self, state: OutboxState) -> None:
        text, tone = outbox_words(state)
        trouble = self._room.trouble
        if trouble is not None and state.going:
            tone = tone or "warn"
        self.setText(text)
        self.setIcon(self._shell.icons("warning" if tone else "tray", tone or "muted"))
        restyle(self, "tone", tone)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(f"{text}. {trouble.said}" if trouble is not None else text))


def outbox_words(state: OutboxState) -> tuple[str, str]:
    """``Outbox: 2 waiting, 1 failed`` and its tone."""
    parts = []
    if state.sending:
        parts.append(f"sending {state.sending:,}")
    if state.waiting:
        parts.append(f"{state.waiting:,} waiting")
    if state.failed:
        parts.append(f"{state.failed:,} failed")
    if state.unsure:
        parts.append(f"{state.unsure:,} unsure")
    tone = "bad" if state.failed else "warn" if state.unsure else ""
    return (f"Outbox: {', '.join(parts)}" if parts else "Outbox empty"), tone
