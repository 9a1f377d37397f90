"""The bell and the list behind it, by keyboard; and notifications of a real notification server."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from officedesk.models.enums import NoticeKind
from officedesk.services.activity.undo import undo
from officedesk.services.customers.merge import merge_customers
from officedesk.services.desk import Desk
from officedesk.services.reminders import editing
from officedesk.services.reminders.bell import look, notices
from officedesk.services.reminders.notices import notify
from officedesk.services.reminders.rows import Bell
from officedesk.views.main_window import MainWindow
from officedesk.views.reminders.bell import BellButton
from officedesk.views.reminders.bell_popover import NoticesPopover
from officedesk.views.reminders.dialog import ReminderDialog
from officedesk.views.reminders.native import Native
from officedesk.views.shell import Shell
from tests import factories
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.test_accessibility import nameless, stops
from tests.support.clock import Clock, local


def remind(desk: Desk, subject: str, customer_id: int | None = None) -> int:
    draft = replace(editing.new_reminder(desk, customer_id), subject=subject, due=local(2023, 6, 22, 9))
    return editing.save_reminder(desk, draft).id or 0


@pytest.fixture
def customer(desk: Desk) -> int:
    return factories.make_customer(desk, "ABC Company")


@pytest.fixture
def bell(window: MainWindow, desk: Desk, clock: Clock, customer: int) -> BellButton:
    """The bell of an office where two reminders are due and an answer came."""
    remind(desk, "Call John", customer)
    remind(desk, "Water the plants")
    clock.go_on(hours=3)
    with desk.write() as session:
        of = ("customer", customer, customer)
        notify(session, desk, [desk.actor.user_id], NoticeKind.MESSAGE_ANSWERED, "answer:1", "John answered", "Re", *of)
    window.top.bell.tell(look(desk))
    return window.top.bell


def list_behind(qtbot: QtBot, shell: Shell, window: MainWindow) -> NoticesPopover:
    """The list, open and read. Without a window system a popup may be closed by the window that comes up with it."""
    bell = window.top.bell

    def there() -> bool:
        if bell.popover is None:
            bell.open()
        return bell.popover is not None and bell.popover.isVisible()

    qtbot.waitUntil(there)
    settle(qtbot, shell)
    qtbot.waitUntil(there)
    assert bell.popover is not None
    return bell.popover


@pytest.fixture
def behind(qtbot: QtBot, shell: Shell, window: MainWindow, bell: BellButton) -> Iterator[NoticesPopover]:
    """The open list."""
    while (stale := QApplication.activePopupWidget()) is not None:
        stale.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(qtbot, shell)
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    yield list_behind(qtbot, shell, window)
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def told(popover: NoticesPopover) -> list[tuple[str, bool]]:
    return [(item.notice.subject, item.notice.seen) for item in popover.items]


def test_the_bell_counts_what_is_new_and_says_so(bell: BellButton) -> None:
    assert bell.unseen == 3
    assert bell.accessibleName() == "Notifications: 3 new"
    wide = bell.sizeHint().width()
    bell.tell(Bell())
    assert bell.accessibleName() == "Notifications: nothing new"
    assert bell.sizeHint().width() < wide


def test_the_list_is_walked_by_arrows_and_enter_opens_what_it_is_about(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, behind: NoticesPopover, customer: int
) -> None:
    assert [subject for subject, _ in told(behind)] == ["John answered", "Water the plants", "Call John"]
    assert behind.items[0].hasFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert behind.items[2].hasFocus()
    # A popup hands keys on to what has the focus in it.
    qtbot.keyClick(behind.items[2], Qt.Key.Key_Space)
    settle(qtbot, shell)
    place = window.place
    assert place is not None
    assert (place.page, place.id, place.tab) == ("customer", customer, "reminders")
    assert window.top.bell.popover is None
    assert [one.subject for one in notices(desk) if one.seen] == ["Call John"]


def test_what_is_about_a_customer_that_was_merged_away_opens_the_one_that_stays(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, bell: BellButton, customer: int
) -> None:
    stays = factories.make_customer(desk, "ABC Company Inc.")
    told_before = next(one for one in notices(desk) if one.subject == "Call John")
    merged = merge_customers(desk, stays, customer)

    def opens(number: int) -> tuple[str, int, str]:
        shell.go("today")
        settle(qtbot, shell)
        popover = list_behind(qtbot, shell, window)
        next(item for item in popover.items if item.notice.subject == "Call John").click()
        settle(qtbot, shell)
        place = window.place
        assert place is not None
        assert window.page("customer").view.profile.id == number  # type: ignore[attr-defined]
        return place.page, place.id, place.tab

    assert opens(stays) == ("customer", stays, "reminders")
    # So does the system's own notification, which was shown before the merge.
    shell.go("today")
    bell.open_notice(told_before)
    settle(qtbot, shell)
    assert window.place is not None
    assert (window.place.id, window.place.tab) == (stays, "reminders")
    undo(desk, merged.key)
    assert opens(customer) == ("customer", customer, "reminders")


def test_done_put_off_and_seen_from_the_list(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, behind: NoticesPopover
) -> None:
    shell.signals.changed.connect(lambda *_: window.top.bell.tell(look(desk)))
    shell.signals.stirred.connect(lambda: window.top.bell.tell(look(desk)))
    plants, john = (item.notice for item in behind.items[1:])
    behind._finish(plants)
    settle(qtbot, shell)
    assert window.toasts.text == "Reminder done."
    behind._snooze(john, behind.new)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.toasts.text == "Reminder put off to 11:00."
    assert window.top.bell.unseen == 1


def test_all_are_marked_as_seen_at_once(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, behind: NoticesPopover
) -> None:
    shell.signals.stirred.connect(lambda: window.top.bell.tell(look(desk)))
    behind.all_seen.click()
    settle(qtbot, shell)
    assert window.top.bell.unseen == 0
    assert all(seen for _, seen in told(behind))
    assert not behind.all_seen.isVisible()


def test_a_reminder_about_nobody_opens_its_form_and_a_new_one_begins_here(
    qtbot: QtBot, shell: Shell, behind: NoticesPopover, window: MainWindow
) -> None:
    def form() -> ReminderDialog | None:
        found = QApplication.activeModalWidget()
        return found if isinstance(found, ReminderDialog) else None

    behind._open(behind.items[1].notice)
    qtbot.waitUntil(lambda: form() is not None)
    settle(qtbot, shell)
    opened = form()
    assert opened is not None
    assert opened.subject.text() == "Water the plants"
    opened.close()
    list_behind(qtbot, shell, window).new.click()
    qtbot.waitUntil(lambda: form() is not None and form() is not opened)
    settle(qtbot, shell)
    made = form()
    assert made is not None
    assert made.subject.text() == ""
    assert not made.fields["location_id"].isVisible()
    made.close()


def test_every_control_of_list_and_form_has_a_name(
    qtbot: QtBot, shell: Shell, window: MainWindow, behind: NoticesPopover, customer: int
) -> None:
    assert len(stops(behind)) > 7
    assert not [one for one in stops(behind) if nameless(one)]
    behind.close()
    form = ReminderDialog(shell, window, customer)
    form.open()
    come_up(qtbot, shell, form)
    assert len(stops(form)) > 7
    assert not [one for one in stops(form) if nameless(one)]
    form.close()


def test_an_empty_list_says_what_will_be_there(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    popover = list_behind(qtbot, shell, window)
    assert popover.items == []
    assert popover.new.hasFocus()
    popover.close()


# --- notifications of the system ---

SERVER = """
import asyncio, sys
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method, signal

