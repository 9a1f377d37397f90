"""The words in a PDF, a DOCX or a text file. Runs in a process apart (``apart``): what anybody made may do anything."""

import io
import zipfile

MOST = 100_000
"""Letters that are kept: the beginning of a long document is what it is about."""
_PAGES = 400
_PLAIN = 1 << 20
_UNPACKED = 100 << 20
"""Bytes of a DOCX when it is unpacked: more is made to fill the memory."""

TEXT, PDF, DOCX = "text", "pdf", "docx"


def words_in(kind: str, content: bytes) -> str:
    """The beginning of the words in ``content``, which is :data:`TEXT`, :data:`PDF` or :data:`DOCX`.

    May raise anything, take long and take much memory: whoever calls it bounds that.
    """
    found = {TEXT: _plain, PDF: _pdf, DOCX: _docx}[kind](content)
    return " ".join(found.split())[:MOST]


def _plain(content: bytes) -> str:
    content = content[:_PLAIN]
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\x00" in content:
        return ""
    try:
        # The cut may have gone through a letter.
        return content.decode("utf-8", "strict" if len(content) < _PLAIN else "ignore")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return ""
    found: list[str] = []
    size = 0
    for page in reader.pages[:_PAGES]:
        found.append(page.extract_text())
        size += len(found[-1])
        if size > MOST:
            break
    return "\n".join(found)


def _docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            return ""
    from docx import Document

    document = Document(io.BytesIO(content))
    found: list[str] = []
    size = 0
    for block in document.iter_inner_content():
        text = block.text if hasattr(block, "text") else _table(block)
        found.append(text)
        size += len(text)
        if size > MOST:
            break
    return "\n".join(found)


def _table(table: object) -> str:
    rows = getattr(table, "rows", ())
    return "\n".join("\t".join(cell.text for cell in row.cells) for row in rows)
