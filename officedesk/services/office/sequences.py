"""How documents and customers are numbered: the settings of each sequence."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput
from officedesk.models.company import NumberCounter, NumberSequence
from officedesk.models.enums import SequenceKind
from officedesk.models.numbering import format_number, period_of
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import SequenceDraft
from officedesk.services.office.records import refuse
from officedesk.services.office.rules import sequence_problems
from officedesk.services.permissions import Permission


def sequences(desk: Desk) -> list[SequenceDraft]:
    """All sequences with the next value of today's period, in the order of :class:`SequenceKind`."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = {record.kind: _draft(session, record, desk) for record in session.scalars(_ours())}
    return [found[kind] for kind in SequenceKind if kind in found]


def preview(desk: Desk, draft: SequenceDraft) -> str:
    """The next number as it would be written."""
    desk.need(Permission.OFFICE_READ)
    return format_number(draft.pattern, draft.next_value, draft.padding, desk.today())


def save_sequence(desk: Desk, draft: SequenceDraft) -> SequenceDraft:
    """Store how a kind is numbered. ``next_value`` can be raised, never lowered: numbers are not given out twice.

    Raises :class:`InvalidInput` and :class:`Conflict`.
    """
    desk.need(Permission.OFFICE_WRITE)
    refuse(sequence_problems(draft))
    with desk.write() as session:
        query = _ours().where(NumberSequence.kind == draft.kind)
        record = session.scalars(query.with_for_update()).one()
        now = _draft(session, record, desk)
        if record.version != draft.version:
            raise Conflict("The numbers were changed at another desktop meanwhile.", theirs=now)
        record.pattern, record.padding, record.yearly = draft.pattern, draft.padding, draft.yearly
        counter = _counter(session, record, desk, lock=True)
        if counter is not None and draft.next_value < counter.next_value:
            raise InvalidInput({"next_value": f"Numbers up to {counter.next_value - 1} have been used already."})
        if counter is None or not draft.yearly:
            # The start is a floor under the counter, and its change is in the history.
            record.start = draft.next_value
        elif draft.next_value > counter.next_value:
            counter.next_value = draft.next_value
        session.flush()
        return _draft(session, record, desk)


def _ours() -> Select[NumberSequence]:
    return select(NumberSequence).where(NumberSequence.brand_id.is_(None))


def _counter(session: Session, record: NumberSequence, desk: Desk, *, lock: bool = False) -> NumberCounter | None:
    period = period_of(desk.today(), yearly=record.yearly)
    query = select(NumberCounter).where(NumberCounter.sequence_id == record.id, NumberCounter.period == period)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def _draft(session: Session, record: NumberSequence, desk: Desk) -> SequenceDraft:
    counter = _counter(session, record, desk)
    return SequenceDraft(
        kind=record.kind,
        pattern=record.pattern,
        padding=record.padding,
        yearly=record.yearly,
        next_value=max(record.start, counter.next_value if counter else 0),
        version=record.version,
    )
