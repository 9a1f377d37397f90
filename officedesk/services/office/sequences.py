"""How documents and customers are numbered: the settings of each sequence, the office's and those of brands."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeDamaged
from officedesk.models.company import Brand, NumberCounter, NumberSequence
from officedesk.models.enums import SequenceKind
from officedesk.models.numbering import clash, format_number, period_of
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import SequenceDraft
from officedesk.services.office.numbers import BRANDED
from officedesk.services.office.records import refuse
from officedesk.services.office.rules import sequence_problems
from officedesk.services.permissions import Permission


def sequences(desk: Desk) -> list[SequenceDraft]:
    """The office's sequences with the next value of today's period, in the order of :class:`SequenceKind`."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        query = select(NumberSequence).where(NumberSequence.brand_id.is_(None))
        found = {record.kind: _draft(session, record, desk) for record in session.scalars(query)}
    return [found[kind] for kind in SequenceKind if kind in found]


def brand_sequences(desk: Desk, brand_id: int | None = None) -> list[SequenceDraft]:
    """The sequences of one brand, or of all: by the brand's name, in the order of :class:`SequenceKind`."""
    desk.need(Permission.OFFICE_READ)
    order = list(SequenceKind)
    query = select(NumberSequence, Brand.name).join(Brand, Brand.id == NumberSequence.brand_id)
    if brand_id is not None:
        query = query.where(NumberSequence.brand_id == brand_id)
    with desk.read() as session:
        rows = session.execute(query).all()
        rows = sorted(rows, key=lambda row: (fold(row.name), row[0].brand_id, order.index(row[0].kind)))
        return [_draft(session, row[0], desk) for row in rows]


def new_sequence(desk: Desk, brand_id: int, kind: SequenceKind) -> SequenceDraft:
    """What numbers of a brand could look like: the office's pattern behind the brand's initials. Stores nothing."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        brand = session.get(Brand, brand_id)
        if brand is None:
            raise NotFound("This brand is no longer there.")
        others = _others(session, kind, brand_id)
        office = next((record for record in others if record.brand_id is None), None)
        if office is None:
            raise OfficeDamaged(f"The office has no number sequence for {kind.value.replace('_', ' ')}s.")
        initials = "".join(word[0] for word in fold(brand.name).split() if word[0].isalnum())[:3].upper() or "B"
        for number in range(1, 100):
            pattern = f"{initials}{number if number > 1 else ''}-{office.pattern}"[:40]
            if not any(clash(pattern, office.padding, record.pattern, record.padding) for record in others):
                break
        return SequenceDraft(kind, pattern, office.padding, office.yearly, 1001, brand_id)


def preview(desk: Desk, draft: SequenceDraft) -> str:
    """The next number as it would be written."""
    desk.need(Permission.OFFICE_READ)
    return format_number(draft.pattern, draft.next_value, draft.padding, desk.today())


def save_sequence(desk: Desk, draft: SequenceDraft) -> SequenceDraft:
    """Store how a kind is numbered. ``next_value`` can be raised, never lowered: numbers are not given out twice.

    Raises :class:`InvalidInput` (also where another sequence of the kind could write the same number) and
    :class:`Conflict`.
    """
    desk.need(Permission.OFFICE_WRITE)
    refuse(sequence_problems(draft))
    with desk.write() as session:
        # All of the kind: two desktops that change two of them at once follow each other.
        query = select(NumberSequence).where(NumberSequence.kind == draft.kind)
        there = {record.brand_id: record for record in session.scalars(query.with_for_update())}
        record = there.get(draft.brand_id)
        if record is None:
            record = _begun(session, draft)
        elif record.version != draft.version:
            now = _draft(session, record, desk)
            raise Conflict("The numbers were changed at another desktop meanwhile.", theirs=now)
        _refuse_clash(session, draft, [other for brand_id, other in there.items() if brand_id != draft.brand_id])
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


def delete_sequence(desk: Desk, sequence_id: int) -> None:
    """Let a brand go by the office's numbers again; only while it has given none, so that no number comes twice."""
    desk.need(Permission.OFFICE_WRITE)
    with desk.write() as session:
        record = session.get(NumberSequence, sequence_id, with_for_update=True)
        if record is None:
            raise NotFound("These numbers are no longer there.")
        if record.brand_id is None:
            raise NotAllowed("The office's own numbers stay: every document needs one.")
        if session.scalar(select(exists().where(NumberCounter.sequence_id == sequence_id))):
            raise NotAllowed(
                "Numbers were given out by this sequence, so it can't be deleted.",
                hint="Change its pattern instead.",
            )
        session.delete(record)


def _begun(session: Session, draft: SequenceDraft) -> NumberSequence:
    """A new sequence of a brand."""
    if draft.id is not None or draft.brand_id is None:
        raise NotFound("These numbers are no longer there.", hint="Close the form and open the list again.")
    if draft.kind not in BRANDED:
        raise InvalidInput({"kind": "Brands number their documents; this is numbered for all of the office."})
    if session.get(Brand, draft.brand_id, with_for_update=True) is None:
        raise InvalidInput({"brand_id": "This brand is no longer there."})
    record = NumberSequence(
        kind=draft.kind,
        brand_id=draft.brand_id,
        pattern=draft.pattern,
        padding=draft.padding,
        yearly=draft.yearly,
        start=draft.next_value,
    )
    session.add(record)
    session.flush()
    return record


def _refuse_clash(session: Session, draft: SequenceDraft, others: list[NumberSequence]) -> None:
    for other in others:
        if text := clash(draft.pattern, draft.padding, other.pattern, other.padding):
            brand = session.get(Brand, other.brand_id) if other.brand_id is not None else None
            whose = f"the numbers of {brand.name}" if brand is not None else "the office's own numbers"
            raise InvalidInput(
                {"pattern": f"“{text}” could be one of {whose} too: put letters of its own into the pattern."}
            )


def _others(session: Session, kind: SequenceKind, brand_id: int) -> list[NumberSequence]:
    query = select(NumberSequence).where(NumberSequence.kind == kind)
    return [record for record in session.scalars(query) if record.brand_id != brand_id]


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
        brand_id=record.brand_id,
        id=record.id,
        version=record.version,
    )
