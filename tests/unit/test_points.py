"""Where addresses are: their own point, else the area of their ZIP code or city, told as such."""

import math

import pytest

from officedesk.maps.geocoding.precision import Precision
from officedesk.services.customers.addresses import by_postal_code, suggest
from officedesk.services.customers.drafts import Address
from officedesk.services.mapping.points import CODES, NOWHERE, area_of, point_of, points_of

MINNEAPOLIS = (44.9742, -93.2585)


@pytest.mark.parametrize(
    "address",
    [
        Address(postal_code="55415"),
        Address(postal_code=" 55415-1234 ", city="Minneapolis", region="MN"),
        Address(postal_code="55415", region="Minnesota", city="Mill District"),
        Address(postal_code="55415", city="MINNEAPOLIS", country="United States"),
    ],
)
def test_an_address_without_a_point_is_in_its_zip_code_area(address: Address) -> None:
    found = point_of(address)
    assert found is not None
    assert found == (*MINNEAPOLIS, Precision.ZIP)
    assert found.precision.approximate
    assert found.precision.words == "ZIP code area, not the street"


def test_a_city_without_a_zip_code_is_in_its_middle() -> None:
    found = point_of(Address(city="st. paul", region="minnesota"))
    assert found is not None
    assert found.precision is Precision.CITY
    assert math.dist(found[:2], (44.95, -93.10)) < 0.03


@pytest.mark.parametrize(
    "address",
    [
        Address(),
        Address(postal_code="10115", city="Berlin"),
        Address(postal_code="10115", country="Germany"),
        Address(postal_code="00000"),
        Address(postal_code="5541"),
        Address(postal_code="٥٥٤١٥"),
        Address(postal_code="55415", city="Minneapolis", region="WI"),
        Address(city="Minneapolis"),
        Address(city="x" * 100_000, region="MN", postal_code="%_\\\x00\n55415"),
        Address(street="${window.x=1}", city="<img onerror=alert(1)>", region="'; DROP TABLE"),
    ],
)
def test_what_contradicts_itself_or_is_elsewhere_is_nowhere_rather_than_wrong(address: Address) -> None:
    assert point_of(address) is None


def test_a_placed_point_wins_and_an_areas_middle_is_never_taken_for_one() -> None:
    placed = Address(postal_code="55415", latitude=44.9766, longitude=-93.2650)
    assert point_of(placed) == (44.9766, -93.2650, Precision.PLACED)
    assert area_of(placed) == (*MINNEAPOLIS, Precision.ZIP)
    # What the form stored for years when a ZIP code was chosen from its suggestions.
    for middle in (by_postal_code("55415"), suggest("Minneapolis MN 55415")[0]):
        assert middle is not None
        found = point_of(middle)
        assert found is not None
        assert found.precision is Precision.ZIP


def test_many_addresses_give_what_each_gives() -> None:
    some = [
        Address(postal_code="55415"),
        Address(city="Berlin", country="Germany"),
        Address(city="Duluth", region="MN"),
        Address(street="1 Main St", latitude=-33.9, longitude=151.2, country="Australia"),
    ]
    found = points_of((a.postal_code, a.city, a.region, a.country, a.latitude, a.longitude) for a in some)
    for place, address in enumerate(some):
        alone = point_of(address)
        if alone is None:
            assert found.precisions[place] == NOWHERE
            assert math.isnan(found.latitudes[place])
            assert math.isnan(found.longitudes[place])
        else:
            assert (found.latitudes[place], found.longitudes[place]) == alone[:2]
            assert CODES[found.precisions[place]] is alone.precision


def test_every_zip_code_is_found_at_its_own_point() -> None:
    from officedesk.services.customers.addresses import zip_codes

    every = list(zip_codes().codes.beginning(""))
    found = points_of((fields[0], fields[1], fields[2], "", None, None) for fields in every)
    assert len(every) > 35_000
    assert {CODES[rank] for rank in found.precisions} == {Precision.ZIP}
    assert list(found.latitudes) == [float(fields[3]) for fields in every]
