"""The upper part of a first page: who sends it, what it is, to whom, about which place."""

from collections.abc import Sequence

from officedesk.formatting import date_text
from officedesk.models.papers import PaperFact, PaperKind, PaperMark
from officedesk.reports.flow import Flow
from officedesk.reports.look import ADDRESS, BODY, LEADING, NAME, NUMBER, SMALL, SOFT, STRONG, style
from officedesk.reports.pictures import picture
from officedesk.reports.setting import Line, Style, fit, wrap

_PARTY = dict.fromkeys(
    (PaperKind.WORK_ORDER, PaperKind.RECEIPT, PaperKind.AGREEMENT, PaperKind.CONTRACT_REPORT), "Customer"
)
_LOGO = 41.8
_LOGO_TOP = 46.0
_MOST_LINES = 12
"""Of one party: more would push the paper down its page, the rest is cut off with an ellipsis."""


def head(flow: Flow) -> None:
    """Draws it and leaves ``flow.y`` where the body begins."""
    _masthead(flow)
    first = max(ADDRESS, flow.y + 36)
    look, paper = flow.look, flow.paper
    # The window of the envelope ends left of the second column: nothing but the address shows in it.
    second = look.margin + look.inner * 0.525
    facts_left = _facts(flow, paper.facts, first)
    left = _party(
        flow,
        _PARTY.get(paper.kind, "Bill to"),
        paper.bill_to,
        look.margin,
        second - look.margin - 24,
        first,
        strong=True,
    )
    right = _party(flow, "Service location", paper.service_location, second, facts_left - second - 14, first)
    facts_bottom = first + (len(paper.facts) - 1) * 14.6
    flow.y = max(left, right, facts_bottom, first + 2 * LEADING) + 30


def _masthead(flow: Flow) -> None:
    paper, look, sheet = flow.paper, flow.look, flow.sheet
    title_style = style(23, look.accent, strong=True)
    title = fit(paper.title.upper(), title_style, look.inner * 0.5)
    sheet.right(title, title_style, look.right + 0.6, 69)
    if paper.number:
        number = f"No. {paper.number}" + (" · Void" if paper.mark is PaperMark.VOID else "")
    else:
        number = "Draft"
    sheet.right(fit(number, NUMBER, look.inner * 0.5), NUMBER, look.right, 89)
    x = look.margin
    logo = picture(paper.brand.logo)
    if logo:
        scale = min(_LOGO / logo.height, 150 / logo.width)
        width, height = logo.width * scale, logo.height * scale
        sheet.picture(logo, x, _LOGO_TOP + (_LOGO - height) / 2, width, height)
        x += width + 10
    wide = max(look.right - title.width - 24 - x, look.inner * 0.3)
    y = 58.0
    for line in wrap(paper.brand.name, NAME, wide)[:3]:
        sheet.text(line, NAME, x, y)
        y += NAME.leading
    reach = " · ".join(part for part in (paper.brand.phone, paper.brand.email, paper.brand.website) if part)
    for text in (", ".join(paper.brand.address), reach):
        for line in wrap(text, SOFT, wide)[:3]:
            sheet.text(line, SOFT, x, y)
            y += LEADING
    flow.y = max(y - LEADING, 92.0)


def _party(
    flow: Flow, label: str, lines: Sequence[str], x: float, width: float, first: float, *, strong: bool = False
) -> float:
    if not lines:
        return first
    flow.sheet.text(fit(label, SMALL, width), SMALL, x, first - 14.5)
    y = first
    set_lines: list[tuple[Line, Style]] = []
    for index, text in enumerate(lines):
        kind = STRONG if strong and not index else BODY
        set_lines += [(line, kind) for line in wrap(text, kind, width)]
    if len(set_lines) > _MOST_LINES:
        set_lines[_MOST_LINES - 1 :] = [(fit("…", BODY, width), BODY)]
    for line, kind in set_lines:
        flow.sheet.text(line, kind, x, y)
        y += LEADING
    return y - LEADING


def _facts(flow: Flow, facts: Sequence[PaperFact], first: float) -> float:
    """Draws the labelled facts at the right; returns where they begin."""
    if not facts:
        return flow.look.right
    values = []
    for fact in facts:
        kind = STRONG if fact.strong else BODY
        text = date_text(fact.day, flow.paper.date_format) if fact.day else fact.text
        values.append((fit(text, kind, flow.look.inner * 0.22), kind))
    labels_right = flow.look.right - max(line.width for line, _ in values) - 8
    labels = [fit(fact.label, SOFT, 90) for fact in facts]
    y = first - 13.2
    for label, (value, kind) in zip(labels, values, strict=True):
        flow.sheet.right(label, SOFT, labels_right, y)
        flow.sheet.right(value, kind, flow.look.right, y)
        y += 14.6
    return labels_right - max(line.width for line in labels)
