"""What is done with time on site: put on the timesheet, or on an invoice draft."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from officedesk.errors import OfficeError
from officedesk.services.mapping.crossing_rows import StayRow
from officedesk.services.mapping.stay_charging import Invoiced, PutDown, release_stays, stays_to_invoice, stays_to_time
from officedesk.services.mapping.time_choices import labor_items
from officedesk.services.mapping.time_editing import delete_time
from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.question import Question

ITEM = "map.labor_item"
"""Setting of the desktop: what an hour on site was sold as last."""


def to_timesheet(shell: Shell, owner: QWidget, ids: Sequence[int], jobs: dict[int, int | None] | None = None) -> None:
    """Put stays on the timesheet, with Undo."""
    desk = shell.desk

    def told(done: PutDown) -> None:
        if done.done:
            _changed(shell, "time_entry")
            text = f"{many(len(done.done), 'stay')} put on the timesheet."
            shell.toast(text, "Undo", lambda: shell.load(owner, lambda: delete_time(desk, done.made), back))
        _tell_skipped(shell, done.skipped)

    def back(_: object) -> None:
        _changed(shell, "time_entry")

    shell.load(owner, lambda: stays_to_time(desk, ids, jobs), told)


def release(shell: Shell, owner: QWidget, ids: Sequence[int]) -> None:
    """Let stays be charged anew whose draft went."""
    desk = shell.desk

    def told(count: int) -> None:
        _changed(shell, "time_entry")
        shell.toast(f"{many(count, 'stay')} can be charged anew.")

    shell.load(owner, lambda: release_stays(desk, ids), told)


class ChargeDialog(Question):
    """Which job, where a person has to say, and what an hour is sold as."""

    def __init__(self, shell: Shell, parent: QWidget, stays: Sequence[StayRow], *, invoice: bool) -> None:
        title = "Put on an invoice" if invoice else "Put on the timesheet"
        super().__init__(shell, parent, title, "Put on invoice draft" if invoice else "Put on timesheet")
        self._stays, self._invoice, self._owner = tuple(stays), invoice, parent
        self.item = Combo(shell.icons, shell.theme)
        self.item_field = FormField("An hour is sold as", self.item, required=True)
        self.job = Combo(shell.icons, shell.theme, empty="No job")
        self.setMinimumWidth(440)
        hours = sum(stay.seconds for stay in stays) / 3600
        about = f"{many(len(stays), 'stay')}, {hours:,.2f} hours in all."
        told = label(about, "muted")
        told.setWordWrap(True)
        self.content.addWidget(told)
        choices = {choice.id: choice for stay in stays for choice in stay.jobs}
        self.asks_job = len({stay.location_id for stay in stays}) == 1 and bool(choices)
        if self.asks_job:
            self.job.set_choices(
                [(one.id, f"{one.number} · {one.description}".strip(" ·")) for one in choices.values()]
            )
            meant = {stay.job_id for stay in stays}
            self.job.set_value(meant.pop() if len(meant) == 1 else None)
            self.content.addWidget(FormField("Job", self.job))
        if invoice:
            self.content.addWidget(self.item_field)
            desk = shell.desk
            shell.load(self, lambda: labor_items(desk), self._items_arrived)
            self.ok.setEnabled(False)

    def answer(self) -> None:
        ids = [stay.id for stay in self._stays]
        jobs = dict.fromkeys(ids, self.job.value()) if self.asks_job else None
        if not self._invoice:
            to_timesheet(self.shell, self._owner, ids, jobs)
            self.accept()
            return
        item_id = self.item.value()
        if item_id is None:
            self.item_field.show_error("Choose what an hour is sold as.")
            self.item.setFocus()
            return
        if not self.wait():
            return
        self.shell.config.put(ITEM, item_id)
        desk = self.shell.desk
        self.shell.load(self, lambda: stays_to_invoice(desk, ids, item_id, jobs), self._done, self.failed)

    def _items_arrived(self, items: tuple[tuple[int, str], ...]) -> None:
        self.item.set_choices(items)
        known = {number for number, _ in items}
        last = self.shell.config.get(ITEM)
        labor = next((number for number, name in items if "labor" in name.casefold()), None)
        self.item.set_value(last if last in known else labor or (items[0][0] if items else None))
        self.ok.setEnabled(bool(items))
        if not items:
            self.tell("The price book has no services yet. Add one, such as an hour of labor, in Settings.")

    def _done(self, done: Invoiced) -> None:
        shell = self.shell
        self.accept()
        if done.drafts:
            for invoice_id in done.drafts:
                shell.signals.changed.emit("invoice", invoice_id, 0)
            first = done.drafts[0]
            where = "an invoice draft" if len(done.drafts) == 1 else f"{len(done.drafts)} invoice drafts"
            shell.toast(f"{done.hours} hours put on {where}.", "Open", lambda: shell.go("invoice", first))
        _tell_skipped(shell, done.skipped)


def _changed(shell: Shell, entity: str) -> None:
    shell.signals.changed.emit(entity, 0, 0)


def _tell_skipped(shell: Shell, skipped: Sequence[str]) -> None:
    if skipped:
        more = f" {len(skipped) - 1} more were left out too." if len(skipped) > 1 else ""
        shell.fail(OfficeError(skipped[0] + more))
