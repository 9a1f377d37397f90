"""A paper drawn: its parts put on pages in order."""

from officedesk.models.papers import PaperData, PaperKind
from officedesk.reports.contract_report import plain_tables
from officedesk.reports.ends import closing, closing_height, sums_and_note
from officedesk.reports.flow import Flow
from officedesk.reports.heads import head
from officedesk.reports.ink import Ink
from officedesk.reports.items import (
    allocations_table,
    equipment_table,
    forms_table,
    lines_table,
    site_notes_table,
    visits_table,
)
from officedesk.reports.look import BODY
from officedesk.reports.setting import wrap
from officedesk.reports.sheet import Page
from officedesk.reports.sums import Sums
from officedesk.reports.table import table


def draw(paper: PaperData, ink: Ink) -> list[Page]:
    """The pages of ``paper``; what they use of each face is noted in ``ink``."""
    flow = Flow(paper, ink)
    head(flow)
    about = wrap(paper.description, BODY, flow.look.inner)
    if about:
        flow.text(about, BODY, flow.look.margin)
        flow.y += 14
    if paper.visits:
        table(flow, *visits_table(paper), tail=0)
        flow.y += 22
    if paper.site_notes:
        table(flow, *site_notes_table(paper), tail=0)
        flow.y += 22
    if paper.equipment:
        table(flow, *equipment_table(paper), tail=0)
        flow.y += 22
    if paper.tables:
        plain_tables(flow)
        sums_and_note(flow, None)
        closing(flow)
        return flow.pages()
    sums = None if paper.kind is PaperKind.WORK_ORDER else Sums(paper)
    lines = allocations_table(paper) if paper.kind is PaperKind.RECEIPT else lines_table(paper)
    wish = 0 if paper.forms else closing_height(flow)
    table(flow, *lines, tail=sums.height if sums else 0, wish=wish)
    sums_and_note(flow, sums)
    if paper.forms:
        flow.y += 22
        table(flow, *forms_table(paper), tail=0, wish=closing_height(flow))
    closing(flow)
    return flow.pages()
