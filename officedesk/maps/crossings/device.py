"""One device on its way past the fences, from one good fix to the next."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from officedesk.maps.crossings.fixes import Crossed, Fences, Fix, LeftOut, Rules
from officedesk.maps.crossings.glance import notable
from officedesk.maps.crossings.sides import Fence, Spans
from officedesk.maps.crossings.state import Standing, State
from officedesk.maps.crossings.way import Way, metres

OUTSIDE: Final = Standing()
WHOLE: Final = ((0.0, 1.0),)
"""All of a way is inside."""


@dataclass(slots=True)
class Run:
    """What a state is while fixes are gone through."""

    fences: Fences
    rules: Rules
    left_out: Counter[LeftOut]
    last: Fix | None
    doubted: list[Fix]
    standings: dict[int, Standing]
    here: set[int]
    open: set[int]
    events: list[Crossed] = field(default_factory=list)

    @classmethod
    def of(cls, state: State, fences: Fences, rules: Rules, left_out: Counter[LeftOut]) -> "Run":
        known = {fence: standing for fence, standing in state.fences.items() if fence in fences}
        here = {fence for fence, standing in known.items() if standing.here}
        open_ = {fence for fence, standing in known.items() if standing.open}
        return cls(fences, rules, left_out, state.last, list(state.doubted), known, here, open_)

    def state(self, waiting: tuple[Fix, ...], done: datetime | None) -> State:
        """The state to go on with."""
        return State(waiting, done, self.last, tuple(self.doubted), dict(self.standings))

    def go(self, fixes: Sequence[Fix]) -> None:
        """Go on to fixes that are in order and newer than all before."""
        at = 0
        for marked in notable(fixes, self.fences, self.rules):
            # Up to there nothing happens but what is under way.
            while at < marked and (self.open or self.doubted):
                self._next(fixes[at])
                at += 1
            if at < marked:
                self.last = fixes[marked - 1]
            self._next(fixes[marked])
            at = marked + 1

    def settle(self) -> None:
        """Decide what is open: nothing more is heard of the device for now."""
        self._drop_doubted()
        told: list[Crossed] = []
        for fence in sorted(self.open):
            work = Fence(fence, self.fences, self.rules, self.standings[fence], told.append)
            work.settle()
            self._keep(work)
        self._told(told)

    def _next(self, fix: Fix) -> None:
        last = self.last
        if last is None or self._plausible(last, fix):
            self._drop_doubted()
            self._use(fix, jumped=last is None or (fix.at - last.at).total_seconds() > self.rules.gap)
            return
        if self.doubted and not self._plausible(self.doubted[-1], fix):
            self._drop_doubted()
        self.doubted.append(fix)
        if len(self.doubted) >= self.rules.agreeing:
            believed, self.doubted = self.doubted, []
            for number, one in enumerate(believed):
                before = self.last
                silent = before is None or (one.at - before.at).total_seconds() > self.rules.gap
                self._use(one, jumped=number == 0 or silent)

    def _plausible(self, a: Fix, b: Fix) -> bool:
        slack = sum(max(self.rules.distance, fix.accuracy or 0.0) for fix in (a, b))
        return metres(a.point, b.point) <= self.rules.max_speed * (b.at - a.at).total_seconds() + slack

    def _drop_doubted(self) -> None:
        if self.doubted:
            self.left_out[LeftOut.SPEED] += len(self.doubted)
            self.doubted.clear()

    def _use(self, fix: Fix, *, jumped: bool) -> None:
        start, self.last = self.last, fix
        if start is None or jumped or start[1:3] == fix[1:3]:
            inside = frozenset(self.fences.inside(fix.point))
            # Of a way that goes nowhere all lies in what it is in.
            met: Mapping[int, Spans] = {} if jumped else dict.fromkeys(inside, WHOLE)
            crossed: Collection[int] = ()
        else:
            met = {found.fence_id: found.spans for found in self.fences.crossed(start.point, fix.point)}
            inside = frozenset(fence for fence, spans in met.items() if spans[-1][1] == 1.0)
            crossed = {fence for fence, spans in met.items() if spans != WHOLE}
        concerned = self.open.union(crossed, inside ^ self.here)
        if not concerned:
            return
        way = Way(start or fix, fix)
        told: list[Crossed] = []
        for fence in sorted(concerned):
            work = Fence(fence, self.fences, self.rules, self.standings.get(fence, OUTSIDE), told.append)
            if jumped:
                work.jump(start, fix, fence in inside)
            else:
                work.follow(way, met.get(fence, ()), fence in inside)
            self._keep(work)
        self._told(told)

    def _keep(self, work: Fence) -> None:
        fence, standing = work.id, work.standing
        for wanted, places in ((standing.here, self.here), (standing.open, self.open)):
            (places.add if wanted else places.discard)(fence)
        if standing == OUTSIDE:
            self.standings.pop(fence, None)
        else:
            self.standings[fence] = standing

    def _told(self, events: Iterable[Crossed]) -> None:
        # Of one fence they stay in their order.
        self.events += sorted(events, key=lambda event: (event.at, event.fence_id))
