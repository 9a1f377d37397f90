"""The virtual environment with the locked packages, and the lock itself."""

from __future__ import annotations

import sys
from pathlib import Path

from tooling.common import (
    PIP_INSTALL,
    REQUIREMENTS,
    ROOT,
    VENV,
    Failed,
    Stamp,
    output_of,
    run,
    say,
    venv_program,
    venv_python,
)

OLDEST, NEWEST = (3, 11), (3, 14)


def check_version() -> None:
    """Refuse a Python that the locked packages were not made for."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Failed(
            f"This is Python {sys.version.split()[0]}; OfficeDesk needs 3.{OLDEST[1]} to 3.{NEWEST[1]}. "
            "Run dev.py with one of these."
        )


def ensure_packages(*, dev: bool) -> None:
    """Make `.venv` hold exactly the locked packages: those of the program, with `dev` also those of the tests."""
    if not venv_python().is_file():
        say("making the virtual environment .venv")
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    stamps = {name: Stamp(name, REQUIREMENTS / f"{name}.txt") for name in ("run", "dev")}
    wanted = "dev" if dev else "run"
    if not stamps[wanted].fresh() and not stamps["dev"].fresh():
        say(f"installing the packages of requirements/{wanted}.txt; the first time takes a few minutes")
        run([str(venv_python()), *PIP_INSTALL, "-r", str(REQUIREMENTS / f"{wanted}.txt")])
        _link_checkout()
        stamps[wanted].write()


def ensure_build() -> None:
    """Make `.venv` hold the freezer, too. The program itself never asks for it."""
    stamp = Stamp("build", REQUIREMENTS / "build.txt")
    if not stamp.fresh():
        say("installing the freezer of requirements/build.txt")
        run([str(venv_python()), *PIP_INSTALL, "-r", str(REQUIREMENTS / "build.txt")])
        stamp.write()


def lock(*options: str) -> None:
    """Write the requirement files anew from pyproject.toml; `--upgrade` takes the newest versions."""
    sources = {
        "run": ["pyproject.toml"],
        "dev": ["pyproject.toml", "--extra", "dev"],
        "node": ["--group", "pyproject.toml:node"],
        "package": ["--group", "pyproject.toml:package"],
        "build": ["--group", "pyproject.toml:build"],
    }
    for name, source in sources.items():
        run(
            [
                venv_program("uv"), "pip", "compile", *source, "--universal", "--python-version", "3.11",
                "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
                "--quiet", *options, "-o", f"requirements/{name}.txt",
            ]
        )  # fmt: skip


def _link_checkout() -> None:
    # A line with the checkout's path makes `import officedesk` work, without building the package.
    place = output_of([str(venv_python()), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    Path(place, "officedesk-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
