"""Time on site as a PDF: asked where to, drawn off the GUI thread."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.services.mapping.crossing_rows import StayFilter
from officedesk.views.shell import Shell


def save_report(shell: Shell, owner: QWidget, query: StayFilter) -> None:
    """Ask for a file and write the report of what the filter shows."""
    dialog = QFileDialog(owner.window(), "Time on site", "time-on-site.pdf", "PDF (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.fileSelected.connect(lambda path: write_report(shell, owner, query, Path(path)))
    dialog.open()


def write_report(shell: Shell, owner: QWidget, query: StayFilter, path: Path) -> None:
    """Write the report to ``path``."""
    desk = shell.desk

    def work() -> None:
        from officedesk.files import told
        from officedesk.reports.site_time import render_site_time
        from officedesk.services.mapping.site_report import site_report

        content = render_site_time(site_report(desk, query))
        with told(path):
            path.write_bytes(content)

    shell.load(owner, work, lambda _: shell.toast(f"Report written to {path.name}."))
