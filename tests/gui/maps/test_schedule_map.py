"""The schedule's map on a real page: the visits of a day, and each technician's way in a color that tells it apart."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.rows import BoardFilter, Move
from officedesk.views.map.layers import Layer
from officedesk.views.schedule.day_map import WAY, DayMapView
from officedesk.views.shell import Shell
from tests.db.planning_support import FRIDAY, at, job, visit
from tests.db.test_board_moves import block
from tests.factories import make_technician
from tests.gui.keys import settle
from tests.gui.maps.module import asking, painted

pytestmark = pytest.mark.xdist_group("web")

DOTS = """Object.values(officedesk.map._layers).filter((l) => l instanceof L.CircleMarker && l.office !== undefined)
    .map((l) => [l.getLatLng().lat, l.getLatLng().lng]).sort()"""
LINES = """Object.values(officedesk.map._layers).filter((l) => l.constructor === L.Polyline)
    .map((l) => [l.options.color, l.getLatLngs().length]).sort()"""


@pytest.mark.usefixtures("room")
def test_visits_and_ways_are_on_the_map_and_follow_what_is_saved(qtbot: QtBot, shell: Shell, desk: Desk) -> None:
    anton = make_technician(desk, "Anton Grip", colour="#1f6feb")
    raz = make_technician(desk, "Raz Bajwa", colour="#c62828")
    spots = [(45.0, -93.3), (45.0, -93.2), (44.9, -93.25)]
    made = [
        visit(desk, FRIDAY, hour, person, job_id=job(desk, name, place={"latitude": north, "longitude": east}))
        for (north, east), hour, person, name in zip(
            spots, ("8", "10", "9"), (anton, anton, raz), ("ABC", "Carver", "Elm"), strict=True
        )
    ]
    view: Any = DayMapView(shell)
    qtbot.addWidget(view)
    view.resize(1100, 700)
    view.show()
    view.show_days(FRIDAY, FRIDAY, BoardFilter())
    qtbot.waitUntil(lambda: view.area.view is not None, timeout=20_000)
    settle(qtbot, shell)
    stands = type("Stands", (), {"view": view.area.view})()
    painted(qtbot, stands)
    ask = asking(qtbot, view.area.view)

    assert sorted(ask(DOTS)) == sorted([list(spot) for spot in spots])
    # From the office to each stop, the first with two.
    assert sorted(ask(LINES)) == [["#1f6feb", 3], ["#c62828", 2]]
    assert [thing.tone for thing in view.list.things if thing.layer == WAY] == ["#1f6feb", "#c62828"]

    view.area.view.picked.emit(Layer.VISITS.value, made[2])
    assert view.list.currentIndex().row() == view.list.things.index(
        next(thing for thing in view.list.things if thing.id == made[2] and thing.layer != WAY)
    )
    wanted: list[int] = []
    view.opened.connect(wanted.append)
    view.area.view.opened.emit(Layer.VISITS.value, made[2])
    assert wanted == [block(desk, made[2]).job_id]

    apply(desk, [Move.of(block(desk, made[2])).to(at(FRIDAY, "13"), (anton,))])
    with qtbot.waitSignal(view.shown):
        shell.signals.changed.emit("job", wanted[0], 0)
    settle(qtbot, shell)
    painted(qtbot, stands)
    assert ask(LINES) == [["#1f6feb", 4]]
    view.hide()
