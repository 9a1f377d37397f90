"""The web map as the rest of the window knows it: values in, signals out, and nothing of the page in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.maps.page.values import (
    TOOLS,
    Drawn,
    MapFence,
    MapLine,
    MapPoint,
    Tool,
    fences_json,
    lines_json,
    points_json,
    shape_value,
)
from officedesk.maps.shapes import Box, Point, Shape
from officedesk.views.map.link import PageLink
from officedesk.views.map.printing import Printing
from officedesk.views.map.sketch import Sketch
from officedesk.views.map.web import MapPage
from officedesk.views.shell import Shell
from officedesk.views.theme import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from officedesk.maps.base.kinds import BaseMap
    from officedesk.maps.page import hearing
    from officedesk.views.map.base_keeper import BaseKeeper

__all__ = ["Drawn", "MapFence", "MapLine", "MapPoint", "MapView"]

_COLOURS: Final = ("window", "panel", "line", "text", "muted", "accent_soft", "ok", "warn", "bad")


class MapView(QWidget):
    """A map. Whatever it is told to show stands: also after the page was loaded anew, and before it is there.

    Ask ``views.map.available.why_no_map`` before making one. Layers are named by whoever shows them; fences are the
    layer ``fences``.
    """

    ready = Signal()
    """The page stands; told again after it was loaded anew."""
    failed = Signal(str)
    """No map can be shown, in the user's words."""
    picked = Signal(str, object)
    """A click on something: its layer and id."""
    opened = Signal(str, object)
    """A double-click on something."""
    gathered = Signal(str, object)
    """A cluster was clicked whose points all lie at one place: their layer, and a tuple of up to 1,000 ids."""
    drawn = Signal(object)
    """A step of drawing was done, undone or done again: :class:`Drawn`."""
    steps_changed = Signal()
    """``can_undo`` or ``can_redo`` may have changed."""
    tool_wanted = Signal(str)
    """A tool of the map's own bar was taken; drawing with it has begun."""
    escaped = Signal()
    """Esc was pressed where there was nothing to leave on the map."""
    lassoed = Signal(object)
    """A line was drawn around something: a list of (latitude, longitude)."""
    lasso_left = Signal()
    """Esc ended the lasso."""
    pin_moved = Signal(float, float)
    view_moved = Signal(object, float)
    """Another part of the map is seen: its :class:`Box` and zoom."""
    clicked = Signal(float, float)
    """The ground was clicked: latitude, longitude."""
    painted = Signal(int)
    """What was told before :meth:`mark` gave this number is drawn."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._sketch = shell, Sketch()
        self._marks = self._corners = self._taken_back = 0
        self._links: tuple[tuple[str, str], ...] = ()
        self.web = QWebEngineView(self)
        self.web.setAccessibleName("Map")
        self.web.setContextMenuPolicy(self.web.contextMenuPolicy().NoContextMenu)
        self._link = PageLink(shell.web, self.web, self._heard)
        self._standing, self._stand, self._tell = self._link.standing, self._link.stand, self._link.tell
        self._link.ready.connect(self._stood)
        self._link.failed.connect(self.failed)
        self.setFocusProxy(self.web)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.web)
        self._printing = Printing(self.page, partial(self._tell, "print"), self)
        shell.theme.changed.connect(self._follow_theme)
        self._follow_theme()
        self._link.open()
        # While the engine starts.
        import officedesk.maps.page.hearing  # noqa: F401

    @property
    def page(self) -> MapPage:
        """The page of the web engine; for whoever looks after it, not for those who show something."""
        return self._link.page

    @cached_property
    def base(self) -> BaseKeeper:
        """Who keeps the ground under the map. It begins once the page stands, or when it is asked for."""
        from officedesk.views.map.base_keeper import BaseKeeper

        return BaseKeeper(self._shell, self)

    def open(self) -> None:
        """Load the map again, after ``failed``. What was shown is shown."""
        self._link.open()

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_points(self, layer: str, points: Sequence[MapPoint], clustered: bool = False) -> None:
        """Show points as ``layer``, in place of those that it showed; ``clustered`` where they may be many."""
        kept = tuple(points)
        self._link.show(f"points:{layer}", partial(points_json, kept), "points", layer=layer, clustered=clustered)

    def show_fences(self, fences: Sequence[MapFence]) -> None:
        """Show these fences, in place of those shown."""
        self._link.show("fences", partial(fences_json, tuple(fences)), "fences")

    def show_lines(self, layer: str, lines: Sequence[MapLine]) -> None:
        """Show lines as ``layer``, in place of those that it showed."""
        self._link.show(f"lines:{layer}", partial(lines_json, tuple(lines)), "lines", layer=layer)

    def hide(self, layer: str | None = None) -> None:  # type: ignore[override]
        """Take a layer of points or lines, or ``fences``, off the map; without a name hide the whole view."""
        if layer is None:
            super().hide()
            return
        for about in (f"points:{layer}", f"lines:{layer}", layer):
            if about == "fences" or ":" in about:
                self._link.hide(about)
        self._tell("hide", layer=layer)

    def highlight(self, layer: str, id: int | None) -> None:
        """Let one thing of the map stand out, in place of the one that did; ``None``: nothing."""
        self._stand("highlight", "highlight", layer=layer, id=id)

    def pin(self, at: Point | None) -> None:
        """Set the pin that can be dragged, or take it away."""
        self._stand("pin", "pin", at=None if at is None else [at.latitude, at.longitude])

    def fit(self, box: Box) -> None:
        """Show all of a part of the earth."""
        east = box.east + 360 if box.crosses else box.east
        self._stand("view", "fit", box=[box.south, box.west, box.north, east])

    def centre(self, at: Point, zoom: float) -> None:
        """Show a place in the middle."""
        self._stand("view", "centre", at=[at.latitude, at.longitude], zoom=zoom)

    def set_base(self, base: BaseMap) -> None:
        """What lies under everything else; its provider is asked on workers' threads."""
        self._links = tuple((link.text, link.url) for link in base.links)
        words = [text for text, _ in self._links]
        self._stand("base", "base", root=self._link.provide(base.provider), spec=base.spec(), links=words)

    def set_theme(self, dark: bool) -> None:
        """Colours for a light or dark window. The map follows the window's scheme by itself."""
        self._colour(DARK if dark else LIGHT)

    def mark(self, *, ground: bool = False) -> int:
        """A number that ``painted`` tells once all that was told until now is drawn, with ``ground`` the base map too.

        Where there is no service's answer to be had, its tiles are not waited for longer than it takes to know that.
        """
        self._marks += 1
        self._tell("mark", number=self._marks, ground=ground)
        return self._marks

    # -- drawing -------------------------------------------------------------------------------------------------

    def tools(self, on: bool) -> None:
        """Offer the drawing tools on the map."""
        self._stand("tools", "tools", on=on)

    def draw(self, tool: Tool | None) -> None:
        """Begin to draw something new; ``None`` leaves what is drawn."""
        if tool is None:
            self._leave()
            return
        self._sketch.begin()
        self._take(tool)

    def edit(self, fence: MapFence | None) -> None:
        """Let the shape of a fence be changed (it stands out and is not shown twice); ``None`` leaves it."""
        if fence is None:
            self._leave()
            return
        self._sketch.begin(fence.shape)
        self._show_sketch(id=fence.id, colour=fence.colour)

    def reshape(self, shape: Shape) -> None:
        """Another shape in place of what is drawn, as a step that can be undone: a radius was typed. Not ``drawn``."""
        if not self._sketch.active:
            self._sketch.begin()
        if self._sketch.add(shape):
            self._show_sketch()

    def recolour(self, colour: str) -> None:
        """Another color for what is drawn; that is no step."""
        if self._sketch.active and self._sketch.shape is not None:
            self._show_sketch(colour=colour)

    def undo(self) -> None:
        """Take the last step back; while a shape is begun, its last corner."""
        if self._corners:
            self._tell("back")
        elif self._sketch.can_undo:
            self._stepped(self._sketch.undo(), "undone")

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if self._taken_back:
            self._tell("forth")
        elif self._sketch.can_redo:
            self._stepped(self._sketch.redo(), "redone")

    @property
    def can_undo(self) -> bool:
        return bool(self._corners) or self._sketch.can_undo

    @property
    def can_redo(self) -> bool:
        return bool(self._taken_back) or self._sketch.can_redo

    def lasso(self, on: bool) -> None:
        """Let a line be drawn around things with the mouse."""
        self._stand("lasso", "lasso", on=on)

    # -- paper ---------------------------------------------------------------------------------------------------

    def print_pdf(self, path: Path, on_done: Callable[[str], object], title: str = "") -> None:
        """Write what is seen to a PDF of one page with a title and the credits.

        ``on_done`` gets an empty text, or what went wrong in the user's words.
        """

        def done(problem: str) -> None:
            self._follow_theme()
            on_done(problem)

        # Paper is light.
        self._tell("theme", **_told_of(LIGHT))
        self.page.setBackgroundColor(LIGHT.panel)
        self._printing.begin(path, title, done)

    # -- between page and program --------------------------------------------------------------------------------

    def _take(self, tool: Tool) -> None:
        before = self._standing.get("sketch") or {}
        self._stand("sketch", "draw", tool=tool, id=before.get("id"), colour=before.get("colour", ""))
        self._sketching(0, 0)

    def _show_sketch(self, **more: Any) -> None:
        before = self._standing.get("sketch") or {}
        shape = self._sketch.shape
        told = {"id": before.get("id"), "colour": before.get("colour", ""), **more}
        self._stand("sketch", "edit", shape=None if shape is None else shape_value(shape), **told)
        self._sketching(0, 0)

    def _leave(self) -> None:
        self._sketch.end()
        self._standing.drop("sketch")
        self._tell("leave")
        self._sketching(0, 0)

    def _stepped(self, shape: Shape | None, step: str) -> None:
        self._show_sketch()
        self.drawn.emit(Drawn(shape, step))

    def _sketching(self, corners: int, taken_back: int) -> None:
        self._corners, self._taken_back = corners, taken_back
        self.steps_changed.emit()

    def _heard(self, said: hearing.Message) -> None:
        from officedesk.maps.page import hearing

        match said:
            case hearing.Picked(layer, id, opening):
                (self.opened if opening else self.picked).emit(layer, id)
            case hearing.Gathered(layer, ids):
                self.gathered.emit(layer, ids)
            case hearing.Clicked(at):
                self.clicked.emit(at.latitude, at.longitude)
            case hearing.Moved(box, zoom, at):
                self._standing.put("view", "centre", at=[at.latitude, at.longitude], zoom=zoom)
                self.view_moved.emit(box, zoom)
            case hearing.PinMoved(at):
                self._standing.put("pin", "pin", at=[at.latitude, at.longitude])
                self.pin_moved.emit(at.latitude, at.longitude)
            case hearing.Lassoed(corners):
                self.lassoed.emit(list(corners))
            case hearing.Sketching(corners, taken_back):
                self._sketching(corners, taken_back)
            case hearing.Wanted(what):
                self._wanted(what)
            case hearing.LinkWanted(index):
                self._follow(index)
            case hearing.Shown(number):
                self.painted.emit(number)
                self._printing.painted(number)
            case Drawn(shape, step):
                self._drew(shape, step)

    def _stood(self) -> None:
        self._sketching(0, 0)
        self.ready.emit()
        QTimer.singleShot(0, self, self._begin_base)

    def _begin_base(self) -> None:
        if not self._shell.ended:
            _ = self.base

    def _drew(self, shape: Shape | None, step: str) -> None:
        if not self._sketch.active:
            return
        changed = self._sketch.add(shape)
        before = self._standing.get("sketch") or {}
        kept = {"id": before.get("id"), "colour": before.get("colour", "")}
        self._standing.put("sketch", "edit", shape=None if shape is None else shape_value(shape), **kept)
        self._sketching(0, 0)
        if changed:
            self.drawn.emit(Drawn(shape, step))

    def _wanted(self, what: str) -> None:
        if what == "undo":
            self.undo()
        elif what == "redo":
            self.redo()
        elif what == "cancel":
            self._cancel()
        elif what == "no lasso":
            self._standing.put("lasso", "lasso", on=False)
            self.lasso_left.emit()
        elif what in TOOLS:
            # In the same steps: what was drawn before comes back with undo.
            if not self._sketch.active:
                self._sketch.begin()
            self._take(what)
            self.tool_wanted.emit(what)

    def _cancel(self) -> None:
        """Esc: what is only begun goes, and what stood before it comes back; where nothing is begun, it is told."""
        if self._standing.doing("sketch") == "draw":
            self._show_sketch()
        else:
            self.escaped.emit()

    def _follow(self, index: int) -> None:
        from officedesk.views.map.leaving import ask_to_open

        if index < len(self._links):
            ask_to_open(self, self._links[index][1])

    def _follow_theme(self) -> None:
        self._colour(self._shell.theme.tokens)

    def _colour(self, tokens: Tokens) -> None:
        self.page.setBackgroundColor(tokens.window)
        self._stand("theme", "theme", **_told_of(tokens))


def _told_of(tokens: Tokens) -> dict[str, Any]:
    """A colour scheme as the page is told it."""
    colours = {name: getattr(tokens, name) for name in _COLOURS} | {"accent": tokens.accent_text}
    return {"dark": tokens.dark, "colours": colours, "font": QGuiApplication.font().family()}