class Notifications(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.Notifications")
    @method()
    def Notify(
        self, app: "s", old: "u", icon: "s", title: "s", body: "s", actions: "as", hints: "a{sv}", ms: "i"
    ) -> "u":
        print(f"{app}|{title}|{body}", flush=True)
        asyncio.get_running_loop().call_later(0.05, self.ActionInvoked, 1, "default")
        return 1
    @method()
    def CloseNotification(self, number: "u"):
        pass
    @method()
    def GetCapabilities(self) -> "as":
        return ["body", "actions"]
    @method()
    def GetServerInformation(self) -> "ssss":
        return ["test", "test", "1", "1.2"]
    @signal()
    def NotificationClosed(self, number: "u", reason: "u") -> "uu":
        return [number, reason]
    @signal()
    def ActionInvoked(self, number: "u", key: "s") -> "us":
        return [number, key]

async def main():
    bus = await MessageBus().connect()
    bus.export("/org/freedesktop/Notifications", Notifications())
    await bus.request_name("org.freedesktop.Notifications")
    print("ready", flush=True)
    await bus.wait_for_disconnect()

asyncio.run(main())
"""


@pytest.fixture
def native() -> Iterator[Native]:
    made = Native()
    yield made
    made.stop()
    assert not made._thread.is_alive()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """A bus of the test's own with a notification server on it; called, it tells what was shown next."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None or not sys.platform.startswith("linux"):
        pytest.skip("there is no dbus-daemon here")
    address = f"unix:path={tmp_path / 'bus'}"
    command = [daemon, "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    running.stdout.readline()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    assert server.stdout.readline().strip() == "ready"
    yield lambda: server.stdout.readline().strip()  # type: ignore[union-attr]
    for process in (server, running):
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def test_the_system_shows_it_and_a_click_comes_back(qtbot: QtBot, native: Native, bus: Callable[[], str]) -> None:
    with qtbot.waitSignal(native.ready, timeout=15_000):
        native.start()
    with qtbot.waitSignal(native.clicked, timeout=15_000) as clicked:
        native.show(42, "Call John", "ABC <Company> & Sons · due 9:00")
        assert bus() == "OfficeDesk|Call John|ABC &lt;Company&gt; &amp; Sons · due 9:00"
    assert clicked.args == [42]


def test_a_system_without_notifications_is_told_in_one_line(
    native: Native, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    caplog.set_level(logging.INFO)
    native.start()
    native._thread.join(15)
    native.show(1, "Call John", "")
    lines = [record for record in caplog.records if record.name.startswith(("officedesk", "desktop_notifier"))]
    assert not native.available
    assert len(lines) == 1
    assert "the bell does" in lines[0].getMessage()
    assert lines[0].exc_info is None
