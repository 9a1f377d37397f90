"""The squares of the Web Mercator pyramid."""

import math
from typing import TypeAlias

Square: TypeAlias = tuple[int, int]
"""Column and row at some level; rows count from the north."""


def square_of(level: int, longitude: float, latitude: float) -> Square:
    """The square of the Web Mercator pyramid in which a point lies."""
    count = 1 << level
    x = (longitude + 180) / 360 * count
    y = (1 - math.asinh(math.tan(math.radians(max(-85.05, min(85.05, latitude))))) / math.pi) / 2 * count
    return min(count - 1, max(0, int(x))), min(count - 1, max(0, int(y)))
