"""The money tiles of the Today page: sums over the whole office, each along a small index of its own."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, text
from sqlalchemy.orm import Session

from officedesk.models.enums import InvoiceState, PaymentKind
from officedesk.models.payments import Payment
from officedesk.models.sales import OWED, UNANSWERED, Estimate, Invoice
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.tasks.today_rows import TodayMoney

UNISSUED = (Invoice.state == InvoiceState.DRAFT, Invoice.deleted_at.is_(None))
SOON = timedelta(days=7)
"""An estimate that is valid no longer than this expires soon."""


def money(session: Session, desk: Desk, day: date) -> TodayMoney:
    """The office's sums on ``day``; those of payments are zero for whoever may not see payments."""
    valid = or_(Estimate.valid_until.is_(None), Estimate.valid_until >= day)
    pending = session.execute(
        select(_sum(Estimate.total, valid), _sum(1, valid), _sum(1, valid & (Estimate.valid_until < day + SOON)))
        .select_from(Estimate)
        .where(text(UNANSWERED))
    ).one()
    late = Invoice.due_date < day
    on_time = or_(Invoice.due_date.is_(None), Invoice.due_date >= day)
    owed = session.execute(
        select(
            _sum(Invoice.balance, on_time),
            _sum(1, on_time),
            _sum(Invoice.balance, late),
            _sum(1, late),
            func.min(Invoice.due_date),
        )
        .select_from(Invoice)
        .where(text(OWED))
    ).one()
    drafts = session.execute(
        select(func.coalesce(func.sum(Invoice.total), 0), func.count()).select_from(Invoice).where(*UNISSUED)
    ).one()
    received = before = 0
    if desk.may(Permission.PAYMENTS_READ):
        first = day.replace(day=1)
        earlier = (first - timedelta(days=1)).replace(day=1)
        received = _received(session, first, day)
        before = _received(session, earlier, min(earlier + (day - first), first - timedelta(days=1)))
    return TodayMoney(
        pending=int(pending[0]),
        pending_count=int(pending[1]),
        expiring=int(pending[2]),
        awaiting=int(owed[0]),
        awaiting_count=int(owed[1]),
        overdue=int(owed[2]),
        overdue_count=int(owed[3]),
        oldest=owed[4] if owed[4] is not None and owed[4] < day else None,
        drafts=int(drafts[0]),
        drafts_count=int(drafts[1]),
        received=received,
        before=before,
    )


def _sum(amount: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)


def _received(session: Session, since: date, until: date) -> int:
    signed = case((Payment.kind == PaymentKind.REFUND, -Payment.amount), else_=Payment.amount)
    query = select(func.coalesce(func.sum(signed), 0)).where(
        Payment.deleted_at.is_(None), Payment.date >= since, Payment.date <= until
    )
    return int(session.scalar(query) or 0)
