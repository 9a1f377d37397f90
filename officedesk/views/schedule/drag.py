"""What a drag, or a step of the keyboard, would make of a visit: pure, no Qt, nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.axis import TimeAxis, snap
from officedesk.views.schedule.layout import UNASSIGNED

LOOSE = 40.0
"""Pixels along the day from which on a visit of the whole day that is dragged gets an hour."""
FIRST_LENGTH = timedelta(hours=1)
"""Of a visit that gets its first hour."""


class Act(StrEnum):
    """What is done: moved, copied, its beginning or end drawn, or put on the board from the tray."""

    MOVE = "move"
    COPY = "copy"
    START = "start"
    END = "end"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a visit would be. ``row_id`` is the row that it would be in."""

    act: Act
    block: VisitBlock
    starts: datetime
    ends: datetime
    all_day: bool
    technician_ids: tuple[int, ...]
    row_id: int

    @property
    def changes(self) -> bool:
        """Whether anything would be another."""
        block = self.block
        if self.act in (Act.COPY, Act.PLACE):
            return True
        before = block.starts, block.ends, block.all_day, block.technician_ids
        return before != (self.starts, self.ends, self.all_day, self.technician_ids)

    @property
    def shown(self) -> VisitBlock:
        """The visit as it would be."""
        block = self.block
        ends_window = block.window_ends
        if ends_window is not None and block.starts is not None:
            ends_window = None if self.all_day else ends_window + (self.starts - block.starts)
        return block._replace(
            starts=self.starts,
            ends=self.ends,
            all_day=self.all_day,
            window_ends=ends_window,
            technician_ids=self.technician_ids,
            open_end=block.open_end and self.act is not Act.END,
        )


@dataclass(frozen=True, slots=True)
class Grip:
    """A visit in hand: what is done with it, in which row it was taken, and at which x of the scene.

    ``held`` is how far from its left edge it is held.
    """

    act: Act
    block: VisitBlock
    row_id: int
    x: float
    held: float = 0.0

    def at(self, axis: TimeAxis, x: float, row_id: int) -> Proposal:
        """What letting go at ``x`` over a row would do."""
        block = self.block
        if self.act is Act.START or self.act is Act.END:
            return self._drawn(axis, x)
        people = taken_over(block.technician_ids, self.row_id, row_id, copied=self.act is Act.COPY)
        if block.starts is None or block.ends is None:
            starts = axis.snapped(x - min(self.held, 12.0))
            return Proposal(Act.PLACE, block, starts, starts + FIRST_LENGTH, False, people, row_id)
        along = x - self.x
        if block.all_day:
            if axis.days == 1 and abs(along) >= LOOSE:
                starts = axis.snapped(x)
                return Proposal(self.act, block, starts, starts + FIRST_LENGTH, False, people, row_id)
            days = axis.day_at(x) - axis.day_at(self.x)
            return self._shifted(timedelta(days=days), people, row_id)
        starts = axis.moved(block.starts, along, self.held) if along else block.starts
        return self._shifted(starts - block.starts, people, row_id)

    def at_moment(self, starts: datetime, row_id: int) -> Proposal:
        """Put at a moment of a row, without a hand."""
        people = taken_over(self.block.technician_ids, self.row_id, row_id)
        return Proposal(self.act, self.block, starts, starts + FIRST_LENGTH, False, people, row_id)

    def _shifted(self, by: timedelta, people: tuple[int, ...], row_id: int) -> Proposal:
        block = self.block
        starts, ends = moments(block)
        return Proposal(self.act, block, starts + by, ends + by, block.all_day, people, row_id)

    def _drawn(self, axis: TimeAxis, x: float) -> Proposal:
        """The beginning or the end is drawn to ``x``; a visit keeps a step, or a day, of its length."""
        block = self.block
        starts, ends = moments(block)
        if block.all_day:
            day = axis.first + timedelta(days=axis.day_at(x))
            if self.act is Act.START:
                starts = min(datetime.combine(day, time()), ends - timedelta(days=1))
            else:
                ends = max(datetime.combine(day, time()) + timedelta(days=1), starts + timedelta(days=1))
        elif self.act is Act.START:
            starts = min(axis.nearest(x), snap(ends, axis.step) - timedelta(minutes=axis.step))
        else:
            ends = max(axis.nearest(x), snap(starts, axis.step) + timedelta(minutes=axis.step))
        return Proposal(self.act, block, starts, ends, block.all_day, block.technician_ids, self.row_id)


def may_be_taken(block: VisitBlock) -> bool:
    """Whether a hand can take it: one that was just put on the board is first stored."""
    return bool(block.visit_id) or block.starts is None


def moments(block: VisitBlock) -> tuple[datetime, datetime]:
    """When a visit that has its day begins and ends."""
    if block.starts is None or block.ends is None:
        raise ValueError(f"visit {block.key} has no day")
    return block.starts, block.ends


def taken_over(people: tuple[int, ...], taken_from: int, given_to: int, *, copied: bool = False) -> tuple[int, ...]:
    """Who goes once a visit was dragged from one technician's row to another's; its other technicians still go.

    To the row of visits that nobody has: nobody. A copy is for whoever it is dropped at, where that is another.
    """
    if given_to == taken_from:
        return people
    if given_to == UNASSIGNED:
        return ()
    if copied or taken_from not in people:
        return (given_to,)
    return tuple(dict.fromkeys(given_to if one == taken_from else one for one in people))


def stepped(proposal: Proposal, by: timedelta) -> Proposal:
    """The proposal moved in time."""
    return replace(proposal, starts=proposal.starts + by, ends=proposal.ends + by)


def lengthened(proposal: Proposal, start: timedelta, end: timedelta) -> Proposal:
    """The proposal with its beginning and its end moved; it does not become shorter than 15 minutes, or a day."""
    least = timedelta(days=1) if proposal.all_day else timedelta(minutes=15)
    starts, ends = proposal.starts + start, proposal.ends + end
    if ends - starts < least:
        return proposal
    act = Act.START if start else Act.END
    return replace(proposal, act=act, starts=starts, ends=ends)


def in_row(proposal: Proposal, row_id: int) -> Proposal:
    """The proposal in another technician's row."""
    copied = proposal.act is Act.COPY
    people = taken_over(proposal.technician_ids, proposal.row_id, row_id, copied=copied)
    return replace(proposal, technician_ids=people, row_id=row_id)


def as_it_is(block: VisitBlock, row_id: int, act: Act = Act.MOVE) -> Proposal:
    """Where a visit is now: what steps of the keyboard begin with."""
    starts, ends = moments(block)
    return Proposal(act, block, starts, ends, block.all_day, block.technician_ids, row_id)
