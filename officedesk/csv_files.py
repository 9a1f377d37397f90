"""Reading CSV files as people really have them: any delimiter, any common encoding, any damage.

The delimiter and encoding are found once (:func:`look_at`) and travel with the :class:`Source`, so that what the
preview showed is what is imported.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from officedesk.errors import InvalidInput
from officedesk.files import told

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
SAMPLE_BYTES = 256 * 1024
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes without a line break after which a file is not taken for a table."""
_CHUNK = 1024 * 1024
_MAGIC = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A CSV file and how it is read. ``skip`` counts the lines before its header row."""

    path: Path
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    skip: int = 0


class Record(NamedTuple):
    """A row of the file. ``row`` counts as spreadsheets do (the header is row 1), ``line`` counts text lines.

    ``problem`` says why the row cannot be used; it is empty for a good one.
    """

    row: int
    line: int
    cells: list[str]
    problem: str


def look_at(path: Path, encoding: str = "", delimiter: str = "") -> Source:
    """Find out how ``path`` is to be read; ``encoding`` and ``delimiter`` given are taken as they are.

    Raises :class:`InvalidInput` where it is no table of text, or a known error where it cannot be opened.
    """
    with told(path):
        found = encoding or _encoding(path)
        try:
            codecs.lookup(found)
        except LookupError:
            raise InvalidInput({"encoding": f"“{encoding}” is not an encoding known here."}) from None
        with path.open("rb") as file:
            raw = file.read(SAMPLE_BYTES)
    sample = codecs.getincrementaldecoder(found)("replace").decode(raw)
    lines = sample.splitlines(keepends=True)
    if len(raw) == SAMPLE_BYTES and len(lines) > 1:
        lines.pop()  # cut off in the middle
    skip = next((i for i, line in enumerate(lines) if line.strip("\ufeff \t\r\n,;|\0")), len(lines))
    if skip < len(lines) and lines[skip].lower().startswith("sep=") and len(lines[skip].strip()) == 5:
        # Excel's way of naming the delimiter in the first line.
        delimiter = delimiter or lines[skip].strip()[4]
        skip += 1
    if skip >= len(lines):
        raise InvalidInput({"file": f"{path.name} is empty: it has no header row."})
    delimiter = delimiter or _delimiter(lines[skip : skip + 60])
    headers = _headers(lines[skip:], delimiter)
    return Source(path, found, delimiter, headers, skip)


def records(source: Source) -> Iterator[Record]:
    """The rows under the header, one by one; blank lines are passed over. Damage is told in ``Record.problem``."""
    width = len(source.headers)
    held: list[str] = []
    with told(source.path), source.path.open(encoding=source.encoding, newline="") as file:
        for _ in range(source.skip):
            file.readline()

        def lines() -> Iterator[str]:
            for line in file:
                held.append(line)
                yield line.replace("\0", "") if "\0" in line else line

        reader = csv.reader(lines(), delimiter=source.delimiter)
        row = 0
        while True:
            start = source.skip + reader.line_num + 1
            problem = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells, problem = [], f"the row cannot be read ({error})"
            except UnicodeDecodeError as error:
                yield Record(row + 1, start, [], f"byte 0x{error.object[error.start]:02x} is not {source.encoding}")
                return
            several = len(held) > 1 or (held and held[0].count('"') % 2)
            if several and not problem and _unclosed(held, source.delimiter):
                problem = f"a quotation mark opened in line {start} is never closed"
            held.clear()
            row += 1
            if row == 1:
                continue
            if not problem and not any(cells):
                continue
            if not problem and len(cells) > width and any(cells[width:]):
                problem = f"the row has {len(cells)} cells, the header has {width}: a quotation mark may be missing"
            yield Record(row, start, cells, problem)


def _unclosed(held: list[str], delimiter: str) -> bool:
    # Asked only of what spans lines or has an odd quotation mark: the reader says nothing at the end of the file.
    try:
        for _ in csv.reader(iter(held), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
        for magic, what in _MAGIC.items():
            if head.startswith(magic):
                raise InvalidInput({"file": f"{path.name} is {what}. Save it as CSV first, then import that."})
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith(codecs.BOM_UTF8):
            _decodes(path, "utf-8-sig")
            return "utf-8-sig"
        wide = _wide(head)
        if wide:
            return wide
    if _decodes(path, "utf-8-sig"):
        return "utf-8-sig"
    if _decodes(path, "cp1252"):
        return "cp1252"
    return _last_resort(path)


def _wide(head: bytes) -> str:
    # UTF-16 without its mark: nearly every other byte of Western text is zero.
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    unbroken = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
                unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
                if unbroken >= LONGEST_LINE:
                    raise InvalidInput({"file": f"{path.name} is not a table: it has no line breaks."})
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _last_resort(path: Path) -> str:
    from charset_normalizer import from_bytes

    with path.open("rb") as file:
        best = from_bytes(file.read(SAMPLE_BYTES)).best()
    if best is not None and _decodes(path, best.encoding):
        return str(best.encoding)
    # Every byte is a letter of Latin-1: nothing of the file is lost, and the preview shows what is odd.
    return "latin-1"


def _delimiter(lines: list[str]) -> str:
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        widths = []
        try:
            widths = [len(row) for row in csv.reader(iter(lines), delimiter=candidate) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = widths[0] * (widths.count(widths[0]) / len(widths)) ** 2
        if score > best_score:
            best, best_score = candidate, score
    return best


def _headers(lines: list[str], delimiter: str) -> tuple[str, ...]:
    """Column names as the mapping knows them: unnamed ones by their place, repeated ones numbered."""
    try:
        cells = next(csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput({"row 1": f"The header row cannot be read ({error})."}) from None
    while cells and not cells[-1].strip():
        cells.pop()
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())[:200] or f"Column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
