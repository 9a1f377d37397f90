"""The built-in map: its outlines, and the labels in their chunks."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from officedesk.maps.base.labels import CITIES, CODES_FROM, LEVELS, MOST_CODES, laid_out
from officedesk.maps.base.offline import ATLASES, OfflineProvider, offline_map
from officedesk.maps.base.places import Places, gathered, written, zone_cities, zone_lines
from officedesk.maps.base.reply import Tile
from officedesk.maps.base.squares import square_of
from officedesk.services.customers.addresses import every_code


@pytest.fixture(scope="module")
def places() -> Places:
    """All there are."""
    return gathered(every_code(), zone_lines())


def labels(provider: OfflineProvider, level: int, x: int, y: int) -> list[list[Any]]:
    reply = provider.answer(f"labels/{level}/{x}/{y}.json")
    assert (reply.status, reply.media_type) == (200, "application/json")
    found: list[list[Any]] = json.loads(reply.body)
    return found


def test_larger_cities_come_before_smaller_ones(places: Places) -> None:
    names = [city.name for city in places.cities]
    assert names.index("Houston") < names.index("Minneapolis") < names.index("Rochester") < names.index("Anoka")
    assert len(places.codes) > 29_000


def test_a_city_is_named_downtown_though_its_codes_reach_into_suburbs(places: Places) -> None:
    minneapolis = next(city for city in places.cities if city.name == "Minneapolis")
    assert math.hypot(minneapolis.latitude - 44.978, (minneapolis.longitude + 93.265) * 0.7) < 0.02


def test_codes_of_boxes_and_single_receivers_make_no_labels_and_few_a_city() -> None:
    area = ["55401", "Minneapolis", "MN", "44.98", "-93.27", "S"]
    boxes = [[f"2000{number}", "Capital", "DC", "38.9", "-77", "U"] for number in range(9)]
    found = gathered([area, ["55402", "Minneapolis", "MN", "44.97", "-93.27", "S"], *boxes])
    assert [code.code for code in found.codes] == ["55401", "55402"]
    assert [city.name for city in found.cities] == ["Minneapolis", "Capital"]


def test_little_words_of_names_are_little() -> None:
    record = ["10520", "Croton On Hudson", "NY", "41.2", "-73.9", "S"]
    assert gathered([record]).cities[0].name == "Croton on Hudson"
    assert written("The Dalles") == "The Dalles"


def test_records_without_a_place_are_left_out() -> None:
    assert gathered([["55401", "Minneapolis", "MN", "", "", "S"]]) == Places([], [])


def test_cities_elsewhere_are_those_of_time_zones() -> None:
    lines = [
        "# remarks",
        "DE\t+5230+01322\tEurope/Berlin\tmost of Germany",
        "BR\t-2332-04637\tAmerica/Sao_Paulo",
        "AR\t-333630-0683000\tAmerica/Argentina/Small",
        "US\t+404251-0740023\tAmerica/New_York\tEastern",
        "AQ\t-7750+16636\tAntarctica/McMurdo",
        "XX\tnowhere\tA/B",
        "short",
    ]
    berlin, paulo, small = zone_cities(lines)
    assert (berlin.name, round(berlin.latitude, 2), round(berlin.longitude, 2)) == ("Berlin", 52.5, 13.37)
    assert (paulo.name, round(paulo.latitude, 2), round(paulo.longitude, 2)) == ("Sao Paulo", -23.53, -46.62)
    assert (round(small.latitude, 3), small.longitude) == (-33.608, -68.5)
    assert berlin.weight == paulo.weight > small.weight


@pytest.mark.parametrize("level", LEVELS)
def test_every_label_lies_in_its_chunk_and_no_chunk_is_large(places: Places, level: int) -> None:
    chunks = laid_out(places, level)
    for square, chunk in chunks.items():
        assert {square_of(level, longitude, latitude) for _, longitude, latitude, _ in chunk} == {square}
        cities = [weight for *_, weight in chunk if weight > 0]
        assert cities == sorted(cities, reverse=True)
        assert len(cities) <= CITIES[level]
        assert len(chunk) <= CITIES[level] + MOST_CODES
    assert any(weight == 0 for chunk in chunks.values() for *_, weight in chunk) == (level >= CODES_FROM)


def test_zip_codes_of_downtown_are_in_its_chunk(places: Places) -> None:
    provider = OfflineProvider(lambda: places)
    texts = {label[0] for label in labels(provider, 11, *square_of(11, -93.265, 44.978))}
    assert {"55401", "55402", "55415", "Minneapolis"} <= texts
    assert labels(provider, 11, 0, 0) == []


def test_places_are_read_with_the_first_chunk_and_once() -> None:
    reads: list[int] = []

    def read() -> Places:
        reads.append(1)
        return Places([], [])

    provider = OfflineProvider(read)
    assert provider.answer("atlas/world.json").status == 200
    assert reads == []
    labels(provider, 5, 1, 1)
    labels(provider, 7, 1, 1)
    assert reads == [1]


@pytest.mark.parametrize("name", sorted(ATLASES))
def test_outlines_are_served_as_json(name: str) -> None:
    reply = OfflineProvider(lambda: Places([], [])).answer(f"atlas/{name}")
    assert reply.status == 200
    assert isinstance(json.loads(reply.body), dict)


@pytest.mark.parametrize(
    "path",
    ["", "atlas/../secrets.json", "atlas/x.json", "atlas", "labels/4/1/1.json", "labels/5/32/0.json", "labels/5/-1/0",
     "labels/5/1", "labels/٣/1/1", "labels/99999999999999/1/1", "tiles/a/1/1/1", "atlas/world.json/more"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert OfflineProvider(lambda: Places([], [])).answer(path).status == 404


def test_a_tile_lies_in_the_pyramid_or_is_none() -> None:
    assert Tile.of(["3", "7", "0.png"]) == Tile(3, 7, 0)
    assert Tile.of(["25", "0", "0"]) is None
    assert Tile.of(["3", "8", "0"]) is None


def test_the_page_is_told_no_more_than_it_needs() -> None:
    spec = offline_map(OfflineProvider(lambda: Places([], []))).spec()
    assert spec["kind"] == "offline"
    assert spec["tiles"] == ""
    assert json.loads(json.dumps(spec)) == spec
