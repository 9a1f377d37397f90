"""Where a device went into fences and out of them.

:func:`advance` is all there is: it takes the fixes of one device, the fences and the rules, and what the last call
left; it gives what is new. It reads no clock and no database, changes nothing it is given, and finds the same
crossings whether fixes come one at a time, in batches, or shuffled within the late window. These are its rules, in
the order in which they apply.

**Which fixes count.** A fix is left out, and counted by its reason, if it is no place on Earth (or 0, 0, which
receivers say that know nothing yet), less accurate than the limit, older than 2000 or than ``past``, or ahead of
``now``: a fix from the future would make all that come after it late. Without ``now`` only 2000 counts.

**Order.** Fixes wait until one comes that is newer by the late window; then what is older is put in order, and final.
A fix that comes after that is late and left out. Of fixes of the same time the most accurate is kept. No more than
``most_waiting`` wait: where more would, the oldest are final before their time.

**Jumps.** A fix is doubted if it is farther from the last one than ``max_speed`` allows, each of both being off by
its accuracy (the distance of the rules, if that is more). It is left out if the next one agrees with the last one and
not with it. Three in a row that agree with each other are believed: the device is there, and how it got there is not
known.

**Way.** From one fix to the next a device goes straight and at constant speed, the short way round the Earth. After a
silence longer than ``gap`` nothing is said about the way: it left what it left at the last fix before, and came into
what it is in with the first fix after. That bills what was seen and nothing else. A device that is where it was,
switched off over night, never left. A new device, or a new fence around a device that stands still, is entered with
the first fix.

**Distance.** A device is believed to have gone in when its way gets ``distance`` deep inside the edge, and to have
gone out when it gets ``distance`` away outside; in between it is where it was. Where the fixes at both ends of the
way may be off by more than that, it is that much. It counts that the way gets there, not that a fix is there: a fence
may be driven through between two fixes, or with all fixes close to its edge. Small fences would have no place that
deep: half a fence's area over its perimeter is always enough to be in (a quarter of a circle's radius, an eighth of a
square's side). The time of the crossing is when the way met the edge, the last time before it was believed.

**Dwell.** Changes that follow one another within ``dwell`` are taken together. If they end on the other side, that is
one crossing, at the last of them. If they end where they began, it depends on the places where the device first
crossed the edge and last crossed it. Are they at least one and a half times as far apart as any fix between them is
from the edge, it went through: that is one crossing in and one out, however short. Else it was there and back, as a
fix that is off goes there and back: that is nothing. So a crossing is known when the dwell is over.

**Flush** says that the device falls silent, as at the end of a file: all that waits is used, doubted fixes are left
out, and changes count although the dwell is not over. Fixes that are older than the last one come too late then; to
take in older ones begin with an empty state and all fixes.

**Fences that changed.** Each call takes the fences as they are then. Of a fence that is gone nothing is told any
more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from officedesk.maps.crossings.device import Run
from officedesk.maps.crossings.fixes import Crossed, Fences, Fix, LeftOut, Rules
from officedesk.maps.crossings.intake import Intake
from officedesk.maps.crossings.state import State


@dataclass(frozen=True, slots=True)
class Advanced:
    """What came of a call: the state to go on with, the crossings it found in order, how many fixes it left out."""

    state: State
    events: tuple[Crossed, ...]
    left_out: Mapping[LeftOut, int]


def advance(
    state: State,
    fixes: Iterable[Fix],
    index: Fences,
    rules: Rules,
    *,
    flush: bool = False,
    now: datetime | None = None,
) -> Advanced:
    """Go on from ``state`` with more fixes of the same device. ``now`` is the clock that fixes are held against.

    Streams: ``fixes`` may be any number. The crossings come in the order in which they were certain.
    """
    intake = Intake(rules, now, state.waiting, state.done)
    run = Run.of(state, index, rules, intake.left_out)
    for due in intake.take(fixes):
        run.go(due)
    if flush:
        run.go(intake.rest())
        run.settle()
    return Advanced(run.state(tuple(intake.waiting), intake.done), tuple(run.events), dict(intake.left_out))
