"""Settings → Plans: the membership packages that the office sells."""

from typing import Any

from PySide6.QtWidgets import QDialog, QMenu

from officedesk.formatting import percent
from officedesk.services.contracts.rows import PlanRow
from officedesk.services.paging import Sort
from officedesk.views.contracts.plan_dialog import PlanDialog
from officedesk.views.contracts.words import billing_text, length_text
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.sections import TableSection
from officedesk.views.recovery import Kept
from officedesk.views.shell import Shell


class PlansSection(TableSection):
    """Enter edits a plan; the menu switches it off and on, copies and deletes it."""

    def __init__(self, shell: Shell) -> None:
        desk = shell.desk

        def load() -> tuple[PlanRow, ...]:
            from officedesk.services.contracts.plans import plans

            return plans(desk)

        super().__init__(
            shell,
            name="plans",
            title="Plans",
            one="plan",
            many="plans",
            columns=_columns(shell),
            load=load,
            text=lambda r: f"{r.name} {r.description}",
            edit=self._dialog,
            entity="plan",
            empty="Membership plans that you sell will be here: their price, and the jobs that they bring.",
            remove=self._delete,
            sort=Sort("name"),
        )

    def _dialog(self, _section: TableSection, record: Any | None) -> QDialog:
        return self._made(PlanDialog(self.shell, self, record.id if record is not None else 0))

    def open_kept(self, left: Kept) -> PlanDialog:
        """Open the plan of a draft that was not saved, which then offers it."""
        dialog = self._made(PlanDialog(self.shell, self, left.id, left=left))
        dialog.open()
        return dialog

    def _made(self, dialog: PlanDialog) -> PlanDialog:
        dialog.saved.connect(lambda _: self.panel.reload())
        return dialog

    def _delete(self, record: PlanRow) -> None:
        from officedesk.services.contracts.plans import delete_plan

        delete_plan(self.shell.desk, record.id)

    def _removed(self, record: Any) -> None:
        from officedesk.services.contracts.plans import restore_plan

        desk, shell = self.shell.desk, self.shell
        self.changed(record.id)
        sold = f" {record.sold:,} sold before go on." if record.sold else ""

        def back() -> None:
            shell.load(self, lambda: restore_plan(desk, record.id), lambda _: self.changed(record.id))

        shell.toast(f"{record.name} deleted.{sold}", "Undo", back)

    def _switch(self, record: PlanRow) -> None:
        from officedesk.services.contracts.plans import switch_plan

        desk, on = self.shell.desk, not record.active

        def told(_: object) -> None:
            self.changed(record.id)
            self.shell.toast(f"{record.name} is {'enabled again' if on else 'no longer offered'}.")

        self.shell.load(self, lambda: switch_plan(desk, record.id, active=on), told)

    def _copy(self, record: PlanRow) -> None:
        self._made(PlanDialog(self.shell, self, like=record.id)).open()

    def _menu(self, record: Any) -> QMenu:
        menu, icons = QMenu(self), self.shell.icons
        menu_action(menu, icons("pencil-simple"), "Edit", lambda: self._open(record.id))
        menu_action(
            menu, icons("prohibit"), "Switch off" if record.active else "Switch on", lambda: self._switch(record)
        )
        menu_action(menu, icons("copy-simple"), "Copy…", lambda: self._copy(record))
        menu.addSeparator()
        shell = self.shell
        menu_action(
            menu,
            icons("trash", "bad"),
            "Delete",
            lambda: shell.load(self, lambda: self._delete(record), lambda _: self._removed(record)),
        )
        return menu


def _columns(shell: Shell) -> tuple[Column, ...]:
    currency = shell.desk.currency

    def status(r: PlanRow) -> Cell:
        return Cell(chips=(Chip("Enabled", "ok") if r.active else Chip("Off"),))

    def off(r: PlanRow) -> Cell:
        return Cell(percent(r.discount_percent) if r.discount_percent else "—")

    def billing(r: PlanRow) -> Cell:
        return Cell(billing_text(r.price, r.billing, r.billing_day, currency))

    return (
        Column("name", "Name", 180, lambda r: Cell(r.name, bold=True, tip=r.description), stretch=True, least=120),
        Column("price", "Billing", 250, billing, least=130),
        Column("months", "Length", 100, lambda r: Cell(length_text(r.months)), least=90),
        Column("jobs", "Jobs", 64, lambda r: Cell(f"{r.jobs:,}"), right=True),
        Column("discount_percent", "Discount", 88, off, right=True),
        Column("sold", "Running", 84, lambda r: Cell(f"{r.sold:,}"), right=True),
        Column("active", "Status", 96, status),
    )
