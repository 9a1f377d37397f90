"""Fixes as they come are checked, and wait for late ones: what leaves is good, in order, and final."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import inf

from officedesk.maps.crossings.fixes import EARLIEST, Fix, LeftOut, Rules


def _time(fix: Fix) -> datetime:
    return fix.at


def _worse(fix: Fix) -> tuple[float, ...]:
    """Orders fixes of the same time, so that the same one is kept in whatever order they came: the most accurate."""
    return tuple(inf if part is None else part for part in (fix.accuracy, *fix[1:3], *fix[4:]))


@dataclass(slots=True)
class Intake:
    """Takes fixes in; hands out those that no late one can come before any more."""

    rules: Rules
    now: datetime | None
    waiting: list[Fix]
    done: datetime | None
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def take(self, fixes: Iterable[Fix]) -> Iterator[list[Fix]]:
        """The fixes that are due, in order, a list at a time; the others wait in ``waiting``."""
        fixes = iter(fixes)
        # Never more than there is room for: so a long list comes to the same as its fixes one at a time.
        while some := list(islice(fixes, max(1, self.rules.most_waiting - len(self.waiting)))):
            for fix in some:
                reason = self._problem(fix) or self._put(fix)
                if reason is not None:
                    self.left_out[reason] += 1
            if self.done is not None and self.waiting[:1] and self.waiting[0].at <= self.done:
                count = bisect_right(self.waiting, self.done, key=_time)
                due, self.waiting = self.waiting[:count], self.waiting[count:]
                yield due

    def rest(self) -> list[Fix]:
        """All that waited: no late ones are waited for any more."""
        due, self.waiting = self.waiting, []
        if due:
            self.done = due[-1].at
        return due

    def _problem(self, fix: Fix) -> LeftOut | None:
        """Why ``fix`` cannot be used, wherever the device was before."""
        at, latitude, longitude, accuracy = fix[:4]
        # Written so that what is no number is refused too. Receivers that know nothing yet say 0, 0.
        if not (-90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0) or (latitude == 0.0 == longitude):
            return LeftOut.PLACE
        if accuracy is not None and not 0.0 <= accuracy <= self.rules.accuracy_limit:
            return LeftOut.ACCURACY
        if at < EARLIEST:
            return LeftOut.PAST
        if self.now is not None:
            ahead = (at - self.now).total_seconds()
            if ahead > self.rules.future:
                return LeftOut.FUTURE
            if -ahead > self.rules.past:
                return LeftOut.PAST
        return None

    def _put(self, fix: Fix) -> LeftOut | None:
        """Let ``fix`` wait at its place; or why it cannot."""
        waiting, at = self.waiting, fix.at
        if self.done is not None and at <= self.done:
            return LeftOut.LATE
        if not waiting or at > waiting[-1].at:
            waiting.append(fix)
            final = at - timedelta(seconds=self.rules.late_window)
            if self.done is None or final > self.done:
                self.done = final
        else:
            place = bisect_left(waiting, at, key=_time)
            if waiting[place].at == at:
                waiting[place] = min(waiting[place], fix, key=_worse)
                return LeftOut.DUPLICATE
            waiting.insert(place, fix)
        if len(waiting) > self.rules.most_waiting:
            self.done = max(self.done or waiting[0].at, waiting[0].at)
        return None
