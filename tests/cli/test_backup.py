"""``officedesk backup`` and ``restore``: real processes, exit codes, JSON, and Ctrl+C in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from officedesk.database.place import OfficePlace
from tests import factories
from tests.cli.test_cli import ROOT, run


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "Lakeside.officedesk"
    factories.found(OfficePlace(path=path))
    return path


def test_a_backup_is_made_listed_and_restored(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    made = json.loads(run("backup", office, folder, "--json").stdout)
    assert made["company"] == "Lakeside Mechanical"
    assert made["problem"] == ""
    listed = json.loads(run("restore", folder, "--list", "--json").stdout)
    assert [row["file"] for row in listed] == [made["file"]]
    told = run("restore", made["file"], "--list")
    assert told.returncode == 0
    assert "Verified: every part of it" in told.stdout
    new = tmp_path / "new.officedesk"
    done = run("restore", made["file"], "--into", new)
    assert done.returncode == 0
    assert str(new) in done.stdout
    assert run("check", new).returncode == 0
    replaced = json.loads(run("restore", made["file"], office, "--json").stdout)
    assert Path(replaced["safety"]).exists()
    assert run("check", office).returncode == 0


def test_one_file_holds_everything(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "carried.officebackup"
    assert run("backup", office, target).stdout.startswith(f"Backup made and verified: {target}")
    assert run("restore", target, "--into", tmp_path / "new.officedesk").returncode == 0


def test_what_cannot_be_is_refused_with_a_code(office: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.officebackup"
    run("backup", office, target)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 16
    target.write_bytes(content)
    before = office.read_bytes()
    for arguments, code, said in (
        (("restore", target, office), 4, "is damaged"),
        (("restore", target, "--list"), 4, "is damaged"),
        (("restore", target), 2, "--into NEW"),
        (("restore", target, "--into", office), 2, "is there already"),
        (("restore", tmp_path / "none.officebackup", office), 3, "There is no backup"),
        (("restore", office, "--list"), 4, "is damaged"),
        (("backup", tmp_path / "none.officedesk"), 3, "none.officedesk"),
    ):
        done = run(*arguments)
        assert (done.returncode, said in done.stderr) == (code, True), (arguments, done)
    assert office.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_leaves_nothing_behind(office: Path, tmp_path: Path) -> None:
    folder, temporary = tmp_path / "backups", tmp_path / "temporary"
    temporary.mkdir()
    slow = (
        "import sys, signal, os, officedesk.database.backup.making as making\n"
        "def proof(*_):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "making.prove_sound = proof\n"
        # Whoever started the tests may have had it ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from officedesk.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", slow, "backup", str(office), str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert done.returncode in (130, -signal.SIGINT), done.stderr
    assert "Traceback" not in done.stderr
    assert list(folder.glob("*")) == []
    assert list(temporary.iterdir()) == []
