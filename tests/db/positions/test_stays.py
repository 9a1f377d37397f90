"""Time on site: which job it was for, on the timesheet and on an invoice, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.customers import Location
from officedesk.models.mapping import Crossing, TimeEntry
from officedesk.services.contracts import contracts
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import CrossingFilter, StayFilter, StayRow
from officedesk.services.mapping.crossings import NEWEST, CrossingList, crossings_of
from officedesk.services.mapping.devices import device, save_device
from officedesk.services.mapping.imports import take_in
from officedesk.services.mapping.running import SETTING
from officedesk.services.mapping.stay_charging import release_stays, stays_to_invoice, stays_to_time
from officedesk.services.mapping.stays import StayList, footer_seconds, stays
from officedesk.services.mapping.time_editing import delete_time
from officedesk.services.mapping.time_entries import TimeEntryList, entries
from officedesk.services.mapping.time_rows import TimeFilter
from officedesk.services.office.settings import put
from officedesk.services.sales import invoices
from officedesk.services.work.drafts import VisitDraft
from tests.db.contract_support import COMFORT, sell
from tests.db.positions.ground import MORNING, csv, drive, fence, van
from tests.db.positions.ground import crossings as stored
from tests.db.selling import job_of, line
from tests.factories import make_customer, make_item, make_technician
from tests.support.clock import Clock, local

# An hour at the yard.
STAY = [(0.0, 0.0), *[(1_000.0, 0.0)] * 7, (3_000.0, 0.0)]
LUNCH = [(1_000.0, 0.0), (1_000.0, 2_000.0), (1_000.0, 2_000.0), (1_000.0, 0.0)]
LATER = MORNING + timedelta(hours=3)


class Site:
    """A customer with a fence, and a van with a technician."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.customer = make_customer(desk, "ABC Company")
        with desk.read() as session:
            self.location = session.scalar(select(Location.id).where(Location.customer_id == self.customer)) or 0
        self.technician = make_technician(desk, "Anton Grip")
        self.van = van(desk, technician_id=self.technician)
        self.fence = fence(desk, customer_id=self.customer, location_id=self.location)

    def drive(self, start: datetime = MORNING, name: str = "day.csv") -> StayRow:
        clock = self.desk.now
        assert isinstance(clock, Clock)
        clock.at = max(clock.at, start + timedelta(hours=2))
        take_in(self.desk, name, csv(drive(STAY, start=start)))
        return stays(self.desk, StayFilter())[-1]

    def job(self, **changes: object) -> int:
        draft = job_of(self.desk, self.customer, [line(100_00)], location_id=self.location, **changes)
        assert draft.id is not None
        return draft.id


@pytest.fixture
def site(desk: Desk) -> Site:
    return Site(desk)


def test_a_stay_is_for_the_only_open_job_of_the_location(site: Site) -> None:
    job = site.job()

    stay = site.drive()

    assert (stay.job_id, stay.technician, stay.company) == (job, "Anton Grip", "ABC Company")
    assert abs(stay.seconds - (3_600 + 200 / 15)) <= 1


def test_a_visit_of_that_technician_on_that_day_says_which_job_it_was(site: Site) -> None:
    site.job()
    visit = VisitDraft(local(2023, 6, 22, 8), local(2023, 6, 22, 10), technician_ids=(site.technician,))
    planned = site.job(visits=(visit,))
    tomorrow = VisitDraft(local(2023, 6, 23, 8), local(2023, 6, 23, 10), technician_ids=(site.technician,))
    site.job(visits=(tomorrow,))

    assert site.drive().job_id == planned


def test_between_two_open_jobs_somebody_has_to_choose(site: Site) -> None:
    first, second = site.job(), site.job()

    stay = site.drive()

    assert stay.job_id is None
    assert {choice.id for choice in stay.jobs} == {first, second}
    done = stays_to_time(site.desk, [stay.id], {stay.id: second})
    assert [row.job_id for row in entries(site.desk, TimeFilter())] == [second]
    assert done.done == (stay.id,)


def test_a_job_of_another_place_is_refused(site: Site) -> None:
    elsewhere = job_of(site.desk, make_customer(site.desk), [line(1)])
    stay = site.drive()

    with pytest.raises(InvalidInput, match="not at"):
        stays_to_time(site.desk, [stay.id], {stay.id: elsewhere.id})


def test_a_stay_goes_on_the_timesheet_once(site: Site, other_desk: Desk) -> None:
    job = site.job()
    stay = site.drive()

    first = stays_to_time(site.desk, [stay.id])
    again = stays_to_time(other_desk, [stay.id])

    assert first.done == (stay.id,)
    assert again.done == ()
    assert again.skipped == ("Van 1 at ABC yard is on the timesheet already.",)
    (entry,) = entries(site.desk, TimeFilter())
    assert (entry.technician, entry.job_id, entry.company, entry.from_crossing) == (
        "Anton Grip",
        job,
        "ABC Company",
        True,
    )
    assert entry.seconds == stay.seconds
    assert TimeEntryList(site.desk).footer(TimeFilter()).sums == (("seconds", stay.seconds),)


