"""What contracts need from day to day, done by whichever desktop is open: bill, renew, and tell the office in time."""

import logging
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from officedesk.errors import OfficeBusy, OfficeReadOnly
from officedesk.models.company import User
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.enums import ContractState, NoticeKind
from officedesk.models.reminders import Notification
from officedesk.services.contracts.billing import bill_due
from officedesk.services.contracts.listing import within_notice
from officedesk.services.contracts.renewing import renew_due
from officedesk.services.contracts.tended import Tended
from officedesk.services.desk import Desk
from officedesk.services.permissions import TABLE, Permission
from officedesk.services.reminders.notices import notify

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract that ends soon, and the words for it."""

    contract_id: int
    customer_id: int
    key: str
    subject: str
    text: str


def tend(desk: Desk) -> Tended:
    """Do what is due today of all contracts. Cheap where nothing is; what a busy office keeps from it comes later."""
    desk.need(Permission.CONTRACTS_WRITE)
    steps = {"renewed": renew_due, "billed": bill_due, "told": tell_endings}
    counts, whole = dict.fromkeys(steps, 0), True
    for name, do in steps.items():
        try:
            counts[name] = do(desk)
        except (OfficeBusy, OfficeReadOnly) as problem:
            log.debug("contracts are tended at the next look: %s", problem)
            whole = False
    return Tended(**counts, whole=whole)


def _endings(desk: Desk) -> list[Ending]:
    """Contracts within their notice that the office was not told of yet."""
    today = desk.today()
    later = aliased(Contract)
    with desk.read() as session:
        rows = session.execute(
            select(
                Contract.id,
                Contract.number,
                Contract.name,
                Contract.ends,
                Contract.notice_days,
                Contract.auto_renew,
                Contract.customer_id,
                Customer.name.label("company"),
            )
            .join(Customer, Customer.id == Contract.customer_id)
            .where(
                Contract.deleted_at.is_(None),
                Contract.state == ContractState.ACTIVE,
                Contract.ends >= today,
                Contract.starts <= today,
                within_notice(today, desk.database.engine.dialect.name),
                Customer.deleted_at.is_(None),
                ~exists().where(later.renews_id == Contract.id, later.deleted_at.is_(None)),
            )
            .order_by(Contract.ends, Contract.id)
        ).all()
        found = [
            Ending(
                row.id,
                row.customer_id,
                f"contract:{row.id}:{row.ends:%Y%m%d}",
                f"{row.name} of {row.company} {'renews' if row.auto_renew else 'ends'} {_when(row.ends, today)}",
                ending_text(row.number, row.ends, auto_renew=row.auto_renew),
            )
            for row in rows
        ]
        keys = [one.key for one in found]
        told = set(session.scalars(select(Notification.key).where(Notification.key.in_(keys)))) if keys else set()
    return [one for one in found if one.key not in told]


def tell_endings(desk: Desk) -> int:
    """Put them behind the bell of everybody who may renew a contract, once; how many there were."""
    desk.need(Permission.CONTRACTS_WRITE)
    news = _endings(desk)
    if not news:
        return 0
    with desk.write() as session:
        roles = TABLE[Permission.CONTRACTS_WRITE]
        people = list(session.scalars(select(User.id).where(User.active, User.role.in_(roles))))
        for one in news:
            of = ("contract", one.contract_id, one.customer_id)
            notify(session, desk, people, NoticeKind.CONTRACT, one.key, one.subject, one.text, *of)
    return len(news)


def ending_text(number: str, ends: date, *, auto_renew: bool) -> str:
    """What the office is told of the last day of a contract."""
    day = f"{ends:%b} {ends.day}, {ends.year}"
    if auto_renew:
        return f"Contract {number} ends on {day} and is renewed by itself. Cancel it before, if it is not to go on."
    return f"Contract {number} ends on {day} and is not renewed by itself."


def _when(ends: date, today: date) -> str:
    left = (ends - today).days
    return ("today", "tomorrow")[left] if left < 2 else f"in {left} days"
