"""The installer for Windows is compiled here and looked into; .github/workflows/installers.yml installs it there."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from installer.windows import build, sign
from tests.installer import trees
from tooling.common import Failed

SCRIPT = build.SCRIPT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trees.windows_tree(tmp_path_factory.mktemp("windows"))


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TIMESTAMP", "THUMBPRINT", "PFX", "PASSWORD", "DLIB", "METADATA"):
        monkeypatch.delenv(f"OFFICEDESK_SIGN_{name}", raising=False)


@pytest.mark.usefixtures("unsigned")
@pytest.mark.parametrize(("target", "head"), [("amd64-unicode", b"\x64\x86"), ("x86-unicode", b"\x4c\x01")])
def test_the_installer_compiles_without_a_warning_and_holds_the_program(
    target: str, head: bytes, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_target", lambda: target)
    made = build.build(tree, tmp_path / "OfficeDesk-1.2.3.exe", version="1.2.3", icon=trees.icon(tmp_path), quick=True)
    content = made.read_bytes()
    assert content[:2] == b"MZ"
    start = int.from_bytes(content[0x3C:0x40], "little")
    assert content[start : start + 6] == b"PE\0\0" + head
    # What Windows shows under Properties, and what it compares.
    assert "1.2.3".encode("utf-16-le") in content
    at = content.index(bytes.fromhex("bd04effe")) + 8
    assert struct.unpack_from("<HHHH", content, at) == (2, 1, 0, 3)
    subprocess.run(["7zz", "x", "-bd", f"-o{tmp_path / 'out'}", str(made)], check=True, capture_output=True)
    packed = {path.relative_to(tmp_path / "out"): path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    for path in (path for path in tree.rglob("*") if path.is_file()):
        assert packed.pop(path.relative_to(tree)).read_bytes() == path.read_bytes()
    # Beside the program: its icon, what takes it away, and what the installer itself needs while it runs.
    own = {path.as_posix() for path in packed if path.parts[0] != "$PLUGINSDIR"}
    assert own == {"officedesk.ico", "Uninstall.exe"}


def test_both_programs_are_signed_and_so_are_installer_and_uninstaller(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signtool = tmp_path / "signtool"
    log = tmp_path / "signed.txt"
    signtool.write_text(f"#!{sys.executable}\nimport sys\nopen({str(log)!r}, 'a').write(repr(sys.argv[1:]) + '\\n')\n")
    signtool.chmod(0o755)
    monkeypatch.setenv("OFFICEDESK_SIGNTOOL", str(signtool))
    monkeypatch.setenv("OFFICEDESK_SIGN_TIMESTAMP", "timestamps.example")
    monkeypatch.setenv("OFFICEDESK_SIGN_PFX", "c.pfx")
    monkeypatch.setenv("OFFICEDESK_SIGN_PASSWORD", "S3CR3T")
    made = build.build(tree, tmp_path / "OfficeDesk-1.exe", version="1.2.3", icon=trees.icon(tmp_path), quick=True)
    calls = [line for line in log.read_text().splitlines() if "'timestamps.example'" in line]
    assert len(calls) == 3
    assert str(tree / "OfficeDesk.exe") in calls[0]
    assert str(tree / "officedesk-cli.exe") in calls[0]
    assert str(made) in calls[2]
    assert str(made) not in calls[1], "the uninstaller is signed before it is packed"


def test_a_signature_that_fails_ends_the_build(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICEDESK_SIGNTOOL", "false")
    monkeypatch.setenv("OFFICEDESK_SIGN_TIMESTAMP", "timestamps.example")
    monkeypatch.setenv("OFFICEDESK_SIGN_THUMBPRINT", "ab12")
    with pytest.raises(Failed, match="could not be signed"):
        build.build(tree, tmp_path / "OfficeDesk-1.exe", version="1.2.3", icon=trees.icon(tmp_path), quick=True)


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"THUMBPRINT": "ab12"}, ["/sha1", "ab12"]),
        ({"PFX": "c.pfx", "PASSWORD": "x"}, ["/f", "c.pfx", "/p", "x"]),
        ({"DLIB": "cloud.dll", "METADATA": "m.json"}, ["/dlib", "cloud.dll", "/dmdf", "m.json"]),
        ({"PFX": "c.pfx"}, None),
        ({"DLIB": "cloud.dll"}, None),
        ({}, None),
    ],
)
def test_the_certificate_is_what_the_environment_names(env: dict[str, str], told: list[str] | None) -> None:
    named = {f"OFFICEDESK_SIGN_{name}": value for name, value in env.items()}
    named["OFFICEDESK_SIGN_TIMESTAMP"] = "timestamps.example"
    assert sign.wanted(named)
    if told is None:
        with pytest.raises(sign.CannotSign, match="needs"):
            sign.command(named)
    else:
        made = sign.command(named)
        assert made[-len(told) :] == told
        assert made[made.index("/tr") + 1] == "timestamps.example"
        assert made[made.index("/fd") + 1] == made[made.index("/td") + 1] == "sha256"


def test_a_program_of_another_system_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"no OfficeDesk\.exe"):
        build.build(trees.linux_tree(tmp_path), tmp_path / "x.exe", version="1.2.3", icon=trees.icon(tmp_path))


def test_a_link_cannot_become_a_command() -> None:
    (link,) = re.findall(r'officedesk\\shell\\open\\command" "" \'(.+)\'', SCRIPT)
    assert link == r'"$INSTDIR\${WINDOW}" --link "%1"'


def test_all_that_is_written_is_taken_away_and_nothing_else() -> None:
    installing, uninstalling = SCRIPT.split('Section "Uninstall"')
    written = set(re.findall(r'WriteReg(?:Str|DWORD) (SHCTX) "([^"]+)"', installing))
    deleted = set(re.findall(r'DeleteRegKey (?:/ifempty )?(SHCTX) "([^"]+)"', uninstalling))
    assert {key for key in written if not any(key[1].startswith(gone) for _, gone in deleted)} == set()
    # Other copies' keys stay: those of files, links and the start of the hosted office are looked at first.
    assert uninstalling.count("!insertmacro OURS ") == 3
    # A folder is taken away with all that is in it only where it is all ours.
    emptied = set(re.findall(r'RMDir /r "([^"]+)"', SCRIPT))
    assert emptied == {r"$INSTDIR\_internal", r"$INSTDIR\_internal.old"}
