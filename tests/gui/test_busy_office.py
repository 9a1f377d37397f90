"""Another desktop holds the office's file while the window works: the window lives on, nothing typed is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, Engine, event

from officedesk.database import engine
from officedesk.services.check import check
from officedesk.services.customers.editing import customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import EstimateList, estimate
from officedesk.services.sales.rows import EstimateFilter
from officedesk.views.main_window import MainWindow
from officedesk.views.notices import Banner
from officedesk.views.shell import Shell
from tests.gui import estimate_support
from tests.gui.keys import settle
from tests.gui.test_customer_form import add_abc, open_form
from tests.gui.test_lines import editing, press

HOLD = """
import sys
from officedesk.database.engine import sqlite_driver
database = sqlite_driver().connect(sys.argv[1], isolation_level=None)
database.execute(f"BEGIN {sys.argv[2]}")
print("held", flush=True)
sys.stdin.readline()
database.execute("ROLLBACK")
database.close()
print("released", flush=True)
"""
PATIENCE = 0.7


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to wait five seconds in a test."""
    monkeypatch.setattr(engine, "WRITE_WAIT", PATIENCE)
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", int(PATIENCE * 1000))


@contextmanager
def held(path: Path | None, kind: str) -> Iterator[Callable[[], None]]:
    """Another process holds the lock until the function that this gives is called."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"

        def release() -> None:
            assert holder.stdin is not None
            assert holder.stdout is not None
            holder.stdin.write("\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "released\n"

        yield release
    finally:
        holder.kill()
        holder.communicate()


class Heart:
    """While it beats: whoever waits for the file is never the window, which works on meanwhile.

    Looked at where the waiting is done, not at the clock: a busy machine makes everything late, but not that.
    """

    def __init__(self) -> None:
        self.beats = 0
        self._during: list[int] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._wait = engine._wait_for_turn

    def __enter__(self) -> None:
        self._timer.start(5)
        event.listen(Engine, "begin", self._begun)
        engine._wait_for_turn = self._waiting

    def _beat(self) -> None:
        self.beats += 1

    def _begun(self, _connection: Connection) -> None:
        if threading.current_thread() is threading.main_thread():
            raise AssertionError("the window itself turned to the file")

    def _waiting(self, cursor: Any, busy: type[Exception]) -> None:
        begun, beats = time.monotonic(), self.beats
        self._wait(cursor, busy)
        if time.monotonic() - begun > PATIENCE / 2:
            self._during.append(self.beats - beats)

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "begin", self._begun)
        engine._wait_for_turn = self._wait
        self._timer.stop()
        assert 0 not in self._during, "the window stood still while a save waited"


def retry(banner: Banner) -> QPushButton:
    (found,) = [made for made in banner.findChildren(QPushButton) if made.text() == "Retry"]
    return found


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_customer_form_outlives_a_busy_office(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, failures: list[Exception], kind: str
) -> None:
    abc = add_abc(desk)
    form = open_form(qtbot, shell, window, abc)
    form.fields.name.setFocus()
    form.fields.name.selectAll()
    qtbot.keyClicks(form.fields.name, "Typed while busy")
    with held(desk.database.place.path, kind) as release, Heart():
        begun = time.perf_counter()
        form.save()
        qtbot.waitUntil(lambda: "busy" in form.banner.text, timeout=20_000)
        assert time.perf_counter() - begun >= PATIENCE * 0.9
        assert retry(form.banner).isVisible()
        assert form.isVisible()
        assert form.fields.name.text() == "Typed while busy"
        assert form.dirty
        # As often as one likes: it stays so until the other desktop is done.
        retry(form.banner).click()
        qtbot.waitUntil(lambda: "busy" in form.banner.text, timeout=20_000)
        release()
    # What else reads while the file is held alone says so in the window's own banner.
    assert kind == "EXCLUSIVE" or not failures
    failures.clear()
    retry(form.banner).click()
    settle(qtbot, shell)
    assert customer(desk, abc).name == "Typed while busy"
    assert check(desk).findings == ()


def test_a_save_that_only_has_to_wait_says_nothing(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However late the other desktop is done on a busy machine.
    monkeypatch.setattr(engine, "WRITE_WAIT", 60.0)
    waits = threading.Event()

    def wait(seconds: float) -> None:
        waits.set()
        time.sleep(seconds)

    monkeypatch.setattr(engine, "sleep", wait)
    form = open_form(qtbot, shell, window)
    qtbot.keyClicks(form.fields.name, "Patient Bakery")
    with held(desk.database.place.path, "IMMEDIATE") as release, Heart():
        form.save()
        qtbot.waitUntil(waits.is_set, timeout=20_000)
        assert form.isVisible()
        release()
        settle(qtbot, shell)
    assert form.banner.text == ""
    rows = CustomerList(desk).first(CustomerFilter(), Sort("name"), 5)
    assert [row.name for row in rows] == ["Patient Bakery"]


def test_an_estimate_outlives_a_busy_office(qtbot: QtBot, shell: Shell, desk: Desk) -> None:
    abc = estimate_support.make_customer(desk)
    page = estimate_support.make_page(qtbot, shell)
    estimate_support.show(qtbot, shell, page, customer_id=abc)
    press("Crane lift", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editing(page) == "0,2")
    press("1", Qt.Key.Key_Return, "390", Qt.Key.Key_Return, Qt.Key.Key_Return)
    with held(desk.database.place.path, "IMMEDIATE") as release, Heart():
        press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: "busy" in page.banner.text, timeout=20_000)
        assert page.banner.text.count("Couldn't save") == 1
        assert page.draft is not None
        assert [line.name for line in page.draft.lines] == ["Crane lift"]
        release()
    retry(page.banner).click()
    settle(qtbot, shell)
    (row,) = EstimateList(desk).first(EstimateFilter(), Sort("number"), 5)
    stored = estimate(desk, row.id)
    # No number was burnt by the attempts in vain.
    assert (stored.number, stored.lines[0].price) == ("1001", 390_00)


def test_a_list_that_cannot_be_read_says_so_and_reads_later(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, failures: list[Exception]
) -> None:
    add_abc(desk)
    with held(desk.database.place.path, "EXCLUSIVE") as release, Heart():
        shell.go("customers")
        qtbot.waitUntil(lambda: "busy" in window.banner.text, timeout=20_000)
        release()
    failures.clear()
    shell.signals.changed.emit("customer", 0, 0)
    panel = window.page("customers").panel  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1, timeout=20_000)
