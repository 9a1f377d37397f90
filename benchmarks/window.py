"""The real window over a copy of an office, driven by events: what a person does, and when it is on screen."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Self

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.offices import copied
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.views.application import Desktop, make_application, open_window
from officedesk.views.theme import Theme
from officedesk.views.warmup import WarmUp

NOTHING_TO_PAINT = 60
"""Milliseconds without a paint event after which there was nothing to paint."""
LONGEST = 30_000
"""Milliseconds after which something that does not come is given up."""


class _Kept:
    theme: Theme | None = None


_kept = _Kept()


@contextmanager
def desktop_over(path: Path, prepare: Callable[[Path], None] = lambda _: None) -> Iterator[Desktop]:
    """The window over a copy of the office ``path`` (changed by ``prepare``), shown at 1440x900, with its rows."""
    with TemporaryDirectory(dir=path.parent) as name:
        copy = Path(name) / "office.officedesk"
        copied(path, copy)
        prepare(copy)
        app = QApplication.instance() or make_application(["officedesk"])
        if not isinstance(app, QApplication):
            raise TypeError("another application is running")
        _kept.theme = _kept.theme or Theme(app, "light")
        context = open_context(str(copy), Config(Path(name) / "settings.json"))
        desktop = open_window(app, context, _kept.theme)
        panel: Any = desktop.window.page("customers")
        desktop.window.resize(1440, 900)
        wait(panel.panel.model.counted, desktop.window.show)
        desktop.window.activateWindow()
        # As the program does, while its user looks at the list.
        warmed = QEventLoop()
        WarmUp(desktop.shell).destroyed.connect(warmed.quit)
        warmed.exec()
        settle(desktop)
        gc.freeze()
        yield desktop
        desktop.window.hide()
        desktop.shell.end()
        desktop.window.deleteLater()
        app.processEvents()
        context.close()


def wait(signal: SignalInstance, begin: Callable[[], object] = lambda: None) -> None:
    """Do ``begin``, then let the window work until ``signal`` is told. ``TimeoutError`` where it never is."""
    loop = QEventLoop()
    arrived: list[bool] = []

    def stop(*_: object) -> None:
        arrived.append(True)
        loop.quit()

    signal.connect(stop)
    begin()
    if not arrived:
        QTimer.singleShot(LONGEST, loop, loop.quit)
        loop.exec()
    signal.disconnect(stop)
    if not arrived:
        raise TimeoutError(f"{signal} was not told within {LONGEST / 1000:.0f} s")


def settle(desktop: Desktop) -> None:
    """Let the window finish what it does by itself."""
    if desktop.shell.runner.busy:
        wait(desktop.shell.runner.idle)
    QApplication.processEvents()


class Painted(QObject):
    """Milliseconds from :meth:`start` until ``widget`` was painted after ``signal`` was told.

    An answer that leaves the screen as it is (still nothing found) is over when it is told.
    """

    def __init__(self, widget: QWidget, signal: SignalInstance) -> None:
        super().__init__()
        self._loop = QEventLoop(self)
        self._open = False
        self._begin = self._end = self._told_at = 0.0
        self._nothing = QTimer(self)
        self._nothing.setSingleShot(True)
        self._nothing.setInterval(NOTHING_TO_PAINT)
        self._nothing.timeout.connect(self._unpainted)
        widget.installEventFilter(self)
        signal.connect(self._told)

    def start(self, act: Callable[[], object]) -> float:
        self._nothing.stop()
        self._open = True
        self._end = 0.0
        self._begin = perf_counter()
        act()
        if not self._end:
            QTimer.singleShot(LONGEST, self._loop, self._loop.quit)
            self._loop.exec()
        if not self._end:
            raise TimeoutError(f"nothing was painted within {LONGEST / 1000:.0f} s")
        return (self._end - self._begin) * 1000

    def _told(self, *_: object) -> None:
        if self._open:
            self._open = False
            self._told_at = perf_counter()
            self._nothing.start()

    def _unpainted(self) -> None:
        if not self._end:
            self._end = self._told_at
            self._loop.quit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self._open and self._begin and not self._end:
            # The filter sees the event before the widget paints itself.
            QTimer.singleShot(0, self, self._over)
        return False

    def _over(self) -> None:
        if not self._end:
            self._end = perf_counter()
            self._loop.quit()


class Seen(QObject):
    """Milliseconds from :meth:`start` until every widget was painted while its test said that it shows the new."""

    def __init__(self, tests: dict[QWidget, Callable[[], bool]]) -> None:
        super().__init__()
        self._tests = tests
        self._waiting: set[QWidget] = set()
        self._loop = QEventLoop(self)
        self._end = 0.0
        for widget in tests:
            widget.installEventFilter(self)

    def start(self, act: Callable[[], object]) -> float:
        self._waiting, self._end = set(self._tests), 0.0
        begin = perf_counter()
        act()
        QTimer.singleShot(LONGEST, self._loop, self._loop.quit)
        self._loop.exec()
        if not self._end:
            raise TimeoutError(f"not all was painted within {LONGEST / 1000:.0f} s")
        return (self._end - begin) * 1000

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched in self._waiting:
            if self._tests[watched]():
                self._waiting.discard(watched)
            if not self._waiting:
                QTimer.singleShot(0, self, self._over)
        return False

    def _over(self) -> None:
        self._end = perf_counter()
        self._loop.quit()


class Heartbeat(QObject):
    """The longest time, in milliseconds, for which the event loop did not come round."""

    def __init__(self) -> None:
        super().__init__()
        self._last = 0.0
        self.gaps: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Self:
        self._last = perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now
