"""The script that tries an installed program tries this one, and sees what is broken."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from installer import smoke

OURS = [sys.executable, "-m", "officedesk"]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smoke")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        smoke.before(folder, OURS, OURS)
    return folder


def test_a_program_that_works_is_found_well(tried: Path) -> None:
    assert (tried / "window.png").read_bytes().startswith(b"\x89PNG")
    smoke.after(tried)
    assert smoke.main(["after", str(tried)]) == 0


def test_data_that_was_taken_away_or_changed_is_told(tried: Path, tmp_path: Path) -> None:
    settings = tried / "config" / "settings.json"
    aside = tmp_path / "aside.json"
    shutil.copyfile(settings, aside)
    settings.write_text("{}", encoding="utf-8")
    with pytest.raises(smoke.Broken, match=r"settings\.json"):
        smoke.after(tried)
    settings.unlink()
    assert smoke.main(["after", str(tried)]) == 1
    shutil.copyfile(aside, settings)
    smoke.after(tried)


@pytest.mark.parametrize("command", [["false"], ["/nowhere/OfficeDesk"]])
def test_a_program_that_does_not_start_is_told(command: list[str], tmp_path: Path) -> None:
    with pytest.raises(smoke.Broken, match=command[0]):
        smoke.before(tmp_path, command, command)
