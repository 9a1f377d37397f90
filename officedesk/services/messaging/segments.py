"""How many text messages a text is charged as: seven-bit letters where they are enough, else sixteen-bit ones."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("\f^{}\\[~]|€")
"""Letters of GSM's second table: an escape and a letter."""
SEVEN_ALONE, SEVEN_EACH = 160, 153
SIXTEEN_ALONE, SIXTEEN_EACH = 70, 67


@dataclass(frozen=True, slots=True)
class Segments:
    """``count`` messages; ``left`` more units fit into the last one. ``encoding`` is ``GSM-7`` or ``UCS-2``."""

    encoding: str
    units: int
    count: int
    left: int


def segments(text: str) -> Segments:
    """How a text is cut. A letter that takes two units is never cut in half, as networks do it."""
    if all(letter in _BASIC or letter in _TWICE for letter in text):
        sizes = [2 if letter in _TWICE else 1 for letter in text]
        return _cut("GSM-7", sizes, SEVEN_ALONE, SEVEN_EACH)
    return _cut("UCS-2", [2 if ord(letter) > 0xFFFF else 1 for letter in text], SIXTEEN_ALONE, SIXTEEN_EACH)


def _cut(encoding: str, sizes: list[int], alone: int, each: int) -> Segments:
    units = sum(sizes)
    if units <= alone:
        return Segments(encoding, units, 1 if units else 0, alone - units)
    count, used = 1, 0
    for size in sizes:
        if used + size > each:
            count, used = count + 1, 0
        used += size
    return Segments(encoding, units, count, each - used)
