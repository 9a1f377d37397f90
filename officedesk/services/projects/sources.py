"""The office's list of how customers came to it, for leads."""

from collections.abc import Sequence

from sqlalchemy import func, select

from officedesk.errors import InvalidInput
from officedesk.models.company import Setting
from officedesk.models.pipeline import Lead
from officedesk.models.text import clean, fold
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

KEY = "leads.sources"
USUAL = ("Referral", "Website", "Phone call", "Repeat customer", "Online search", "Social media", "Mailing", "Walk-in")
"""What a new office begins with."""
MOST = 60
_LONGEST = 80


def lead_sources(desk: Desk) -> tuple[str, ...]:
    """The sources to choose from, in the office's order."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        value = session.scalar(select(Setting.value).where(Setting.key == KEY, Setting.user_id.is_(None)).limit(1))
    return tuple(value) if isinstance(value, list) else USUAL


def save_lead_sources(desk: Desk, names: Sequence[str], base: Sequence[str] | None = None) -> tuple[str, ...]:
    """Make this the office's list, without empty lines and doubles; leads keep what they say.

    ``base`` is the list as it was read: with it, what another desktop added or took away meanwhile is so too.
    Raises :class:`InvalidInput` for names that are too long, or too many.
    """
    desk.need(Permission.OFFICE_WRITE)
    kept: dict[str, str] = {}
    for name in map(clean, names):
        if len(name) > _LONGEST:
            raise InvalidInput({"sources": f"“{name[:30]}…” is longer than {_LONGEST} characters."})
        if name:
            kept.setdefault(fold(name), name)
    if len(kept) > MOST:
        raise InvalidInput({"sources": f"A list has no more than {MOST} sources."})
    with desk.write() as session:
        stored = session.scalar(select(Setting.value).where(Setting.key == KEY, Setting.user_id.is_(None)).limit(1))
        if base is not None and isinstance(stored, list):
            before, theirs = ({fold(name): name for name in some} for some in (base, stored))
            for key in before.keys() - theirs.keys():
                kept.pop(key, None)
            kept |= {key: name for key, name in theirs.items() if key not in before and key not in kept}
        store(session, KEY, list(kept.values()))
    return tuple(kept.values())


def sources_used(desk: Desk) -> tuple[tuple[str, int], ...]:
    """The sources that leads name, and how often, the most frequent first."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        count = func.count()
        query = select(Lead.source, count).where(Lead.source != "", Lead.deleted_at.is_(None)).group_by(Lead.source)
        return tuple((name, int(used)) for name, used in session.execute(query.order_by(count.desc(), Lead.source)))
