"""Upcoming services: what contracts and repeating jobs bring, by day; overdue first, each one key from its schedule."""

from functools import partial

from PySide6.QtWidgets import QMenu

from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import VisitBlock
from officedesk.services.work.upcoming import UpcomingList, UpcomingRow, UpcomingState
from officedesk.views.contracts.dismiss_dialog import DismissDialog, take_back_all
from officedesk.views.contracts.upcoming_columns import UpcomingFilters, day_text, upcoming_columns
from officedesk.views.contracts.words import counted
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.schedule.changing import Changing
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

WRITE = Permission.JOBS_WRITE


class UpcomingPage(ListPage):
    """Enter asks when and by whom; who may only look sees the job."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="upcoming",
            columns=upcoming_columns(shell),
            sort=Sort("day"),
            one="service",
            many="services",
            empty="Visits that contracts and repeating jobs bring will be here, up to a year ahead.",
            entities=frozenset({"series", "job", "contract", "customer", "technician"}),
        )
        panel = ListPanel(shell, kind, UpcomingList(shell.desk), UpcomingFilters(shell))
        back = button("Contracts", lambda: shell.go("contracts"), icon=shell.icons("handshake"))
        board = button("Schedule", lambda: shell.go("schedule"), icon=shell.icons("calendar-check"))
        super().__init__("Upcoming services", panel, back if shell.may(Permission.CONTRACTS_READ) else None, board)
        self.changing = Changing(shell, self)
        entries = [
            Bulk("Dismiss…", "prohibit", self._dismiss, needs=WRITE),
            Bulk("Take back", "arrow-counter-clockwise", self._take_back, needs=WRITE),
            None,
            export_entry(shell, panel, "upcoming services"),
        ]
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(self._open)
        panel.set_row_menu(self.row_menu)

    def row_menu(self, row: UpcomingRow) -> QMenu:
        """What can be done with a service."""
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        may, out = shell.may(WRITE), row.state is UpcomingState.DISMISSED
        there = row.visit_id is not None and not out
        menu_action(menu, icons("calendar-plus"), "Schedule…", partial(self.schedule, row), may and there)
        menu_action(menu, icons("calendar-check"), "Show on the schedule", partial(self._show, row), there)
        if row.job_id is not None:
            menu_action(menu, icons("wrench"), f"Open job {row.number}", partial(shell.go, "job", row.job_id))
        if row.contract_id is not None:
            report = partial(self._report, row.contract_id)
            menu_action(menu, icons("chart-bar"), "Contract report", report, shell.may(Permission.CONTRACTS_READ))
        menu_action(menu, icons("users"), "Open customer", partial(shell.go, "customer", row.customer_id, "jobs"))
        menu.addSeparator()
        menu_action(menu, icons("prohibit"), "Dismiss…", partial(self._dismiss, [row.id]), may and not out)
        menu_action(
            menu, icons("arrow-counter-clockwise"), "Take back", partial(self._take_back, [row.id]), may and out
        )
        return menu

    def schedule(self, row: UpcomingRow) -> None:
        """Ask for day, time and technician; what speaks against it is asked about before it is stored."""
        desk, visit_id, day = self._shell.desk, row.visit_id, row.day

        def work() -> tuple[VisitBlock | None, dict[int, str]]:
            from officedesk.services.schedule.board import board
            from officedesk.services.schedule.choices import schedule_choices

            found = board(desk, day, day)
            blocks = (one for one in (*found.visits, *found.waiting) if one.visit_id == visit_id)
            return next(blocks, None), dict(schedule_choices(desk).technicians)

        def arrived(found: tuple[VisitBlock | None, dict[int, str]]) -> None:
            block, people = found
            if block is None:
                self._shell.toast(f"{row.what} was moved at another desktop meanwhile.")
                self.panel.reload()
                return
            from officedesk.views.schedule.dialogs import PlanDialog

            dialog = PlanDialog(self._shell, self.window(), block, people, day, fresh=not block.technician_ids)
            dialog.given.connect(lambda move: self.changing.do([move], f"{row.what} scheduled."))
            dialog.open()

        self._shell.load(self, work, arrived)

    def _open(self, occurrence_id: int) -> None:
        rows = self.panel.source.rows([occurrence_id])
        if not rows:
            return
        row: UpcomingRow = rows[0]
        if self._shell.may(WRITE) and row.visit_id is not None and row.state is not UpcomingState.DISMISSED:
            self.schedule(row)
        elif row.job_id is not None:
            self._shell.go("job", row.job_id)

    def _show(self, row: UpcomingRow) -> None:
        self._shell.go("schedule", day=row.day.isoformat(), visit=row.visit_id)

    def _report(self, contract_id: int) -> None:
        from officedesk.views.contracts.opening import show_report

        show_report(self._shell, self, contract_id)

    def _dismiss(self, ids: list[int]) -> None:
        rows = self.panel.source.rows(ids[:1])
        what = day_text(self._shell, rows[0]) if len(ids) == 1 and rows else counted(len(ids), "service")
        DismissDialog(self._shell, self.window(), ids, what).open()

    def _take_back(self, ids: list[int]) -> None:
        take_back_all(self._shell, self, ids)
