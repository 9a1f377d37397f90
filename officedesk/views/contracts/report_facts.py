"""The head of a contract's report: what it is, and its figures."""

from PySide6.QtWidgets import QWidget

from officedesk.formatting import percent
from officedesk.models.states import ContractStatus
from officedesk.services.contracts.rows import ContractReport
from officedesk.services.permissions import Permission
from officedesk.views.contracts.words import KINDS, STATUSES, billing_text
from officedesk.views.lists.columns import Chip
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel


class _Figure(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.value = label("–", "figure")
        self.note = ElidedLabel("", "small", least=60)
        self.setLayout(column(label(title, "label"), self.value, self.note, spacing=1, margins=(14, 8, 14, 8)))

    def tell(self, value: str, note: str = "", tone: str = "") -> None:
        self.value.setText(value)
        restyle(self.value, "tone", tone)
        self.note.setText(note)


class ReportFacts(QWidget):
    """Two lines of facts over a card of figures. ``chip`` is its status, for the title bar."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.chip = StatusChip()
        self._lines = [ElidedLabel("", role, least=120) for role in ("", "muted", "muted")]
        self.visits = _Figure("Visits done")
        self.billed = _Figure("Billed")
        self.paid = _Figure("Paid")
        self.saved = _Figure("Saved as a member")
        money = (self.billed, self.paid, self.saved)
        card = row(self.visits, *money, spacing=0)
        for at in range(4):
            card.setStretch(at, 1)
        if not shell.may(Permission.MONEY_READ):
            for one in money:
                one.hide()
        self.setLayout(column(*self._lines, 4, holder(card, "card"), spacing=3))

    def show_report(self, found: ContractReport) -> None:
        """Show the facts and figures of a contract."""
        shell = self._shell
        word, tone = STATUSES[found.status]
        self.chip.tell(Chip(word, tone))
        plan = f" · {found.plan}" if found.plan and found.plan != found.name else ""
        renews = (
            f"renews by itself, {found.notice_days} days’ notice" if found.auto_renew else "does not renew by itself"
        )
        if found.renewed_by:
            renews = f"renewed by {found.renewed_by}"
        if found.renews:
            renews += f" · renews {found.renews}"
        off = f", {percent(found.discount_percent)} off for members" if found.discount_percent else ""
        billed = billing_text(found.price, found.billing, found.billing_day, found.currency)
        days = f"{shell.date(found.starts)} – {shell.date(found.ends)}"
        money = f" · {billed}{off}" if shell.may(Permission.MONEY_READ) else ""
        self._say(0, f"{KINDS[found.kind]}{plan} · {days} · {found.location or 'No location'}")
        self._say(1, f"{renews[0].upper()}{renews[1:]}{money}")
        if found.status is ContractStatus.CANCELLED:
            self._say(2, f"Cancelled to {shell.date(found.cancelled_on)}: {found.cancel_reason}")
        else:
            covers = f"Covers {', '.join(found.equipment)}" if found.equipment else ""
            self._say(2, " · ".join(part for part in (found.summary, covers) if part))
        self.visits.tell(f"{found.done:,} of {found.done + found.left:,}", f"{found.left:,} to do")
        self.billed.tell(shell.money(found.billed), f"of {shell.money(found.planned_amount)}")
        owing = found.invoiced - found.paid
        self.paid.tell(shell.money(found.paid), f"{shell.money(owing)} owing" if owing > 0 else "nothing owing")
        saved = f"{shell.money(found.saved_tasks)} on services, {shell.money(found.saved_discounts)} discounts"
        self.saved.tell(shell.money(found.saved), saved, "ok" if found.saved else "")

    def _say(self, at: int, text: str) -> None:
        self._lines[at].setText(text)
        self._lines[at].setVisible(bool(text))
