"""The watch of a desktop: news and who is there, on a thread of its own that ends when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from officedesk.database.desks import DeskSeen, Editing, LockHealth
from officedesk.database.feed import News
from officedesk.database.presence import ServerDesks
from officedesk.database.unit import Actor
from officedesk.services import watch as watching
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk
from officedesk.services.watch import Watch
from tests import factories
from tests.support.clock import Clock


class Heard:
    """What a watch told, for a test that waits."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.news: list[News] = []
        self.desks: list[tuple[DeskSeen, ...]] = []

    def on_news(self, news: News) -> None:
        with self.changed:
            self.news.append(news)
            self.changed.notify_all()

    def on_desks(self, desks: tuple[DeskSeen, ...]) -> None:
        with self.changed:
            self.desks.append(desks)
            self.changed.notify_all()

    def until(self, enough: Callable[[], bool], seconds: float = 10) -> None:
        with self.changed:
            assert self.changed.wait_for(enough, seconds)

    @property
    def labels(self) -> list[str]:
        return [change.label for news in self.news for change in news.changes]


class FewDesks:
    """Desks that a test moves about."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self.told: list[tuple[str, Editing]] = []
        self.there: tuple[DeskSeen, ...] = ()
        self.error: Exception | None = None

    def announce(self, who: str, editing: Editing) -> None:
        if self.error is not None:
            raise self.error
        with self._heard.changed:
            self.told.append((who, editing))
            self._heard.changed.notify_all()

    def others(self) -> tuple[DeskSeen, ...]:
        return self.there

    def health(self) -> LockHealth:
        return LockHealth.WORKING

    def close(self) -> None:
        """Whoever opened the office closes it."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "HEARTBEAT", 0.1)
    monkeypatch.setattr(watching, "AFTER_A_BUG", 0.1)


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    made = factories.second_desk(desk, "DESK-2")
    yield replace(made, actor=Actor(desk.actor.user_id, "Anna", "DESK-2"))
    made.database.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_news_arrive_until_the_watch_is_stopped(desk: Desk, other: Desk, heard: Heard) -> None:
    before = set(threading.enumerate())
    watch = Watch(desk, heard.on_news, heard.on_desks, after=_newest(desk))
    watch.start()
    (thread,) = set(threading.enumerate()) - before
    save_customer(other, CustomerDraft(name="Seen"))
    heard.until(lambda: heard.labels == ["Seen"])
    assert watch.stop()
    save_customer(other, CustomerDraft(name="Unseen"))
    assert heard.labels == ["Seen"]
    assert not thread.is_alive()


def test_what_is_edited_is_announced_at_once_and_others_only_when_something_differs(
    desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks = FewDesks(heard)
    watch = Watch(desk, heard.on_news, heard.on_desks, desks=desks)
    watch.start()
    try:
        now = desk.now()
        anna = DeskSeen("a", "DESK-2", "Anna", "0.1.0", now, now)
        desks.there = (anna,)
        heard.until(lambda: heard.desks == [(anna,)])
        beats = len(desks.told)
        desks.there = (replace(anna, seen_at=now.replace(year=2030)),)
        heard.until(lambda: len(desks.told) >= beats + 3)
        # A later heartbeat alone is nothing to tell.
        assert len(heard.desks) == 1
        monkeypatch.setattr(watching, "HEARTBEAT", 3600)
        watch.announce("Dana", (("customer", 7),))
        heard.until(lambda: desks.told[-1] == ("Dana", (("customer", 7),)))
    finally:
        assert watch.stop()
    # The forms are gone with the window.
    assert desks.told[-1] == ("Dana", ())


def test_a_bug_does_not_end_the_watch(desk: Desk, other: Desk, heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    desks = FewDesks(heard)
    desks.error = RuntimeError("a bug")
    watch = Watch(desk, heard.on_news, heard.on_desks, after=_newest(desk), desks=desks)
    watch.start()
    try:
        save_customer(other, CustomerDraft(name="Still seen"))
        desks.error = None
        heard.until(lambda: heard.labels == ["Still seen"])
    finally:
        assert watch.stop()
    assert "the watch over the office failed" in caplog.text


@pytest.mark.parametrize("engine_kind", ["postgresql"], indirect=True)
def test_two_desktops_at_a_server_see_what_the_other_edits(desk: Desk, other: Desk, heard: Heard) -> None:
    mine = Watch(desk, heard.on_news, heard.on_desks, desks=ServerDesks(desk.database, "DESK-1", "0.1.0"))
    far = Heard()
    hers = Watch(other, far.on_news, far.on_desks, desks=ServerDesks(other.database, "DESK-2", "0.1.0"))
    mine.start()
    hers.start()
    try:
        hers.announce("Anna", (("estimate", 3),))
        heard.until(lambda: bool(heard.desks) and [one.editing for one in heard.desks[-1]] == [(("estimate", 3),)])
        assert heard.desks[-1][0].user == "Anna"
        far.until(lambda: bool(far.desks) and [one.desktop for one in far.desks[-1]] == ["DESK-1"])
        hers.announce("Anna", ())
        heard.until(lambda: [one.editing for one in heard.desks[-1]] == [()])
    finally:
        assert mine.stop()
        assert hers.stop()


def _newest(desk: Desk) -> int:
    from sqlalchemy import text

    with desk.read() as session:
        return int(session.execute(text("SELECT coalesce(max(id), 0) FROM change_log")).scalar_one())


def test_it_stirs_at_every_save_and_when_the_clock_comes_to_the_time_asked_for(
    desk: Desk, heard: Heard, clock: Clock
) -> None:
    stirred: list[datetime] = []

    def on_stir() -> None:
        with heard.changed:
            stirred.append(clock())
            heard.changed.notify_all()

    watch = Watch(desk, heard.on_news, heard.on_desks, on_stir=on_stir)
    watch.start()
    try:
        # The first look at the office is one.
        heard.until(lambda: bool(stirred))
        clock.go_on(hours=1)
        watch.wake_at(clock() + timedelta(hours=1))
        factories.make_customer(desk, "ABC Company")
        # What this desktop saves itself is no news, and yet a reason to look.
        heard.until(lambda: stirred[-1] == clock())
        clock.go_on(hours=1)
        # Nothing is saved.
        heard.until(lambda: stirred[-1] == clock())
    finally:
        assert watch.stop()
    assert heard.news == []
