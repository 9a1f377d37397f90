"""Print and PDF, as every page offers them (Ctrl+P, Ctrl+Shift+P)."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from officedesk.archive import DrawnPaper, drawn, drawn_together
from officedesk.models.papers import PaperKind
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell


def print_paper(shell: Shell, kind: PaperKind, document_id: int, parent: QWidget | None = None) -> None:
    """Draw a document off the GUI thread and hand it to the system's print dialog."""
    desk = shell.desk
    shell.load(parent or shell, lambda: drawn(desk, kind, document_id), lambda paper: print_drawn(shell, paper, parent))


def save_pdf(shell: Shell, kind: PaperKind, document_id: int, parent: QWidget | None = None) -> None:
    """Draw a document off the GUI thread and ask where to keep its PDF."""
    desk = shell.desk
    shell.load(parent or shell, lambda: drawn(desk, kind, document_id), lambda paper: save_drawn(shell, paper, parent))


def print_papers(
    shell: Shell, papers: Sequence[tuple[PaperKind, int]], title: str, parent: QWidget | None = None
) -> None:
    """Print several documents as one, in the order given."""
    desk, wanted = shell.desk, tuple(papers)
    shell.load(
        parent or shell, lambda: drawn_together(desk, wanted, title), lambda paper: print_drawn(shell, paper, parent)
    )


def save_papers(
    shell: Shell, papers: Sequence[tuple[PaperKind, int]], title: str, parent: QWidget | None = None
) -> None:
    """Keep several documents as one PDF."""
    desk, wanted = shell.desk, tuple(papers)
    shell.load(
        parent or shell, lambda: drawn_together(desk, wanted, title), lambda paper: save_drawn(shell, paper, parent)
    )


def email_entry(shell: Shell, menu: QMenu, document: str, customer_id: int, document_id: int) -> None:
    """An entry that opens the composer with the paper of a document."""
    if shell.may(Permission.MESSAGES_SEND):
        action = menu.addAction(shell.icons("envelope-simple"), "Email…")
        action.triggered.connect(lambda _=False: shell.compose(customer_id, document=document, document_id=document_id))


def add_paper_keys(page: QWidget, print_: Callable[[], object], pdf: Callable[[], object]) -> None:
    """Ctrl+P and Ctrl+Shift+P on ``page``."""
    for text, keys, run in (("Print", "Ctrl+P", print_), ("PDF", "Ctrl+Shift+P", pdf)):
        action = QAction(text, page)
        action.setShortcut(QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText))
        action.triggered.connect(lambda _=False, run=run: run())
        page.addAction(action)


def print_drawn(shell: Shell, paper: DrawnPaper, parent: QWidget | None) -> None:
    """Hand a finished paper to the system's print dialog."""
    from officedesk.views.printing import ask_and_print

    def printed(_: object) -> None:
        shell.toast(f"{paper.title} sent to the printer.")

    # The page may be left while the printer is fed: the shell waits for it.
    ask_and_print(parent, paper.content, paper.title, lambda work: shell.load(shell, work, printed))


def save_drawn(shell: Shell, paper: DrawnPaper, parent: QWidget | None) -> None:
    """Ask where to keep the PDF of a finished paper."""
    folder = Path(shell.config.get("pdf_folder", "") or Path.home())
    dialog = QFileDialog(parent, f"Save {paper.title} as PDF", str(folder / paper.file_name), "PDF (*.pdf)")
    dialog.setObjectName("save_pdf")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(lambda path: _write(shell, paper, Path(path), parent))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _write(shell: Shell, paper: DrawnPaper, path: Path, parent: QWidget | None) -> None:
    def work() -> None:
        from officedesk.files import write_bytes

        write_bytes(path, paper.content)

    def done(_: object) -> None:
        shell.config.put("pdf_folder", str(path.parent))
        shell.toast(f"{paper.title} saved as {path.name}.")

    shell.load(parent or shell, work, done)
