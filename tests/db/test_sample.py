"""The sample office is what the help pages and pictures show, and sound to the cent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import NotAllowed
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind, JobStatus, Priority, SequenceKind
from officedesk.models.mapping import TimeEntry
from officedesk.models.papers import PaperKind
from officedesk.models.payments import Payment
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.states import ContractStatus, EstimateState, InvoiceStatus
from officedesk.models.work import Job
from officedesk.services.check import check
from officedesk.services.contracts.listing import ContractList
from officedesk.services.contracts.plans import plans
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.customers.profile import profile
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk, sit_down
from officedesk.services.documents import paper
from officedesk.services.office.numbers import next_number
from officedesk.services.office.sample import Summary, make_sample
from officedesk.services.paging import Sort
from officedesk.services.sales.estimate_list import EstimateList
from officedesk.services.sales.estimates import new_estimate
from officedesk.services.sales.invoice_list import InvoiceList
from officedesk.services.sales.rows import EstimateFilter, EstimateRow, InvoiceFilter, InvoiceRow
from officedesk.services.schedule.board import board
from officedesk.services.transfer.export import TABLES, export_to

NOW = datetime(2023, 6, 22, 16, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A sample office in a file, for tests that only look."""
    place = OfficePlace(path=tmp_path_factory.mktemp("sample") / "sample.officedesk")
    make_sample(place, "tests", now=lambda: NOW)
    database = Database(place, schema.open_office(place))
    yield sit_down(database, "tests", lambda: NOW)
    database.close()


def abc(desk: Desk) -> int:
    with desk.read() as session:
        return session.scalars(select(Customer.id).where(Customer.number == "12345")).one()


def estimates(desk: Desk) -> dict[str, EstimateRow]:
    source = EstimateList(desk)
    return {row.number: row for row in source.first(EstimateFilter(customer_id=abc(desk)), Sort("number"), 100)}


def invoices(desk: Desk) -> dict[str, InvoiceRow]:
    source = InvoiceList(desk)
    return {row.number: row for row in source.first(InvoiceFilter(customer_id=abc(desk)), Sort("number"), 100)}


def test_the_profile_of_abc_company_is_that_of_the_picture(sample: Desk) -> None:
    found = profile(sample, abc(sample))
    assert (found.name, found.number, found.favourite, found.flag_reason) == (
        "ABC Company", "12345", True, "Gate dog — call first",
    )  # fmt: skip
    assert [tag.name for tag in found.tags] == ["COD", "Collection", "Geofence"]
    figures = found.figures
    assert (figures.awaiting_payments, figures.overdue, figures.pending_quotes, figures.open_invoices) == (
        486903, 32900, 67750, 5,
    )  # fmt: skip
    assert (found.counts.locations, found.counts.jobs, found.counts.invoices) == (3, 27 + 14, 7)
    assert found.location is not None
    assert found.location.line == "400 S 4th St., Suite 1000M, Minneapolis, MN 55415"


def test_the_estimates_are_those_of_the_help_pages(sample: Desk) -> None:
    rows = estimates(sample)
    known = ("1230", "1223", "1222", "1221", "101")
    assert {number: (rows[number].total, rows[number].status) for number in known} == {
        "1230": (64960, EstimateState.ASSIGNED),
        "1223": (41500, EstimateState.DRAFT),
        "1222": (263, EstimateState.SCHEDULED),
        "1221": (10290, EstimateState.COMPLETED),
        "101": (301960, EstimateState.EXPIRED),
    }
    assert rows["1223"].viewed_on is not None
    assert rows["1230"].created_by == "Rabeea Anwaar"


def test_the_invoices_are_those_of_the_picture(sample: Desk) -> None:
    rows = invoices(sample)
    seen = {n: (row.total, row.balance, row.status, row.estimate_number, row.job_number) for n, row in rows.items()}
    assert seen == {
        "": (10290, 0, InvoiceStatus.DRAFT, "1221", "2801"),
        "3440": (300000, 300000, InvoiceStatus.UNPAID, "1180", "2755"),
        "3461": (238000, 119000, InvoiceStatus.PART_PAID, "1198", "2790"),
        "3474": (17325, 17325, InvoiceStatus.UNPAID, "", ""),
        "3476": (32900, 32900, InvoiceStatus.OVERDUE, "", ""),
        "3477": (32900, 0, InvoiceStatus.PAID, "", ""),
        "3482": (50578, 50578, InvoiceStatus.UNPAID, "", "2837"),
    }
    assert rows["3476"].days_overdue == 7
    assert rows["3482"].due_date is rows["3474"].due_date is None


