"""Lengths and areas as people write and read them: feet, miles and acres, or metres and hectares."""

import re
import unicodedata
from typing import Final

from officedesk.maps.shapes import Circle, Measured, Shape

MILE: Final = 1609.344
FOOT: Final = 0.3048
ACRE: Final = 4046.8564224
"""Square metres."""

_UNITS: Final = {
    "ft": FOOT,
    "foot": FOOT,
    "feet": FOOT,
    "'": FOOT,
    "yd": 0.9144,
    "yard": 0.9144,
    "yards": 0.9144,
    "mi": MILE,
    "mile": MILE,
    "miles": MILE,
    "m": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "km": 1000.0,
    "kilometer": 1000.0,
    "kilometers": 1000.0,
    "kilometre": 1000.0,
    "kilometres": 1000.0,
}
_LENGTH: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})?(?:\.(\d{0,12}))?\s*([a-z']*)\.?", re.ASCII)


def parse_length(text: str, default: str = "ft") -> float:
    """Metres of ``300 ft``, ``0.5 mi``, ``120 m``, ``1,200 yd``, ``2km`` or a plain number in the ``default`` unit.

    ``ValueError`` with words for the field where it is none, or not more than nothing.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").replace("′", "'").split()).casefold()
    if not plain:
        raise ValueError("Enter a length, such as 300 ft or 0.5 mi.")
    match = _LENGTH.fullmatch(plain)
    if match is None or not (match[1] or match[2]):
        shown = " ".join(text.split())
        raise ValueError(f"“{shown[:40]}{'…' if len(shown) > 40 else ''}” is not a length, such as 300 ft or 0.5 mi.")
    unit = match[3] or default
    if unit not in _UNITS:
        raise ValueError(f"“{unit[:20]}” is not a unit known here. Use ft, yd, mi, m or km.")
    metres = float(f"{(match[1] or '0').replace(',', '')}.{match[2] or '0'}") * _UNITS[unit]
    if not metres:
        raise ValueError("Enter a length above zero, such as 300 ft or 0.5 mi.")
    return metres


def format_length(metres: float, imperial: bool = True) -> str:
    """``300 ft``, ``2,460 ft``, ``0.5 mi``, ``12.4 mi``; ``120 m``, ``2.4 km``."""
    if imperial:
        # Half a mile is the least that people say in miles.
        return f"{_small(metres / FOOT)} ft" if abs(metres) < 0.495 * MILE else f"{_large(metres / MILE)} mi"
    return f"{_small(metres)} m" if abs(metres) < 999.5 else f"{_large(metres / 1000)} km"


def format_area(square_metres: float, imperial: bool = True) -> str:
    """``4,200 sq ft``, ``167.5 acres``, ``12 sq mi``; ``390 m²``, ``6.8 ha``, ``12.3 km²``."""
    if imperial:
        acres = square_metres / ACRE
        if acres < 0.995:
            return f"{_small(square_metres / FOOT**2)} sq ft"
        if acres < 6400:
            shown = _large(acres)
            return f"{shown} acre" if shown == "1" else f"{shown} acres"
        return f"{_large(square_metres / MILE**2)} sq mi"
    if square_metres < 9950:
        return f"{_small(square_metres)} m²"
    return f"{_large(square_metres / 1e4)} ha" if square_metres < 1e7 else f"{_large(square_metres / 1e6)} km²"


def format_size(shape: Shape, measured: Measured, imperial: bool = True) -> str:
    """What a list says of a fence: ``300 ft radius · 6.5 acres``, ``167.5 acres · 2.1 mi around``."""
    area = format_area(measured.area, imperial)
    if isinstance(shape, Circle):
        return f"{format_length(shape.radius, imperial)} radius · {area}"
    return f"{area} · {format_length(measured.perimeter, imperial)} around"


def _small(value: float) -> str:
    """In a unit of which halves say nothing, but for the first few."""
    return _plain(f"{value:,.{1 if abs(value) < 9.95 else 0}f}")


def _large(value: float) -> str:
    """In a unit of which tenths are told."""
    return _plain(f"{value:,.{2 if abs(value) < 0.995 else 1 if abs(value) < 999.5 else 0}f}")


def _plain(shown: str) -> str:
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"
