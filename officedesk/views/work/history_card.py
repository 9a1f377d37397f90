"""What was changed of a job, newest first."""

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from officedesk.services.activity.rows import HistoryRow
from officedesk.services.permissions import Permission
from officedesk.views.customers.history_words import sentences
from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import breakable, plain_tip

_FIRST, _MOST = 6, 100


class HistoryCard(QFrame):
    """Reads what it shows by itself, and again when the job changes."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._job: tuple[int, int] | None = None
        self._asked = 0
        self._all = False
        self.rows: tuple[HistoryRow, ...] = ()
        self.setProperty("role", "card")
        self.setAccessibleName("History")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addLayout(row(label("History", "heading"), None, margins=(14, 10, 14, 10)))
        self._layout.addWidget(line())
        self._layout.addWidget(self._body)
        shell.signals.changed.connect(self._office_changed)

    def show_history(self, customer_id: int, job_id: int | None) -> None:
        """Be about this job; nothing of a new one."""
        shown = job_id is not None and self._shell.may(Permission.HISTORY_READ)
        self.setVisible(shown)
        about = (customer_id, job_id) if shown and job_id is not None else None
        if about != self._job:
            self._job, self._all, self.rows = about, False, ()
            self._draw()
            self._load()

    def _load(self) -> None:
        if self._job is None:
            return
        self._asked += 1
        asked, desk, job_id = self._asked, self._shell.desk, self._job[1]

        def work() -> list[HistoryRow]:
            from officedesk.services.activity.history import of_job

            return of_job(desk, job_id, _MOST)

        def arrived(rows: list[HistoryRow]) -> None:
            if asked == self._asked and tuple(rows) != self.rows:
                self.rows = tuple(rows)
                self._draw()

        self._shell.load(self, work, arrived)

    def _office_changed(self, entity: str, entity_id: int, customer_id: int) -> None:
        if self._job is None or entity not in ("job", "form", "invoice"):
            return
        if (entity == "job" and entity_id in (0, self._job[1])) or customer_id in (0, self._job[0]):
            self._load()

    def _draw(self) -> None:
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(14, 8, 10, 10)
        layout.setSpacing(8)
        for one in self.rows if self._all else self.rows[:_FIRST]:
            layout.addLayout(self._row(one))
        if len(self.rows) > _FIRST and not self._all:
            layout.addLayout(row(button("Show more", self._show_all, kind="link"), None))
        if not self.rows:
            layout.addWidget(label("Nothing yet.", "muted"))
        self._layout.replaceWidget(self._body, fresh)
        self._body.hide()
        self._body.deleteLater()
        self._body = fresh

    def _show_all(self) -> None:
        self._all = True
        self._draw()

    def _row(self, one: HistoryRow) -> QVBoxLayout:
        zone = self._shell.desk.zone
        at = one.at.astimezone(zone)
        told = sentences(one, self._shell, zone)
        text = ElidedLabel(breakable(told[0]), least=80)
        text.setToolTip(plain_tip("\n".join(told)))
        who = " · ".join(filter(None, (one.actor, f"{self._shell.date(at.date())} {at:%H:%M}", one.desktop)))
        if one.undone:
            who += " · undone"
        more = f" · and {many(len(told) - 1, 'more change')}" if len(told) > 1 else ""
        return column(text, ElidedLabel(who + more, "small", least=60), spacing=1)