def test_the_paper_of_3476_says_what_the_picture_says(sample: Desk) -> None:
    sheet = paper(sample, PaperKind.INVOICE, "3476")
    assert [line.name for line in sheet.lines] == ["RTU filter change", "Labor, certified technician", "Trip charge"]
    assert (sheet.totals.subtotal, sheet.totals.total, sheet.totals.balance) == (31545, 32900, 32900)
    assert sheet.brand.licence == "MN license HVAC-204417"


def test_the_sample_office_is_sound(sample: Desk) -> None:
    assert check(sample).findings == ()


def test_numbers_go_on_behind_the_sample(sample: Desk) -> None:
    with sample.read() as session:
        following = {kind: next_number(session, kind, sample.today()) for kind in SequenceKind}
        highest = {
            SequenceKind.ESTIMATE: session.scalar(select(func.max(Estimate.serial))),
            SequenceKind.JOB: session.scalar(select(func.max(Job.serial))),
            SequenceKind.INVOICE: session.scalar(select(func.max(Invoice.serial))),
            SequenceKind.PAYMENT: session.scalar(select(func.max(Payment.serial))),
        }
    assert following[SequenceKind.ESTIMATE] == "1231"
    assert {kind: int(following[kind]) - 1 for kind in highest} == highest


def test_what_a_caller_says_finds_abc_company(sample: Desk) -> None:
    for text in ("746-4017", "john wilson", "lovers ln", "3476", "wilsen"):
        assert any(hit.customer_id == abc(sample) for hit in find(sample, text)), text


def test_every_invoice_of_the_sample_keeps_what_it_said(sample: Desk) -> None:
    with sample.read() as session:
        query = select(Invoice.number, Invoice.snapshot).where(Invoice.number.is_not(None))
        assert [number for number, snapshot in session.execute(query) if snapshot is None] == []


def test_there_is_work_today(sample: Desk) -> None:
    with sample.read() as session:
        numbers = set(session.scalars(select(Job.number).where(Job.number.in_([str(n) for n in range(2837, 2853)]))))
    assert {"2837", "2838", "2839", "2841", "2842", "2843", "2844", "2850", "2851", "2852"} <= numbers


def test_the_schedule_around_today_is_alive_and_nobody_is_in_two_places(sample: Desk) -> None:
    today = sample.today()
    first, last = today - timedelta(days=10), today + timedelta(days=14)
    shown = board(sample, first, last)
    assert [row.name for row in shown.technicians] == ["Anton Grip", "Erick Voss", "Jeff Moreau", "Raz Bajwa"]
    assert len({visit.starts.date() for visit in shown.visits if visit.starts}) >= 10
    assert {
        JobStatus.COMPLETED,
        JobStatus.IN_PROGRESS,
        JobStatus.ON_THE_WAY,
        JobStatus.PAUSED,
        JobStatus.SCHEDULED,
    } <= {visit.status for visit in shown.visits}
    assert [visit for visit in shown.visits if not visit.technician_ids and visit.priority is Priority.URGENT]
    assert shown.waiting
    assert any(visit.window_ends for visit in shown.visits)
    assert any(len(visit.technician_ids) > 1 for visit in shown.visits)
    for row in shown.technicians:
        mine = sorted((v.starts, v.ends) for v in shown.visits if row.id in v.technician_ids and v.starts and v.ends)
        assert all(ends <= begin for (_, ends), (begin, _) in pairwise(mine)), row.name
        for away in row.away:
            assert not [one for one in mine if one[0] < away.ends and one[1] > away.starts], row.name
        needed = {skill for v in shown.visits if row.id in v.technician_ids for skill in v.skill_ids}
        assert needed <= set(row.skill_ids), row.name
    assert any(row.away for row in shown.technicians)


