"""The wheel that is built, in an environment with nothing but the packages that the wheel itself asks for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import officedesk
from tooling.common import ROOT

pytestmark = [pytest.mark.xdist_group("frozen"), pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the environment's programs. Packages are linked into it as they are here, file by file: the same
    ones that an installation would fetch, without the time for it.
    """
    home = tmp_path_factory.mktemp("empty") / "environment"
    venv.create(home, symlinks=True)
    place = next(home.glob("lib/python*/site-packages"), home / "Lib" / "site-packages")
    for package in _asked_by(wheel):
        _link(package, place)
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    install = ["-m", "pip", "--python", str(programs / "python"), "install", "--quiet", "--no-index"]
    _run([sys.executable, *install, "--disable-pip-version-check", str(wheel)], cwd=home)
    return programs


def test_all_files_of_the_program_are_in_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    source = ROOT / "officedesk"
    modules = {path.relative_to(ROOT).as_posix() for path in source.rglob("*.py")}
    assert modules - inside == set()
    for name in ("icons/officedesk.svg", "maps/base.js", "vendor/fonts/Inter-Regular.ttf", "vendor/maps/leaflet.js"):
        assert f"officedesk/resources/{name}" in inside
    assert [name for name in inside if name.startswith(("tests/", "tooling/", "installer/"))] == []


def test_it_asks_for_every_package_that_it_needs(programs: Path, tmp_path: Path) -> None:
    office = tmp_path / "sample.officedesk"
    assert _run([str(programs / "officedesk"), "--version"], tmp_path) == f"OfficeDesk {officedesk.__version__}\n"
    assert "49 customers" in _run([str(programs / "officedesk"), "demo", str(office)], tmp_path)
    assert "The office is sound." in _run([str(programs / "officedesk"), "check", str(office)], tmp_path)
    report = tmp_path / "painted"
    _run([str(programs / "officedesk"), str(office)], tmp_path, OFFICEDESK_PAINTED_REPORT=str(report))
    assert json.loads(report.read_text())["painted_ns"] > 0
    where = "import officedesk, officedesk.maps.page.parts as p; p.files(); print(officedesk.__file__)"
    assert Path(_run([str(programs / "python"), "-c", where], tmp_path)).is_relative_to(programs.parent)


def _run(command: list[str], cwd: Path, **env: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120,
        env={**kept, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1", **env},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def _asked_by(wheel: Path) -> Iterator[Distribution]:
    """The distributions that the wheel asks for, and these for, on this machine."""
    with ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    waiting = [(line.partition(":")[2].strip(), "") for line in lines if line.startswith("Requires-Dist:")]
    seen: set[tuple[str, str]] = set()
    given: set[str] = set()
    while waiting:
        text, extra = waiting.pop()
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": extra}):
            continue
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            pytest.fail(f"{wanted.name} is asked for and not in the environment of the tests")
        name = canonicalize_name(wanted.name)
        for more in ("", *wanted.extras):
            if (name, more) not in seen:
                seen.add((name, more))
                waiting += [(needed, more) for needed in found.requires or ()]
        if name not in given:
            given.add(name)
            yield found


def _link(package: Distribution, place: Path) -> None:
    for file in package.files or ():
        # Programs beside the packages are made by an installation only; bytecode comes by itself.
        if ".." in file.parts or "__pycache__" in file.parts:
            continue
        source, target = Path(str(package.locate_file(file))), place / file
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:
            # Another file system: a link by name would let libraries look for others beside the original.
            shutil.copy2(source, target)
