"""One message to read: who got it, what it says, what became of it, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.services.files.kinds import shown
from officedesk.services.files.rows import FileRow
from officedesk.services.messaging.listing import FileView, MessageView
from officedesk.services.permissions import Permission
from officedesk.views.messaging.actions import (
    CANCELLED,
    CHANGED,
    DELETED,
    RETRIED,
    SENT_AGAIN,
    MessageActions,
)
from officedesk.views.messaging.words import CHANNELS, CHIPS, explained, when
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable

KINDS = {RecipientKind.TO: "To", RecipientKind.CC: "Cc", RecipientKind.BCC: "Bcc"}


class MessageDialog(QDialog):
    """Follows the message while it is open: what another desktop sends is seen here."""

    def __init__(self, shell: Shell, parent: QWidget, message_id: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._id = shell, message_id
        self.view: MessageView | None = None
        self._actions = MessageActions(shell, self)
        self.subject = ElidedLabel("", "title")
        self.word = label("")
        self.chip = holder(row(self.word, margins=(8, 1, 8, 1)), "chip")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self.told = label("")
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice = holder(column(self.told, margins=(12, 8, 12, 8)), "banner")
        self.notice.hide()
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setAccessibleName("Message")
        self.files = QVBoxLayout()
        self.files.setSpacing(4)
        self.buttons = row(None, spacing=8)
        content = column(
            row(self.subject, self.chip, None, spacing=10),
            self._facts,
            self.notice,
            self.body,
            self.files,
            self.buttons,
            spacing=12,
            margins=(18, 16, 18, 14),
        )
        content.setStretchFactor(self.body, 1)
        self.setLayout(content)
        room = parent.window().size()
        self.resize(min(720, room.width() - 60), min(620, room.height() - 40))
        shell.signals.changed.connect(self._office_changed)
        self._read()

    def _read(self) -> None:
        desk, message_id = self._shell.desk, self._id

        def work() -> MessageView:
            from officedesk.services.messaging.listing import message

            return message(desk, message_id)

        self._shell.load(self, work, self._arrived, self._gone)

    def _gone(self, error: Exception) -> None:
        self.close()
        if self.view is None:
            self._shell.fail(error)

    def _office_changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        if entity == "message" and entity_id in (0, self._id):
            self._read()

    def _arrived(self, view: MessageView) -> None:
        self.view = view
        found = view.row
        kind = CHANNELS[found.channel]
        self.setWindowTitle(f"{kind} of {when(self._shell, found.at)}")
        self.subject.setText(found.subject if found.channel is Channel.EMAIL else f"SMS to {found.to}")
        chip = CHIPS[found.status]
        self.word.setText(chip.text)
        restyle(self.chip, "tone", chip.tone)
        restyle(self.word, "tone", chip.tone)
        self._show_facts(view)
        told = explained(self._shell, found)
        self.told.setText(breakable(told, 1_000))
        tone = {MessageStatus.FAILED: "bad", MessageStatus.WAITING: "info", MessageStatus.SENT: "warn"}
        restyle(self.notice, "tone", tone.get(found.status, "warn"))
        self.notice.setVisible(bool(told))
        self.body.setPlainText(view.body)
        self._show_files(view)
        self._show_buttons(view)

    def _show_facts(self, view: MessageView) -> None:
        clear_layout(self._facts)
        shell, found = self._shell, view.row
        facts = [("From", f"{view.sender}")] if view.sender.address else []
        for kind, title in KINDS.items():
            people = [one for one in view.recipients if one.kind is kind]
            if people:
                facts.append(
                    (title, ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in people))
                )
        facts += [(f"Refused {one.address}", one.refused) for one in view.recipients if one.refused]
        if view.sent_at is not None:
            facts.append(("Sent", when(shell, view.sent_at)))
        elif found.status is MessageStatus.RECEIVED:
            facts.append(("Received", when(shell, found.at)))
        else:
            facts.append(("Written", when(shell, view.created_at)))
        if found.sent_by:
            facts.append(("Sent by", found.sent_by))
        if found.document_title:
            facts.append(("Document", found.document_title))
        if view.segments > 1:
            facts.append(("Size", f"{view.segments} text messages"))
        if found.status in (MessageStatus.WAITING, MessageStatus.FAILED) and view.attempts:
            facts.append(("Tries", f"{view.attempts}"))
        for line, (title, text) in enumerate(facts):
            self._facts.addWidget(label(title, "muted"), line, 0)
            value = ElidedLabel(text, least=120)
            value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            value.setAccessibleName(f"{title}: {text}")
            self._facts.addWidget(value, line, 1)

    def _show_files(self, view: MessageView) -> None:
        clear_layout(self.files)
        for file in view.files:
            own = file.attachment_id is None
            icon = self._shell.icons("file-pdf" if own else "paperclip")
            made = button(shown(file.name), lambda file=file: self.show_file(file), icon=icon, tip="Look at it")
            made.setAutoDefault(False)
            # The paper of a draft is drawn when it is sent.
            there = file.size and view.row.status is not MessageStatus.DRAFT
            made.setEnabled(bool(there) if own else self._shell.may(Permission.FILES_READ))
            self.files.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_buttons(self, view: MessageView) -> None:
        clear_layout(self.buttons)
        found, status = view.row, view.row.status
        actions = self._actions
        wanted = [
            ("Delete", lambda: actions.delete([found.id]), status in DELETED, False),
            ("Take out of the outbox", lambda: actions.cancel([found.id]), status in CANCELLED, False),
            ("Send once more…", lambda: self._leave("resend"), status in SENT_AGAIN, False),
            ("Change it…", lambda: self._leave("change"), status in CHANGED, False),
            ("Answer…", lambda: self._leave("answer"), status is MessageStatus.RECEIVED, True),
            ("Write on…", lambda: self._leave("write_on"), status is MessageStatus.DRAFT, True),
            ("Try again now", lambda: actions.retry([found.id]), status in RETRIED, True),
            ("Say whether it arrived…", lambda: actions.settle(found), status is MessageStatus.UNSURE, True),
        ]
        self.buttons.addStretch(1)
        if self._shell.may(Permission.MESSAGES_SEND):
            for text, run, on, primary in wanted:
                if on:
                    made = button(text, run, kind="primary" if primary else "danger" if text == "Delete" else "")
                    made.setAutoDefault(False)
                    self.buttons.addWidget(made)
        close = button("Close", self.close)
        close.setAutoDefault(False)
        self.buttons.addWidget(close)

    def _leave(self, act: str) -> None:
        """Whatever opens the composer takes this dialog's place."""
        if self.view is not None:
            getattr(MessageActions(self._shell, self.parentWidget() or self), act)(self.view.row)
            self.close()

    def show_file(self, file: FileView) -> None:
        """Show a file of the message in the window; the arrows go through the office's files that it carries."""
        from officedesk.views.files.contents import SentPaper
        from officedesk.views.files.preview import show_file

        view, shell, desk, key = self.view, self._shell, self._shell.desk, file.attachment_id
        if view is None:
            return
        if key is None:
            at = view.sent_at or view.created_at
            show_file(shell, self, SentPaper(file.id, file.name, file.size, at))
            return

        def work() -> FileRow | None:
            from officedesk.services.files.listing import file_row

            return file_row(desk, key)

        def arrived(found: FileRow | None) -> None:
            if found is None:
                shell.toast(f"{shown(file.name)} is in the trash, or not for you to see.")
                return
            ids = [one.attachment_id for one in view.files if one.attachment_id is not None]
            show_file(shell, self, found, ids)

        shell.load(self, work, arrived)
