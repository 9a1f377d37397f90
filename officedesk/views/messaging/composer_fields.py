"""What is typed of a message: who gets it, what it says, what goes with it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from officedesk.models.enums import Channel
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.segments import segments
from officedesk.views.messaging.address_edit import AddressEdit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.tab_order import follow_layout

LONGEST_SUBJECT = 500


class FileChip(QWidget):
    """A file that goes with the message, with a cross that takes it off."""

    removed = Signal()

    def __init__(self, shell: Shell, name: str, icon: str) -> None:
        super().__init__()
        picture = label()
        picture.setPixmap(shell.icons(icon, "muted").pixmap(14, 14))
        self.name = ElidedLabel(name, least=60)
        off = QToolButton()
        off.setProperty("kind", "plain")
        off.setIcon(shell.icons("x", "muted"))
        off.setToolTip("Take it off")
        off.setAccessibleName(f"Take off {name}")
        off.clicked.connect(self.removed)
        self.off = off
        card = holder(row(picture, self.name, off, spacing=6, margins=(10, 2, 4, 2)), "card")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)


class ComposerFields(QWidget):
    """``load`` shows a draft, ``draft`` gives it back with what was typed; ``edited`` at every change by the user."""

    edited = Signal()
    file_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._draft = MessageDraft()
        self._people: Sequence[Address] = ()
        self._names: dict[int, str] = {}
        self._loading = False
        people = lambda: self._people  # noqa: E731 - read by whoever completes, off the GUI thread
        self.to, self.cc, self.bcc = (AddressEdit(shell, people) for _ in range(3))
        self.subject, self.body = QLineEdit(), QPlainTextEdit()
        self.subject.setMaxLength(LONGEST_SUBJECT)
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(140)
        self.fields = {
            "to": FormField("To", self.to, required=True),
            "cc": FormField("Cc", self.cc),
            "bcc": FormField("Bcc", self.bcc),
            "subject": FormField("Subject", self.subject, required=True),
            "body": FormField("Message", self.body, required=True),
        }
        self.more = button("Cc and Bcc", self._show_copies, kind="link", tip="Send copies to others too")
        self.count = label("", "small")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.files = QVBoxLayout()
        self.files.setSpacing(6)
        self.add_file = button("Add file…", self.file_wanted.emit, icon=shell.icons("paperclip"))
        self.add_file.hide()
        self.chips: list[FileChip] = []
        # Beside the field, whatever stands under it.
        self._beside = holder(column(label(" ", "label"), self.more, None, spacing=3))
        head = row(self.fields["to"], self._beside, spacing=8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        for name in ("cc", "bcc", "subject"):
            layout.addWidget(self.fields[name])
        layout.addWidget(self.fields["body"], 1)
        body = self.fields["body"].layout()
        body.setStretchFactor(self.body, 1)  # type: ignore[attr-defined]
        # The room under a field that has no error is the message's here.
        body.takeAt(body.count() - 1)
        layout.addWidget(self.count)
        layout.addLayout(row(self.add_file, None))
        layout.addLayout(self.files)
        layout.addWidget(self.error)
        EnterMovesOn(self).watch(self.to, self.cc, self.bcc, self.subject)
        for made in (self.to, self.cc, self.bcc, self.subject):
            made.textEdited.connect(lambda _: self._changed())
        self.body.textChanged.connect(self._changed)
        follow_layout(self)

    # --- the draft ---

    def load(self, draft: MessageDraft, people: Sequence[Address], names: dict[int, str] | None = None) -> None:
        """Show ``draft``; ``people`` are offered as recipients, ``names`` are those of the office's files."""
        self._loading = True
        self._draft, self._people = draft, people
        self._names |= names or {}
        email = draft.channel is Channel.EMAIL
        for field, addresses in ((self.to, draft.to), (self.cc, draft.cc), (self.bcc, draft.bcc)):
            field.set_addresses(addresses)
        self.subject.setText(draft.subject)
        self.body.setPlainText(draft.body)
        copies = email and bool(draft.cc or draft.bcc)
        for name in ("cc", "bcc"):
            self.fields[name].setVisible(copies)
        self._beside.setVisible(email and not copies)
        self.fields["subject"].setVisible(email)
        self.to.setPlaceholderText("Name or email address" if email else "Name or mobile number")
        self._show_files()
        self.show_errors({})
        self._loading = False
        self._count()

    def draft(self) -> MessageDraft:
        """The draft with what is typed."""
        email = self._draft.channel is Channel.EMAIL
        return replace(
            self._draft,
            to=self.to.addresses(),
            cc=self.cc.addresses() if email else (),
            bcc=self.bcc.addresses() if email else (),
            subject=" ".join(self.subject.text().split()) if email else "",
            body=self.body.toPlainText(),
        )

    def put(self, subject: str, body: str) -> None:
        """Other words in place of those typed; Ctrl+Z in the text brings those back."""
        self.subject.setText(subject)
        cursor = QTextCursor(self.body.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(body)
        self.body.moveCursor(QTextCursor.MoveOperation.Start)
        self._changed()

    def insert(self, text: str) -> None:
        """Put words where the cursor is: into the subject if it was there last, else into the message."""
        if self.subject.hasFocus():
            self.subject.insert(text)
            self._changed()
        else:
            self.body.insertPlainText(text)
            self.body.setFocus()

    def attach(self, attachment_id: int, name: str) -> None:
        """A file of the office goes with it."""
        self._names[attachment_id] = name
        if attachment_id not in self._draft.attachment_ids:
            self._draft = replace(self._draft, attachment_ids=(*self._draft.attachment_ids, attachment_id))
            self._show_files()
            self._changed()

    def show_errors(self, errors: dict[str, str]) -> None:
        """Each message under its field, the keyboard in the first; of a list the first that is wrong is told."""
        told: dict[str, str] = {}
        for name, text in errors.items():
            told.setdefault(name.partition(".")[0], text)
        if told.keys() & {"cc", "bcc"}:
            self._show_copies()
        first: QWidget | None = None
        for name, made in self.fields.items():
            made.show_error(told.pop(name, ""))
            if made.error and first is None:
                first = made.control
        self.error.setText(" ".join(told.values()))
        self.error.setVisible(bool(told))
        if first is not None:
            first.setFocus()

    def take_focus(self) -> None:
        """Put the keyboard where something is missing first."""
        email = self._draft.channel is Channel.EMAIL
        if not self.to.text().strip():
            self.to.setFocus()
        elif email and not self.subject.text().strip():
            self.subject.setFocus()
        else:
            self.body.setFocus()

    # --- files ---

    def _show_files(self) -> None:
        for chip in self.chips:
            self.files.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        if self._draft.channel is not Channel.EMAIL:
            return
        if self._draft.pdf_name:
            self._add_chip(self._draft.pdf_name, "file-pdf", None)
        for one in self._draft.attachment_ids:
            self._add_chip(self._names.get(one, "File"), "paperclip", one)

    def _add_chip(self, name: str, icon: str, attachment_id: int | None) -> None:
        chip = FileChip(self._shell, name, icon)
        chip.removed.connect(lambda: self._take_off(attachment_id))
        self.files.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        self.chips.append(chip)

    def _take_off(self, attachment_id: int | None) -> None:
        draft = self._draft
        if attachment_id is None:
            self._draft = replace(draft, pdf_name="")
        else:
            left = tuple(one for one in draft.attachment_ids if one != attachment_id)
            self._draft = replace(draft, attachment_ids=left)
        self._show_files()
        self.body.setFocus()
        self._changed()

    # --- while typing ---

    def _show_copies(self) -> None:
        self._beside.hide()
        for name in ("cc", "bcc"):
            self.fields[name].show()
        self.cc.setFocus()

    def _changed(self) -> None:
        if not self._loading:
            self._count()
            self.edited.emit()

    def _count(self) -> None:
        self.count.setVisible(self._draft.channel is Channel.SMS)
        if self._draft.channel is Channel.EMAIL:
            return
        cut = segments(self.body.toPlainText())
        many = f"{cut.count} text message{'s' if cut.count != 1 else ''}"
        self.count.setText(f"{cut.units:,} characters · {many} · {cut.left:,} left")
