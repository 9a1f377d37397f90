"""The command line as a person or a script uses it: real processes, real files, exit codes and messages."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import update

import officedesk
from officedesk.database import schema
from officedesk.database.engine import sqlite_driver
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.models.sales import DocumentPdf
from officedesk.services.desk import sit_down
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice, stored_pdf
from tests import factories
from tests.support.clock import Clock

ROOT = Path(officedesk.__file__).parent.parent
TWO = "Customer,Phone,Location street\nAda Foods,612-555-0101,1 Oak St\nBob & Co,612-555-0102,2 Elm St\n"


def run(*arguments: str | Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command; its own output is what it may print, a traceback never."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "officedesk", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in out + err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def failed(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """It ended with ``code`` and one message that says all ``words``."""
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("officedesk: ")
    for word in words:
        assert word in done.stderr


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.officedesk"
    done = run("demo", path)
    assert done.returncode == 0, done.stderr
    assert "Northside Mechanical" in done.stdout
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "office.officedesk"
    factories.found(OfficePlace(path=path))
    return path


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"OfficeDesk {officedesk.__version__}\n"


def test_a_command_that_does_not_exist_is_refused() -> None:
    done = run("frobnicate", "x")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr


def test_the_profile_is_json(sample: Path) -> None:
    found = json.loads(run("profile", sample, "12345", "--json").stdout)
    assert (found["name"], found["money"]["awaiting_payments"]) == ("ABC Company", "$4,869.03")
    assert found["figures"]["overdue"] == 32900
    assert found["counts"]["locations"] == 3


def test_search_finds_a_phone_number(sample: Path) -> None:
    hits = json.loads(run("search", sample, "746-4017", "--json").stdout)
    assert any("ABC Company" in hit["title"] for hit in hits)
    nothing = run("search", sample, "qqqqxyz")
    assert (nothing.returncode, "Nothing found" in nothing.stdout) == (1, True)


def test_the_sample_passes_the_check(sample: Path) -> None:
    done = run("check", sample, "--json")
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("invoice", "3476", ["INVOICE", "ABC Company", "329.00"]),
        ("estimate", "1230", ["ESTIMATE", "649.60"]),
        ("workorder", "2837", ["2837", "ABC Company"]),
        ("receipt", "1", ["RECEIPT"]),
    ],
)
def test_papers_are_written_as_pdf(sample: Path, tmp_path: Path, kind: str, number: str, words: list[str]) -> None:
    out = tmp_path / "paper.pdf"
    done = run("pdf", sample, kind, number, "-o", out)
    assert done.returncode == 0, done.stderr
    text = " ".join(page.extract_text() for page in PdfReader(out).pages)
    assert [word for word in words if word not in text] == []


def test_an_issued_invoice_is_written_as_it_is_kept(empty: Path, tmp_path: Path) -> None:
    place = OfficePlace(path=empty)
    database = Database(place, schema.open_office(place))
    desk = sit_down(database, "Desktop A", Clock())
    lines = (LineDraft(name="Labor", price=100_00),)
    draft = save_invoice(desk, replace(new_invoice(desk, factories.make_customer(desk)), lines=lines))
    invoice_id = issue_invoice(desk, draft.id or 0).id
    out = tmp_path / "paper.pdf"
    assert run("pdf", empty, "invoice", "3001", "-o", out).returncode == 0
    kept = stored_pdf(desk, invoice_id)
    assert out.read_bytes() == kept
    with desk.write() as session:
        # What is kept is what is handed out, whatever a newer program would draw.
        session.execute(update(DocumentPdf).values(content=b"%PDF-as it was"))
    assert run("pdf", empty, "invoice", "3001", "-o", out).returncode == 0
    assert out.read_bytes() == b"%PDF-as it was"
    database.close()


def test_every_table_is_exported_in_every_form(sample: Path, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "json"):
        assert run("export", sample, "invoices", tmp_path / f"out.{kind}").returncode == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert len(table) == len(rows) == len(content) > 70
    number, total = header.index("Number"), header.index("Total")
    totals = {row["Number"]: row["Total"] for row in table}
    assert totals["3461"] == "2380.00"
    assert {str(row[number] or ""): f"{row[total]:.2f}" for row in rows} == totals
    assert {row["Number"]: f"{row['Total']:.2f}" for row in content} == totals


@pytest.mark.parametrize("what", ["customers", "contacts", "locations", "estimates", "jobs", "payments", "pricebook"])
def test_the_other_tables_are_exported(sample: Path, tmp_path: Path, what: str) -> None:
    done = run("export", sample, what, tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) > 40


def test_tasks_are_exported_done_or_not(sample: Path, tmp_path: Path) -> None:
    done = run("export", sample, "tasks", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    called = next(row for row in rows if row["Task"] == "Call ABC Company about contract renewal")
    assert (called["Company"], called["Customer number"], called["Assigned to"]) == (
        "ABC Company",
        "12345",
        "Raz Bajwa",
    )
    assert called["Done"] == ""
    assert {row["Done by"] for row in rows} == {"", "Raz Bajwa", "Rabeea Anwaar"}


def test_an_unknown_ending_is_refused(sample: Path, tmp_path: Path) -> None:
    failed(run("export", sample, "customers", tmp_path / "out.doc"), 2, "out.doc", ".csv")
    assert list(tmp_path.glob("*.doc")) == []


def test_formulas_are_text_in_a_workbook(empty: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("Customer\n'=HYPERLINK(1)\n", encoding="utf-8")
    assert run("import", empty, "customers", source).returncode == 0
    assert run("export", empty, "customers", tmp_path / "out.xlsx").returncode == 0
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")


def test_a_dry_run_then_the_import_then_nothing_new(empty: Path, customers: Path, tmp_path: Path) -> None:
    dry = run("import", empty, "customers", customers, "--dry-run", "--json")
    assert (json.loads(dry.stdout)["imported"], json.loads(dry.stdout)["plan"]["new"]) == (False, 2)
    report = tmp_path / "report.csv"
    done = run("import", empty, "customers", customers, "--report", report)
    assert "2 new customers imported" in done.stdout
    lines = report.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Result", "new", "new"]
    again = run("import", empty, "customers", customers)
    assert (again.returncode, "2 customers passed over" in again.stdout) == (0, True)
    assert run("check", empty).returncode == 0


def test_an_error_keeps_the_file_out_and_is_named(empty: Path, tmp_path: Path) -> None:
    source, report = tmp_path / "bad.csv", tmp_path / "report.csv"
    source.write_text('Customer,City\nAda,Paris\n,Rome\n"Bob,never closed\n', encoding="utf-8")
    done = run("import", empty, "customers", source, "--report", report)
    failed(done, 2, "Nothing was imported", "Row 3", "Customer")
    rows = list(csv.DictReader(report.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["Row"], row["Result"]) for row in rows] == [("2", "not imported"), ("3", "error"), ("4", "error")]
    assert run("search", empty, "Ada").returncode == 1
    assert run("import", empty, "customers", source, "--skip-errors").returncode == 0
    assert run("search", empty, "Ada").returncode == 0


def test_a_map_file_and_a_preset_are_used(empty: Path, tmp_path: Path) -> None:
    source, mapping = tmp_path / "in.csv", tmp_path / "map.toml"
    source.write_text("Who;Where\nAda;1 Oak St, Edina, MN 55424\n", encoding="cp1252")
    mapping.write_text('[columns]\nWho = "name"\nWhere = "location"\n', encoding="utf-8")
    assert run("import", empty, "customers", source, "--map", mapping).returncode == 0
    assert run("search", empty, "55424").returncode == 0
    failed(run("import", empty, "customers", source, "--preset", "abacus"), 2, "abacus", "jobber-clients")


def test_equipment_is_imported_for_its_customers_and_exported(empty: Path, tmp_path: Path) -> None:
    source, units, out = (tmp_path / name for name in ("in.csv", "units.csv", "out.csv"))
    source.write_text("Customer\nAda\n")
    units.write_text("Customer,Name,Serial #\nAda,RTU-1,AB-17\nBob,Boiler,\n", encoding="utf-8")
    run("import", empty, "customers", source)
    failed(run("import", empty, "equipment", units), 2, "Nothing was imported", "Bob")
    assert "1 new pieces of equipment" in run("import", empty, "equipment", units, "--skip-errors").stdout
    run("export", empty, "equipment", out)
    assert ",Ada,equipment,,RTU-1,,,,AB-17," in out.read_text(encoding="utf-8-sig")


# -- what goes wrong in the world ------------------------------------------------------------------------------------


def test_a_missing_office_is_named(tmp_path: Path) -> None:
    failed(run("check", tmp_path / "gone.officedesk"), 3, "gone.officedesk")
    failed(run("check", tmp_path / "no" / "gone.officedesk"), 3, str(tmp_path / "no"))
    failed(run("check", tmp_path), 3, "folder")


def test_a_file_that_is_no_office_is_left_alone(tmp_path: Path) -> None:
    text, other = tmp_path / "letter.txt", tmp_path / "other.db"
    text.write_text("Dear Sir,\n" * 50, encoding="utf-8")
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE songs (title)")
    database.close()
    for path in (text, other):
        before = path.read_bytes()
        failed(run("search", path, "x"), 3, path.name)
        assert path.read_bytes() == before


def test_a_newer_office_is_refused_untouched(empty: Path) -> None:
    database = sqlite_driver().connect(str(empty))
    database.execute("PRAGMA user_version = 999")
    database.commit()
    database.close()
    before = empty.read_bytes()
    failed(run("check", empty), 3, "newer OfficeDesk", "999")
    assert empty.read_bytes() == before


def test_a_damaged_office_is_recognised(empty: Path) -> None:
    raw = bytearray(empty.read_bytes())
    raw[4096 : 4096 * 12] = bytes(4096 * 11)
    empty.write_bytes(raw)
    done = run("check", empty)
    assert done.returncode == 4
    assert "damaged" in done.stderr + done.stdout or "error" in done.stdout


def test_another_kind_of_database_is_refused() -> None:
    failed(run("check", "mysql://server/office"), 3, "mysql")


def test_a_number_that_is_not_there_is_named(sample: Path, tmp_path: Path) -> None:
    failed(run("pdf", sample, "invoice", "99999", "-o", tmp_path / "x.pdf"), 7, "99999")
    failed(run("profile", sample, "99999"), 7, "99999")
    failed(run("print", sample, "invoice", "3476", "--printer", "No such printer"), 7, "No such printer")
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_missing_folder_is_named(sample: Path, tmp_path: Path) -> None:
    failed(run("pdf", sample, "invoice", "3476", "-o", tmp_path / "no" / "x.pdf"), 3, "x.pdf")
    failed(run("export", sample, "customers", tmp_path / "no" / "x.csv"), 3, "x.csv")
    failed(run("demo", tmp_path / "no" / "x.officedesk"), 3, "no")


def test_the_sample_is_not_made_over_an_office(empty: Path) -> None:
    before = empty.read_bytes()
    failed(run("demo", empty), 8, "there already")
    assert empty.read_bytes() == before


def test_what_is_no_csv_is_named(empty: Path, tmp_path: Path) -> None:
    for name, content, word in (
        ("book.csv", b"PK\x03\x04" + bytes(100), "Excel"),
        ("empty.csv", b"", "empty"),
        ("odd.csv", b"Shoe size\n44\n", "name"),
    ):
        (tmp_path / name).write_bytes(content)
        failed(run("import", empty, "customers", tmp_path / name), 2, name, word)


def without_privileges() -> tuple[str, ...]:
    """A prefix for commands that makes permissions count for root too."""
    if os.name == "nt":
        pytest.skip("permissions work otherwise on Windows")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to give up the superuser's rights")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")


def test_a_read_only_folder_can_be_read_and_is_told_when_saving(empty: Path, customers: Path, tmp_path: Path) -> None:
    before = without_privileges()
    folder = tmp_path / "fixed"
    folder.mkdir()
    office = Path(shutil.copy(empty, folder))
    content = office.read_bytes()
    office.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert run("check", office, before=before).returncode == 0
        failed(run("import", office, "customers", customers, before=before), 6, office.name)
        failed(run("export", office, "customers", folder / "out.csv", before=before), 6, "out.csv")
        assert [path.name for path in folder.iterdir()] == [office.name]
        assert office.read_bytes() == content
    finally:
        folder.chmod(0o755)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_loses_nothing(empty: Path, small_disk: Path, tmp_path: Path) -> None:
    office = Path(shutil.copy(empty, small_disk))
    large = tmp_path / "large.csv"
    large.write_text("Customer\n" + "".join(f"Customer number {n} of many\n" for n in range(20_000)), encoding="utf-8")
    failed(run("import", office, "customers", large), 6, "disk", "full")
    assert run("check", office).returncode == 0
    assert run("search", office, "Customer number").returncode == 1
    assert run("import", empty, "customers", large).returncode == 0
    kept = small_disk / "out.json"
    kept.write_text("old", encoding="utf-8")
    failed(run("export", empty, "customers", kept), 6, "disk is full")
    assert kept.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in small_disk.iterdir() if "journal" not in path.name) == [office.name, kept.name]


def test_a_reader_that_has_seen_enough_is_no_error(sample: Path) -> None:
    command = [sys.executable, "-m", "officedesk", "search", str(sample), "a", "--limit", "500", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=60)
    assert errors == b""


def test_a_bug_gives_a_report_and_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from officedesk import crash

    monkeypatch.setenv("OFFICEDESK_DATA", str(tmp_path / "data"))

    def broken() -> int:
        raise ZeroDivisionError("a bug")

    assert crash.guarded(broken) == crash.BUG
    (report,) = (tmp_path / "data" / "crashes").iterdir()
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
