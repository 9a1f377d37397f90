"""Base of small dialogs that ask for one decision."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.tips import breakable


class Question(QDialog):
    """Content, Cancel and one button. Ctrl+Enter answers, Esc does not. It stays until the answer is stored."""

    def __init__(self, shell: Shell, parent: QWidget, title: str, answer: str, *, danger: bool = False) -> None:
        super().__init__(parent)
        self.shell = shell
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ok = button(answer, self.answer, kind="danger" if danger else "primary", tip=f"{answer} (Ctrl+Enter)")
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.content = QVBoxLayout()
        self.content.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(14)
        layout.addWidget(label(title, "title"))
        layout.addLayout(self.content, 1)
        layout.addWidget(self.error)
        self.cancel = button("Cancel", self.reject)
        for made in (self.cancel, self.ok):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        layout.addLayout(row(None, self.cancel, self.ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.answer)

    def answer(self) -> None:
        """The button or Ctrl+Enter."""
        raise NotImplementedError

    def wait(self) -> bool:
        """The answer is on its way; ``False`` where one is already."""
        if not self.ok.isEnabled():
            return False
        self.ok.setEnabled(False)
        self.tell("")
        return True

    def tell(self, text: str) -> None:
        """Say what is wrong."""
        self.error.setText(breakable(text))
        self.error.setVisible(bool(text))

    def failed(self, error: Exception) -> None:
        """The answer was refused: say why, and let it be given again."""
        self.ok.setEnabled(True)
        if isinstance(error, OfficeError):
            self.tell(str(error))
        else:
            self.shell.fail(error)
