"""Contracts: what must be said, changes from a day on, two desktops, renewing, notices, and the list of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import ContractKind, JobStatus
from officedesk.models.recurrence import Frequency, Rule
from officedesk.models.states import ContractStatus
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.listing import BY_START, ContractList, contract_choices
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.results import PreviewKind
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.contracts.upkeep import tend
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.reminders.bell import notices
from officedesk.services.work.progress import set_status
from tests import factories
from tests.db.contract_support import AUTUMN, COMFORT, FILTER, SPRING, go_to, sell, visits
from tests.support.clock import Clock


def agreement(desk: Desk, **fields: object) -> ContractDraft:
    draft = contracts.new_agreement(desk, factories.make_customer(desk))
    given = {"name": "Rooftop units", "price": 100_00, "jobs": (FILTER,)}
    return replace(draft, **{**given, **fields})  # type: ignore[arg-type]


def days(desk: Desk, contract_id: int, what: str) -> list[str]:
    return [str(day) for day, name, _ in visits(desk, contract_id) if name == what]


def test_required_fields_are_asked_for_by_name(desk: Desk) -> None:
    empty = replace(
        contracts.new_membership(desk, factories.make_customer(desk)), location_id=None, starts=None, ends=None
    )
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, empty)
    assert set(refused.value.fields) == {"plan_id", "name", "location_id", "starts", "ends"}
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, agreement(desk, name=" ", ends=date(2023, 6, 1), billing_day=40, price=-1))
    assert set(refused.value.fields) == {"name", "ends", "billing_day", "price"}
    assert contracts.REQUIRED[ContractKind.MEMBERSHIP] == ("plan_id", "location_id", "starts", "ends")


def test_what_a_contract_names_must_be_there_and_theirs(desk: Desk) -> None:
    stranger = factories.make_customer(desk)
    draft = agreement(desk)
    wrong = replace(draft, location_id=contracts.new_agreement(desk, stranger).location_id, equipment=(99,))
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, wrong)
    assert set(refused.value.fields) == {"location_id", "equipment"}
    sold = sell(desk, date(2023, 7, 1))
    plans.switch_plan(desk, sold.plan_id or 0, active=False)
    with pytest.raises(InvalidInput, match="switched off"):
        contracts.save_contract(desk, sold)
    with pytest.raises(NotAllowed):
        contracts.with_plan(desk, sold, sold.plan_id or 0)


def test_a_plan_that_changes_leaves_what_was_sold(desk: Desk) -> None:
    sold = contracts.save_contract(desk, sell(desk, date(2023, 7, 1)))
    stored = plans.plan(desk, sold.plan_id or 0)
    plans.save_plan(desk, replace(stored, price=99_00, jobs=stored.jobs[:1]))
    now = contracts.contract(desk, sold.id or 0)
    # It knows no more which job of the plan it was sold from, where the plan has that one no more.
    sold = replace(
        sold,
        jobs=tuple(replace(job, plan_job_id=new.plan_job_id) for job, new in zip(sold.jobs, now.jobs, strict=True)),
    )
    assert now == sold
    assert [job.plan_job_id is None for job in now.jobs] == [False, True, True]
    assert [row.sold for row in plans.plans(desk)] == [1]
    plans.switch_plan(desk, sold.plan_id or 0, active=False)
    assert contracts.save_contract(desk, replace(sold, summary="still sold")).summary == "still sold"


def test_a_preview_needs_no_more_than_days(desk: Desk) -> None:
    draft = agreement(desk, name="", location_id=None, starts=date(2023, 7, 10), ends=date(2023, 8, 20))
    told = contracts.preview(desk, draft)
    assert [(str(line.day), line.what, line.amount, line.note) for line in told.lines] == [
        ("2023-07-10", "Invoice, Jul 10 – 31, 2023", 70_97, "22 of 31 days"),
        ("2023-07-17", "Filter change 1 of 2", 0, "moved: weekend"),
        ("2023-08-01", "Invoice, Aug 1 – 20, 2023", 64_52, "20 of 31 days"),
        ("2023-08-15", "Filter change 2 of 2", 0, ""),
    ]
    assert (told.visits, told.invoices, told.total) == (2, 2, 135_49)
    assert contracts.preview(desk, replace(draft, ends=None)).lines == ()
    with pytest.raises(InvalidInput):
        contracts.preview(desk, replace(draft, ends=date(2023, 7, 1)))
    unsaid = replace(draft, jobs=(replace(FILTER, rule=None), SPRING))
    assert contracts.preview(desk, unsaid).counts == (0, 0)


def test_a_holiday_moves_a_visit_and_the_preview_says_which(desk: Desk) -> None:
    job = replace(FILTER, rule=Rule(Frequency.MONTHLY, month_days=(4,), holidays=FILTER.rule.weekends))  # type: ignore[union-attr]
    told = contracts.preview(desk, agreement(desk, starts=date(2023, 7, 1), ends=date(2023, 7, 31), jobs=(job,)))
    (visit,) = [line for line in told.lines if line.kind is PreviewKind.VISIT]
    saved = contracts.save_contract(desk, agreement(desk, starts=date(2023, 7, 1), ends=date(2023, 7, 31), jobs=(job,)))
    assert days(desk, saved.id or 0, "Filter change") == [str(visit.day)]
    assert (visit.note.startswith("moved: ")) == (visit.day != visit.nominal)


def test_a_job_is_changed_from_a_day_on(desk: Desk, clock: Clock) -> None:
    saved = contracts.save_contract(desk, sell(desk, date(2023, 7, 1)))
    contract_id = saved.id or 0
    first = visits(desk, contract_id)[0][2]
    go_to(desk, clock, date(2023, 7, 20))
    set_status(desk, first, JobStatus.COMPLETED)
    spring, autumn, filters = contracts.contract(desk, contract_id).jobs
    later = replace(filters, rule=Rule(Frequency.MONTHLY, month_days=(20,)), minutes=45)
    jobs = (spring, later, replace(AUTUMN, name="Duct cleaning"))
    changed = contracts.save_contract(
        desk, replace(contracts.contract(desk, contract_id), jobs=jobs), from_day=date(2023, 10, 1)
    )
    assert days(desk, contract_id, "Filter change")[:5] == [
        "2023-07-17", "2023-08-15", "2023-09-15", "2023-10-20", "2023-11-20",
    ]  # fmt: skip
    # Taken out from October on, and another one instead.
    assert autumn.name not in [job.name for job in changed.jobs]
    assert days(desk, contract_id, "Autumn tune-up") == []
    assert days(desk, contract_id, "Duct cleaning") == ["2023-10-02"]
    assert [job.name for job in changed.jobs] == ["Spring tune-up", "Filter change", "Duct cleaning"]
    told = report(desk, contract_id)
    assert [(row.name, row.done, row.planned) for row in told.package] == [
        ("Spring tune-up", 0, 2), ("Filter change", 1, 24), ("Duct cleaning", 0, 2),
    ]  # fmt: skip
    assert (told.done, told.left) == (1, 27)


def test_a_longer_contract_goes_on_and_a_shorter_one_ends(desk: Desk) -> None:
    saved = contracts.save_contract(desk, agreement(desk, starts=date(2023, 7, 1), ends=date(2023, 12, 31)))
    contract_id = saved.id or 0
    assert len(days(desk, contract_id, "Filter change")) == 6
    longer = contracts.save_contract(desk, replace(saved, ends=date(2024, 3, 31)))
    assert days(desk, contract_id, "Filter change")[-1] == "2024-03-15"
    contracts.save_contract(desk, replace(longer, ends=date(2023, 9, 30)))
    assert days(desk, contract_id, "Filter change") == ["2023-07-17", "2023-08-15", "2023-09-15"]
    assert report(desk, contract_id).planned_amount == 300_00


def test_two_desktops_change_other_fields(desk: Desk) -> None:
    base = contracts.save_contract(desk, sell(desk, date(2023, 7, 1)))
    contracts.save_contract(desk, replace(base, notice_days=60))
    both = contracts.save_contract(desk, replace(base, summary="RTU-1 and RTU-2"), base)
    assert (both.notice_days, both.summary) == (60, "RTU-1 and RTU-2")
    with pytest.raises(Conflict) as lost:
        contracts.save_contract(desk, replace(base, notice_days=10), base)
    assert lost.value.fields == ("notice_days",)


def test_a_job_that_was_changed_elsewhere_is_not_changed_back(desk: Desk) -> None:
    base = contracts.save_contract(desk, sell(desk, date(2023, 7, 1)))
    spring, autumn, filters = base.jobs
    contracts.save_contract(desk, replace(base, jobs=(spring, autumn, replace(filters, minutes=90))))
    # Whoever changes the price alone leaves it as it is by now.
    priced = contracts.save_contract(desk, replace(base, summary="x"), base)
    assert priced.jobs[2].minutes == 90
    with pytest.raises(Conflict) as lost:
        contracts.save_contract(desk, replace(base, jobs=(spring, autumn, replace(filters, minutes=15))), base)
    assert lost.value.fields == ("jobs",)


def test_a_contract_is_renewed_by_hand(desk: Desk, clock: Clock) -> None:
    saved = contracts.save_contract(desk, sell(desk, date(2023, 7, 17)))
    draft = contracts.renew(desk, saved.id or 0)
    assert (draft.starts, draft.ends, draft.renews_id, draft.id) == (
        date(2025, 7, 17), date(2027, 7, 16), saved.id, None,
    )  # fmt: skip
    following = contracts.save_contract(desk, draft)
    assert following.number != saved.number
    # Another desktop that looked at it at the same time, and whoever comes later, hear of it.
    with pytest.raises(InvalidInput) as refused:
        contracts.save_contract(desk, draft)
    assert refused.value.fields == {
        "renews_id": f"{saved.number} was renewed already: {following.number} goes on from it."
    }
    with pytest.raises(NotAllowed, match="renewed already"):
        contracts.renew(desk, saved.id or 0)
    old, new = report(desk, saved.id or 0), report(desk, following.id or 0)
    assert (old.renews, old.renewed_by, new.renews, new.renewed_by) == ("", following.number, saved.number, "")
    contracts.delete_contracts(desk, [following.id or 0])
    assert contracts.renew(desk, saved.id or 0).starts == draft.starts
    contracts.restore_contract(desk, following.id or 0)
    assert [replace(job, series_id=None, version=0) for job in following.jobs] == [
        replace(job, series_id=None, version=0) for job in saved.jobs
    ]
    contracts.cancel(desk, saved.id or 0, date(2023, 9, 30), "Too much")
    clock.go_on(days=365)
    assert contracts.renew(desk, saved.id or 0).starts == desk.today()


def test_the_office_is_told_once_before_a_contract_ends(desk: Desk, clock: Clock) -> None:
    other = factories.make_user(desk, "Robin")
    kept = contracts.save_contract(desk, agreement(desk, starts=date(2023, 7, 1), ends=date(2023, 8, 31)))
    contracts.save_contract(
        desk, agreement(desk, name="Boilers", starts=date(2023, 7, 1), ends=date(2023, 8, 31), auto_renew=True)
    )
    go_to(desk, clock, date(2023, 7, 31))
    assert notices(desk) == []
    go_to(desk, clock, date(2023, 8, 1))
    assert tend(desk).told == 0
    told = sorted(notices(desk), key=lambda one: one.subject)
    assert [one.subject.partition(" of ")[0] for one in told] == ["Boilers", "Rooftop units"]
    assert (told[1].entity, told[1].entity_id) == ("contract", kept.id)
    assert told[1].subject.endswith("ends in 30 days")
    assert told[1].text.endswith("ends on Aug 31, 2023 and is not renewed by itself.")
    assert told[0].subject.endswith("renews in 30 days")
    colleague = replace(desk, actor=replace(desk.actor, user_id=other, role=None))
    assert len(notices(colleague)) == 2


def test_the_list_sorts_filters_and_tells_where_a_contract_stands(desk: Desk, clock: Clock) -> None:
    upcoming = contracts.save_contract(desk, sell(desk, date(2023, 9, 1)))
    running = contracts.save_contract(desk, agreement(desk, starts=date(2023, 6, 1), ends=date(2024, 5, 31)))
    ending = contracts.save_contract(desk, agreement(desk, name="Aaa", starts=date(2023, 1, 1), ends=date(2023, 7, 10)))
    over = contracts.save_contract(desk, agreement(desk, starts=date(2023, 1, 1), ends=date(2023, 3, 31), jobs=()))
    gone = contracts.save_contract(desk, agreement(desk, starts=date(2023, 6, 1), ends=date(2024, 5, 31), jobs=()))
    contracts.cancel(desk, gone.id or 0, date(2023, 6, 30), "x")
    source = ContractList(desk)
    stands = {row.id: row.status for row in source.first(ContractFilter(), BY_START, 10)}
    assert stands == {
        upcoming.id: ContractStatus.UPCOMING, running.id: ContractStatus.ACTIVE, ending.id: ContractStatus.ENDING,
        over.id: ContractStatus.EXPIRED, gone.id: ContractStatus.CANCELLED,
    }  # fmt: skip
    for contract_id, status in stands.items():
        assert list(source.ids(ContractFilter(status=status), BY_START)) == [contract_id]
    for column in ("number", "name", "kind", "plan", "company", "location", "starts", "ends", "status", "price",
                   "billing", "auto_renew", "done", "planned", "id"):  # fmt: skip
        up, down = (list(source.ids(ContractFilter(), Sort(column, way))) for way in (False, True))
        assert up == down[::-1]
    assert source.ids(ContractFilter(), Sort("name"))[0] == ending.id
    assert list(source.ids(ContractFilter(kind=ContractKind.MEMBERSHIP), BY_START)) == [upcoming.id]
    assert list(source.ids(ContractFilter(text="comfort"), BY_START)) == [upcoming.id]
    assert list(source.ids(ContractFilter(plan_id=upcoming.plan_id), BY_START)) == [upcoming.id]
    assert source.footer(ContractFilter()).count == 5
    row = next(row for row in source.rows([gone.id or 0]))
    assert (row.ends, row.done, row.planned) == (date(2023, 6, 30), 0, 0)
    assert contract_choices(desk, running.customer_id) == ((running.id, f"Rooftop units · {running.number}"),)


def test_what_is_gone_is_not_found(desk: Desk) -> None:
    saved = contracts.save_contract(desk, agreement(desk))
    contracts.delete_contracts(desk, [saved.id or 0])
    for ask in (contracts.contract, contracts.renew, report):
        with pytest.raises(NotFound):
            ask(desk, saved.id or 0)
    with pytest.raises(NotFound):
        contracts.save_contract(desk, saved)


def test_deleting_many_spans_agreements_and_memberships(desk: Desk) -> None:
    one = contracts.save_contract(desk, sell(desk, date(2023, 7, 1), replace(COMFORT, discount_percent=Decimal(0))))
    two = contracts.save_contract(desk, agreement(desk, starts=date(2023, 6, 1), ends=date(2023, 8, 31)))
    told = contracts.what_goes(desk, [one.id or 0, two.id or 0])
    assert (told.memberships, told.agreements, told.drafts) == (1, 1, 1)
    assert told.words[0] == "1 membership and 1 service agreement will go to the trash."
    assert told.words[1] == "With them: 17 visits that nobody has begun and 1 invoice draft."
    assert contracts.delete_contracts(desk, [one.id or 0, two.id or 0, 999]) == 2
    assert ContractList(desk).footer(ContractFilter()).count == 0
