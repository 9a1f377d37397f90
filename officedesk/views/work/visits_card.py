"""The visits of a job, one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from officedesk import formatting
from officedesk.models.enums import JobStatus
from officedesk.models.hours import last_day
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import VisitDraft
from officedesk.views.lists.bulk import menu_action
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.work.columns import JOB_CHIPS
from officedesk.views.work.job_facts import Technicians

NOBODY = Technicians({}, ())


class VisitsCard(QFrame):
    """Tells what is wanted by the place of a visit in the list; ``status_wanted`` by the id of a stored one."""

    add_wanted = Signal()
    edit_wanted = Signal(int)
    remove_wanted = Signal(int)
    status_wanted = Signal(int, object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._people = NOBODY
        self._visits: tuple[VisitDraft, ...] = ()
        self._may_plan = shell.may(Permission.JOBS_WRITE)
        head = row(label("Visits", "heading"), None)
        if self._may_plan:
            head.addWidget(button("Add visit", self.add_wanted.emit, icon=shell.icons("plus")))
        head.setContentsMargins(14, 8, 8, 8)
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(line())
        self._layout.addWidget(self._body)

    def show_visits(self, visits: Sequence[VisitDraft], people: Technicians) -> None:
        if tuple(visits) == self._visits and people == self._people and self._body.layout() is not None:
            return
        self._visits, self._people = tuple(visits), people
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(8)
        for place, visit in enumerate(self._visits):
            layout.addWidget(self._row(place, visit))
        if not self._visits:
            layout.addWidget(label("Not scheduled yet.", "muted"))
        self._layout.replaceWidget(self._body, fresh)
        self._body.deleteLater()
        self._body = fresh

    def _row(self, place: int, visit: VisitDraft) -> QWidget:
        title: QWidget = ElidedLabel(self.day_of(visit), least=90)
        if self._may_plan:
            title = link = LinkLabel(self.day_of(visit), least=90)
            link.setAccessibleName(f"Edit visit, {self.day_of(visit)} {self._times(visit)}")
            link.clicked.connect(lambda: self.edit_wanted.emit(place))
        chip = StatusChip()
        chip.tell(JOB_CHIPS[visit.status])
        more = button("", kind="plain", icon=self._shell.icons("dots-three"), tip="Visit: actions")
        more.setIconSize(ICON)
        more.clicked.connect(lambda: self._open_menu(place, more))
        if not self._shell.may(Permission.JOBS_PROGRESS):
            more.hide()
        made = QWidget()
        content = QVBoxLayout(made)
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(1)
        content.addLayout(row(title, None, chip, more, spacing=6))
        for text in (self._times(visit), self._people.told(visit.technician_ids), visit.note):
            if text:
                content.addWidget(ElidedLabel(text, "muted", least=60))
        return made

    def day_of(self, visit: VisitDraft) -> str:
        """When it is, without hours."""
        if visit.starts is None:
            return "No date yet"
        last = last_day(visit.starts, visit.ends) if visit.ends is not None else visit.starts.date()
        until = f" – {self._shell.date(last)}" if last != visit.starts.date() else ""
        return f"{visit.starts:%a} {self._shell.date(visit.starts.date())}{until}"

    def _times(self, visit: VisitDraft) -> str:
        if visit.starts is None:
            return ""
        if visit.all_day:
            return "All day"
        times = formatting.time_range(visit.starts, visit.ends)
        return f"{times} · arrive by {formatting.time_text(visit.window_ends)}" if visit.window_ends else times

    def _open_menu(self, place: int, under: QWidget) -> None:
        self.menu(place).popup(under.mapToGlobal(QPoint(0, under.height())))

    def menu(self, place: int) -> QMenu:
        """What can be done with a visit."""
        menu, icons, visit = QMenu(self), self._shell.icons, self._visits[place]
        menu_action(menu, icons("pencil-simple"), "Edit…", lambda: self.edit_wanted.emit(place), self._may_plan)
        if visit.id is not None and self._shell.may(Permission.JOBS_PROGRESS):
            menu.addSeparator()
            for status in (
                JobStatus.ON_THE_WAY,
                JobStatus.IN_PROGRESS,
                JobStatus.PAUSED,
                JobStatus.COMPLETED,
                JobStatus.CANCELLED,
            ):
                if status is not visit.status:
                    action = menu.addAction(JOB_CHIPS[status].text)
                    action.triggered.connect(lambda _=False, status=status: self.status_wanted.emit(visit.id, status))
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Remove", lambda: self.remove_wanted.emit(place), self._may_plan)
        return menu
