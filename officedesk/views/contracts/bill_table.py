"""The periods of a contract in its report, each with its invoice; what is not billed any more can be billed again."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.contracts.rows import BillRow
from officedesk.services.permissions import Permission
from officedesk.views.contracts.row_table import RowTable
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

_BUTTON = 2
"""The column of the button: an invoice that is gone has no status."""


class BillTable(RowTable):
    """``again_wanted(row)``: its invoice is gone, and the user asked for another."""

    again_wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _columns(shell), "Invoices")
        self._shell = shell
        self._may = shell.may(Permission.CONTRACTS_WRITE) and shell.may(Permission.INVOICES_WRITE)

    def show_rows(self, rows: Sequence[Any]) -> None:
        super().show_rows(rows)
        if not self._may:
            return
        before: QWidget = self
        for at, one in enumerate(self.rows.rows):
            place = self.rows.index(at, _BUTTON)
            if one.again and self.indexWidget(place) is None:
                days = f"{self._shell.date(one.starts)} – {self._shell.date(one.ends)}"
                made = button(
                    "Bill again", lambda at=at: self.again_wanted.emit(at), kind="link", tip=f"Bill {days} again"
                )
                made.setAccessibleName(f"Bill {days} again")
                # Enter in the table opens what it is at, and presses no button.
                made.setAutoDefault(False)
                self.setIndexWidget(place, made)
                self.setTabOrder(before, made)
                before = made


def _columns(shell: Shell) -> tuple[Column, ...]:
    def number(r: BillRow) -> Cell:
        if r.invoice_id is not None:
            return Cell(r.number or "Draft")
        return Cell("Not billed", tone="muted", tip="Its invoice is gone: it can be billed again." if r.again else "")

    def period(r: BillRow) -> Cell:
        return Cell(f"{shell.date(r.starts)} – {shell.date(r.ends)}")

    def status(r: BillRow) -> Cell:
        if r.status is None or not r.number:
            return Cell()
        return Cell(r.status.value.replace("_", " ").capitalize(), tone="muted")

    return (
        Column("period", "Period", 200, period, stretch=True),
        Column("number", "Invoice", 86, number),
        Column("status", "Status", 96, status),
        Column("amount", "Amount", 84, lambda r: Cell(shell.money(r.amount)), right=True),
    )
