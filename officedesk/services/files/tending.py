"""What is done for files by itself: words are looked for, and contents that nothing lists go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from officedesk.database.attachments import collecting
from officedesk.database.attachments.layout import folder_of
from officedesk.errors import OfficeError
from officedesk.models.files import StoredFile
from officedesk.services.desk import Desk
from officedesk.services.files.words import read_waiting
from officedesk.services.office.settings import get, store
from officedesk.services.permissions import Permission

_COLLECTED = "files.collected"
_EVERY = timedelta(days=1)


def tend(desk: Desk, cancelled: Callable[[], bool] | None = None) -> int:
    """Do what is due, whoever sits here; gives how many files were looked into. Quiet where nothing may be saved."""
    desk.need(Permission.OFFICE_READ)
    if desk.database.read_only is not None:
        return 0
    try:
        done = read_waiting(desk, cancelled)
        if not (cancelled is not None and cancelled()) and _due(desk):
            collect(desk)
        return done
    except OfficeError:
        # Busy, read-only, moved: a desktop that may save does it, or this one later.
        return 0


def collect(desk: Desk) -> int:
    """Take contents away that nothing has listed for two days; gives how many."""
    desk.need(Permission.OFFICE_READ)
    with desk.write() as session:
        # First: another desktop that comes now has nothing to do.
        store(session, _COLLECTED, desk.now().isoformat())
    return collecting.collect(desk.database, desk.actor, desk.now())


def _due(desk: Desk) -> bool:
    with desk.read() as session:
        stored = session.scalar(select(StoredFile.sha256).limit(1)) is not None
    path = desk.database.place.path
    if not stored and (path is None or not folder_of(path).is_dir()):
        return False
    said: Any = get(desk, _COLLECTED, user=False)
    try:
        last = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return True
    # Another day, also where a clock was wrong in between.
    return abs(desk.now() - last) >= _EVERY
