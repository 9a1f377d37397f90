"""PDF bytes opened by QtPdf, which is imported only when the first paper is shown or printed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject

from officedesk.errors import OfficeError

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument


def open_pdf(pdf: bytes, document: "QPdfDocument | None" = None, parent: QObject | None = None) -> "QPdfDocument":
    """The document in ``pdf``, ready to be drawn; ``document`` is loaded anew where one is given.

    Raises :class:`OfficeError` where the bytes are no PDF that can be shown.
    """
    from PySide6.QtPdf import QPdfDocument

    if document is None:
        document = QPdfDocument(parent) if parent else QPdfDocument()
    document.close()
    buffer = QBuffer(document)
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() is not QPdfDocument.Status.Ready or not document.pageCount():
        raise OfficeError("This PDF can't be shown.", hint="It may be damaged or protected by a password.")
    return document
