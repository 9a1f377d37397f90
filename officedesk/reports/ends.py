"""What closes a paper: notes, thanks, where to sign, and the strip that comes back with the payment."""

from officedesk.formatting import date_text, money
from officedesk.models.papers import PaperAcceptance, PaperData, PaperKind
from officedesk.reports.flow import Flow, document_name
from officedesk.reports.look import BODY, CUT, SMALL, SOFT, STRONG, TEXT
from officedesk.reports.pictures import picture
from officedesk.reports.setting import Line, Style, fit, wrap
from officedesk.reports.sums import WIDTH, Sums

_SIGNED = (PaperKind.ESTIMATE, PaperKind.AGREEMENT)
_STRIP = 50.0
_SIGNING = 42.0
_ABOVE = 8.0


def sums_and_note(flow: Flow, sums: Sums | None) -> None:
    """The totals at the right; the note beside them where it is short enough, else below."""
    note = flow.paper.note
    label = "Notes for the crew" if flow.paper.kind is PaperKind.WORK_ORDER else "Note"
    if sums is None:
        _note(flow, label, note, flow.look.inner)
        return
    flow.need(sums.height)
    beside = wrap(note, BODY, flow.look.inner - WIDTH - 30)
    top, sheet_room = flow.y, len(beside) * BODY.leading + 30 <= sums.height + 20
    sums.draw(flow)
    if not beside:
        return
    if sheet_room:
        below, flow.y = flow.y, top
        _note(flow, label, note, flow.look.inner - WIDTH - 30)
        flow.y = max(below, flow.y)
    else:
        _note(flow, label, note, flow.look.inner)


def closing_height(flow: Flow) -> float:
    """What ``closing`` needs; 0 where it says nothing, or so much that it runs over pages."""
    foot = _foot_height(flow.paper)
    words = sum(len(lines) for lines, _ in _words(flow)) * BODY.leading
    whole = words + foot + (18 if foot and words else 0)
    return whole + _ABOVE if 0 < whole <= flow.most / 2 else 0.0


def closing(flow: Flow) -> None:
    """Thanks and how to pay, then the strip or the place to sign, at the foot of the last page."""
    paper, look = flow.paper, flow.look
    foot = _foot_height(paper)
    words = _words(flow)
    if not foot and not words:
        return
    whole = closing_height(flow)
    if whole:
        if whole > flow.room:
            flow.turn()
        flow.y = look.bottom - whole + _ABOVE
    else:
        flow.y += 20
    for lines, kind in words:
        flow.text(lines, kind, look.margin)
    if not foot:
        return
    if foot > flow.room + 0.01:
        flow.turn()
    flow.y = look.bottom - foot
    if paper.remittance_strip:
        _strip(flow)
    elif paper.acceptance:
        _accepted(flow, paper.acceptance)
    else:
        _signing(flow)


def _words(flow: Flow) -> list[tuple[list[Line], Style]]:
    texts = ((flow.paper.thanks, STRONG), (flow.paper.payment_note, SOFT))
    return [(lines, kind) for text, kind in texts if (lines := wrap(text, kind, flow.look.inner))]


def _foot_height(paper: PaperData) -> float:
    if paper.remittance_strip:
        return _STRIP
    if paper.kind is PaperKind.WORK_ORDER or (paper.kind in _SIGNED and not paper.mark):
        return _SIGNING
    return 0.0


def _note(flow: Flow, label: str, text: str, width: float) -> None:
    lines = wrap(text, BODY, width)
    if not lines:
        return
    flow.need(18 + min(len(lines), 3) * BODY.leading + 14)
    flow.y += 14
    flow.sheet.text(fit(label, SMALL, width), SMALL, flow.look.margin, flow.y + 8)
    flow.y += 13
    flow.text(lines, BODY, flow.look.margin)


def _strip(flow: Flow) -> None:
    paper, look, sheet = flow.paper, flow.look, flow.sheet
    half = look.inner / 2 - 10
    sheet.rule(look.margin, look.right, flow.y, CUT, 0.6, "2.2 2.2")
    y = flow.y + 18
    sheet.text(fit("Return with payment", SMALL, half), SMALL, look.margin, y)
    due = f", due {date_text(paper.due, paper.date_format)}" if paper.due else ""
    sheet.right(fit(document_name(paper) + due, SMALL, half), SMALL, look.right, y)
    y += 13.5
    who = f"{paper.customer_name} · No. {paper.customer_number}" if paper.customer_number else paper.customer_name
    sheet.text(fit(who, BODY, half), BODY, look.margin, y)
    paid = fit("Paid:", BODY, half)
    sheet.rule(look.right - 58, look.right, y + 1.5, TEXT, 0.6)
    sheet.right(paid, BODY, look.right - 62, y)
    amount = fit(money(paper.totals.balance, paper.currency), STRONG, half)
    sheet.right(amount, STRONG, look.right - 62 - paid.width - 9, y)


def _signing(flow: Flow) -> None:
    """Lines for name, signature and date."""
    order = flow.paper.kind is PaperKind.WORK_ORDER
    labels = ("Work done by", "Customer's signature", "Date") if order else ("Accepted by", "Signature", "Date")
    if flow.paper.kind is PaperKind.AGREEMENT:
        labels = ("Name", "Signature", "Date")
    look, y = flow.look, flow.y + _SIGNING - 12
    widths = (look.inner * 0.34, look.inner * 0.38, look.inner * 0.2)
    x = look.margin
    for label, width in zip(labels, widths, strict=True):
        flow.sheet.rule(x, x + width, y, TEXT, 0.6)
        flow.sheet.text(fit(label, SMALL, width), SMALL, x, y + 11)
        x += width + look.inner * 0.04


def _accepted(flow: Flow, given: PaperAcceptance) -> None:
    look = flow.look
    on = f" on {date_text(given.day, flow.paper.date_format)}" if given.day else ""
    by = f" by {given.by}" if given.by else ""
    y = flow.y + _SIGNING - 4
    flow.sheet.text(fit(f"Accepted{by}{on}", STRONG, look.inner * 0.6), STRONG, look.margin, y)
    signature = picture(given.signature)
    if signature:
        scale = min(38 / signature.height, look.inner * 0.35 / signature.width)
        width, height = signature.width * scale, signature.height * scale
        flow.sheet.picture(signature, look.right - width, y - height, width, height)
