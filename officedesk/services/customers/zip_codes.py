"""The ZIP codes that ship with the application, in the order in which they are looked up.

Where they come from, reading them costs 0.3 s, 25 MB, and 0.2 s in which no other thread gets a turn. So they are read
once by a process of their own, written down in this person's cache folder, and looked up there.
"""

import logging
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from officedesk.errors import OfficeError
from officedesk.files import write_bytes
from officedesk.models.text import fold

log = logging.getLogger(__name__)
FORM = 2
"""Of the file: another one is another form, and made anew."""
LONGEST = 60.0
"""Seconds for the other process; it takes half of one."""
_MILITARY = frozenset({"AA", "AE", "AP"})
LONG = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
"""First words of names of cities as they are looked up."""


class Lines:
    """Sorted lines of fields between tabs, looked up where they lie."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def beginning(self, prefix: str) -> Iterator[list[str]]:
        """The lines that begin so, in order, each as its fields."""
        text, wanted = self._text, prefix.encode()
        at = self._find(wanted)
        while text.startswith(wanted, at) and at < len(text):
            end = text.index(b"\n", at)
            yield text[at:end].decode().split("\t")
            at = end + 1

    def _find(self, wanted: bytes) -> int:
        """Where the first line begins that is not before ``wanted``. The bytes of UTF-8 sort as characters do."""
        text, low, high = self._text, 0, len(self._text)
        while low < high:
            start = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = text.index(b"\n", start)
            if text[start:end] < wanted:
                low = end + 1
            else:
                high = start
        return low


class ZipCodes(NamedTuple):
    """``codes``: ZIP code, city, state, latitude, longitude, kind. ``cities``: folded name, state, name, its ZIP codes.

    The kind is ``S`` for the code of an area, ``P`` for one of post office boxes, ``U`` for that of one receiver.
    """

    codes: Lines
    cities: Lines


def load(folder: Path) -> ZipCodes:
    """The ZIP codes, from ``folder`` where they were written down before. Not for the GUI thread."""
    path = folder / "zip-codes"
    found = read(path)
    if found is None:
        # What is at work here does not wait for it, and a folder that cannot be written to is no reason to fail.
        _apart(path)
        found = read(path)
    return found or _taken_apart(make())


def read(path: Path) -> ZipCodes | None:
    """What was written down, if it is of this version and whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, rest = content.partition(b"\n")
    if head != _head(rest):
        log.info("the ZIP codes are written down anew")
        return None
    return _taken_apart(rest)


def write(path: Path, rest: bytes) -> None:
    """Write down what :func:`make` made. A crash leaves what was there before, or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, _head(rest) + b"\n" + rest)


def make() -> bytes:
    """All lines, read from the package: those of the codes, an empty one, those of the cities."""
    import zipcodes

    similar: Callable[[str], list[dict[str, Any]]] = zipcodes.similar_to
    codes: list[str] = []
    by_city: dict[tuple[str, str], list[str]] = defaultdict(list)
    # Some at a time: the package's records are large, and all at once they would take 100 MB.
    for number in range(100):
        for record in similar(f"{number:02}"):
            city, state, code = record["city"], record["state"], record["zip_code"]
            if record["active"] and state not in _MILITARY:
                codes.append("\t".join((code, city, state, record["lat"], record["long"], record["zip_code_type"][0])))
                for name in (city, *record["acceptable_cities"]):
                    by_city[name, state].append(code)
    cities = ["\t".join((_key(name), state, name, " ".join(sorted(known)))) for (name, state), known in by_city.items()]
    return ("\n".join(sorted(codes)) + "\n\n" + "\n".join(sorted(cities)) + "\n").encode()


def _taken_apart(rest: bytes) -> ZipCodes:
    codes, _, cities = rest.partition(b"\n\n")
    return ZipCodes(Lines(codes + b"\n"), Lines(cities))


def _head(rest: bytes) -> bytes:
    import zipcodes

    return f"zip codes {FORM} of {zipcodes.__version__} {len(rest)} {crc32(rest):08x}".encode()


def _apart(path: Path) -> None:
    process = get_context("spawn").Process(target=_write_down, args=(path,), name="zip codes", daemon=True)
    try:
        process.start()
    except OSError as error:
        log.info("no process for the ZIP codes: %r", error)
        return
    process.join(LONGEST)
    process.kill()
    process.join()
    process.close()


def _write_down(path: Path) -> None:
    """What the other process does. Nobody waits for it."""
    if sys.platform != "win32":
        os.nice(10)
    with suppress(OSError, OfficeError):
        write(path, make())


def _key(city: str) -> str:
    first, _, rest = fold(city).partition(" ")
    return f"{LONG.get(first, first)} {rest}".rstrip()
