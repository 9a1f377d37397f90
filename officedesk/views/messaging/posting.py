"""A message on its way: its paper drawn, into the outbox, and out of it again."""

from officedesk.models.papers import PaperKind
from officedesk.services.desk import Desk
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.views.shell import Shell

PAPERS = {
    "estimate": PaperKind.ESTIMATE,
    "invoice": PaperKind.INVOICE,
    "job": PaperKind.WORK_ORDER,
    "payment": PaperKind.RECEIPT,
    "contract": PaperKind.AGREEMENT,
}


def post(desk: Desk, draft: MessageDraft, pdf: tuple[str, bytes] | None = None) -> int:
    """Draw the paper that goes with it, and put it into the outbox; its id there.

    ``pdf``: the paper as it is, in place of a new drawing. Raises as ``outbox.send``.
    """
    from officedesk.services.messaging.outbox import send

    paper = None
    if draft.pdf_name and draft.document_id is not None:
        paper = pdf if pdf is not None and pdf[0] == draft.pdf_name else _drawn(desk, draft)
    return send(desk, draft, paper)


def _drawn(desk: Desk, draft: MessageDraft) -> tuple[str, bytes]:
    from officedesk.archive import drawn

    return draft.pdf_name, drawn(desk, PAPERS[draft.document], draft.document_id or 0).content


def take_back(shell: Shell, message_id: int) -> None:
    """Out of the outbox again, if nobody sends it yet, and back into the composer."""
    desk = shell.desk

    def work() -> MessageDraft:
        from officedesk.services.messaging.outbox import reopen

        return reopen(desk, message_id)

    def done(draft: MessageDraft) -> None:
        tell_changed(shell, message_id, draft.customer_id, draft.document, draft.document_id)
        shell.compose(draft.customer_id, channel=draft.channel, message_id=message_id)

    shell.load(shell, work, done)


def tell_changed(
    shell: Shell, message_id: int, customer_id: int | None, document: str = "", document_id: int | None = None
) -> None:
    """Say that a message went into the outbox, or out of it: its estimate may count as sent since, or no more."""
    shell.signals.changed.emit("message", message_id, customer_id or 0)
    if document == "estimate":
        shell.signals.changed.emit("estimate", document_id or 0, customer_id or 0)
