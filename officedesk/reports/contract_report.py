"""Agreements and reports of contracts on paper: plain tables under the head that all papers share."""

from officedesk.models.papers import PaperRow
from officedesk.reports.ends import closing_height
from officedesk.reports.flow import Flow
from officedesk.reports.look import BODY, FIGURES, LEADING, ROW_PADDING, SOFT, STRONG, STRONG_FIGURES
from officedesk.reports.setting import wrap
from officedesk.reports.table import Row, table

_BETWEEN = 22.0
_HEAD = 18.0
_LABEL = 30.0


def plain_tables(flow: Flow) -> None:
    """The paper's tables one below the other; the last one keeps what closes the paper."""
    shown = [one for one in flow.paper.tables if one.rows]
    for number, one in enumerate(shown, 1):
        last = number == len(shown)
        whole = _HEAD + sum(
            LEADING * (1 + row.below.count("\n") + bool(row.below)) + 2 * ROW_PADDING for row in one.rows
        )
        if whole <= flow.most / 3:
            flow.need(whole)
        wish = closing_height(flow) if last and not flow.paper.note else 0.0
        table(flow, one.heads, [_row(row) for row in one.rows], tail=0, wish=wish)
        flow.y += 0 if last else _BETWEEN
    # Terms are on the page that is signed.
    terms = len(wrap(flow.paper.note, BODY, flow.look.inner)) * BODY.leading + _LABEL
    flow.need(terms + closing_height(flow) if flow.paper.note else 0)


def _row(row: PaperRow) -> Row:
    first = [(row.first, STRONG if row.sum or row.below else BODY)]
    if row.below:
        first.append((row.below, SOFT))
    return Row(first, list(row.cells), STRONG_FIGURES if row.sum else FIGURES, box=row.done)
