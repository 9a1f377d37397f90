"""An issued invoice as it stands: what it said when it was issued, what was paid, and what is owed."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import InvoiceKind, PaymentKind
from officedesk.models.states import InvoiceStatus
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.rows import PaymentRow
from officedesk.views.sales.invoice_facts import InvoiceFacts, Paid
from officedesk.views.sales.methods import METHODS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, grow, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel

_METHOD_NAMES = dict(METHODS)


class IssuedFacts(QWidget):
    """Parties and dates from the snapshot, as text: nothing here can be typed into."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        # As tall as the addresses: room that is left over belongs below the sums.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._card = QWidget()
        self._layout.addWidget(self._card)

    def tell(self, draft: InvoiceDraft, facts: InvoiceFacts | None) -> None:
        if facts is None or facts.paper is None:
            return
        paper = facts.paper
        blocks: list[tuple[str, list[str]]] = [("Bill to", list(paper.bill_to))]
        if paper.service_location:
            blocks.append(("Service location", list(paper.service_location)))
        parts = QHBoxLayout()
        parts.setContentsMargins(16, 12, 16, 12)
        parts.setSpacing(28)
        for title, lines in blocks:
            parts.addLayout(_block(title, lines), 4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        for number, fact in enumerate(paper.facts):
            text = self._shell.date(fact.day) if fact.day is not None else fact.text
            grid.addWidget(label(fact.label, "label"), number, 0)
            grid.addWidget(_wrapped(text, "strong" if fact.strong else ""), number, 1)
        grid.setRowStretch(len(paper.facts), 1)
        grid.setColumnStretch(1, 1)
        parts.addLayout(grid, 3)
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addLayout(parts)
        if draft.description:
            about = label(draft.description)
            about.setWordWrap(True)
            about.setContentsMargins(16, 0, 16, 12)
            content.addWidget(about)
        fresh = holder(content, "card")
        fresh.setAccessibleName("As issued")
        self._layout.replaceWidget(self._card, fresh)
        self._card.deleteLater()
        self._card = fresh


class IssuedMoney(QWidget):
    """The balance box and the payments. ``menu_wanted(payment, where)`` for what can be done with one."""

    credit_wanted = Signal()
    menu_wanted = Signal(object, QPoint)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self._title = label("", "label")
        self.balance = label("", "figure")
        self._detail = label("", "muted")
        self._detail.setWordWrap(True)
        self.void_reason = label("", tone="bad")
        self.void_reason.setWordWrap(True)
        self._credit = button("", self.credit_wanted.emit, kind="link", icon=shell.icons("arrow-bend-down-right"))
        box = QVBoxLayout()
        box.setContentsMargins(16, 10, 16, 12)
        box.setSpacing(3)
        box.addWidget(self._title)
        box.addLayout(row(self.balance, None, self._credit, spacing=12))
        box.addWidget(self._detail)
        box.addWidget(self.void_reason)
        self._layout.addWidget(holder(box, "card"))
        self._payments = QWidget()
        self._layout.addWidget(self._payments)
        self._note = label("", "muted")
        self._note.setWordWrap(True)
        self._layout.addWidget(self._note)
        self._layout.addStretch(1)

    def tell(self, draft: InvoiceDraft, facts: InvoiceFacts | None) -> None:
        if facts is None or facts.paper is None:
            return
        shell, invoice, sums = self._shell, facts.row, facts.paper.totals
        credit_note = draft.kind is InvoiceKind.CREDIT_NOTE
        self._title.setText("Credited" if credit_note else "Balance due")
        self.balance.setText(shell.money(-invoice.total if credit_note else invoice.balance))
        overdue = invoice.status is InvoiceStatus.OVERDUE
        restyle(self.balance, "tone", "bad" if overdue else "ok" if invoice.status is InvoiceStatus.PAID else "")
        parts = []
        if not credit_note:
            parts = [f"Total {shell.money(invoice.total)}", f"Paid {shell.money(sums.paid)}"]
            if sums.credited:
                parts.append(f"Credited {shell.money(sums.credited)}")
            if overdue:
                days = invoice.days_overdue
                parts.append(f"Overdue for {days} day{'s' if days != 1 else ''}")
        self._detail.setText(" · ".join(parts))
        self._credit.setText(f"Apply credit, {shell.money(facts.credit)}")
        self._credit.setVisible(facts.credit > 0 and invoice.balance > 0 and shell.may(Permission.PAYMENTS_WRITE))
        self.void_reason.setText(f"Voided: {facts.void_reason}")
        self.void_reason.setVisible(bool(facts.void_reason))
        self._note.setText(f"Internal note: {draft.internal_note}" if draft.internal_note else "")
        self._note.setVisible(bool(draft.internal_note))
        fresh = self._list(facts.paid, credit_note)
        self._layout.replaceWidget(self._payments, fresh)
        self._payments.deleteLater()
        self._payments = fresh

    def _list(self, paid: tuple[Paid, ...], credit_note: bool) -> QWidget:
        if credit_note:
            return QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(16, 10, 8, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        titles = ("Payment", "Date", "Method", "Reference", "Amount") if paid else ("Payments",)
        for column, title in enumerate(titles):
            head = label(title, "label")
            head.setAlignment(right if column == 4 else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(head, 0, column)
        for number, one in enumerate(paid, start=1):
            payment = one.payment
            method = _METHOD_NAMES.get(payment.method, "")
            refund = payment.kind is PaymentKind.REFUND
            texts = (
                label(payment.number, "strong"),
                label(self._shell.date(payment.date)),
                label(f"Refund, {method}" if refund else method),
                grow(ElidedLabel(payment.reference, "muted", least=60)),
                label(self._shell.money(one.amount), tone="warn" if refund else ""),
            )
            for column, part in enumerate(texts):
                grid.addWidget(part, number, column)
            texts[-1].setAlignment(right)
            more = button(
                "", kind="plain", icon=self._shell.icons("dots-three"), tip=f"Payment {payment.number}: actions"
            )
            more.setIconSize(ICON)
            more.clicked.connect(lambda _=False, payment=payment, more=more: self._menu(payment, more))
            grid.addWidget(more, number, 5)
        if not paid:
            grid.addWidget(label("No payments yet.", "muted"), 1, 0, 1, 6)
        made = holder(grid, "card")
        made.setAccessibleName("Payments")
        return made

    def _menu(self, payment: PaymentRow, under: QWidget) -> None:
        self.menu_wanted.emit(payment, under.mapToGlobal(QPoint(0, under.height())))


def _block(title: str, lines: list[str]) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(2)
    made.addWidget(label(title, "label"))
    for number, text in enumerate(lines):
        made.addWidget(_wrapped(text, "strong" if not number else ""))
    made.addStretch(1)
    return made


def _wrapped(text: str, role: str = "") -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    return made
