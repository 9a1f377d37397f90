"""Reminders and the bell over two windows: told once, on the desktop that its user opens first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from officedesk.config import Config
from officedesk.services.desk import Desk
from officedesk.services.reminders import editing
from officedesk.views.application import MODULES, page_makers
from officedesk.views.icons import Icons
from officedesk.views.live import LiveOffice
from officedesk.views.main_window import MainWindow
from officedesk.views.reminders.bell import BellButton
from officedesk.views.reminders.native import Native
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from tests import factories
from tests.support.clock import Clock, local

MORNING = local(2023, 6, 22, 9)


class Shown(Native):
    """Shows notifications to the test: (title, text) of each."""

    def __init__(self, parent: QObject, *, can: bool = True) -> None:
        super().__init__(parent)
        self._can = can
        self.seen: list[tuple[str, str]] = []
        self.last = 0

    def start(self) -> None:
        self.available = self._can
        if self._can:
            self.ready.emit()

    def show(self, number: int, title: str, text: str) -> None:
        if self.available:
            self.seen.append((title, text))
            self.last = number


@dataclass
class Sitting:
    """Somebody's window at one desktop."""

    desk: Desk
    shell: Shell
    window: MainWindow
    native: Shown

    @property
    def bell(self) -> BellButton:
        return self.window.top.bell

    @property
    def told(self) -> list[str]:
        return [title for title, _ in self.native.seen]


Sit = Callable[..., Sitting]


