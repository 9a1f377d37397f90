"""What the program writes down when it fails: where in the code, never what the office knows, never a password."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from officedesk import crash
from officedesk.bootstrap import open_context, remembered
from officedesk.crash_report import versions
from officedesk.database import listing
from officedesk.database.engine import sqlite_driver
from officedesk.errors import OfficeError
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.customers.marks import add_note
from officedesk.services.desk import Desk

SECRET = "Zyxwvut-Gate-4411"
ROOT = Path(__file__).parents[2]
DRAFT = CustomerDraft(
    name=SECRET,
    flag_reason=SECRET,
    tags=(SECRET,),
    billing=Address(SECRET, SECRET, SECRET),
    contacts=(ContactDraft(SECRET, SECRET, "612 555 4411", is_primary=True),),
    locations=(LocationDraft(SECRET, Address(SECRET)),),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that logs and reports go to."""
    folder = tmp_path / "data"
    monkeypatch.setenv("OFFICEDESK_DATA", str(folder))
    root, hooks = logging.getLogger(), (sys.excepthook, logging.getLogger().level)
    before = list(root.handlers)
    crash.start_log()
    yield folder
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    sys.excepthook = hooks[0]
    root.setLevel(hooks[1])


def written(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in files)
    assert any(path.parent.name == "crashes" for path in files)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_a_bug_while_saving_tells_the_place_and_no_customer(
    desk: Desk, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(listing, "refresh", broken)
    with pytest.raises(ZeroDivisionError) as caught:
        save_customer(desk, DRAFT)
    crash.tell(caught.value)
    told = written(data) + capsys.readouterr().err
    assert "ZeroDivisionError: a bug" in told
    assert "unit.py" in told
    assert SECRET not in told


def test_an_error_of_the_database_tells_no_value(desk: Desk, data: Path) -> None:
    stored = save_customer(desk, DRAFT)

    def store(statement: str) -> None:
        with desk.write() as session:
            session.execute(text(statement), {"name": SECRET, "id": stored.id})

    failing = [
        lambda: store("UPDATE customer SET nonsense = :name WHERE id = :id"),
        lambda: store("INSERT INTO customer (name, number) VALUES (:name, NULL)"),
    ]
    for fail in failing:
        with pytest.raises((DBAPIError, OfficeError)) as caught:
            fail()
        crash.tell(caught.value)
    assert "customer" in written(data)
    assert SECRET not in written(data)


def test_a_chain_of_errors_tells_no_value(desk: Desk, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = save_customer(desk, replace(DRAFT, tags=()))

    def broken(*_: object) -> None:
        try:
            raise KeyError("inner")
        except KeyError as error:
            raise RuntimeError("outer") from error

    monkeypatch.setattr(listing, "refresh", broken)
    with pytest.raises(RuntimeError) as caught:
        add_note(desk, stored.id or 0, SECRET)
    crash.tell(caught.value)
    assert "outer" in written(data)
    assert "inner" in written(data)
    assert SECRET not in written(data)


def test_a_password_of_the_server_is_written_nowhere(tmp_path: Path, data: Path) -> None:
    url = f"postgresql://dana:{SECRET}@127.0.0.1:1/office?connect_timeout=1"
    with pytest.raises(OfficeError) as caught:
        open_context(url)
    assert SECRET not in str(caught.value)
    assert SECRET not in remembered(url)
    crash.tell(caught.value)
    assert SECRET not in written(data)
    for arguments in (
        ["check", url],
        ["search", url, "x"],
        ["pdf", url, "invoice", "1", "-o", str(tmp_path / "x.pdf")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "officedesk", *arguments],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env={**os.environ},
        )  # fmt: skip
        assert done.returncode == 5, done.stderr
        assert SECRET not in done.stdout + done.stderr
    assert SECRET not in written(data)


def test_a_report_tells_the_sqlite_that_reads_the_office() -> None:
    with closing(sqlite_driver().connect(":memory:")) as database:
        (used,) = database.execute("SELECT sqlite_version()").fetchone()
    assert f"SQLite {used}" in versions()[0]
