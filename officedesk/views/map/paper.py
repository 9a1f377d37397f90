"""The map on paper: a PDF of one page with what it shows now."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.errors import OfficeError
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView


def ask_and_print(shell: Shell, page: QWidget, view: "MapView") -> None:
    """Ask which file, then write it."""
    dialog = QFileDialog(page.window(), "Print the map", f"Map {shell.desk.today():%Y-%m-%d}.pdf", "PDF (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(lambda path: print_to(shell, view, Path(path)))
    dialog.open()


def print_to(shell: Shell, view: "MapView", path: Path) -> None:
    """Write what the map shows to ``path``, and say so."""

    def done(problem: str) -> None:
        if problem:
            shell.fail(OfficeError(problem))
        else:
            shell.toast(f"The map is in {path.name}.")

    view.print_pdf(path, done, title=f"Map · {shell.date(shell.desk.today())}")
