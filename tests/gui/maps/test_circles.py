"""Circles on the map are the true ones, at every latitude and across the antimeridian."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from officedesk.maps.geometry import distance, repaired
from officedesk.maps.shapes import Circle, Point, wrapped
from officedesk.views.map.view import MapFence, MapView
from tests.gui.maps.mouse import Ask

pytestmark = pytest.mark.xdist_group("web")

BOUNDS = """Object.values(officedesk.map._layers).filter((l) => l.office && l.office.id)
    .map((l) => ((b) => [b.getSouth(), b.getWest(), b.getNorth(), b.getEast()])(l.getBounds()))"""


def test_every_corner_of_a_drawn_circle_is_its_radius_away_from_the_centre(ask: Ask) -> None:
    places = [Point(lat, lon) for lat in (0, 45, 65, 85, -70) for lon in (-93.3, 179.95)]
    for centre, radius in itertools.product(places, (30.0, 5_000.0, 400_000.0)):
        ring = ask(f"officedesk.geodesy.ring([{centre.latitude}, {centre.longitude}], {radius})")
        corners = [Point(lat, wrapped(lon)) for lat, lon in ring if abs(lat) < 90]
        assert len(corners) >= 128
        assert [distance(centre, corner) for corner in corners] == pytest.approx([radius] * len(corners), rel=1e-4)


def test_a_small_circle_is_round(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    centre = Point(44.97, -93.26)
    map_view.show_fences([MapFence(1, "Depot", "", Circle(centre, 120))])
    map_view.centre(centre, 14)
    painted()
    middle = (
        f"officedesk.map.project([{centre.latitude}, {centre.longitude}]).subtract(officedesk.map.getPixelOrigin())"
    )
    path = "Object.values(officedesk.map._layers).find((l) => l.office && l.office.id)"
    away = ask(f"{path}._parts[0].map((corner) => corner.distanceTo({middle}))")
    assert min(away) > 15
    # Not moved to whole pixels.
    assert max(away) - min(away) < 0.1


def test_a_circle_around_a_pole_goes_once_around(ask: Ask) -> None:
    ring = ask("officedesk.geodesy.ring([89, 10], 400000)")
    assert max(lat for lat, _ in ring) == 90
    longitudes = [lon for _, lon in ring]
    assert max(longitudes) - min(longitudes) == pytest.approx(360, abs=4)


@pytest.mark.parametrize("longitude", [179.99, -179.99])
def test_fences_across_the_antimeridian_are_seen_from_both_sides(
    map_view: MapView, ask: Ask, painted: Callable[[], None], longitude: float
) -> None:
    box = repaired([[(179.9, -17.1), (180.1, -17.1), (180.1, -16.9), (179.9, -16.9), (179.9, -17.1)]]).shape
    map_view.show_fences(
        [MapFence(1, "Taveuni", "", Circle(Point(-17.0, -179.98), 5_000)), MapFence(2, "Box", "", box)]
    )
    map_view.centre(Point(-17.0, longitude), 9)
    painted()
    for _, west, _, east in ask(BOUNDS):
        assert west - 0.5 <= longitude <= east + 0.5
        assert east - west < 1


def test_a_box_across_the_antimeridian_is_shown_whole(map_view: MapView, ask: Ask, painted: Callable[[], None]) -> None:
    from officedesk.maps.shapes import Box

    map_view.fit(Box(179.0, -18.0, -179.0, -16.0))
    painted()
    centre = ask("((c) => [c.lat, c.lng])(officedesk.map.getCenter())")
    assert abs(centre[1]) == pytest.approx(180, abs=0.1)
    assert 6 <= ask("officedesk.map.getZoom()") <= 9
