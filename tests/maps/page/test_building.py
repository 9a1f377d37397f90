"""The page that folium builds: our own files only, nothing in it that a strict policy would have to allow."""

from __future__ import annotations

import re

import pytest

from officedesk.maps.page.building import built
from officedesk.maps.page.parts import ORIGIN, POLICY, START, files
from officedesk.resources import MissingResource


def test_the_page_loads_only_files_of_the_list() -> None:
    pages = built()
    page = pages[START].content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(address.startswith(ORIGIN) for address in addresses)
    assert {address.removeprefix(ORIGIN) for address in addresses} <= {*files(), *pages}
    assert not re.search(r"https?:", "".join(served.content.decode() for served in pages.values()))


def test_no_script_or_style_stands_in_the_page() -> None:
    page = built()[START].content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert not re.search(r"\s(?:on\w+|style)=", page)


def test_what_folium_wrote_is_in_files_of_their_own() -> None:
    pages = built()
    assert "var map_office = L.map(" in pages["/folium.js"].content.decode()
    assert "#map_office {" in pages["/folium.css"].content.decode()
    assert pages == built()


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    allowed = {part.split()[0]: part.split()[1:] for part in POLICY.split("; ")}
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == allowed["style-src"] == allowed["connect-src"] == [ORIGIN]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "blob:"} & {
        source for sources in allowed.values() for source in sources
    }


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*parts: str) -> None:
        raise MissingResource(f"The program's file resources/{'/'.join(parts)} is missing.", hint="")

    monkeypatch.setattr("officedesk.maps.page.parts.map_part", missing)
    with pytest.raises(MissingResource, match="leaflet"):
        files()
