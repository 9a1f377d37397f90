"""A program killed in the middle of saving: what was told as saved is there, the office is sound, no number missing."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select as query

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.models.customers import Customer
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk

ROOT = Path(__file__).parents[2]
KILLS = 10
TOGETHER = 2


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_nothing_told_as_saved_is_lost_by_a_kill(desk: Desk, tmp_path: Path) -> None:
    path = desk.database.place.path
    assert path is not None
    desk.database.close()
    log = tmp_path / "acknowledged"
    log.touch()
    chance = random.Random(3)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for turn in range(KILLS):
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.faults.killed_writer", str(path), str(log), f"Turn {turn} desk {at}"],
                stdout=subprocess.PIPE, env=environment, cwd=ROOT,
            )
            for at in range(TOGETHER)
        ]  # fmt: skip
        before = len(log.read_bytes())
        try:
            for writer in writers:
                assert writer.stdout is not None
                assert writer.stdout.readline() == b"ready\n"
            # Killed at a moment that nobody chose, after at least one save of this turn.
            until = time.monotonic() + 30
            while len(log.read_bytes()) == before and time.monotonic() < until:
                select.select([], [], [], 0.001)
            select.select([], [], [], chance.random() * 0.05)
        finally:
            for writer in writers:
                writer.kill()
                writer.communicate()
        told = dict(line.split("\t") for line in log.read_text(encoding="utf-8").splitlines())
        with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as context:
            assert check(context.desk).findings == ()
            with context.desk.read() as session:
                rows = session.execute(query(Customer.name, Customer.number)).all()
            stored = {row.name: row.number for row in rows}
            assert told.items() <= stored.items()
            assert len(stored) <= len(told) + (turn + 1) * TOGETHER
            assert sorted(map(int, stored.values())) == list(range(12345, 12345 + len(stored)))
    assert len(told) >= KILLS
    with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as context:
        assert save_customer(context.desk, CustomerDraft(name="After all that")).id
    assert [left.name for left in path.parent.glob("*-journal") if left.stat().st_size] == []
