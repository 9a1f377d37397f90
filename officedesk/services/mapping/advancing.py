"""The crossing engine over the stored positions of devices, from where it stands to the end.

Positions are the truth and crossings follow from them: a device is marked in the transaction that stores positions, and
the mark goes in the one that stores what came of them. So whatever is killed in between is made good by the next look,
at any desktop; and since positions are always looked at in the order of time, it makes no difference when they came.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from officedesk.errors import Cancelled
from officedesk.maps.crossings.fixes import Crossed, Fix, Rules
from officedesk.models.mapping import Device, Position
from officedesk.services.desk import Desk
from officedesk.services.mapping.following import follow
from officedesk.services.mapping.ground import Ground
from officedesk.services.mapping.pace import Pace
from officedesk.services.mapping.reconciling import Reconciled, Span, Whose, reconcile
from officedesk.services.mapping.standing import Moment, Standing
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
STEP = 20_000
"""Positions that are looked at between two transactions."""
PORTION = 500
"""Positions between two moments that are kept to begin again from."""
_MORE = 200
_EVENTS = (60, 20, 250)
"""Crossings that the first transaction stores, and any at least and at most, about."""
_TRIES = 5
_MOMENT = timedelta(microseconds=1)
_SILENCE = timedelta(seconds=Rules().gap)
RULES = Rules(late_window=0.0)
"""Positions come out of the store in order: none has to be waited for."""


@dataclass(slots=True)
class Advanced:
    """What a look at devices brought."""

    crossings: Reconciled = field(default_factory=Reconciled)
    left_out: Counter[str] = field(default_factory=Counter)
    """Positions that the engine did not use, by reason."""
    looked: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """What the engine made of some positions of a device, before it is stored."""

    standing: Standing
    begin: Moment | None
    events: list[Crossed]
    steps: list[Moment]
    head: Moment
    met: Moment | None
    silent: bool
    likely: tuple[Crossed, ...]
    left_out: Counter[str]
    looked: int

    @property
    def start(self) -> datetime | None:
        return self.begin.at if self.begin is not None else None

    @property
    def again(self) -> bool:
        """It does not go on where the engine was: crossings of later are stored already."""
        return self.standing.again or self.begin is not self.standing.head


def behind(session: Session, now: datetime) -> list[int]:
    """Devices with positions that the engine has not looked at, or that fell silent before something was certain."""
    rows = session.execute(select(Device.id, Device.state, Device.behind_from).order_by(Device.id))
    return [row.id for row in rows if row.behind_from is not None or _fell_silent(Standing.of(row.state), now)]


def _fell_silent(standing: Standing, now: datetime) -> bool:
    if standing.head is None or standing.silent or standing.head.at > now - _SILENCE:
        return False
    from officedesk.maps.crossings.state import State

    try:
        return not resting(State.from_json(standing.head.state))
    except ValueError:
        return False


def advance_devices(
    desk: Desk,
    ids: Iterable[int],
    ground: Ground,
    progress: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Advanced:
    """Look at what is new of these devices; ``progress`` hears of how many positions. Raises :class:`Cancelled`."""
    desk.need(Permission.POSITIONS_WRITE)
    desk = desk.by_program()
    total, pace = Advanced(), Pace(*_EVENTS)
    for device_id in ids:
        tries = 0
        while tries < _TRIES:
            if stopped is not None and stopped():
                raise Cancelled("Stopped. What is left is looked at next time.")
            done = _step(desk, device_id, ground, total, pace)
            if done is None:
                break
            tries = 0 if done else tries + 1
            if progress is not None:
                progress(total.looked)
        else:
            log.info("positions of device %s come in at another desktop just now", device_id)
    return total


def _step(desk: Desk, device_id: int, ground: Ground, total: Advanced, pace: Pace) -> bool | None:
    """One step of one device: whether it was stored; ``None`` where there is nothing to do."""
    with desk.read() as session:
        row = session.execute(_DEVICE.where(Device.id == device_id)).first()
        if row is None:
            return None
        if row.behind_from is None and not _fell_silent(Standing.of(row.state), desk.now()):
            return None
    found = _look(desk, row, ground, pace.size)
    with desk.write() as session:
        begun = monotonic()
        now = session.execute(_DEVICE.where(Device.id == device_id).with_for_update()).one()
        if (now.state, now.behind_from, now.behind_until) != (row.state, row.behind_from, row.behind_until):
            return False
        if found is None:
            # What was behind was taken away again, and nothing was after it.
            result = _nothing_left(session, desk, now, ground)
        else:
            result = _put(session, desk, now, found, ground)
    pace.took(monotonic() - begun, len(found.events) if found is not None else 0)
    total.crossings.add(result)
    if found is not None:
        total.left_out += found.left_out
        total.looked += found.looked
    return True


_DEVICE = select(Device.id, Device.name, Device.technician_id, Device.state, Device.behind_from, Device.behind_until)


def _look(desk: Desk, row: Any, ground: Ground, most: int) -> _Found | None:
    """Run the engine over the next positions, until about ``most`` crossings; nothing is locked meanwhile.

    ``None`` where there are no positions at all.
    """
    from officedesk.maps.crossings.engine import advance

    now = desk.now()
    standing, begin, state = _begin(row)
    since = row.behind_from or (standing.head.at if standing.head is not None else now)
    target = standing.after(max(row.behind_until or since, since)) if row.behind_from is not None else None
    events: list[Crossed] = []
    steps: list[Moment] = []
    left_out: Counter[str] = Counter()
    at, looked, at_rest, met, over = begin.at if begin is not None else None, 0, True, None, False
    while (enough := looked >= STEP or len(events) >= most) is False or (not at_rest and looked < 3 * STEP):
        fixes = _fixes(desk, row.id, at, target.at if target else None, _MORE if enough else PORTION)
        if not fixes:
            if target is None:
                over = True
                break
            target = standing.after(target.at + _MOMENT)
            continue
        found = advance(state, fixes, ground.index, RULES)
        state, at, looked = found.state, fixes[-1].at, looked + len(fixes)
        events += found.events
        left_out.update({reason.value: count for reason, count in found.left_out.items()})
        # An event of this very moment would not be told again by whoever begins here.
        at_rest = resting(state) and all(event.at < at for event in found.events)
        moment = Moment(at, state.to_json())
        if at_rest:
            steps.append(moment)
        if target is not None and at >= target.at:
            if moment.state == target.state:
                met = target
                break
            target = standing.after(at + _MOMENT)
    if at is None:
        return None
    head = Moment(at, state.to_json())
    silent = over and at <= now - _SILENCE
    likely = advance(state, (), ground.index, RULES, flush=True).events if silent else ()
    return _Found(standing, begin, events, steps, head, met, silent, tuple(likely), left_out, looked)


def _begin(row: Any) -> tuple[Standing, Moment | None, Any]:
    from officedesk.maps.crossings.state import State

    standing = Standing.of(row.state)
    begin = standing.before(row.behind_from) if row.behind_from is not None else standing.head
    try:
        return standing, begin, State.from_json(begin.state if begin is not None else {})
    except ValueError:
        # Of another version of the program: everything is looked at again.
        return Standing(again=True), None, State()


def resting(state: Any) -> bool:
    """Nothing is undecided: what comes later is later."""
    return not state.waiting and not state.doubted and not any(one.open for one in state.fences.values())


def _put(session: Session, desk: Desk, row: Any, found: _Found, ground: Ground) -> Reconciled:
    since = found.start
    if since is None:
        since = session.scalar(_after(row.id, None).limit(1)) or found.head.at
        since = min(since, row.behind_from or since)
    if found.met is not None:
        standing, until = found.standing.met(found.start, found.steps, found.met), found.met.at
    else:
        standing, until = found.standing.went_on(found.start, found.steps, found.head), found.head.at
    more = session.scalar(_after(row.id, standing.head.at if standing.head is not None else None).limit(1))
    if more is None:
        standing = standing.finished()
    else:
        standing = replace(standing, again=found.again and found.met is None)
    over = more is None and found.met is None
    events = [*found.events, *(found.likely if over else ())]
    if over:
        told = tuple((event.fence_id, event.kind.value, event.at) for event in found.likely)
        standing = replace(standing, likely=told, silent=found.silent)
    span = Span(since, None if over else until, found.again, frozenset(found.standing.likely))
    result = _settle(session, desk, row, events, span, ground)
    latest = None if more is None else max(more, row.behind_until or more)
    _store(session, row.id, standing, more, latest)
    return result


def _nothing_left(session: Session, desk: Desk, row: Any, ground: Ground) -> Reconciled:
    """All positions are gone from what was behind on: so is what came of them."""
    result = _settle(session, desk, row, [], Span(row.behind_from or desk.now(), None), ground)
    _store(session, row.id, Standing(), None, None)
    return result


def _settle(
    session: Session, desk: Desk, row: Any, events: Sequence[Crossed], span: Span, ground: Ground
) -> Reconciled:
    there = ground.still_there(session, {event.fence_id for event in events})
    events = [event for event in events if event.fence_id in there]
    whose = Whose(row.id, row.technician_id)
    result = reconcile(session, whose, events, span, ground.ids, desk.now())
    follow(session, desk, result)
    return result


def _store(
    session: Session, device_id: int, standing: Standing, since: datetime | None, until: datetime | None
) -> None:
    # Past the record: whoever edits the device meanwhile has no conflict with where it drove.
    values = {"state": standing.stored(), "behind_from": since, "behind_until": until}
    session.execute(
        update(Device).where(Device.id == device_id).values(**values),
        execution_options={"synchronize_session": False},
    )


def _after(device_id: int, at: datetime | None) -> Any:
    query = select(Position.at).where(Position.device_id == device_id).order_by(Position.at)
    return query if at is None else query.where(Position.at > at)


def _fixes(desk: Desk, device_id: int, after: datetime | None, until: datetime | None, most: int) -> list[Fix]:
    columns = (
        Position.at, Position.latitude, Position.longitude, Position.accuracy, Position.speed, Position.heading,
    )  # fmt: skip
    query = select(*columns).where(Position.device_id == device_id)
    if after is not None:
        query = query.where(Position.at > after)
    if until is not None:
        query = query.where(Position.at <= until)
    # As long as somebody reads nobody's save ends: rows are read, and then worked on.
    with desk.read() as session:
        rows = session.execute(query.order_by(Position.at).limit(most)).all()
    return [Fix(*row) for row in rows]
