"""A watched folder: whole files only, each once, whichever desktop is first."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from officedesk.errors import OfficeError
from officedesk.models.mapping import Position, TrackImport
from officedesk.services.desk import Desk
from officedesk.services.mapping.imports import take_in
from officedesk.services.mapping.watching import Seen, Watched, look_into
from tests.db.positions.ground import csv, drive, fence, kinds, van

VISIT = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)]


def counted(desk: Desk, kind: type[Position | TrackImport]) -> int:
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def twice(desk: Desk, folder: Path, seen: Seen) -> Watched:
    look_into(desk, folder, seen)
    return look_into(desk, folder, seen)


def test_a_whole_file_is_taken_in_and_put_aside(desk: Desk, tmp_path: Path) -> None:
    van(desk)
    fence(desk)
    (tmp_path / "monday.csv").write_bytes(csv(drive(VISIT)))
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    seen = Seen()

    assert look_into(desk, tmp_path, seen).waiting == 1
    found = look_into(desk, tmp_path, seen)

    assert [one.name for one in found.taken] == ["monday.csv"]
    assert kinds(desk) == ["enter", "exit"]
    assert (tmp_path / "done" / "monday.csv").exists()
    assert not (tmp_path / "monday.csv").exists()
    assert (tmp_path / "notes.pdf").exists()


def test_a_file_that_is_still_being_written_waits(desk: Desk, tmp_path: Path) -> None:
    van(desk)
    data = csv(drive(VISIT))
    path, seen = tmp_path / "growing.csv", Seen()
    for end in (0, 500, 900):
        path.write_bytes(data[:end])
        assert look_into(desk, tmp_path, seen).taken == ()
    assert counted(desk, Position) == 0
    path.write_bytes(data)
    assert look_into(desk, tmp_path, seen).taken == ()

    (taken,) = look_into(desk, tmp_path, seen).taken

    assert taken.positions == len(drive(VISIT))


def test_what_cannot_be_taken_in_goes_aside_with_the_reason(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "letter.csv").write_bytes(b"Dear Sir,\nhello\n")
    (tmp_path / "settings.json").write_text('{"window": 1}', encoding="utf-8")
    (tmp_path / "stranger.csv").write_bytes(csv(drive(VISIT), "GPS-9"))

    found = twice(desk, tmp_path, Seen())

    assert {name for name, _ in found.problems} == {"letter.csv", "settings.json", "stranger.csv"}
    assert "GPS-9" in (tmp_path / "problems" / "stranger.csv.txt").read_text(encoding="utf-8")
    assert twice(desk, tmp_path, Seen()).problems == ()


def test_a_file_that_was_taken_in_before_is_only_put_aside(desk: Desk, tmp_path: Path) -> None:
    van(desk)
    data = csv(drive(VISIT))
    take_in(desk, "by hand.csv", data)
    (tmp_path / "again.csv").write_bytes(data)
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "again.csv").write_bytes(b"another")

    found = twice(desk, tmp_path, Seen())

    assert (found.taken, found.problems) == ((), ())
    assert (tmp_path / "done" / "again (2).csv").read_bytes() == data


def test_two_desktops_at_one_folder_take_each_file_once(desk: Desk, other_desk: Desk, tmp_path: Path) -> None:
    fence(desk)
    names = [f"Van {number}" for number in range(6)]
    for name in names:
        van(desk, name)
        (tmp_path / f"{name}.csv").write_bytes(csv(drive(VISIT), name))
    results: list[Watched] = []
    troubles: list[BaseException] = []
    gate = threading.Barrier(2)

    def watch(at: Desk) -> None:
        seen = Seen()
        try:
            look_into(at, tmp_path, seen)
            gate.wait(30)
            while any(tmp_path.glob("*.csv")):
                results.append(look_into(at, tmp_path, seen))
        except BaseException as trouble:  # noqa: BLE001 - told by the test
            troubles.append(trouble)

    threads = [threading.Thread(target=watch, args=(at,)) for at in (desk, other_desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert not troubles
    taken = [one.name for found in results for one in found.taken]
    assert sorted(taken) == sorted(f"{name}.csv" for name in names)
    assert counted(desk, TrackImport) == 6
    assert counted(desk, Position) == 6 * len(drive(VISIT))
    assert sorted(kinds(desk)) == ["enter"] * 6 + ["exit"] * 6
    assert all(not found.problems for found in results)


def test_a_folder_that_is_gone_says_so(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(OfficeError):
        look_into(desk, tmp_path / "nowhere", Seen())
