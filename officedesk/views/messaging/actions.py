"""What can be done with a message: tried again, taken out of the outbox, settled, sent once more, answered, deleted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.listing import MessageRow, MessageView
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import each, menu_action, run_bulk
from officedesk.views.messaging.posting import tell_changed
from officedesk.views.messaging.words import UNSURE
from officedesk.views.shell import Shell

RETRIED = (MessageStatus.WAITING, MessageStatus.FAILED, MessageStatus.CANCELLED)
CANCELLED = (MessageStatus.WAITING, MessageStatus.FAILED)
CHANGED = (MessageStatus.WAITING, MessageStatus.FAILED, MessageStatus.CANCELLED)
DELETED = (MessageStatus.DRAFT, MessageStatus.CANCELLED)
SENT_AGAIN = (MessageStatus.SENT, MessageStatus.UNSURE)


class MessageActions:
    """Over rows of a list, or the one message of a dialog. ``owner`` waits for the answers."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        self._shell, self._owner = shell, owner

    def fill(self, menu: QMenu, row: MessageRow) -> None:
        """The entries that make sense for a message in its state."""
        shell, status = self._shell, row.status
        may = shell.may(Permission.MESSAGES_SEND)

        def entry(text: str, icon: str, run: Callable[[], object], on: bool = True) -> None:
            menu_action(menu, shell.icons(icon), text, run, may and on)

        entry("Write on…", "pencil-simple", lambda: self.write_on(row), status is MessageStatus.DRAFT)
        entry("Say whether it arrived…", "question", lambda: self.settle(row), status is MessageStatus.UNSURE)
        entry("Try again now", "arrow-clockwise", lambda: self.retry([row.id]), status in RETRIED)
        entry("Change it…", "pencil-simple", lambda: self.change(row), status in CHANGED)
        entry("Send once more…", "paper-plane-tilt", lambda: self.resend(row), status in SENT_AGAIN)
        entry("Answer…", "arrow-bend-up-left", lambda: self.answer(row), status is MessageStatus.RECEIVED)
        entry("Take out of the outbox", "x-circle", lambda: self.cancel([row.id]), status in CANCELLED)
        if row.document and row.document_id is not None and row.document != "payment" and self._may_see(row.document):
            menu.addSeparator()
            menu_action(
                menu,
                shell.icons("file-text"),
                f"Open {row.document_title or row.document}",
                lambda: shell.go(row.document, row.document_id or 0),
            )
        if status in DELETED and may:
            menu.addSeparator()
            entry("Delete", "trash", lambda: self.delete([row.id]))

    def write_on(self, row: MessageRow) -> None:
        """Go on with a draft."""
        self._shell.compose(row.customer_id, channel=row.channel, message_id=row.id)

    def retry(self, ids: list[int]) -> None:
        """Try messages again now."""
        from officedesk.services.messaging.outbox import retry

        desk = self._shell.desk
        self._run(lambda one: retry(desk, one), ids, "in the outbox again")

    def cancel(self, ids: list[int]) -> None:
        """Take messages out of the outbox; Undo puts them back."""
        from officedesk.services.messaging.outbox import cancel, retry

        desk = self._shell.desk
        self._run(lambda one: cancel(desk, one), ids, "taken out of the outbox", lambda one: retry(desk, one))

    def delete(self, ids: list[int]) -> None:
        """Throw drafts and cancelled messages away; Undo writes them anew, as drafts."""
        from officedesk.services.messaging.listing import message
        from officedesk.services.messaging.outbox import delete_draft, save_draft

        desk = self._shell.desk
        gone: dict[int, MessageDraft] = {}

        def delete(one: int) -> None:
            draft = again(message(desk, one))
            delete_draft(desk, one)
            gone[one] = draft

        self._run(delete, ids, "deleted", lambda one: save_draft(desk, gone[one]))

    def change(self, row: MessageRow) -> None:
        """Out of the outbox, and into the composer."""
        from officedesk.services.messaging.outbox import reopen

        desk, shell = self._shell.desk, self._shell

        def done(_: object) -> None:
            self._changed(row)
            shell.compose(row.customer_id, channel=row.channel, message_id=row.id)

        shell.load(self._owner, lambda: reopen(desk, row.id), done)

    def settle(self, row: MessageRow) -> QMessageBox:
        """Ask what nobody but the user can know: whether the message arrived."""
        box = QMessageBox(self._owner.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle("Did it arrive?")
        box.setText(f"Did “{row.subject[:80]}” arrive at {row.to[:80]}?")
        box.setInformativeText(UNSURE)
        arrived = box.addButton("It arrived", QMessageBox.ButtonRole.YesRole)
        again = box.addButton("Send it again", QMessageBox.ButtonRole.NoRole)
        later = box.addButton("Not now", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(later)
        box.setEscapeButton(later)
        box.setObjectName("settle")
        arrived.clicked.connect(lambda: self._settle(row, sent=True))
        again.clicked.connect(lambda: self._settle(row, sent=False))
        box.open()
        return box

    def resend(self, row: MessageRow) -> None:
        """A new message with the same words, paper and files, to look at before it is sent."""
        desk, shell = self._shell.desk, self._shell

        def work() -> tuple[MessageDraft, tuple[str, bytes] | None]:
            from officedesk.services.messaging.listing import message, sent_pdf

            view = message(desk, row.id)
            paper = next((file for file in view.files if file.attachment_id is None), None)
            return again(view), sent_pdf(desk, paper.id) if paper is not None else None

        def done(found: tuple[MessageDraft, tuple[str, bytes] | None]) -> None:
            draft, pdf = found
            shell.compose(row.customer_id, channel=row.channel, draft=draft, pdf=pdf)

        shell.load(self._owner, work, done)

    def answer(self, row: MessageRow) -> None:
        """A new message to whoever wrote this one."""
        desk, shell = self._shell.desk, self._shell

        def work() -> MessageDraft:
            from officedesk.services.messaging.listing import message

            return reply(message(desk, row.id))

        shell.load(self._owner, work, lambda draft: shell.compose(row.customer_id, channel=row.channel, draft=draft))

    def _settle(self, row: MessageRow, *, sent: bool) -> None:
        from officedesk.services.messaging.outbox import settle_unsure

        desk, shell = self._shell.desk, self._shell

        def done(_: object) -> None:
            self._changed(row)
            shell.toast("Counted as sent." if sent else "In the outbox again.")

        shell.load(self._owner, lambda: settle_unsure(desk, row.id, sent), done)

    def _changed(self, row: MessageRow) -> None:
        tell_changed(self._shell, row.id, row.customer_id, row.document, row.document_id)

    def _run(
        self,
        work: Callable[[int], object],
        ids: list[int],
        told: str,
        back: Callable[[int], object] | None = None,
    ) -> None:
        def say(count: int) -> str:
            return f"{count:,} message{'s' if count != 1 else ''} {told}."

        undo: Callable[[tuple[int, ...]], Any] | None = None
        if back is not None:
            undo = lambda done: each(back, done)  # noqa: E731 - what takes it back, one by one
        run_bulk(self._shell, self._owner, lambda: each(work, ids), say, "message", 0, undo, ("estimate",))

    def _may_see(self, document: str) -> bool:
        needs = {
            "estimate": Permission.ESTIMATES_READ,
            "invoice": Permission.INVOICES_READ,
            "job": Permission.JOBS_READ,
        }
        return document in needs and self._shell.may(needs[document])


def again(view: MessageView) -> MessageDraft:
    """The same message as a new one."""

    def of(kind: RecipientKind) -> tuple[Address, ...]:
        return tuple(Address(one.name, one.address) for one in view.recipients if one.kind is kind)

    row = view.row
    return MessageDraft(
        channel=row.channel,
        customer_id=row.customer_id,
        to=of(RecipientKind.TO),
        cc=of(RecipientKind.CC),
        bcc=of(RecipientKind.BCC),
        reply_to=view.reply_to,
        subject=row.subject if row.channel is Channel.EMAIL else "",
        body=view.body,
        document=row.document,
        document_id=row.document_id,
        pdf_name=next((file.name for file in view.files if file.attachment_id is None), ""),
        attachment_ids=tuple(file.attachment_id for file in view.files if file.attachment_id is not None),
    )


def reply(view: MessageView) -> MessageDraft:
    """An answer to a message that was received, with its words quoted under it."""
    row = view.row
    quoted = "\n".join(f"> {line}" for line in view.body.splitlines())
    subject = row.subject if row.subject.lower().startswith("re:") else f"Re: {row.subject}"
    email = row.channel is Channel.EMAIL
    draft = again(view)
    return replace(
        draft,
        to=(Address(view.sender.name, view.reply_to or view.sender.address),),
        cc=(),
        bcc=(),
        reply_to="",
        subject=subject if email else "",
        body=f"\n\n{quoted}" if email else "",
        pdf_name="",
        attachment_ids=(),
        answers_id=row.id,
    )
