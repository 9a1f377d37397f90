"""Remembered choices, as JSON values under a key: of the office, or of the user at the desk."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission


def get(desk: Desk, key: str, default: Any = None, *, user: bool = True) -> Any:
    """The value under ``key`` (``default`` where there is none): the user's own, or the office's."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        row = session.execute(select(Setting.value).where(*_scope(desk, key, user)).limit(1)).first()
    return default if row is None else row[0]


def get_all(desk: Desk, prefix: str, *, user: bool = True) -> dict[str, Any]:
    """All values whose key starts with ``prefix`` (``"list.customers."``), by key."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Setting.key, Setting.value).where(
                Setting.key.startswith(prefix, autoescape=True), _owner(desk, user)
            )
        )
        return {key: value for key, value in rows if key.startswith(prefix)}


def put(desk: Desk, key: str, value: Any, *, user: bool = True) -> None:
    """Remember ``value`` (anything JSON can hold) under ``key`` of at most 120 characters."""
    desk.need(Permission.OWN_WRITE)
    if not user:
        desk.need(Permission.OFFICE_WRITE)
    if not 0 < len(key) <= 120:
        raise ValueError(f"the key of a setting has 1 to 120 characters: {key!r}")
    with desk.write() as session:
        store(session, key, value, desk.actor.user_id if user else None)


def store(session: Session, key: str, value: Any, user_id: int | None = None) -> Setting:
    """Remember ``value`` in the caller's transaction: the user's with that id, or the office's. The record."""
    there = select(Setting).where(Setting.key == key, _of(user_id)).limit(1).with_for_update()
    record = session.scalars(there).first()
    if record is None:
        record = Setting(user_id=user_id, key=key)
        session.add(record)
    record.value = value
    return record


def forget(desk: Desk, key: str, *, user: bool = True) -> None:
    """Remove what is remembered under ``key``; nothing happens where there is nothing."""
    desk.need(Permission.OWN_WRITE)
    if not user:
        desk.need(Permission.OFFICE_WRITE)
    with desk.write() as session:
        for record in session.scalars(select(Setting).where(*_scope(desk, key, user))):
            session.delete(record)


def _scope(desk: Desk, key: str, user: bool) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Setting.key == key, _owner(desk, user)


def _owner(desk: Desk, user: bool) -> ColumnElement[bool]:
    return _of(desk.actor.user_id if user else None)


def _of(user_id: int | None) -> ColumnElement[bool]:
    return Setting.user_id.is_(None) if user_id is None else Setting.user_id == user_id
