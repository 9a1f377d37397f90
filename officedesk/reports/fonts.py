"""The faces papers are set in, read once per process, and which face has a glyph for which character.

Measures are in thousandths of the font size, rounded like the widths in the PDF: what is measured is what shows.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import uharfbuzz as hb

from officedesk.resources import font_path

TABULAR = {ord(digit): 0xF0000 + ord(digit) for digit in "0123456789"}
"""Digits to the private characters that stand for figures of one width; ``figure`` gives the digit back."""
BOX = "\ufffd"
"""What a character that no face has is printed as: a box that can be seen."""
_BOX_GLYPH = "\u25a1"
_ASCII = "".join(map(chr, range(32, 127)))


class Weight:
    """The two weights of the one family, by the names of their files: plain text, looked up for every word."""

    REGULAR: Final = "Inter-Regular"
    SEMIBOLD: Final = "Inter-SemiBold"


FALLBACKS = (
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansThai-Regular",
    "NotoEmoji-Regular",
    "NotoSansSC-Regular",
)
"""Asked in this order for what Inter does not have."""


class ComplexText(Exception):
    """Text that cannot be set character by character: it needs other faces, shaping or another direction."""


class _Advances(dict[str, int]):
    """Advance of each character that Inter sets by itself; anything else raises :class:`ComplexText`."""

    def __init__(self, face: "Face") -> None:
        self.face = face

    def __missing__(self, char: str) -> int:
        if not stands_alone(char) or not (glyph := self.face.glyph(char)):
            raise ComplexText(char)
        advance = self[char] = self.face.advance(glyph)
        return advance


@dataclass(frozen=True)
class Face:
    """One font file. ``advances`` is the fast way to measure plain text."""

    name: str
    hb_face: Any
    hb_font: Any
    scale: float
    advances: dict[str, int]
    figures: dict[str, int]
    """Glyphs of the private characters of ``TABULAR``."""
    common: tuple[int, ...]
    """Glyphs that every subset has, so that subsets of most papers are the same and made once."""

    def glyph(self, char: str) -> int:
        """The glyph of ``char``, 0 where the face has none."""
        found: int | None = self.hb_font.get_nominal_glyph(ord(char))
        return found or self.figures.get(char, 0)

    def advance(self, glyph: int) -> int:
        """The advance of a glyph."""
        return int(self.hb_font.get_glyph_h_advance(glyph) * self.scale + 0.5)


@cache
def face(name: str) -> Face:
    """The face of that file name; raises ``MissingResource`` where it was not fetched."""
    hb_face = hb.Face(hb.Blob.from_file_path(str(font_path(name))))
    hb_font = hb.Font(hb_face)
    scale = 1000 / hb_face.upem
    if name in FALLBACKS:
        return Face(name, hb_face, hb_font, scale, {}, {}, ())
    figures = _figures(hb_font)
    made = Face(name, hb_face, hb_font, scale, {}, figures, ())
    common = tuple(made.glyph(char) for char in _ASCII + "·–—•×−…’ " + _BOX_GLYPH) + tuple(figures.values())
    advances = _Advances(made)
    advances.update((char, made.advance(glyph)) for char, glyph in figures.items())
    return Face(name, hb_face, hb_font, scale, advances, figures, common)


def figure(char: str) -> str:
    """The digit that a private character of ``TABULAR`` stands for; any other character itself."""
    return chr(ord(char) - 0xF0000) if 0xF0030 <= ord(char) <= 0xF0039 else char


def _figures(font: Any) -> dict[str, int]:
    buffer = hb.Buffer()
    buffer.add_str("0123456789")
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {"tnum": True, "calt": False, "kern": False})
    return {chr(private): info.codepoint for private, info in zip(TABULAR.values(), buffer.glyph_infos, strict=True)}


def stands_alone(char: str) -> bool:
    """Whether ``char`` is set by itself, left to right, whatever stands beside it."""
    code = ord(char)
    return (
        0x20 <= code < 0x7F
        or (0xA0 <= code < 0x300 and code != 0xAD)
        or 0x370 <= code < 0x483
        or 0x48A <= code < 0x530
        or 0x1E00 <= code < 0x2000
        or 0x2010 <= code < 0x2028
        or 0x202F <= code < 0x2060
        or 0x2070 <= code < 0x20D0
        or 0x2100 <= code < 0x2600
    )


@cache
def face_of(char: str, first: str) -> str:
    """The name of the face that sets ``char``: ``first`` where it can, else a fallback, else "" (nobody has it)."""
    for name in (first, *FALLBACKS):
        if face(name).glyph(char):
            return name
    return ""


def box_glyph(of: Face) -> int:
    """The glyph of the replacement box; only Inter is asked for it."""
    return of.glyph(_BOX_GLYPH)
