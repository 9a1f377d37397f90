"""Where everything of the board is: rows, and the visits in them. Pure arithmetic, without Qt.

A visit is drawn from its beginning to its end. Where an hour is too narrow for words (``Sizes.compact``) it takes the
room that its words need, and a stripe in it shows when it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from officedesk.models.hours import DAY, Spans, joined
from officedesk.services.schedule.rows import Board, TechnicianRow, VisitBlock
from officedesk.views.schedule.axis import LEGIBLE, TimeAxis
from officedesk.views.schedule.lanes import lanes

Spread = tuple[VisitBlock, float, float, float, float]
Put = Callable[[VisitBlock, datetime, datetime], Spread]
UNASSIGNED = 0
"""The row of visits that nobody has."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in pixels."""

    row: float
    """The least height of a row."""
    block: float
    """The least height of a visit among others that overlap it."""
    chip: float
    """The height of a visit of one line."""
    margin: float
    gap: float
    least: float
    """The least width of a visit."""
    compact: bool

    @classmethod
    def of(cls, axis: TimeAxis, rows: int, line: float, high: float = 0.0) -> "Sizes":
        """For so many rows in a view ``high`` pixels high, and text of that line height.

        Rows of hours are as high as lets all of them be seen, within reason.
        """
        compact = axis.minute * 60 < LEGIBLE
        scale = line / 16
        least = axis.day_width - 6 if compact else 22.0
        row = 58 * scale if compact else min(max(high / rows, 76 * scale), 112 * scale)
        # Whole pixels: edges of visits are sharp.
        lengths = (row - 0.5, 44 * scale, 24 * scale, (6 if compact else 9) * scale, 3 * scale)
        row, block, chip, margin, gap = (float(round(one)) for one in lengths)
        return cls(row, block, chip, margin, gap, least, compact)

    def roomy(self) -> "Sizes":
        """The same with two lines for each visit."""
        return replace(self, chip=float(round(self.chip * 42 / 24)))


class Placed(NamedTuple):
    """A visit in a row: its box within the row, and from where to where it is by the clock."""

    block: VisitBlock
    left: float
    top: float
    right: float
    bottom: float
    begins: float
    ends: float
    banner: bool
    """All day: it lies above those that have hours."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row of the board. ``y`` is where it begins in the scene."""

    id: int
    technician: TechnicianRow | None
    """``None`` for the row of visits that nobody has."""
    y: float
    height: float
    placed: tuple[Placed, ...]

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole board."""

    axis: TimeAxis
    sizes: Sizes
    rows: tuple[RowPlan, ...]
    working: tuple[int, int]
    """Minutes of the day within which anybody works: where visits of a whole day are drawn, if one day is shown."""
    anybody: tuple[Spans, ...] = ()
    """Of each day the minutes at which anybody works."""

    @property
    def height(self) -> float:
        return self.rows[-1].bottom if self.rows else 0.0

    def row_at(self, y: float) -> int | None:
        """The index of the row there."""
        low, high = 0, len(self.rows)
        while low < high:
            middle = (low + high) // 2
            if self.rows[middle].bottom <= y:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.rows) and y >= 0 else None

    def index_of(self, row_id: int) -> int | None:
        """The index of a technician's row."""
        return next((at for at, row in enumerate(self.rows) if row.id == row_id), None)

    def find(self, key: int, row_id: int | None = None) -> tuple[int, Placed] | None:
        """A visit by its key, in a certain row or in the first that has it."""
        for at, row in enumerate(self.rows):
            if row_id is None or row.id == row_id:
                for placed in row.placed:
                    if placed.block.key == key:
                        return at, placed
        return None

    def hit(self, x: float, y: float) -> tuple[int, Placed] | None:
        """The visit at a point."""
        at = self.row_at(y)
        if at is None:
            return None
        inside = y - self.rows[at].y
        for placed in reversed(self.rows[at].placed):
            if placed.left <= x < placed.right and placed.top <= inside < placed.bottom:
                return at, placed
        return None


def arrange(board: Board, axis: TimeAxis, sizes: Sizes) -> Plan:
    """Lay out a board; the row of visits that nobody has comes last."""
    working = working_minutes(board.technicians)
    by_row: dict[int, list[VisitBlock]] = {technician.id: [] for technician in board.technicians}
    nobody: list[VisitBlock] = []
    for block in board.visits:
        people = block.technician_ids
        if not people:
            nobody.append(block)
        for number in people:
            if number in by_row:
                by_row[number].append(block)
    rows = []
    y = 0.0
    for technician in board.technicians:
        made = arrange_row(technician.id, technician, y, by_row[technician.id], axis, sizes, working)
        rows.append(made)
        y += made.height
    rows.append(arrange_row(UNASSIGNED, None, y, nobody, axis, sizes, working))
    return Plan(axis, sizes, tuple(rows), working, _anybody(board, axis.days))


