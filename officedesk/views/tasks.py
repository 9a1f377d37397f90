"""Work off the GUI thread: one way to submit it, and its answer always comes back on the GUI thread."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot

T = TypeVar("T")
Progress = Callable[[int, int], None]
log = logging.getLogger(__name__)
WORKERS = 4


class Task:
    """A piece of work on its way. After :meth:`cancel`, or when its owner is destroyed, nothing is called back."""

    def __init__(
        self,
        work: Callable[[], Any],
        on_done: Callable[[Any], object] | None,
        on_error: Callable[[Exception], object],
        on_progress: Progress | None,
    ) -> None:
        self._work: Callable[[], Any] | None = work
        self._result: object = None
        self._error: Exception | None = None
        self.on_done = on_done
        self.on_error: Callable[[Exception], object] | None = on_error
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

    def carry_out(self) -> None:
        """Do the work, on a worker."""
        try:
            if self._work is not None and not self.cancelled:
                self._result = self._work()
        except Exception as caught:  # noqa: BLE001 - whatever went wrong is delivered to whoever asked
            self._error = caught

    def finish(self) -> None:
        """Call back, on the GUI thread.

        All that the task holds is let go here: a worker may be the last to hold the task itself, and a widget that
        dies on a worker's thread ends the process.
        """
        on_done, on_error, result, error = self.on_done, self.on_error, self._result, self._error
        self._work = self.on_done = self.on_error = self.on_progress = self._result = self._error = None
        if self.cancelled:
            if error is not None:
                log.warning("work failed after nobody waited for it any more", exc_info=error)
        elif error is not None:
            if on_error is not None:
                on_error(error)
        elif on_done is not None:
            on_done(result)


class TaskRunner(QObject):
    """Runs work on a few threads. ``on_unhandled`` gets errors of work submitted without ``on_error``.

    Answers travel through this object, which outlives every screen: a worker never touches a widget.
    """

    idle = Signal()
    _answered = Signal(object)
    _progressed = Signal(object, int, int)

    def __init__(self, on_unhandled: Callable[[Exception], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(WORKERS, "office work")
        self._on_unhandled = on_unhandled
        self._open: dict[Task, tuple[Future[None], QMetaObject.Connection]] = {}
        self._ended = False
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
        return self._start(Task(work, on_done, on_error or self._on_unhandled, None), owner)

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
        report = self._progressed.emit

        def run() -> T:
            return work(lambda done, total: report(task, done, total), lambda: task.stopping)

        task = Task(run, on_done, on_error or self._on_unhandled, progress)
        return self._start(task, owner)

    @property
    def busy(self) -> bool:
        """Work is under way, or its answer is not delivered yet."""
        return bool(self._open)

    def drain(self, seconds: float = 10.0) -> bool:
        """Cancel what waits and wait for what runs (at exit); ``False`` where it takes longer."""
        for task in self._open:
            task.cancel()
        return not wait([future for future, _ in self._open.values()], seconds).not_done

    def end(self) -> None:
        """Drain, and take no more work: whoever still submits some hears nothing."""
        self.drain()
        self._ended = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for task, (_, tie) in self._open.items():
            QObject.disconnect(tie)
            task.finish()
        self._open.clear()
        self.deleteLater()

    def _start(self, task: Task, owner: QObject) -> Task:
        if self._ended:
            task.cancel()
            return task
        tie = owner.destroyed.connect(task.cancel)
        # Submitted last: the answer cannot be delivered before this thread is back in its event loop.
        self._open[task] = self._pool.submit(_carry_out, task, self._answered.emit), tie
        return task

    @Slot(object)
    def _deliver(self, task: Task) -> None:
        there = self._open.pop(task, None)
        if there is None:
            return
        QObject.disconnect(there[1])
        task.finish()
        if not self._open:
            self.idle.emit()

    @Slot(object, int, int)
    def _report(self, task: Task, done: int, total: int) -> None:
        if not task.cancelled and task.on_progress is not None:
            task.on_progress(done, total)


def _carry_out(task: Task, answer: Callable[[Task], object]) -> None:
    task.carry_out()
    answer(task)
