"""What the tour shows of maps: the module, a fence, a choice of customers, a route, replay, a profile, an import."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPixmap

from officedesk.maps.shapes import Point
from officedesk.tour_taking import Settle
from officedesk.views.application import Desktop
from officedesk.views.map.layers import Layer

if TYPE_CHECKING:
    from officedesk.views.map.fence_dialog import FenceDialog
    from officedesk.views.map.page import MapModule
    from officedesk.views.map.view import MapView

PATIENCE = 20_000
"""Milliseconds for the web engine to begin."""
DOWNTOWN = Point(44.972, -93.262)
YARD = "ABC yard"


def map_screens(desktop: Desktop, customer: int, settle: Settle) -> Iterator[tuple[str, Callable[[], QPixmap]]]:
    """(name, take) of each; without a web engine they show what stands in place of the map."""

    def page(name: str, show: Callable[["MapModule"], object]) -> tuple[str, Callable[[], QPixmap]]:
        def take() -> QPixmap:
            made = _opened(desktop, settle)
            show(made)
            settle(desktop)
            if made.view is not None:
                drawn(made.view)
            until(lambda: not made.panel.in_view.waiting)
            settle(desktop)
            picture = desktop.window.grab()
            made.form.cancel()
            return picture

        return name, take

    yield page("map", lambda made: made.show_all())
    yield page("map-fence", _fence)
    yield page("map-chosen", lambda made: made.near(DOWNTOWN, "downtown"))
    yield page("map-route", _route)
    yield page("map-replay", _replay)
    yield "profile-map", lambda: _profile(desktop, customer, settle)
    yield "schedule-map", lambda: _schedule(desktop, settle)


def _opened(desktop: Desktop, settle: Settle) -> "MapModule":
    desktop.shell.go("map")
    settle(desktop)
    made: Any = desktop.window.page("map")
    until(lambda: made.view is not None or bool(made.area.why))
    settle(desktop)
    return made  # type: ignore[no-any-return]


def _schedule(desktop: Desktop, settle: Settle) -> QPixmap:
    """The day of the schedule with each technician's way."""
    desktop.shell.go("schedule", day=desktop.shell.desk.today().isoformat(), view="map")
    settle(desktop)
    made: Any = desktop.window.page("schedule")
    area = made.others["map"].area
    until(lambda: area.view is not None or bool(area.why))
    settle(desktop)
    if area.view is not None:
        drawn(area.view)
    settle(desktop)
    return desktop.window.grab()


def _fence(made: "MapModule") -> None:
    fences = made.layers.shown[Layer.FENCES].things
    chosen = next((number for number, fence in fences.items() if fence.name == YARD), next(iter(fences), 0))
    if chosen:
        made.open_fence(chosen)


def _route(made: "MapModule") -> None:
    made.show_route()
    made.panel.route.suggest.click()


def _replay(made: "MapModule") -> None:
    """In the middle of the day that is played back."""
    made.show_replay()
    if made.replayed is None:
        return
    card = made.replayed.card
    until(lambda: bool(card.tracks) or card.note.isVisible())
    card.slider.setValue((card.slider.minimum() + card.slider.maximum()) // 2)


def _profile(desktop: Desktop, customer: int, settle: Settle) -> QPixmap:
    """The Locations tab with the map beside it."""
    from officedesk.views.customers.tabs.locations import LocationsTab

    desktop.shell.go("customer", customer, "locations")
    settle(desktop)
    tab = desktop.window.page("customer").findChild(LocationsTab)
    if tab is None:
        return desktop.window.grab()
    tab.map_button.click()
    shown: Any = tab.map
    until(lambda: shown.area.view is not None or bool(shown.area.why))
    settle(desktop)
    if shown.area.view is not None:
        drawn(shown.area.view)
    picture = desktop.window.grab()
    tab.map_button.click()
    return picture


def brewery_ground(desktop: Desktop) -> int:
    """The fence that is a polygon with a hole; an office of somebody else's shows its first."""
    from officedesk.services.mapping.fence_list import FenceList
    from officedesk.services.mapping.rows import FenceFilter
    from officedesk.services.paging import Sort

    fences = FenceList(desktop.shell.desk)
    found = fences.first(FenceFilter(text="brewery"), Sort("name"), 1) or fences.first(FenceFilter(), Sort("name"), 1)
    return found[0].id if found else 0


def fence_dialog(desktop: Desktop, settle: Settle, fence_id: int) -> QPixmap:
    """A fence in a window of its own, with the map beside its form."""
    from officedesk.views.map.fence_dialog import FenceDialog

    dialog = FenceDialog(desktop.shell, desktop.window, fence_id)
    dialog.show()
    until(lambda: dialog.view is not None or bool(dialog.area.why))
    settle(desktop)
    if dialog.view is not None:
        drawn(dialog.view)
    settle(desktop)
    picture = dialog.grab()
    dialog.reject()
    return picture


def fence_without_map(desktop: Desktop, fence_id: int) -> "FenceDialog":
    """The same as it is typed where a desktop shows no maps."""
    from officedesk.views.map.fence_dialog import FenceDialog

    off = "Maps are switched off in the settings of this computer."
    return FenceDialog(desktop.shell, desktop.window, fence_id, why_no_map=off)


def track_import(desktop: Desktop, settle: Settle) -> QPixmap:
    """A file of positions that was read: those of a van that is known, and of one that is not."""
    from officedesk.views.map.track_import import TrackImportDialog

    dialog = TrackImportDialog(desktop.shell, desktop.window)
    dialog.show()
    with TemporaryDirectory(prefix="officedesk-tour-") as folder:
        path = Path(folder) / "Positions of a week.csv"
        path.write_text(_positions(desktop), encoding="utf-8")
        dialog.look_at(path)
        until(lambda: bool(dialog.choices) or dialog.error.isVisible())
        settle(desktop)
        picture = dialog.grab()
    dialog.close()
    return picture


def _positions(desktop: Desktop) -> str:
    """Two drives out of town in the last week, a position a minute."""
    lines = ["device,time,latitude,longitude"]
    noon = desktop.shell.desk.now().replace(hour=18, minute=0, second=0, microsecond=0)
    for name, days in (("gps-4471", (5, 4)), ("Trailer 2", (3,))):
        for day in days:
            begins = noon - timedelta(days=day)
            lines += [
                f"{name},{begins + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ},{44.98 + at / 1_000:.5f},-93.26"
                for at in range(90)
            ]
    return "\n".join(lines)


def drawn(view: "MapView") -> None:
    """Wait until the map has drawn all that it was told, and the ground under it."""
    seen: list[int] = []
    wanted = [view.mark(ground=True)]

    def again() -> None:
        wanted.append(view.mark(ground=True))

    view.painted.connect(seen.append)
    # What a page that is still loading was told is told again once it stands.
    view.ready.connect(again)
    until(lambda: any(number in seen for number in wanted))
    view.painted.disconnect(seen.append)
    view.ready.disconnect(again)


def until(true: Callable[[], bool]) -> None:
    """Run the event loop until it is true, or for as long as patience lasts."""
    left = PATIENCE
    while not true() and left > 0:
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()
        left -= 20
