"""The keyboard sheet as PDF."""

from PySide6.QtCore import QLocale, QMarginsF, QSaveFile
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

_LETTER = {QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico}
_LOOK = """
h1 { font-size: 15pt; font-weight: 600; }
h2 { font-size: 10.5pt; font-weight: 600; margin-top: 10pt; margin-bottom: 1pt; }
td { font-size: 8.5pt; }
"""


def write_pdf(path: str, body: str) -> str:
    """Write it, whole or not at all; what to tell the person where that fails, else nothing."""
    file = QSaveFile(path)
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return f"Couldn’t save: {file.errorString()}"
    writer = QPdfWriter(file)
    letter = QLocale.system().territory() in _LETTER
    size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)
    portrait = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, portrait, QMarginsF(16, 14, 16, 14), QPageLayout.Unit.Millimeter))
    writer.setTitle("OfficeDesk: keyboard shortcuts")
    writer.setCreator("OfficeDesk")
    document = QTextDocument()
    # Without the window's digits of one width, which a reader of PDFs does not know as digits.
    document.setDefaultFont(QFont(QGuiApplication.font().family(), 9))
    document.setDefaultStyleSheet(_LOOK)
    document.setHtml(body)
    document.print_(writer)
    # The writer finishes its file as it goes.
    del writer
    return "" if file.commit() else f"Couldn’t save: {file.errorString()}"
