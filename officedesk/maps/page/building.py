"""Builds the page with folium: a bare map and the scripts that fill it. It holds no data: one serves a session.

Folium writes scripts and styles into the page. They are taken out into files of their own, so that the page runs under
a policy that forbids whatever stands in it.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import Final

from officedesk.maps.page.parts import ORIGIN, PAGE, POLICY, SCRIPT, SCRIPTS, START, STYLE, STYLES, Served

NAME: Final = "map_office"
"""The map's variable in the page."""
_SCRIPT_AT: Final = "/folium.js"
_STYLE_AT: Final = "/folium.css"


def built() -> dict[str, Served]:
    """The page and what folium wrote into it, by path. Folium takes a while to import: see ``kept``."""
    import folium

    class Bare(folium.Map):
        """Without the parts that folium fetches from the network."""

        default_js = [(path, ORIGIN + path) for path in SCRIPTS]
        default_css = [(path, ORIGIN + path) for path in STYLES]

    drawn = Bare(
        location=[39.0, -98.0],
        zoom_start=4,
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        control_scale=True,
        attribution_control=False,
        world_copy_jump=True,
        font_size="12px",
    )
    # Its name is part of the page: the same each time, and known to our own script.
    drawn._id = NAME.removeprefix("map_")
    taken = _Taken()
    taken.feed(drawn.get_root().render())
    taken.close()
    return {
        START: Served(taken.page().encode(), PAGE),
        _SCRIPT_AT: Served(taken.script.encode(), SCRIPT),
        _STYLE_AT: Served(taken.style.encode(), STYLE),
    }


class _Taken(HTMLParser):
    """A page without the scripts and styles in it; they are gathered in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.script = self.style = ""
        self._head: list[str] = []
        self._body: list[str] = []
        self._into, self._inline = self._head, ""

    def page(self) -> str:
        """The page, with what was taken out of it as files: the style in the head, the script after the body."""
        return "".join(
            (
                '<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>Map</title>\n',
                f'<meta http-equiv="Content-Security-Policy" content="{escape(_IN_PAGE)}">\n',
                *self._head,
                f'\n<link rel="stylesheet" href="{ORIGIN}{_STYLE_AT}">\n</head>\n<body>\n',
                "".join(self._body).strip(),
                f'\n<script src="{ORIGIN}{_SCRIPT_AT}"></script>\n</body>\n</html>\n',
            )
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "body":
            self._into = self._body
        elif tag in ("script", "style") and "src" not in names:
            self._inline = tag
        elif tag not in ("html", "head"):
            self._into.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._into.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inline:
            self._inline = ""
        elif tag not in ("html", "head", "body"):
            self._into.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._inline == "script":
            self.script += data
        elif self._inline == "style":
            self.style += data
        elif data.strip():
            self._into.append(data)


# What a header says about being framed has no meaning in a page.
_IN_PAGE: Final = "; ".join(part for part in POLICY.split("; ") if not part.startswith("frame-ancestors"))
