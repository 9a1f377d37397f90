"""Columns of the lists of messages."""

from officedesk.services.messaging.listing import MessageRow
from officedesk.views.lists.columns import Cell, Column, on_cards
from officedesk.views.messaging.words import CHANNELS, CHIPS, explained, when
from officedesk.views.shell import Shell


def message_columns(shell: Shell, *, with_company: bool = True) -> tuple[Column, ...]:
    """Date, Kind, Company, To, Subject, Status, Document, Sent by."""

    def status(r: MessageRow) -> Cell:
        return Cell(chips=(CHIPS[r.status],), tip=explained(shell, r))

    def subject(r: MessageRow) -> Cell:
        return Cell(r.subject, bold=True, marks=(("paperclip", "muted"),) if r.files else ())

    columns: tuple[Column, ...] = (
        Column("at", "Date", 156, lambda r: Cell(when(shell, r.at)), descending_first=True),
        Column("channel", "Kind", 68, lambda r: Cell(CHANNELS[r.channel])),
        Column("company", "Company", 150, lambda r: Cell(r.company)),
        Column("to", "To", 160, lambda r: Cell(r.to), least=110),
        Column("subject", "Subject", 240, subject, stretch=True),
        Column("status", "Status", 104, status),
        Column("document", "Document", 130, lambda r: Cell(r.document_title), least=100),
        Column("sent_by", "Sent by", 110, lambda r: Cell(r.sent_by), least=90),
    )
    columns = on_cards(
        columns,
        subject="title",
        company="1",
        to="1" if not with_company else "2",
        document="2" if not with_company else "3",
        sent_by="3",
        status="chips",
        at="aside",
    )
    return columns if with_company else tuple(c for c in columns if c.name != "company")
