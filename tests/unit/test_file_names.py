"""Names that anybody may have chosen: good for no mischief as the name of a file, shown as what they are."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.database.attachments.scratch import Scratch
from officedesk.models.enums import FileKind
from officedesk.services.files.kinds import ending_of, kind_of, opens_quietly, safe_name, shown, told_name

ANYTHING = st.text(st.characters(codec=None), max_size=400)


@given(ANYTHING)
def test_a_safe_name_is_one_part_of_a_path_on_every_system(name: str) -> None:
    safe = safe_name(name)
    assert PurePosixPath(safe).parts == PureWindowsPath(safe).parts == (safe,)
    assert 0 < len(safe.encode()) <= 141
    assert not set(safe) & set('<>:"/\\|?*\x00')
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in safe)
    assert safe == safe.rstrip(". ")
    assert safe.split(".")[0].upper() not in ("CON", "PRN", "AUX", "NUL", "COM1", "LPT1")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x", "x"),
        ("C:\\x", "x"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("a.pdf:evil.exe", "a.pdf_evil.exe"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
        ("", "file"),
        (" . ", "file"),
        (".bashrc", "bashrc"),
        ("Ünïcode – ☕.pdf", "Ünïcode – ☕.pdf"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(ANYTHING)
def test_what_is_kept_can_be_stored_and_what_is_shown_turns_nothing_around(name: str) -> None:
    told_name(name).encode()
    assert "\x00" not in told_name(name)
    assert not set(shown(name)) & {"\n", "\r", "\u202e", "\u2066", "\u2028"}


@given(ANYTHING, st.sampled_from(["exe", "bat", "ps1", "lnk", "js", "scr", "command", "desktop", "hta", "docm"]))
def test_a_program_is_one_whatever_its_name_begins_with(name: str, ending: str) -> None:
    for told in (f"{name}.{ending}", f"{name}.{ending.upper()}", f"{name}.{ending}. "):
        assert kind_of(told) is FileKind.PROGRAM
        assert not opens_quietly(told, kind_of(told))
        assert kind_of(told, "image/jpeg") is FileKind.PROGRAM


@pytest.mark.parametrize(
    ("name", "quiet"),
    [
        ("a.pdf", True),
        ("a.JPG", True),
        ("a.docx", True),
        ("a.mp4", True),
        ("a.zip", True),
        ("a.xyz", False),
        ("a", False),
    ],
)
def test_only_what_is_on_the_list_opens_without_a_question(name: str, quiet: bool) -> None:
    assert opens_quietly(name, kind_of(name)) is quiet


def test_the_ending_is_what_a_system_would_go_by() -> None:
    assert ending_of("invoice.pdf.exe") == ending_of("x.exe .") == ending_of("x\u202e.exe") == "exe"
    assert ending_of("a.pdf:evil.exe") == ending_of("a\\b.c/x.EXE") == "exe"
    assert ending_of("exe") == ""


def test_copies_that_a_killed_program_left_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt":
        pytest.skip("there they go after two days")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # Above what systems give out.
    dead, alive = tmp_path / "officedesk-files-99999999-x", tmp_path / f"officedesk-files-{os.getpid()}-y"
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "copy").write_bytes(b"words")
        (folder / "copy").chmod(0o400)
    scratch = Scratch()
    made = scratch.folder()
    assert made.stat().st_mode & 0o077 == 0
    assert scratch.folder() == made
    assert not dead.exists()
    assert alive.exists()
    scratch.close()
    assert not made.exists()
