"""What is in the outbox, under its button in the status bar."""

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.models.enums import Channel, MessageStatus
from officedesk.services.messaging.listing import MessageFilter, MessageList, MessageRow
from officedesk.services.messaging.outbox import OutboxState
from officedesk.services.messaging.sender import Remedy
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.messaging.words import CHIPS, ICONS, explained, when
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.tips import breakable, plain_tip

WIDTH = 430
MOST = 6


class OutboxPopover(Popover):
    """Follows what happens while it is open. Where only the password is missing at this desktop, it is typed here."""

    def __init__(self, shell: Shell, room: PostRoom, under: QWidget) -> None:
        self._shell, self._room = shell, room
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.heading = label("Outbox", "heading")
        self.trouble = label("", "", "warn")
        self.trouble.setWordWrap(True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Password of the account")
        self.password.setPlaceholderText("Password")
        self.password.returnPressed.connect(self._keep)
        self._known = holder(row(self.password, button("Remember here", self._keep, tip="Only at this desktop")))
        self.sign_in = button("Sign in…", self._sign_in, tip="In the browser, at the account's provider")
        self._signing = holder(row(self.sign_in, None))
        again = button("Send now", self._send, tip="Try again now what waits")
        if not shell.may(Permission.MESSAGES_SEND):
            again.hide()
        self._again = again
        everything = button("All messages", self._show_all, kind="link")
        super().__init__(
            under,
            column(
                self.heading,
                self.trouble,
                self._known,
                self._signing,
                self._rows,
                row(everything, None, again),
                spacing=8,
            ),
        )
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Outbox")
        room.told.connect(self._ask)
        room.troubled.connect(self._tell_trouble)
        self._tell_trouble(room.trouble)
        self._ask(room.state)

    def _ask(self, state: OutboxState) -> None:
        self._again.setEnabled(bool(state.waiting))
        source = MessageList(self._shell.desk)
        self._shell.load(
            self, lambda: source.first(MessageFilter(open=True), Sort("status", True), MOST), self._show_rows
        )

    def _show_rows(self, rows: list[MessageRow]) -> None:
        clear_layout(self._rows)
        self.heading.setText("Outbox" if rows else "The outbox is empty")
        for one in rows:
            self._rows.addWidget(line())
            self._rows.addWidget(self._row(one))
        self.adjustSize()
        if self.isVisible():
            self.place()

    def _row(self, one: MessageRow) -> QWidget:
        shell, chip = self._shell, CHIPS[one.status]
        picture = label()
        picture.setPixmap(shell.icons(ICONS[one.channel], "muted").pixmap(14, 14))
        state = label(chip.text)
        badge = QFrame()
        badge.setProperty("role", "chip")
        badge.setProperty("tone", chip.tone)
        badge.setLayout(row(state, margins=(7, 1, 7, 1)))
        subject = ElidedLabel(one.subject, "strong")
        who = one.to or one.company
        told = explained(shell, one) if one.status is not MessageStatus.WAITING or one.trouble else ""
        small = ElidedLabel(told or when(shell, one.at), "small")
        if told:
            small.setProperty("own_tip", True)
            small.setToolTip(plain_tip(told))
        opening = button("Open", lambda: self._open(one), kind="link")
        top = row(picture, subject, None, badge, spacing=6)
        made = holder(column(top, row(ElidedLabel(who, "muted"), None, opening, spacing=6), small, spacing=2))
        made.setAccessibleName(f"{one.subject}, {who}, {chip.text}. {told}")
        return made

    def _tell_trouble(self, trouble: object) -> None:
        said = getattr(trouble, "said", "")
        self.trouble.setText(breakable(said))
        self.trouble.setVisible(bool(said))
        remedy = getattr(trouble, "remedy", Remedy.WAIT)
        may = self._shell.may(Permission.MESSAGES_SEND)
        self._known.setVisible(may and remedy is Remedy.PASSWORD)
        self._signing.setVisible(may and remedy is Remedy.SIGN_IN)
        self.adjustSize()
        if self.isVisible():
            self.place()

    def _keep(self) -> None:
        typed, trouble = self.password.text(), self._room.trouble
        if not typed or trouble is None:
            return
        desk, secrets, channel = self._shell.desk, self._shell.secrets, trouble.channel

        def work() -> None:
            from officedesk.services.messaging.accounts import account, keep_secret, sms_account

            keep_secret(desk, account(desk) if channel is Channel.EMAIL else sms_account(desk), typed, secrets)

        def done(_: object) -> None:
            self.password.clear()
            self._room.wake()

        def failed(error: Exception) -> None:
            if isinstance(error, OfficeError):
                self.trouble.setText(breakable(str(error)))
            else:
                self._shell.fail(error)

        self._shell.load(self, work, done, failed)

    def _sign_in(self) -> None:
        from officedesk.views.messaging.sign_in_dialog import SignInDialog

        owner = self.parentWidget()
        self.close()
        if owner is not None:
            SignInDialog(self._shell, owner.window(), self._room).open()

    def _send(self) -> None:
        self._room.send_now()
        self.close()

    def _open(self, one: MessageRow) -> None:
        from officedesk.views.messaging.message_dialog import MessageDialog

        owner = self.parentWidget()
        self.close()
        if owner is not None:
            MessageDialog(self._shell, owner.window(), one.id).open()

    def _show_all(self) -> None:
        self.close()
        self._shell.go("messages", outbox=True)
