"""Garbage is looked for on the GUI thread only.

Python looks for reference cycles on whatever thread happens to allocate. A cycle that holds a widget would then be
taken apart by a worker, and Qt ends the process when a widget is destroyed outside the GUI thread.
"""

import gc
from time import monotonic

from PySide6.QtCore import QAbstractEventDispatcher, QObject

OLD_EVERY = 30.0
"""Seconds between two looks at the oldest generation, which holds nearly everything."""


class Collector(QObject):
    """Takes over from Python's own collector; works in the moments before the event loop goes to sleep.

    Nothing wakes it: a program that is idle makes no garbage.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._thresholds = gc.get_threshold()
        self._old_looked_at = monotonic()
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is None:
            raise RuntimeError("a collector needs the application's event loop")
        dispatcher.aboutToBlock.connect(self.look)

    def look(self) -> None:
        """Collect what Python would collect now."""
        young, middle, old = gc.get_count()
        if young <= self._thresholds[0]:
            return
        if old > self._thresholds[2] and monotonic() - self._old_looked_at > OLD_EVERY:
            self._old_looked_at = monotonic()
            gc.collect(2)
        else:
            gc.collect(1 if middle > self._thresholds[1] else 0)
