"""Which day of a changed rule an occurrence that is there already stands for. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from officedesk.models.recurrence import Planned
from officedesk.services.work.series_standing import Standing


@dataclass(frozen=True, slots=True)
class Matched:
    """``moved``: occurrences that are put to a day (often the one they have). ``new``: days without one. ``gone``."""

    moved: tuple[tuple[Standing, Planned], ...]
    new: tuple[Planned, ...]
    gone: tuple[Standing, ...]


def match(free: Sequence[Standing], fixed: Sequence[Standing], planned: Sequence[Planned]) -> Matched:
    """Put the occurrences that may change (``free``) to the days of the new plan; the ``fixed`` ones stay.

    A fixed one stands for its own day where the plan has it, else for the nearest one, if that is nearer than half the
    way to the next: whoever was there on Tuesday need not come on Wednesday because the rule says so from now on. The
    free ones keep their days where the plan has them; the others take the days that are left, in their order.
    """
    left = {each.nominal: each for each in planned}
    for each in fixed:
        nominal = each.nominal if each.nominal in left else _nearest(each, planned)
        if nominal is not None:
            left.pop(nominal, None)
    moved = [(each, left.pop(each.nominal)) for each in free if each.nominal in left]
    kept = {each.id for each, _ in moved}
    rest = [each for each in free if each.id not in kept]
    days = sorted(left.values(), key=lambda each: each.nominal)
    moved += zip(rest, days, strict=False)
    return Matched(
        moved=tuple(sorted(moved, key=lambda pair: pair[1].nominal)),
        new=tuple(days[len(rest) :]),
        gone=tuple(rest[len(days) :]),
    )


def _nearest(standing: Standing, planned: Sequence[Planned]) -> date | None:
    """The day of the plan that a fixed occurrence stands for; ``None``: for none."""
    days = [each.nominal for each in planned]
    at = bisect_left(days, standing.nominal)
    around = days[max(at - 1, 0) : at + 1]
    if not around:
        return None
    found = min(around, key=lambda day: abs(day - standing.nominal))
    place = days.index(found)
    gaps = [abs(days[other] - found) for other in (place - 1, place + 1) if 0 <= other < len(days)]
    return found if gaps and abs(found - standing.nominal) * 2 < min(gaps) else None
