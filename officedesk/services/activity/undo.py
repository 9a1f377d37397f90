"""Undo and redo of what was saved: across restarts, from the change log, where nothing later depends on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from officedesk.database.changes import recorder_of
from officedesk.errors import NotAllowed
from officedesk.models.changes import ChangeLog
from officedesk.services.activity.chain import Chain, Step, floor_of, step_of, steps
from officedesk.services.activity.reverting import Reversal
from officedesk.services.desk import Desk
from officedesk.services.permissions import CHANGES, Permission


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back (or done again), and the records that are different now: (entity, id, customer's id or 0)."""

    step: Step
    changed: tuple[tuple[str, int, int], ...]


def last_undoable(desk: Desk) -> Step | None:
    """The latest change of the user at the desk that was not taken back, whether or not it can be; ``None``: none."""
    desk.need(Permission.UNDO)
    if desk.actor.user_id is None:
        return None
    with desk.read() as session:
        chain = Chain(session)
        for step in steps(session, ChangeLog.user_id == desk.actor.user_id):
            if chain.does(step.key):
                return step
    return None


def last_redoable(desk: Desk) -> Step | None:
    """The latest undo of the user at the desk, as long as they changed nothing else since; ``None``: none."""
    desk.need(Permission.UNDO)
    if desk.actor.user_id is None:
        return None
    with desk.read() as session:
        return _redoable(session, desk)


def undo(desk: Desk, transaction_key: str) -> Undone:
    """Take one transaction back, all of it in one write transaction, which is logged with ``undoes``.

    One's own; an admin anybody's. Raises :class:`NotAllowed` with the reason where a later change stands on it, where a
    number was given out by it, or where the log does not hold what would be needed. What was made goes to the trash.
    """
    desk.need(Permission.UNDO)
    return _take_back(desk, transaction_key)


def redo(desk: Desk) -> Undone:
    """Do again what the user at the desk undid last. Raises :class:`NotAllowed` as :func:`undo` does."""
    desk.need(Permission.UNDO)
    with desk.read() as session:
        step = _redoable(session, desk) if desk.actor.user_id is not None else None
    if step is None:
        raise NotAllowed("There is nothing to redo.")
    return _take_back(desk, step.key)


def _redoable(session: Session, desk: Desk) -> Step | None:
    chain = Chain(session)
    for step in steps(session, ChangeLog.user_id == desk.actor.user_id):
        if not chain.counts(step.key):
            continue
        if chain.is_undo(step.key):
            return step
        if chain.is_first(step.key):
            return None
    return None


def _take_back(desk: Desk, key: str) -> Undone:
    try:
        with desk.write() as session:
            chain = Chain(session)
            rows = _rows(session, key)
            if (tip := chain.tip(key)) != key:
                rows = _rows(session, tip)
                key = tip
            _refuse_foreign(desk, rows)
            reversal = Reversal(session, desk, rows, chain)
            # Only now: whoever did the same a moment ago held the records.
            chain = Chain(session)
            if not chain.counts(key):
                raise NotAllowed("This was taken back already.")
            recorder = recorder_of(session)
            if recorder is not None:
                recorder.undoes = key
            reversal.run()
            changed = tuple((row.entity, row.entity_id, row.customer_id or 0) for row in rows)
            step = step_of(rows[0], len(rows))
    except IntegrityError:
        raise NotAllowed("Something else stands on this change by now.", hint="Undo the later changes first.") from None
    except StaleDataError:
        raise NotAllowed("This was changed at another desktop just now.", hint="Look at it and try again.") from None
    return Undone(step, changed)


def _rows(session: Session, key: str) -> Sequence[ChangeLog]:
    rows = session.scalars(
        select(ChangeLog)
        .where(ChangeLog.id > floor_of(session), ChangeLog.transaction_key == key)
        .order_by(ChangeLog.id)
    ).all()
    if not rows:
        raise NotAllowed("This change is too long ago to be taken back.")
    return rows


def _refuse_foreign(desk: Desk, rows: Sequence[ChangeLog]) -> None:
    # Who may read everybody's trail may take back what is in it.
    if rows[0].user_id != desk.actor.user_id and not desk.may(Permission.AUDIT_READ):
        raise NotAllowed(f"{rows[0].actor or 'Somebody else'} made this change.", hint="Ask them, or an admin.")
    for entity in {row.entity for row in rows}:
        if (permission := CHANGES.get(entity)) is not None:
            desk.need(permission)
