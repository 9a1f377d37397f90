"""Numbers: by pattern, by year, gapless, never twice."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from officedesk.errors import NotAllowed
from officedesk.models.company import NumberCounter, NumberSequence
from officedesk.models.enums import SequenceKind
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import next_number, take_number
from tests.db.selling import issued, line, saved
from tests.factories import make_customer
from tests.support.clock import Clock

DAY = date(2026, 11, 22)


def shape(desk: Desk, kind: SequenceKind, **values: object) -> None:
    with desk.write() as session:
        session.execute(update(NumberSequence).where(NumberSequence.kind == kind).values(**values))


def take(desk: Desk, kind: SequenceKind = SequenceKind.INVOICE, on: date = DAY) -> str:
    with desk.write() as session:
        return take_number(session, kind, on)[0]


def take_and_fail(desk: Desk, on: date) -> None:
    """Take a number in a transaction that is rolled back."""
    with suppress(RuntimeError), desk.write() as session:
        take_number(session, SequenceKind.INVOICE, on)
        raise RuntimeError


def test_pattern_padding_and_start(desk: Desk) -> None:
    shape(desk, SequenceKind.INVOICE, pattern="INV-{yy}-{n}", padding=5, start=7)
    assert [take(desk), take(desk)] == ["INV-26-00007", "INV-26-00008"]
    with desk.read() as session:
        assert next_number(session, SequenceKind.INVOICE, DAY) == "INV-26-00009"
        assert next_number(session, SequenceKind.INVOICE, DAY) == "INV-26-00009"


def test_each_year_starts_anew_by_the_documents_date(desk: Desk) -> None:
    shape(desk, SequenceKind.INVOICE, pattern="{yyyy}/{n}", yearly=True, start=1)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2025, 12, 31), date(2026, 6, 1)]
    assert [take(desk, on=day) for day in days] == ["2025/1", "2026/1", "2025/2", "2026/2"]


def test_years_sort_before_the_counter(desk: Desk) -> None:
    shape(desk, SequenceKind.INVOICE, pattern="{yyyy}/{n}", yearly=True, start=1)
    with desk.write() as session:
        serials = [take_number(session, SequenceKind.INVOICE, date(year, 1, 1))[1] for year in (2025, 2025, 2026)]
    assert serials == sorted(set(serials))


def test_clock_jumps_never_repeat_a_number(desk: Desk, clock: Clock) -> None:
    customer = make_customer(desk)
    numbers = []
    for days in (0, 3650, -7300, 3650, 1):
        clock.go_on(days=days)
        numbers.append(int(issued(desk, customer, [line(1)]).number))
    assert numbers == list(range(3001, 3006))


def test_a_raised_start_is_honoured_and_a_lowered_one_changes_nothing(desk: Desk) -> None:
    assert take(desk) == "3001"
    shape(desk, SequenceKind.INVOICE, start=5000)
    assert take(desk) == "5000"
    shape(desk, SequenceKind.INVOICE, start=1)
    assert take(desk) == "5001"


def test_a_roll_back_gives_the_number_back(desk: Desk) -> None:
    take_and_fail(desk, DAY)
    assert take(desk) == "3001"


def test_imported_numbers_are_skipped(desk: Desk) -> None:
    customer = make_customer(desk)
    for number in range(12345, 12345 + 450):
        if number != 12347:
            make_customer(desk, number=str(number), contacts=[], locations=[])
    taken = [take(desk, SequenceKind.CUSTOMER)]
    make_customer(desk, number=taken[0])
    taken.append(take(desk, SequenceKind.CUSTOMER))
    assert taken == ["12347", "12795"]
    first = saved(desk, customer, [line(1)])
    with desk.write() as session:
        session.execute(delete(NumberCounter))
    assert saved(desk, customer, [line(1)]).number == str(int(first.number) + 1)


def test_an_invoice_number_that_exists_is_never_skipped_in_silence(desk: Desk) -> None:
    customer = make_customer(desk)
    assert issued(desk, customer, [line(1)]).number == "3001"
    with desk.write() as session:
        session.execute(delete(NumberCounter))
    with pytest.raises(NotAllowed, match="3001"):
        issued(desk, customer, [line(1)])
    shape(desk, SequenceKind.INVOICE, start=3002)
    assert issued(desk, customer, [line(1)]).number == "3002"


def test_invoices_and_credit_notes_may_share_a_number(desk: Desk) -> None:
    from officedesk.services.sales.invoices import credit_invoice, issue_invoice

    shape(desk, SequenceKind.CREDIT_NOTE, start=3001)
    first = issued(desk, make_customer(desk), [line(1)])
    assert issue_invoice(desk, credit_invoice(desk, first.id)).number == first.number


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    yearly=st.booleans(),
    steps=st.lists(st.tuples(st.integers(-4000, 4000), st.booleans()), max_size=12),
    padding=st.integers(0, 6),
)
def test_numbers_have_no_gap_and_no_double(
    desk: Desk, yearly: bool, steps: list[tuple[int, bool]], padding: int
) -> None:
    """Whatever the dates and however many transactions fail, each period counts from 1."""
    with desk.write() as session:
        session.execute(delete(NumberCounter))
    shape(desk, SequenceKind.INVOICE, pattern="{yyyy}-{n}", yearly=yearly, padding=padding, start=1)
    counted: dict[str, int] = {}
    for days, fails in steps:
        on = DAY + timedelta(days=days)
        period = str(on.year) if yearly else ""
        if fails:
            take_and_fail(desk, on)
        else:
            counted[period] = counted.get(period, 0) + 1
            assert take(desk, on=on) == f"{on.year:04d}-{str(counted[period]).zfill(padding)}"
