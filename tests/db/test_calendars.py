"""Technicians' calendars as files: read back by `icalendar` and by a reader of this test's own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from sqlalchemy import select, update

from officedesk.errors import NotFound, OfficeError
from officedesk.models.company import Technician
from officedesk.models.enums import JobStatus, NoteKind, Priority
from officedesk.models.notes import Note
from officedesk.models.text import clean
from officedesk.models.work import Job, Visit
from officedesk.services.calendars.export import calendar, file_name, write_calendars
from officedesk.services.calendars.zones import described
from officedesk.services.desk import Desk
from officedesk.services.work.drafts import JobDraft, TaskDraft, VisitDraft
from officedesk.services.work.jobs import delete_job, job, new_job, save_job
from tests.db.selling import id_of, line
from tests.factories import make_customer, make_technician
from tests.support.clock import Clock
from tests.support.hostile import TEXTS


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Read(NamedTuple):
    """A property as the reader below finds it."""

    name: str
    parameters: dict[str, str]
    value: str


def lines_of(content: bytes) -> list[str]:
    """The unfolded lines, by RFC 5545: at most 75 bytes each, CR LF at the end, never in the middle of a letter."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(one) <= 75 for one in raw)
    assert not any(b"\r" in one or b"\n" in one for one in raw)
    unfolded: list[bytes] = []
    for one in raw:
        if one[:1] in (b" ", b"\t"):
            unfolded[-1] += one[1:]
        else:
            unfolded.append(one)
    for one in raw:
        one.decode("utf-8")
    return [one.decode("utf-8") for one in unfolded]


def components(content: bytes) -> list[tuple[str, list[Read]]]:
    """Every component with its own properties, those of inner ones apart."""
    found: list[tuple[str, list[Read]]] = []
    open_ones: list[tuple[str, list[Read]]] = []
    for text in lines_of(content):
        head, _, value = text.partition(":") if '"' not in text.split(":")[0] else _quoted(text)
        name, *parameters = head.split(";")
        if name == "BEGIN":
            open_ones.append((value, []))
        elif name == "END":
            one = open_ones.pop()
            assert one[0] == value
            found.append(one)
        else:
            pairs = dict(part.split("=", 1) for part in parameters)
            open_ones[-1][1].append(Read(name, pairs, value))
    assert open_ones == []
    return found


def _quoted(text: str) -> tuple[str, str, str]:
    match = re.match(r'((?:[^":]|"[^"]*")*):(.*)', text, re.DOTALL)
    assert match is not None
    return match[1], ":", match[2]


