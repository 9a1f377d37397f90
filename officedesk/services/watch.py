"""Watches the office for a desktop: what others save, who else is there. One thread, no Qt."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from officedesk.database.desks import Desks, DeskSeen, Editing
from officedesk.database.feed import Change, ChangeFeed, News
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

__all__ = ["Change", "DeskSeen", "Desks", "Editing", "News", "Watch", "summed_up"]

log = logging.getLogger(__name__)
HEARTBEAT = 5.0
"""Seconds between two signs of life."""
REST = 0.2
"""Seconds after news until the next are read: a burst of saves is told in a few pieces."""
AFTER_A_BUG = 5.0
FEW = 20
"""More records of one kind than this are told as many."""


class Watch:
    """Tells ``on_news`` of what others saved and ``on_desks`` of who else is there, both on the watch's own thread.

    ``on_stir`` hears that anything was saved at all, the small things too that the change log does not tell, and that
    the time has come which :meth:`wake_at` named.

    ``after`` is the last change that this desktop has seen; ``desks`` is ``None`` where the place knows of no others.
    The office may be busy, gone or back: that is waited for, never told.
    """

    def __init__(
        self,
        desk: Desk,
        on_news: Callable[[News], object],
        on_desks: Callable[[tuple[DeskSeen, ...]], object],
        *,
        after: int | None = None,
        desks: Desks | None = None,
        who: str | None = None,
        on_stir: Callable[[], object] = lambda: None,
    ) -> None:
        desk.need(Permission.CUSTOMERS_READ)
        self._on_stir, self._now = on_stir, desk.now
        self._stirred = False
        self._wanted_at: datetime | None = None
        self._on_news, self._on_desks, self._desks = on_news, on_desks, desks
        self._feed = ChangeFeed(desk.database, after)
        self._who = desk.actor.name if who is None else who
        self._editing: Editing = ()
        self._seen: tuple[DeskSeen, ...] = ()
        self._beat_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="office watch", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def announce(self, who: str, editing: Editing) -> None:
        """Who sits here and what is in open forms: others are told at once and with every heartbeat."""
        if (who, editing) != (self._who, self._editing):
            self._who, self._editing = who, editing
            self._beat_at = 0.0
            self._feed.wake()

    def wake_at(self, at: datetime | None) -> None:
        """Tell ``on_stir`` when the office's clock has come to ``at``: once, and within a heartbeat of it.

        The clock is looked at, not waited for: a computer that slept over the time is told when it wakes up.
        """
        if at != self._wanted_at:
            self._wanted_at = at
            self._feed.wake()

    def stop(self, seconds: float = 2.0) -> bool:
        """End it; ``False`` where the place hangs: the thread then ends with the program."""
        self._stopping.set()
        if not self._thread.is_alive():
            return True
        self._feed.wake()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception:
                # A bug must not make a desktop blind for the rest of the day, nor fill the log.
                log.exception("the watch over the office failed")
                self._stopping.wait(AFTER_A_BUG)
        self._feed.close()
        if self._desks is not None:
            # The office stays open for others of this program; its forms are gone.
            self._desks.announce(self._who, ())

    def _turn(self) -> None:
        if monotonic() >= self._beat_at:
            self._beat_at = monotonic() + HEARTBEAT
            self._beat()
        news = self._feed.read()
        if news and not self._stopping.is_set():
            self._on_news(news)
        self._stir()
        if news and not self._stopping.is_set():
            self._stopping.wait(REST)
        elif not self._stopping.is_set():
            self._stirred = self._feed.wait(max(0.0, self._until_next()))

    def _stir(self) -> None:
        wanted = self._wanted_at
        due = wanted is not None and self._now() >= wanted
        if (self._stirred or due) and not self._stopping.is_set():
            self._stirred = False
            if due and wanted == self._wanted_at:
                self._wanted_at = None
            self._on_stir()

    def _until_next(self) -> float:
        """Seconds until there is something to do that nobody else tells."""
        rest, wanted = self._beat_at - monotonic(), self._wanted_at
        return rest if wanted is None else min(rest, (wanted - self._now()).total_seconds())

    def _beat(self) -> None:
        if self._desks is None:
            return
        self._desks.announce(self._who, self._editing)
        seen = self._desks.others()
        if _known(seen) != _known(self._seen) and not self._stopping.is_set():
            self._seen = seen
            self._on_desks(seen)


def summed_up(news: News, everything: Sequence[str]) -> list[tuple[str, int, int]]:
    """``(entity, entity id, customer id)`` of what is to be shown anew, each once; id 0 where many were changed.

    ``everything``: the kinds of records there are.
    """
    if news.many:
        return [(entity, 0, 0) for entity in everything]
    touched: dict[str, dict[tuple[int, int], None]] = {}
    for change in news.changes:
        one = (0, 0) if change.action == "imported" else (change.entity_id, change.customer_id)
        touched.setdefault(change.entity, {})[one] = None
    return [
        (entity, *one) for entity, records in touched.items() for one in (records if len(records) <= FEW else [(0, 0)])
    ]


def _known(seen: tuple[DeskSeen, ...]) -> list[tuple[object, ...]]:
    # When somebody was last heard of is nothing to tell anew.
    return [(one.key, one.desktop, one.user, one.since, one.editing, one.alive) for one in seen]
