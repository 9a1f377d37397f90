"""Desktops at an office on a server know of each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from officedesk.database import schema
from officedesk.database.presence import ServerDesks
from officedesk.database.unit import Database
from officedesk.services.desk import Desk

pytestmark = pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)


@pytest.fixture
def second(desk: Desk) -> Iterator[Database]:
    database = Database(desk.database.place, schema.open_office(desk.database.place))
    yield database
    database.close()


@pytest.fixture
def here(desk: Desk) -> ServerDesks:
    return ServerDesks(desk.database, "DESK-1", "0.1.0")


@pytest.fixture
def there(second: Database) -> ServerDesks:
    return ServerDesks(second, "DESK-2", "0.1.0")


def test_a_desktop_sees_the_others_but_not_itself(here: ServerDesks, there: ServerDesks) -> None:
    here.announce("Dana", ())
    assert here.others() == ()
    there.announce("Anna", (("customer", 7), ("estimate", 12)))
    [seen] = here.others()
    assert (seen.user, seen.desktop, seen.editing, seen.alive) == (
        "Anna",
        "DESK-2",
        (("customer", 7), ("estimate", 12)),
        True,
    )
    assert [seen.user for seen in there.others()] == ["Dana"]


def test_what_somebody_edits_follows_the_heartbeats_and_since_stays(here: ServerDesks, there: ServerDesks) -> None:
    there.announce("Anna", (("customer", 7),))
    [before] = here.others()
    there.announce("Ben", ())
    [after] = here.others()
    assert (after.user, after.editing) == ("Ben", ())
    assert after.since == before.since
    assert after.seen_at > before.seen_at


def test_who_closes_is_gone_at_once(here: ServerDesks, there: ServerDesks) -> None:
    there.announce("Anna", ())
    assert here.others()
    there.close()
    assert here.others() == ()


def test_who_says_nothing_for_twenty_seconds_is_gone_and_is_back_with_the_next_word(
    desk: Desk, here: ServerDesks, there: ServerDesks
) -> None:
    there.announce("Anna", ())
    for seconds, left in ((19, 1), (2, 0)):
        with desk.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE presence SET seen_at = seen_at - interval '{seconds} seconds'"))
        assert len(here.others()) == left
    there.announce("Anna", ())
    assert len(here.others()) == 1


def test_rows_of_those_who_never_said_good_bye_are_swept_away(
    desk: Desk, here: ServerDesks, there: ServerDesks
) -> None:
    there.announce("Anna", ())
    with desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE presence SET seen_at = seen_at - interval '2 hours'"))
    here.announce("Dana", ())
    with desk.database.engine.connect() as connection:
        assert connection.execute(text("SELECT user_name FROM presence")).scalars().all() == ["Dana"]
    # Only asleep, after all.
    there.announce("Anna", ())
    assert [seen.user for seen in here.others()] == ["Anna"]


def test_an_unreachable_server_makes_nobody_vanish(
    here: ServerDesks, there: ServerDesks, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.announce("Anna", ())
    assert here.others()

    def refuse() -> None:
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr(here._database.engine, "connect", refuse)
    monkeypatch.setattr(here._database.engine, "begin", refuse)
    here.announce("Dana", ())
    assert [seen.user for seen in here.others()] == ["Anna"]
    here.close()


def test_a_heartbeat_is_no_history(desk: Desk, here: ServerDesks) -> None:
    with desk.read() as session:
        before = session.execute(text("SELECT count(*) FROM change_log")).scalar_one()
    here.announce("Dana", (("customer", 1),))
    with desk.read() as session:
        assert session.execute(text("SELECT count(*) FROM change_log")).scalar_one() == before
