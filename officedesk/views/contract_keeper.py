"""Bills and renews contracts on their day, and tells of those that end: done by whichever desktop is open."""

from collections.abc import Iterator

from officedesk.services.contracts.tended import Tended
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.daily_keeper import DailyKeeper


class ContractKeeper(DailyKeeper):
    needs = Permission.CONTRACTS_WRITE
    look_after = 20_000
    soon = 2_000

    def work(self, desk: Desk) -> Tended:
        from officedesk.services.contracts.upkeep import tend

        return tend(desk)

    def changed_by(self, look: Tended) -> Iterator[str]:
        if look.renewed:
            yield from ("contract", "job")
        if look.billed:
            yield from ("contract", "invoice")
        if look.told:
            yield "notification"
