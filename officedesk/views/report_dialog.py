"""A report that may be sent: shown in full, to be saved, copied or mailed. What is on screen is all that goes."""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from officedesk.views.widgets.basics import button, column, label, row

LONGEST_MAIL = 1_800
"""Characters of an address that every mail program takes; what is longer goes by the clipboard."""
PASTE = "The report is on the clipboard: paste it here."
PRIVATE = (
    "This is the whole report, and all that is sent. Names, addresses, amounts, messages and what was typed are not "
    "in it; look through it if you like. OfficeDesk sends nothing by itself."
)


class ReportDialog(QDialog):
    """Blocks nothing but the window it belongs to, and is closed by Esc."""

    def __init__(self, parent: QWidget, title: str, told: str, text: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("OfficeDesk")
        self.text = text
        heading = label(title, "title")
        heading.setWordWrap(True)
        told_label, private = label(told), label(PRIVATE, "muted")
        for words in (told_label, private):
            words.setWordWrap(True)
        self.shown = QPlainTextEdit(text)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.shown.setAccessibleName("Report")
        self.result_label = label("", "muted")
        self.save_button = button("Save…", self.save)
        self.copy_button = button("Copy", self.copy)
        self.mail_button = button("Open mail program", self.mail)
        close = button("Close", self.accept, kind="primary")
        for beside in (self.save_button, self.copy_button, self.mail_button):
            beside.setAutoDefault(False)
        close.setDefault(True)
        self.setLayout(
            column(
                heading,
                told_label,
                self.shown,
                private,
                row(self.save_button, self.copy_button, self.mail_button, self.result_label, None, close),
                spacing=10,
                margins=(18, 16, 18, 14),
            )
        )
        self.resize(760, 520)
        close.setFocus()

    def save(self) -> None:
        """Ask where to; then the file holds what is on screen."""
        dialog = QFileDialog(self, "Save report")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Text (*.txt)")
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(f"OfficeDesk report {datetime.now():%Y-%m-%d %H%M}.txt")  # noqa: DTZ005 - as the person says
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the report to a file."""
        try:
            Path(path).write_text(self.text, encoding="utf-8")
        except OSError as error:
            self._tell(f"Couldn’t save: {error.strerror}.")
        else:
            self._tell(f"Saved as {Path(path).name}.")

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        self._tell("Copied.")

    def mail(self) -> None:
        """A new message in the person's mail program; nothing is sent before they press Send there."""
        url = mail_url(self.text)
        if PASTE in url.path() + url.query():
            QGuiApplication.clipboard().setText(self.text)
        if QDesktopServices.openUrl(url):
            self._tell("The message is in your mail program.")
        else:
            self.copy()
            self._tell("No mail program was found. The report is on the clipboard.")

    def _tell(self, text: str) -> None:
        self.result_label.setText(text)


def mail_url(text: str) -> QUrl:
    """What opens a message with the report; a long one is to be pasted."""
    subject = quote(text.splitlines()[0] if text else "OfficeDesk report")
    body = quote(text)
    if len(body) > LONGEST_MAIL:
        body = quote(PASTE)
    return QUrl(f"mailto:?subject={subject}&body={body}", QUrl.ParsingMode.StrictMode)
