"""Writing reminders: save, done, put off, delete."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.due import MORNING, instant, next_due, wall
from officedesk.models.enums import ReminderStatus, Repeat
from officedesk.models.equipment import Equipment
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.reminders.drafts import ReminderDraft
from officedesk.services.reminders.notices import settle
from officedesk.services.reminders.rows import Done
from officedesk.services.sqllist import CHUNK

ABOUT: dict[str, type[Any]] = {"estimate": Estimate, "job": Job, "invoice": Invoice, "equipment": Equipment}
"""What a reminder can be about, by the change log's word."""
YEARS = range(1990, 2101)
_LATEST_CHOICES = 20
_FIELDS = ("subject", "description", "due", "user_id", "repeat", "customer_id", "location_id", "about", "about_id")


def new_reminder(
    desk: Desk, customer_id: int | None = None, location_id: int | None = None, about: str = "", about_id: int = 0
) -> ReminderDraft:
    """A draft for whoever sits at the desk, due tomorrow morning."""
    desk.need(Permission.REMINDERS_WRITE)
    due = datetime.combine(desk.today() + timedelta(days=1), MORNING)
    return ReminderDraft(
        due=due,
        user_id=desk.actor.user_id,
        customer_id=customer_id,
        location_id=location_id,
        about=about,
        about_id=about_id or None,
    )


