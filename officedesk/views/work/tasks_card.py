"""The services of a job: what is done of them, and (the other view) what they are sold for."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QVBoxLayout, QWidget

from officedesk.models.enums import TaskStatus
from officedesk.models.pricing import Totals
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import TaskDraft
from officedesk.views.lists.bulk import menu_action
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, restyle, row
from officedesk.views.widgets.either import Either
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.work.task_model import TaskModel
from officedesk.views.work.task_table import TaskTable


class TasksCard(QFrame):
    """What is wanted is told with ids of stored tasks; ``invoice_wanted(None)`` means all that is done."""

    complete_wanted = Signal(list)
    reopen_wanted = Signal(list)
    cancel_wanted = Signal(list)
    invoice_wanted = Signal(object)
    cover_wanted = Signal(list, bool)
    """Ids of services that the contract covers, or does not any more."""

    def __init__(self, shell: Shell, lines: QWidget) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "card")
        self.model = TaskModel(shell.desk.currency, self)
        self.table = TaskTable(shell, self.model)
        self._count = label("", "muted")
        self.view = Segmented([("work", "Work"), ("lines", "Prices")])
        if not shell.may(Permission.MONEY_READ):
            self.view.hide()
        self.complete = button("Complete selected", self._complete, icon=shell.icons("check-circle"))
        self.invoice = QPushButton("Invoice ")
        self.invoice.setAccessibleName("Invoice")
        self.invoice.setIcon(shell.icons("caret-down"))
        self.invoice.setLayoutDirection(self.invoice.layoutDirection().RightToLeft)
        self._menu = QMenu(self.invoice)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.aboutToShow.connect(self._fill)
        self.invoice.setMenu(self._menu)
        head = row(label("Services", "heading"), self._count, None, self.view, self.complete, self.invoice)
        head.setContentsMargins(14, 8, 10, 8)
        nothing = "No services yet."
        if shell.may(Permission.JOBS_WRITE):
            nothing += " Add them under Prices, from the price book."
        self._nothing = label(nothing, "muted")
        self._nothing.setContentsMargins(14, 10, 14, 12)
        work = holder(column(self.table, self._nothing, None, spacing=0))
        lines.setProperty("role", "")
        self._either = Either(work, lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._either)
        self.view.chosen.connect(self.show_view)
        self.model.checks_changed.connect(self._tell)
        self.table.menu_wanted.connect(self._open_menu)
        self._stored = self._covers = False

    def show_view(self, name: str) -> None:
        """``work`` or ``lines``."""
        self.view.set_value(name)
        self._either.show_second(name == "lines")
        self._tell()

    @property
    def shows_lines(self) -> bool:
        return self._either.shows_second

    def show_tasks(
        self, tasks: Sequence[TaskDraft], totals: Totals | None, *, stored: bool, contract: str | None = None
    ) -> None:
        """``contract``: number of the contract that services can be covered by, empty where it is not known."""
        self._stored, self._covers = stored, contract is not None
        self.model.set_contract(contract or "")
        self.model.show_tasks(tuple(tasks), totals)
        self.table.setVisible(bool(tasks))
        self._nothing.setVisible(not tasks)
        self._tell()

    @property
    def open_checked(self) -> list[int]:
        """Ids of checked tasks that can be completed."""
        return [task.id for task in self.model.checked if task.status is TaskStatus.OPEN and task.id is not None]

    @property
    def billable(self) -> list[int]:
        """Ids of tasks that are done and not billed."""
        return [
            task.id
            for task in self.model.tasks
            if task.status is TaskStatus.COMPLETED and task.billable and not task.billed_by and task.id is not None
        ]

    def set_primary(self, name: str) -> None:
        """Which of the buttons is what comes next: ``complete``, ``invoice`` or none."""
        restyle(self.complete, "kind", "primary" if name == "complete" else "")
        self.complete.setIcon(self._shell.icons("check-circle", "on_accent" if name == "complete" else "text"))
        restyle(self.invoice, "kind", "primary" if name == "invoice" else "")
        self.invoice.setIcon(self._shell.icons("caret-down", "on_accent" if name == "invoice" else "text"))

    def _tell(self) -> None:
        tasks = [task for task in self.model.tasks if task.status is not TaskStatus.CANCELLED]
        done = sum(task.status is TaskStatus.COMPLETED for task in tasks)
        chosen = len(self.model.checked)
        parts = [f"{done} of {len(tasks)} done"] if tasks else []
        if chosen and not self.shows_lines:
            parts.append(f"{chosen} selected")
        self._count.setText(" · ".join(parts))
        self.complete.setVisible(self._stored and not self.shows_lines and self._shell.may(Permission.JOBS_PROGRESS))
        self.complete.setEnabled(bool(self.open_checked))
        self.invoice.setVisible(self._stored and not self.shows_lines and self._shell.may(Permission.INVOICES_WRITE))
        self.invoice.setEnabled(bool(self.billable) or bool(self._unbilled()))

    def _unbilled(self) -> list[int]:
        return [task.id for task in self.model.checked if not task.billed_by and task.billable and task.id is not None]

    def _complete(self) -> None:
        if self.open_checked:
            self.complete_wanted.emit(self.open_checked)

    def _fill(self) -> None:
        self._menu.clear()
        done, chosen = self.billable, self._unbilled()
        every = self._menu.addAction(f"All that is done ({len(done)})")
        every.setEnabled(bool(done))
        every.triggered.connect(lambda: self.invoice_wanted.emit(None))
        some = self._menu.addAction(f"The selected services ({len(chosen)})")
        some.setEnabled(bool(chosen))
        some.triggered.connect(lambda: self.invoice_wanted.emit(chosen))

    def _open_menu(self, at: QPoint) -> None:
        menu = self.row_menu()
        if not menu.isEmpty():
            menu.popup(at)

    def row_menu(self) -> QMenu:
        """What can be done with the selected rows."""
        menu, icons, may = QMenu(self), self._shell.icons, self._shell.may
        progress, change = may(Permission.JOBS_PROGRESS), may(Permission.JOBS_WRITE)
        chosen = [self.model.tasks[row] for row in self.table.rows if self.model.tasks[row].id is not None]
        by_status = {
            status: [task.id for task in chosen if task.status is status and not task.billed_by]
            for status in TaskStatus
        }
        if by_status[TaskStatus.OPEN]:
            ids = by_status[TaskStatus.OPEN]
            menu_action(menu, icons("check-circle"), "Complete", lambda: self.complete_wanted.emit(ids), progress)
        closed = by_status[TaskStatus.COMPLETED] + by_status[TaskStatus.CANCELLED]
        if closed:
            again = icons("arrow-counter-clockwise")
            menu_action(menu, again, "Open again", lambda: self.reopen_wanted.emit(closed), progress)
        if by_status[TaskStatus.OPEN]:
            opened = by_status[TaskStatus.OPEN]
            menu_action(menu, icons("x-circle"), "Cancel", lambda: self.cancel_wanted.emit(opened), change)
        free = [task for task in chosen if not task.billed_by]
        for text, icon, covered in (("Covered by the contract", "shield-check", True), ("Bill it", "receipt", False)):
            ids = [task.id for task in free if task.covered is not covered]
            if ids and (self._covers or not covered):
                menu_action(
                    menu,
                    icons(icon),
                    text,
                    lambda ids=ids, covered=covered: self.cover_wanted.emit(ids, covered),
                    change,
                )
        billable = [task.id for task in free if task.billable]
        if billable and may(Permission.INVOICES_WRITE):
            menu.addSeparator()
            menu_action(menu, icons("receipt"), "Invoice", lambda: self.invoice_wanted.emit(billable))
        return menu
