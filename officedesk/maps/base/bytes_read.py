"""Bytes of tile files, which anybody may have made: unpacked within limits, and known by how they begin."""

import json
import math
import zlib
from collections.abc import Mapping
from typing import Any

from officedesk.errors import OfficeError
from officedesk.maps.shapes import Box

LARGEST_TILE = 8 * 1024 * 1024
LARGEST_TEXT = 16 * 1024 * 1024
LONGEST_CREDIT = 300
MOST_LAYERS = 100

_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_GZIP = b"\x1f\x8b"


class BadTileFile(OfficeError):
    """A tile file that cannot be used; the message says which and why."""

    exit_code = 2


class TooLarge(ValueError):
    """Unpacked, it would be larger than anything that belongs here."""


def unpacked(packed: bytes, most: int = LARGEST_TILE) -> bytes:
    """``packed`` without its gzip or zlib wrapping. Raises TooLarge, and ValueError where it is damaged."""
    reader = zlib.decompressobj(wbits=47)
    try:
        content = reader.decompress(packed, most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if reader.unconsumed_tail:
        raise TooLarge(f"more than {most} bytes")
    if not reader.eof:
        raise ValueError("it ends too early")
    return content


def is_gzip(content: bytes) -> bool:
    """Whether it begins as gzip does."""
    return content.startswith(_GZIP)


def picture_type(content: bytes) -> str:
    """The media type of a picture that browsers show as a tile; empty for anything else (SVG is none: it can run)."""
    for begin, media_type in _PICTURES:
        if content.startswith(begin):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "image/avif" if content[4:12] == b"ftypavif" else ""


def plain(text: Any, most: int = LONGEST_CREDIT) -> str:
    """What a file says about itself, as one line of plain text. Markup is taken out, not interpreted."""
    if not isinstance(text, str):
        return ""
    words, inside = [], False
    for char in text[: most * 20]:
        if char == "<":
            inside = True
        elif char == ">" and inside:
            inside = False
        elif not inside:
            words.append(char if char.isprintable() else " ")
    from html import unescape

    # Once: what still looks like markup afterwards was meant as text, and is shown as text.
    return " ".join(unescape("".join(words)).split())[:most].strip()


def box_of(west: float, south: float, east: float, north: float) -> Box | None:
    """The bounds of a map, or ``None`` where they are none: such a map is shown everywhere."""
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        return None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        return None
    return Box(west, south, east, north)


def layer_names(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the layers of a vector map, as its metadata list them."""
    layers = metadata.get("vector_layers")
    if not isinstance(layers, list):
        return ()
    found = (layer.get("id") for layer in layers[:MOST_LAYERS] if isinstance(layer, dict))
    return tuple(name[:100] for name in found if isinstance(name, str))


def json_object(text: str | bytes) -> dict[str, Any]:
    """The object that ``text`` holds as JSON; raises ValueError for anything else."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError("it is no object")
