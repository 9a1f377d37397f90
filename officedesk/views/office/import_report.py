"""What an import has to say about rows: the first issues on screen, all of them in a report."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QListWidget, QListWidgetItem

from officedesk.services.transfer.customers import RowResult
from officedesk.services.transfer.newcomers import Issue, Severity
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

SHOWN = 200


class IssueList(QListWidget):
    """Errors and warnings by row; hidden while there are none."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setAccessibleName("Errors and warnings")
        self.setFixedHeight(120)
        self.hide()

    def show_issues(self, issues: Sequence[Issue]) -> None:
        """The first of ``issues``, errors marked."""
        self.clear()
        for issue in issues[:SHOWN]:
            error = issue.severity is Severity.ERROR
            icon = self._shell.icons("x-circle" if error else "warning", "bad" if error else "warn")
            item = QListWidgetItem(icon, " ".join(str(issue).split()))
            item.setToolTip(plain_tip(str(issue)))
            self.addItem(item)
        if len(issues) > SHOWN:
            self.addItem(f"… and {len(issues) - SHOWN:,} more: see the report")
        self.setVisible(bool(issues))


def write_report(path: Path, results: Sequence[RowResult], number_title: str = "Customer no.") -> int:
    """One line per row of the file: what became of it and why. Returns how many."""
    from officedesk.services.transfer.tables import write_table

    def rows() -> Iterator[list[str]]:
        for result in results:
            notes = "; ".join(issue.message for issue in result.issues)
            yield [str(result.row), result.outcome, result.number, result.name, notes]

    return write_table(path, ["Row", "Result", number_title, "Name", "Notes"], rows())
