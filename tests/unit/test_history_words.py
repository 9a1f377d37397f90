"""Rows of the change log read as sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from officedesk.formatting import date_text, money
from officedesk.services.activity.rows import HistoryRow
from officedesk.views.customers.history_words import sentences


class American:
    def money(self, minor: int) -> str:
        return money(minor)

    def date(self, value: Any) -> str:
        return date_text(value)


def told(entity: str, action: str, before: dict[str, object], after: dict[str, object], label: str = "") -> list[str]:
    at = datetime(2023, 6, 22, 12, 0, tzinfo=UTC)
    row = HistoryRow(1, at, "Dana Reyes", action, entity, 7, label, before, after)
    return sentences(row, American(), ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("entity", "action", "before", "after", "label", "expected"),
    [
        ("customer", "created", {}, {"name": "ABC"}, "ABC", ["Created customer"]),
        ("skill", "created", {}, {"name": "Gas"}, "Gas", ["Created skill Gas"]),
        ("time_off", "deleted", {"reason": "Sick"}, {}, "Sick", ["Deleted time off “Sick”"]),
        (
            "technician",
            "updated",
            {"hours": None, "hourly_cost": 0},
            {"hours": {"0": [[420, 1020]], "1": [[420, 1020]]}, "hourly_cost": 4250},
            "Erick",
            ["Erick: working hours: Mon–Tue 7:00 – 17:00", "Cost of an hour: $0.00 → $42.50"],
        ),
        ("lead", "created", {}, {"source": "Fair"}, "New roof", ["Created lead “New roof”"]),
        (
            "lead",
            "updated",
            {"source": "", "postponed_until": None},
            {"source": "Fair", "postponed_until": "2026-12-03"},
            "New roof",
            ["Lead “New roof”: source: Fair", "Postponed until: 12/03/2026"],
        ),
        (
            "project",
            "updated",
            {"delivered_at": None, "state": "in_progress", "state_before": None},
            {"delivered_at": "2026-11-22T10:00:00+00:00", "state": "completed", "state_before": "in_progress"},
            "Project P-1001",
            ["Project P-1001 delivered"],
        ),
        (
            "contract",
            "updated",
            {"state": "active", "cancelled_on": None, "cancel_reason": ""},
            {"state": "cancelled", "cancelled_on": "2023-12-16", "cancel_reason": "Moved away"},
            "Contract C-1001",
            ["Contract C-1001 cancelled to 12/16/2023: Moved away"],
        ),
        (
            "series",
            "updated",
            {"rule": {"frequency": "monthly"}, "at_minute": None},
            {"rule": {"frequency": "yearly", "months": [4], "nth": [[2, 1]]}, "at_minute": 570},
            "Filter change",
            ["Recurring job “Filter change”: repeats: monthly → yearly, 2nd Tuesday of April", "Time of day: 9:30"],
        ),
        (
            "equipment",
            "updated",
            {"source": "sold"},
            {"source": "third_party"},
            "RTU-1",
            ["Equipment RTU-1: sold by: sold → third party"],
        ),
        ("customer", "updated", {"name": "ABC"}, {"name": "ABC Inc"}, "ABC Inc", ["Name: ABC → ABC Inc"]),
        ("customer", "updated", {"flag_reason": None}, {"flag_reason": "Dog"}, "ABC", ["Flagged: Dog"]),
        ("customer", "updated", {"flag_reason": "Dog"}, {"flag_reason": None}, "ABC", ["Flag removed: Dog"]),
        ("customer", "updated", {"terms_id": 1}, {"terms_id": 2}, "ABC", ["Terms changed"]),
        ("customer", "updated", {"newsletter": False}, {"newsletter": True}, "ABC", ["Newsletter: no → yes"]),
        ("customer", "updated", {}, {"tags": [{"name": "COD"}]}, "ABC", ["Added tag COD"]),
        ("customer", "updated", {"tags": [{"name": "COD"}]}, {}, "ABC", ["Removed tag COD"]),
        (
            "customer",
            "updated",
            {"contacts": [{"id": 3, "phone": "1"}]},
            {"contacts": [{"id": 3, "phone": "2"}, {"id": 4, "name": "Ana"}]},
            "ABC",
            ["Contact: phone: 1 → 2", "Added contact Ana"],
        ),
        (
            "customer",
            "updated",
            {"locations": [{"id": 3, "called": "Main", "latitude": None, "longitude": None}]},
            {"locations": [{"id": 3, "called": "Main", "latitude": 44.9767, "longitude": -93.2653}]},
            "ABC",
            ["Location Main: placed on the map"],
        ),
        (
            "customer",
            "updated",
            {"locations": [{"id": 3, "called": "Main", "latitude": 44.9, "longitude": -93.2653}]},
            {"locations": [{"id": 3, "called": "Main", "latitude": 44.9767, "longitude": -93.2653}]},
            "ABC",
            ["Location Main: moved on the map"],
        ),
        (
            "customer",
            "updated",
            {"locations": [{"id": 3, "called": "Main", "latitude": 44.9, "longitude": -93.2, "street": "1 A St"}]},
            {"locations": [{"id": 3, "called": "Main", "latitude": None, "longitude": None, "street": "2 A St"}]},
            "ABC",
            ["Location Main: street: 1 A St → 2 A St", "Location Main: taken off the map"],
        ),
        ("estimate", "created", {}, {"number": "1230"}, "Estimate 1230", ["Created estimate 1230"]),
        ("geofence", "created", {}, {"name": "ABC yard"}, "ABC yard", ["Created geofence ABC yard"]),
        (
            "geofence",
            "updated",
            {"id": 3, "latitude": 44.9, "west": 1.0, "east": 2.0, "area": 100.0},
            {"id": 3, "latitude": 45.0, "west": 1.1, "east": 2.1, "area": 101.0},
            "ABC yard",
            ["Moved geofence ABC yard"],
        ),
        (
            "geofence",
            "updated",
            {"radius": 91.44, "area": 26256.0, "active_days": 127, "active_from": 0, "active_until": 0},
            {"radius": 152.4, "area": 72932.0, "active_days": 31, "active_from": 420, "active_until": 1080},
            "ABC yard",
            [
                "Geofence ABC yard: radius: 300 ft → 500 ft",
                "Area: 6.5 acres → 18 acres",
                "Active on: Every day → Weekdays",
                "Active from: 0:00 → 7:00",
                "Active until: 0:00 → 18:00",
            ],
        ),
        (
            "geofence",
            "updated",
            {"outline": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]], "watchers": []},
            {"outline": [[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]], "watchers": [{"user_id": "Anna"}]},
            "ABC yard",
            ["Geofence ABC yard: outline drawn anew: 4 corners", "Added user who is told Anna"],
        ),
        (
            "geofence",
            "updated",
            {"shape": "circle", "radius": 91.44, "outline": None},
            {"shape": "polygon", "radius": None, "outline": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
            "ABC yard",
            ["Geofence ABC yard: shape: circle → polygon", "Radius: 300 ft → empty", "Outline: 3 corners"],
        ),
        ("task", "created", {}, {"text": "Call Ana"}, "Call Ana", ["Created task “Call Ana”"]),
        (
            "task",
            "updated",
            {"done_at": None, "done_by": ""},
            {"done_at": "2023-06-22T12:00:00+00:00", "done_by": "Dana"},
            "Call Ana",
            ["Checked task “Call Ana”"],
        ),
        ("task", "updated", {"done_at": "x"}, {"done_at": None}, "Call Ana", ["Opened task “Call Ana” again"]),
        (
            "task",
            "updated",
            {"due": None, "deleted_at": None},
            {"due": "2023-06-22", "deleted_at": "2023-06-22T12:00:00+00:00"},
            "Call Ana",
            ["Task “Call Ana”: due: 06/22/2023", "Moved to the trash"],
        ),
        ("reminder", "created", {}, {"subject": "Call Ana"}, "Call Ana", ["Created reminder “Call Ana”"]),
        (
            "reminder",
            "updated",
            {"status": "open", "done_at": None, "repeat": "weekly"},
            {"status": "done", "done_at": "2023-06-22T12:00:00+00:00", "repeat": "never"},
            "Call Ana",
            ["Finished reminder “Call Ana”"],
        ),
        (
            "reminder",
            "updated",
            {"status": "done"},
            {"status": "open"},
            "Call Ana",
            ["Opened reminder “Call Ana” again"],
        ),
        (
            "reminder",
            "updated",
            {"due": "2023-06-22 09:00:00", "user_id": "Dana"},
            {"due": "2023-06-23 14:30:00", "user_id": "Anna"},
            "Call Ana",
            ["Reminder “Call Ana”: due: 06/22/2023 09:00 → 06/23/2023 14:30", "Assigned to: Dana → Anna"],
        ),
        (
            "estimate",
            "updated",
            {"total": 100, "date": "2023-06-01"},
            {"total": 25000, "date": "2023-06-22"},
            "Estimate 1230",
            ["Estimate 1230: total: $1.00 → $250.00", "Date: 06/01/2023 → 06/22/2023"],
        ),
        (
            "estimate",
            "updated",
            {"status": "sent", "decided_by": ""},
            {"status": "approved", "decided_by": "John"},
            "Estimate 1230",
            ["Estimate 1230 approved by John"],
        ),
        (
            "invoice",
            "updated",
            {"state": "draft", "number": None, "balance": 0},
            {"state": "issued", "number": "3482", "balance": 50578},
            "Invoice 3482",
            ["Invoice 3482 issued: $505.78"],
        ),
    ],
)
def test_a_change_reads_as_a_sentence(
    entity: str,
    action: str,
    before: dict[str, object],
    after: dict[str, object],
    label: str,
    expected: list[str],
) -> None:
    assert told(entity, action, before, after, label) == expected


def test_instants_are_told_in_the_time_of_the_office() -> None:
    change = told("customer", "updated", {"seen_at": None}, {"seen_at": "2023-06-22 12:00:00+00:00"}, "ABC")
    assert change == ["Seen at: 06/22/2023 07:00"]


def test_many_changes_are_cut_short() -> None:
    before: dict[str, object] = {f"field{n}": "a" for n in range(20)}
    after: dict[str, object] = {f"field{n}": "b" for n in range(20)}
    lines = told("customer", "updated", before, after, "ABC")
    assert len(lines) == 6
    assert lines[-1] == "and 15 more changes"


def test_long_text_is_cut_and_stays_on_one_line() -> None:
    (line,) = told("customer", "updated", {"note": ""}, {"note": "word\n" * 200}, "ABC")
    assert "\n" not in line
    assert line.endswith("…")
