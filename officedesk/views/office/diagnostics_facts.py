"""What only the window knows for the diagnostics: Qt, screens, fonts, maps, printers."""

import subprocess
import sys

from PySide6 import __version__ as binding
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QWidget

from officedesk.services.office.diagnostics import Fact, Group, Latency
from officedesk.views.theme import Theme

NO_PRINTERS = "None"
_PATIENCE = 5
"""Seconds that the printing system has to name its printers."""


def window_group(widget: QWidget, theme: Theme) -> Group:
    """Qt and the screen. On the GUI thread: nothing here waits for anything."""
    screen = widget.screen()
    size = screen.size()
    font = QFontInfo(widget.font())
    scale = f"{screen.devicePixelRatio() * 100:.0f} %, {screen.logicalDotsPerInch():.0f} dpi"
    return Group(
        "Window",
        (
            Fact("Qt", f"{qVersion()}, binding {binding}, platform {QGuiApplication.platformName()}"),
            Fact("Screen", f"{size.width()}×{size.height()}, scale {scale}"),
            Fact("Colors", "dark" if theme.tokens.dark else "light"),
            Fact("Font", f"{font.family()}, {font.pixelSize()} px"),
            web_fact(),
        ),
    )


def web_fact() -> Fact:
    """Whether maps can be shown: the web engine is looked for and not loaded."""
    from importlib.util import find_spec

    if find_spec("PySide6.QtWebEngineWidgets") is None:
        return Fact("Web engine", "Not in this installation: maps are shown as lists", "warn")
    return Fact("Web engine", "There, for maps", "ok")


def printers_fact() -> Fact:
    """The printers of this computer. Off the GUI thread: a print server that hangs is waited for."""
    names = printers()
    return Fact("Printers", ", ".join(names) or NO_PRINTERS, "" if names else "warn", str(len(names)))


def printers() -> list[str]:
    """Their names, as the system's printing tells them."""
    if sys.platform == "win32":
        from PySide6.QtPrintSupport import QPrinterInfo

        return list(QPrinterInfo.availablePrinterNames())
    try:
        told = subprocess.run(["lpstat", "-e"], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in told.stdout.splitlines() if line.strip()]


def latency_group(found: Latency) -> Group:
    """What was measured."""
    facts = [Fact(f"Reading, {found.reads} times", _pair(found.read), _tone(found.read[0], 50))]
    if found.write is None:
        facts.append(Fact("Saving", found.why, "warn", "not possible"))
    else:
        facts.append(Fact(f"Saving, {found.writes} times", _pair(found.write), _tone(found.write[0], 250)))
    return Group("Speed", tuple(facts))


def _pair(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} ms in the middle (p50), {pair[1]:.1f} ms at worst (p99)"


def _tone(milliseconds: float, much: float) -> str:
    return "ok" if milliseconds < much else "warn"


def report_lines(groups: list[Group]) -> list[str]:
    """The groups as lines of a report: what must not leave the office is not in it."""
    lines: list[str] = []
    for group in groups:
        lines += ["", group.title]
        for fact in group.facts:
            value = fact.value if fact.shared is None else fact.shared
            if value:
                lines.append(f"    {fact.name}: {value}")
    return lines
