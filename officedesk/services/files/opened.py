"""Files that a user looked at lately, kept among their settings: ids only, so that nothing of an erased file stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

KEY = "files.opened"
MOST = 200
"""Of all customers together."""


def lately_opened(desk: Desk) -> tuple[int, ...]:
    """Ids of the files that the user at the desk looked at, the latest first; those that are gone may be among them."""
    desk.need(Permission.FILES_READ)
    with desk.read() as session:
        return _stored(session, desk)


def remember_opened(desk: Desk, ids: Sequence[int]) -> None:
    """Remember that the user at the desk looked at these files, the latest first. Nobody's are not remembered."""
    desk.need(Permission.OWN_WRITE)
    if desk.actor.user_id is None or not ids:
        return
    with desk.write() as session:
        known = list(dict.fromkeys((*ids, *_stored(session, desk))))[:MOST]
        store(session, KEY, known, desk.actor.user_id)


def _stored(session: Session, desk: Desk) -> tuple[int, ...]:
    mine = (Setting.user_id == desk.actor.user_id) & (Setting.key == KEY)
    value: Any = session.scalars(select(Setting.value).where(mine).limit(1)).first()
    # Whatever a later version may have written there.
    return tuple(one for one in value if isinstance(one, int))[:MOST] if isinstance(value, list) else ()
