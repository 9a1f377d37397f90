"""The change feed: everything others save is told once, whatever the order it becomes visible in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

import pytest
from sqlalchemy import text

from officedesk.database import audit, schema
from officedesk.database.feed import MOST, Change, ChangeFeed
from officedesk.database.unit import Actor, Database
from officedesk.models.enums import ChangeAction
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk

SOON = 5.0
"""Seconds after which a change that was not told is lost."""


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """Another program over the same office, where Anna works."""
    database = Database(desk.database.place, schema.open_office(desk.database.place))
    yield replace(desk, database=database, actor=Actor(desk.actor.user_id, "Anna", "DESK-2"))
    database.close()


@pytest.fixture
def feed(desk: Desk) -> Iterator[ChangeFeed]:
    """What `desk` hears; it has seen everything so far."""
    made = ChangeFeed(desk.database, every=0.02)
    made.read()
    yield made
    made.close()


def heard(feed: ChangeFeed, enough: Callable[[list[Change]], bool] = bool, seconds: float = SOON) -> list[Change]:
    """What the feed tells until it is enough."""
    told: list[Change] = []
    until = monotonic() + seconds
    while not enough(told) and monotonic() < until:
        if feed.wait(until - monotonic()):
            told += feed.read().changes
    return told


def test_a_save_by_another_program_is_told_with_who_what_and_which_fields(
    desk: Desk, other: Desk, feed: ChangeFeed
) -> None:
    stored = save_customer(other, CustomerDraft(name="Abby Home"))
    created = heard(feed)
    assert [(c.actor, c.desktop, c.action, c.entity, c.entity_id, c.customer_id, c.label) for c in created] == [
        ("Anna", "DESK-2", "created", "customer", stored.id, stored.id, "Abby Home")
    ]
    assert created[0].fields == ()
    save_customer(other, replace(stored, name="Abby House", rating=3))
    [changed] = heard(feed)
    assert changed.action == "updated"
    assert changed.fields == ("name", "rating")
    assert changed.at.tzinfo is not None


def test_own_saves_are_not_told(desk: Desk, other: Desk, feed: ChangeFeed) -> None:
    save_customer(desk, CustomerDraft(name="Mine"))
    save_customer(other, CustomerDraft(name="Hers"))
    assert [change.label for change in heard(feed)] == ["Hers"]
    feed.wake()
    feed.wait(0)
    assert not feed.read()


def test_nothing_is_told_where_nothing_was_saved(feed: ChangeFeed, desk: Desk) -> None:
    heard(feed, seconds=0.2)
    customer_reads = [feed.read() for _ in range(3)]
    assert not any(customer_reads)
    assert not feed.wait(0.1)


def test_a_feed_told_where_to_begin_tells_what_came_since(desk: Desk, other: Desk) -> None:
    with desk.read() as session:
        seen = session.execute(text("SELECT coalesce(max(id), 0) FROM change_log")).scalar_one()
    save_customer(other, CustomerDraft(name="Between start and feed"))
    late = ChangeFeed(desk.database, after=seen, every=0.02)
    assert [change.label for change in heard(late)] == ["Between start and feed"]
    late.close()


def test_a_wait_ends_at_once_when_it_is_woken(feed: ChangeFeed) -> None:
    heard(feed, seconds=0.1)
    threading.Timer(0.05, feed.wake).start()
    began = monotonic()
    feed.wait(30)
    assert monotonic() - began < 10


def test_a_change_is_noticed_well_within_two_seconds(desk: Desk, other: Desk) -> None:
    usual = ChangeFeed(desk.database)
    heard(usual, seconds=0.1)
    save_customer(other, CustomerDraft(name="Soon"))
    began = monotonic()
    assert heard(usual)
    assert monotonic() - began < 2
    usual.close()


def test_more_than_is_worth_telling_is_told_as_many(desk: Desk, other: Desk, feed: ChangeFeed) -> None:
    rows = [_row(desk, f"Bulk {n}") for n in range(MOST + 1)]
    with other.write() as session:
        audit.append(session, rows)
    until = monotonic() + SOON
    news = feed.read()
    while not news and monotonic() < until:
        feed.wait(1)
        news = feed.read()
    assert news.many
    save_customer(other, CustomerDraft(name="After them"))
    assert [change.label for change in heard(feed)] == ["After them"]


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)
def test_a_listener_that_was_cut_off_listens_again_and_misses_nothing(
    desk: Desk, other: Desk, feed: ChangeFeed
) -> None:
    heard(feed, seconds=0.1)
    with other.database.engine.connect() as admin:
        admin.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"))
    save_customer(other, CustomerDraft(name="While it was deaf"))
    assert [change.label for change in heard(feed, seconds=15)] == ["While it was deaf"]
    save_customer(other, CustomerDraft(name="And after"))
    assert [change.label for change in heard(feed)] == ["And after"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_file_that_vanished_is_waited_for_and_heard_again_when_it_is_back(
    desk: Desk, other: Desk, feed: ChangeFeed
) -> None:
    heard(feed, seconds=0.1)
    path = desk.database.place.path
    assert path is not None
    away = path.with_suffix(".away")
    path.replace(away)
    assert not feed.wait(0.1)
    assert not feed.read()
    away.replace(path)
    save_customer(other, CustomerDraft(name="Back again"))
    assert [change.label for change in heard(feed)] == ["Back again"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_an_older_office_put_in_its_place_is_told_as_many(desk: Desk, other: Desk, feed: ChangeFeed) -> None:
    path = desk.database.place.path
    assert path is not None
    backup = shutil.copyfile(path, path.with_suffix(".backup"))
    save_customer(other, CustomerDraft(name="Not in the backup"))
    assert heard(feed)
    for database in (desk.database, other.database):
        database.engine.dispose()
    backup.replace(path)
    assert feed.wait(SOON)
    assert feed.read().many


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_file_that_somebody_holds_for_writing_is_not_waited_for(desk: Desk, other: Desk, feed: ChangeFeed) -> None:
    heard(feed, seconds=0.1)
    with other.database.engine.connect() as holder:
        holder.execution_options(officedesk_write=True)
        holder.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
        holder.exec_driver_sql("UPDATE company SET name = name")
        holder.commit()
        began = monotonic()
        assert not feed.wait(0.1)
        assert monotonic() - began < 2
        holder.exec_driver_sql("PRAGMA locking_mode = NORMAL")
        holder.exec_driver_sql("SELECT 1 FROM company")
        holder.commit()
    save_customer(other, CustomerDraft(name="Afterwards"))
    assert [change.label for change in heard(feed)] == ["Afterwards"]


def test_reading_a_stored_record_tells_nothing(desk: Desk, other: Desk, feed: ChangeFeed) -> None:
    stored = save_customer(other, CustomerDraft(name="Looked at"))
    heard(feed)
    customer(other, stored.id or 0)
    assert not heard(feed, seconds=0.2)


def _row(desk: Desk, label: str) -> dict[str, object]:
    return {
        "at": desk.now(),
        "transaction_key": label,
        "user_id": None,
        "actor": "Anna",
        "desktop": "DESK-2",
        "action": ChangeAction.UPDATED,
        "entity": "customer",
        "entity_id": 1,
        "customer_id": 1,
        "label": label,
        "before": {},
        "after": {},
    }
