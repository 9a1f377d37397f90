"""What the window tells of the place its office lies in, and that it lives on whatever others do to the file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.database import engine
from officedesk.database import guard as guarding
from officedesk.database.opening import open_database
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.services.check import check
from officedesk.services.customers.editing import customer, new_customer, save_customer
from officedesk.services.desk import Desk, sit_down
from officedesk.views.application import MODULES, page_makers
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow
from officedesk.views.place_button import PlaceButton
from officedesk.views.place_popover import PlacePopover
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from tests.gui.keys import settle
from tests.gui.test_busy_office import retry
from tests.gui.test_customer_form import open_form
from tests.support.clock import Clock
from tests.support.places import CLOUD, DISK, LOOSE_SHARE, SHARE, Told

ROOT = Path(__file__).parents[2]
PATIENCE = 0.7
LONGEST_GAP = 0.2
HOLDER = """
import sys
from pathlib import Path
from officedesk.database.opening import open_database
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor
database = open_database(OfficePlace(path=Path(sys.argv[1])), "RECEPTION", "1.0")
database.guard.desks.announce("Anna", ())
with database.write(Actor(None, "Anna", "RECEPTION")) as session:
    session.connection().exec_driver_sql("UPDATE company SET name = 'Half done'")
    if sys.argv[2] == "commit":
        # As in the middle of a commit, when nobody may read either.
        session.connection().exec_driver_sql("PRAGMA cache_size = 1")
        session.connection().exec_driver_sql("PRAGMA cache_spill = 1")
        rows = [(str(n) * 50,) for n in range(20000)]
        session.connection().exec_driver_sql("CREATE TABLE spilled (t TEXT)")
        session.connection().exec_driver_sql("INSERT INTO spilled VALUES (?)", rows)
    print("held", flush=True)
    sys.stdin.readline()
database.close()
"""


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to wait five seconds in a test."""
    monkeypatch.setattr(engine, "WRITE_WAIT", PATIENCE)
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", int(PATIENCE * 1000))


class Office:
    """An office file under guard with a window over it."""

    def __init__(self, desk: Desk, shell: Shell, window: MainWindow) -> None:
        self.desk, self.shell, self.window = desk, shell, window

    @property
    def path(self) -> Path:
        assert self.desk.database.place.path is not None
        return self.desk.database.place.path

    @property
    def banner(self) -> str:
        return self.window.place_banner.text

    @property
    def status(self) -> PlaceButton:
        (found,) = self.window.status.findChildren(PlaceButton)
        return found


Open = Callable[[Told], Office]


@pytest.fixture
def opened(
    qtbot: QtBot, qapp: QApplication, office: OfficePlace, theme: Theme, icons: Icons, tmp_path: Path
) -> Iterator[Open]:
    """Opens the office where a system of the test's says it lies, with a window over it."""
    made: list[Office] = []

    def opened(system: Told) -> Office:
        assert office.path is not None
        folder = office.path.parent / "share"
        folder.mkdir()
        path = office.path.rename(folder / office.path.name)
        database = open_database(OfficePlace(path=path), "OFFICE", "1.0", system)
        desk = sit_down(database, "OFFICE", Clock())
        runner = TaskRunner(lambda error: shell.fail(error))  # noqa: PLW0108 - there is no shell yet
        shell = Shell(desk, Config(tmp_path / "settings.json"), runner, theme, icons)
        window = MainWindow(shell, page_makers(), MODULES)
        window.resize(1440, 900)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        assert window.notice is not None
        window.notice.start()
        shell.go("customers")
        made.append(Office(desk, shell, window))
        settle(qtbot, shell)
        return made[-1]

    yield opened
    for one in made:
        one.window.deleteLater()
        one.shell.end()
        one.desk.database.close()


