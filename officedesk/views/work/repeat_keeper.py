"""Carries series on: makes the jobs of the day that has come within twelve months, whichever desktop is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.daily_keeper import DailyKeeper
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.services.work.series_extending import Extended

REASONS = frozenset({"customer", "contract"})
"""What comes back from the trash brings its series along."""


class RepeatKeeper(DailyKeeper):
    """Looks when customers or contracts changed, too."""

    needs = Permission.JOBS_WRITE
    look_after = 25_000
    soon = 3_000

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(shell, parent)
        shell.signals.changed.connect(self._changed)

    def work(self, desk: Desk) -> Extended:
        from officedesk.services.work.series_extending import carry_on

        return carry_on(desk)

    def changed_by(self, look: Extended) -> tuple[str, ...]:
        return ("job", "series") if look.made else ()

    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in REASONS:
            self.look_soon()
