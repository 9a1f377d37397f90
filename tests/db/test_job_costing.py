"""What a job brings and costs: hand-computed figures."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from officedesk.database.unit import Actor
from officedesk.models.company import Technician
from officedesk.models.enums import AmountKind, Role, TaskStatus
from officedesk.services.desk import Desk
from officedesk.services.mapping.time_editing import save_time
from officedesk.services.mapping.time_rows import TimeDraft
from officedesk.services.work.costing import JobMoney, labor_cost, money_of
from officedesk.services.work.drafts import CostDraft, TaskDraft
from officedesk.services.work.jobs import job_ties, job_time, new_job, save_job
from tests.db.selling import amount_off, id_of, job_of, line
from tests.db.test_job_parts import a_contract, a_project, a_skill
from tests.factories import make_customer, make_technician

SEVEN = datetime(2023, 6, 22, 7)  # noqa: DTZ001 - wall time


def paid(desk: Desk, name: str, hourly: int) -> int:
    made = make_technician(desk, name)
    with desk.write() as session:
        session.get_one(Technician, made).hourly_cost = hourly
    return made


@pytest.mark.parametrize(
    ("seconds", "hourly", "cost"), [(3600, 4200, 4200), (1, 3600, 1), (1, 1800, 1), (1, 1799, 0), (5400, 2733, 4100)]
)
def test_labor_is_rounded_to_the_cent_half_up(seconds: int, hourly: int, cost: int) -> None:
    assert labor_cost(seconds, hourly) == cost


def test_margin_is_what_is_left_of_the_revenue(desk: Desk) -> None:
    customer = make_customer(desk)
    sam = paid(desk, "Sam", 42_00)
    draft = replace(
        new_job(desk, customer),
        contract_id=a_contract(desk, customer),
        pricing=amount_off(desk, "10"),
        tasks=(
            TaskDraft(line(100_00, "Tune-up", unit_cost=30_00), covered=True),
            TaskDraft(line(80_00, "Filter", tax="10", quantity="2", unit_cost=12_50)),
            TaskDraft(line(500_00, "Dropped", unit_cost=300_00), status=TaskStatus.CANCELLED),
        ),
        costs=(CostDraft(date(2023, 6, 22), "Crane", 15_00), CostDraft(date(2023, 6, 22), "Refund", -1_00)),
    )
    stored = save_job(desk, draft)
    save_time(desk, TimeDraft(sam, SEVEN, SEVEN + timedelta(minutes=90), stored.id))
    money = money_of(stored, job_time(desk, id_of(stored)))
    # 160.00 less the discount of 10.00, before tax; 30.00 + 2 x 12.50 of lines; 1.5 h at 42.00; 15.00 - 1.00.
    assert money == JobMoney(revenue=150_00, covered=100_00, lines=55_00, labor=63_00, other=14_00)
    assert (money.cost, money.margin) == (132_00, 18_00)
    assert money.percent == Decimal(12)
    assert money_of(replace(stored, tasks=()), ()).percent is None


def test_a_percentage_off_counts_for_the_revenue(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [line(99_99, "a"), line(1, "b")])
    pricing = replace(stored.pricing, discount_kind=AmountKind.PERCENT, discount_value=Decimal(50))
    assert money_of(replace(stored, pricing=pricing), ()).revenue == 50_00


def test_time_that_goes_on_counts_up_to_now_and_costs_nothing_to_who_sees_no_money(desk: Desk) -> None:
    stored = job_of(desk, make_customer(desk), [])
    sam = paid(desk, "Sam", 60_00)
    save_time(desk, TimeDraft(sam, SEVEN - timedelta(hours=1), None, stored.id, note="Attic"))
    (one,) = job_time(desk, id_of(stored))
    assert (one.technician, one.started, one.ended, one.note) == ("Sam", SEVEN - timedelta(hours=1), None, "Attic")
    assert (one.seconds, one.cost) == (3600, 60_00)
    reader = replace(desk, actor=Actor(None, "Dispatch", "Desktop B", Role.DISPATCHER))
    assert job_time(reader, id_of(stored))[0].cost == 60_00


def test_a_job_is_tied_to_what_is_its_customers_and_still_open(desk: Desk) -> None:
    mine, other = make_customer(desk), make_customer(desk)
    project, contract, skill = a_project(desk, mine), a_contract(desk, mine), a_skill(desk, "Gas")
    draft = new_job(desk, mine)
    ties = job_ties(desk, draft)
    assert ties.projects == ((project, "P-9001 Attic"),)
    assert ties.contracts == ((contract, "C-9001 Spring and fall"),)
    assert ties.skills == ((skill, "Gas"),)
    assert job_ties(desk, new_job(desk, other)).projects == ()
    technician = replace(desk, actor=Actor(None, "Sam", "Phone", Role.TECHNICIAN))
    assert job_ties(technician, draft).contracts == ()
