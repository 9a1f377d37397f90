"""The list view of the schedule: the visits of its days in rows, as any list of the window."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from officedesk.formatting import time_range
from officedesk.models.enums import Priority
from officedesk.models.hours import last_day
from officedesk.models.papers import PaperKind
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import BoardFilter, ScheduleFilter, ScheduleRow
from officedesk.services.schedule.visit_list import VisitList
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.paper_actions import print_paper, print_papers, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.work.columns import JOB_CHIPS
from officedesk.views.work.job_actions import ENDED, complete_jobs

PRIORITIES = {
    Priority.LOW: Cell("Low", tone="muted"),
    Priority.NORMAL: Cell("Normal"),
    Priority.HIGH: Cell(chips=(Chip("High", "warn"),)),
    Priority.URGENT: Cell(chips=(Chip("Urgent", "bad"),)),
}
_LATE = Chip("Late", "bad")


class _Days(FilterRow):
    """What the schedule's own filter row says. Here is only what can be done with the list."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "")
        self.search.hide()
        today = shell.desk.today()
        self.wanted = ScheduleFilter(today, today)

    def query(self) -> ScheduleFilter:
        return self.wanted

    @property
    def active(self) -> bool:
        return self.wanted.narrowed.narrows

    def tell(self) -> None:
        self.changed.emit()


class ListView(QWidget):
    """``opened(job_id)``, ``day_wanted(day)``; ``search_wanted(text)`` when somebody begins to type on the list."""

    opened = Signal(int)
    day_wanted = Signal(object)
    search_wanted = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._days = _Days(shell)
        kind = ListKind(
            name="schedule",
            columns=schedule_columns(shell),
            sort=Sort("starts"),
            one="visit",
            many="visits",
            empty="There are no visits on these days.",
            entities=frozenset({"job", "customer", "technician", "company"}),
        )
        self.panel = ListPanel(shell, kind, VisitList(shell.desk), self._days)
        self.panel.table.setAccessibleName("Visits")
        self.more = more_button(
            shell,
            self.panel,
            [
                Bulk("Complete", "check-circle", self._complete, needs=Permission.JOBS_PROGRESS),
                Bulk("Print work orders", "printer", self._print, needs=Permission.PAPERS_READ),
                export_entry(shell, self.panel, "schedule"),
            ],
        )
        self._days.add_action(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.panel.opened.connect(self._open)
        self.panel.shown.connect(self._keep_focus)
        self.panel.set_row_menu(self._row_menu)
        self._days.search.textChanged.connect(self._typed)

    def setFocus(self, *_reason: object) -> None:
        """To the rows; where there are none, to what can be done."""
        rows = self.panel.view
        (rows if rows.isVisible() else self.more).setFocus()

    def _keep_focus(self) -> None:
        """What stands in place of rows takes the focus with it, and has no use for it."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus) and focus.focusPolicy() == Qt.FocusPolicy.NoFocus:
            self.setFocus()

    def show_days(self, first: date, last: date, narrowed: BoardFilter) -> None:
        """Show the visits of these days."""
        wanted = ScheduleFilter(first, last, narrowed)
        if wanted == self._days.wanted and self.panel.model.query is not None:
            self.panel.reload()
            return
        self._days.wanted = wanted
        self._days.tell()

    def _typed(self, text: str) -> None:
        if text:
            self._days.search.clear()
            self.search_wanted.emit(text)

    def _open(self, row_id: int) -> None:
        row = self._row(row_id)
        if row is not None:
            self.opened.emit(row.job_id)

    def _row(self, row_id: int) -> ScheduleRow | None:
        place = self.panel.model.row_of(row_id)
        row: ScheduleRow | None = self.panel.model.row_at(place) if place is not None else None
        return row

    def _row_menu(self, row: ScheduleRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        order = PaperKind.WORK_ORDER
        menu_action(menu, icons("wrench"), f"Open job {row.number}", lambda: self.opened.emit(row.job_id))
        menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", row.customer_id))
        menu_action(
            menu,
            icons("calendar-blank"),
            "Show on the board",
            lambda: shell.go("schedule", day=row.starts.date().isoformat(), view="day", visit=row.id),
        )
        menu.addSeparator()
        if row.status not in ENDED and shell.may(Permission.JOBS_PROGRESS):
            menu_action(
                menu,
                icons("check-circle"),
                "Complete job",
                lambda: complete_jobs(shell, self, [row.job_id], row.customer_id),
            )
        papers = shell.may(Permission.PAPERS_READ)
        menu_action(
            menu, icons("printer"), "Print work order…", lambda: print_paper(shell, order, row.job_id, self), papers
        )
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: save_pdf(shell, order, row.job_id, self), papers)
        return menu

    def _complete(self, ids: list[int]) -> None:
        self._with_jobs(ids, self._complete_jobs)

    def _complete_jobs(self, jobs: list[int]) -> None:
        complete_jobs(self._shell, self, jobs)

    def _print(self, ids: list[int]) -> None:
        self._with_jobs(ids, self._print_jobs)

    def _print_jobs(self, jobs: list[int]) -> None:
        if jobs:
            papers = [(PaperKind.WORK_ORDER, job_id) for job_id in jobs]
            print_papers(self._shell, papers, "Work orders", self)

    def _with_jobs(self, ids: list[int], then: Any) -> None:
        """Jobs of the visits, once each, in the order of the list."""
        wanted, source = set(ids), self.panel.source
        order = [one for one in self.panel.model.all_ids() if one in wanted]
        self._shell.load(self, lambda: list(dict.fromkeys(row.job_id for row in source.rows(order))), then)


def schedule_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Time, Number, Company, Description, Field employee, Location, Priority, Status."""

    def day(row: ScheduleRow) -> Cell:
        first, last = row.starts.date(), last_day(row.starts, row.ends)
        told = f"{first:%a} {shell.date(first)}"
        return Cell(told if first == last else f"{told} – {shell.date(last)}")

    def hours(row: ScheduleRow) -> Cell:
        if row.all_day:
            return Cell("All day")
        return Cell(time_range(row.starts, row.ends))

    def status(row: ScheduleRow) -> Cell:
        chips = (JOB_CHIPS[row.status], _LATE) if row.late else (JOB_CHIPS[row.status],)
        return Cell(chips=chips)

    def people(row: ScheduleRow) -> Cell:
        return Cell(row.technicians) if row.technicians else Cell("Unassigned", tone="warn")

    return on_cards(
        (
            Column("starts", "Date", 140, day),
            Column("time", "Time", 116, hours, sortable=False),
            Column("number", "Number", 74, lambda r: Cell(r.number, bold=True)),
            Column("company", "Company", 170, lambda r: Cell(r.company), least=116),
            Column("description", "Description", 170, lambda r: Cell(r.description), stretch=True, least=120),
            Column("technicians", "Field employee", 150, people, least=126),
            Column("location", "Location", 190, lambda r: Cell(_place(r)), least=98),
            Column("priority", "Priority", 80, lambda r: PRIORITIES[r.priority]),
            Column("status", "Status", 146, status),
        ),
        number="title",
        starts="amount",
        company="1",
        time="2",
        description="2",
        location="3",
        status="chips",
        technicians="aside",
    )


def _place(row: ScheduleRow) -> str:
    return ", ".join(part for part in (row.location, row.city) if part)
