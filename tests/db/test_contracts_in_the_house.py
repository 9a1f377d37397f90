"""Contracts and plans as any record: in the history, undone, merged with their customers, found, checked, erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from officedesk.models.contracts import Contract, ContractBill
from officedesk.models.enums import JobStatus
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job
from officedesk.services.activity.erase import erase, plan
from officedesk.services.activity.history import of_customer
from officedesk.services.activity.rows import TrashFilter
from officedesk.services.activity.trash import TrashList, restore, row_id
from officedesk.services.activity.undo import redo
from officedesk.services.check import check
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.customers.editing import trash
from officedesk.services.customers.locations import locations
from officedesk.services.customers.merge import compare, merge_customers
from officedesk.services.customers.profile import profile
from officedesk.services.desk import Desk
from officedesk.services.naming import names as naming
from officedesk.services.paging import Sort
from officedesk.services.sales.issuing import issue_invoice
from officedesk.services.search.everything import search
from officedesk.services.transfer.export import export_to
from officedesk.services.work.progress import set_status
from tests import factories
from tests.db.contract_support import COMFORT, invoices, sell, visits
from tests.db.undoing import back
from tests.support.clock import Clock

PLACE = {"name": "North", "street": "400 S 4th St.", "city": "Minneapolis"}


@pytest.fixture
def abc(desk: Desk) -> int:
    return factories.make_customer(desk, "ABC Company", locations=[PLACE])


@pytest.fixture
def sold(desk: Desk, abc: int) -> int:
    return contracts.save_contract(desk, sell(desk, date(2023, 6, 17), customer_id=abc)).id or 0


def listed(desk: Desk) -> list[str]:
    return [row.name for row in ContractList(desk).first(ContractFilter(), BY_START, 50)]


def test_history_and_profile_tell_of_it(desk: Desk, abc: int, sold: int) -> None:
    contracts.save_contract(desk, replace(contracts.contract(desk, sold), notice_days=60))
    row = next(row for row in of_customer(desk, abc) if row.entity == "contract")
    assert (row.label, row.before["notice_days"], row.after["notice_days"]) == ("Contract 6001", 30, 60)
    assert naming(desk, [("contract", sold)]) == {("contract", sold): "Contract 6001"}
    shown = profile(desk, abc)
    assert (shown.contract_ends, shown.counts.contracts) == (date(2025, 6, 16), 1)
    contracts.cancel(desk, sold, date(2023, 9, 30), "Sold the house")
    assert profile(desk, abc).contract_ends == date(2023, 9, 30)


def test_a_sale_is_undone_and_done_again(desk: Desk, sold: int) -> None:
    assert len(visits(desk, sold)) == 14
    back(desk)
    assert (listed(desk), visits(desk, sold), invoices(desk, sold)) == ([], [], [])
    redo(desk)
    assert (listed(desk), len(visits(desk, sold)), len(invoices(desk, sold))) == (["Comfort Plus"], 14, 1)
    assert check(desk).ok


def test_a_cancellation_and_a_deletion_are_undone(desk: Desk, sold: int) -> None:
    was = (contracts.contract(desk, sold), visits(desk, sold), report(desk, sold))
    contracts.cancel(desk, sold, date(2023, 6, 20), "By mistake")
    back(desk)
    now = contracts.contract(desk, sold)
    assert replace(now, version=was[0].version, jobs=was[0].jobs) == was[0]
    assert (visits(desk, sold), report(desk, sold).bills) == (was[1], was[2].bills)
    contracts.delete_contracts(desk, [sold])
    assert (listed(desk), visits(desk, sold)) == ([], [])
    back(desk)
    assert (listed(desk), visits(desk, sold), report(desk, sold).bills) == (["Comfort Plus"], was[1], was[2].bills)


def test_it_comes_back_from_the_trash_with_what_went_along(desk: Desk, abc: int, sold: int) -> None:
    first = visits(desk, sold)[0][2]
    set_status(desk, first, JobStatus.COMPLETED)
    told = contracts.what_goes(desk, [sold])
    assert told.words == (
        "1 membership will go to the trash.",
        "With it: 13 visits that nobody has begun and 1 invoice draft.",
        "What stays: 1 visit that is done or under way.",
    )
    assert contracts.delete_contracts(desk, [sold, sold]) == 1
    assert [row[2] for row in visits(desk, sold)] == [first]
    (row,) = TrashList(desk).first(TrashFilter(kind="contract"), Sort("at", True), 5)
    assert (row.name, row.detail, row.customer) == ("Comfort Plus", "Contract 6001", "ABC Company")
    trash(desk, [abc])
    assert "ABC Company is in the trash too" in restore(desk, [row_id("contract", sold)]).refused[0]
    done = restore(desk, [row_id("contract", sold), row_id("customer", abc)])
    assert ("contract", sold, abc) in done.done
    assert (len(visits(desk, sold)), len(invoices(desk, sold))) == (14, 1)
    assert check(desk).ok


def test_two_customers_that_become_one_keep_their_contracts(desk: Desk, abc: int, sold: int, clock: Clock) -> None:
    twin = factories.make_customer(desk, "ABC Co.", locations=[PLACE])
    assert ("contract", 1) in compare(desk, twin, abc).moves
    merge_customers(desk, twin, abc)
    moved = contracts.contract(desk, sold)
    assert (moved.customer_id, moved.location_id) == (twin, locations(desk, twin)[0].id)
    assert check(desk).ok
    back(desk)
    assert contracts.contract(desk, sold).customer_id == abc
    assert check(desk).ok


def test_it_is_found_and_exported(desk: Desk, sold: int, tmp_path: Path) -> None:
    contracts.save_contract(desk, replace(contracts.contract(desk, sold), summary="Rooftop units of the Zamboni hall"))
    for typed in ("6001", "comfort", "zamboni"):
        hits = [hit for hit in search(desk, typed) if hit.kind == "contract"]
        assert [(hit.id, hit.title, hit.detail) for hit in hits] == [
            (sold, "6001 · Comfort Plus", "ABC Company · Membership")
        ]
    told = {}
    for table in ("plans", "contracts", "contractbills"):
        assert export_to(desk, table, tmp_path / "t.json") == 1
        (told[table],) = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert told["plans"]["Jobs"].endswith("Filter change, monthly, on the 15th, weekends moved to the next workday")
    one, bill = told["contracts"], told["contractbills"]
    assert (one["Number"], one["Plan"], one["Summary"]) == (
        "6001", "Comfort Plus", "Rooftop units of the Zamboni hall",
    )  # fmt: skip
    assert (one["Visits done"], one["Visits planned"], one["Ends"]) == (0, 28, "2025-06-16")
    # 14 of 30 days of 49.00.
    assert (bill["Period begins"], bill["Period ends"], bill["Amount"]) == ("2023-06-17", "2023-06-30", 22.87)


def test_a_check_finds_what_was_damaged(desk: Desk, sold: int) -> None:
    other = factories.make_customer(desk)
    assert check(desk).ok
    with desk.write() as session:
        session.execute(update(Contract).where(Contract.id == sold).values(location_id=locations(desk, other)[0].id))
        session.execute(update(ContractBill).values(period_ends=date(2030, 1, 1)))
    told = [finding.text for finding in check(desk).findings if finding.where == "Contract 6001"]
    assert told == [
        "names a location of another customer",
        "bills days outside of it, from 2023-06-17 to 2030-01-01",
    ]


def test_a_contract_is_erased_and_its_visits_stay(desk: Desk, sold: int) -> None:
    first = visits(desk, sold)[0][2]
    set_status(desk, first, JobStatus.COMPLETED)
    issue_invoice(desk, invoices(desk, sold)[0].id)
    contracts.delete_contracts(desk, [sold])
    rows = [row_id("contract", sold)]
    erased = erase(desk, rows, plan(desk, rows).word)
    assert [(kind, key) for kind, key, _ in erased.done] == [("contract", sold)]
    with desk.read() as session:
        assert session.scalar(select(func.count()).select_from(Contract)) == 0
        assert session.scalar(select(func.count()).select_from(Series)) == 0
        assert session.scalar(select(func.count()).select_from(Occurrence)) == 0
        assert session.get_one(Job, first).contract_id is None
    assert check(desk).ok
    # Its number is not given out again.
    assert contracts.save_contract(desk, sell(desk, date(2023, 7, 1))).number == "6002"


def test_a_customer_is_erased_with_contracts_and_what_comes_again(desk: Desk, abc: int, sold: int) -> None:
    trash(desk, [abc])
    rows = [row_id("customer", abc)]
    erase(desk, rows, plan(desk, rows).word)
    with desk.read() as session:
        for kind in (Contract, Series, Job, ContractBill):
            assert session.scalar(select(func.count()).select_from(kind)) == 0
    assert check(desk).ok


def test_a_plan_is_erased_once_nothing_was_sold_of_it(desk: Desk, sold: int) -> None:
    plan_id = contracts.contract(desk, sold).plan_id or 0
    fresh = plans.save_plan(desk, replace(COMFORT, name="Basic")).id or 0
    for key in (plan_id, fresh):
        plans.delete_plan(desk, key)
    rows = [row_id("plan", plan_id), row_id("plan", fresh)]
    told = plan(desk, rows)
    assert told.names == ("Basic",)
    assert told.refused == ("Comfort Plus stays: a membership stands on it, in the trash or not.",)
    erase(desk, rows, told.word)
    assert len(TrashList(desk).first(TrashFilter(kind="plan"), Sort("name"), 5)) == 1
