"""Fixes as they come are checked, and wait for late ones: what leaves is good, in order, and final."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import inf

from officedesk.maps.crossings.fixes import EARLIEST, Fix, LeftOut, Rules

_NEVER = datetime.max.replace(tzinfo=UTC)


def _time(fix: Fix) -> datetime:
    return fix.at


def _worse(fix: Fix) -> tuple[float, ...]:
    """Orders fixes of the same time, so that the same one is kept in whatever order they came: the most accurate."""
    return tuple(inf if part is None else part for part in (fix.accuracy, *fix[1:3], *fix[4:]))


class Intake:
    """Takes fixes in; hands out those that no late one can come before any more."""

    def __init__(self, rules: Rules, now: datetime | None, waiting: Iterable[Fix], done: datetime | None) -> None:
        self.waiting = list(waiting)
        self.done = done
        self.left_out: Counter[LeftOut] = Counter()
        self._rules = rules
        self._window = timedelta(seconds=rules.late_window)
        self._first = EARLIEST if now is None else max(EARLIEST, now - timedelta(seconds=rules.past))
        self._last = _NEVER if now is None else now + timedelta(seconds=rules.future)

    def take(self, fixes: Iterable[Fix]) -> Iterator[list[Fix]]:
        """The fixes that are due, in order, a list at a time; the others wait in ``waiting``."""
        fixes = iter(fixes)
        first, last, exact = self._first, self._last, self._rules.accuracy_limit
        # Never more than there is room for: so a long list comes to the same as its fixes one at a time.
        while some := list(islice(fixes, max(1, self._rules.most_waiting - len(self.waiting)))):
            newest = self._newest()
            for fix in some:
                at, latitude, longitude, accuracy = fix[:4]
                if (
                    (newest is None or at > newest)
                    and first <= at <= last
                    and -90.0 <= latitude <= 90.0
                    and -180.0 <= longitude <= 180.0
                    and (latitude or longitude)
                    and (accuracy is None or 0.0 <= accuracy <= exact)
                ):
                    # As nearly all are: good, and after those before.
                    self.waiting.append(fix)
                    newest = at
                    continue
                reason = self._problem(fix) or self._put(fix)
                if reason is not None:
                    self.left_out[reason] += 1
                newest = self._newest()
            if due := self._due():
                yield due

    def rest(self) -> list[Fix]:
        """All that waited: no late ones are waited for any more."""
        due, self.waiting = self.waiting, []
        if due:
            self.done = due[-1].at
        return due

    def _newest(self) -> datetime | None:
        """What is newer than this is neither late nor out of order."""
        return self.waiting[-1].at if self.waiting else self.done

    def _due(self) -> list[Fix]:
        """Those that are final."""
        final = self._final()
        if len(self.waiting) > self._rules.most_waiting:
            final = max(final or self.waiting[0].at, self.waiting[0].at)
        self.done = final
        if final is None or not self.waiting or self.waiting[0].at > final:
            return []
        count = bisect_right(self.waiting, final, key=_time)
        due, self.waiting = self.waiting[:count], self.waiting[count:]
        return due

    def _final(self) -> datetime | None:
        """What is not newer than this comes too late."""
        if not self.waiting:
            return self.done
        final = self.waiting[-1].at - self._window
        return final if self.done is None else max(final, self.done)

    def _problem(self, fix: Fix) -> LeftOut | None:
        """Why ``fix`` cannot be used, wherever the device was before."""
        at, latitude, longitude, accuracy = fix[:4]
        # Written so that what is no number is refused too. Receivers that know nothing yet say 0, 0.
        if not (-90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0) or (latitude == 0.0 == longitude):
            return LeftOut.PLACE
        if accuracy is not None and not 0.0 <= accuracy <= self._rules.accuracy_limit:
            return LeftOut.ACCURACY
        if at < self._first:
            return LeftOut.PAST
        return LeftOut.FUTURE if at > self._last else None

    def _put(self, fix: Fix) -> LeftOut | None:
        """Let ``fix`` wait at its place; or why it cannot."""
        waiting, at = self.waiting, fix.at
        final = self._final()
        if final is not None and at <= final:
            return LeftOut.LATE
        place = bisect_left(waiting, at, key=_time)
        if place < len(waiting) and waiting[place].at == at:
            waiting[place] = min(waiting[place], fix, key=_worse)
            return LeftOut.DUPLICATE
        waiting.insert(place, fix)
        return None
