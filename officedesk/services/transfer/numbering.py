"""Customer numbers for an import: a whole block of the sequence in one transaction."""

import re
from collections.abc import Callable
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from officedesk.errors import OfficeDamaged
from officedesk.models.company import NumberCounter, NumberSequence
from officedesk.models.customers import Customer
from officedesk.models.enums import SequenceKind
from officedesk.models.numbering import format_number, period_of

_AT_ONCE = 400
_LONGEST = 12


class NumberBlock:
    """Counts on from the customers' sequence, passing over numbers that the office or the file uses already.

    The counter stays locked until the caller's transaction ends. ``reserved`` says whether the file uses a number.
    Call :meth:`close` at the end: it stores where the sequence goes on, behind every number that was given or read.
    """

    def __init__(self, session: Session, on: date, reserved: Callable[[str], bool]) -> None:
        sequence = session.execute(
            select(
                NumberSequence.id,
                NumberSequence.pattern,
                NumberSequence.padding,
                NumberSequence.yearly,
                NumberSequence.start,
            ).where(NumberSequence.kind == SequenceKind.CUSTOMER)
        ).first()
        if sequence is None:
            raise OfficeDamaged("The office has no number sequence for customers.")
        self._session, self._on, self._reserved = session, on, reserved
        self._pattern, self._padding = sequence.pattern, sequence.padding
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        period = period_of(on, yearly=sequence.yearly)
        session.execute(
            dialect.insert(NumberCounter)
            .values(sequence_id=sequence.id, period=period, next_value=sequence.start)
            .on_conflict_do_nothing(index_elements=["sequence_id", "period"])
        )
        self._mine = (NumberCounter.sequence_id == sequence.id, NumberCounter.period == period)
        counted = session.execute(select(NumberCounter.next_value).where(*self._mine).with_for_update()).scalar_one()
        self._next = max(int(counted), sequence.start)
        self._highest = 0
        self._any = session.execute(select(Customer.id).limit(1)).first() is not None
        self._shape = re.compile(_shape(sequence.pattern, on))

    def take(self, count: int) -> list[str]:
        """``count`` free numbers in order."""
        found: list[str] = []
        while len(found) < count:
            size = min(_AT_ONCE, count - len(found))
            texts = [format_number(self._pattern, self._next + n, self._padding, self._on) for n in range(size)]
            self._next += size
            taken = set()
            if self._any:
                taken = set(self._session.execute(select(Customer.number).where(Customer.number.in_(texts))).scalars())
            found += [text for text in texts if text not in taken and not self._reserved(text)]
        return found

    def saw(self, number: str) -> None:
        """A number that came with the file: the sequence goes on behind it where it is one of its own."""
        match = self._shape.fullmatch(number)
        if match is not None:
            self._highest = max(self._highest, int(match[1]))

    def close(self) -> None:
        """Store where the sequence goes on."""
        self._session.execute(
            update(NumberCounter).where(*self._mine).values(next_value=max(self._next, self._highest + 1))
        )


def _shape(pattern: str, on: date) -> str:
    dated = pattern.replace("{yyyy}", f"{on.year:04d}").replace("{yy}", f"{on.year % 100:02d}")
    head, _, tail = dated.partition("{n}")
    return rf"{re.escape(head)}([0-9]{{1,{_LONGEST}}}){re.escape(tail)}"
