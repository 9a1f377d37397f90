"""The lists of reminders: the Reminders tab, and all of the office."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.listing import location_line
from officedesk.models.company import User
from officedesk.models.customers import Customer, Location
from officedesk.models.due import wall
from officedesk.models.enums import ReminderStatus
from officedesk.models.listing import CustomerListing
from officedesk.models.reminders import Reminder
from officedesk.models.text import words
from officedesk.services.permissions import Permission
from officedesk.services.reminders.editing import ABOUT
from officedesk.services.reminders.rows import ReminderFilter, ReminderRow, ReminderState
from officedesk.services.sqllist import SqlList, company_key, location_key

_OPEN = Reminder.status == ReminderStatus.OPEN


class ReminderList(SqlList[ReminderFilter, ReminderRow]):
    """Reminders that are not in the trash."""

    permission = Permission.CUSTOMERS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Reminder.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        table = Reminder
        return {
            "created": (table.created_at,),
            "due": (table.due_at,),
            "subject": (func.lower(table.subject),),
            "description": (func.lower(table.description),),
            "location": (location_key(table.location_id),),
            "company": (company_key(table.customer_id),),  # type: ignore[arg-type]
            "user": (_user_key(),),
            "state": (_place(self._desk.now()), table.due_at),
        }[column]

    def _where(self, query: ReminderFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Reminder.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Reminder.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(Reminder.location_id == query.location_id)
        if query.user_id is not None:
            found.append(Reminder.user_id == query.user_id)
        if query.date_from is not None:
            found.append(Reminder.due_at >= self._desk.start_of(query.date_from))
        if query.date_to is not None:
            found.append(Reminder.due_at < self._desk.start_of(query.date_to + timedelta(days=1)))
        if query.state is not None:
            found.append(_is(query.state, self._desk.now()))
        if query.waiting:
            ends = self._desk.start_of(self._desk.today() + timedelta(days=1))
            found += [_OPEN, Reminder.alert_at < ends]
        return found + [self._has(word) for word in words(query.text)]

    def _has(self, word: str) -> ColumnElement[bool]:
        return _has(word)

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, ReminderRow]:
        place = Location.__table__.c
        rows = session.execute(
            select(
                *Reminder.__table__.c,
                User.name.label("user"),
                Customer.name.label("company"),
                *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
                place.name.label("location_name"),
            )
            .join(User, User.id == Reminder.user_id)
            .outerjoin(Customer, Customer.id == Reminder.customer_id)
            .outerjoin(Location, Location.id == Reminder.location_id)
            .where(Reminder.id.in_(ids))
        ).all()
        named = _about_names(session, rows)
        now, zone = self._desk.now(), self._desk.zone
        return {
            row.id: ReminderRow(
                id=row.id,
                created=wall(row.created_at, zone),
                due=row.due if row.zone == zone.key else wall(row.due_at, zone),
                subject=row.subject,
                description=row.description,
                location=location_line(row) or row.location_name or "",
                customer_id=row.customer_id,
                company=row.company or "",
                user_id=row.user_id,
                user=row.user,
                state=state_of(row, now),
                repeat=row.repeat,
                snoozed_to=wall(row.alert_at, zone) if state_of(row, now) is ReminderState.SNOOZED else None,
                about=row.about,
                about_id=row.about_id,
                about_name=named.get((row.about, row.about_id), ""),
                version=row.version,
            )
            for row in rows
        }


class OfficeReminderList(ReminderList):
    """Those of all customers and of none, without what lies in the trash with its customer.

    What somebody is to be reminded of that is about no customer is their own.
    """

    def _where(self, query: ReminderFilter) -> list[ColumnElement[bool]]:
        owner = aliased(Customer)
        gone = select(owner.id).where(owner.deleted_at.is_not(None))
        own = Reminder.customer_id.is_(None) & (Reminder.user_id == self._desk.actor.user_id)
        return [*super()._where(query), or_(own, Reminder.customer_id.not_in(gone))]

    def _has(self, word: str) -> ColumnElement[bool]:
        called = select(CustomerListing.customer_id).where(CustomerListing.name_key.contains(word, autoescape=True))
        return _has(word) | Reminder.customer_id.in_(called)


def state_of(row: Any, now: datetime) -> ReminderState:
    """What a reminder with ``status``, ``due_at`` and ``alert_at`` is at ``now``."""
    if row.status is ReminderStatus.DONE:
        return ReminderState.DONE
    if row.alert_at > max(now, row.due_at):
        return ReminderState.SNOOZED
    return ReminderState.DUE if row.due_at <= now else ReminderState.OPEN


def _is(state: ReminderState, now: datetime) -> ColumnElement[bool]:
    if state is ReminderState.DONE:
        return Reminder.status == ReminderStatus.DONE
    if state is ReminderState.DUE:
        return and_(_OPEN, Reminder.due_at <= now, Reminder.alert_at <= now)
    if state is ReminderState.SNOOZED:
        return and_(_OPEN, Reminder.alert_at > now, Reminder.alert_at > Reminder.due_at)
    return _OPEN


def _place(now: datetime) -> ColumnElement[Any]:
    """What waits for somebody comes first."""
    states = (ReminderState.DUE, ReminderState.SNOOZED, ReminderState.OPEN)
    return case(*((_is(state, now), place) for place, state in enumerate(states)), else_=len(states))


def _user_key() -> ColumnElement[Any]:
    return select(func.lower(User.name)).where(User.id == Reminder.user_id).scalar_subquery()


def _has(word: str) -> ColumnElement[bool]:
    places = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
    people = select(User.id).where(func.lower(User.name).contains(word, autoescape=True))
    return (
        Reminder.text_key.contains(word, autoescape=True)
        | Reminder.location_id.in_(places)
        | Reminder.user_id.in_(people)
    )


def _about_names(session: Session, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    """What the records are called that reminders are about; those that are gone have no name."""
    found: dict[tuple[str, int], str] = {}
    for word, kind in ABOUT.items():
        ids = {row.about_id for row in rows if row.about == word}
        if not ids:
            continue
        plain = not hasattr(kind, "number")
        name = kind.name if plain else kind.number
        for entity_id, called in session.execute(select(kind.id, name).where(kind.id.in_(ids))):
            found[word, entity_id] = called if plain else f"{word.capitalize()} {called or 'draft'}"
    return found
