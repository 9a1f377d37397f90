"""Undo and redo for tests, and what they are looked at by."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from officedesk.errors import NotAllowed
from officedesk.models.changes import ChangeLog
from officedesk.services.activity.undo import last_undoable, undo
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales import invoices
from officedesk.services.sales.rows import InvoiceFilter
from officedesk.services.work import jobs
from officedesk.services.work.rows import JobFilter


def back(desk: Desk) -> None:
    """Ctrl+Z."""
    step = last_undoable(desk)
    assert step is not None
    undo(desk, step.key)


def refused(desk: Desk) -> str:
    step = last_undoable(desk)
    assert step is not None
    with pytest.raises(NotAllowed) as told:
        undo(desk, step.key)
    return str(told.value)


def key_of(desk: Desk, entity: str, action: str, *, last: bool = True) -> str:
    order = ChangeLog.id.desc() if last else ChangeLog.id
    with desk.read() as session:
        query = select(ChangeLog.transaction_key).where(ChangeLog.entity == entity, ChangeLog.action == action)
        key: str = session.scalars(query.order_by(order)).first() or ""
    return key


def job_numbers(desk: Desk) -> list[str]:
    return [row.number for row in jobs.JobList(desk).first(JobFilter(), Sort("number"), 50)]


def invoice_ids(desk: Desk) -> list[int]:
    return [row.id for row in invoices.InvoiceList(desk).first(InvoiceFilter(), Sort("number"), 50)]