def test_an_entry_in_the_trash_comes_back(site: Site) -> None:
    stay = site.drive()
    (entry,) = stays_to_time(site.desk, [stay.id]).made
    delete_time(site.desk, [entry])
    assert not stays(site.desk, StayFilter())[0].on_timesheet

    assert stays_to_time(site.desk, [stay.id]).made == (entry,)


def test_time_that_somebody_typed_for_the_same_hours_stays_the_only_one(site: Site) -> None:
    stay = site.drive()
    with site.desk.write() as session:
        session.add(
            TimeEntry(
                technician_id=site.technician,
                started_at=stay.started - timedelta(minutes=5),
                ended_at=stay.started + timedelta(minutes=5),
                created_at=stay.started,
                updated_at=stay.started,
            )
        )

    done = stays_to_time(site.desk, [stay.id])

    assert done.skipped == ("Van 1 at ABC yard: Anton Grip has other time at these hours already.",)
    assert len(entries(site.desk, TimeFilter())) == 1


def test_hours_on_site_become_a_line_of_the_jobs_invoice_draft_once(site: Site, other_desk: Desk) -> None:
    job, item = site.job(), make_item(site.desk, "Labor", 120_00, unit="h")
    stay = site.drive()

    done = stays_to_invoice(site.desk, [stay.id], item)
    again = stays_to_invoice(other_desk, [stay.id], item)

    (draft_id,) = done.drafts
    draft = invoices.invoice(site.desk, draft_id)
    assert (draft.customer_id, draft.job_id, draft.location_id) == (site.customer, job, site.location)
    (sold,) = draft.lines
    assert (sold.name, sold.quantity, sold.unit, sold.price) == ("Labor", Decimal(1), "h", 120_00)
    assert "On site 06/22/2023, 6:01 – 7:01, Anton Grip" in sold.description
    assert again.drafts == ()
    assert again.skipped == ("Van 1 at ABC yard on 06/22/2023 is on an invoice draft already.",)
    assert stays(site.desk, StayFilter())[0].invoice == "draft"


def test_hours_at_a_members_are_discounted_as_all_that_is_billed_to_them(site: Site) -> None:
    membership = sell(site.desk, site.desk.today(), replace(COMFORT, jobs=(), price=0), site.customer)
    contracts.save_contract(site.desk, membership)
    stay = site.drive()

    (draft_id,) = stays_to_invoice(site.desk, [stay.id], make_item(site.desk, "Labor", 120_00)).drafts

    assert invoices.invoice(site.desk, draft_id).pricing.discount_reason == "Comfort Plus member"


def test_a_draft_that_is_there_is_gone_on_with(site: Site) -> None:
    site.job()
    item = make_item(site.desk, "Labor", 120_00)
    first = site.drive()
    second = site.drive(LATER, "afternoon.csv")
    assert first.id != second.id

    (draft_id,) = stays_to_invoice(site.desk, [first.id], item).drafts
    done = stays_to_invoice(site.desk, [second.id], item)

    assert done.drafts == (draft_id,)
    assert len(invoices.invoice(site.desk, draft_id).lines) == 2


def test_what_was_issued_stays_and_what_is_a_draft_can_be_let_go_of(site: Site) -> None:
    item = make_item(site.desk, "Labor", 120_00)
    stay = site.drive()
    (draft_id,) = stays_to_invoice(site.desk, [stay.id], item).drafts

    invoices.delete_draft(site.desk, draft_id)
    assert stays_to_invoice(site.desk, [stay.id], item).drafts == ()
    assert release_stays(site.desk, [stay.id]) == 1
    (other_id,) = stays_to_invoice(site.desk, [stay.id], item).drafts
    invoices.issue_invoice(site.desk, other_id)
    with pytest.raises(NotAllowed, match="was issued"):
        release_stays(site.desk, [stay.id])

    invoices.void_invoice(site.desk, other_id, "Wrong hours")

    assert len(stays_to_invoice(site.desk, [stay.id], item).drafts) == 1


