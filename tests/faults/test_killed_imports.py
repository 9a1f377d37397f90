"""A desktop that is killed while it takes positions in: the office is sound, and the file taken in again is whole."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import OfficeBusy
from officedesk.models.mapping import Position, TrackImport
from officedesk.services.check import check
from officedesk.services.desk import Desk, sit_down
from officedesk.services.mapping.imports import LEASE, take_in
from tests import factories
from tests.db.positions.ground import crossings, csv, drive, fence, van
from tests.support.clock import Clock

# Five rounds through two fences, a position each second: some thousands, in a few dozen transactions.
WAY = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 1_000.0), (0.0, 1_000.0), (0.0, 0.0)] * 5


def office(path: Path, clock: Clock) -> Desk:
    place = OfficePlace(path=path)
    factories.found(place)
    desk = sit_down(Database(place, schema.open_office(place)), "Desktop A", clock)
    van(desk)
    fence(desk, "East", (1_000, 500), 120.0)
    fence(desk, "West", (0, 500), 120.0)
    return desk


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_import_is_whole_after_it_is_taken_in_again(tmp_path: Path, seed: int) -> None:
    # The desktop that is killed has the clock of this computer.
    clock = Clock(datetime.now(UTC))
    points = drive(WAY, every=0.15)
    source = tmp_path / "long.csv"
    source.write_bytes(csv(points))
    with closing(office(tmp_path / "whole.officedesk", clock).database) as database:
        whole = sit_down(database, "Desktop A", clock)
        take_in(whole, source.name, source)
        wanted = crossings(whole)
    assert len(wanted) >= 16

    path = tmp_path / "killed.officedesk"
    office(path, clock).database.close()
    command = [sys.executable, "-m", "tests.faults.killed_importer", str(path), str(source)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    steps = 1 + seed % 3
    for _ in range(1 + steps):
        child.stdout.readline()
    child.kill()
    child.wait()
    child.stdout.close()

    with closing(Database(OfficePlace(path=path), schema.open_office(OfficePlace(path=path)))) as database:
        desk = sit_down(database, "Desktop B", clock)
        with desk.read() as session:
            stored = session.scalar(select(func.count()).select_from(Position)) or 0
            lease = session.scalar(select(TrackImport.lease_until))
        assert lease is not None
        assert 0 < stored <= len(points)
        # Whoever was killed may only be slow: for a minute nobody else goes on with it.
        clock.at = lease - timedelta(seconds=1)
        with pytest.raises(OfficeBusy):
            take_in(desk, source.name, source)
        clock.at = lease + LEASE
        taken = take_in(desk, source.name, source)

        assert taken.positions == len(points)
        assert crossings(desk) == wanted
        assert check(desk).ok
