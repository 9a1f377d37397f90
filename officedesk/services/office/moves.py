"""Carrying a move out, and what a crash in the middle of one left."""

import uuid
from collections.abc import Callable

from sqlalchemy import Connection

from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor
from officedesk.errors import OfficeError
from officedesk.services.office.hosting import MOVING, Cancelled, Progress, opened


def moved_office(
    source: OfficePlace,
    target: OfficePlace,
    host: str,
    actor: Actor,
    config: Config,
    progress: Progress,
    cancelled: Cancelled,
    *,
    address: str = "",
    grant: Callable[[Connection], None] = lambda connection: None,
) -> None:
    """Move the office of ``source``; arguments as for :func:`officedesk.database.moving.move`.

    This desktop remembers the move until it is over, so that the next start can settle it.
    """
    from officedesk.database.moving import move

    key = uuid.uuid4().hex
    address = address or target.address
    config.put(MOVING, {"source": source.address, "target": target.address, "key": key})
    database = opened(source, actor.desktop, config)
    try:
        move(database, target, host, actor, progress, cancelled, key=key, address=address, grant=grant)
    finally:
        database.close()
    config.put(MOVING, None)


def settle_moves(config: Config, desktop: str, keyed: Callable[[OfficePlace], OfficePlace]) -> str:
    """After a crash in the middle of a move: end it where it was decided, else clear its rest away.

    Gives the address at which the office is now, or nothing where no move was under way. ``keyed`` adds passwords.
    """
    from officedesk.database.moving import settle

    begun = config.get(MOVING)
    if not isinstance(begun, dict):
        return ""
    try:
        source, target = (keyed(OfficePlace.parse(begun[name])) for name in ("source", "target"))
        database = opened(source, desktop, config)
    except OfficeError:
        # Not reachable, or locked, now: the next start looks again.
        return ""
    try:
        there = settle(database, target, begun["key"])
    except OfficeError:
        return ""
    finally:
        database.close()
    config.put(MOVING, None)
    return target.address if there else source.address
