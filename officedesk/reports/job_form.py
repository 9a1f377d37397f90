"""A form of a job on paper: what was asked, what was answered, photos, and signatures as they were drawn."""

from officedesk.models.form_fields import FieldKind
from officedesk.models.form_sheets import FormSheet, SheetAnswer
from officedesk.models.signatures import HIGH, WIDE
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.ink import Ink
from officedesk.reports.look import BODY, LINE, MARGINS, SIZES, SMALL, STRONG, TEXT, style
from officedesk.reports.pictures import Picture, picture
from officedesk.reports.setting import Line, Style, fit, wrap
from officedesk.reports.sheet import Page, Sheet

_TITLE = style(18, strong=True, leading=24)
_HEADING = style(11, strong=True, leading=16)
_BOX = 10.0
_SIGNED = (190.0, 190.0 * HIGH / WIDE)
_PHOTO = 3
"""Photos side by side."""
_GAP = 10.0
_NONE = "—"


def render_form(sheet: FormSheet) -> bytes:
    """The form as PDF: the same form gives the same bytes."""
    ink = Ink()
    drawing = _Drawing(sheet, ink)
    for answer in sheet.answers:
        drawing.answer(answer)
    title = one_line(f"{sheet.name}, {dict(sheet.about).get('Job', '')}").strip(" ,")
    return bind([(drawing.end(), ink)], About(title, one_line(sheet.office)))


class _Drawing:
    """Goes down the pages."""

    def __init__(self, sheet: FormSheet, ink: Ink) -> None:
        self._form, self._ink = sheet, ink
        self._width, self._height = SIZES[sheet.paper_size]
        self._margin = MARGINS[sheet.paper_size]
        self._inner = self._width - 2 * self._margin
        self._sheets: list[Sheet] = []
        self._y = 0.0
        self._begin()

    def end(self) -> list[Page]:
        pages = []
        for number, sheet in enumerate(self._sheets, start=1):
            state = fit(one_line(self._form.state), SMALL, self._inner * 0.6)
            foot = f"Page {number} of {len(self._sheets)} · printed {self._form.printed}"
            bottom = self._height - self._margin + 18
            sheet.text(state, SMALL, self._margin, bottom)
            sheet.right(fit(foot, SMALL, self._inner * 0.38), SMALL, self._width - self._margin, bottom)
            pages.append(sheet.page())
        return pages

    def answer(self, one: SheetAnswer) -> None:
        if one.kind is FieldKind.HEADING:
            self._room(_HEADING.leading + 3 * BODY.leading)
            self._y += 8
            self._lines(wrap(one.label, _HEADING, self._inner), _HEADING)
        elif one.kind is FieldKind.CHECK:
            self._check(one)
        elif one.kind is FieldKind.SIGNATURE:
            self._signature(one)
        elif one.kind is FieldKind.PHOTO:
            self._photos(one)
        else:
            self._asked(one.label, 1)
            self._lines(wrap(one.text, BODY, self._inner) or [fit(_NONE, BODY, self._inner)], BODY)
        self._y += 7

    # --- the kinds of answers ---

    def _check(self, one: SheetAnswer) -> None:
        lines = wrap(one.label, BODY, self._inner - _BOX - 8)
        self._room(max(_BOX, BODY.leading) + 2)
        sheet, top = self._sheets[-1], self._y - _BOX + 2
        sheet.frame(self._margin, top, _BOX, _BOX, TEXT, 1.5)
        if one.checked:
            sheet.tick(self._margin, top, _BOX, TEXT)
        self._lines(lines or [Line(0)], BODY, self._margin + _BOX + 8)

    def _signature(self, one: SheetAnswer) -> None:
        width, height = _SIGNED
        self._room(SMALL.leading + height + 2 * BODY.leading)
        self._asked(one.label, 0)
        sheet, top = self._sheets[-1], self._y - 8
        if one.strokes:
            scale = width / WIDE
            drawn = [[(self._margin + x * scale, top + y * scale) for x, y in stroke] for stroke in one.strokes]
            sheet.strokes(drawn, TEXT)
        self._y = top + height + 4
        sheet.rule(self._margin, self._margin + width, self._y - height * 0.22, LINE, 0.6)
        name = one.text or ("" if one.strokes else _NONE)
        if name:
            self._y += 6
            self._lines([fit(name, BODY, self._inner)], BODY)

    def _photos(self, one: SheetAnswer) -> None:
        found = [made for made in map(picture, one.pictures) if made is not None]
        side = (self._inner - _GAP * (_PHOTO - 1)) / _PHOTO
        self._asked(one.label, side if found else BODY.leading)
        for at in range(0, len(found), _PHOTO):
            self._strip(found[at : at + _PHOTO], side)
        missing = one.text or ("" if found else _NONE)
        if missing:
            self._lines([fit(missing, BODY, self._inner)], BODY)

    def _strip(self, photos: list[Picture], side: float) -> None:
        sizes = []
        for one in photos:
            scale = min(side / one.width, side / one.height)
            sizes.append((one.width * scale, one.height * scale))
        high = max(height for _, height in sizes)
        self._room(high + _GAP)
        top = self._y - BODY.leading + 4
        for number, (one, (width, height)) in enumerate(zip(photos, sizes, strict=True)):
            self._sheets[-1].picture(one, self._margin + number * (side + _GAP), top, width, height)
        self._y = top + high + _GAP + BODY.leading - 4

    # --- going down the page ---

    def _asked(self, text: str, below: float) -> None:
        """What was asked; never alone at the foot of a page."""
        lines = wrap(text, SMALL, self._inner)
        self._room(len(lines) * SMALL.leading + max(below, BODY.leading))
        self._lines(lines, SMALL)
        self._y += 2

    def _lines(self, lines: list[Line], kind: Style, x: float | None = None) -> None:
        for one in lines:
            self._room(kind.leading)
            self._sheets[-1].text(one, kind, self._margin if x is None else x, self._y)
            self._y += kind.leading

    def _room(self, wanted: float) -> None:
        """Begin a page where there is no room for that much."""
        if self._y + wanted > self._height - self._margin:
            self._begin()

    def _begin(self) -> None:
        self._sheets.append(Sheet(self._width, self._height, self._ink))
        sheet = self._sheets[-1]
        self._y = self._margin + 10
        if len(self._sheets) > 1:
            about = f"{self._form.name} (continued)"
            sheet.text(fit(one_line(about), STRONG, self._inner), STRONG, self._margin, self._y)
            self._y += 24
            return
        sheet.right(
            fit(one_line(self._form.office), SMALL, self._inner * 0.4), SMALL, self._width - self._margin, self._y
        )
        for line in wrap(one_line(self._form.name), _TITLE, self._inner * 0.58)[:3]:
            sheet.text(line, _TITLE, self._margin, self._y + 6)
            self._y += _TITLE.leading
        self._y += 4
        for label, text in (*self._form.about, ("State", self._form.state)):
            sheet.text(fit(label, SMALL, 70), SMALL, self._margin, self._y)
            for line in wrap(one_line(text), BODY, self._inner - 74)[:3]:
                sheet.text(line, BODY, self._margin + 74, self._y)
                self._y += BODY.leading
        sheet.rule(self._margin, self._width - self._margin, self._y - 2, LINE)
        self._y += 18
