"""The recovery sheet of an encrypted office: one page for the safe."""

from dataclasses import dataclass

from officedesk.models.enums import PaperSize
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.fonts import Weight
from officedesk.reports.ink import Ink
from officedesk.reports.look import MUTED, SIZES, TEXT, WATERMARK
from officedesk.reports.setting import Style, fit, wrap
from officedesk.reports.sheet import Sheet

_MARGIN = 72.0
_TITLE = Style(Weight.SEMIBOLD, 22, 28, TEXT)
_HEADING = Style(Weight.SEMIBOLD, 11, 16, TEXT)
_BODY = Style(Weight.REGULAR, 10.5, 16, TEXT)
_SMALL = Style(Weight.REGULAR, 9, 13, MUTED)
_CODE = Style(Weight.SEMIBOLD, 19, 34, TEXT, tabular=True)
_PER_LINE = 4
_STEPS = (
    "Open the office file. OfficeDesk asks for its passphrase.",
    "Type this code instead, with or without the dashes. I and 1, O and 0 are taken for the same.",
    "In Settings, Encryption, choose a new passphrase and print a new sheet. This one is void then.",
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is on it: the company, the file, the code in groups, a mark of the file, and the day it was printed."""

    office: str
    file: str
    code: str
    mark: str
    printed: str
    paper_size: PaperSize = PaperSize.LETTER


def render_recovery_sheet(sheet: RecoverySheet) -> bytes:
    """The sheet as PDF: the same sheet gives the same bytes."""
    ink = Ink()
    width, height = SIZES[sheet.paper_size]
    page = Sheet(width, height, ink)
    inner = width - 2 * _MARGIN
    y = _MARGIN + 20

    def tell(text: str, style: Style, left: float = 0.0) -> None:
        nonlocal y
        for line in wrap(text, style, inner - left):
            page.text(line, style, _MARGIN + left, y)
            y += style.leading

    tell("Recovery sheet", _TITLE)
    page.text(fit(one_line(sheet.office), _HEADING, inner), _HEADING, _MARGIN, y)
    y += _HEADING.leading
    page.text(fit(one_line(sheet.file), _SMALL, inner), _SMALL, _MARGIN, y)
    y += 30
    tell(
        "This office file is encrypted. Without its passphrase nobody can read it, and nobody can help: not the makers "
        "of OfficeDesk either. If the passphrase is lost, this code opens the file. So does it for whoever finds it: "
        "keep this sheet in a safe, not beside the computer.",
        _BODY,
    )
    y += 14
    groups = sheet.code.split("-")
    rows = [groups[start : start + _PER_LINE] for start in range(0, len(groups), _PER_LINE)]
    page.box(_MARGIN, y - 4, inner, len(rows) * _CODE.leading + 20, WATERMARK, 6)
    step = (inner - 40) / _PER_LINE
    y += 26
    for row in rows:
        for place, group in enumerate(row):
            page.text(fit(group, _CODE, step), _CODE, _MARGIN + 24 + place * step, y)
        y += _CODE.leading
    y += 14
    tell("If the passphrase is lost", _HEADING)
    for number, words in enumerate(_STEPS, start=1):
        page.text(fit(f"{number}.", _BODY, 20), _BODY, _MARGIN, y)
        tell(words, _BODY, 18)
    y += 8
    tell(f"File mark {sheet.mark} · printed {sheet.printed}", _SMALL)
    title = one_line(f"Recovery sheet, {sheet.office}")
    return bind([([page.page()], ink)], About(title, one_line(sheet.office)))
