"""The versions of an estimate that were sent before the present one, each with its paper."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from officedesk.services.sales.results import RevisionRow
from officedesk.views.paper_view import PaperView
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row


class RevisionsDialog(QDialog):
    """A list at the left, the paper of the chosen version at the right."""

    def __init__(self, shell: Shell, parent: QWidget, estimate_id: int, number: str) -> None:
        super().__init__(parent)
        self._shell, self._estimate_id = shell, estimate_id
        self._asked = 0
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Revisions of estimate {number}")
        self.list = QListWidget()
        self.list.setProperty("role", "popup")
        self.list.setAccessibleName("Revisions")
        self.list.setMinimumWidth(270)
        self.list.setMaximumWidth(340)
        self._told = label("", "muted")
        self._told.setWordWrap(True)
        self.view: PaperView | None = None
        self._place = QVBoxLayout()
        paper = holder(self._place, "desk")
        both = row(self.list, paper, spacing=12)
        both.setStretchFactor(paper, 1)
        bottom = row(self._told, None, button("Close", self.reject))
        bottom.setStretchFactor(self._told, 1)
        layout = column(label(f"Revisions of estimate {number}", "title"), spacing=12, margins=(16, 14, 16, 14))
        layout.addLayout(both, 1)
        layout.addLayout(bottom)
        self.setLayout(layout)
        self.resize(860, 620)
        self.list.currentRowChanged.connect(lambda _: self._show())
        desk = shell.desk

        def work() -> list[RevisionRow]:
            from officedesk.services.sales.estimates import revisions

            return revisions(desk, estimate_id)

        shell.load(self, work, self._arrived)

    def _arrived(self, found: list[RevisionRow]) -> None:
        zone = self._shell.desk.zone
        for one in found:
            at = one.at.astimezone(zone)
            first = f"Revision {one.revision}   {self._shell.money(one.total)}"
            item = QListWidgetItem(f"{first}\n{self._shell.date(at.date())}   {one.author}")
            item.setData(Qt.ItemDataRole.UserRole, one.revision)
            self.list.addItem(item)
        self._told.setText(
            "" if found else "Nothing was changed after sending yet. What was sent is kept here when it is."
        )
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _show(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return
        self._asked += 1
        asked, desk, estimate_id = self._asked, self._shell.desk, self._estimate_id
        number = item.data(Qt.ItemDataRole.UserRole)

        def work() -> bytes:
            from officedesk.reports.render import render
            from officedesk.services.documents import draft_paper
            from officedesk.services.sales.estimates import revision

            return render(draft_paper(desk, revision(desk, estimate_id, number)))

        self._shell.load(self, work, lambda content: self._drawn(asked, content))

    def _drawn(self, asked: int, content: bytes) -> None:
        if asked != self._asked:
            return
        if self.view is None:
            self.view = PaperView(self)
            self._place.addWidget(self.view)
        self.view.set_pdf(content)