def reminder(desk: Desk, reminder_id: int) -> ReminderDraft:
    """The stored reminder, its time as the office's clock shows it. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        return _draft(desk, load(session, reminder_id))


def save_reminder(desk: Desk, draft: ReminderDraft) -> ReminderDraft:
    """Store a reminder; it is told at its time even if it was told before. Raises InvalidInput, Conflict, NotFound."""
    desk.need(Permission.REMINDERS_WRITE)
    values = {name: getattr(draft, name) for name in _FIELDS}
    values["subject"], values["description"] = clean(draft.subject), clean(draft.description, lines=True)
    problems = _problems(draft)
    now = desk.now()
    with desk.write() as session:
        row = _begun(session, desk, draft)
        problems |= _wrong_links(session, values, row)
        if problems or draft.due is None:
            raise InvalidInput(problems)
        due = draft.due.replace(second=0, microsecond=0)
        new = draft.id is None
        if new or (due, draft.user_id) != (_shown(desk, row), row.user_id) or row.zone != desk.zone.key:
            if not new:
                settle(session, "reminder", [row.id], now)
            row.due, row.zone, row.day = due, desk.zone.key, due.day
            row.due_at = row.alert_at = instant(due, desk.zone)
            if not new and row.status is ReminderStatus.DONE and row.due_at > now:
                # Whoever gives it a new time wants to be reminded.
                row.status, row.done_at = ReminderStatus.OPEN, None
        for name in _FIELDS:
            if name != "due" and getattr(row, name) != values[name]:
                setattr(row, name, values[name])
        row.updated_at = now
        session.add(row)
        session.flush()
        return _draft(desk, row)


def finish(desk: Desk, ids: Sequence[int]) -> Done:
    """Mark reminders done. One that repeats goes on as a new reminder, for its next time after now."""
    desk.need(Permission.REMINDERS_WRITE)
    now = desk.now()
    done: list[int] = []
    coming: list[tuple[int, Reminder]] = []
    with desk.write() as session:
        for row in _locked(session, ids):
            if row.status is ReminderStatus.DONE:
                continue
            following = _following(row, now)
            row.status, row.done_at, row.updated_at = ReminderStatus.DONE, now, now
            done.append(row.id)
            if following is not None:
                # The new one carries the series on: this one, opened again, does not begin another.
                row.repeat = Repeat.NEVER
                session.add(following)
                coming.append((row.id, following))
        settle(session, "reminder", done, now)
        session.flush()
        return Done(tuple(done), tuple((one, following.id) for one, following in coming))


def reopen(desk: Desk, ids: Sequence[int], instead: Sequence[tuple[int, int]] = ()) -> None:
    """Take “done” back: the reminders are open as they were, and are not told again.

    ``instead`` (``next`` of :class:`Done`): those that came in their place go to the trash, and they repeat again.
    """
    desk.need(Permission.REMINDERS_WRITE)
    now = desk.now()
    coming = dict(instead)
    with desk.write() as session:
        for row in _locked(session, ids):
            if row.status is not ReminderStatus.DONE:
                continue
            row.status, row.done_at, row.updated_at = ReminderStatus.OPEN, None, now
            if row.id in coming:
                following = load(session, coming[row.id], lock=True)
                row.repeat = following.repeat
                following.deleted_at = following.updated_at = now


def snooze(desk: Desk, ids: Sequence[int], until: datetime) -> None:
    """Tell open reminders again at ``until`` (an instant from now on); when they are due does not change."""
    desk.need(Permission.REMINDERS_WRITE)
    now = desk.now()
    until = until.replace(second=0, microsecond=0)
    if until <= now - timedelta(minutes=1) or until.year not in YEARS:
        raise InvalidInput({"until": "Choose a time that is still to come."})
    with desk.write() as session:
        for row in _locked(session, ids):
            if row.status is not ReminderStatus.OPEN:
                raise NotAllowed(f"“{row.subject}” is done.", hint="Open it again to be reminded.")
            row.alert_at, row.updated_at = until, now
        settle(session, "reminder", ids, now)


def delete_reminders(desk: Desk, ids: Sequence[int]) -> None:
    """Put reminders into the trash."""
    desk.need(Permission.REMINDERS_WRITE)
    now = desk.now()
    with desk.write() as session:
        for row in _locked(session, ids):
            row.deleted_at = row.updated_at = now
        settle(session, "reminder", ids, now)


def restore_reminders(desk: Desk, ids: Sequence[int]) -> None:
    """Take reminders out of the trash."""
    desk.need(Permission.REMINDERS_WRITE)
    with desk.write() as session:
        for row in _locked(session, ids, trashed=True):
            row.deleted_at, row.updated_at = None, desk.now()


def about_choices(desk: Desk, customer_id: int) -> list[tuple[tuple[str, int], str]]:
    """What of a customer a reminder can be about: the latest of each kind that the role may see, with its name."""
    desk.need(Permission.CUSTOMERS_READ)
    found: list[tuple[tuple[str, int], str]] = []
    with desk.read() as session:
        for word, kind in ABOUT.items():
            if not desk.may(_SEEN[word]):
                continue
            name = kind.name if kind is Equipment else kind.number
            rows = session.execute(
                select(kind.id, name.label("name"))
                .where(kind.customer_id == customer_id, kind.deleted_at.is_(None))
                .order_by(kind.id.desc())
                .limit(_LATEST_CHOICES)
            )
            said = "" if kind is Equipment else f"{word.capitalize()} "
            found += [((word, row.id), f"{said}{row.name or 'draft'}") for row in rows]
    return found


_SEEN = {
    "estimate": Permission.ESTIMATES_READ,
    "job": Permission.JOBS_READ,
    "invoice": Permission.INVOICES_READ,
    "equipment": Permission.CUSTOMERS_READ,
}


def load(session: Session, reminder_id: int, *, lock: bool = False, trashed: bool = False) -> Reminder:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Reminder).where(Reminder.id == reminder_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise _gone()
    return row


def _locked(session: Session, ids: Sequence[int], *, trashed: bool = False) -> list[Reminder]:
    """The records, locked, without those that are gone; :class:`NotFound` where all are."""
    found: list[Reminder] = []
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        query = select(Reminder).where(Reminder.id.in_(wanted[start : start + CHUNK])).order_by(Reminder.id)
        found += session.scalars(query.with_for_update())
    there = [row for row in found if trashed or row.deleted_at is None]
    if not there:
        raise _gone()
    return there


def _gone() -> NotFound:
    return NotFound("This reminder does not exist or is in the trash.", hint="Restore it from the trash first.")


def _shown(desk: Desk, row: Reminder) -> datetime:
    """When it is due by the clock of this office, which may have moved to another zone since."""
    return row.due if row.zone == desk.zone.key else wall(row.due_at, desk.zone)


def _draft(desk: Desk, row: Reminder) -> ReminderDraft:
    values = {name: getattr(row, name) for name in _FIELDS} | {"due": _shown(desk, row)}
    return ReminderDraft(**values, id=row.id, version=row.version)


def _begun(session: Session, desk: Desk, draft: ReminderDraft) -> Reminder:
    if draft.id is None:
        row = Reminder(created_at=desk.now(), created_by_id=desk.actor.user_id, status=ReminderStatus.OPEN)
        return row
    row = load(session, draft.id, lock=True)
    if row.version != draft.version:
        raise Conflict(f"“{row.subject}” was changed on another desktop meanwhile.", theirs=_draft(desk, row))
    return row


def _problems(draft: ReminderDraft) -> dict[str, str]:
    found = {}
    if not clean(draft.subject):
        found["subject"] = "Say what to be reminded of."
    if draft.due is None:
        found["due"] = "Say when."
    elif draft.due.tzinfo is not None:
        found["due"] = "Reminders are kept in the office's wall time, without a zone."
    elif draft.due.year not in YEARS:
        found["due"] = f"The year must be between {YEARS[0]} and {YEARS[-1]}."
    if draft.user_id is None:
        found["user_id"] = "Choose whom to remind."
    return found


def _wrong_links(session: Session, values: dict[str, Any], row: Reminder) -> dict[str, str]:
    """Problems of what a reminder names; its customer follows from what it is about."""
    found: dict[str, str] = {}
    user_id, customer_id, location_id = (values[name] for name in ("user_id", "customer_id", "location_id"))
    if user_id not in (None, row.user_id):
        found |= _gone_user(session, user_id)
    about, about_id = values["about"], values["about_id"]
    if about or about_id:
        kind = ABOUT.get(about)
        owner = session.scalar(select(kind.customer_id).where(kind.id == about_id)) if kind is not None else None
        if customer_id is None:
            values["customer_id"] = customer_id = owner
        if (about, about_id) != (row.about, row.about_id) and (owner is None or owner != customer_id):
            found["about"] = "This does not belong to the customer, or is not there any more."
    if customer_id is not None and customer_id != row.customer_id:
        gone = session.execute(select(Customer.deleted_at).where(Customer.id == customer_id)).first()
        if gone is None or gone.deleted_at is not None:
            found["customer_id"] = "This customer is in the trash, or not there any more."
    if location_id is not None:
        owner = session.scalar(select(Location.customer_id).where(Location.id == location_id))
        if owner is None or owner != customer_id:
            found["location_id"] = "Choose one of the customer's locations."
    return found


def _gone_user(session: Session, user_id: int) -> dict[str, str]:
    there = session.scalar(select(User.id).where(User.id == user_id, User.active))
    return {} if there is not None else {"user_id": "This user is not there any more."}


def _following(row: Reminder, now: datetime) -> Reminder | None:
    zone = ZoneInfo(row.zone)
    due = next_due(row.due, row.repeat, row.day, wall(now, zone))
    if due is None:
        return None
    at = instant(due, zone)
    kept = {name: getattr(row, name) for name in (*_FIELDS, "zone", "day", "created_by_id")}
    kept |= {"due": due, "due_at": at, "alert_at": at, "created_at": now, "updated_at": now}
    return Reminder(**kept, status=ReminderStatus.OPEN)
