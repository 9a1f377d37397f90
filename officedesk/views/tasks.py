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
_hanging: list["_Errand"] = []
"""What still ran when its window had to go. It is kept: its worker would let go last of all that the work holds."""


class _Errand:
    """What a worker has of a task: its work, what came of it, and whether to go on. No signal leads here.

    A worker may be the last to hold it, so it is never the task itself: whoever a signal is connected to must not die
    on a worker. PySide takes such connections out of a table that all threads share, and holds no lock meanwhile (seen
    in 6.12): when a window connects or goes in that moment, the process ends.
    """

    def __init__(self, work: Callable[[], Any] | None = None) -> None:
        self.work = work
        self._result: object = None
        self._error: Exception | None = None
        self.cancelled = threading.Event()
        self.stopped = threading.Event()

    @property
    def stopping(self) -> bool:
        return self.stopped.is_set() or self.cancelled.is_set()

    def carry_out(self) -> None:
        """Do the work, on a worker."""
        try:
            if self.work is not None and not self.cancelled.is_set():
                self._result = self.work()
        except Exception as caught:  # noqa: BLE001 - whatever went wrong is delivered to whoever asked
            self._error = caught

    def let_go(self) -> tuple[object, Exception | None]:
        """What came of it. On the GUI thread: a widget that dies on a worker's thread ends the process."""
        result, error = self._result, self._error
        self.work = self._result = self._error = None
        return result, error


class Task:
    """A piece of work on its way. After :meth:`cancel`, or when its owner is destroyed, nothing is called back.

    Only the GUI thread holds it, so that signals may be connected to it.
    """

    def __init__(
        self,
        errand: _Errand,
        on_done: Callable[[Any], object] | None,
        on_error: Callable[[Exception], object],
        on_progress: Progress | None,
    ) -> None:
        self.errand = errand
        self.on_done = on_done
        self.on_error: Callable[[Exception], object] | None = on_error
        self.on_progress = on_progress

    def stop(self) -> None:
        """Ask long work to end; its answer (usually an error that says so) is still delivered."""
        self.errand.stopped.set()

    def cancel(self, *_: object) -> None:
        """Forget the answer; long work stops where it asks whether it was cancelled."""
        self.errand.cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self.errand.cancelled.is_set()

    def finish(self) -> None:
        """Call back. All that the task and its errand hold is let go."""
        on_done, on_error = self.on_done, self.on_error
        self.on_done = self.on_error = self.on_progress = None
        result, error = self.errand.let_go()
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
        self._open: dict[_Errand, tuple[Task, Future[None], QMetaObject.Connection]] = {}
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
        return self._start(Task(_Errand(work), on_done, on_error or self._on_unhandled, None), owner)

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
        report, errand = self._progressed.emit, _Errand()
        errand.work = lambda: work(lambda done, total: report(errand, done, total), lambda: errand.stopping)
        return self._start(Task(errand, on_done, on_error or self._on_unhandled, progress), owner)

    @property
    def busy(self) -> bool:
        """Work is under way, or its answer is not delivered yet."""
        return bool(self._open)

    def drain(self, seconds: float = 10.0) -> bool:
        """Cancel what waits and wait for what runs (at exit); ``False`` where it takes longer."""
        for task, _, _ in self._open.values():
            task.cancel()
        return not wait([future for _, future, _ in self._open.values()], seconds).not_done

    def end(self) -> None:
        """Drain, and take no more work: whoever still submits some hears nothing."""
        self.drain()
        self._ended = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for task, future, tie in self._open.values():
            QObject.disconnect(tie)
            if future.done():
                task.finish()
            else:
                _hanging.append(task.errand)
        self._open.clear()
        self.deleteLater()

    def _start(self, task: Task, owner: QObject) -> Task:
        if self._ended:
            task.cancel()
            return task
        tie = owner.destroyed.connect(task.cancel)
        # Submitted last: the answer cannot be delivered before this thread is back in its event loop.
        future = self._pool.submit(_carry_out, task.errand, self._answered.emit)
        self._open[task.errand] = task, future, tie
        return task

    @Slot(object)
    def _deliver(self, errand: _Errand) -> None:
        there = self._open.pop(errand, None)
        if there is None:
            return
        task, _, tie = there
        QObject.disconnect(tie)
        task.finish()
        if not self._open:
            self.idle.emit()

    @Slot(object, int, int)
    def _report(self, errand: _Errand, done: int, total: int) -> None:
        there = self._open.get(errand)
        if there is not None and not there[0].cancelled and there[0].on_progress is not None:
            there[0].on_progress(done, total)


def _carry_out(errand: _Errand, answer: Callable[[_Errand], object]) -> None:
    errand.carry_out()
    answer(errand)
