"""The PDF of a document, for the window and the command line alike: read, drawn, and an issued invoice's kept for good.

It stands above ``services`` and ``reports``, which know nothing of each other.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from officedesk.errors import OfficeError
from officedesk.formatting import date_text
from officedesk.models.papers import PaperData, PaperKind, PaperMark
from officedesk.services.desk import Desk

log = logging.getLogger(__name__)
ISSUED = (PaperKind.INVOICE, PaperKind.DEPOSIT, PaperKind.CREDIT_NOTE)
NAMES = {
    PaperKind.ESTIMATE: "Estimate",
    PaperKind.WORK_ORDER: "Work order",
    PaperKind.INVOICE: "Invoice",
    PaperKind.DEPOSIT: "Deposit invoice",
    PaperKind.CREDIT_NOTE: "Credit note",
    PaperKind.RECEIPT: "Receipt",
    PaperKind.AGREEMENT: "Agreement",
    PaperKind.CONTRACT_REPORT: "Contract report",
}


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """A PDF and what to call it (``Invoice 3482``)."""

    title: str
    content: bytes

    @property
    def file_name(self) -> str:
        """The title as a file name that every system takes."""
        return re.sub(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+', "-", self.title).strip(" .")[:120] + ".pdf"


def drawn(desk: Desk, kind: PaperKind, which: int | str) -> DrawnPaper:
    """The paper of a document, by its id (``int``) or number (``str``), as PDF. Raises ``NotFound``.

    An issued invoice has one paper for good: drawn when it is first asked for, stored, and the same bytes ever after.
    What was paid, credited or voided since is printed on a drawing of its own, which is not stored.
    """
    from officedesk.reports.render import render
    from officedesk.services.documents import document_id, paper

    found = document_id(desk, kind, which) if isinstance(which, str) else which
    data = paper(desk, kind, found)
    return DrawnPaper(title_of(data), _kept(desk, found, data) if _as_issued(data) else render(data))


def drawn_together(desk: Desk, papers: Sequence[tuple[PaperKind, int]], title: str) -> DrawnPaper:
    """Several papers as one PDF, in the order given; an issued invoice whose paper is kept shows exactly that one."""
    from officedesk.reports.batch import about_all, render_many
    from officedesk.services.documents import paper
    from officedesk.services.sales.invoices import stored_pdf

    every = [(document_id, paper(desk, kind, document_id)) for kind, document_id in papers]
    kept = [stored_pdf(desk, document_id) if _as_issued(data) else None for document_id, data in every]
    if not any(kept):
        return DrawnPaper(title, render_many([data for _, data in every]))
    from officedesk.reports.merging import merge

    parts: list[bytes] = []
    # What lies between two kept papers is drawn together: faces and logo are embedded once for all of it.
    for stored, run in groupby(zip(kept, every, strict=True), key=lambda pair: pair[0] is not None):
        found = list(run)
        parts += [one for one, _ in found if one] if stored else [render_many([data for _, (_, data) in found])]
    return DrawnPaper(title, merge(parts, about_all([data for _, data in every])))


def recovery_sheet(desk: Desk) -> DrawnPaper:
    """The recovery sheet of an encrypted office. Raises ``NotAllowed`` where it is not encrypted."""
    from officedesk.reports.recovery_sheet import RecoverySheet, render_recovery_sheet
    from officedesk.services.office.company import company
    from officedesk.services.office.encryption import recovery

    office = company(desk)
    found = recovery(desk)
    day = date_text(desk.today(), office.date_format)
    sheet = RecoverySheet(office.name, found.file, found.code, found.mark, day, office.paper_size)
    return DrawnPaper(f"Recovery sheet {found.mark}", render_recovery_sheet(sheet))


def title_of(data: PaperData) -> str:
    """``Invoice 3482``; a draft has no number yet."""
    return f"{NAMES[data.kind]} {data.number or 'draft'}"


def _as_issued(data: PaperData) -> bool:
    sums = data.totals
    return (
        data.kind in ISSUED
        and bool(data.number)
        and data.mark is PaperMark.NONE
        and not sums.paid
        and not sums.credited
    )


def _kept(desk: Desk, invoice_id: int, data: PaperData) -> bytes:
    from officedesk.reports.render import render
    from officedesk.services.sales.invoices import store_pdf, stored_pdf

    stored = stored_pdf(desk, invoice_id)
    if stored is not None:
        return stored
    content = render(data)
    try:
        store_pdf(desk, invoice_id, content)
    except OfficeError as error:
        # A read-only or busy office can still print; the paper is kept the next time it is asked for.
        log.warning("the paper of %s could not be stored: %s", title_of(data), error)
        return content
    return stored_pdf(desk, invoice_id) or content


def drawn_day_sheets(
    desk: Desk, first: date, last: date | None = None, technician_ids: Sequence[int] = ()
) -> DrawnPaper:
    """The sheets of some days for these technicians, or for everybody who has a visit."""
    from officedesk.reports.day_sheet import render_day_sheets
    from officedesk.services.work.day_sheets import day_sheets

    data = day_sheets(desk, first, last, technician_ids)
    return DrawnPaper(data.title, render_day_sheets(data))


def drawn_week_plan(desk: Desk, day: date, technician_ids: Sequence[int] = ()) -> DrawnPaper:
    """The plan of the week that ``day`` is in."""
    from officedesk.reports.week_plan import render_week_plan
    from officedesk.services.work.day_sheets import week_plan

    data = week_plan(desk, day, technician_ids)
    return DrawnPaper(data.title, render_week_plan(data))
