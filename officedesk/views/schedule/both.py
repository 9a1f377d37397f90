"""Visits that another desktop changed while they were being moved: what both want of them, put together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from officedesk.services.schedule.rows import Move, VisitBlock
from officedesk.views.schedule import words

WHEN, WHO = "When", "Technicians"


@dataclass(frozen=True, slots=True)
class Clash:
    """Both want it otherwise: ``theirs`` is the move number ``at`` with what they want of it."""

    at: int
    what: str
    mine: Move
    theirs: Move
    block: VisitBlock

    def field(self, names: Mapping[int, str], *, named: bool) -> tuple[str, str, str]:
        """Title, mine and theirs, as text. ``named``: with the visit that it is about."""
        title = f"{words.title(self.block)}: {self.what.lower()}" if named else self.what
        if self.what == WHEN:
            return title, _when(self.mine), _when(self.theirs)
        mine, theirs = (words.people(one.technician_ids, names, "Unassigned") for one in (self.mine, self.theirs))
        return title, mine, theirs


@dataclass(frozen=True, slots=True)
class Both:
    """Moves with what only one side changed, on top of how the visits are now; and what both did."""

    moves: tuple[Move, ...]
    """Mine where both did."""
    blocks: tuple[VisitBlock, ...]
    """Those that were changed elsewhere."""
    clashes: tuple[Clash, ...]

    def chosen(self, mine: Sequence[bool]) -> tuple[Move, ...]:
        """The moves with what was chosen of each clash, without those that change nothing any more."""
        found = list(self.moves)
        for clash, keep in zip(self.clashes, mine, strict=True):
            if not keep:
                found[clash.at] = _taken(found[clash.at], clash.theirs, clash.what)
        return tuple(one for one in found if one.seen is None or not _same(one, Move.of(one.seen)))

    def said(self, names: Mapping[int, str]) -> str:
        """How the visits are once that is stored."""
        if len(self.blocks) != 1 or len(self.moves) != 1:
            return "Moved, with what was changed at another desktop."
        (move,) = self.moves
        who = words.people(move.technician_ids, names)
        return f"{self.blocks[0].number}, also changed at another desktop, is now {_when(move)}, {who}."


def put_together(moves: Sequence[Move], theirs: Sequence[VisitBlock]) -> Both | None:
    """``None`` where nobody knows what the mover saw, or what became of it."""
    now = {block.visit_id: block for block in theirs}
    found: list[Move] = []
    blocks: list[VisitBlock] = []
    clashes: list[Clash] = []
    for at, move in enumerate(moves):
        block = now.get(move.visit_id)
        if not move.visit_id and move.version and len(theirs) == 1:
            # Somebody else gave the job its first visit: this would have been it.
            block = theirs[0]
        if block is None:
            if not move.visit_id and move.version and theirs:
                return None
            found.append(move)
            continue
        if move.seen is None:
            return None
        blocks.append(block)
        was, other = Move.of(move.seen), Move.of(block)
        made = replace(move, visit_id=block.visit_id, version=block.version, seen=block)
        for what in (WHEN, WHO):
            mine, seen, stored = (_of(one, what) for one in (move, was, other))
            if mine == seen:
                made = _taken(made, other, what)
            elif stored not in (seen, mine):
                clashes.append(Clash(at, what, made, other, block))
        found.append(made)
    return Both(tuple(found), tuple(blocks), tuple(clashes))


def _when(move: Move) -> str:
    return words.when(move.starts, move.ends, all_day=move.all_day) if move.starts is not None else "No day yet"


def _of(move: Move, what: str) -> object:
    if what == WHEN:
        return move.starts, move.ends, move.all_day
    return frozenset(move.technician_ids)


def _same(one: Move, other: Move) -> bool:
    return all(_of(one, what) == _of(other, what) for what in (WHEN, WHO))


def _taken(move: Move, other: Move, what: str) -> Move:
    if what == WHEN:
        return replace(move, starts=other.starts, ends=other.ends, all_day=other.all_day)
    return replace(move, technician_ids=other.technician_ids)
