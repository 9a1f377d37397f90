"""Progress through work that has several parts, and stopping it in the middle of one."""

from officedesk import errors
from officedesk.database.backup.snapshot import Cancelled, Progress

WHOLE = 1_000
"""What progress counts to."""


def share(progress: Progress | None, begin: int, end: int) -> Progress:
    """Progress of a part, told on as the share of the whole from ``begin`` to ``end``."""

    def told_on(done: int, total: int) -> None:
        if progress is not None:
            progress(begin + (end - begin) * done // max(total, 1), WHOLE)

    return told_on


class Counter:
    """Counts bytes into ``progress``; raises :class:`Cancelled`, which says ``stopped``, when asked to stop."""

    def __init__(self, total: int, progress: Progress, cancelled: Cancelled | None, stopped: str) -> None:
        self._done, self._total, self._progress = 0, max(total, 1), progress
        self._cancelled, self._stopped = cancelled, stopped

    def __call__(self, count: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise errors.Cancelled(self._stopped)
        self._done = min(self._done + count, self._total)
        self._progress(self._done, self._total)
