"""The block of totals at the right, ending in the box that says what it comes to."""

from dataclasses import dataclass

from officedesk.formatting import discount, money, percent
from officedesk.models.enums import AmountKind
from officedesk.models.papers import PaperData, PaperKind
from officedesk.reports.flow import Flow
from officedesk.reports.look import BODY, LINE, SOFT, SUM
from officedesk.reports.setting import Line, Style, wrap

WIDTH = 216.0
_PITCH = 17.3
_BOX = 29.5


@dataclass(frozen=True, slots=True)
class _Sum:
    label: list[Line]
    amount: Line
    style: Style
    ruled: bool = False

    @property
    def height(self) -> float:
        return _PITCH + (len(self.label) - 1) * 11.5 + (5 if self.ruled else 0)


class Sums:
    """The totals of a paper, measured when made, drawn when their place is known."""

    def __init__(self, paper: PaperData) -> None:
        self._rows: list[_Sum] = []
        self._after: list[_Sum] = []
        self._boxed = self._fill(paper)
        amount = money(self._boxed[1], paper.currency)
        self._box = wrap(self._boxed[0], SUM, 110), wrap(amount, SUM, WIDTH)[0]

    @property
    def height(self) -> float:
        return 12 + sum(row.height for row in (*self._rows, *self._after)) + 6 + _BOX + (8 if self._after else 0)

    def draw(self, flow: Flow) -> None:
        """Draws the block at ``flow.y`` and moves below it."""
        flow.y += 8
        for row in self._rows:
            self._row(flow, row)
        flow.y += 6
        left = flow.look.right - WIDTH
        flow.sheet.box(left, flow.y, WIDTH, _BOX, flow.look.soft, 4)
        labels, amount = self._box
        flow.sheet.text(labels[0], SUM, left + 7, flow.y + 18.7)
        flow.sheet.right(amount, SUM, flow.look.right - 7, flow.y + 18.7)
        flow.y += _BOX + (8 if self._after else 0)
        for row in self._after:
            self._row(flow, row)
        flow.y += 4

    def _row(self, flow: Flow, row: _Sum) -> None:
        left = flow.look.right - WIDTH
        if row.ruled:
            flow.sheet.rule(left, flow.look.right, flow.y + 3, LINE)
            flow.y += 5
        for index, line in enumerate(row.label):
            flow.sheet.text(line, row.style, left + 4.3, flow.y + 11.5 + index * 11.5)
        flow.sheet.right(row.amount, row.style, flow.look.right - 4.3, flow.y + 11.5)
        flow.y += row.height - (5 if row.ruled else 0)

    def _fill(self, paper: PaperData) -> tuple[str, int]:
        """Puts down the rows; returns what is boxed."""
        totals, currency = paper.totals, paper.currency

        def add(label: str, amount: int, kind: Style = BODY, *, after: bool = False, ruled: bool = False) -> None:
            shown = wrap(money(amount, currency), kind._replace(tabular=True), WIDTH)[0]
            row = _Sum(wrap(label, kind, max(WIDTH - 20 - shown.width, 60)), shown, kind, ruled)
            (self._after if after else self._rows).append(row)

        if paper.kind is PaperKind.RECEIPT:
            return "Amount refunded" if paper.title == "Refund" else "Amount received", totals.paid
        add("Subtotal", totals.subtotal)
        if totals.discount:
            stated = discount(totals.discount_kind, totals.discount_value, currency)
            told = f"Discount {stated}" if totals.discount_kind is AmountKind.PERCENT else "Discount"
            add(f"{told}, {totals.discount_reason}" if totals.discount_reason else told, -totals.discount)
        for deposit in totals.deposits:
            taken = deposit.net + (deposit.tax if totals.includes_tax else 0)
            add(f"Deposit, invoice {deposit.number}", -taken)
        estimate = paper.kind is PaperKind.ESTIMATE
        credit = paper.kind is PaperKind.CREDIT_NOTE
        if not totals.includes_tax:
            for tax in totals.taxes:
                add(f"{tax.name or 'Tax'} {percent(tax.percent)} of {money(tax.net, currency)}", tax.tax)
        if not (estimate or credit):
            add("Total", totals.total, ruled=True)
        if totals.includes_tax:
            for tax in totals.taxes:
                label = f"Includes {tax.name or 'tax'} {percent(tax.percent)} of {money(tax.net, currency)}"
                add(label, tax.tax, SOFT, after=estimate or credit)
        if estimate:
            if totals.deposit_due:
                share = f" {percent(totals.deposit_percent)}" if totals.deposit_percent is not None else ""
                add(f"Deposit requested{share}", totals.deposit_due, SOFT, after=True)
            return "Total", totals.total
        if credit:
            return "Total", totals.total
        if totals.credited:
            add("Credited", -totals.credited)
        add("Paid", totals.paid)
        return "Balance due", totals.balance
