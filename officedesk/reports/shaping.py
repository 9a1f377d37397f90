"""Text that plain setting cannot do: other faces, marks that sit on letters, joined letters, right to left.

A paragraph becomes clusters (what must not be torn apart) in the order they are read; a line of them is put into the
order they are seen.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import uharfbuzz as hb

from officedesk.reports.fonts import BOX, box_glyph, face, face_of

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_EAST_ASIAN = re.compile(
    "[\u2e80-\u303e\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_NOT_FIRST = frozenset("、。，．：；！？）］｝」』】〉》〕…ー々ぁぃぅぇぉっゃゅょ")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»"}
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
_JOINERS = "\u200c\u200d"
# The plain way sets these letters one by one; both ways must look the same.
_PLAIN_FEATURES = {"calt": False, "liga": False, "clig": False, "kern": False}


class Glyph(NamedTuple):
    """One glyph: its advance and offsets in thousandths; ``text`` is what it stands for when it is copied."""

    id: int
    advance: int
    x: int
    y: int
    text: str


@dataclass(slots=True)
class Cluster:
    text: str
    face: str
    level: int
    advance: int
    glyphs: list[Glyph]


def clusters(text: str, weight: str) -> list[Cluster]:
    """One paragraph (no line breaks) as clusters in reading order."""
    levels = _levels(text)
    found: list[Cluster] = []
    for start, end, name in _runs(text, levels, weight):
        found += _shaped(text[start:end], name, levels[start], weight)
    return found


def in_visual_order(line: list[Cluster]) -> list[Cluster]:
    """A line's clusters from left to right (rule L2 of the bidirectional algorithm)."""
    highest = max((part.level for part in line), default=0)
    lowest = min((part.level for part in line if part.level & 1), default=highest + 1)
    for level in range(highest, lowest - 1, -1):
        start = 0
        while start < len(line):
            if line[start].level < level:
                start += 1
                continue
            end = start
            while end < len(line) and line[end].level >= level:
                end += 1
            line[start:end] = line[start:end][::-1]
            start = end
    return line


def may_break_after(part: Cluster, following: Cluster) -> bool:
    """Whether a line may end between two clusters."""
    if part.text.endswith((" ", "-", "–", "—")):
        return True
    if following.text[0] in _NOT_FIRST:
        return False
    return bool(_EAST_ASIAN.match(part.text[-1]) or _EAST_ASIAN.match(following.text[0]))


def _levels(text: str) -> list[int]:
    if not _RIGHT_TO_LEFT.search(text):
        return [0] * len(text)
    from bidi import algorithm  # type: ignore[import-untyped]

    base = algorithm.get_base_level(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"] = base
    storage["base_dir"] = "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for index, char in enumerate(storage["chars"]):
        char["at"] = index
        if not char["type"]:
            # Not a letter yet; the block it lies in has a direction all the same.
            char["type"] = char["orig"] = "R" if _RIGHT_TO_LEFT.match(char["ch"]) else "L"
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _pair_brackets(storage["chars"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [-1] * len(text)
    for char in storage["chars"]:
        levels[char["at"]] = char["level"]
    # Joiners take no part in the algorithm: they belong to the letter before them.
    for index, level in enumerate(levels):
        if level < 0:
            levels[index] = levels[index - 1] if index else base
    return levels


def _pair_brackets(chars: list[dict[str, Any]]) -> None:
    """Rule N0: both brackets of a pair go the way of what stands in them, so that "(2023)" keeps its brackets."""
    opened: list[int] = []
    pairs = []
    for index, char in enumerate(chars):
        if char["ch"] in _BRACKETS:
            opened.append(index)
        elif char["ch"] in _BRACKETS.values():
            while opened:
                start = opened.pop()
                if _BRACKETS[chars[start]["ch"]] == char["ch"]:
                    pairs.append((start, index))
                    break
    for start, end in sorted(pairs):
        own = "LR"[chars[start]["level"] & 1]
        inside = {_STRONG.get(char["type"]) for char in chars[start + 1 : end]} - {None}
        if not inside:
            continue
        before = next((_STRONG[char["type"]] for char in chars[start - 1 :: -1] if char["type"] in _STRONG), own)
        way = own if own in inside or not start else before
        chars[start]["type"] = chars[end]["type"] = way


def _runs(text: str, levels: list[int], first: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of one face and one level; the face is "" where nobody has the character."""
    start, current = 0, ""
    for index, char in enumerate(text):
        name = current if index and _belongs_to_previous(char, text[index - 1], current) else face_of(char, first)
        if index and (name != current or levels[index] != levels[index - 1]):
            yield start, index, current
            start = index
        current = name
    if text:
        yield start, len(text), current


def _belongs_to_previous(char: str, previous: str, current: str) -> bool:
    if char in _JOINERS or "\ufe00" <= char <= "\ufe0f":
        return True
    if previous == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff" or unicodedata.combining(char):
        return not current or face(current).glyph(char) != 0
    return False


def _shaped(text: str, name: str, level: int, weight: str) -> list[Cluster]:
    if not name:
        inter = face(weight)
        glyph = box_glyph(inter)
        advance = inter.advance(glyph)
        return [Cluster(char, weight, level, advance, [Glyph(glyph, advance, 0, 0, BOX)]) for char in text]
    used = face(name)
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(char) for char in text])
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level & 1 else "ltr"
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
    hb.shape(used.hb_font, buffer, _PLAIN_FEATURES if name == weight else {})
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    found: dict[int, Cluster] = {}
    for info, position in zip(infos, positions, strict=True):
        part = found.get(info.cluster)
        if part is None:
            part = found[info.cluster] = Cluster(text[info.cluster : ends[info.cluster]], name, level, 0, [])
        advance = round(position.x_advance * used.scale)
        x, y = round(position.x_offset * used.scale), round(position.y_offset * used.scale)
        part.advance += advance
        part.glyphs.append(Glyph(info.codepoint, advance, x, y, ""))
    for part in found.values():
        _give_text(part)
    return [found[start] for start in starts]


def _give_text(part: Cluster) -> None:
    """The widest glyph stands for the whole cluster: dots and marks beside it say nothing by themselves."""
    index, glyph = max(enumerate(part.glyphs), key=lambda item: item[1].advance)
    part.glyphs[index] = glyph._replace(text=part.text)
