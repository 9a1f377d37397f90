"""Small pictures and dates of photos; a hostile picture has neither."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from officedesk.services.desk import Desk
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.pictures import small, thumbnail
from tests import factories


@pytest.fixture
def engine_kind() -> str:
    return "sqlite"


def picture(form: str, size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, form, **options)
    return out.getvalue()


def taken(at: str, offset: str = "", orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = at
    if offset:
        inner[0x9011] = offset
    return picture("JPEG", exif=exif)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "HEIF"])
def test_images_have_small_pictures(desk: Desk, form: str) -> None:
    row = add_bytes(desk, f"photo.{form.lower()}", picture(form), FileDraft(factories.make_customer(desk, "A")))
    made = thumbnail(desk, row.id, 128)
    assert made is not None
    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size) == ("PNG", (128, 96))


def test_a_small_picture_stands_upright() -> None:
    made = small(io.BytesIO(taken("2023:06:20 14:00:00", orientation=6)), 128)
    assert made is not None
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (96, 128)


def test_a_photo_tells_when_it_was_taken(desk: Desk) -> None:
    customer = factories.make_customer(desk, "A")
    wall = add_bytes(desk, "a.jpg", taken("2023:06:20 14:00:00"), FileDraft(customer))
    zoned = add_bytes(desk, "b.jpg", taken("2023:06:20 14:00:00", "+02:00"), FileDraft(customer))
    none = add_bytes(desk, "c.jpg", taken("0000:00:00 00:00:00"), FileDraft(customer))
    assert wall.taken_at == datetime(2023, 6, 20, 19, tzinfo=UTC), "the office is in Chicago"
    assert zoned.taken_at == datetime(2023, 6, 20, 12, tzinfo=UTC)
    assert none.taken_at is None


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0" + b"\x00" * 50,
        picture("JPEG")[:700],
        png(60_000, 60_000),
        png(2**31 - 1, 2**31 - 1),
        png(0, 0),
        b"GIF89a" + b"\xff" * 100,
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64,
    ],
)
def test_a_hostile_picture_has_no_small_one(desk: Desk, content: bytes) -> None:
    assert small(io.BytesIO(content), 64) is None
    row = add_bytes(desk, "x.jpg", content, FileDraft(factories.make_customer(desk, "A")))
    assert row.taken_at is None
    assert thumbnail(desk, row.id) is None
