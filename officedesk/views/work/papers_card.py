"""Papers around a job: its invoices, and the estimates of its location."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from officedesk.views.lists.columns import Chip
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel

Paper = tuple[int, str, str, str, Chip]
"""Id, number, what it is about, how much, and how it stands."""


class PapersCard(QFrame):
    """``opened(id)`` when a number is clicked."""

    opened = Signal(int)

    def __init__(self, shell: Shell, title: str, nothing: str) -> None:
        super().__init__()
        self._shell, self._nothing = shell, nothing
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        head = row(label(title, "heading"), None)
        head.setContentsMargins(14, 10, 14, 10)
        self._papers: tuple[Paper, ...] | None = None
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(line())
        self._layout.addWidget(self._body)

    def show_papers(self, papers: Sequence[Paper]) -> None:
        if tuple(papers) == self._papers:
            return
        self._papers = tuple(papers)
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(6)
        for paper_id, number, about, amount, status in self._papers:
            link = LinkLabel(number, least=50)
            link.clicked.connect(lambda paper_id=paper_id: self.opened.emit(paper_id))
            chip = StatusChip()
            chip.tell(status)
            layout.addLayout(row(link, ElidedLabel(about, "muted", least=20), None, label(amount), chip))
        if not self._papers:
            layout.addWidget(label(self._nothing, "muted"))
        self._layout.replaceWidget(self._body, fresh)
        self._body.deleteLater()
        self._body = fresh
