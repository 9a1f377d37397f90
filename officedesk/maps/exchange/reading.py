"""A file of fences, whatever its kind: told by what is in it, not by what it is called."""

import io
import zipfile
import zlib
from collections.abc import Callable
from time import monotonic
from typing import Final

from officedesk.maps.exchange.found import LARGEST_FILE, BadFenceFile, Collector, FencesRead

_KINDS: Final = "GeoJSON, KML, KMZ or GPX"


def read_fences(name: str, data: bytes, *, clock: Callable[[], float] = monotonic) -> FencesRead:
    """The fences of a file, made sound, and what of it could not be read.

    ``name`` is only told in messages. :class:`BadFenceFile` where nothing can be read. Nothing is fetched.
    """
    if len(data) > LARGEST_FILE:
        raise BadFenceFile(
            f"{_told(name)} has {len(data) / 1024**2:,.0f} MB; at most {LARGEST_FILE // 1024**2} MB are read.",
            hint="Divide it into smaller files.",
        )
    found = Collector(clock)
    try:
        _read(data, found)
    except BadFenceFile as problem:
        raise BadFenceFile(f"{_told(name)} cannot be read: {problem.message}", hint=problem.hint) from problem
    return found.read()


def _read(data: bytes, found: Collector) -> None:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        from officedesk.maps.exchange.geojson import read_geojson

        read_geojson(data, found)
    elif start.startswith(b"PK\x03\x04"):
        _read_xml(_unpacked(data), found)
    elif start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        _read_xml(data, found)
    elif not start:
        raise BadFenceFile("it is empty.")
    else:
        raise BadFenceFile(f"it is not {_KINDS}.")


def _read_xml(data: bytes, found: Collector) -> None:
    from officedesk.maps.exchange.gpx import read_gpx
    from officedesk.maps.exchange.kml import read_kml
    from officedesk.maps.exchange.xml import local, parsed

    root = parsed(data)
    kind = local(root)
    if kind == "kml":
        read_kml(root, found)
    elif kind == "gpx":
        read_gpx(root, found)
    else:
        raise BadFenceFile(f"it is XML, but not {_KINDS}.")


def _unpacked(data: bytes) -> bytes:
    """The first KML of a KMZ, which is a ZIP file; no more of it than is read of a file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".kml")]
            if not inside:
                raise BadFenceFile("it is a ZIP file without KML in it.")
            with archive.open(inside[0]) as content:
                found = content.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise BadFenceFile("it is a damaged or locked ZIP file.") from error
    if len(found) > LARGEST_FILE:
        raise BadFenceFile(f"unpacked it has more than {LARGEST_FILE // 1024**2} MB.")
    return found


def _told(name: str) -> str:
    from officedesk.maps.exchange.found import short_name

    return f"“{short_name(name) or 'The file'}”"
