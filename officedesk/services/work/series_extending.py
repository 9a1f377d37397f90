"""Series go on as time passes: whatever is missing of the next twelve months is made, by whichever desktop is open."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from officedesk.errors import OfficeBusy, OfficeError
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.recurrence import Rule, days
from officedesk.models.series import Series
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.holidays import holidays_in
from officedesk.services.work.series_making import horizon, materialise
from officedesk.services.work.series_store import load

log = logging.getLogger(__name__)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Extended:
    """How many jobs were made; ``whole``: nothing is missing now. Else somebody was saving, or it is only read."""

    made: int
    whole: bool


def extend(desk: Desk) -> int:
    """Make what is missing of all series up to twelve months ahead; how many jobs that made.

    Once, whichever desktop does it and however many at once: each series is locked and looked at again. Days that are
    over are not made up for, and nothing comes of a series whose customer or contract is in the trash.
    """
    desk.need(Permission.JOBS_WRITE)
    return carry_on(desk).made


def carry_on(desk: Desk) -> Extended:
    """:func:`extend`, and whether all of it could be done."""
    desk.need(Permission.JOBS_WRITE)
    desk = desk.by_program()
    made = 0
    for series_id in _behind(desk):
        try:
            with desk.write() as session:
                row = load(session, series_id, lock=True)
                made += materialise(session, desk, row, desk.today())
        except OfficeBusy:
            return Extended(made, whole=False)
        except OfficeError as error:
            # One that cannot go on does not keep the others.
            log.warning("series %s could not go on: %s", series_id, error)
    return Extended(made, whole=True)


def _behind(desk: Desk) -> list[int]:
    """Series of which something is missing, looked at without a lock."""
    until, today = horizon(desk.today()), desk.today()
    columns = (Series.id, Series.rule, Series.starts_on, Series.ends_on, Series.made_until)
    with desk.read() as session:
        is_holiday = holidays_in(session)
        rows = session.execute(
            select(*columns)
            .join(Customer, Customer.id == Series.customer_id)
            .outerjoin(Contract, Contract.id == Series.contract_id)
            .where(
                Series.active,
                (Series.made_until < until) | Series.made_until.is_(None),
                Customer.deleted_at.is_(None),
                Contract.deleted_at.is_(None),
            )
            .order_by(Series.id)
        ).all()
    found = []
    for row in rows:
        first = today if row.made_until is None else max(row.made_until + _DAY, today)
        last = until if row.ends_on is None else min(until, row.ends_on)
        if first <= last and next(days(Rule.from_json(row.rule), row.starts_on, first, last, is_holiday), None):
            found.append(row.id)
    return found
