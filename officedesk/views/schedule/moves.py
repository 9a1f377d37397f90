"""What the office is asked to do for what a hand or the keyboard wanted."""

from bisect import insort
from dataclasses import replace
from datetime import datetime

from officedesk.services.schedule.rows import NO_VISIT, Board, Move, VisitBlock
from officedesk.services.schedule.times import whole_days
from officedesk.views.schedule import words
from officedesk.views.schedule.drag import Act, Proposal, moments
from officedesk.views.schedule.layout import UNASSIGNED, Plan, rearranged


def move_of(proposal: Proposal) -> Move:
    """The move that makes a proposal true."""
    block = proposal.block
    wanted = Move.of(block)
    ends: datetime | None = proposal.ends
    if block.open_end and proposal.act is not Act.END and proposal.all_day == block.all_day:
        # Nobody said when it ends: that is still so.
        ends = None
    wanted = replace(
        wanted,
        starts=proposal.starts,
        ends=ends,
        all_day=proposal.all_day,
        technician_ids=proposal.technician_ids,
    )
    if proposal.act is Act.COPY:
        wanted = replace(wanted, visit_id=NO_VISIT, version=0, like=block.visit_id)
    return wanted


def without_technician(block: VisitBlock, row_id: int) -> Move:
    """Take whoever's row it is off a visit; the others still go."""
    left = tuple(one for one in block.technician_ids if one != row_id)
    return replace(Move.of(block), technician_ids=left)


def given_to(block: VisitBlock, people: tuple[int, ...]) -> Move:
    """Others for a visit, which keeps its time."""
    return replace(Move.of(block), technician_ids=people)


def put_back(block: VisitBlock) -> Move:
    """Take a visit off the board: it waits for its day again."""
    return replace(Move.of(block), starts=None, ends=None, all_day=False, technician_ids=())


def for_all_day(block: VisitBlock) -> Move:
    """Somewhen on its days, in place of its hours."""
    move = Move.of(block)
    if move.starts is None or block.ends is None:
        return move
    starts, ends = whole_days(move.starts, block.ends)
    return replace(move, starts=starts, ends=ends, all_day=True)


def said(proposal: Proposal, names: dict[int, str]) -> str:
    """What the toast says after it."""
    block = proposal.block
    when = words.when(proposal.starts, proposal.ends, all_day=proposal.all_day)
    people = words.people(proposal.technician_ids, names)
    if proposal.act is Act.COPY:
        return f"{block.number} copied: {when}, {people}."
    if proposal.act is Act.PLACE:
        return f"{block.number} scheduled: {when}, {people}."
    if proposal.act in (Act.START, Act.END):
        return f"{block.number} is now {when}."
    return f"{block.number} moved: {when}, {people}."


def plan_with(plan: Plan, proposal: Proposal) -> Plan:
    """The plan of that board: only the rows that the visit leaves or comes to are laid out anew."""
    key, shown = proposal.block.key, proposal.shown
    goes_to = set(shown.technician_ids or (UNASSIGNED,))
    changed = {}
    for row in plan.rows:
        kept = [one.block for one in row.placed if one.block.key != key]
        if row.id in goes_to or len(kept) < len(row.placed):
            changed[row.id] = [*kept, shown] if row.id in goes_to else kept
    return rearranged(plan, changed)


def with_proposal(board: Board, proposal: Proposal) -> Board:
    """The board as it will be once the office has stored it: shown meanwhile."""
    shown = proposal.shown
    if proposal.act is Act.COPY:
        return board
    kept = [one for one in board.visits if one.key != proposal.block.key]
    waiting = tuple(one for one in board.waiting if one.key != proposal.block.key)
    count = board.waiting_count - (len(board.waiting) - len(waiting))
    insort(kept, shown, key=lambda one: moments(one)[0])
    return replace(board, visits=tuple(kept), waiting=waiting, waiting_count=count)