@pytest.mark.parametrize("charged", ["timesheet", "invoice"])
def test_late_points_leave_charged_time_as_it_was_and_say_so(site: Site, charged: str) -> None:
    points = drive(STAY)
    # The hour in the yard was only an hour because nothing was heard of the lunch in between.
    lunch = drive(
        [(1_000.0, 0.0), (1_000.0, 2_000.0), (1_000.0, 2_000.0), (1_000.0, 0.0)], start=MORNING + timedelta(minutes=20)
    )
    heard = [one for one in points if not lunch[0][0] <= one[0] <= lunch[-1][0]]
    take_in(site.desk, "day.csv", csv(heard))
    rows = stays(site.desk, StayFilter())
    assert len(rows) == 1
    before = stored(site.desk)
    ids = [row.id for row in rows]
    if charged == "timesheet":
        stays_to_time(site.desk, ids)
    else:
        stays_to_invoice(site.desk, ids, make_item(site.desk, "Labor", 100_00))

    taken = take_in(site.desk, "lunch.csv", csv(lunch))

    assert stored(site.desk) == before
    assert len(taken.kept) == 1
    assert taken.kept[0].startswith("Van 1 at ABC yard on 06/22/2023 stays as it was invoiced")
    assert [row.id for row in stays(site.desk, StayFilter())] == ids


def test_late_points_correct_what_nobody_charged(site: Site) -> None:
    points = drive(STAY)
    lunch = drive(
        [(1_000.0, 0.0), (1_000.0, 2_000.0), (1_000.0, 2_000.0), (1_000.0, 0.0)], start=MORNING + timedelta(minutes=20)
    )
    heard = [one for one in points if not lunch[0][0] <= one[0] <= lunch[-1][0]]
    take_in(site.desk, "day.csv", csv(heard))
    (whole,) = stays(site.desk, StayFilter())

    take_in(site.desk, "lunch.csv", csv(lunch))

    first, second = stays(site.desk, StayFilter())
    assert first.started == whole.started
    assert second.ended == whole.ended
    assert first.ended < second.started


def test_crossings_start_and_stop_time_where_the_office_wants_it(site: Site) -> None:
    put(site.desk, SETTING, True, user=False)
    job = site.job()
    points = drive(STAY)
    there = [one for one in points if one[0] < MORNING + timedelta(minutes=30)]

    take_in(site.desk, "so far.csv", csv(there))
    (running,) = entries(site.desk, TimeFilter())
    assert (running.job_id, running.ended, running.technician) == (job, None, "Anton Grip")

    take_in(site.desk, "rest.csv", csv(points[len(there) :]))

    (over,) = entries(site.desk, TimeFilter())
    (stay,) = stays(site.desk, StayFilter())
    assert (over.id, over.seconds) == (running.id, stay.seconds)
    assert stay.on_timesheet


def test_crossings_start_nothing_where_it_is_not_clear_what(site: Site) -> None:
    put(site.desk, SETTING, True, user=False)
    site.job()
    site.job()

    site.drive()

    assert entries(site.desk, TimeFilter()) == []


def test_lists_of_crossings_and_stays_are_filtered_sorted_and_summed(site: Site) -> None:
    site.drive()
    site.drive(LATER, "afternoon.csv")
    fence(site.desk, "Nowhere", (50_000, 0))
    source = CrossingList(site.desk)

    newest = source.first(CrossingFilter(), NEWEST, 10)
    assert [row.kind.value for row in newest] == ["exit", "enter"] * 2
    assert newest[0].seconds is not None
    assert abs(newest[0].seconds - 3_613) <= 1
    for text in ("abc", "anton", "van 1", "yard"):
        assert len(source.ids(CrossingFilter(text=text), NEWEST)) == 4, text
    assert len(source.ids(CrossingFilter(text="%zzz"), NEWEST)) == 0
    day = local(2023, 6, 22).date()
    assert len(source.ids(CrossingFilter(date_from=day, date_to=day, customer_id=site.customer), NEWEST)) == 4
    assert len(source.ids(CrossingFilter(date_to=day - timedelta(days=1)), NEWEST)) == 0
    for column in ("at", "kind", "fence", "device", "technician", "company", "location"):
        assert len(source.ids(CrossingFilter(), replace(NEWEST, column=column))) == 4
    assert len(crossings_of(site.desk, site.fence, 3)) == 3

    over = StayList(site.desk)
    footer = over.footer(StayFilter(technician_id=site.technician))
    assert footer.count == 2
    assert abs(footer_seconds(footer) - 7_227) <= 2
    for column in ("started", "ended", "seconds", "fence", "device", "technician", "company", "location", "charged"):
        assert len(over.ids(StayFilter(), replace(NEWEST, column=column))) == 2
    stays_to_time(site.desk, [stays(site.desk, StayFilter())[0].id])
    assert over.footer(StayFilter(charged=True)).count == over.footer(StayFilter(charged=False)).count == 1


def test_a_device_keeps_who_had_it_when_it_crossed(site: Site) -> None:
    site.drive()
    other = make_technician(site.desk, "Raz Bajwa")
    save_device(site.desk, replace(device(site.desk, site.van), technician_id=other))

    site.drive(LATER, "afternoon.csv")

    with site.desk.read() as session:
        had = session.scalars(select(Crossing.technician_id).order_by(Crossing.at)).all()
    assert had == [site.technician] * 2 + [other] * 2
