"""Pictures and papers for the files of the sample office: drawn here, the same bytes every time."""

import io
import zlib
from collections.abc import Sequence
from typing import Any

STEEL, DARK, PALE, RED, BLUE = (176, 184, 192), (52, 58, 64), (236, 239, 242), (196, 62, 48), (47, 111, 171)


def rooftop_unit(number: int, sky: tuple[int, int, int] = (168, 205, 234)) -> bytes:
    """A photo-like drawing of a unit on a roof, as JPEG."""
    image, draw = _canvas(sky)
    draw.rectangle((0, 470, 960, 720), fill=(158, 150, 141))
    for line in range(480, 720, 24):
        draw.line((0, line, 960, line + 14), fill=(146, 138, 129), width=3)
    draw.rectangle((210, 230, 750, 520), fill=STEEL, outline=DARK, width=6)
    for left in range(250, 470, 20):
        draw.line((left, 270, left, 480), fill=DARK, width=5)
    draw.ellipse((500, 260, 720, 480), fill=PALE, outline=DARK, width=6)
    for start in range(number * 17, 360 + number * 17, 72):
        draw.pieslice((520, 280, 700, 460), start, start + 30, fill=DARK)
    draw.ellipse((595, 355, 625, 385), fill=RED if number % 2 else DARK)
    draw.rectangle((230, 520, 290, 560), fill=DARK)
    draw.rectangle((670, 520, 730, 560), fill=DARK)
    draw.text((240, 180), f"RTU-{number}", fill=DARK, font=_font(44))
    return _jpeg(image)


def nameplate(lines: Sequence[str]) -> bytes:
    """A nameplate that was photographed, as JPEG."""
    image, draw = _canvas((92, 99, 106))
    draw.rounded_rectangle((110, 110, 850, 610), 26, fill=(222, 224, 226), outline=DARK, width=5)
    for x, y in ((140, 140), (820, 140), (140, 580), (820, 580)):
        draw.ellipse((x - 10, y - 10, x + 10, y + 10), fill=DARK)
    for place, line in enumerate(lines):
        draw.text((180, 160 + place * 74), line, fill=DARK, font=_font(46 if place == 0 else 36))
    return _jpeg(image)


def floor_plan() -> bytes:
    """The plan of a roof with its units, as PNG."""
    image, draw = _canvas((255, 255, 255))
    draw.rectangle((80, 90, 880, 630), outline=DARK, width=6)
    draw.rectangle((80, 90, 300, 270), outline=DARK, width=4)
    draw.text((110, 160), "Stairs", fill=DARK, font=_font(30))
    for number, (x, y) in enumerate(((400, 160), (640, 160), (400, 420), (640, 420)), start=1):
        draw.rectangle((x, y, x + 150, y + 110), fill=(214, 228, 242), outline=BLUE, width=4)
        draw.text((x + 22, y + 34), f"RTU-{number}", fill=BLUE, font=_font(34))
    draw.line((110, 560, 270, 560), fill=RED, width=6)
    draw.text((110, 575), "Gas shut-off", fill=RED, font=_font(26))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def letter(title: str, lines: Sequence[str]) -> bytes:
    """A page of text as PDF."""

    def said(text: str) -> str:
        return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

    body = [f"BT /B 20 Tf 72 708 Td ({said(title)}) Tj ET"]
    body += [f"BT /R 11 Tf 72 {672 - place * 17} Td ({said(line)}) Tj ET" for place, line in enumerate(lines)]
    content = zlib.compress("\n".join(body).encode("cp1252"), 9)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>"
        ),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, begin)
    return bytes(out)


def _canvas(colour: tuple[int, int, int]) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (960, 720), colour)
    return image, ImageDraw.Draw(image)


def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _jpeg(image: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