@pytest.fixture
def sit(qtbot: QtBot, qapp: QApplication, theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[Sit]:
    """`sit(desk)` opens that desktop's window, as the program does once it is painted."""
    sitting: list[Sitting] = []
    failures: list[Exception] = []

    def open_window(desk: Desk, *, can: bool = True) -> Sitting:
        config = Config(tmp_path / f"settings{len(sitting)}.json")
        shell = Shell(desk, config, TaskRunner(failures.append), theme, icons)
        shell.failed.connect(failures.append)
        window = MainWindow(shell, page_makers(), MODULES)
        window.resize(1280, 800)
        window.show()
        native = Shown(shell, can=can)
        window.tell_notices(native)
        LiveOffice(shell).start()
        made = Sitting(desk, shell, window, native)
        sitting.append(made)
        return made

    yield open_window
    for one in sitting:
        if isValid(one.shell):
            close(one)
    assert not failures, failures


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """The same user at another desktop."""
    made = factories.second_desk(desk, "DESK-2")
    yield made
    made.database.close()


def remind(desk: Desk, subject: str = "Call John", due: datetime = MORNING) -> int:
    draft = replace(editing.new_reminder(desk), subject=subject, due=due)
    return editing.save_reminder(desk, draft).id or 0


def test_of_two_windows_the_one_in_front_tells_it(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    remind(desk)
    front, back = sit(desk), sit(other)
    front.window.activateWindow()
    qtbot.waitUntil(front.window.isActiveWindow)
    told_nothing_more(qtbot, front, back)
    clock.go_on(hours=2)
    # The one in the background hears of it first.
    told_nothing_more(qtbot, back)
    assert back.bell.unseen == 1
    told_nothing_more(qtbot, front)
    assert (front.told, back.told) == (["Call John"], [])


def told_nothing_more(qtbot: QtBot, *sitting: Sitting) -> None:
    """Everything that a look could still bring is there."""
    for one in sitting:
        with qtbot.waitSignal(one.window.notices.told):
            one.shell.signals.stirred.emit()


def test_due_while_both_desktops_were_off_it_appears_once_where_its_user_sits_down_first(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    remind(desk)
    # Both desktops are off when it is due, and all night.
    clock.go_on(hours=20)

    first = sit(other)
    qtbot.waitUntil(lambda: first.told == ["Call John"])
    assert first.native.seen == [("Call John", "due Jun 22, 9:00")]
    qtbot.waitUntil(lambda: first.bell.unseen == 1)

    second = sit(desk)
    qtbot.waitUntil(lambda: second.bell.unseen == 1)
    told_nothing_more(qtbot, first, second)
    assert (first.told, second.told) == (["Call John"], [])

    # Not when the program is started again either.
    third = sit(other)
    qtbot.waitUntil(lambda: third.bell.unseen == 1)
    told_nothing_more(qtbot, third)
    assert third.told == []


@pytest.mark.parametrize(
    ("due", "instant"),
    [
        # The clocks of Chicago go back in the night to November 5, 2023, and on in the night to March 12.
        (local(2023, 11, 5, 9), datetime(2023, 11, 5, 15, tzinfo=UTC)),
        (local(2023, 3, 12, 9), datetime(2023, 3, 12, 14, tzinfo=UTC)),
        # Half past one is there twice: the first is meant. Half past two is not there at all: an hour on it is.
        (local(2023, 11, 5, 1, 30), datetime(2023, 11, 5, 6, 30, tzinfo=UTC)),
        (local(2023, 3, 12, 2, 30), datetime(2023, 3, 12, 8, 30, tzinfo=UTC)),
    ],
)
def test_over_a_change_of_the_clocks_it_is_told_at_its_time_of_day_and_once(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock, due: datetime, instant: datetime
) -> None:
    clock.at = instant - timedelta(days=2)
    remind(desk, due=due)
    # One desktop is on all night: a minute before nothing is told.
    clock.at = instant - timedelta(minutes=1)
    early = sit(desk)
    told_nothing_more(qtbot, early)
    assert (early.told, early.bell.unseen) == ([], 0)
    close(early)

    # Both are off when it is due. The first that its user opens tells it, the bell of both shows it.
    clock.at = instant
    first = sit(other)
    qtbot.waitUntil(lambda: first.told == ["Call John"])
    second = sit(desk)
    qtbot.waitUntil(lambda: first.bell.unseen == second.bell.unseen == 1)
    # The hour that comes twice, and the next morning: nobody is told again.
    for hours in (1, 24):
        clock.at = instant + timedelta(hours=hours)
        told_nothing_more(qtbot, first, second)
    assert (first.told, second.told) == (["Call John"], [])
    assert first.bell.unseen == second.bell.unseen == 1


def close(one: Sitting) -> None:
    """Its user goes: the window is away, and looks at nothing more."""
    one.window.deleteLater()
    one.shell.end()


def test_due_while_somebody_else_sits_there_it_waits_for_its_user(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    remind(desk)
    clock.go_on(hours=20)
    anna = factories.make_user(desk, "Anna")
    elsewhere = sit(replace(other, actor=replace(other.actor, user_id=anna, name="Anna")))
    with qtbot.waitSignal(elsewhere.window.notices.told):
        elsewhere.shell.signals.stirred.emit()
    assert (elsewhere.told, elsewhere.bell.unseen) == ([], 0)
    mine = sit(desk)
    qtbot.waitUntil(lambda: mine.told == ["Call John"])


def test_both_are_open_when_it_is_due_and_one_tells_it(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    remind(desk)
    both = sit(desk), sit(other)
    for one in both:
        with qtbot.waitSignal(one.window.notices.told):
            one.shell.signals.stirred.emit()
    assert [one.told for one in both] == [[], []]
    # Nobody saves anything: the watch looks at the clock.
    clock.go_on(hours=2)
    qtbot.waitUntil(lambda: all(one.bell.unseen == 1 for one in both), timeout=15_000)
    told_nothing_more(qtbot, *both)
    assert sorted(one.told for one in both) == [[], ["Call John"]]


def test_what_is_seen_at_one_desktop_is_seen_at_the_other(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    key = remind(desk)
    clock.go_on(hours=20)
    first, second = sit(desk), sit(other)
    qtbot.waitUntil(lambda: first.bell.unseen == second.bell.unseen == 1)
    editing.finish(desk, [key])
    qtbot.waitUntil(lambda: first.bell.unseen == second.bell.unseen == 0)


def test_a_desktop_that_cannot_show_leaves_it_to_one_that_can(
    qtbot: QtBot, sit: Sit, desk: Desk, other: Desk, clock: Clock
) -> None:
    remind(desk)
    clock.go_on(hours=20)
    blind = sit(desk, can=False)
    qtbot.waitUntil(lambda: blind.bell.unseen == 1)
    assert blind.told == []
    able = sit(other)
    qtbot.waitUntil(lambda: able.told == ["Call John"])


def test_a_locked_window_tells_nothing_until_it_is_unlocked(qtbot: QtBot, sit: Sit, desk: Desk, clock: Clock) -> None:
    remind(desk)
    one = sit(desk)
    told_nothing_more(qtbot, one)
    centre = one.window.centralWidget()
    assert centre is not None
    centre.hide()
    clock.go_on(hours=20)
    told_nothing_more(qtbot, one)
    assert one.told == []
    centre.show()
    qtbot.waitUntil(lambda: one.told == ["Call John"])


def test_what_gathered_while_somebody_was_away_is_told_as_one(qtbot: QtBot, sit: Sit, desk: Desk, clock: Clock) -> None:
    for number in range(5):
        remind(desk, f"Call {number}")
    clock.go_on(days=14)
    one = sit(desk)
    qtbot.waitUntil(lambda: one.native.seen == [("5 notifications", "Call 0, Call 1, Call 2 …")])
    qtbot.waitUntil(lambda: one.bell.unseen == 5)


def test_a_click_on_the_desktop_opens_what_it_is_about(qtbot: QtBot, sit: Sit, desk: Desk, clock: Clock) -> None:
    customer_id = factories.make_customer(desk, "ABC Company")
    key = remind(desk)
    editing.save_reminder(desk, replace(editing.reminder(desk, key), customer_id=customer_id))
    clock.go_on(hours=20)
    one = sit(desk)
    qtbot.waitUntil(lambda: one.told == ["Call John"])
    one.native.clicked.emit(one.native.last)
    qtbot.waitUntil(lambda: one.bell.unseen == 0)
    place = one.window.place
    assert place is not None
    assert (place.page, place.id, place.tab) == ("customer", customer_id, "reminders")


def test_a_look_at_an_office_where_nothing_is_due_writes_nothing(qtbot: QtBot, sit: Sit, desk: Desk) -> None:
    one = sit(desk)
    told_nothing_more(qtbot, one)
    with desk.read() as session:
        before = session.connection().exec_driver_sql("PRAGMA data_version").scalar()
        for _ in range(3):
            told_nothing_more(qtbot, one)
        assert session.connection().exec_driver_sql("PRAGMA data_version").scalar() == before
