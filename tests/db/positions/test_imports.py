"""Files of positions: taken in once, in whatever order they come, and what is noticed in them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.errors import Cancelled, NotFound, OfficeBusy
from officedesk.models.mapping import Crossing, Device, Position, TrackImport
from officedesk.services.activity.history import HistoryList
from officedesk.services.activity.rows import HistoryFilter
from officedesk.services.desk import Desk
from officedesk.services.mapping import advancing, imports
from officedesk.services.mapping.imports import catch_up, look_at, remove_import, take_in
from officedesk.services.mapping.track_rows import TakenBefore, UnknownDevices
from officedesk.services.mapping.window import Window
from officedesk.services.paging import Sort
from tests.db.positions.ground import MORNING, crossings, csv, drive, fence, jitter, kinds, stays, van

# To the yard, ten minutes there, and on.
VISIT = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)]


def positions(desk: Desk) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(Position)) or 0


def test_a_track_gives_positions_crossings_and_a_stay(desk: Desk) -> None:
    van(desk)
    yard = fence(desk)

    taken = take_in(desk, "monday.csv", csv(drive(VISIT)))

    assert (taken.devices, taken.entered, taken.left) == (("Van 1",), 1, 1)
    assert taken.positions == positions(desk) == len(drive(VISIT))
    (_, first, began), (_, second, ended) = crossings(desk)
    assert (first, second) == ("enter", "exit")
    # 900 metres from home at 15 metres a second; then in to the middle, ten minutes, and out again.
    assert abs((began - MORNING).total_seconds() - 60) < 1
    assert abs((ended - began).total_seconds() - (600 + 200 / 15)) < 1
    assert stays(desk) == [(began, ended)]
    assert yard == crossings(desk)[0][0]


def test_a_way_through_a_fence_between_two_points_is_noticed(desk: Desk) -> None:
    van(desk)
    fence(desk, radius=100.0)
    # 60 mph, a point every 30 seconds: 800 metres from one to the next.
    points = drive([(80.0, 0.0), (4_000.0, 0.0)], speed=26.8, every=30.0)
    assert not any(900 <= spot[0] <= 1_100 for _, spot in points)

    take_in(desk, "fast.csv", csv(points))

    (_, first, began), (_, second, ended) = crossings(desk)
    assert (first, second) == ("enter", "exit")
    assert abs((began - MORNING).total_seconds() - 820 / 26.8) < 0.5
    assert abs((ended - began).total_seconds() - 200 / 26.8) < 0.5


def test_a_device_that_stands_at_the_edge_does_not_flap(desk: Desk) -> None:
    van(desk)
    fence(desk)

    take_in(desk, "edge.csv", csv(jitter((1_100.0, 0.0), 30.0, 3_600)))

    assert kinds(desk) in ([], ["enter"])


def test_the_same_file_is_not_taken_in_twice(desk: Desk, other_desk: Desk) -> None:
    van(desk)
    fence(desk)
    data = csv(drive(VISIT))
    take_in(desk, "monday.csv", data)
    before = crossings(desk), positions(desk)

    with pytest.raises(TakenBefore, match=r"taken in as monday\.csv on 06/22/2023 by Dana Reyes"):
        take_in(other_desk, "copy of monday.csv", data)

    assert (crossings(desk), positions(desk)) == before


def test_the_same_points_in_another_file_are_there_already(desk: Desk) -> None:
    van(desk)
    fence(desk)
    take_in(desk, "monday.csv", csv(drive(VISIT)))
    before = crossings(desk), positions(desk)

    taken = take_in(desk, "again.csv", csv(drive(VISIT)) + b"\n")

    assert (taken.positions, taken.known) == (0, before[1])
    assert (crossings(desk), positions(desk)) == before


def test_unknown_devices_are_offered_and_nothing_is_stored_until_somebody_says_which(desk: Desk) -> None:
    fence(desk)
    data = csv(drive(VISIT), "IMEI-0815")

    with pytest.raises(UnknownDevices, match="IMEI-0815") as refused:
        take_in(desk, "new.csv", data)
    assert positions(desk) == 0
    (unknown,) = refused.value.look.unknown
    assert (unknown.called, unknown.points) == ("IMEI-0815", len(drive(VISIT)))

    taken = take_in(desk, "new.csv", data, {unknown.key: van(desk, "Van 9")})

    assert taken.devices == ("Van 9",)
    assert len(crossings(desk)) == 2


def test_devices_can_be_left_out(desk: Desk) -> None:
    van(desk)
    data = csv(drive(VISIT)) + csv(drive(VISIT), "Nobody").split(b"\n", 1)[1].join([b"\n", b""])
    key = next(one.key for one in look_at(desk, "two.csv", data).devices if one.called == "Nobody")

    taken = take_in(desk, "two.csv", data, {key: None})

    assert taken.positions == positions(desk) == len(drive(VISIT))
    assert taken.left_out == {"of devices that are not taken in": len(drive(VISIT))}


def test_a_device_is_known_however_a_file_writes_it(desk: Desk) -> None:
    van(desk, "Van №1")
    assert look_at(desk, "x.csv", csv(drive(VISIT), "VAN №1")).unknown == ()


@pytest.mark.parametrize("seed", range(6))
def test_files_in_any_order_come_to_what_the_ordered_track_comes_to(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(6):
        fence(desk, f"Fence {number}", (chance.uniform(-3_000, 3_000), chance.uniform(-3_000, 3_000)), 500.0)
    way = [(chance.uniform(-4_000, 4_000), chance.uniform(-4_000, 4_000)) for _ in range(14)]
    points = drive([spot for spot in way for _ in range(chance.choice((1, 2)))], every=20.0)
    whole, parts = van(desk, "Whole"), van(desk, "Parts")
    take_in(desk, "whole.csv", csv(points, "Whole"))
    pieces = [points[start::7] for start in range(7)]
    pieces += [pieces.pop()[:40]]
    chance.shuffle(pieces)
    for number, piece in enumerate(pieces):
        shuffled = list(piece)
        chance.shuffle(shuffled)
        take_in(desk, f"piece {number}.csv", csv(shuffled, "Parts"))
    # What the short piece left out comes last of all.
    take_in(desk, "rest.csv", csv(points, "Parts"))

    with desk.read() as session:

        def of(device: int) -> list[tuple[object, ...]]:
            query = select(Crossing.geofence_id, Crossing.kind, Crossing.at, Crossing.latitude, Crossing.longitude)
            rows = session.execute(
                query.where(Crossing.device_id == device).order_by(Crossing.at, Crossing.geofence_id)
            )
            return [tuple(row) for row in rows]

        assert of(whole) == of(parts)
        assert of(whole)
    assert all(began < ended for began, ended in stays(desk))


@pytest.mark.parametrize("seed", range(3))
def test_stays_are_the_same_however_little_is_looked_at_between_two_transactions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(3):
        fence(desk, f"Fence {number}", (chance.uniform(-1_500, 1_500), chance.uniform(-1_500, 1_500)), 600.0)
    way = [(chance.uniform(-2_500, 2_500), chance.uniform(-2_500, 2_500)) for _ in range(9)]
    points = drive(way, every=20.0)
    whole, parts = van(desk, "Whole"), van(desk, "Parts")
    take_in(desk, "whole.csv", csv(points, "Whole"))
    monkeypatch.setattr(advancing, "STEP", 6)
    monkeypatch.setattr(advancing, "PORTION", 3)
    monkeypatch.setattr(advancing, "_MORE", 3)
    monkeypatch.setattr(advancing, "_EVENTS", (1, 1, 1))
    thirds = [points[start : start + len(points) // 3 + 1] for start in range(0, len(points), len(points) // 3 + 1)]
    for number, piece in enumerate([thirds[2][::2], thirds[0], thirds[2][1::2], thirds[1]]):
        take_in(desk, f"piece {number}.csv", csv(piece, "Parts"))

    left = aliased(Crossing)
    with desk.read() as session:

        def of(device: int) -> list[tuple[object, ...]]:
            rows = session.execute(
                select(Crossing.geofence_id, Crossing.kind, Crossing.at, left.at)
                .outerjoin(left, left.entered_id == Crossing.id)
                .where(Crossing.device_id == device)
                .order_by(Crossing.at, Crossing.geofence_id)
            )
            return [tuple(row) for row in rows]

        assert of(whole) == of(parts)
        assert sum(row[3] is not None for row in of(whole)) >= 3


def test_late_points_read_what_they_concern_and_not_all_that_came_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advancing, "PORTION", 10)
    van(desk)
    yard = fence(desk)
    east = drive([(0.0, 0.0), (2_000.0, 0.0)], start=MORNING - timedelta(hours=14))
    back = drive([(2_000.0, 0.0), (0.0, 0.0)] * 20, start=MORNING - timedelta(hours=12))
    take_in(desk, "afterwards.csv", csv(back))
    came_after = crossings(desk)
    assert len(came_after) >= 70

    seen: list[int] = []
    rows = Window.rows

    def heard(window: Window, session: Session, *, lock: bool = False) -> Sequence[Any]:
        found = rows(window, session, lock=lock)
        seen.append(len(found))
        return found

    monkeypatch.setattr(Window, "rows", heard)
    take_in(desk, "before.csv", csv(east))
    assert crossings(desk) == [*crossings(desk)[:2], *came_after]
    assert [(fence_id, kind) for fence_id, kind, _ in crossings(desk)[:2]] == [(yard, "enter"), (yard, "exit")]
    assert seen
    assert max(seen) <= 10


def test_late_points_change_what_they_tell_and_nothing_before_it(desk: Desk) -> None:
    van(desk)
    fence(desk, "Early", (1_000, 0))
    fence(desk, "Late", (9_000, 0))
    points = drive([(0.0, 0.0), (5_000.0, 0.0), (5_000.0, 0.0), (9_000.0, 0.0), (9_000.0, 0.0), (20_000.0, 0.0)])
    # Nothing was heard for a while: it might have driven by, as far as is known.
    missing = [one for one in points if 4_000 <= one[1][0] <= 9_100]
    take_in(desk, "first.csv", csv([one for one in points if one not in missing]))
    early = crossings(desk)[:2]
    assert len(crossings(desk)) == 2

    taken = take_in(desk, "late.csv", csv(missing))

    assert crossings(desk)[:2] == early
    assert kinds(desk) == ["enter", "exit"] * 2
    assert (taken.entered, taken.left, taken.changed) == (1, 1, 0)


def test_a_jump_that_nobody_could_drive_is_left_out(desk: Desk) -> None:
    van(desk)
    fence(desk, at=(50_000, 0))
    points = drive([(0.0, 0.0), (3_000.0, 0.0)])
    points[9] = (points[9][0], (50_000.0, 0.0))

    taken = take_in(desk, "jump.csv", csv(points))

    assert crossings(desk) == []
    assert taken.left_out == {"impossibly far from the one before": 1}


def test_times_in_the_future_and_before_all_receivers_are_left_out(desk: Desk) -> None:
    van(desk)
    points = drive(VISIT)
    points[0] = (desk.now() + timedelta(days=2), points[0][1])
    points[1] = (MORNING.replace(year=1980), points[1][1])

    taken = take_in(desk, "clock.csv", csv(points))

    assert taken.left_out == {"time in the future": 1, "time too far in the past": 1}
    assert positions(desk) == len(points) - 2


def test_nothing_of_a_file_that_is_cancelled_stays(desk: Desk) -> None:
    van(desk)
    fence(desk)
    calls = iter([False] * 3 + [True] * 100)

    with pytest.raises(Cancelled):
        take_in(desk, "long.csv", csv(drive(VISIT, every=0.2)), stopped=lambda: next(calls))

    assert positions(desk) == 0
    assert crossings(desk) == []
    with desk.read() as session:
        assert session.scalars(select(TrackImport)).all() == []
        assert session.scalar(select(Device.behind_from)) is None
    assert take_in(desk, "long.csv", csv(drive(VISIT, every=0.2))).entered == 1


def test_a_file_can_be_taken_away_again(desk: Desk) -> None:
    van(desk)
    fence(desk)
    take_in(desk, "first.csv", csv(drive([(-3_000.0, 0.0), (0.0, 0.0)], start=MORNING - timedelta(hours=1))))
    taken = take_in(desk, "second.csv", csv(drive(VISIT)))
    assert len(crossings(desk)) == 2

    gone = remove_import(desk, taken.import_id)

    assert gone == taken.positions
    assert crossings(desk) == []
    told = [(one.action, one.label) for one in HistoryList(desk).first(HistoryFilter(), Sort("at", True), 2)]
    assert told == [("deleted", "second.csv"), ("imported", "second.csv")]
    assert [one.source for one in imports.imports(desk)] == ["first.csv"]
    with pytest.raises(NotFound):
        remove_import(desk, taken.import_id)
    assert take_in(desk, "second.csv", csv(drive(VISIT))).entered == 1


def test_what_another_desktop_is_taking_in_is_left_to_it(desk: Desk, other_desk: Desk) -> None:
    van(desk)
    fence(desk)
    data = csv(drive(VISIT))
    refused: list[str] = []

    def progress(done: int, total: int) -> None:
        if not refused:
            try:
                take_in(other_desk, "same.csv", data)
            except OfficeBusy as error:
                refused.append(error.message)
            (row,) = imports.imports(other_desk)
            with pytest.raises(OfficeBusy):
                remove_import(other_desk, row.id)

    taken = take_in(desk, "monday.csv", data, progress=progress)

    assert refused == ["Dana Reyes is taking in same.csv just now."]
    assert taken.entered == 1
    assert len(crossings(desk)) == 2


def test_what_was_left_behind_is_made_good_by_the_next_look(
    desk: Desk, other_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    van(desk)
    fence(desk)

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> Iterator[None]:
        raise Killed

    monkeypatch.setattr(imports, "advance_devices", killed)
    with pytest.raises(Killed):
        take_in(desk, "monday.csv", csv(drive(VISIT)))
    monkeypatch.undo()
    assert positions(desk) > 0
    assert crossings(desk) == []

    assert catch_up(other_desk) == positions(desk)

    assert kinds(desk) == ["enter", "exit"]
    assert catch_up(other_desk) == 0


def test_a_device_that_falls_silent_inside_is_known_to_be_inside(desk: Desk) -> None:
    van(desk)
    fence(desk)
    # Thirty seconds in the yard, then switched off: the dwell is not over.
    take_in(desk, "short.csv", csv(drive([(0.0, 0.0), (990.0, 0.0)], every=2.0)))
    assert kinds(desk) == ["enter"]

    # Back again at night: it was in the yard all the time.
    night = MORNING + timedelta(minutes=40)
    take_in(desk, "night.csv", csv(drive([(990.0, 0.0), (3_000.0, 0.0)], start=night)))

    assert kinds(desk) == ["enter", "exit"]
    ((began, ended),) = stays(desk)
    assert (ended - began) > timedelta(minutes=30)
