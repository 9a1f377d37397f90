"""Records and rows that are written past SQLAlchemy's objects say and refuse the same as objects do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from officedesk.database.direct import Prepared, fetch, run
from officedesk.database.records import change_record, insert_record, stored_record
from officedesk.errors import OfficeDamaged
from officedesk.models.changes import ChangeLog
from officedesk.models.enums import EstimateStatus, LineKind
from officedesk.models.sales import Estimate, EstimateLine
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.estimates import estimate, new_estimate, save_estimate
from tests.db.selling import line, saved
from tests.factories import make_customer

SHAPE = Prepared(
    select(EstimateLine.kind, EstimateLine.quantity, EstimateLine.selected)
    .where(EstimateLine.estimate_id == bindparam("estimate"), EstimateLine.quantity == bindparam("wanted"))
    .order_by(EstimateLine.id)
)


def test_values_go_in_and_come_out_in_the_programs_types(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100, quantity="1"), line(200, quantity="2.5")])
    with desk.read() as session:
        row = SHAPE.first(session, estimate=draft.id, wanted=Decimal("2.5"))
        assert SHAPE.first(session, estimate=draft.id, wanted=Decimal(7)) is None
    assert (row.kind, row.quantity) == (LineKind.SERVICE, Decimal("2.5"))
    assert row.selected
    assert isinstance(row.quantity, Decimal)


def test_an_error_of_the_driver_is_told_as_sqlalchemy_tells_it(desk: Desk) -> None:
    with pytest.raises(IntegrityError) as caught, desk.write() as session:
        run(session, "INSERT INTO estimate_line (position) VALUES (1)")
    assert caught.value.hide_parameters


def test_a_new_record_is_told_with_all_its_fields(desk: Desk) -> None:
    customer = make_customer(desk)
    given = new_estimate(desk, customer)
    with desk.write() as session:
        values = {"number": "X-1", "serial": 1, "customer_id": customer, "brand_id": given.brand_id}
        times = {"date": date(2023, 6, 1), "created_at": desk.now(), "updated_at": desk.now()}
        key = insert_record(session, Estimate, {**values, **times, "currency": "USD", "description": "Été"})
    with desk.read() as session:
        row = session.get_one(Estimate, key)
        told = session.scalars(select(ChangeLog).where(ChangeLog.entity == "estimate")).one()
    assert (row.text_key, row.version, row.status) == ("x-1 ete", 1, EstimateStatus.DRAFT)
    assert (told.label, told.customer_id, told.action) == ("Estimate X-1", customer, "created")
    assert (told.after["id"], told.after["date"], told.after["description"]) == (key, "2023-06-01", "Été")
    assert told.before == {}
    assert "version" not in told.after


def test_a_change_tells_what_differs_and_counts_the_version(desk: Desk) -> None:
    draft = saved(desk, make_customer(desk), [line(100)])
    with desk.write() as session:
        row = stored_record(session, Estimate, draft.id or 0, lock=True)
        assert change_record(session, Estimate, row, {"note": "new", "description": row.description}) == 2
        with pytest.raises(StaleDataError):
            change_record(session, Estimate, row, {"note": "newer"})
    with desk.read() as session:
        told = session.scalars(select(ChangeLog).order_by(ChangeLog.id.desc()).limit(1)).one()
    assert (told.before, told.after) == ({"id": draft.id, "note": ""}, {"id": draft.id, "note": "new"})


def test_many_lines_keep_their_order_and_get_ids_of_their_own(desk: Desk) -> None:
    lines = tuple(LineDraft(name=f"Line {n}", price=n) for n in range(123))
    kept = save_estimate(desk, replace(new_estimate(desk, make_customer(desk)), lines=lines))
    assert [each.name for each in kept.lines] == [each.name for each in lines]
    assert len({each.id for each in kept.lines}) == 123
    assert estimate(desk, kept.id or 0) == kept


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_text_that_is_no_text_is_damage(desk: Desk) -> None:
    with pytest.raises(OfficeDamaged), desk.read() as session:
        fetch(session, "SELECT CAST(X'FF41' AS TEXT)")


def test_a_session_whose_write_is_over_shares_no_connection_with_others(desk: Desk) -> None:
    with desk.write() as session:
        assert fetch(session, "SELECT 1") == [(1,)]
    with desk.write():
        assert fetch(session, "SELECT 1") == [(1,)]
        assert session.in_transaction()
        session.close()
