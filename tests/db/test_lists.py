"""The lists of documents: sorted by every column, filtered, told apart by ids; quick with many rows."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text, update

from officedesk.errors import Conflict, InvalidInput
from officedesk.models.enums import EstimateStatus, JobStatus
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.states import EstimateState
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import ItemDraft, KitPart
from officedesk.services.sales.estimates import EstimateList, decline_estimate, send_estimate
from officedesk.services.sales.invoices import InvoiceList, void_invoice
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.pricebook import complete, expand, item, items, save_item, tax_for
from officedesk.services.sales.rows import (
    EstimateFilter,
    EstimateRow,
    InvoiceFilter,
    InvoiceQuick,
    InvoiceRow,
    PaymentRow,
)
from officedesk.services.work.job_list import JobList
from officedesk.services.work.jobs import set_status
from officedesk.services.work.rows import JobFilter, JobRow
from tests.db.selling import approved, id_of, issued, job_of, line, pay, saved
from tests.factories import make_customer, make_item, make_tax_rate, make_technician

SOURCES: list[tuple[Any, Any, Any]] = [
    (EstimateList, EstimateFilter, EstimateRow),
    (InvoiceList, InvoiceFilter, InvoiceRow),
    (JobList, JobFilter, JobRow),
    (PaymentList, PaymentFilter, PaymentRow),
]
NOT_SORTED = {"id", "customer_id", "version", "job_id", "visit_id", "all_day"}


def populate(desk: Desk) -> None:
    technician = make_technician(desk)
    from officedesk.services.work.drafts import VisitDraft

    for name in ("Ärzte GmbH", "abc Company", "Zeta"):
        customer = make_customer(desk, name)
        saved(desk, customer, [line(100)], description="Ölheizung")
        approved(desk, customer, [line(300)], description="Boiler")
        bill = issued(desk, customer, [line(700)])
        pay(desk, customer, 200, (bill.id, 150))
        job_of(desk, customer, [line(5)], visits=(VisitDraft(technician_ids=(technician,)), VisitDraft()))


@pytest.mark.parametrize(("source", "query", "row"), SOURCES, ids=["estimates", "invoices", "jobs", "payments"])
def test_every_column_sorts_both_ways_and_every_time_the_same(desk: Desk, source: Any, query: Any, row: Any) -> None:
    populate(desk)
    listed = source(desk)
    for column in [field.name for field in fields(row) if field.name not in NOT_SORTED]:
        up = list(listed.ids(query(), Sort(column)))
        down = list(listed.ids(query(), Sort(column, descending=True)))
        assert up == down[::-1]
        assert len(set(up)) == len(up) == listed.footer(query()).count
        assert [each.id for each in listed.first(query(), Sort(column), 4)] == up[:4]
        values = [getattr(each, column) for each in listed.rows(up)]
        if all(isinstance(value, int | date) for value in values) and column not in ("days_overdue", "amount"):
            assert values == sorted(values)
    with pytest.raises(KeyError):
        listed.ids(query(), Sort("no such column"))


def test_rows_come_in_the_order_asked_and_leave_out_what_is_gone(desk: Desk) -> None:
    customer = make_customer(desk)
    made = [id_of(saved(desk, customer, [line(1)])) for _ in range(3)]
    wanted = [made[2], 999, made[0]]
    assert [row.id for row in EstimateList(desk).rows(wanted)] == [made[2], made[0]]


def test_thousands_of_rows_are_read_in_pieces(desk: Desk) -> None:
    customer = make_customer(desk)
    first = id_of(saved(desk, customer, [line(1)]))
    assert [row.id for row in EstimateList(desk).rows([first, *range(10**6, 10**6 + 2000)])] == [first]


@pytest.mark.parametrize(
    "typed", ["1001", "olheiz", "OLHEIZUNG", "arzte", "main st", "minneap ölheizung", "ärzte gmbh", "gmbh 100%"]
)
def test_text_finds_number_description_company_and_location(desk: Desk, typed: str) -> None:
    customer = make_customer(desk, "Ärzte GmbH 100%")
    with desk.read() as session:
        place = session.execute(text("SELECT id FROM location")).scalar_one()
    other = make_customer(desk, "Other", locations=[])
    wanted = saved(desk, customer, [line(1)], description="Ölheizung", location_id=place)
    saved(desk, other, [line(1)], description="Pump_and%Co")
    found = EstimateList(desk).ids(EstimateFilter(text=typed), Sort("date"))
    assert list(found) == [wanted.id]


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1", "\\"])
def test_wild_cards_are_just_text(desk: Desk, typed: str) -> None:
    saved(desk, make_customer(desk, "Plain", locations=[]), [line(1)], description="plain")
    query = EstimateFilter(text=f"x{typed}x")
    assert list(EstimateList(desk).ids(query, Sort("date"))) == []


def test_a_renamed_customer_is_found_by_the_new_name(desk: Desk) -> None:
    customer = make_customer(desk, "Old name")
    saved(desk, customer, [line(1)], description="Boiler")
    from officedesk.models.customers import Customer

    with desk.write() as session:
        record = session.get(Customer, customer)
        assert record is not None
        record.name = "New name"
    assert len(EstimateList(desk).ids(EstimateFilter(text="new nam"), Sort("date"))) == 1
    assert len(EstimateList(desk).ids(EstimateFilter(text="old nam"), Sort("date"))) == 0


def test_filters_of_dates_customer_and_place(desk: Desk) -> None:
    customer, other = make_customer(desk), make_customer(desk)
    day = desk.today()
    first = saved(desk, customer, [line(1)], date=day)
    saved(desk, other, [line(1)], date=day - timedelta(days=10))
    listed = EstimateList(desk)
    assert list(listed.ids(EstimateFilter(date_from=day), Sort("date"))) == [first.id]
    assert listed.footer(EstimateFilter(date_to=day - timedelta(days=1))).count == 1
    assert listed.footer(EstimateFilter(customer_id=other)).count == 1
    assert listed.footer(EstimateFilter(location_id=-1)).count == 0


def test_the_quick_filters_of_invoices(desk: Desk) -> None:
    customer = make_customer(desk)
    today = desk.today()
    old = today - timedelta(days=40)
    overdue = issued(desk, customer, [line(1)], date=old, due_date=today - timedelta(days=1)).id
    due_today = issued(desk, customer, [line(2)], due_date=today).id
    paid = issued(desk, customer, [line(4)]).id
    pay(desk, customer, 4, (paid, 4))
    void_invoice(desk, issued(desk, customer, [line(8)]).id, "x")

    def found(quick: InvoiceQuick) -> list[int]:
        return list(InvoiceList(desk).ids(InvoiceFilter(quick=quick), Sort("total")))

    assert found(InvoiceQuick.UNPAID) == [overdue, due_today]
    assert found(InvoiceQuick.OVERDUE) == [overdue]
    assert found(InvoiceQuick.AWAITING) == [due_today]
    assert found(InvoiceQuick.PAID) == [paid]
    (row,) = InvoiceList(desk).rows([overdue])
    assert row.days_overdue == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(EstimateStatus),
    until=st.sampled_from([None, -1, 0, 1]),
    job=st.sampled_from([None, *JobStatus]),
    technician=st.booleans(),
)
def test_the_state_in_sql_is_the_state_of_the_rules(
    desk: Desk, status: EstimateStatus, until: int | None, job: JobStatus | None, technician: bool
) -> None:
    """Filter, sort and row agree whatever the facts are."""
    from officedesk.services.work.drafts import VisitDraft

    customer = make_customer(desk)
    draft = saved(desk, customer, [line(1)])
    if job is not None:
        visits = (VisitDraft(technician_ids=(make_technician(desk),)),) if technician else ()
        made = job_of(desk, customer, [line(1)], estimate_id=draft.id, visits=visits)
        with desk.write() as session:
            session.execute(update(Job).where(Job.id == made.id).values(status=job))
    valid = None if until is None else desk.today() + timedelta(days=until)
    with desk.write() as session:
        session.execute(update(Estimate).where(Estimate.id == draft.id).values(status=status, valid_until=valid))
    listed = EstimateList(desk)
    (row,) = listed.rows([id_of(draft)])
    matching = [
        state
        for state in EstimateState
        if draft.id in listed.ids(EstimateFilter(customer_id=customer, status=state), Sort("status"))
    ]
    assert matching == [row.status]
    pending = draft.id in listed.ids(EstimateFilter(customer_id=customer, pending=True), Sort("date"))
    assert pending == (row.status in (EstimateState.DRAFT, EstimateState.SENT))


def test_states_sort_in_their_order(desk: Desk) -> None:
    customer = make_customer(desk)
    declined = id_of(saved(desk, customer, [line(1)]))
    decline_estimate(desk, declined, "")
    sent = id_of(saved(desk, customer, [line(1)]))
    send_estimate(desk, sent)
    done = approved(desk, customer, [line(1)])
    set_status(desk, done.job_id, JobStatus.COMPLETED)
    rows = EstimateList(desk).first(EstimateFilter(), Sort("status"), 10)
    assert [row.status for row in rows] == [EstimateState.SENT, EstimateState.DECLINED, EstimateState.COMPLETED]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("source", "query", "sort", "index"),
    [
        (EstimateList, EstimateFilter(), Sort("date", descending=True), "ix_estimate_date"),
        (EstimateList, EstimateFilter(customer_id=1), Sort("date"), "ix_estimate_customer"),
        (EstimateList, EstimateFilter(location_id=1), Sort("date"), "ix_estimate_location"),
        (InvoiceList, InvoiceFilter(), Sort("date", descending=True), "ix_invoice_date"),
        (InvoiceList, InvoiceFilter(), Sort("number", descending=True), "ix_invoice_serial"),
        (InvoiceList, InvoiceFilter(customer_id=1), Sort("date"), "ix_invoice_customer"),
        (InvoiceList, InvoiceFilter(quick=InvoiceQuick.OVERDUE), Sort("due_date"), "ix_invoice_open"),
        (EstimateList, EstimateFilter(), Sort("number", descending=True), "ix_estimate_serial"),
        (JobList, JobFilter(), Sort("number", descending=True), "ix_job_serial"),
        (JobList, JobFilter(customer_id=1), Sort("starts"), "ix_job_customer"),
        (PaymentList, PaymentFilter(), Sort("date", descending=True), "ix_payment_date"),
        (PaymentList, PaymentFilter(customer_id=1), Sort("date"), "ix_payment_customer"),
    ],
)
def test_the_lists_walk_their_indexes(desk: Desk, source: Any, query: Any, sort: Sort, index: str) -> None:
    seen: list[tuple[str, Any]] = []
    event.listen(
        desk.database.engine, "before_cursor_execute", lambda c, cur, sql, args, ctx, many: seen.append((sql, args))
    )
    source(desk).first(query, sort, 50)
    sql, args = next((sql, args) for sql, args in seen if "ORDER BY" in sql)
    with desk.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", args).all()
    steps = [step[-1] for step in plan]
    assert any(index in step for step in steps), steps
    if query in (EstimateFilter(), InvoiceFilter(), PaymentFilter()):
        assert not any("TEMP B-TREE" in step for step in steps), steps


# --- the price book ------------------------------------------------------------------------------


def test_typing_finds_items_by_parts_of_words(desk: Desk) -> None:
    make_item(desk, "Water heater 50 gal", code="WH50")
    make_item(desk, "Heater inspection")
    make_item(desk, "Old heater", active=False)
    assert [row.name for row in complete(desk, "heat")] == ["Heater inspection", "Water heater 50 gal"]
    assert [row.name for row in complete(desk, "wh50")] == ["Water heater 50 gal"]
    assert [row.name for row in complete(desk, "50 wat")] == ["Water heater 50 gal"]
    assert complete(desk, "x%") == []
    assert len(complete(desk, "", limit=1)) == 1
    assert len(items(desk, active=None)) == 3


def test_a_kit_expands_into_its_parts(desk: Desk) -> None:
    pump = make_item(desk, "Pump", 100_00)
    hose = make_item(desk, "Hose", 3_00, taxable=False)
    clamp = make_item(desk, "Clamp", 50, tax_rate_id=make_tax_rate(desk, "City", "9"))
    inner = make_item(desk, "Hose set", components=[(hose, "1.5"), (clamp, "2")])
    kit = make_item(desk, "Pump kit", components=[(pump, "1"), (inner, "2")])
    customer, exempt = make_customer(desk), make_customer(desk, tax_exempt=True)
    lines = expand(desk, kit, tax_for(desk, customer))
    assert [(each.name, each.quantity, each.tax_percent) for each in lines] == [
        ("Pump", Decimal(1), Decimal("7.5")),
        ("Hose", Decimal(3), None),
        ("Clamp", Decimal(4), Decimal(9)),
    ]
    assert {each.tax_percent for each in expand(desk, kit, tax_for(desk, exempt))} == {None}


def test_the_location_decides_on_the_tax_before_customer_and_office(desk: Desk) -> None:
    city, state = make_tax_rate(desk, "City", "9"), make_tax_rate(desk, "State", "5")
    customer = make_customer(
        desk, tax_rate_id=state, locations=[{"name": "here", "tax_rate_id": city}, {"name": "there"}]
    )
    with desk.read() as session:
        here, there = session.execute(text("SELECT id FROM location ORDER BY id")).scalars()
    assert tax_for(desk, customer, here).percent == Decimal(9)
    assert tax_for(desk, customer, there).percent == Decimal(5)
    assert tax_for(desk, make_customer(desk)).name == "Sales tax"


def test_items_are_saved_and_two_desktops_do_not_overwrite(desk: Desk, other_desk: Desk) -> None:
    part = id_of(save_item(desk, ItemDraft(name="Part", code="P-1", price=100)))  # type: ignore[arg-type]
    kit = save_item(desk, ItemDraft(name="Kit", components=(KitPart(part, Decimal("2.5")),)))
    assert item(desk, kit.id or 0) == kit
    changed = save_item(other_desk, replace(kit, components=(KitPart(part, Decimal(3)),)))
    with pytest.raises(Conflict):
        save_item(desk, replace(kit, name="Mine"))
    stored = item(desk, part)
    for wrong, field in (
        (replace(stored, name=" "), "name"),
        (replace(changed, components=(KitPart(part, Decimal(0)),)), "components.0.quantity"),
        (replace(changed, components=(KitPart(kit.id or 0),)), "components.0.item_id"),
        (replace(stored, components=(KitPart(kit.id or 0),)), "components"),
    ):
        with pytest.raises(InvalidInput) as refused:
            save_item(desk, wrong)
        assert list(refused.value.fields) == [field]


def test_no_list_shows_the_trash(desk: Desk) -> None:
    populate(desk)
    with desk.write() as session:
        for table in (Estimate, Invoice, Job):
            session.execute(update(table).values(deleted_at=desk.now()))
    for source, query, _ in SOURCES[:3]:
        assert source(desk).footer(query()).count == 0
