"""Day sheets and calendars from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from officedesk.errors import InvalidInput, NotFound
from tests.cli.test_cli import failed, run


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "demo.officedesk"
    assert run("demo", path).returncode == 0
    return path


def words(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_day_sheets_are_written_for_all_and_for_one(office: Path, tmp_path: Path) -> None:
    every, one = tmp_path / "all.pdf", tmp_path / "one.pdf"
    assert run("daysheets", office, "-o", every).returncode == 0
    assert run("daysheets", office, "--technician", "anton grip", "-o", one).returncode == 0
    assert "2837 · ABC Company" in words(one)
    assert "Erick Voss" not in words(one)
    told = words(every)
    assert all(name in told for name in ("Anton Grip", "Erick Voss", "Not assigned yet"))


def test_the_plan_of_the_week_is_one_paper(office: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.pdf"
    assert run("daysheets", office, "--plan", "-o", plan).returncode == 0
    assert words(plan).startswith("Week of ")


def test_what_cannot_be_printed_is_told(office: Path, tmp_path: Path) -> None:
    failed(
        run("daysheets", office, "--day", "tomorrow", "-o", tmp_path / "x.pdf"), InvalidInput.exit_code, "2026-11-23"
    )
    failed(run("daysheets", office, "--technician", "Nobody", "-o", tmp_path / "x.pdf"), NotFound.exit_code, "Nobody")
    failed(run("calendar", office), InvalidInput.exit_code, "--folder")


def test_calendars_are_written_to_a_folder_once(office: Path, tmp_path: Path) -> None:
    first = json.loads(run("calendar", office, "--folder", tmp_path).stdout)
    assert len(first["written"]) == 4
    again = json.loads(run("calendar", office, "--folder", tmp_path).stdout)
    assert (again["written"], sorted(again["unchanged"])) == ([], sorted(first["written"]))
    done = run("calendar", office, "--technician", "Raz Bajwa", "-o", "-")
    assert done.stdout.startswith("BEGIN:VCALENDAR")
