"""A hand on the map: real mouse events and keys, at places on the ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic_ns
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Point
from officedesk.views.map.view import MapView

Ask = Callable[[str], Any]

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Does with the mouse what a person does. Every move is waited for: the page heard of it."""

    def __init__(self, qtbot: QtBot, view: MapView, ask: Ask) -> None:
        self._bot, self._view, self._ask = qtbot, view, ask
        ask("document.addEventListener('pointermove', (e) => { window.handAt = [e.clientX, e.clientY]; }, true)")

    @property
    def target(self) -> QWidget:
        """The widget that takes the page's mouse and keys."""
        proxy = self._view.web.focusProxy()
        assert proxy is not None
        return proxy

    def pixel(self, place: Point) -> QPoint:
        """Where a place on the ground is on the screen."""
        x, y = self._ask(
            f"(({{x, y}}) => [x, y])(officedesk.map.latLngToContainerPoint([{place.latitude}, {place.longitude}]))"
        )
        return QPoint(round(x), round(y))

    def move(self, to: QPoint | Point) -> QPoint:
        at = self.pixel(to) if isinstance(to, Point) else to
        # The last move may have been to the same place: the page hears only of others.
        QTest.mouseMove(self.target, at + QPoint(1, 0))
        QTest.mouseMove(self.target, at)
        self._bot.waitUntil(lambda: self._ask("window.handAt") == [at.x(), at.y()], timeout=5_000)
        return at

    def click(self, at: QPoint | Point) -> None:
        spot = self.move(at)
        QTest.mousePress(self.target, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        QTest.mouseRelease(self.target, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        self._settle()

    def double_click(self, at: QPoint | Point) -> None:
        spot = self.move(at)
        # Not by QTest: it puts so much time between its clicks that no two of them are a double one.
        begin = monotonic_ns() // 1_000_000
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease) * 2
        for step, kind in enumerate(kinds):
            held = LEFT if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            place, over = QPointF(spot), QPointF(self.target.mapToGlobal(spot))
            event = QMouseEvent(kind, place, over, LEFT, held, Qt.KeyboardModifier.NoModifier)
            event.setTimestamp(begin + 20 * step)
            QCoreApplication.sendEvent(self.target, event)
        self._settle()

    def drag(self, way: Sequence[QPoint | Point]) -> None:
        """Press at the first place, move through the others, and let go at the last."""
        spot = self.move(way[0])
        QTest.mousePress(self.target, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        for place in way[1:]:
            spot = self.move(place)
        QTest.mouseRelease(self.target, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        self._settle()

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, while the map has the focus."""
        self.target.setFocus()
        QTest.keyClick(self.target, key, with_)
        self._settle()

    def button(self, name: str) -> QPoint:
        """Where a button of the map is, by its accessible name."""
        return self.middle(f"""document.querySelector('button[aria-label="{name}"]')""")

    def middle(self, element: str) -> QPoint:
        """The middle of an element that an expression of the page gives."""
        x, y = self._ask(f"((r) => [r.x + r.width / 2, r.y + r.height / 2])({element}.getBoundingClientRect())")
        return QPoint(round(x), round(y))

    def _settle(self) -> None:
        # An answer of the page comes after what happened before it.
        self._ask("0")
        self._ask("0")