def test_a_second_brand_has_numbers_of_its_own(sample: Desk) -> None:
    with sample.read() as session:
        found = session.execute(
            select(Customer.id, Customer.brand_id).where(Customer.name == "Delgado Residence")
        ).one()
        assert next_number(session, SequenceKind.INVOICE, sample.today(), found.brand_id) == "NP-101"
        assert next_number(session, SequenceKind.INVOICE, sample.today()).isdigit()
    assert new_estimate(sample, found.id).brand_id == found.brand_id


def test_time_was_worked_and_one_works_right_now(sample: Desk) -> None:
    with sample.read() as session:
        entries = session.execute(select(TimeEntry.technician_id, TimeEntry.started_at, TimeEntry.ended_at)).all()
    assert len({technician for technician, _, _ in entries}) == 4
    assert sum(ended is None for _, _, ended in entries) == 1
    assert all(ended is None or started < ended <= sample.now() for _, started, ended in entries)


@pytest.mark.parametrize("month", [1, 2, 3, 12])
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_sample_can_be_made_on_any_day(place: OfficePlace, month: int) -> None:
    now = datetime(2024, month, 1, 18, tzinfo=UTC) + timedelta(days=28)
    make_sample(place, "tests", now=lambda: now)
    desk = sit_down(Database(place, schema.open_office(place)), "tests", lambda: now)
    assert check(desk).ok
    assert profile(desk, abc(desk)).figures.awaiting_payments == 486903
    desk.database.close()


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_sample_is_never_made_over_something(office: OfficePlace) -> None:
    assert office.path is not None
    before = office.path.read_bytes()
    with pytest.raises(NotAllowed, match="there already"):
        make_sample(office, "tests")
    assert office.path.read_bytes() == before


def test_a_large_office_is_sound_and_has_five_documents_each(place: OfficePlace) -> None:
    told: list[tuple[int, int]] = []
    made = make_sample(place, "tests", customers=1300, now=lambda: NOW, progress=lambda *far: told.append(far))
    desk = sit_down(Database(place, schema.open_office(place)), "tests", lambda: NOW)
    assert told[-1] == (1300, 1300)
    assert made.customers == 1300
    documents = made.estimates + made.jobs + made.invoices + made.payments
    assert documents == pytest.approx(5 * made.customers, rel=0.02)
    assert check(desk).findings == ()
    assert made.invoiced == made.paid + made.open
    assert profile(desk, abc(desk)).figures.awaiting_payments == 486903
    assert {row.kind for row in InvoiceList(desk).first(InvoiceFilter(), Sort("number"), 5)} == {InvoiceKind.INVOICE}
    desk.database.close()


def test_the_same_seed_makes_the_same_office(tmp_path: Path) -> None:
    def made(name: str, seed: int) -> tuple[Summary, list[dict[str, object]]]:
        place = OfficePlace(path=tmp_path / name)
        summary = make_sample(place, "tests", customers=60, seed=seed, now=lambda: NOW)
        desk = sit_down(Database(place, schema.open_office(place)), "tests", lambda: NOW)
        content = []
        for table in TABLES:
            export_to(desk, table, tmp_path / "out.json")
            content.append({table: json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))})
        desk.database.close()
        return replace(summary), content

    first = made("a.officedesk", 1)
    assert made("b.officedesk", 1) == first
    assert made("c.officedesk", 2) != first


def test_plans_are_sold_and_lived(sample: Desk) -> None:
    assert [(row.name, row.jobs, row.sold) for row in plans(sample)] == [("Comfort Plus", 3, 1), ("Basic Care", 1, 0)]
    rows = {row.name: row for row in ContractList(sample).first(ContractFilter(), Sort("name"), 10)}
    membership = rows["Comfort Plus"]
    assert (membership.starts, membership.ends, membership.status) == (
        date(2023, 7, 1), date(2025, 6, 30), ContractStatus.UPCOMING,
    )  # fmt: skip
    told = report(sample, membership.id)
    # As in the picture: 28 visits, and 24 months of $49.00.
    assert (told.left, told.planned_amount, told.equipment) == (28, 1_176_00, ("Rtu", "RTU-1", "RTU-2"))
    assert profile(sample, abc(sample)).contract_ends == date(2025, 6, 30)
    agreement = report(sample, rows["Boiler and air handlers, full service"].id)
    assert (agreement.done, agreement.left, agreement.billed, agreement.saved) == (2, 10, 690_00, 2 * 235_00)
