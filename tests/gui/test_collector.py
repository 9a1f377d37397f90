"""Garbage with widgets in it is taken away on the GUI thread, never by a worker."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.views.collector import Collector


class Knot:
    """A reference cycle, as a widget and its slots make one."""

    def __init__(self) -> None:
        self.self = self
        self.ended_on: list[int] = []


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    enabled = gc.isenabled()
    parent = QObject()
    yield Collector(parent)
    parent.deleteLater()
    if enabled:
        gc.enable()


def test_a_worker_never_collects(qtbot: QtBot, collector: Collector) -> None:
    ended: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended.append(threading.get_ident()))
    del knot

    def allocate() -> None:
        for _ in range(20_000):
            one: list[object] = []
            one.append(one)

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert ended == []
    qtbot.waitUntil(lambda: bool(_looked(collector, ended)))
    assert ended == [threading.get_ident()]


def _looked(collector: Collector, ended: list[int]) -> list[int]:
    collector.look()
    if not ended:
        gc.collect()
    return ended


def test_cycles_are_collected_while_the_program_runs(qtbot: QtBot, collector: Collector) -> None:
    ended: list[bool] = []

    def tie() -> None:
        knot = Knot()
        weakref.finalize(knot, lambda: ended.append(QThread.currentThread() is QApplication.instance().thread()))

    tie()
    knots: list[list[object]] = [[] for _ in range(3_000)]
    for one in knots:
        one.append(one)
    del knots, one
    qtbot.waitUntil(lambda: ended == [True])
