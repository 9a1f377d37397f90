"""Eight desktops issue invoices at once: no number is missing, none is given twice, none is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from officedesk.models.sales import Invoice
from officedesk.services.desk import Desk
from tests.factories import make_customer

DESKTOPS = 8
EACH = {"sqlite": 200, "postgresql": 25}
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_eight_desktops_issue_without_gap_or_double(desk: Desk, engine_kind: str) -> None:
    place = desk.database.place
    address = str(place.path) if place.path is not None else (place.url or "")
    customer = str(make_customer(desk))
    each = EACH[engine_kind]
    command = [sys.executable, "-m", "tests.faults.eight_writers", address, desk.zone.key, str(each), customer]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    writers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
        for _ in range(DESKTOPS)
    ]
    outcomes = []
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            answer, _ = writer.communicate(timeout=240)
            assert writer.returncode == 0
            outcomes.append(json.loads(answer))
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    given = sorted(int(number) for outcome in outcomes for number in outcome["numbers"])
    assert given == list(range(3001, 3001 + DESKTOPS * each))
    with desk.read() as session:
        stored = session.scalars(select(Invoice.serial).where(Invoice.number.is_not(None)).order_by(Invoice.serial))
        assert list(stored) == given