def read_back(content: bytes) -> list[Any]:
    """The events as `icalendar` reads them."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def plain(value: str) -> str:
    """TEXT of RFC 5545 without its escapes."""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def events(content: bytes) -> list[dict[str, Read]]:
    return [{read.name: read for read in reads} for name, reads in components(content) if name == "VEVENT"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "calendars"
    made.mkdir()
    return made


@pytest.fixture
def erick(desk: Desk) -> int:
    return make_technician(desk, "Erick Voss")


def visited(desk: Desk, technician: int, *visits: VisitDraft, **changes: Any) -> JobDraft:
    customer = make_customer(desk, "ABC Company")
    draft = replace(
        new_job(desk, customer),
        description="Filter change",
        tasks=(TaskDraft(line(100, "Filters, 20 x 25")),),
        visits=tuple(replace(visit, technician_ids=visit.technician_ids or (technician,)) for visit in visits),
        **changes,
    )
    return save_job(desk, draft)


def test_a_visit_is_an_event_in_its_zone_with_what_the_crew_needs(desk: Desk, clock: Clock, erick: int) -> None:
    today = desk.today()
    starts = datetime.combine(today, wall("2026-01-01T08:00").time())
    stored = visited(
        desk,
        erick,
        VisitDraft(
            starts, starts + timedelta(minutes=90), window_ends=starts + timedelta(hours=1), note="Use the back door"
        ),
        crew_note="Gate code; 1234, twice",
        priority=Priority.URGENT,
    )
    content = calendar(desk, erick).content
    (event,) = events(content)
    local = f"{starts:%Y%m%dT%H%M%S}"
    assert (event["DTSTART"].parameters, event["DTSTART"].value) == ({"TZID": "America/Chicago"}, local)
    assert event["DTEND"].value == f"{starts + timedelta(minutes=90):%Y%m%dT%H%M%S}"
    assert plain(event["SUMMARY"].value) == f"{stored.number} ABC Company: Filter change"
    told = plain(event["DESCRIPTION"].value)
    assert "Arrive between 8:00 and 9:00" in told
    for words in ("Use the back door", "Crew: Gate code; 1234, twice", "- Filters, 20 x 25", "Priority: urgent"):
        assert words in told
    assert (event["STATUS"].value, event["PRIORITY"].value) == ("CONFIRMED", "1")
    assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"].value)
    assert event["UID"].value.startswith(f"visit-{stored.visits[0].id}-")
    (read,) = read_back(content)
    assert read["DTSTART"].dt == starts.replace(tzinfo=ZoneInfo("America/Chicago"))
    assert read["DTEND"].dt - read["DTSTART"].dt == timedelta(minutes=90)


def test_whole_days_are_dates_and_end_on_the_day_after(desk: Desk, erick: int) -> None:
    day = datetime.combine(desk.today(), datetime.min.time())
    visited(desk, erick, VisitDraft(day, day + timedelta(days=3), all_day=True))
    content = calendar(desk, erick).content
    (event,) = events(content)
    assert event["DTSTART"] == Read("DTSTART", {"VALUE": "DATE"}, f"{day:%Y%m%d}")
    assert event["DTEND"] == Read("DTEND", {"VALUE": "DATE"}, f"{day + timedelta(days=3):%Y%m%d}")
    assert [name for name, _ in components(content) if name == "VTIMEZONE"] == []


def test_an_open_end_is_an_hour_and_nobody_elses_visits_are_here(desk: Desk, erick: int) -> None:
    other = make_technician(desk, "Other")
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    visited(desk, erick, VisitDraft(starts), VisitDraft(starts, technician_ids=(other,)), VisitDraft(note="no day yet"))
    (event,) = events(calendar(desk, erick).content)
    assert event["DTEND"].value == f"{starts + timedelta(hours=1):%Y%m%dT%H%M%S}"
    assert len(events(calendar(desk, other).content)) == 1
    assert events(calendar(desk, other).content)[0]["UID"].value != event["UID"].value
    with pytest.raises(NotFound):
        calendar(desk, 999)


def test_the_uid_stays_and_every_change_counts_the_sequence_up(desk: Desk, clock: Clock, erick: int) -> None:
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    stored = visited(desk, erick, VisitDraft(starts, starts + timedelta(hours=1)))
    before = events(calendar(desk, erick).content)[0]
    assert calendar(desk, erick).content == calendar(desk, erick).content
    for change in (
        {"visits": (replace(stored.visits[0], starts=starts + timedelta(hours=2), ends=starts + timedelta(hours=3)),)},
        {"description": "Another filter"},
        {"crew_note": "Ring twice"},
    ):
        clock.go_on(seconds=61)
        save_job(desk, replace(job(desk, id_of(stored)), **change))  # type: ignore[arg-type]
        after = events(calendar(desk, erick).content)[0]
        assert after["UID"] == before["UID"]
        assert int(after["SEQUENCE"].value) > int(before["SEQUENCE"].value)
        assert after["DTSTAMP"].value > before["DTSTAMP"].value
        before = after


def test_a_cancelled_visit_says_so_and_frees_the_time(desk: Desk, erick: int) -> None:
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    stored = visited(desk, erick, VisitDraft(starts))
    with desk.write() as session:
        session.execute(update(Visit).values(status=JobStatus.CANCELLED))
    (event,) = events(calendar(desk, erick).content)
    assert (event["STATUS"].value, event["TRANSP"].value) == ("CANCELLED", "TRANSPARENT")
    assert event["SUMMARY"].value.startswith("Cancelled: ")
    delete_job(desk, id_of(stored))
    assert events(calendar(desk, erick).content) == []


def test_a_calendar_reaches_as_far_as_is_asked(desk: Desk, erick: int) -> None:
    day = desk.today()
    starts = datetime.combine(day, wall("2026-01-01T08:00").time())
    visited(desk, erick, *(VisitDraft(starts + timedelta(days=n)) for n in (-40, -1, 0, 5, 400)))
    assert calendar(desk, erick).visits == 3
    assert calendar(desk, erick, day, day).visits == 1
    assert calendar(desk, erick, day - timedelta(days=60), day + timedelta(days=500)).visits == 5


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_hostile_text_stays_text_of_its_own_event(desk: Desk) -> None:
    begin = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil"
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    erick = make_technician(desk, begin)
    texts = (*TEXTS, begin, "ä" * 200, "😀" * 120, ";,\\n\\N\\;", "a" * 60_000, '":;=,')
    for number, text in enumerate(texts):
        stored = clean(text, lines=True)
        customer = make_customer(desk, stored, locations=[{"street": stored, "city": "X", "name": stored}])
        draft = replace(
            new_job(desk, customer),
            description=text,
            crew_note=text,
            visits=(VisitDraft(starts + timedelta(minutes=number), technician_ids=(erick,), note=text),),
        )
        save_job(desk, draft)
    content = calendar(desk, erick).content
    found = events(content)
    assert len(found) == len(texts)
    assert not any(event["UID"].value == "evil" for event in found)
    assert len({event["UID"].value for event in found}) == len(texts)
    read = read_back(content)
    assert [str(one["SUMMARY"]) for one in read] == [plain(event["SUMMARY"].value) for event in found]
    assert [str(one["DESCRIPTION"]) for one in read] == [plain(event["DESCRIPTION"].value) for event in found]
    for event in found:
        assert set(event) <= KNOWN


KNOWN = {
    "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "GEO",
    "DESCRIPTION", "STATUS", "TRANSP", "PRIORITY", "X-MICROSOFT-CDO-ALLDAYEVENT",
}  # fmt: skip

ZONES = (
    "America/Chicago", "Europe/Berlin", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Dubai", "America/Phoenix",
    "Pacific/Auckland", "Africa/Casablanca", "Pacific/Apia", "UTC",
)  # fmt: skip


@pytest.mark.parametrize(("key", "year"), [*product(ZONES, (2024, 2026)), ("Pacific/Apia", 2011)])
def test_a_zone_says_of_every_hour_what_the_clocks_say(key: str, year: int) -> None:
    """Read by dateutil, which knows nothing of icalendar."""
    zone = ZoneInfo(key)
    text = described(key, year, year + 1).to_ical().decode()
    read = tzical(StringIO(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")).get(key)
    assert read is not None
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 2, 1, 1, tzinfo=UTC)
    while at < end:
        local = at.astimezone(zone)
        naive = local.replace(tzinfo=None, fold=0)
        # An hour that comes twice, or never, is told apart by nothing that a calendar file holds.
        twice = naive.replace(tzinfo=zone).utcoffset() != naive.replace(tzinfo=zone, fold=1).utcoffset()
        if not twice:
            assert naive.replace(tzinfo=read).utcoffset() == local.utcoffset(), (key, local)
        at += timedelta(minutes=30 if at.month in (3, 4, 9, 10, 11, 12) else 600)


def test_outlook_reads_rules_that_name_a_weekday_and_no_lists_of_dates() -> None:
    for key in ("America/Chicago", "Europe/Berlin", "Pacific/Auckland"):
        text = described(key, 2026, 2027).to_ical().decode()
        assert text.count("RRULE:FREQ=YEARLY;BYDAY=") == 2
        assert "RDATE" not in text


def test_a_folder_has_a_file_for_each_and_only_what_differs_is_written(
    desk: Desk, clock: Clock, erick: int, folder: Path
) -> None:
    anna = make_technician(desk, "Anna Ö/..\\Grip")
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    stored = visited(desk, erick, VisitDraft(starts))
    first = write_calendars(desk, folder)
    names = sorted((file_name("Erick Voss", erick), file_name("Anna Ö/..\\Grip", anna)))
    assert sorted(first.written) == sorted(path.name for path in folder.iterdir()) == names
    assert write_calendars(desk, folder).unchanged == tuple(sorted(first.written, key=first.written.index))
    clock.go_on(seconds=5)
    save_job(desk, replace(job(desk, id_of(stored)), description="Changed"))
    assert write_calendars(desk, folder).written == (file_name("Erick Voss", erick),)


def test_files_of_who_left_or_is_called_otherwise_go_and_nothing_else(desk: Desk, erick: int, folder: Path) -> None:
    write_calendars(desk, folder)
    theirs = folder / "someone-7.ics"
    theirs.write_bytes(b"BEGIN:VCALENDAR\r\nUID:technician-7-other@officedesk\r\nEND:VCALENDAR\r\n")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with desk.write() as session:
        session.execute(update(Technician).where(Technician.id == erick).values(name="Erick Voss-Lund"))
    done = write_calendars(desk, folder)
    assert (done.written, done.removed) == ((file_name("Erick Voss-Lund", erick),), (file_name("Erick Voss", erick),))
    with desk.write() as session:
        session.execute(update(Technician).values(active=False))
    assert write_calendars(desk, folder).removed == (file_name("Erick Voss-Lund", erick),)
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "someone-7.ics"]


def test_a_folder_that_is_not_there_is_told(desk: Desk, erick: int, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="not a folder"):
        write_calendars(desk, tmp_path / "gone")


def test_site_notes_and_places_are_in_the_event(desk: Desk, erick: int) -> None:
    starts = datetime.combine(desk.today(), wall("2026-01-01T08:00").time())
    stored = visited(desk, erick, VisitDraft(starts))
    with desk.write() as session:
        row = session.execute(select(Job.customer_id, Job.location_id).where(Job.id == stored.id)).one()
        session.add(
            Note(
                customer_id=row.customer_id, location_id=row.location_id, kind=NoteKind.SITE, at=desk.now(),
                created_at=desk.now(), updated_at=desk.now(), author="Dana", text="Dog in the yard",
            )
        )  # fmt: skip
    (event,) = events(calendar(desk, erick).content)
    assert "Site: Dog in the yard" in plain(event["DESCRIPTION"].value)
    assert event["LOCATION"].value


def test_what_is_asked_for_by_day_is_a_day(desk: Desk, erick: int) -> None:
    assert calendar(desk, erick, date(2026, 1, 1), date(2026, 1, 31)).visits == 0