def arrange_row(
    row_id: int,
    technician: TechnicianRow | None,
    y: float,
    blocks: Iterable[VisitBlock],
    axis: TimeAxis,
    sizes: Sizes,
    working: tuple[int, int],
) -> RowPlan:
    """One row with what is in it."""
    put = spreader(axis, sizes, working)
    banners: list[Spread] = []
    timed: list[Spread] = []
    for block in blocks:
        if block.starts is not None and block.ends is not None:
            (banners if block.all_day else timed).append(put(block, block.starts, block.ends))
    banners.sort(key=_left)
    timed.sort(key=_left)
    placed: list[Placed] = []
    make: Any = tuple.__new__
    top = sizes.margin
    if banners:
        found = lanes([one[1:3] for one in banners])
        step = sizes.chip + sizes.gap
        for (block, left, right, begins, ends), (lane, _) in zip(banners, found, strict=True):
            above = top + lane * step
            placed.append(make(Placed, (block, left, above, right, above + sizes.chip, begins, ends, True)))
        top += (max(lane for lane, _ in found) + 1) * step
    room = sizes.row - top - sizes.margin
    if timed:
        found = lanes([one[1:3] for one in timed])
        most = max(of for _, of in found)
        each = sizes.chip if sizes.compact else sizes.block
        room = max(room, most * each + (most - 1) * sizes.gap)
        for (block, left, right, begins, ends), (lane, of) in zip(timed, found, strict=True):
            high = each if sizes.compact else (room - (of - 1) * sizes.gap) // of
            above = top + lane * (high + sizes.gap)
            placed.append(make(Placed, (block, left, above, right, above + high, begins, ends, False)))
    height = top + max(room, 0.0) + sizes.margin
    return RowPlan(row_id, technician, y, height, tuple(placed))


def rearranged(plan: Plan, blocks: Mapping[int, Sequence[VisitBlock]]) -> Plan:
    """The plan with other visits in some of its rows; those below move along."""
    rows = []
    y = 0.0
    for row in plan.rows:
        if row.id in blocks:
            row = arrange_row(row.id, row.technician, y, blocks[row.id], plan.axis, plan.sizes, plan.working)
        elif row.y != y:
            row = replace(row, y=y)
        rows.append(row)
        y += row.height
    return replace(plan, rows=tuple(rows))


def _anybody(board: Board, days: int) -> tuple[Spans, ...]:
    """Of each day the minutes at which anybody works; all are the same where there are no technicians."""
    if not board.technicians:
        return (((480, 1020),),) * days
    return tuple(joined(span for one in board.technicians for span in one.hours[day]) for day in range(days))


def working_minutes(technicians: Iterable[TechnicianRow], default: tuple[int, int] = (480, 1020)) -> tuple[int, int]:
    """The first and the last minute of the day at which anybody works."""
    spans = {span for technician in technicians for day in technician.hours for span in day}
    if not spans:
        return default
    return min(first for first, _ in spans), max(last for _, last in spans)


def shown_minutes(board: Board) -> tuple[int, int]:
    """What each day of several shows: whole hours, the working ones and those of any visit, with one to spare."""
    first, last = working_minutes(board.technicians)
    spans = [(one.starts, one.ends) for one in board.visits if not one.all_day and one.starts and one.ends]
    # Whole hours are enough, and there are few of them.
    hours = {starts.hour for starts, _ in spans}
    over = {(ends.hour, ends.minute > 0) for _, ends in spans}
    first = min([first, *(hour * 60 for hour in hours)])
    last = max([last, *(60 * (hour + late) for hour, late in over)])
    if any(ends.day != starts.day for starts, ends in spans):
        last = DAY
    return max(0, first // 60 * 60), min(DAY, -(-last // 60) * 60)


def _left(one: Spread) -> float:
    return one[1]


def spreader(axis: TimeAxis, sizes: Sizes, working: tuple[int, int]) -> Put:
    """A function of (block, starts, ends) to (block, left, right, begins, ends).

    That is where the visit is drawn, and where it is by the clock. A week has twenty thousand: what does not change
    from one to the next is looked up once.
    """
    midnight, shown, minute = axis.begins, axis.shown, axis.minute
    day_width, width, days, opens = axis.day_width, axis.width, axis.days, axis.opens
    narrow = sizes.compact and days > 1
    least, inset = sizes.least, 2.0 if narrow else 1.0
    whole = (axis.x_of(working[0]), axis.x_of(working[1])) if days == 1 else None

    def put(block: VisitBlock, starts: datetime, ends: datetime) -> Spread:
        if whole is not None and block.all_day:
            begins, over = whole
            day = 0
        else:
            since = starts - midnight
            day = since.days
            if day < 0:
                begins, day = 0.0, 0
            elif day >= days:
                begins, day = width, days - 1
            else:
                inside = since.seconds // 60 - opens
                begins = day * day_width + (0 if inside < 0 else min(inside, shown)) * minute
            since = ends - midnight
            last, seconds = since.days, since.seconds
            if last < 0:
                over = 0.0
            elif last >= days:
                over = width
            elif not seconds:
                over = last * day_width
            else:
                inside = seconds // 60 - opens
                over = last * day_width + (0 if inside < 0 else min(inside, shown)) * minute
        left, right = begins + inset, over - inset
        if right - left < least:
            left = begins + 1
            right = left + least
            # Its words stay in the day that it is on; where they take all of it they lie below each other.
            edge = (day + 1) * day_width - 2
            if right > edge or narrow:
                left, right = edge - least, edge
        return block, left, right, begins, over

    return put
