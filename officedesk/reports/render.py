"""PDF of one paper."""

from officedesk.models.papers import PaperData
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.drawing import draw
from officedesk.reports.flow import document_name
from officedesk.reports.ink import Ink


def render(paper: PaperData) -> bytes:
    """``paper`` as PDF. Pure: the same paper gives the same bytes on every machine; safe to call from any thread."""
    ink = Ink()
    pages = draw(paper, ink)
    return bind([(pages, ink)], about(paper))


def about(paper: PaperData) -> About:
    """What the PDF of ``paper`` says of itself: title, author, subject, language."""
    title = one_line(f"{document_name(paper)}, {paper.brand.name}" if paper.brand.name else document_name(paper))
    return About(title, one_line(paper.brand.name), one_line(paper.customer_name), paper.language)
