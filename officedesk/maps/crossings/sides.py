"""One fence: on which side of its edge a device is believed to be, and which of the changes are told."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from officedesk.maps.crossings.fixes import Crossed, Fences, Fix, Rules
from officedesk.maps.crossings.state import Chain, Mark, Standing
from officedesk.maps.crossings.way import Way, metres, pieces, reaches
from officedesk.models.enums import CrossingKind

_ON_EDGE: Final = 1.0
"""Metres. So close to the edge it may be on either side, depending on how that is computed."""

Tell = Callable[[Crossed], None]
Spans = Sequence[tuple[float, float]]
_THROUGH: Final = 1.5
"""A straight way through is at least twice as long as it is deep; a little bent may it be."""


class Fence:
    """A fence as the engine works with it; its fields are those of a standing."""

    __slots__ = ("chain", "deep", "edge", "fences", "here", "id", "rules", "side", "tell", "told")

    def __init__(self, fence_id: int, fences: Fences, rules: Rules, standing: Standing, tell: Tell) -> None:
        self.id, self.fences, self.rules, self.tell = fence_id, fences, rules, tell
        self.here, self.side, self.told, self.edge, self.chain, self.deep = standing

    @property
    def standing(self) -> Standing:
        return Standing(self.here, self.side, self.told, self.edge, self.chain, self.deep)

    def follow(self, way: Way, spans: Spans, inside: bool) -> None:
        """Go along ``way``, of which ``spans`` lie in the fence, and which ends ``inside`` or not."""
        began = bool(spans) and spans[0][0] == 0.0
        if began != self.here and abs(self.fences.edge_distance(self.id, way.start.point)) > _ON_EDGE:
            # The way does not begin on the side where the last one ended: the fence is new or changed.
            self.jump(way.start, way.end, inside)
            return
        for piece in pieces(spans):
            if piece.inside == self.side:
                self._back()
                continue
            if self.edge is None:
                self.edge = way.mark(piece.start)
            if reaches(way, piece, self.id, self.fences, self._needed(way.accuracy)):
                self._turn(self.edge)
        # The end of a way can lie on the edge itself: then it is where the index says.
        if inside == self.side:
            self._back()
        elif self.edge is None:
            self.edge = way.mark(1.0)
        self.here = inside
        if self.edge or self.chain:
            self._arrive(way.end)

    def jump(self, start: Fix | None, end: Fix, inside: bool) -> None:
        """Be somewhere else, whichever way that went: it left at ``start`` what it left, and entered at ``end``."""
        if inside != self.here:
            self.here = inside
            if inside == self.side:
                self._back()
            elif self.edge is None:
                seen = end if inside or start is None else start
                self.edge = Mark(seen.at, seen.latitude, seen.longitude, False)
        if self.edge or self.chain:
            self._arrive(end)

    def settle(self) -> None:
        """Tell what the changes since the last told one come to."""
        side, told, chain = self.side, self.told, self.chain
        if chain is None:
            return
        if side != told:
            self._tell(side, chain.last)
        elif metres(chain.first.point, chain.last.point) >= _THROUGH * chain.depth:
            self._tell(not told, chain.first)
            self._tell(told, chain.last)
        self.told, self.chain, self.deep = side, None, 0.0

    def _arrive(self, fix: Fix) -> None:
        """Look at the fence from where the way ended."""
        away = self.fences.edge_distance(self.id, fix.point)
        if self.edge and abs(away) >= self._needed(fix.accuracy or 0.0):
            self._turn(self.edge)
        # A change that is not believed yet may still belong to the others.
        since = self.edge.at if self.edge else fix.at
        if self.chain and self._lasted(self.chain, since):
            self.settle()
        if self.edge or self.chain:
            self.deep = max(self.deep, away if self.told else -away)

    def _back(self) -> None:
        """Be on the side of the edge where it is believed to be."""
        self.edge = None
        if self.chain is None:
            self.deep = 0.0

    def _turn(self, edge: Mark) -> None:
        """Believe that it is on the other side since ``edge``."""
        if self.chain and self._lasted(self.chain, edge.at):
            self.settle()
        if self.chain:
            self.chain = Chain(self.chain.first, edge, max(self.chain.depth, self.deep))
            self.deep = 0.0
        else:
            self.chain = Chain(edge, edge)
        self.side, self.edge = not self.side, None

    def _needed(self, accuracy: float) -> float:
        """How far from the edge it has to get on the other side."""
        distance = max(self.rules.distance, accuracy)
        return distance if self.side else min(distance, self.fences.room(self.id) / 2)

    def _lasted(self, chain: Chain, until: datetime) -> bool:
        return (until - chain.last.at).total_seconds() >= self.rules.dwell

    def _tell(self, inside: bool, mark: Mark) -> None:
        kind = CrossingKind.ENTER if inside else CrossingKind.EXIT
        self.tell(Crossed(self.id, kind, mark.at, mark.point, mark.exact))
