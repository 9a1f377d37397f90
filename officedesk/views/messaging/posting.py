"""A message on its way: its paper drawn, into the outbox, and out of it again."""

from dataclasses import dataclass

from officedesk.errors import OfficeError
from officedesk.models.enums import EstimateStatus
from officedesk.models.papers import PaperKind
from officedesk.services.desk import Desk
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.views.shell import Shell

PAPERS = {
    "estimate": PaperKind.ESTIMATE,
    "invoice": PaperKind.INVOICE,
    "job": PaperKind.WORK_ORDER,
    "payment": PaperKind.RECEIPT,
}


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in the outbox. ``trouble``: what else did not work."""

    message_id: int
    trouble: str = ""


def post(desk: Desk, draft: MessageDraft, pdf: tuple[str, bytes] | None = None) -> Posted:
    """Draw the paper that goes with it, put it into the outbox, and mark an estimate as sent.

    ``pdf``: the paper as it is, in place of a new drawing. Raises as ``outbox.send``.
    """
    from officedesk.services.messaging.outbox import send

    paper = None
    if draft.pdf_name and draft.document_id is not None:
        paper = pdf if pdf is not None and pdf[0] == draft.pdf_name else _drawn(desk, draft)
    message_id = send(desk, draft, paper)
    if draft.document != "estimate" or draft.document_id is None:
        return Posted(message_id)
    from officedesk.services.sales.estimates import estimate, send_estimate

    try:
        if estimate(desk, draft.document_id).status is EstimateStatus.DRAFT:
            send_estimate(desk, draft.document_id)
    except OfficeError as error:
        # The message is on its way whatever became of the estimate: nobody may send it twice for that.
        return Posted(message_id, f"The estimate could not be marked as sent: {error}")
    return Posted(message_id)


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
        shell.signals.changed.emit("message", message_id, draft.customer_id or 0)
        shell.compose(draft.customer_id, channel=draft.channel, message_id=message_id)

    shell.load(shell, work, done)
