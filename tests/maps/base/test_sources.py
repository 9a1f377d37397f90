"""Where tiles come from: addresses as they are typed, and the services that are offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.maps.base.kinds import Link
from officedesk.maps.base.online.catalogue import choices, credit, source
from officedesk.maps.base.online.template import BadSource, is_private, read_template
from officedesk.maps.base.reply import Tile

TILE = Tile(4, 3, 5)
ADDED = "REQUEST=GetTile&VERSION=1.0.0&STYLE=default&FORMAT=image/png&TILEMATRIXSET=GoogleMapsCompatible"
KVP = "https://a.example/wmts?SERVICE=WMTS&REQUEST=GetTile&LAYER=x&STYLE=&TILEMATRIXSET=PM&FORMAT=image/jpeg"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example/{z}/{x}/{y}.png", "https://a.example/4/3/5.png"),
        (" https://a.example/{z}/{x}/{-y}.png ", "https://a.example/4/3/10.png"),
        ("https://{s}.a.example/{Z}/{X}/{Y}{r}.png", "https://c.a.example/4/3/5.png"),
        ("http://nas:8080/t?z={zoom}&x={x}&y={y}&k={apikey}", "http://nas:8080/t?z=4&x=3&y=5&k=se%20cret"),
        ("https://a.example/wmts/l/s/g/{TileMatrix}/{TileRow}/{TileCol}.png", "https://a.example/wmts/l/s/g/4/5/3.png"),
        (
            "https://a.example/wmts?service=WMTS&layer=roads&tilematrix=9",
            f"https://a.example/wmts?service=WMTS&layer=roads&{ADDED}&TILEMATRIX=4&TILEROW=5&TILECOL=3",
        ),
        (
            KVP + "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}",
            KVP + "&TILEMATRIX=4&TILEROW=5&TILECOL=3",
        ),
    ],
)
def test_addresses_are_filled_in(text: str, url: str) -> None:
    assert read_template(text).url(TILE, "se cret") == url


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Enter"), ("https://a.example/tiles", "needs {z}"), ("https://a.example/{z}/{x}", "needs {z}"),
        ("https://a.example/{z}/{x}/{y}/{secret}", "{secret}"), ("https://a.example/{z}/{x}/{y}/{", "partner"),
        ("ftp://a.example/{z}/{x}/{y}", "https://"), ("file:///{z}/{x}/{y}", "https://"), ("{z}/{x}/{y}", "https://"),
        ("javascript://a/{z}/{x}/{y}", "https://"), ("https://{x}.example/{z}/{x}/{y}", "server"),
        ("https://{key}/{z}/{x}/{y}", "server"), ("https://me:pw@a.example/{z}/{x}/{y}", "password"),
        ("https://a.example:99999/{z}/{x}/{y}", "no web address"), ("https://[a/{z}/{x}/{y}", "no web address"),
        ("https://a.example/{z}/{x}/{y}\n/x", "spaces"), ("https://a.example/{z}/{x}/{y}" + "a" * 1000, "long"),
        ("https://a.example/?service=WMTS", "layer"),
        ("https://a.example/?service=WMTS&request=GetCapabilities", "layer"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_tiles_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(BadSource) as refused:
        read_template(text)
    assert why in str(refused.value)


@given(st.text(st.sampled_from("https:/a.example{}zxy-skey?&=[]@%\\ \x00é"), max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        made = read_template(text)
    except BadSource:
        return
    assert made.url(TILE, "k").startswith(("http://", "https://"))


def test_several_servers_take_turns() -> None:
    made = read_template("https://{s}.a.example/{z}/{x}/{y}", ("one", "two"))
    assert made.url(Tile(4, 0, 0)) == "https://one.a.example/4/0/0"
    assert made.url(Tile(4, 0, 1)) == "https://two.a.example/4/0/1"
    assert made.hosts == {"one.a.example", "two.a.example"}


def test_every_service_on_offer_is_https_whole_and_owed_to_somebody() -> None:
    offered = choices()
    assert len(offered) >= 25
    assert offered[0].key == "OpenStreetMap.Mapnik"
    for choice in offered:
        found = source(choice.key)
        assert found.template.url(TILE, "k").startswith("https://")
        assert "{" not in found.template.url(TILE, "k")
        assert "insert" not in found.template.text.lower()
        assert found.attribution
        assert "<" not in found.attribution
        assert choice.needs_key == found.template.needs_key
        assert found.policy.parallel <= (2 if "openstreetmap.org" in found.template.text else 4)
        assert not found.typed


def test_openstreetmap_is_kept_for_a_week_and_asked_twice_at_once_at_most() -> None:
    found = source("OpenStreetMap.Mapnik")
    assert (found.policy.parallel, found.policy.keep) == (2, 7 * 24 * 3600)
    assert found.attribution == "© OpenStreetMap contributors"
    assert found.links == (Link("OpenStreetMap", "https://www.openstreetmap.org/copyright"),)
    assert not found.template.needs_key


def test_keys_are_asked_for_where_services_want_one() -> None:
    assert source("Thunderforest.Atlas").template.url(TILE, "mine").endswith("apikey=mine")
    assert source("Stadia.OSMBright").template.url(TILE, "mine").endswith("?api_key=mine")


def test_a_service_that_is_not_offered_any_more_is_told() -> None:
    with pytest.raises(BadSource, match=r"Strava\.All"):
        source("Strava.All")


def test_credits_are_text_and_links_lead_to_the_web_only() -> None:
    text, links = credit(
        '&copy; <a href="https://a.example/c">Us</a> <a href="javascript:alert(1)">them</a><script>x()</script>'
        '<img src=x onerror=y()> <a href="http://b.example">b</a> ${1} &lt;b&gt;'
    )
    assert text == "© Us themx() b ${1} <b>"
    assert links == (Link("Us", "https://a.example/c"),)


@pytest.mark.parametrize(
    ("address", "private"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("169.254.169.254", True), ("::1", True),
     ("fe80::1%eth0", True), ("fd00::1", True), ("::ffff:10.0.0.1", True), ("100.64.0.1", True),
     ("224.0.0.1", True), ("x", True),
     ("8.8.8.8", False), ("2606:4700::1111", False), ("::ffff:8.8.8.8", False)],
)  # fmt: skip
def test_private_addresses_are_known(address: str, private: bool) -> None:
    assert is_private(address) == private
