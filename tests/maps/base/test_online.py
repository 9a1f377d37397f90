"""Online tiles: asked politely, kept as their headers say, and missed without harm."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from officedesk.maps.base.online.asking import LONGEST, MOST_HOPS
from officedesk.maps.base.online.cache import LARGEST, TileCache
from officedesk.maps.base.online.fetching import OnlineTiles, agent_of
from officedesk.maps.base.online.source import DAY, OnlineSource, Policy
from officedesk.maps.base.online.standing import State
from officedesk.maps.base.online.template import read_template
from officedesk.maps.base.reply import Reply, Tile, Wanted, always
from tests.maps.base.tile_files import picture
from tests.maps.base.tile_server import Said, TileServer

RED, BLUE = picture("#aa0000", size=32), picture("#0000aa", size=32)
HERE, THERE = Tile(3, 2, 1), Tile(3, 2, 2)


class Beneath:
    def answer(self, path: str, wanted: Wanted = always) -> Reply:
        return Reply(200, "beneath", path.encode())


class World:
    """A service, whoever asks it, a disk and a clock."""

    def __init__(self, folder: Path) -> None:
        self.said = Said(body=RED)
        self.server = TileServer(lambda path, headers: self.said)
        self.now = 1_700_000_000.0
        self.states: list[State] = []
        self.cache = TileCache(folder / "tiles.sqlite")
        self._asking: list[OnlineTiles] = []
        self.tiles = self.asking()

    def asking(self, path: str = "/{z}/{x}/{y}.png", key: str = "", policy: Policy | None = None) -> OnlineTiles:
        source = OnlineSource(
            "own", "Ours", read_template(self.server.address(path)), policy=policy or Policy(), typed=True
        )
        made = OnlineTiles(
            source, key, agent_of("1.2", "a@b.example"), self.cache, self.states.append, lambda: self.now
        )
        self._asking.append(made)
        return made

    def tile(self, tile: Tile = HERE, wanted: Wanted = always) -> Reply:
        return self.tiles.tile(self.tiles.source.token, tile, wanted)

    def close(self) -> None:
        for tiles in self._asking:
            tiles.close()
        self.server.close()
        self.cache.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def test_a_tile_is_asked_for_by_name_and_served_as_what_it_is(world: World) -> None:
    world.said = Said(body=RED, headers={"Content-Type": "text/html", "Set-Cookie": "who=me"})
    assert world.tile() == Reply(200, "image/png", RED)
    assert world.tile(THERE).status == 200
    assert world.server.paths == ["/3/2/1.png", "/3/2/2.png"]
    for headers in world.server.headers:
        assert headers["User-Agent"] == "OfficeDesk/1.2 (a@b.example)"
        assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_who_asks_is_said_in_plain_letters() -> None:
    assert agent_of("1.0", "") == "OfficeDesk/1.0"
    assert agent_of("1.0", "a\r\nEvil: (b)\u2028é") == "OfficeDesk/1.0 (aEvil: b)"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 7 * DAY),
        ({"Cache-Control": "public, max-age=3600"}, 3600),
        ({"Cache-Control": "max-age=3600", "Age": "600"}, 3000),
        ({"Cache-Control": "max-age=99999999999999"}, 365 * DAY),
        ({"Date": "Mon, 01 Jan 2024 00:00:00 GMT", "Expires": "Mon, 01 Jan 2024 02:00:00 GMT"}, 7200),
        ({"Expires": "0"}, 0),
        ({"Cache-Control": "no-cache"}, 0),
        ({"Cache-Control": "no-store"}, 0),
    ],
)
def test_a_tile_is_asked_for_again_when_its_headers_say_so(
    world: World, headers: Mapping[str, str], seconds: float
) -> None:
    world.said = Said(body=RED, headers=headers)
    world.tile()
    world.now += max(0, seconds - 1)
    if seconds:
        assert world.tile().body == RED
        assert len(world.server.paths) == 1
    world.now += 2
    assert world.tile().body == RED
    assert len(world.server.paths) == 2


def test_what_must_not_be_stored_is_not_on_the_disk(world: World) -> None:
    world.said = Said(body=RED, headers={"Cache-Control": "no-store"})
    world.tile()
    assert world.cache.size() == 0
    world.said = Said(hang_up=True)
    assert world.tile().status == 502


def test_an_old_tile_is_only_confirmed(world: World) -> None:
    world.said = Said(body=RED, headers={"ETag": '"one"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"})
    world.tile()
    world.now += 8 * DAY
    world.said = Said(304, headers={"Cache-Control": "max-age=100"})
    assert world.tile().body == RED
    asked = world.server.headers[1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"one"', "Mon, 01 Jan 2024 00:00:00 GMT")
    world.now += 99
    assert world.tile().body == RED
    assert len(world.server.paths) == 2
    world.now += 2
    world.said = Said(body=BLUE)
    assert world.tile().body == BLUE
    assert world.server.headers[2]["If-None-Match"] == '"one"'


def test_what_was_kept_is_there_in_the_next_run(world: World, tmp_path: Path) -> None:
    world.tile()
    world.cache.close()
    world.cache = TileCache(tmp_path / "tiles.sqlite")
    world.tiles = world.asking()
    assert world.tile().body == RED
    assert len(world.server.paths) == 1


def test_no_more_than_two_requests_run_at_once(world: World) -> None:
    entered, go_on = threading.Semaphore(0), threading.Event()

    def slow(path: str, headers: Mapping[str, str]) -> Said:
        entered.release()
        go_on.wait(10)
        return Said(body=RED)

    world.server.answer = slow
    threads = [threading.Thread(target=world.tile, args=(Tile(5, x, 0),)) for x in range(12)]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=10)
    assert entered.acquire(timeout=10)
    assert not entered.acquire(timeout=0.3), "a third one came in"
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert world.server.most_at_once == 2
    assert len(world.server.paths) == 12


def test_a_tile_that_nobody_wants_any_more_is_not_asked_for(world: World) -> None:
    assert world.tile(wanted=lambda: False).status == 499
    assert world.server.paths == []
    assert world.states == []


def test_an_answer_that_nobody_waits_for_is_left_in_the_middle(world: World) -> None:
    looks = iter([True, True])
    world.said = Said(body=RED + bytes(3_000_000))
    assert world.tile(wanted=lambda: next(looks, False)).status == 499
    assert world.cache.size() == 0


def test_without_network_what_is_kept_is_shown_and_the_rest_is_beneath(world: World) -> None:
    world.tile(HERE)
    world.server.close()
    world.now += 400 * DAY
    assert world.tile(HERE).body == RED
    assert world.tile(THERE).status == 502
    assert world.states == [State.UNREACHABLE]
    base = world.tiles.base_map(Beneath())
    assert base.provider.answer("labels/3/1/1").body == b"labels/3/1/1"
    world.server = TileServer(lambda path, headers: world.said)


def test_no_tile_waits_while_the_service_is_gone_and_it_is_asked_again_later(world: World) -> None:
    world.said = Said(hang_up=True)
    assert world.tile(HERE).status == 502
    assert [world.tile(Tile(5, x, 0)).status for x in range(20)] == [502] * 20
    assert len(world.server.paths) == 1
    world.now += world.tiles.standing.pause
    assert world.tile(HERE).status == 502
    assert len(world.server.paths) == 2
    assert world.tiles.standing.pause > 9, "each time it is left alone for longer"
    world.said = Said(body=BLUE)
    assert not world.tiles.try_again()
    world.now += world.tiles.standing.pause
    assert world.tiles.try_again()
    assert world.states == [State.UNREACHABLE, State.FINE]
    assert world.tile(HERE).body == BLUE


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (Said(403), State.REFUSED),
        (Said(401), State.REFUSED),
        (Said(429), State.BUSY),
        (Said(503), State.BUSY),
        (Said(500), State.UNREACHABLE),
        (Said(hang_up=True), State.UNREACHABLE),
        (Said(304), State.STRANGE),
        (Said(400), State.STRANGE),
        (Said(200, b"<html>Sign in to this network"), State.STRANGE),
        (Said(200, b"<svg onload='x()'/>", {"Content-Type": "image/svg+xml"}), State.STRANGE),
        (Said(200, RED + bytes(LARGEST)), State.STRANGE),
    ],
)
def test_what_is_wrong_is_told_and_nothing_of_it_shown(world: World, said: Said, state: State) -> None:
    world.said = said
    assert world.tile().status == 502
    assert world.states == [state]
    assert world.cache.size() == 0


def test_a_service_that_wants_to_be_left_alone_is(world: World) -> None:
    world.said = Said(429, headers={"Retry-After": "600"})
    world.tile()
    world.now += 599
    world.tile()
    assert len(world.server.paths) == 1
    world.now += 2
    world.tile()
    assert len(world.server.paths) == 2


def test_a_place_without_a_tile_is_remembered_for_a_day(world: World) -> None:
    world.said = Said(404)
    assert world.tile().status == 204
    world.now += DAY - 1
    assert world.tile().status == 204
    assert len(world.server.paths) == 1
    assert world.states == []
    world.now += 2
    world.said = Said(body=RED)
    assert world.tile().body == RED


def test_zooms_that_the_service_has_not_are_not_asked_for(world: World) -> None:
    assert world.tile(Tile(20, 0, 0)).status == 404
    assert world.tiles.tile("another", HERE).status == 404
    assert world.server.paths == []


def test_the_key_goes_to_the_service_and_nowhere_else(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.tiles = world.asking("/{z}/{x}/{y}?k={key}", key="seKret/&1")
    assert world.tile().status == 200
    assert world.server.paths == ["/3/2/1?k=seKret%2F%261"]
    world.said = Said(hang_up=True)
    world.tile(THERE)
    world.cache.close()
    assert b"seKret" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "seKret" not in caplog.text
    assert "seKret" not in str(world.tiles.base_map(Beneath()).spec())


@pytest.mark.parametrize("hops", [1, MOST_HOPS])
def test_a_service_may_send_on_within_itself(world: World, hops: int) -> None:
    def sends(path: str, headers: Mapping[str, str]) -> Said:
        number = int(path.rsplit("=", 1)[1]) if "=" in path else 0
        return Said(302, headers={"Location": f"/on?n={number + 1}"}) if number < hops else Said(body=RED)

    world.server.answer = sends
    assert world.tile().body == RED


@pytest.mark.parametrize(
    "target",
    ["http://localhost:{port}/x", "http://127.0.0.2:{port}/x", "http://[::1]:{port}/x", "http://10.0.0.1/x",
     "ftp://127.0.0.1/", "file:///etc/hostname", "http://169.254.169.254/latest", "http://a:b@127.0.0.1:{port}/x", "//",
     "http://127.0.0.1:x/"],
)  # fmt: skip
def test_nobody_is_sent_into_a_private_network(world: World, target: str) -> None:
    secret = threading.Event()

    def sends(path: str, headers: Mapping[str, str]) -> Said:
        if path == "/x":
            secret.set()
        return Said(302, headers={"Location": target.format(port=world.server.port)})

    world.server.answer = sends
    try:
        assert world.tile().status == 502
    except SocketBlockedError:
        pytest.fail("it went there")
    assert world.states == [State.STRANGE]
    assert not secret.is_set()


def test_a_service_of_the_catalogue_may_not_be_a_private_one(world: World) -> None:
    source = OnlineSource("theirs", "Theirs", read_template(world.server.address()))
    tiles = OnlineTiles(source, "", "x", world.cache, world.states.append)
    assert tiles.tile(source.token, HERE).status == 502
    assert world.states == [State.STRANGE]
    assert world.server.paths == []
    tiles.close()


def test_a_circle_of_addresses_ends(world: World) -> None:
    world.said = Said(302, headers={"Location": "/again"})
    assert world.tile().status == 502
    assert len(world.server.paths) == MOST_HOPS + 1


def test_closing_ends_what_waits(world: World) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slow(path: str, headers: Mapping[str, str]) -> Said:
        entered.set()
        go_on.wait(10)
        return Said(body=RED)

    world.tiles = world.asking(policy=Policy(parallel=1))
    world.server.answer = slow
    found: list[int] = []

    def ask(column: int) -> None:
        found.append(world.tile(Tile(5, column, 0)).status)

    threads = [threading.Thread(target=ask, args=(column,)) for column in range(4)]
    for thread in threads:
        thread.start()
    assert entered.wait(10)
    world.tiles.close()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert found.count(499) >= 3
    assert LONGEST < 60


def test_a_cache_that_cannot_be_written_only_costs_requests(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    world.cache = TileCache(tmp_path / "file" / "tiles.sqlite")
    world.tiles = world.asking()
    assert world.tile().body == RED
    assert world.tile().body == RED
    assert len(world.server.paths) == 2
