"""The office's online tiles: what is set, where the key lies, and what a desktop opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from officedesk.config import Config
from officedesk.errors import InvalidInput, NotAllowed, OfficeError
from officedesk.maps.base.kinds import Kind
from officedesk.maps.base.online.standing import State
from officedesk.maps.base.reply import Reply
from officedesk.models.enums import Role
from officedesk.secrets import MemorySecrets
from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryFilter
from officedesk.services.activity.undo import undo
from officedesk.services.desk import Desk
from officedesk.services.mapping.base import (
    SETTING,
    TYPED,
    OnlineMap,
    has_key,
    online_map,
    ready_online,
    save_online_map,
)
from officedesk.services.mapping.grounds import Grounds, Shown, remember, remembered, words_of
from officedesk.services.office import settings
from officedesk.services.paging import Sort
from tests.maps.base.tile_files import picture, write_mbtiles
from tests.maps.base.tile_server import Said, TileServer

OWN = OnlineMap(TYPED, "https://tiles.example/{z}/{x}/{y}.png?k={key}", "Ours", "© Us", 17, "office@example.com")


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def grounds(desk: Desk, secrets: MemorySecrets, tmp_path: Path) -> Iterator[Grounds]:
    made = Grounds(partial(ready_online, desk, secrets), tmp_path / "cache")
    yield made
    made.close()


def test_an_office_uses_no_online_tiles_until_it_says_so(desk: Desk, secrets: MemorySecrets) -> None:
    assert online_map(desk) == OnlineMap()
    assert ready_online(desk, secrets) is None


def test_the_history_tells_who_set_which_service(desk: Desk, secrets: MemorySecrets) -> None:
    def told() -> list[tuple[str, dict[str, object], dict[str, object]]]:
        rows = HistoryList(desk).first(HistoryFilter(entity="online_map"), Sort("at"), 9)
        return [(row.actor, row.before, row.after) for row in rows]

    save_online_map(desk, OWN, "my-key", secrets)
    name = desk.actor.name
    assert told() == [(name, {"service": "none"}, {"service": OWN.name})]
    save_online_map(desk, OWN, None, secrets)
    assert len(told()) == 1
    save_online_map(desk, replace(OWN, contact="office@abc.example"), None, secrets)
    assert told()[1:] == [(name, {}, {})]
    with pytest.raises(NotAllowed, match="isn't taken back"):
        undo(desk, HistoryList(desk).first(HistoryFilter(entity="online_map"), Sort("at"), 1)[0].transaction_key)


def test_what_is_set_is_the_offices_and_the_key_is_this_desktops(desk: Desk, secrets: MemorySecrets) -> None:
    save_online_map(desk, replace(OWN, url=f" {OWN.url} "), " my-key ", secrets)
    assert online_map(desk) == OWN
    assert "my-key" not in str(settings.get(desk, SETTING, user=False))
    ready = ready_online(desk, secrets)
    assert ready is not None
    assert (ready.key, ready.source.max_zoom, ready.source.attribution) == ("my-key", 17, "© Us")
    assert ready.agent.startswith("OfficeDesk/")
    assert "office@example.com" in ready.agent
    assert "my-key" not in repr(ready)
    assert has_key(desk, OWN, secrets)
    assert not has_key(desk, OWN, MemorySecrets())


def test_a_key_stays_where_none_is_typed_goes_where_it_is_emptied_and_is_for_its_server_only(
    desk: Desk, secrets: MemorySecrets
) -> None:
    save_online_map(desk, OWN, "my-key", secrets)
    save_online_map(desk, OWN, None, secrets)
    assert has_key(desk, OWN, secrets)
    elsewhere = replace(OWN, url="https://evil.example/{z}/{x}/{y}?k={key}")
    save_online_map(desk, elsewhere, None, secrets)
    with pytest.raises(OfficeError, match="wants a key"):
        ready_online(desk, secrets)
    save_online_map(desk, OWN, "", secrets)
    assert not has_key(desk, OWN, secrets)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(OWN, url="nonsense"), "url"),
        (replace(OWN, credit=" "), "credit"),
        (replace(OWN, deepest=99), "deepest"),
        (replace(OWN, contact="x" * 201), "contact"),
        (replace(OWN, source="Strava.All"), "source"),
    ],
)
def test_what_cannot_be_used_is_refused_by_field(
    desk: Desk, secrets: MemorySecrets, wanted: OnlineMap, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_online_map(desk, wanted, None, secrets)
    assert set(refused.value.fields) == {field}
    assert online_map(desk) == OnlineMap()


def test_a_key_of_several_lines_is_none(desk: Desk, secrets: MemorySecrets) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_online_map(desk, OWN, "a\nb", secrets)
    assert set(refused.value.fields) == {"key"}


@pytest.mark.parametrize("stored", [None, 5, [], {"source": 7}, {"deepest": "9", "unknown": 1}])
def test_what_another_version_stored_is_no_trouble(desk: Desk, stored: object) -> None:
    settings.put(desk, SETTING, stored, user=False)
    assert online_map(desk) == OnlineMap()


def test_only_who_may_change_the_office_sets_it(desk: Desk, secrets: MemorySecrets) -> None:
    low = replace(desk, actor=replace(desk.actor, role=Role.DISPATCHER))
    with pytest.raises(NotAllowed):
        save_online_map(low, OWN, None, secrets)
    assert online_map(low) == OnlineMap()


def test_the_built_in_map_is_there_whatever_was_chosen(grounds: Grounds, tmp_path: Path) -> None:
    for shown, file in ((Shown.OFFICE, None), (Shown.BUILT_IN, None), (Shown.FILE, None)):
        ground = grounds.open(shown, file, print)
        assert (ground.base, ground.problem) == (grounds.built_in, "")
    missing = grounds.open(Shown.FILE, tmp_path / "gone.mbtiles", print)
    assert missing.base is grounds.built_in
    assert "gone.mbtiles" in missing.problem


def test_a_file_is_shown_over_the_built_in_map(grounds: Grounds, tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "town.mbtiles", {(0, 0, 0): picture()}, name="Town")
    ground = grounds.open(Shown.FILE, path, print)
    assert (ground.base.name, ground.base.kind, ground.base.online) == ("Town", Kind.RASTER, False)
    assert ground.base.provider.answer(f"tiles/{ground.base.token}/0/0/0").status == 200
    assert ground.base.provider.answer("atlas/world.json").status == 200
    assert ground.try_again()
    ground.close()


def test_a_desktop_without_the_key_shows_the_built_in_map_and_says_why(
    desk: Desk, grounds: Grounds, secrets: MemorySecrets
) -> None:
    save_online_map(desk, OWN, None, secrets)
    ground = grounds.open(Shown.OFFICE, None, print)
    assert ground.base is grounds.built_in
    assert "key" in ground.problem
    assert grounds.open(Shown.BUILT_IN, None, print).problem == ""


def test_online_tiles_are_kept_on_the_disk_until_they_are_forgotten(
    desk: Desk, grounds: Grounds, secrets: MemorySecrets
) -> None:
    server = TileServer(lambda path, headers: Said(body=picture()))
    try:
        typed = replace(OWN, url=server.address())
        save_online_map(desk, typed, None, secrets)
        states: list[State] = []
        ground = grounds.open(Shown.OFFICE, None, states.append)

        def tile(number: int) -> Reply:
            return ground.base.provider.answer(f"tiles/{ground.base.token}/3/{number}/0")

        assert [tile(1).status, tile(1).status] == [200, 200]
        assert server.paths == ["/3/1/0.png"]
        assert "office@example.com" in server.headers[0]["User-Agent"]
        grounds.clear_cache()
        assert tile(1).status == 200
        assert len(server.paths) == 2
        assert ground.base.online
        server.answer = lambda path, headers: Said(hang_up=True)
        assert tile(2).status == 502
        assert states == [State.UNREACHABLE]
        assert words_of(states[0], ground.base.name) == "Tiles can't be fetched: showing what is cached."
        assert words_of(State.FINE, "x") == ""
        ground.close()
    finally:
        server.close()


def test_the_maps_of_a_window_ask_a_service_together(desk: Desk, grounds: Grounds, secrets: MemorySecrets) -> None:
    save_online_map(desk, replace(OWN, url="http://127.0.0.1:9/{z}/{x}/{y}"), None, secrets)
    one: list[State] = []
    other: list[State] = []
    first, second = (grounds.open(Shown.OFFICE, None, heard.append) for heard in (one, other))
    first.base.provider.answer(f"tiles/{first.base.token}/1/0/0")
    assert one == other == [State.UNREACHABLE]
    first.close()
    third: list[State] = []
    grounds.open(Shown.OFFICE, None, third.append)
    assert third == [State.UNREACHABLE], "whoever comes later is told"
    assert not second.try_again()
    second.close()


def test_a_desktop_remembers_what_it_shows(tmp_path: Path) -> None:
    config = Config(tmp_path / "settings.json")
    assert remembered(config) == (Shown.OFFICE, None)
    remember(config, Shown.FILE, tmp_path / "a.mbtiles")
    assert remembered(Config(tmp_path / "settings.json")) == (Shown.FILE, tmp_path / "a.mbtiles")
    config.put("map_shown", "nonsense")
    config.put("map_file", 7)
    assert remembered(config) == (Shown.OFFICE, None)
