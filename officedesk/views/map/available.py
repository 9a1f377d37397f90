"""Whether a web map can be shown at this desktop. Without one there are lists with numbers, and all else works."""

from __future__ import annotations

import os
import sys
from typing import Final

from officedesk.config import Config
from officedesk.errors import OfficeError

SWITCH: Final = "OFFICEDESK_NO_WEB_MAP"
"""Environment: any value but nothing or 0 means that no web map is shown."""
SETTING: Final = "no_web_map"
"""Setting of the desktop with the same meaning."""


def why_no_map(config: Config | None = None) -> str:
    """Why no web map can be shown here, in words; empty where it can.

    Imports Qt's web engine, which takes a moment: ask when a map is wanted, not before.
    """
    if os.environ.get(SWITCH, "") not in ("", "0"):
        return f"Maps are switched off on this computer ({SWITCH})."
    if config is not None and config.get(SETTING, False):
        return "Maps are switched off in the settings of this computer."
    if sys.platform == "linux" and _is_root() and os.environ.get("QTWEBENGINE_DISABLE_SANDBOX", "") != "1":
        # The engine's sandbox cannot stand under root: it would end the whole program.
        return "Maps cannot be shown while OfficeDesk runs as the system's administrator."
    try:
        import PySide6.QtWebChannel
        import PySide6.QtWebEngineWidgets  # noqa: F401 - only whether it can be had
    except ImportError:
        return "Maps need Qt WebEngine (the package PySide6-WebEngine), which is not installed here."
    try:
        from officedesk.maps.page.parts import files

        files()
    except OfficeError as error:
        return str(error)
    return ""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