@contextmanager
def holder(path: Path, kind: str = "write") -> Iterator[subprocess.Popen[str]]:
    """Another desktop in the middle of a save."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), kind],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Gaps:
    """The longest that the event loop was away, less what a mere thread had to wait on this machine meanwhile."""

    def __enter__(self) -> Self:
        self.longest, self.machine, self._at = 0.0, 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)
        self._over = threading.Event()
        self._beside = threading.Thread(target=self._measure)
        self._beside.start()
        return self

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._at = max(self.longest, now - self._at), now

    def _measure(self) -> None:
        at = time.perf_counter()
        while not self._over.wait(0.005):
            now = time.perf_counter()
            self.machine, at = max(self.machine, now - at), now

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()
        self._over.set()
        self._beside.join()


def row_count(office: Office) -> int:
    page = office.window.page("customers")
    return int(page.panel.model.rowCount())  # type: ignore[attr-defined]


def test_a_file_on_this_computer_says_so_and_nothing_more(opened: Open) -> None:
    office = opened(DISK)
    assert office.banner == ""
    assert office.status.text() == "Local file"
    assert office.path.name in office.status.toolTip().replace("\n", "")


def test_the_place_is_explained_on_a_click(qtbot: QtBot, opened: Open) -> None:
    office = opened(LOOSE_SHARE)
    assert "nobrl" in office.banner
    assert office.status.text() == "Read only: locks are switched off"
    office.status.setFocus()
    qtbot.keyClick(office.status, Qt.Key.Key_Space)
    (popover,) = office.window.findChildren(PlacePopover)
    assert "nobrl" in popover.accessibleDescription()
    popover.close()


def test_a_form_over_an_office_that_is_only_read_keeps_what_was_typed(qtbot: QtBot, opened: Open) -> None:
    office = opened(CLOUD)
    before = office.path.read_bytes()
    assert "Dropbox" in office.banner
    form = open_form(qtbot, office.shell, office.window)
    qtbot.keyClicks(form.fields.name, "Typed in vain")
    form.save()
    qtbot.waitUntil(lambda: "Dropbox" in form.banner.text, timeout=10_000)
    assert form.fields.name.text() == "Typed in vain"
    assert form.dirty
    assert office.path.read_bytes() == before


def test_a_share_is_named(qtbot: QtBot, opened: Open) -> None:
    office = opened(SHARE)
    qtbot.waitUntil(lambda: office.status.text() == r"On share \\NAS\office", timeout=5_000)
    assert office.banner == ""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("how", "kind"), [("STOP", "write"), ("STOP", "commit"), ("KILL", "write"), ("KILL", "commit")]
)
def test_a_desktop_that_dies_or_hangs_in_a_save_freezes_nobody(
    qtbot: QtBot, opened: Open, monkeypatch: pytest.MonkeyPatch, how: str, kind: str
) -> None:
    monkeypatch.setattr(guarding, "_SILENT", 1.0)
    office = opened(DISK)
    form = open_form(qtbot, office.shell, office.window)
    qtbot.keyClicks(form.fields.name, "Patient Bakery")
    settle(qtbot, office.shell)
    with holder(office.path, kind) as process:
        process.send_signal(signal.SIGSTOP if how == "STOP" else signal.SIGKILL)
        if how == "KILL":
            process.wait()
        with Gaps() as gaps:
            form.save()
            if how == "STOP":
                qtbot.waitUntil(lambda: "RECEPTION (Anna)" in form.banner.text, timeout=20_000)
                assert "hasn’t finished" in office.banner
                assert office.status.text() == "Busy"
                assert form.fields.name.text() == "Patient Bakery"
                # The window says by itself how long there was no answer; a click as often as one likes says it too.
                qtbot.waitUntil(lambda: "hasn’t answered" in office.banner, timeout=20_000)
                assert "Look after RECEPTION" in office.banner
                retry(form.banner).click()
                qtbot.waitUntil(lambda: "hasn’t answered" in form.banner.text, timeout=20_000)
                # Lists: read on while that is possible, and say why where it is not.
                office.shell.signals.changed.emit("customer", 0, 0)
                settle(qtbot, office.shell)
                process.kill()
                process.wait()
                # By itself, without a click.
                qtbot.waitUntil(lambda: office.banner == "", timeout=20_000)
                assert office.status.text() == "Local file"
                retry(form.banner).click()
            settle(qtbot, office.shell)
        assert gaps.longest < LONGEST_GAP + gaps.machine, f"the window stood still for {gaps.longest:.3f} s"
    qtbot.waitUntil(lambda: bool(names(office)), timeout=10_000)
    assert names(office) == ["Patient Bakery"]
    assert check(office.desk).findings == ()
    with office.desk.read() as session:
        # The half save is not there.
        assert session.connection().exec_driver_sql("SELECT name FROM company").scalar_one() != "Half done"


def names(office: Office) -> list[str]:
    with office.desk.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT name FROM customer")]


@pytest.mark.timeout(60)
def test_a_share_that_goes_and_comes_back_loses_nothing_typed(qtbot: QtBot, opened: Open) -> None:
    office = opened(SHARE)
    abc = save_customer(office.desk, replace(new_customer(office.desk), name="ABC")).id or 0
    form = open_form(qtbot, office.shell, office.window, abc)
    form.fields.name.selectAll()
    qtbot.keyClicks(form.fields.name, "Typed while away")
    folder = office.path.parent
    away = folder.rename(folder.with_name("away"))
    with Gaps() as gaps:
        qtbot.waitUntil(lambda: "can’t be reached" in office.banner, timeout=10_000)
        assert office.status.text() == "Can’t be reached"
        form.save()
        qtbot.waitUntil(lambda: bool(form.banner.text), timeout=20_000)
        assert form.fields.name.text() == "Typed while away"
        away.rename(folder)
        qtbot.waitUntil(lambda: office.banner == "", timeout=10_000)
        assert "reached again" in office.window.toasts.text
    assert gaps.longest < LONGEST_GAP + gaps.machine, f"the window stood still for {gaps.longest:.3f} s"
    assert form.fields.name.text() == "Typed while away"
    retry(form.banner).click()
    settle(qtbot, office.shell)
    assert customer(office.desk, abc).name == "Typed while away"


@pytest.mark.timeout(60)
def test_a_list_that_could_not_be_read_is_there_again_by_itself(qtbot: QtBot, opened: Open) -> None:
    office = opened(DISK)
    save_customer(office.desk, replace(new_customer(office.desk), name="ABC"))
    with holder(office.path, "commit") as process:
        process.send_signal(signal.SIGSTOP)
        office.shell.signals.changed.emit("customer", 0, 0)
        qtbot.waitUntil(lambda: "RECEPTION (Anna)" in office.banner, timeout=20_000)
        # Said once, not in two banners.
        assert office.window.banner.text == ""
    qtbot.waitUntil(lambda: office.banner == "" and row_count(office) == 1, timeout=20_000)


def test_check_again_is_offered_where_it_can_help(qtbot: QtBot, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from officedesk.database.locks import Fitness

    answers = [Fitness.IGNORED]
    monkeypatch.setattr(guarding, "try_out", lambda _: answers[-1])
    office = opened(SHARE)
    qtbot.waitUntil(lambda: "locks" in office.banner, timeout=10_000)
    (again,) = [made for made in office.window.place_banner.findChildren(QPushButton) if made.text() == "Check again"]
    answers.append(Fitness.GOOD)
    again.click()
    qtbot.waitUntil(lambda: office.banner == "" and office.desk.database.read_only is None, timeout=10_000)
    assert isinstance(office.desk.database, Database)
    save_customer(office.desk, replace(new_customer(office.desk), name="ABC"))
