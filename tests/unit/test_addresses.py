"""Addresses are suggested from the ZIP data that ships with the application."""

import pytest

from officedesk.services.customers.addresses import by_postal_code, suggest


@pytest.mark.parametrize(
    ("text", "city", "region", "code"),
    [
        ("55415", "Minneapolis", "MN", "55415"),
        ("55415-1234", "Minneapolis", "MN", "55415"),
        ("554", "Minneapolis", "MN", "55401"),
        ("minnea", "Minneapolis", "MN", "55401"),
        ("MINNEAPOLIS mn", "Minneapolis", "MN", "55401"),
        ("minneapolis m", "Minneapolis", "MN", "55401"),
        ("400 S 4th St, Minneapolis MN", "Minneapolis", "MN", "55401"),
        ("minneapolis mn 55415", "Minneapolis", "MN", "55415"),
        ("new york", "New York", "NY", "10001"),
        ("st louis park mn", "Saint Louis Park", "MN", "55416"),
        ("springfield il", "Springfield", "IL", "62701"),
    ],
)
def test_first_suggestion_is_the_place_that_was_begun(text: str, city: str, region: str, code: str) -> None:
    first = suggest(text)[0]
    assert (first.city, first.region, first.postal_code) == (city, region, code)
    assert first.latitude is not None
    assert first.longitude is not None
    assert first.longitude < 0 < first.latitude


@pytest.mark.parametrize("text", ["", " ", "zzzz", "000", "%", "\x00", "55415555", "x" * 10_000, ","])
def test_nothing_near_suggests_nothing(text: str) -> None:
    assert suggest(text) == []


def test_a_city_of_one_state_offers_its_zip_codes_and_a_beginning_offers_cities() -> None:
    assert {place.postal_code[:3] for place in suggest("minneapolis mn")} == {"554"}
    assert len({place.city for place in suggest("minn")}) > 2
    assert len(suggest("a", limit=3)) == 3


def test_zip_code_gives_its_city() -> None:
    place = by_postal_code(" 55416-0001 ")
    assert place is not None
    assert (place.city, place.region) == ("Minneapolis", "MN")
    assert by_postal_code("00000") is None
