"""The mark of the sample's brands: their first letter on a rounded square, drawn here as a PNG."""

import struct
import zlib

SIDE = 116
_FINE = 3
_PAPER = (255, 255, 255)


def mark(colour: str = "#1f6feb") -> bytes:
    """A white N on a color, 116 × 116 pixels with smooth edges."""
    ink_of = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    rows = []
    for y in range(SIDE):
        row = bytearray(b"\0")
        for x in range(SIDE):
            inside = letter = 0
            for dy in range(_FINE):
                for dx in range(_FINE):
                    u, v = (x + (dx + 0.5) / _FINE) / SIDE, (y + (dy + 0.5) / _FINE) / SIDE
                    inside += _square(u, v)
                    letter += _letter(u, v)
            share = letter / _FINE**2
            row += bytes(round(ink + (paper - ink) * share) for ink, paper in zip(ink_of, _PAPER, strict=True))
            row.append(round(255 * inside / _FINE**2))
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    body = _part(b"IHDR", header) + _part(b"IDAT", zlib.compress(b"".join(rows), 9)) + _part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _square(u: float, v: float, radius: float = 0.18) -> bool:
    x, y = max(radius - u, 0.0, u - (1 - radius)), max(radius - v, 0.0, v - (1 - radius))
    return x * x + y * y <= radius * radius


def _letter(u: float, v: float) -> bool:
    if not 0.28 <= v <= 0.72:
        return False
    stem = 0.085
    slant = 0.32 + (v - 0.28) / 0.44 * (0.68 - 0.32 - stem)
    return 0.32 <= u <= 0.32 + stem or 0.68 - stem <= u <= 0.68 or slant <= u <= slant + stem
