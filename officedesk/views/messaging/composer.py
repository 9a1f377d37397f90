"""A message is written here: an email or an SMS to a customer, with the paper of a document where it is about one."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton, QSplitter, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.enums import Channel
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.permissions import Permission
from officedesk.views.messaging.composer_fields import ComposerFields
from officedesk.views.messaging.letter import Letter, Opened, open_letter
from officedesk.views.messaging.letter_side import LetterSide, Shown
from officedesk.views.messaging.posting import post, take_back, tell_changed
from officedesk.views.recovery import DraftKeeper, folder_of, when
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import button, column, field, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import breakable

if TYPE_CHECKING:
    from officedesk.views.messaging.file_picker import MessageFiles

STANDARD = 0
"""The template that the office has for this document, or the one that comes with the program."""


class Composer(QDialog):
    """Ctrl+Enter sends; closing it offers to keep what was typed as a draft of the office."""

    def __init__(self, shell: Shell, parent: QWidget, letter: Letter) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shell, self.letter = shell, letter
        self._opened: Opened | None = None
        self._clean: MessageDraft | None = None
        self._typed = False
        self._sending = False
        self._asked = 0
        self.files: MessageFiles | None = None
        self.keeper = DraftKeeper(shell, "message", self)
        self.restore = RestoreBar()
        self.restore.restored.connect(self._restore)
        self.restore.discarded.connect(self._forget)
        self.title = ElidedLabel("", "title")
        self.kind = Segmented([(Channel.EMAIL, "Email"), (Channel.SMS, "SMS")])
        self.kind.setAccessibleName("Kind")
        self.kind.set_value(letter.channel)
        self.kind.chosen.connect(lambda value: self._change_channel(Channel(value)))
        self.template = Combo(shell.icons, shell.theme)
        self.template.setMinimumWidth(190)
        self.template.edited.connect(self._take_template)
        self.fields = ComposerFields(shell)
        self.fields.edited.connect(self._edited)
        self.fields.file_wanted.connect(self._offer_files)
        self.side = LetterSide(shell, self._draw)
        self.side.field_wanted.connect(lambda found: self.fields.insert(found[1]))
        self.trouble = label("", "error")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        cancel = button("Cancel", self.reject, tip="Cancel (Esc)")
        self.keep_button = button("Save draft", self.save_draft, tip="Save draft (Ctrl+S)")
        self.send_button = button(
            "Send",
            self.send,
            kind="primary",
            icon=shell.icons("paper-plane-tilt", "on_accent"),
            tip="Send (Ctrl+Enter)",
        )
        for keys, run in (("Ctrl+Return", self.send), ("Ctrl+Enter", self.send), ("Ctrl+S", self.save_draft)):
            QShortcut(QKeySequence(keys), self, run)
        self._template_field = holder(field("Template", self.template))
        head = row(self.title, None, self.kind, spacing=12)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(holder(column(self._template_field, self.fields, spacing=10, margins=(0, 0, 6, 0))))
        split.addWidget(holder(column(self.side, margins=(10, 0, 0, 0))))
        split.setSizes([560, 400])
        foot = row(self.trouble, None, cancel, self.keep_button, self.send_button)
        foot.setStretchFactor(self.trouble, 1)
        body = column(head, split, foot, spacing=12, margins=(18, 14, 18, 14))
        body.setStretchFactor(split, 1)
        self.setLayout(column(self.restore, body, spacing=0))
        for made in self.findChildren(QPushButton):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        room = parent.window().size()
        self.resize(min(1040, room.width() - 60), min(720, room.height() - 40))
        self._tell()
        self._read(letter)

    # --- opening ---

    @property
    def ready(self) -> bool:
        """What is written to is known: it can be typed."""
        return self._opened is not None

    @property
    def dirty(self) -> bool:
        """Something was typed that is neither sent nor kept in the office."""
        return self._opened is not None and self.fields.draft() != self._clean

    def _read(self, letter: Letter) -> None:
        self._asked += 1
        asked, desk, folder = self._asked, self.shell.desk, folder_of(self.shell)
        self.shell.load(
            self,
            lambda: open_letter(desk, letter, folder),
            lambda opened: self._arrived(asked, opened),
            self._not_opened,
        )

    def _arrived(self, asked: int, opened: Opened) -> None:
        if asked != self._asked:
            return
        typed, subject, body = self._typed, self.fields.subject.text(), self.fields.body.toPlainText()
        self._opened = opened
        self.fields.load(opened.draft, opened.people, opened.files)
        self._clean = self.fields.draft()
        files = self.shell.may(Permission.FILES_READ) and opened.draft.customer_id is not None
        self.fields.add_file.setVisible(files and opened.draft.channel is Channel.EMAIL)
        if typed and body.strip():
            # Only the way it goes was changed: the words stay.
            self.fields.put(subject, body)
        channel = opened.draft.channel
        self.kind.set_value(channel)
        self.kind.setVisible(self.letter.draft is None and opened.draft.id is None)
        self.title.setText(opened.company or "New message")
        self.setWindowTitle("New email" if channel is Channel.EMAIL else "New text message")
        self.template.set_choices([(STANDARD, "Standard"), *((one.id, one.name) for one in opened.templates)])
        self.template.set_value(STANDARD)
        self._template_field.setVisible(self.letter.draft is None and opened.draft.id is None)
        self.side.show_fields(opened.fields)
        self.side.follow(self._clean)
        if opened.kept is not None:
            if self.letter.kept is not None:
                self._restore()
            else:
                self.restore.tell(f"What was typed here on {when(self.shell, opened.kept)} was not sent.")
        self._tell()
        self.fields.take_focus()

    def _not_opened(self, error: Exception) -> None:
        self.shell.fail(error)
        self._typed = False
        self._opened = None
        self.reject()

    def _draw(self, draft: MessageDraft) -> Shown:
        """Off the GUI thread: the message as it will arrive."""
        if draft.channel is Channel.SMS:
            return Shown(draft.body)
        from officedesk.services.messaging.composing import preview

        return Shown(draft.body, preview(self.shell.desk, draft))

    # --- while writing ---

    def _edited(self) -> None:
        self._typed = True
        draft = self.fields.draft()
        self.side.follow(draft)
        self._say("")
        if draft != self._clean:
            name = draft.subject or (self._opened.company if self._opened else "")
            what = "Email" if draft.channel is Channel.EMAIL else "Text message"
            self.keeper.note(draft.id, f"{what} {name[:60]}".strip(), draft)
        else:
            self.keeper.drop()

    def _change_channel(self, channel: Channel) -> None:
        self._read(replace(self.letter, channel=channel, draft=None, kept=None))

    def _take_template(self) -> None:
        opened, wanted = self._opened, self.template.value()
        if opened is None:
            return
        template = next((one for one in opened.templates if one.id == wanted), None)
        draft, desk = opened.draft, self.shell.desk

        def work() -> MessageDraft:
            from officedesk.services.messaging.outbox import new_message

            return new_message(desk, draft.customer_id, draft.channel, draft.document, draft.document_id, template)

        def arrived(made: MessageDraft) -> None:
            self.fields.put(made.subject, made.body)
            self.fields.take_focus()

        self.shell.load(self, work, arrived, self._refused)

    def _offer_files(self) -> None:
        from officedesk.views.messaging.file_picker import MessageFiles

        customer_id = self._opened.draft.customer_id if self._opened is not None else None
        if customer_id is None:
            return
        if self.files is None:
            self.files = MessageFiles(self.shell, self, self._say)
            self.files.picked.connect(self.fields.attach)
        under = self.fields.add_file
        self.files.menu(customer_id).popup(under.mapToGlobal(under.rect().bottomLeft()))

    # --- sending and keeping ---

    def send(self) -> None:
        """Into the outbox; what is wrong is told where it belongs, and nothing typed is lost."""
        if self._opened is None or self._sending:
            return
        draft, desk, pdf = self.fields.draft(), self.shell.desk, self.letter.pdf
        self._begin("Sending…")

        shell = self.shell

        def done(message_id: int) -> None:
            self._end()
            tell_changed(shell, message_id, draft.customer_id, draft.document, draft.document_id)
            shell.toast("The message is in the outbox.", "Undo", lambda: take_back(shell, message_id))

        shell.load(self, lambda: post(desk, draft, pdf), done, self._refused)

    def save_draft(self) -> None:
        """Keep it in the office, on the Messaging tab, to go on with it later."""
        if self._opened is None or self._sending:
            return
        draft, desk = self.fields.draft(), self.shell.desk
        self._begin("Saving…")

        def work() -> MessageDraft:
            from officedesk.services.messaging.outbox import save_draft

            return save_draft(desk, draft)

        def done(stored: MessageDraft) -> None:
            self._end()
            self.shell.signals.changed.emit("message", stored.id or 0, draft.customer_id or 0)
            self.shell.toast("The draft is on the Messaging tab." if draft.customer_id else "Draft saved.")

        self.shell.load(self, work, done, self._refused)

    def _begin(self, word: str) -> None:
        self._sending = True
        self._say("")
        self.fields.show_errors({})
        self.send_button.setText(word)
        self._tell()

    def _end(self) -> None:
        self._clean = self.fields.draft()
        self._typed = False
        self._sending = False
        self.keeper.drop()
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._sending = False
        self.send_button.setText("Send")
        self._tell()
        if isinstance(error, InvalidInput):
            self.fields.show_errors(dict(error.fields))
        elif isinstance(error, Conflict):
            # What was typed here stays: it can be sent as a message of its own.
            self._say(f"{error} What you typed here is sent as a new message.")
            people = self._opened.people if self._opened is not None else ()
            self.fields.load(replace(self.fields.draft(), id=None, version=0), people)
        elif isinstance(error, OfficeError):
            self._say(str(error))
        else:
            self.shell.fail(error)

    def _say(self, text: str) -> None:
        self.trouble.setText(breakable(text))
        self.trouble.setVisible(bool(text))

    def _tell(self) -> None:
        on = self._opened is not None and not self._sending
        self.send_button.setEnabled(on)
        self.keep_button.setEnabled(on)

    # --- what a crash left behind ---

    def _restore(self) -> None:
        found = self._opened.kept if self._opened is not None else None
        self.restore.hide()
        if found is None or self._opened is None:
            return
        try:
            draft = found.draft(MessageDraft)
        except (ValueError, TypeError, KeyError):
            self._say("What was typed cannot be restored: another version of OfficeDesk wrote it.")
            return
        self.fields.load(draft, self._opened.people)
        self.shell.load(self.shell, found.forget, lambda _: None)
        self._edited()

    def _forget(self) -> None:
        found = self._opened.kept if self._opened is not None else None
        self.restore.hide()
        if found is not None:
            self.shell.load(self.shell, found.forget, lambda _: None)

    # --- leaving ---

    def reject(self) -> None:
        """Esc, Cancel and the cross: asks where something was typed."""
        if self._sending:
            return
        if self._typed and self.dirty:
            self._ask()
        else:
            self.keeper.drop()
            super().reject()

    def _ask(self) -> None:
        from officedesk.views.widgets.discard import ask_discard

        box: QMessageBox = ask_discard(self, self._discard, self.save_draft, "this message as a draft")
        box.setWindowTitle("Message not sent")

    def _discard(self) -> None:
        self._typed = False
        self.reject()


def compose(shell: Shell, parent: QWidget, place: Place) -> Composer:
    """Open the composer over ``parent`` for what :meth:`Shell.compose` asked for."""
    asked = dict(place.context)
    made = Composer(shell, parent, Letter(**asked))
    made.open()
    return made
