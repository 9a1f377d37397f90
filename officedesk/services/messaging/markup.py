"""The HTML part of an email: the text as typed, escaped, in the brand's frame."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from officedesk.formatting import MINUS

if TYPE_CHECKING:
    from jinja2 import Template

# What ends a sentence after a link is not part of it.
_LINK = re.compile(r"\bhttps?://[^\s<>\"'`]{1,1500}[^\s<>\"'`.,;:!?)\]}»”’]|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BLUE = "#1f6feb"
_BULLETS = ("- ", "* ", "• ", f"{MINUS} ")


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose email it is. ``logo_id``: the Content-ID of the picture at its top, empty where there is none."""

    name: str = ""
    colour: str = _BLUE
    lines: tuple[str, ...] = ()
    """Address, phone and website under the text."""
    logo_id: str = ""
    closing: str = ""
    """A last line in small letters: why somebody gets this, and how to end it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text, or a link with where it goes."""

    text: str
    target: str = ""


def to_html(text: str, frame: Frame, language: str = "en") -> str:
    """A whole HTML document with ``text``: paragraphs, lists and links as typed; no markup of the text survives."""
    colour = frame.colour if _COLOUR.fullmatch(frame.colour) else _BLUE
    return _layout().render(blocks=_blocks(text), frame=frame, colour=colour, language=language)


def _blocks(text: str) -> list[tuple[str, list[list[_Piece]]]]:
    """Paragraphs (``p``) and lists (``ul``), each as lines of pieces."""
    found: list[tuple[str, list[list[_Piece]]]] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n")):
        for line in part.split("\n"):
            bullet = next((mark for mark in _BULLETS if line.lstrip().startswith(mark)), "")
            kind = "ul" if bullet else "p"
            pieces = _pieces(line.lstrip()[len(bullet) :] if bullet else line)
            if found and found[-1][0] == kind:
                found[-1][1].append(pieces)
            else:
                found.append((kind, [pieces]))
        found.append(("", []))
    return [block for block in found if block[0]]


def _pieces(line: str) -> list[_Piece]:
    found, at = [], 0
    for link in _LINK.finditer(line):
        if link.start() > at:
            found.append(_Piece(line[at : link.start()]))
        target = link[0] if "://" in link[0] else f"mailto:{link[0]}"
        found.append(_Piece(link[0], target))
        at = link.end()
    return [*found, _Piece(line[at:])] if line[at:] or not found else found


@lru_cache(maxsize=1)
def _layout() -> "Template":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_LAYOUT)


# Tables and styles in the tags: what mail programs of all ages draw alike.
_LAYOUT = """\
{% macro line(pieces) %}{% for piece in pieces %}{% if piece.target %}\
<a href="{{ piece.target }}" style="color:{{ colour }}">{{ piece.text }}</a>\
{% else %}{{ piece.text }}{% endif %}{% endfor %}{% endmacro %}
<!DOCTYPE html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:0;background:#f5f6f8">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f5f6f8"><tr>
<td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" \
style="width:600px;max-width:100%;background:#ffffff;border-top:4px solid {{ colour }};\
font:15px/1.5 'Segoe UI',Helvetica,Arial,sans-serif;color:#1f2933">
{% if frame.logo_id or frame.name %}
<tr><td style="padding:24px 32px 0">
{% if frame.logo_id %}
<img src="cid:{{ frame.logo_id }}" alt="{{ frame.name }}" height="48" style="height:48px;border:0">
{% else %}
<strong style="font-size:18px">{{ frame.name }}</strong>
{% endif %}
</td></tr>
{% endif %}
<tr><td style="padding:16px 32px 24px">
{% for kind, lines in blocks %}
{% if kind == "ul" %}
<ul style="margin:0 0 16px;padding-left:20px">
{% for pieces in lines %}
<li>{{ line(pieces) }}</li>
{% endfor %}
</ul>
{% else %}
<p style="margin:0 0 16px">\
{% for pieces in lines %}{{ line(pieces) }}{% if not loop.last %}<br>{% endif %}{% endfor %}</p>
{% endif %}
{% endfor %}
</td></tr>
{% if frame.lines or frame.closing %}
<tr><td style="padding:16px 32px 24px;border-top:1px solid #e4e7eb;font-size:13px;color:#616e7c">
{% for text in frame.lines %}
{{ text }}<br>
{% endfor %}
{% if frame.closing %}
<p style="margin:12px 0 0">{{ frame.closing }}</p>
{% endif %}
</td></tr>
{% endif %}
</table>
</td>
</tr></table>
</body>
</html>
"""
