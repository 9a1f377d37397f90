"""Colours, type and the one stylesheet. No other file names a colour."""

import sys
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from officedesk.views.stylesheet import stylesheet


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme. ``*_soft`` is the ground that goes with the colour of the same name."""

    dark: bool
    window: str
    panel: str
    raised: str
    """Header rows and read-only grounds on a panel."""
    line: str
    control_line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    """Text and icons on the accent."""
    accent_text: str
    """Accent-coloured text and outlines on panel ground."""
    accent_soft: str
    selected: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    star: str
    chip: str
    chip_text: str
    side: str
    side_selected: str
    side_text: str
    side_muted: str
    desk: str
    """Ground behind paper."""
    paper: str
    shadow: str


LIGHT = Tokens(
    dark=False,
    window="#f5f6f8",
    panel="#ffffff",
    raised="#fafbfc",
    line="#e3e6ea",
    control_line="#d0d5dc",
    text="#1c2430",
    muted="#66707f",
    accent="#1f6feb",
    accent_hover="#1a62d2",
    on_accent="#ffffff",
    accent_text="#1f6feb",
    accent_soft="#e8f0fe",
    selected="#e8eefc",
    ok="#1a7f4b",
    ok_soft="#e3f5ea",
    warn="#9a6700",
    warn_soft="#fff3d1",
    bad="#c62828",
    bad_soft="#fde8e8",
    star="#e0a100",
    chip="#eef1f5",
    chip_text="#48525f",
    side="#16202e",
    side_selected="#24344b",
    side_text="#dfe5ee",
    side_muted="#9aa7b8",
    desk="#e8ebf0",
    paper="#ffffff",
    shadow="#c9ced6",
)
DARK = Tokens(
    dark=True,
    window="#161b22",
    panel="#1b222c",
    raised="#202833",
    line="#2d3642",
    control_line="#3c4756",
    text="#e6eaf0",
    muted="#9aa5b4",
    accent="#2f6fde",
    accent_hover="#3d7dec",
    on_accent="#ffffff",
    accent_text="#6ea8ff",
    accent_soft="#1d3358",
    selected="#1f3255",
    ok="#5fd197",
    ok_soft="#17382a",
    warn="#e3b341",
    warn_soft="#3d3013",
    bad="#ff7b72",
    bad_soft="#4a1d1d",
    star="#e3a008",
    chip="#2c3542",
    chip_text="#c3ccd8",
    side="#0d1117",
    side_selected="#24344b",
    side_text="#dfe5ee",
    side_muted="#8b98a9",
    desk="#0d1117",
    paper="#ffffff",
    shadow="#05070a",
)


class Theme(QObject):
    """The scheme in force; follows the system's light/dark switch. Handed to whoever paints."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: str = "system") -> None:
        """``scheme`` is ``system``, ``light`` or ``dark``."""
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        _use_font(app)
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        self.tokens = self._wanted()
        self._apply()

    def choose(self, scheme: str) -> None:
        self._scheme = scheme
        self._system_changed()

    def colour(self, name: str) -> QColor:
        """The colour of token ``name``."""
        return QColor(getattr(self.tokens, name))

    def _wanted(self) -> Tokens:
        if self._scheme == "system":
            return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._scheme == "dark" else LIGHT

    def _system_changed(self) -> None:
        wanted = self._wanted()
        if wanted is not self.tokens:
            self.tokens = wanted
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        t = self.tokens
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: t.window,
            QPalette.ColorRole.WindowText: t.text,
            QPalette.ColorRole.Base: t.panel,
            QPalette.ColorRole.AlternateBase: t.raised,
            QPalette.ColorRole.Text: t.text,
            QPalette.ColorRole.Button: t.panel,
            QPalette.ColorRole.ButtonText: t.text,
            QPalette.ColorRole.Highlight: t.accent,
            QPalette.ColorRole.HighlightedText: "#ffffff",
            QPalette.ColorRole.PlaceholderText: t.muted,
            QPalette.ColorRole.ToolTipBase: t.panel,
            QPalette.ColorRole.ToolTipText: t.text,
            QPalette.ColorRole.Link: t.accent_text,
            QPalette.ColorRole.Mid: t.line,
            QPalette.ColorRole.Dark: t.desk,
        }
        for role, colour in roles.items():
            palette.setColor(role, QColor(colour))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.muted))
        self._app.setPalette(palette)
        self._app.setStyleSheet(stylesheet(t, self._app.font()))


def _use_font(app: QApplication) -> None:
    """The system's font at the system's size; Inter where a bare Linux desktop names none."""
    font = app.font()
    if sys.platform.startswith("linux") and font.family().lower() in (
        "",
        "sans serif",
        "sans",
        "dejavu sans",
        "sans-serif",
    ):
        from officedesk.resources import font_path

        for name in ("Inter-Regular", "Inter-Medium", "Inter-SemiBold"):
            QFontDatabase.addApplicationFont(str(font_path(name)))
        font = QFont("Inter", 10)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    # Digits of one width, so that columns of money line up.
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    app.setFont(font)
