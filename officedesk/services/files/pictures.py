"""Pictures: when they were taken, and small ones of them. What they are made of is anybody's: sizes are bounded."""

import io
import logging
import warnings
from datetime import datetime
from typing import IO, Any

from officedesk.services.desk import Desk
from officedesk.services.files.reading import content
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "HEIF", "MPO")
PIXELS = 120_000_000
"""More than any camera makes: from there on a picture is made to fill the memory."""
LARGEST = 200 << 20
"""Bytes of a file that is looked into."""
_TAKEN, _OFFSET = 0x9003, 0x9011
_EXIF = 0x8769


def thumbnail(desk: Desk, attachment_id: int, size: int = 256) -> bytes | None:
    """A small picture of an image, upright, as PNG with no side longer than ``size``; ``None`` where it shows none."""
    desk.need(Permission.FILES_READ)
    with content(desk, attachment_id) as file:
        return small(file, size)


def small(file: IO[bytes], size: int) -> bytes | None:
    """As :func:`thumbnail`, of an open file."""
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _opened(file) as image:
                width, height = image.size
                if width * height > PIXELS or min(width, height) < 1:
                    return None
                # A JPEG is read at an eighth of its size where that is enough.
                image.draft("RGB", (size * 2, size * 2))
                upright: Any = ImageOps.exif_transpose(image)
                upright.thumbnail((size, size))
                made = io.BytesIO()
                upright.convert("RGBA" if _see_through(upright) else "RGB").save(made, "PNG")
                return made.getvalue()
    except Exception as error:  # noqa: BLE001 - whatever a picture does to the library, it has no small picture then
        log.info("no small picture: %s", type(error).__name__)
        return None


def taken_on(file: IO[bytes]) -> datetime | None:
    """When a photo says that it was taken: the camera's wall time, with a zone where it says so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _taken(file)
    except Exception as error:  # noqa: BLE001 - as above: then it says nothing
        log.info("no date of a photo: %s", type(error).__name__)
        return None


def _taken(file: IO[bytes]) -> datetime | None:
    with _opened(file) as image:
        found = image.getexif()
        said = found.get_ifd(_EXIF)
        text = str(said.get(_TAKEN, "")).strip("\x00 ")
        at = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - the wall's time
        offset = str(said.get(_OFFSET, "")).strip("\x00 ")
        if len(offset) == 6:
            at = datetime.fromisoformat(f"{at.isoformat()}{offset}")
        return at if 1900 < at.year < 2200 else None


def _opened(file: IO[bytes]) -> Any:
    from pi_heif import register_heif_opener
    from PIL import Image

    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST:
        raise ValueError("too large to look into")
    register_heif_opener()
    image = Image.open(file, formats=FORMATS)
    if image.size[0] * image.size[1] > PIXELS:
        image.close()
        raise ValueError("too many pixels")
    return image


def _see_through(image: Any) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
