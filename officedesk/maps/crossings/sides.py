"""One fence: on which side of its edge a device is believed to be, and which of the changes are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from officedesk.maps.crossings.fixes import Crossed, Fences, Fix, Rules
from officedesk.maps.crossings.state import Chain, Mark, Standing
from officedesk.maps.crossings.way import Way, metres, pieces, reaches
from officedesk.models.enums import CrossingKind

Tell = Callable[[Crossed], None]
Spans = Sequence[tuple[float, float]]
_THROUGH = 1.9
"""Who drives straight through the middle of a circle is twice as deep in it, and rounding must not decide."""


@dataclass(slots=True)
class Fence:
    """A fence as the engine works with it, and what it stands at."""

    id: int
    fences: Fences
    rules: Rules
    standing: Standing
    tell: Tell

    def follow(self, way: Way, spans: Spans, inside: bool) -> None:
        """Go along ``way``, of which ``spans`` lie in the fence, and which ends ``inside`` or not."""
        if not spans and inside != self.standing.here:
            # The edge was met nowhere: the fence is new or changed.
            self.jump(way.start, way.end, inside)
            return
        for piece in pieces(spans):
            self._side(piece.inside, way.mark(piece.start))
            edge = self.standing.edge
            if edge and reaches(way, piece, self.id, self.fences, self._needed):
                self._turn(edge)
        # The end of a way can lie on the edge itself: then it is where the index says.
        self._side(inside, way.mark(1.0))
        self.standing = self.standing._replace(here=inside)
        self.arrive(way.end)

    def jump(self, start: Fix | None, end: Fix, inside: bool) -> None:
        """Be somewhere else, whichever way that went: it left at ``start`` what it left, and entered at ``end``."""
        if inside != self.standing.here:
            seen = end if inside or start is None else start
            self._side(inside, Mark(seen.at, seen.latitude, seen.longitude, False))
            self.standing = self.standing._replace(here=inside)
        self.arrive(end)

    def arrive(self, fix: Fix) -> None:
        """Look at the fence from where the way ended."""
        if not self.standing.open:
            return
        away = self.fences.edge_distance(self.id, fix.point)
        edge = self.standing.edge
        if edge and abs(away) >= self._needed:
            self._turn(edge)
        chain = self.standing.chain
        if chain and self._lasted(chain, fix.at):
            self.settle()
        if self.standing.open:
            past = away if self.standing.told else -away
            self.standing = self.standing._replace(deep=max(self.standing.deep, past))

    def settle(self) -> None:
        """Tell what the changes since the last told one come to."""
        side, told, chain = self.standing.side, self.standing.told, self.standing.chain
        if chain is None:
            return
        if side != told:
            self._tell(side, chain.last)
        elif metres(chain.first.point, chain.last.point) >= _THROUGH * chain.depth:
            self._tell(not told, chain.first)
            self._tell(told, chain.last)
        self.standing = self.standing._replace(told=side, chain=None, deep=0.0)

    @property
    def _needed(self) -> float:
        """How far from the edge it has to get on the other side."""
        if self.standing.side:
            return self.rules.distance
        return min(self.rules.distance, self.fences.room(self.id) / 2)

    def _side(self, inside: bool, mark: Mark) -> None:
        """Be on a side of the edge from ``mark`` on."""
        if inside == self.standing.side:
            self.standing = self.standing._replace(edge=None, deep=self.standing.deep if self.standing.chain else 0.0)
        elif self.standing.edge is None:
            self.standing = self.standing._replace(edge=mark)

    def _turn(self, edge: Mark) -> None:
        """Believe that it is on the other side since ``edge``."""
        chain = self.standing.chain
        if chain and self._lasted(chain, edge.at):
            self.settle()
        standing = self.standing
        if standing.chain:
            chain = Chain(standing.chain.first, edge, max(standing.chain.depth, standing.deep))
            standing = standing._replace(deep=0.0)
        else:
            chain = Chain(edge, edge)
        self.standing = standing._replace(side=not standing.side, edge=None, chain=chain)

    def _lasted(self, chain: Chain, until: datetime) -> bool:
        return (until - chain.last.at).total_seconds() >= self.rules.dwell

    def _tell(self, inside: bool, mark: Mark) -> None:
        kind = CrossingKind.ENTER if inside else CrossingKind.EXIT
        self.tell(Crossed(self.id, kind, mark.at, mark.point, mark.exact))
