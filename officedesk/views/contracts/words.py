"""What kinds, states and intervals of contracts are called."""

from officedesk.formatting import money
from officedesk.models.enums import BillingInterval, ContractKind
from officedesk.models.recurrence.words import ordinal
from officedesk.models.states import ContractStatus

KINDS = {ContractKind.AGREEMENT: "Service agreement", ContractKind.MEMBERSHIP: "Membership"}
STATUSES = {
    ContractStatus.UPCOMING: ("Upcoming", "accent"),
    ContractStatus.ACTIVE: ("Active", "ok"),
    ContractStatus.ENDING: ("Ending soon", "warn"),
    ContractStatus.EXPIRED: ("Expired", "plain"),
    ContractStatus.CANCELLED: ("Cancelled", "plain"),
}
"""The word for a status, and the tone of its chip."""
INTERVALS = {
    BillingInterval.ONCE: "once",
    BillingInterval.MONTHLY: "monthly",
    BillingInterval.QUARTERLY: "quarterly",
    BillingInterval.HALF_YEARLY: "every six months",
    BillingInterval.YEARLY: "yearly",
}
BILLING_DAYS = ((0, "First day"), *((day, ordinal(day)) for day in range(1, 31)), (31, "Last of month"))
"""Choices of the day of the month that is billed on; 0 is the day on which the contract began."""


def contracts_text(count: int) -> str:
    """``1 contract``, ``12 contracts``."""
    return f"{count:,} contract{'' if count == 1 else 's'}"


def counted(count: int, one: str) -> str:
    """``1 visit``, ``28 visits``."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def billing_text(price: int, interval: BillingInterval, day: int, currency: str) -> str:
    """``$49.00 monthly, on the 1st``; ``No charge`` where it costs nothing."""
    if not price:
        return "No charge"
    said = f"{money(price, currency)} {INTERVALS[interval]}"
    if interval is BillingInterval.ONCE:
        return said
    return f"{said}, on the {'last' if day == 31 else ordinal(day)}" if day else f"{said}, from its first day"


def length_text(months: int) -> str:
    """``12 months``, ``2 years``."""
    return counted(months // 12, "year") if months % 12 == 0 and months > 12 else counted(months, "month")
