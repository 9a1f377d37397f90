"""Text broken into lines of a given width. Plain text is measured by adding up advances, the rest is shaped."""

from typing import NamedTuple

from officedesk.reports.clean import clean, one_line
from officedesk.reports.fonts import TABULAR, ComplexText, face
from officedesk.reports.shaping import Cluster, clusters, in_visual_order, may_break_after


class Style(NamedTuple):
    """``colour`` is a PDF operand: three numbers from 0 to 1."""

    weight: str
    size: float
    leading: float
    colour: str
    tabular: bool = False
    """Figures of one width, for columns of numbers."""


class Line(NamedTuple):
    """One line, ready to draw: ``plain`` text, or ``parts`` from left to right. Width in points."""

    width: float
    plain: str = ""
    parts: tuple[Cluster, ...] = ()


def wrap(text: str, style: Style, width: float) -> list[Line]:
    """``text`` in lines no wider than ``width`` points; empty text is no line.

    A word that is wider is broken between characters. Nothing is left out.
    """
    text = clean(text)
    if not text:
        return []
    limit = width * 1000 / style.size
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        try:
            lines += _plain(paragraph, style, limit)
        except ComplexText:
            lines += _complex(paragraph, style, limit)
    return lines


def fit(text: str, style: Style, width: float) -> Line:
    """``text`` on one line of at most ``width`` points, cut off with an ellipsis where it is longer."""
    # More letters than this fit on no line: a field of a hundred kilobytes is not measured to be cut off.
    text = one_line(text[: int(width / style.size * 20) + 100])
    lines = wrap(text, style, width)
    if not lines:
        return Line(0)
    if len(lines) == 1:
        return lines[0]
    head = wrap(text, style, max(width - style.size, style.size))[0]
    shown = head.plain or "".join(part.text for part in head.parts)
    if head.plain:
        return wrap(shown.rstrip() + "…", style, width + style.size)[0]
    dots = clusters("…", style.weight)
    return Line(head.width + dots[0].advance * style.size / 1000, parts=(*head.parts, *dots))


def some(text: str, style: Style, width: float, most: int) -> list[Line]:
    """``text`` on at most so many lines; the last one says by its ellipsis where there is more."""
    text = one_line(text[: most * (int(width / style.size * 20) + 100)])
    lines = wrap(text, style, width)
    if len(lines) <= most:
        return lines
    at = 0
    for line in lines[: most - 1]:
        at += len(line.plain or "".join(part.text for part in line.parts))
        # A line ends where a space was, or within a word that is too long for it.
        while text[at : at + 1] == " ":
            at += 1
    return [*lines[: most - 1], fit(text[at:], style, width)]


def _plain(text: str, style: Style, limit: float) -> list[Line]:
    if style.tabular:
        text = text.translate(TABULAR)
    advances = face(style.weight).advances
    scale = style.size / 1000
    total = sum(map(advances.__getitem__, text))
    if total <= limit:
        return [Line(total * scale, text)]
    space = advances[" "]
    lines: list[Line] = []
    current, used = "", 0
    for word in text.split(" "):
        wide = sum(map(advances.__getitem__, word))
        if current and used + space + wide <= limit:
            current += " " + word
            used += space + wide
            continue
        if current:
            lines.append(Line(used * scale, current))
        while wide > limit:
            taken, head = 0, 0
            for head, char in enumerate(word):
                if head and taken + advances[char] > limit:
                    break
                taken += advances[char]
            else:
                break
            lines.append(Line(taken * scale, word[:head]))
            word = word[head:]
            wide -= taken
        current, used = word, wide
    lines.append(Line(used * scale, current))
    return lines


def _complex(text: str, style: Style, limit: float) -> list[Line]:
    rest = clusters(text, style.weight)
    lines: list[Line] = []
    start, used, chance = 0, 0, 0
    index = 0
    while index < len(rest):
        part = rest[index]
        if index > start and part.text != " " and used + part.advance > limit:
            end = chance if chance > start else index
            lines.append(_line(rest[start:end], style))
            start = index = end
            used = 0
            continue
        used += part.advance
        if index + 1 < len(rest) and may_break_after(part, rest[index + 1]):
            chance = index + 1
        index += 1
    lines.append(_line(rest[start:], style))
    return lines


def _line(parts: list[Cluster], style: Style) -> Line:
    while len(parts) > 1 and parts[-1].text == " ":
        parts.pop()
    return Line(sum(part.advance for part in parts) * style.size / 1000, parts=tuple(in_visual_order(parts)))
