"""The open invoices of a customer, each with the part of a payment that is put to it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from officedesk.services.sales.rows import OpenInvoice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.typed_fields import MoneyEdit


class AllocationTable(QScrollArea):
    """``edited`` when the user changes an amount."""

    edited = Signal()

    def __init__(
        self,
        shell: Shell,
        *,
        balance: str = "Balance",
        amount: str = "Payment",
        nothing: str = "No open invoices: the payment becomes credit of the customer.",
    ) -> None:
        """Titles of the last two columns, and what is said where there is no invoice."""
        super().__init__()
        self._shell = shell
        self._titles = ("Invoice", "Date", "Due", "Total", balance, amount)
        self._nothing = nothing
        self._invoices: list[OpenInvoice] = []
        self._edits: dict[int, MoneyEdit] = {}
        self.setWidgetResizable(True)
        self.setProperty("role", "card")
        self.setAccessibleName("Open invoices")

    def show_invoices(self, invoices: Sequence[OpenInvoice], amounts: dict[int, int]) -> None:
        """Invoices in the order money goes to them, with what each gets so far (minor units)."""
        self._invoices = list(invoices)
        self._edits = {}
        ground = QWidget()
        ground.setProperty("role", "panel")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        enter = EnterMovesOn(ground)
        grid = QGridLayout(ground)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, title in enumerate(self._titles):
            head = label(title, "label")
            head.setAlignment(right if place > 2 else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(head, 0, place)
        today = self._shell.desk.today()
        for number, invoice in enumerate(self._invoices, start=1):
            late = invoice.due_date is not None and invoice.due_date < today
            texts = (
                label(invoice.number, "strong"),
                label(self._shell.date(invoice.date)),
                label(self._shell.date(invoice.due_date) + (" overdue" if late else ""), tone="bad" if late else ""),
                label(self._shell.money(invoice.total), "muted"),
                label(self._shell.money(invoice.balance)),
            )
            for place, part in enumerate(texts):
                part.setAlignment(right if place > 2 else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(part, number, place)
            edit = MoneyEdit(self._shell.desk.currency, optional=True)
            edit.setFixedWidth(110)
            edit.setAccessibleName(f"{self._titles[-1]}, invoice {invoice.number}")
            edit.set_value(amounts.get(invoice.id))
            edit.edited.connect(self.edited)
            self._edits[invoice.id] = edit
            enter.watch(edit)
            grid.addWidget(edit, number, 5)
        if not self._invoices:
            grid.addWidget(label(self._nothing, "muted"), 1, 0, 1, 6)
        grid.setRowStretch(len(self._invoices) + 2, 1)
        self.setWidget(ground)

    def amounts(self) -> dict[int, int]:
        """What each invoice gets; those that get nothing are left out."""
        return {key: edit.value() for key, edit in self._edits.items() if edit.value()}

    def edits(self) -> list[MoneyEdit]:
        return list(self._edits.values())

    def only_one(self) -> int | None:
        """The invoice that alone gets something."""
        amounts = self.amounts()
        return next(iter(amounts)) if len(amounts) == 1 else None

    def spread(self, amount: int, first: int | None = None, *, only: bool = False) -> None:
        """Put ``amount`` to ``first``, then (not ``only``) to the others in order, each up to its balance."""
        rest = amount
        order = sorted(self._invoices, key=lambda invoice: invoice.id != first)
        for invoice in order:
            part = max(0, min(rest, invoice.balance)) if not only or invoice.id == first else 0
            rest -= part
            self._edits[invoice.id].set_value(part or None)
