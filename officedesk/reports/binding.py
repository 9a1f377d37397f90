"""Finished pages bound into one PDF by ReportLab, with the subsets of the faces they use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from typing import Any
from zlib import compress

import uharfbuzz as hb

from officedesk.reports.fonts import Face, face
from officedesk.reports.ink import CodeBook, Ink
from officedesk.reports.pictures import Picture
from officedesk.reports.sheet import Page

_KEPT_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    subject: str = ""
    language: str = "en-US"


def bind(parts: Iterable[tuple[Sequence[Page], Ink]], about: About) -> bytes:
    """One PDF of all pages. The same pages give the same bytes: no clock, no random number goes in."""
    from reportlab import rl_config
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    # Text encodings of binary data make files a quarter larger and serve no printer of today.
    rl_config.useA85 = 0

    class Binder(Canvas):  # type: ignore[misc]
        def _make_preamble(self) -> None:
            # ReportLab would begin each page in Helvetica, a face that it does not embed.
            self._preamble = "1 0 0 1 0 0 cm"

    target = BytesIO()
    canvas = Binder(target, pageCompression=1, invariant=1, lang=about.language, pdfVersion=(1, 7))
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator("OfficeDesk")
    canvas.setProducer("OfficeDesk")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    readers: dict[str, Any] = {}
    for pages, ink in parts:
        for page in pages:
            canvas.setPageSize((page.width, page.height))
            for placed in page.pictures:
                reader = readers.get(placed.picture.name)
                if reader is None:
                    reader = readers[placed.picture.name] = ImageReader(_image(placed.picture))
                canvas.drawImage(reader, placed.left, placed.bottom, placed.width, placed.height, mask="auto")
            canvas.addLiteral(page.content)
            canvas.showPage()
        for book in ink.books.values():
            _embed(canvas, book)
    canvas.save()
    return target.getvalue()


def _image(picture: Picture) -> Any:
    from PIL import Image

    return Image.frombytes(picture.mode, (picture.width, picture.height), picture.pixels)


def _embed(canvas: Any, book: CodeBook) -> None:
    """The font of a code book as a composite font: codes as they are, each mapped to its glyph in the subset."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream

    document = canvas._doc
    used = book.face
    glyphs = [glyph for glyph, _ in book.entries]
    extra = tuple(sorted(set(glyphs).difference(used.common)))
    subset = _subset(used.name, extra)
    key = f"font.{book.resource}"

    def stream(content: bytes, *, packed: bool = False, **entries: object) -> Any:
        made = PDFStream(PDFDictionary(dict(entries)), content if packed else compress(content), filters=[])
        made.dictionary["Filter"] = PDFName("FlateDecode")
        return made

    name = f"{_tag(extra)}+{used.name}"
    descriptor = PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": PDFName(name),
            "Flags": 4,
            "FontBBox": PDFArray(subset.box),
            "ItalicAngle": 0,
            "Ascent": subset.ascent,
            "Descent": subset.descent,
            "CapHeight": subset.cap_height,
            "StemV": 80,
            "FontFile2": document.Reference(stream(subset.file, packed=True, Length1=subset.length), key + ".file"),
        }
    )
    codes = b"".join(subset.glyphs[glyph].to_bytes(2, "big") for glyph in glyphs)
    descendant = PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": PDFName(name),
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "FontDescriptor": document.Reference(descriptor, key + ".descriptor"),
            "CIDToGIDMap": document.Reference(stream(codes), key + ".glyphs"),
            "W": f"[0 [{' '.join(str(used.advance(glyph)) for glyph in glyphs)}]]",
        }
    )
    font = PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": PDFName(name),
            "Encoding": "/Identity-H",
            "DescendantFonts": PDFArray([document.Reference(descendant, key + ".descendant")]),
            "ToUnicode": document.Reference(stream(_to_unicode(book)), key + ".text"),
        }
    )
    document.idToObject["BasicFonts"].dict[book.resource] = document.Reference(font, key)


@dataclass(frozen=True, slots=True)
class _Subset:
    file: bytes
    length: int
    glyphs: dict[int, int]
    box: list[int]
    ascent: int
    descent: int
    cap_height: int


@lru_cache(maxsize=32)
def _subset(name: str, extra: tuple[int, ...]) -> _Subset:
    """The compressed subset of a face with its common glyphs and ``extra``, and where each glyph went."""
    used = face(name)
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.glyph_set.update((0, *used.common, *extra))
    dropped = (tag for tag in used.hb_face.table_tags if tag not in _KEPT_TABLES)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in dropped)
    plan = hb.SubsetPlan(used.hb_face, wanted)
    file = plan.execute().blob.data
    extents = used.hb_font.get_font_extents("ltr")
    ascent, descent = round(extents.ascender * used.scale), round(extents.descender * used.scale)
    return _Subset(
        compress(file),
        len(file),
        dict(plan.old_to_new_glyph_mapping),
        [-1000, descent, 2500, ascent],
        ascent,
        descent,
        _cap_height(used),
    )


def _cap_height(used: Face) -> int:
    extents = used.hb_font.get_glyph_extents(used.glyph("H"))
    return round(extents.y_bearing * used.scale) if extents else 700


def _tag(glyphs: tuple[int, ...]) -> str:
    """The six letters that tell subsets of one face apart."""
    digest = sha256(repr(glyphs).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _to_unicode(book: CodeBook) -> bytes:
    """The CMap that gives each code its text."""
    pairs = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, (_, text) in enumerate(book.entries) if code]
    blocks = []
    for _, block in groupby(enumerate(pairs), key=lambda item: item[0] // 100):
        lines = [pair for _, pair in block]
        blocks.append(f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
