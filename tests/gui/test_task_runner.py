"""Work off the GUI thread: its answer comes back on it, once, to whoever still waits."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.views import tasks
from officedesk.views.tasks import TaskRunner
from tests.support.programs import delete_what_goes_later


@pytest.fixture
def unhandled() -> list[Exception]:
    return []


@pytest.fixture
def runner(qapp: QApplication, unhandled: list[Exception]) -> Iterator[TaskRunner]:
    made = TaskRunner(unhandled.append, qapp)
    yield made
    made.end()


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


class Asker(QObject):
    """Can tell a task to stop, as a window with Cancel does."""

    stop_wanted = Signal()


class Gate:
    """Work that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.open = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        self.open.wait()
        return "done"


def test_work_runs_elsewhere_and_answers_here(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    seen: list[threading.Thread] = []
    with qtbot.waitSignal(runner.idle):
        runner.submit(
            threading.current_thread, lambda there: seen.extend([there, threading.current_thread()]), owner=owner
        )
    assert seen[0] is not seen[1]
    assert seen[1] is threading.main_thread()
    assert not runner.busy


def test_an_error_reaches_whoever_asked_else_the_runner(
    qtbot: QtBot, runner: TaskRunner, owner: QObject, unhandled: list[Exception]
) -> None:
    told: list[Exception] = []
    with qtbot.waitSignal(runner.idle):
        runner.submit(lambda: 1 // 0, None, told.append, owner=owner)
        runner.submit(lambda: int("no"), owner=owner)
    assert [type(error) for error in told] == [ZeroDivisionError]
    assert [type(error) for error in unhandled] == [ValueError]


@pytest.mark.parametrize("how", ["cancelled", "owner gone"])
def test_nobody_is_called_who_no_longer_waits(qtbot: QtBot, runner: TaskRunner, owner: QObject, how: str) -> None:
    gate = Gate()
    told: list[str] = []
    task = runner.submit(gate, told.append, owner=owner)
    if how == "cancelled":
        task.cancel()
    else:
        owner.deleteLater()
        delete_what_goes_later()
    with qtbot.waitSignal(runner.idle):
        gate.open.set()
    assert task.cancelled
    assert not told


def test_long_work_tells_how_far_it_is_and_stops_when_asked(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    far: list[tuple[int, int]] = []
    asked = threading.Event()

    def work(report, cancelled) -> bool:
        report(1, 2)
        asked.wait()
        return bool(cancelled())

    answers: list[bool] = []
    task = runner.submit_long(work, answers.append, owner=owner, progress=lambda done, total: far.append((done, total)))
    qtbot.waitUntil(lambda: far == [(1, 2)])
    task.stop()
    with qtbot.waitSignal(runner.idle):
        asked.set()
    assert answers == [True]


def test_what_work_and_answer_hold_is_let_go_on_this_thread(qtbot: QtBot, runner: TaskRunner, owner: QObject) -> None:
    """A widget that a worker lets go last would be destroyed on the worker's thread, which ends the process."""
    died: list[threading.Thread] = []

    class Held:
        def __init__(self) -> None:
            weakref.finalize(self, lambda: died.append(threading.current_thread()))

    def begin() -> None:
        in_work, in_answer = Held(), Held()
        runner.submit(lambda: id(in_work), lambda _: id(in_answer), owner=owner)

    for _ in range(50):
        with qtbot.waitSignal(runner.idle):
            begin()
    assert died == [threading.main_thread()] * 100


def test_a_task_that_signals_lead_to_dies_on_this_thread(
    qtbot: QtBot, runner: TaskRunner, owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a worker its connections would be taken apart while this thread makes others, which ends the process."""
    carry_out, delivered = tasks._carry_out, threading.Event()
    died: list[threading.Thread] = []

    def held(*given: object) -> None:
        # A busy machine gives the worker no time between its answer and letting go of what it was given.
        carry_out(*given)
        delivered.wait()

    monkeypatch.setattr(tasks, "_carry_out", held)
    asker = Asker()

    def begin() -> weakref.ref[object]:
        task = runner.submit_long(lambda report, _: report(1, 2), lambda _: None, owner=owner, progress=lambda *_: None)
        asker.stop_wanted.connect(task.stop)
        weakref.finalize(task, lambda: died.append(threading.current_thread()))
        return weakref.ref(task)

    with qtbot.waitSignal(runner.idle):
        task = begin()
    delivered.set()
    qtbot.waitUntil(lambda: task() is None)
    assert died == [threading.main_thread()]


def test_what_hanging_work_holds_is_not_let_go_by_its_worker(
    unhandled: list[Exception], owner: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_hanging", [])
    runner, gate = TaskRunner(unhandled.append), Gate()
    died: list[threading.Thread] = []
    workers: list[threading.Thread] = []

    class Held:
        def __call__(self) -> str:
            workers.append(threading.current_thread())
            return gate()

    def begin() -> None:
        held = Held()
        weakref.finalize(held, lambda: died.append(threading.current_thread()))
        runner.submit(held, owner=owner)

    begin()
    gate.begun.wait()
    monkeypatch.setattr(runner, "drain", lambda: False)
    runner.end()
    gate.open.set()
    workers[0].join()
    assert died == []
    delete_what_goes_later()


def test_at_the_end_it_waits_for_what_runs_and_takes_nothing_more(unhandled: list[Exception], owner: QObject) -> None:
    runner, gate = TaskRunner(unhandled.append), Gate()
    told: list[str] = []
    runner.submit(gate, told.append, owner=owner)
    gate.begun.wait()
    assert not runner.drain(0.0)
    gate.open.set()
    runner.end()
    assert not runner.busy
    assert runner.submit(gate, told.append, owner=owner).cancelled
    delete_what_goes_later()
    assert not told
