"""What the diagnostics tell of an office is so, and of what is told nothing private goes into a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor
from officedesk.errors import NotAllowed, OfficeBusy
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import ChangeAction, Role
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk, Looked
from officedesk.services.office import diagnostics, settings
from officedesk.services.office.diagnostics import Fact, clock_fact, groups, latency, quick_check, size_text
from tests import factories


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "settings.json")


def facts(desk: Desk, config: Config) -> dict[str, Fact]:
    return {fact.name: fact for group in groups(desk, config, MemorySecrets()) for fact in group.facts}


def test_where_the_office_lies_and_how_it_is(desk: Desk, config: Config) -> None:
    found = facts(desk, config)
    assert found["OfficeDesk"].value
    assert "SQLAlchemy" in found["Database driver"].value
    assert found["Size"].value.endswith(("kB", "MB"))
    assert found["Last backup"].value == "None yet"
    assert found["Time zone of the office"].value == "America/Chicago"
    assert found["Keyring"].value.startswith("None")
    assert found["Free for logs and cache"].value
    assert found["Place"].shared == ""
    assert found["Name"].shared == ""
    path = desk.database.place.path
    if path is None:
        assert found["Engine"].value.startswith("PostgreSQL")
        assert found["Kind"].value == "On a server"
        assert found["Clock"].tone == "ok"
        assert quick_check(desk).value.startswith("The server")
        return
    assert found["Engine"].value.startswith("SQLite 3.")
    assert found["Place"].value == str(path)
    assert found["Journal"] == Fact("Journal", "TRUNCATE, synchronous 2")
    assert found["Encrypted"].value == "No"
    assert quick_check(desk) == Fact("Quick check", "Whole", "ok", "whole")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_drive_and_the_locks_are_told_where_others_may_come(office: OfficePlace, config: Config) -> None:
    context = open_context(office.address, config=config)
    try:
        context.desk.database.guard.before_write()  # type: ignore[union-attr]
        found = facts(context.desk, config)
    finally:
        context.close()
    assert found["Saving"] == Fact("Saving", "Allowed", "ok")
    assert found["Drive"].shared is not None
    assert found["Drive"].shared.startswith("local")
    assert found["Locks"].value.startswith("Not seen yet")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_damaged_file_does_not_look_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.database.place.path
    assert path is not None
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half : half + 3 * 4096] = b"\x5a" * (3 * 4096)
    path.write_bytes(content)
    desk.database.engine.dispose()
    told = quick_check(desk)
    assert told.tone == "bad"
    assert told.shared == "damaged"
    monkeypatch.setattr(diagnostics, "QUICK", 1)
    assert "large" in quick_check(desk).value


def changes(desk: Desk) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(ChangeLog)) or 0


def test_speed_is_measured_and_leaves_nothing_behind(desk: Desk) -> None:
    before = changes(desk)
    found = latency(desk, 5)
    assert (found.reads, found.writes) == (5, 5)
    assert 0 < found.read[0] <= found.read[1]
    assert found.write is not None
    assert 0 < found.write[0] <= found.write[1]
    assert settings.get(desk, diagnostics._PROBE) is None
    assert changes(desk) == before


def test_measuring_stops_when_it_is_not_wanted_any_more(desk: Desk) -> None:
    assert latency(desk, 500, lambda: True).reads == 1


def test_where_each_save_takes_long_fewer_are_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "_LONGEST", 0.0)
    found = latency(desk, 500)
    assert (found.reads, found.writes) == (1, 1)


def test_where_nothing_can_be_saved_reading_is_measured_and_why_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OfficeBusy("The office file is busy.")

    monkeypatch.setattr(settings, "put", refuse)
    found = latency(desk, 3)
    assert found.read[0] > 0
    assert found.write is None
    assert found.why == "The office file is busy."


def test_every_role_reads_it(desk: Desk, config: Config) -> None:
    for role in Role:
        user_id = factories.make_user(desk, f"Robin {role}", role=role)
        theirs = replace(desk, actor=Actor(user_id, "Robin", "Desktop A", role), looked=Looked())
        assert groups(theirs, config, MemorySecrets())
        assert latency(theirs, 1).write is not None


def test_a_desk_that_may_not_read_is_refused(desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_desk: Desk, permission: object) -> None:
        raise NotAllowed(str(permission))

    monkeypatch.setattr(Desk, "need", refuse)
    for ask in (lambda: groups(desk, config, MemorySecrets()), lambda: latency(desk), lambda: quick_check(desk)):
        with pytest.raises(NotAllowed):
            ask()


NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def clock(desk: Desk, *rows: tuple[str, float]) -> Fact:
    """The fact of a history whose rows, oldest first, say (desktop, seconds before now)."""
    with desk.database.write(desk.actor) as session:
        for row in session.scalars(select(ChangeLog)):
            session.delete(row)
        for at, (desktop, before) in enumerate(rows):
            session.add(
                ChangeLog(
                    at=NOW - timedelta(seconds=before), transaction_key=str(at), actor="", desktop=desktop,
                    entity="customer", entity_id=1, action=ChangeAction.UPDATED, label="", before={}, after={},
                )
            )  # fmt: skip
    with desk.read() as session:
        return clock_fact(session, "A", NOW)


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_clocks_that_differ_are_seen_in_the_history(desk: Desk) -> None:
    assert clock(desk, ("A", 30), ("A", 10)).value == "No other desktop saved lately"
    assert clock(desk, ("A", 30), ("B", 20), ("A", 10)) == Fact("Clock", "Agrees with the other desktops", "ok")
    # B wrote before A did, and says it was five minutes later.
    ahead = clock(desk, ("B", 100), ("A", 400), ("A", 50))
    assert ahead.value == "B is at least 300 s ahead of A"
    assert ahead.tone == "warn"
    assert ahead.shared == "one desktop is at least 300 s ahead of another"
    # The last row is from the future.
    assert clock(desk, ("A", 30), ("B", -90)).value == "B is at least 90 s ahead of A"
    # A second is nothing: rows are written while others wait.
    assert clock(desk, ("B", 10), ("A", 11)).tone == "ok"


def test_sizes_read_as_people_say_them() -> None:
    assert [size_text(size) for size in (0, 999, 12_345, 250_000_000, 3_210_000_000, 4e12)] == [
        "0 bytes", "999 bytes", "12.3 kB", "250 MB", "3.2 GB", "4.0 TB",
    ]  # fmt: skip
