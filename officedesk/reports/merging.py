"""PDFs that exist already, as one: pages are taken over as they are, nothing is drawn anew."""

from collections.abc import Iterable
from io import BytesIO

from officedesk.reports.binding import About


def merge(parts: Iterable[bytes], about: About) -> bytes:
    """The pages of all ``parts`` in their order. The same parts give the same bytes."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(BytesIO(part)), import_outline=False)
    writer.metadata = {
        "/Title": about.title,
        "/Author": about.author,
        "/Subject": about.subject,
        "/Creator": "OfficeDesk",
        "/Producer": "OfficeDesk",
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject(about.language)
    # Every part brings its faces and the logo: one of each is enough.
    writer.compress_identical_objects(remove_unreferenced=True)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
