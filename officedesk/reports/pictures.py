"""Logos and signatures: PNG or JPEG bytes made into a small picture, or nothing where they are broken."""

import warnings
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

_MOST_PIXELS = 40_000_000
_LONGEST = 900
"""Pixels: more than a printer shows of a logo."""


class Picture(NamedTuple):
    """RGB or RGBA pixels; ``name`` is the digest of the bytes it was read from."""

    name: str
    mode: str
    width: int
    height: int
    pixels: bytes


def picture(data: bytes | None) -> Picture | None:
    """The picture in ``data``; ``None`` where there is none, it is damaged, of another kind, or far too large."""
    return _read(sha256(data).hexdigest(), data) if data else None


@lru_cache(maxsize=8)
def _read(name: str, data: bytes) -> Picture | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
                found = image.convert("RGBA" if clear else "RGB")
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        # A paper without its logo is better than no paper; who picks a logo sees it in the preview.
        return None
    found.thumbnail((_LONGEST, _LONGEST))
    return Picture(name, found.mode, found.width, found.height, found.tobytes())
