"""The report of a contract: the package, what is done, what is left, and the money billed and saved."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QWidget

from officedesk.errors import NotFound
from officedesk.models.states import ContractStatus
from officedesk.services.contracts.rows import BillRow, ContractReport, PackageRow, VisitRow
from officedesk.services.permissions import Permission
from officedesk.views.contracts.bill_table import BillTable
from officedesk.views.contracts.report_facts import ReportFacts
from officedesk.views.contracts.report_papers import ReportPapers
from officedesk.views.contracts.row_table import RowTable
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.segmented import Segmented

SEEN = frozenset({"contract", "series", "job", "invoice", "payment", "customer"})
"""Changes of these are seen in a report."""
_PARTS = [("left", "To do"), ("done", "Done"), ("dismissed", "Dismissed"), ("all", "All")]
WRITE = Permission.CONTRACTS_WRITE


class ReportWindow(QDialog):
    """Reads anew whenever something of it is saved. Enter on a visit opens its job, on a bill its invoice."""

    def __init__(self, shell: Shell, parent: QWidget, contract_id: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Contract report")
        self._shell, self._id = shell, contract_id
        self.report: ContractReport | None = None
        self._asked = 0
        self._billing = False
        self.name = ElidedLabel("", "title", least=120)
        self.company = ElidedLabel("", "muted", least=80)
        self.facts = ReportFacts(shell)
        self.package = RowTable(shell, self._package_columns(), "The package", most=4)
        self.package.setObjectName("package")
        self.visits = RowTable(shell, self._visit_columns(), "Visits")
        self.bills = BillTable(shell)
        self.part = Segmented(_PARTS)
        self.part.set_value("left")
        self.part.chosen.connect(lambda _: self._show_visits())
        self._visits_title = label("Visits", "heading")
        self._money_title = label("Invoices", "heading")
        self.billed = label("", "muted")
        self.foot = self._actions()
        head = row(self.name, self.company, None, self.facts.chip, margins=(18, 14, 18, 10))
        package = column(label("The package", "heading"), self.package, spacing=4)
        strut = label("")
        strut.setFixedSize(0, self.part.sizeHint().height())
        visits = column(row(self._visits_title, None, self.part), self.visits, spacing=6)
        bills = column(row(self._money_title, None, self.billed, strut), self.bills, spacing=6)
        both = row(holder(visits), holder(bills), spacing=18)
        both.setStretch(0, 6)
        both.setStretch(1, 5)
        self._money_side = both.itemAt(1).widget()
        body = column(self.facts, package, both, spacing=12, margins=(18, 12, 18, 12))
        body.setStretchFactor(both, 1)
        layout = column(holder(head, "panel"), line(), holder(body, "panel"), line(), self.foot, spacing=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        if not shell.may(Permission.MONEY_READ):
            self._money_side.hide()
        room = parent.window().size()
        self.resize(min(1140, room.width() - 60), min(700, room.height() - 60))
        self.visits.opened.connect(self._open_visit)
        self.bills.opened.connect(self._open_bill)
        self.bills.again_wanted.connect(self._bill_again)
        shell.signals.changed.connect(self._office_changed)
        self.load()

    def _actions(self) -> QHBoxLayout:
        shell, icons = self._shell, self._shell.icons
        self.edit = button("Edit…", self._edit, icon=icons("pencil-simple"))
        self.renew = button("Renew…", self._renew, icon=icons("arrows-clockwise"))
        self.cancel = button("Cancel contract…", self._cancel, icon=icons("prohibit"))
        self.close_button = button("Close", self.reject, tip="Close (Esc)")
        self.papers = ReportPapers(shell, self)
        made = row(
            self.edit, self.renew, self.cancel, None, *self.papers.buttons, 12, self.close_button,
            margins=(18, 10, 18, 12),
        )  # fmt: skip
        for one in (self.edit, self.renew, self.cancel):
            one.setVisible(shell.may(WRITE))
            one.setEnabled(False)
        return made

    # --- reading ---

    def load(self) -> None:
        """Read it, also anew."""
        self._asked += 1
        asked, desk, contract_id = self._asked, self._shell.desk, self._id

        def work() -> ContractReport:
            from officedesk.services.contracts.report_data import report

            return report(desk, contract_id)

        def arrived(found: ContractReport) -> None:
            if asked == self._asked:
                self._show(found)

        def failed(error: Exception) -> None:
            if asked != self._asked:
                return
            if isinstance(error, NotFound) and self.report is not None:
                self._shell.toast(f"{self.report.name} was deleted.")
            else:
                self._shell.fail(error)
            self.reject()

        self._shell.load(self, work, arrived, failed)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        mine = self.report.customer_id if self.report is not None else 0
        if entity in SEEN and (not customer_id or not mine or customer_id == mine):
            self.load()

    def _show(self, found: ContractReport) -> None:
        first = self.report is None
        self.report = found
        self.setWindowTitle(f"{found.name}: report")
        self.name.setText(found.name)
        self.company.setText(f"{found.number} · {found.company}")
        self.facts.show_report(found)
        self.papers.show_report(found)
        self.package.show_rows(found.package)
        self._show_visits()
        self.bills.show_rows(found.bills)
        money = self._shell.money
        self.billed.setText(f"{money(found.billed)} of {money(found.planned_amount)} billed")
        running = found.status is not ContractStatus.CANCELLED
        again = not running or not found.renewed_by
        for made, on in ((self.edit, running), (self.renew, again), (self.cancel, running)):
            made.setEnabled(on)
        if first:
            self.visits.setFocus()

    def _show_visits(self) -> None:
        if self.report is None:
            return
        found = self.report
        wanted = {
            "left": lambda one: not one.done and not one.dismissed,
            "done": lambda one: one.done,
            "dismissed": lambda one: one.dismissed,
            "all": lambda one: True,
        }[self.part.value]
        self.visits.show_rows([one for one in found.visits if wanted(one)])
        out = f" · {found.dismissed:,} dismissed" if found.dismissed else ""
        self._visits_title.setText(f"Visits: {found.done:,} done · {found.left:,} to do{out}")

    # --- columns ---

    def _package_columns(self) -> tuple[Column, ...]:
        def tasks(r: PackageRow) -> Cell:
            return Cell(", ".join(r.tasks) or "—", tone="text" if r.tasks else "muted", tip="\n".join(r.tasks))

        return (
            Column("name", "Job", 170, lambda r: Cell(r.name, bold=True)),
            Column("tasks", "Tasks", 220, tasks, stretch=True),
            Column("repeats", "Repeats", 320, lambda r: Cell(r.repeats)),
            Column("done", "Done", 76, lambda r: Cell(f"{r.done:,} / {r.planned:,}"), right=True),
            Column("next", "Next visit", 108, lambda r: Cell(self._shell.date(r.next)), right=True),
        )

    def _visit_columns(self) -> tuple[Column, ...]:
        today = self._shell.desk.today()

        def status(r: VisitRow) -> Cell:
            if r.dismissed:
                return Cell(chips=(Chip("Dismissed"),), tip=r.reason)
            if r.done:
                return Cell(chips=(Chip("Done", "ok"),))
            late = r.day < today
            return Cell(chips=(Chip("Overdue", "bad") if late else Chip("To do", "accent"),))

        def what(r: VisitRow) -> Cell:
            return Cell(r.name, tip=f"{r.name}\n{r.reason}" if r.reason else r.name)

        return (
            Column("day", "Date", 106, lambda r: Cell(self._shell.date(r.day))),
            Column("name", "Job", 130, what, stretch=True),
            Column("number", "No.", 64, lambda r: Cell(r.number or "—", tone="text" if r.number else "muted")),
            Column("who", "Technician", 104, lambda r: Cell(r.technicians or "—")),
            Column("tasks", "Tasks", 62, lambda r: Cell(f"{r.tasks_done} / {r.tasks}"), right=True),
            Column("status", "Status", 88, status),
        )

    # --- what is done from here ---

    def _open_visit(self, at: int) -> None:
        one: VisitRow = self.visits.rows.rows[at]
        if one.job_id is not None:
            self._leave("job", one.job_id)
        else:
            self._shell.toast("This visit is not made yet: that happens twelve months ahead.")

    def _open_bill(self, at: int) -> None:
        one: BillRow = self.bills.rows.rows[at]
        if one.invoice_id is not None and self._shell.may(Permission.INVOICES_READ):
            self._leave("invoice", one.invoice_id)

    def _bill_again(self, at: int) -> None:
        one: BillRow = self.bills.rows.rows[at]
        if self._billing:
            return
        self._billing = True
        self.bills.selectRow(at)
        self.bills.setFocus()
        shell, desk, contract_id = self._shell, self._shell.desk, self._id

        def work() -> int:
            from officedesk.services.contracts.billing import bill_again

            return bill_again(desk, contract_id, one.starts)

        def made(invoice_id: int) -> None:
            self._billing = False
            days = f"{shell.date(one.starts)} – {shell.date(one.ends)}"
            customer_id = self.report.customer_id if self.report is not None else 0
            shell.toast(f"{days} billed again by a draft.", "Open it", lambda: shell.go("invoice", invoice_id))
            shell.signals.changed.emit("invoice", invoice_id, customer_id)

        def failed(error: Exception) -> None:
            self._billing = False
            shell.fail(error)
            # Another desktop may have been first.
            self.load()

        shell.load(self, work, made, failed)

    def _leave(self, page: str, key: int) -> None:
        self.reject()
        self._shell.go(page, key)

    def _edit(self) -> None:
        from officedesk.views.contracts.opening import edit_contract

        if self.report is not None:
            edit_contract(self._shell, self, self._id, self.report.kind)

    def _renew(self) -> None:
        from officedesk.views.contracts.opening import renew_contract

        if self.report is not None:
            renew_contract(self._shell, self, self._id, self.report.kind)

    def _cancel(self) -> None:
        from officedesk.views.contracts.opening import ask_and_cancel

        if self.report is not None:
            ask_and_cancel(self._shell, self, self._id, self.report.name)
