"""Contracts that end before their time: cancelled to a last day, with a reason."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.contracts import Contract
from officedesk.models.enums import ContractState
from officedesk.models.text import clean
from officedesk.services.contracts import contract_series
from officedesk.services.contracts.contract_store import load, refuse_cancelled
from officedesk.services.contracts.giving_back import Step, carry_out, steps
from officedesk.services.contracts.money_plan import bills
from officedesk.services.contracts.results import Cancelled
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission


def cancel_preview(desk: Desk, contract_id: int, last_day: date) -> Cancelled:
    """What :func:`cancel` would take away and give back. Nothing is changed."""
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        contract = load(session, contract_id)
        refuse_cancelled(contract)
        _check(contract, last_day)
        removed, kept = contract_series.after(session, contract.id, last_day)
        return _told(contract.id, last_day, removed, kept, steps(session, bills(session, contract.id), last_day))


def cancel(desk: Desk, contract_id: int, last_day: date, reason: str) -> Cancelled:
    """End a contract on ``last_day``, which still counts.

    Visits after it that nobody touched go; those under way, invoiced or changed by hand stay. What was billed of the
    days after it is given back: drafts are changed, for issued invoices a credit note is drafted. It is not renewed.
    Raises :class:`InvalidInput` without a reason or for a day outside the contract, :class:`NotAllowed` for one that
    is cancelled already.
    """
    desk.need(Permission.CONTRACTS_WRITE)
    reason = clean(reason, lines=True)
    if not reason:
        raise InvalidInput({"reason": "Say why it ends: the reason stays with the contract."})
    with desk.write() as session:
        contract = load(session, contract_id, lock=True)
        refuse_cancelled(contract)
        _check(contract, last_day)
        removed, kept = contract_series.end(session, desk, contract.id, last_day, reason)
        return _cancel(session, desk, contract, last_day, reason, removed, kept)


def _cancel(
    session: Session, desk: Desk, contract: Contract, last_day: date, reason: str, removed: int, kept: int
) -> Cancelled:
    found = steps(session, bills(session, contract.id, lock=True), last_day)
    told = _told(contract.id, last_day, removed, kept, found)
    contract.state, contract.cancelled_on, contract.cancel_reason = ContractState.CANCELLED, last_day, reason
    contract.auto_renew = False
    if contract.billed_until is not None:
        contract.billed_until = min(contract.billed_until, last_day)
    contract.touch(desk.now())
    notes = [carry_out(session, desk, contract, step, last_day) for step in found]
    session.flush()
    return replace(told, credit_notes=tuple(note for note in notes if note is not None))


def _check(contract: Contract, last_day: date) -> None:
    before = contract.starts - timedelta(days=1)
    if last_day < before:
        raise InvalidInput(
            {"last_day": "It ends at the earliest on the day before it begins: then nothing of it stays."}
        )
    if last_day > contract.ends:
        raise InvalidInput({"last_day": "It ends before that day as it is."})


def _told(contract_id: int, last_day: date, removed: int, kept: int, found: list[Step]) -> Cancelled:
    drafts = [step for step in found if step.billed.there and not step.billed.issued]
    return Cancelled(
        contract_id,
        last_day,
        removed,
        kept,
        tuple(step.told() for step in found if step.billed.there),
        sum(step.worth - step.kept for step in found if step.billed.issued),
        sum(1 for step in drafts if step.kept),
        sum(1 for step in drafts if not step.kept),
    )
