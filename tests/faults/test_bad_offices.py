"""Files that are no office, or no whole one: recognised by name, never changed, never an unexpected error."""

from __future__ import annotations

import os
import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database import schema
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.errors import NewerOffice, NotAllowed, NotAnOffice, OfficeDamaged, OfficeError, OfficeMissing
from officedesk.services.check import check
from officedesk.services.customers.editing import new_customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate
from tests import factories


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a founded office."""
    path = tmp_path_factory.mktemp("whole") / "office.officedesk"
    factories.found(OfficePlace(path=path))
    return path.read_bytes()


def work_with(path: Path, *, write: bool = False) -> None:
    """Open the office, look at it all, and with ``write`` save something."""
    with closing(open_context(str(path), Config(path.parent / "settings.json"))) as context:
        CustomerList(context.desk).first(CustomerFilter(), Sort("name"), 10)
        check(context.desk)
        if write:
            save_customer(context.desk, replace(new_customer(context.desk), name="New"))


def outcome(path: Path) -> str:
    """What became of it: an error's name and message, or nothing. Anything but a known error fails the test."""
    try:
        work_with(path)
    except OfficeError as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("size", [0, 1, 15, 16, 71, 72, 99, 100, 512, 4095, 4096, 4097, 40_960, 100_001, -4096, -1])
def test_a_truncated_office_is_recognised_and_left_alone(tmp_path: Path, whole: bytes, size: int) -> None:
    path = tmp_path / "cut.officedesk"
    path.write_bytes(whole[:size])
    told = outcome(path)
    assert told.startswith(("NotAnOffice: cut.officedesk", "OfficeDamaged: cut.officedesk")), told
    assert path.read_bytes() == whole[:size]
    assert [other.name for other in tmp_path.iterdir() if other.suffix != ".json" and other.name != "home"] == [
        path.name
    ]


def test_every_flipped_bit_of_the_header_is_told_or_harmless(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "flipped.officedesk"
    told: dict[str, int] = {}
    for bit in range(100 * 8):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << (bit % 8)
        path.write_bytes(content)
        kind = outcome(path).partition(":")[0]
        told[kind] = told.get(kind, 0) + 1
    assert set(told) <= {"", "NotAnOffice", "OfficeDamaged", "NewerOffice"}
    assert told["NotAnOffice"] > 100


def test_random_damage_is_told_or_harmless(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "damaged.officedesk"
    chance = random.Random(7)
    told = set()
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            at = chance.randrange(100, len(content))
            content[at : at + 4] = chance.randbytes(4)
        path.write_bytes(content)
        told.add(outcome(path).partition(":")[0])
    assert "OfficeDamaged" in told


def test_a_check_says_which_part_cannot_be_read(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "odd.officedesk"
    path.write_bytes(whole)
    with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as context:
        draft = replace(new_customer(context.desk), name="ABC")
        customer = save_customer(context.desk, draft).id or 0
        lines = (LineDraft(name="Work", price=100),)
        estimate = replace(new_estimate(context.desk, customer), lines=lines)
        save_estimate(context.desk, estimate)
        with closing(sqlite_driver().connect(str(path))) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("UPDATE estimate_line SET kind = 'nonsense'")
            database.commit()
        report = check(context.desk)
    assert report.errors
    assert any(finding.where == "Estimates" and "cannot be read" in finding.text for finding in report.findings)


def test_an_office_of_any_newer_or_impossible_format_is_refused_untouched(tmp_path: Path, whole: bytes) -> None:
    newer = (schema.HEAD + 1, 999, 2**31 - 1)
    for number, error in (*((number, NewerOffice) for number in newer), (-1, OfficeDamaged)):
        path = tmp_path / f"format{number}.officedesk"
        path.write_bytes(whole)
        with closing(sqlite_driver().connect(str(path))) as database:
            database.execute(f"PRAGMA user_version = {number}")
        before = path.read_bytes()
        with pytest.raises(error, match=path.name):
            work_with(path)
        assert path.read_bytes() == before


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.officedesk"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, Path(os.devnull), Path("/dev/zero")):
        with pytest.raises(NotAnOffice, match=path.name):
            work_with(path)
    for path in (tmp_path / "a\nb", tmp_path / ("n" * 300), pipe / "below"):
        with pytest.raises((OfficeMissing, NotAllowed)):
            work_with(path)
    with pytest.raises(OfficeMissing):
        work_with(Path("a\0b"))


@pytest.mark.parametrize(
    "name",
    ["what? & <b>#1%20.officedesk", "Büro – 中文 😀.officedesk", "a=b;c'd\".officedesk", ":memory:", "-x", "x?mode=ro"],
)
def test_an_office_works_whatever_its_file_and_folder_are_called(tmp_path: Path, whole: bytes, name: str) -> None:
    folder = tmp_path / f"in {name}"
    folder.mkdir()
    path = folder / name
    path.write_bytes(whole)
    work_with(path, write=True)
    assert path.read_bytes() != whole
    assert [other.name for other in folder.iterdir() if other.suffix != ".json" and "journal" not in other.name] == [
        name
    ]
    factories.found(OfficePlace(path=folder / f"new {name}"))
    work_with(folder / f"new {name}")


def test_a_damaged_office_takes_no_more_writes_into_its_wounds(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "wounded.officedesk"
    content = bytearray(whole)
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(OfficeDamaged, match=path.name):
        work_with(path, write=True)
    assert path.read_bytes() == content
