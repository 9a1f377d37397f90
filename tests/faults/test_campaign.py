"""Desktops at work together on one office, killed at any moment, with clocks that jump: nothing acknowledged is lost.

The same trials run for as long as the promises are stated for with `python3 dev.py faults --long`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from officedesk.database.place import OfficePlace
from tests.faults.campaign.trials import Trial, killed, together
from tests.faults.campaign.verdict import Verdict, judge

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def kinds(verdict: Verdict) -> set[str]:
    return {kind for kind, many in verdict.kinds.items() if many and kind != "busy"}


def test_desktops_that_work_together_lose_nothing(place: OfficePlace, tmp_path: Path) -> None:
    verdict = together(place, tmp_path, desktops=4, seconds=4)
    assert verdict.problems == []
    assert kinds(verdict) == {"customer", "invoice", "job", "line", "note", "payment"}
    assert verdict.fairness >= 0.25


def test_desktops_that_are_killed_lose_nothing_acknowledged(place: OfficePlace, tmp_path: Path) -> None:
    verdict = killed(place, tmp_path, kills=6, desktops=2)
    assert verdict.problems == []
    assert verdict.acknowledged


def test_clocks_that_jump_ten_years_make_no_gap_and_no_double(place: OfficePlace, tmp_path: Path) -> None:
    verdict = together(place, tmp_path, desktops=2, seconds=3, years=10)
    assert verdict.problems == []
    assert verdict.kinds["invoice"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_verdict_sees_what_is_missing(place: OfficePlace, tmp_path: Path) -> None:
    trial = Trial(place, tmp_path)
    log = tmp_path / "told.log"
    log.write_text(
        '{"kind": "customer", "id": 99, "name": "Desk 1 1", "number": "99", "seconds": 0.01, "waits": [0.01]}\n'
        '{"kind": "line", "id": 1, "name": "Desk 1 2", "seconds": 0.01, "waits": []}\n'
        '{"kind": "invoice", "id": 1, "num',
        encoding="utf-8",
    )
    with trial.desk() as desk:
        problems = judge(desk, [log]).problems
    assert problems[0] == "lost: customer 99 99"
    assert "lost: line 1 Desk 1 2" in problems
