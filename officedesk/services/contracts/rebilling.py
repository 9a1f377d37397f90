"""What was billed of a contract that is changed: invoices stay, drafts that would be other ones now are made anew."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.contracts import Contract
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.money_plan import bills, changed_terms
from officedesk.services.desk import Desk

_DAY = timedelta(days=1)
_MONEY = ("starts", "ends", "price", "billing", "billing_day", "taxable", "brand_id", "location_id")


def prepare(session: Session, desk: Desk, record: Contract, draft: ContractDraft, from_day: date) -> None:
    """Before ``draft`` is written into ``record``: take away what it will bill otherwise from ``from_day`` on.

    Raises :class:`InvalidInput` where an invoice bills days that the contract would not have.
    """
    if all(getattr(record, name) == getattr(draft, name) for name in _MONEY):
        return
    found = [one for one in bills(session, record.id, lock=True) if not one.bill.credits]
    issued = [one for one in found if one.issued]
    if issued and draft.starts != record.starts:
        raise InvalidInput({"starts": "Invoices bill it from its first day on: that day stays."})
    if issued and draft.ends is not None and draft.ends < max(one.bill.period_ends for one in issued):
        last = max(issued, key=lambda one: one.bill.period_ends)
        beyond = f"Invoice {last.number} bills it beyond that day."
        raise InvalidInput({"ends": f"{beyond} Cancel it to that day: that gives back the rest."})
    keep = max((one.bill.period_ends for one in issued), default=None)
    for one in found:
        bill = one.bill
        bygone = bill.period_starts < from_day and bill.period_ends <= (draft.ends or bill.period_ends)
        if one.issued or (keep is not None and bill.period_ends <= keep) or (bygone and draft.starts == record.starts):
            continue
        if one.there and one.invoice is not None:
            one.invoice.deleted_at = one.invoice.updated_at = desk.now()
        session.delete(bill)
    session.flush()
    left = [one.bill.period_ends for one in bills(session, record.id) if not one.bill.credits]
    record.billed_until = max(left, default=None)
    begins = record.billed_until + _DAY if record.billed_until is not None else draft.starts or record.starts
    earlier = changed_terms(record, draft, from_day, begins)
    if earlier != record.earlier_terms:
        record.earlier_terms = earlier
