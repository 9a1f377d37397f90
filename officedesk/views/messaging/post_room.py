"""Sends what is in the outbox while the window is open, and says what waits there."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from officedesk.errors import NotAllowed, OfficeError
from officedesk.models.enums import MessageStatus
from officedesk.services.messaging.answers import Filed
from officedesk.services.messaging.outbox import OutboxState
from officedesk.services.messaging.sender import AccountTrouble, Sender, Sent
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

LOOK_EVERY = 60_000
"""Milliseconds between two looks: messages wait for their next try without anybody changing anything."""

MakeSender = Callable[..., Sender]


class PostRoom(QObject):
    """``told(OutboxState)`` whenever it is known anew; ``troubled(AccountTrouble or None)`` when sending cannot go on.

    The sender's thread ends with the window.
    """

    told = Signal(object)
    troubled = Signal(object)
    _sent = Signal(object)
    _stuck = Signal(object)
    _filed = Signal(object)

    def __init__(self, shell: Shell, make: MakeSender = Sender) -> None:
        super().__init__(shell)
        self._shell = shell
        self.state = OutboxState()
        self.trouble: AccountTrouble | None = None
        self.worker: Sender | None = None
        self._asking = False
        self._again = False
        self._ended = False
        self._decided = False
        self._telling = False
        self._then: Callable[[], object] = lambda: None
        self._make = make
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._sent.connect(self._one_sent, Qt.ConnectionType.QueuedConnection)
        self._stuck.connect(self._show_trouble, Qt.ConnectionType.QueuedConnection)
        self._filed.connect(self._one_filed, Qt.ConnectionType.QueuedConnection)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self.stop)

    def start(self) -> None:
        """Begin: once the window is painted. Who may not send only sees what waits."""
        shell = self._shell
        if shell.may(Permission.MESSAGES_SEND):
            self.worker = self._make(shell.desk, shell.secrets, self._sent.emit, self._stuck.emit, self._filed.emit)
            self.worker.start()
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """End it; a message that is just being handed over gets its answer first."""
        self._timer.stop()
        if not self._ended:
            self._ended = True
            if self.worker is not None:
                self.worker.stop()

    def wake(self) -> None:
        """Send now what waits, and try the account anew."""
        self._show_trouble(None)
        if self.worker is not None and not self._ended:
            self.worker.wake()

    def send_now(self) -> None:
        """Try everything that waits at once, whatever its time."""
        desk = self._shell.desk

        def work() -> None:
            from officedesk.services.messaging.listing import MessageFilter, MessageList
            from officedesk.services.messaging.outbox import retry
            from officedesk.services.paging import Sort

            for number in MessageList(desk).ids(MessageFilter(status=MessageStatus.WAITING), Sort("at")):
                try:
                    retry(desk, number)
                except NotAllowed:
                    # It is being sent by now.
                    continue

        def done(_: object) -> None:
            self._show_trouble(None)
            self._shell.signals.changed.emit("message", 0, 0)

        self._shell.load(self, work, done)

    def look(self) -> None:
        """Tell again what waits; many calls in a row are one look."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        desk = self._shell.desk

        def work() -> OutboxState:
            from officedesk.services.messaging.outbox import waiting

            return waiting(desk)

        self._shell.load(self, work, self._arrived, self._not_read)

    def may_close(self, then: Callable[[], object], ask: Callable[[OutboxState, "PostRoom"], object]) -> bool:
        """Whether the window may close now. Where messages wait, ``ask(state, self)`` asks, and :meth:`decide` goes on.

        ``then`` is called as soon as it may.
        """
        if self._shell.sample:
            # Nothing waits to be sent where nothing ever is.
            return True
        if self._decided or self._ended or not self._shell.may(Permission.MESSAGES_SEND):
            return True
        desk = self._shell.desk
        self._then = then

        def work() -> OutboxState:
            from officedesk.services.messaging.outbox import waiting

            return waiting(desk)

        def known(state: OutboxState) -> None:
            self._arrived(state)
            if state.going:
                ask(state, self)
            else:
                self.decide()

        def refused(_error: Exception) -> None:
            # An office that cannot be asked must not keep the window open.
            self.decide()

        self._shell.load(self, work, known, refused)
        return False

    def decide(self) -> None:
        """Close, whatever waits: it is sent the next time, or by another desktop."""
        self._decided = True
        self._then()

    def _arrived(self, state: OutboxState) -> None:
        self._asking = False
        self.state = state
        self.told.emit(state)
        if self._again:
            self._again = False
            self.look()

    def _not_read(self, error: Exception) -> None:
        self._asking = False
        # The office cannot be read just now: others say so; the next look is soon enough.
        if not isinstance(error, OfficeError):
            self._shell.fail(error)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity != "message" or self._ended:
            return
        self._decided = False
        self.look()
        # What the sender itself did does not wake it: a server that asked to wait is not asked again at once.
        if self.worker is not None and not self._telling and not self._shell.signals.foreign:
            self.worker.wake()

    def _one_sent(self, sent: Sent) -> None:
        if self._ended:
            return
        self._telling = True
        try:
            self._shell.signals.changed.emit("message", sent.message_id, sent.customer_id or 0)
            if sent.status is MessageStatus.SENT:
                self._shell.signals.changed.emit("note", 0, sent.customer_id or 0)
        finally:
            self._telling = False
        if sent.status is MessageStatus.FAILED:
            self._shell.toast("A message was not sent.", "Show", lambda: self._shell.go("messages", status="failed"))

    def _one_filed(self, filed: Filed) -> None:
        """An answer came in, or a message came back."""
        if self._ended:
            return
        self._telling = True
        try:
            for entity, entity_id in (("message", filed.message_id), ("note", 0)):
                self._shell.signals.changed.emit(entity, entity_id, filed.customer_id or 0)
        finally:
            self._telling = False

    def _show_trouble(self, trouble: AccountTrouble | None) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.troubled.emit(trouble)
