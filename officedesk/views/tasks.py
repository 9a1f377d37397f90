"""Work off the GUI thread: one way to submit it, and its answer always comes back on the GUI thread."""

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

T = TypeVar("T")
Progress = Callable[[int, int], None]
log = logging.getLogger(__name__)


class Task:
    """A piece of work on its way. After :meth:`cancel`, or when its owner is destroyed, nothing is called back."""

    def __init__(
        self,
        on_done: Callable[[Any], object] | None,
        on_error: Callable[[Exception], object],
        on_progress: Progress | None,
    ) -> None:
        self.on_done = on_done
        self.on_error = on_error
        self.on_progress = on_progress
        self._cancelled = threading.Event()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask long work to end; its answer (usually an error that says so) is still delivered."""
        self._stopped.set()

    @property
    def stopping(self) -> bool:
        return self._stopped.is_set() or self.cancelled

    def cancel(self, *_: object) -> None:
        """Forget the answer; long work stops where it asks whether it was cancelled."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class _Run(QRunnable):
    def __init__(self, work: Callable[[], Any], task: Task, answer: Callable[[Task, object, object], None]) -> None:
        super().__init__()
        self._work, self._task, self._answer = work, task, answer

    def run(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            if not self._task.cancelled:
                result = self._work()
        except Exception as caught:  # noqa: BLE001 - whatever went wrong is delivered to whoever asked
            error = caught
        self._answer(self._task, result, error)


class TaskRunner(QObject):
    """Runs work on a small thread pool. ``on_unhandled`` gets errors of work submitted without ``on_error``.

    Answers travel through this object, which outlives every screen: a worker never touches a widget.
    """

    idle = Signal()
    _answered = Signal(object, object, object)
    _progressed = Signal(object, int, int)

    def __init__(self, on_unhandled: Callable[[Exception], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(4)
        self._on_unhandled = on_unhandled
        self._open: set[Task] = set()
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], object] | None = None,
        on_error: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> Task:
        """Run ``work`` off the GUI thread, then ``on_done(result)`` or ``on_error(exception)`` on it.

        ``owner`` is the widget that waits: once it is destroyed nothing is called any more.
        """
        return self._start(work, Task(on_done, on_error or self._on_unhandled, None), owner)

    def submit_long(
        self,
        work: Callable[[Progress, Callable[[], bool]], T],
        on_done: Callable[[T], object],
        on_error: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
        progress: Progress,
    ) -> Task:
        """Like :meth:`submit`, for work that tells how far it is: ``work(report, cancelled)``."""
        task = Task(on_done, on_error or self._on_unhandled, progress)

        def run() -> T:
            return work(lambda done, total: self._progressed.emit(task, done, total), lambda: task.stopping)

        return self._start(run, task, owner)

    @property
    def busy(self) -> bool:
        """Work is under way, or its answer is not delivered yet."""
        return bool(self._open)

    def drain(self, milliseconds: int = 10_000) -> bool:
        """Cancel what waits and wait for what runs (at exit); ``False`` where it takes longer."""
        for task in self._open:
            task.cancel()
        return self._pool.waitForDone(milliseconds)

    def _start(self, work: Callable[[], Any], task: Task, owner: QObject) -> Task:
        owner.destroyed.connect(task.cancel)
        self._open.add(task)
        self._pool.start(_Run(work, task, self._answered.emit))
        return task

    @Slot(object, object, object)
    def _deliver(self, task: Task, result: object, error: Exception | None) -> None:
        self._open.discard(task)
        if task.cancelled:
            if error is not None:
                log.warning("work failed after nobody waited for it any more", exc_info=error)
        elif error is not None:
            task.on_error(error)
        elif task.on_done is not None:
            task.on_done(result)
        if not self._open:
            self.idle.emit()

    @Slot(object, int, int)
    def _report(self, task: Task, done: int, total: int) -> None:
        if not task.cancelled and task.on_progress is not None:
            task.on_progress(done, total)
