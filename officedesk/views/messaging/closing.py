"""Asks before the window is closed while messages wait to be sent."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from officedesk.services.messaging.outbox import OutboxState
from officedesk.views.messaging.post_room import PostRoom

STAY_THERE = (
    "What waits stays in the outbox. It is sent the next time OfficeDesk is open, here or at another desktop that is "
    "signed in to the account."
)


def ask_waiting(parent: QWidget) -> Callable[[OutboxState, PostRoom], QMessageBox]:
    """What :meth:`PostRoom.may_close` asks with: send first, close anyway, or stay."""

    def ask(state: OutboxState, room: PostRoom) -> QMessageBox:
        box = QMessageBox(parent)
        box.setObjectName("outbox")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Messages wait")
        box.setText(_waits(state))
        trouble = room.trouble
        said = f"{trouble.said} " if trouble is not None else ""
        box.setInformativeText(f"{said}{STAY_THERE}")
        stay = box.addButton("Wait until they are sent", QMessageBox.ButtonRole.ActionRole)
        quit_ = box.addButton("Close now", QMessageBox.ButtonRole.AcceptRole)
        back = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay if trouble is None else quit_)
        box.setEscapeButton(back)
        quit_.clicked.connect(room.decide)
        stay.clicked.connect(lambda: wait_for(parent, room))
        box.open()
        return box

    return ask


class Waiting(QMessageBox):
    """Stays until the outbox is empty, or somebody closes anyway."""

    def __init__(self, parent: QWidget, room: PostRoom) -> None:
        super().__init__(parent)
        self.setObjectName("sending")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle("Sending")
        self._room = room
        self.over = False
        """Everything is sent: the window closes."""
        now = self.addButton("Close now", QMessageBox.ButtonRole.AcceptRole)
        back = self.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(back)
        self.setEscapeButton(back)
        now.clicked.connect(room.decide)
        room.told.connect(self._tell)
        self._tell(room.state)

    def _tell(self, state: OutboxState) -> None:
        self.setText(_waits(state))
        if not state.going and not self.over:
            self.over = True
            self.close()
            self._room.decide()


def wait_for(parent: QWidget, room: PostRoom) -> Waiting:
    """Send what waits, then close."""
    made = Waiting(parent, room)
    if not made.over:
        made.open()
        room.send_now()
    return made


def _waits(state: OutboxState) -> str:
    many = state.going
    return "A message is not sent yet." if many == 1 else f"{many:,} messages are not sent yet."
