"""What kinds, states and intervals of contracts are called."""

from officedesk.models.enums import BillingInterval, ContractKind
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


def contracts_text(count: int) -> str:
    """``1 contract``, ``12 contracts``."""
    return f"{count:,} contract{'' if count == 1 else 's'}"
