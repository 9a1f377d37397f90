"""Keeps the page that folium built between sessions: building it takes as long as all else of a first map."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from officedesk import __version__
from officedesk.maps.page import building, parts
from officedesk.maps.page.parts import Served

log = logging.getLogger(__name__)

_NAME: Final = "map-page.json"


def page(folder: Path) -> Mapping[str, Served]:
    """The page as :func:`~officedesk.maps.page.building.built` makes it; kept in ``folder`` for the next session.

    What is kept there serves as long as neither folium nor our own way of building has changed. Call it off the GUI
    thread. A folder that cannot be written to only means that the page is built anew each time.
    """
    path, made_of = folder / _NAME, _made_of()
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["made_of"] == made_of:
            return {at: Served(_text(content).encode(), _text(kind)) for at, (content, kind) in kept["files"].items()}
    built = building.built()
    try:
        _write(path, {"made_of": made_of, "files": {at: [s.content.decode(), s.kind] for at, s in built.items()}})
    except OSError as error:
        log.info("the map's page is not kept: %s", error)
    return built


def _made_of() -> str:
    """Another text whenever the page may be another one."""
    folium = importlib.util.find_spec("folium")
    sources = [Path(building.__file__), Path(parts.__file__)]
    if folium is not None and folium.origin:
        home = Path(folium.origin).parent
        sources += [home / "_version.py", home / "folium.py"]
    found = hashlib.sha256(__version__.encode())
    for source in sources:
        try:
            stat = source.stat()
        except OSError:
            # Packed into one file with the program: the version says it.
            continue
        found.update(f"{source}|{stat.st_size}|{stat.st_mtime_ns}".encode())
    return found.hexdigest()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a page")
    return value


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Readable to its owner only, and whole or not at all.
    handle, draft = tempfile.mkstemp(prefix=".map-page.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
