"""The block of sums under the lines, priced by the one pure function."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from officedesk import formatting
from officedesk.models.enums import AmountKind
from officedesk.models.pricing import Totals, deposit_amount, exponent_of, margin_percent
from officedesk.services.sales.drafts import Pricing
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.typed_fields import AmountEdit


class TotalsBlock(QWidget):
    """Subtotal to total, the document's discount and the deposit asked for, and the office's margin.

    ``discounted((kind, value))`` and ``deposit_changed((kind, value))`` are told while they are typed.
    """

    discounted = Signal(object)
    deposit_changed = Signal(object)

    def __init__(
        self,
        shell: Shell,
        currency: str,
        *,
        deposit: bool = True,
        margin: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``deposit``: whether the document asks for one (an estimate does, an invoice does not)."""
        super().__init__(parent)
        self._shell = shell
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(2, 1)
        self.discount = self._edit(currency, "Discount", "5 % or 15")
        self.deposit = self._edit(currency, "Deposit requested", "30 % or 500")
        self.discount.edited.connect(lambda: self.discounted.emit(self.discount.value()))
        self.deposit.edited.connect(lambda: self.deposit_changed.emit(self.deposit.value()))
        EnterMovesOn(self).watch(self.discount, self.deposit)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._next = 0
        self._row("subtotal", "Subtotal")
        self._row("discount", "Discount", edit=self.discount)
        self._row("taxable", "Taxable", "muted")
        for number in range(6):
            self._row(f"tax{number}", "")
        self._row("whole", "Sum before deposits", "muted")
        self._row("deposits", "Deposits invoiced", "muted")
        self._grid.addWidget(line(), self._next, 0, 1, 3)
        self._next += 1
        self._row("total", "Total", "total")
        self._row("deposit", "Deposit requested", "muted", edit=self.deposit)
        self._row("margin", "Margin", "muted")
        if not deposit:
            self._set("deposit", None)
        self._asks_deposit, self._shows_margin = deposit, margin
        if not margin:
            self._set("margin", None)
        self._problem = label("", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._grid.addWidget(self._problem, self._next, 0, 1, 3)

    @property
    def texts(self) -> dict[str, str]:
        """What is on screen, by name of the row: ``subtotal``, ``discount``, ``tax0``, ``total``, ``margin``."""
        return {name: value.text() for name, (_, value) in self._rows.items() if not value.isHidden()}

    def show_totals(
        self, totals: Totals, pricing: Pricing, deposit: tuple[AmountKind, Decimal] = (AmountKind.NONE, Decimal(0))
    ) -> None:
        """Show the sums of a document."""
        currency = pricing.currency

        def money(amount: int) -> str:
            return formatting.money(amount, currency)

        self._problem.hide()
        self._set("subtotal", money(totals.subtotal))
        nothing = None if self.discount.isReadOnly() else ""
        why = f"Discount, {pricing.discount_reason}" if pricing.discount_reason else "Discount"
        self._set("discount", money(-totals.discount) if totals.discount else nothing, why)
        taxes = [group for group in totals.full_taxes if group.percent]
        self._set("taxable", money(totals.taxable) if taxes and totals.taxable != totals.full_net else None)
        for number in range(6):
            if number < len(taxes):
                group = taxes[number]
                title = f"{group.name or 'Tax'} {formatting.percent(group.percent or Decimal(0))}"
                self._set(
                    f"tax{number}", money(group.tax), f"Includes {title}" if pricing.prices_include_tax else title
                )
            else:
                self._set(f"tax{number}", None)
        rest = taxes[6:]
        if rest:
            self._set("tax5", money(sum(group.tax for group in taxes[5:])), f"{len(taxes) - 5} more taxes")
        self._set("whole", money(totals.full_total) if totals.deposits else None)
        self._set("deposits", money(-totals.deposited) if totals.deposits else None)
        self._set("total", money(totals.total))
        if self._asks_deposit:
            asked = deposit_amount(totals.total, *deposit, exponent_of(currency))
            self._set("deposit", money(asked) if deposit[0] is not AmountKind.NONE else "")
        if not self._shows_margin:
            return
        percent = margin_percent(totals.margin, totals.full_net)
        share = f" · {formatting.percent(percent)}" if percent is not None else ""
        self._set("margin", f"{money(totals.margin)}{share}")

    def show_problem(self, text: str) -> None:
        """The document cannot be priced: say why instead of showing sums that are not true."""
        for name in self._rows:
            if name not in ("discount", "deposit") and (name != "margin" or self._shows_margin):
                self._set(name, "–" if name in ("subtotal", "total", "margin") else None)
        self._set("discount", "")
        self._problem.setText(text)
        self._problem.show()

    def set_read_only(self, on: bool) -> None:
        for edit in (self.discount, self.deposit):
            edit.setReadOnly(on)

    def _edit(self, currency: str, name: str, hint: str) -> AmountEdit:
        edit = AmountEdit(currency)
        edit.setAccessibleName(name)
        edit.setToolTip(f"{name}: {hint}")
        edit.setPlaceholderText("none")
        edit.setFixedWidth(round(72 * max(1.0, self.fontMetrics().height() / 16)))
        edit.setProperty("role", "inline")
        edit.error_changed.connect(lambda text: self._field_problem(text))
        return edit

    def _field_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _row(self, name: str, title: str, role: str = "", edit: AmountEdit | None = None) -> None:
        long = name.startswith("tax") or name == "discount"
        shown = ElidedLabel(title, role, least=90) if long else label(title, role)
        value = label("", role)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setAccessibleName(title)
        if edit is not None:
            shown.setBuddy(edit)
            self._grid.addWidget(shown, self._next, 0)
            self._grid.addWidget(edit, self._next, 1)
            self._grid.addWidget(value, self._next, 2)
        else:
            # Names of taxes are long, so is a margin: each row shares its width as it needs.
            both = row(shown, value, spacing=12)
            both.setStretchFactor(value, 1)
            self._grid.addLayout(both, self._next, 0, 1, 3)
        self._next += 1
        self._rows[name] = shown, value

    def _set(self, name: str, text: str | None, title: str | None = None) -> None:
        """Show a row's value and, where given, its title; ``None`` hides the row."""
        shown, value = self._rows[name]
        hidden = text is None
        if value.isHidden() != hidden:
            shown.setHidden(hidden)
            value.setHidden(hidden)
            edit = {"discount": self.discount, "deposit": self.deposit}.get(name)
            if edit is not None:
                edit.setHidden(hidden)
        if text is not None and value.text() != text:
            value.setText(text)
        if title is not None and shown.text() != title:
            shown.setText(title)
            value.setAccessibleName(title)
