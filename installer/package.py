"""Makes the installer of one system out of the frozen program: ``python3 dev.py package [windows|macos|linux]``."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

from tooling.common import PIP_INSTALL, REQUIREMENTS, ROOT, Failed, Stamp, run, say, venv_python
from tooling.freeze import DIST, freeze, is_fresh

PACKAGES = ROOT / "out" / "packages"
SYSTEMS = {"windows": "win32", "macos": "darwin", "linux": "linux"}
USAGE = "python3 dev.py package [windows|macos|linux]"


def package(arguments: list[str]) -> Path:
    """Make the installer of this system, or say why that of another cannot be made here; the file that was made."""
    here = next((name for name, told in SYSTEMS.items() if told == sys.platform), "linux")
    wanted = arguments[0] if arguments else here
    if wanted not in SYSTEMS or len(arguments) > 1:
        raise Failed(f"Say which installer: {USAGE}")
    if wanted != here:
        raise Failed(
            f"The installer for {wanted} is made on {wanted}: a program is frozen with the libraries of the system "
            "that it is for. .github/workflows/installers.yml makes all of them, each on its own system."
        )
    if not is_fresh(DIST):
        say("freezing the program; that takes a few minutes")
        freeze(str(venv_python()), DIST)
    tree = DIST / ("OfficeDesk.app" if wanted == "macos" else "OfficeDesk")
    made = {"windows": _windows, "macos": _macos, "linux": _linux}[wanted](tree, version())
    say(f"made {made}, {made.stat().st_size / 1e6:,.0f} MB")
    return made


def version() -> str:
    """The program's version, read without importing it."""
    text = (ROOT / "officedesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"', text, re.MULTILINE)
    if found is None:
        raise Failed("officedesk/__init__.py tells no version of three numbers.")
    return found[1]


def machine() -> str:
    """What this machine's processor is called in the names of files."""
    name = platform.machine().lower()
    return {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64"}.get(name, name)


def _windows(tree: Path, number: str) -> Path:
    from installer.windows.build import build

    icon = _icons() / "officedesk.ico"
    return build(tree, PACKAGES / f"OfficeDesk-{number}-windows-{machine()}.exe", version=number, icon=icon)


def _macos(app: Path, number: str) -> Path:
    from installer.macos.build import build

    _install("package")
    return build(app, PACKAGES / f"OfficeDesk-{number}-macos-{machine()}.dmg", icon=_icons() / "officedesk.icns")


def _linux(tree: Path, number: str) -> Path:
    from installer.linux import deb

    folder = _icons()
    icons = {size: folder / f"officedesk-{size}.png" for size in deb.ICONS}
    target = PACKAGES / f"officedesk_{number}_{deb.architecture()}.deb"
    return deb.build(tree, target, version=number, icons=icons)


def _icons() -> Path:
    folder = ROOT / "out" / "icons"
    run([str(venv_python()), "-m", "installer.icons", str(folder)])
    return folder


def _install(name: str) -> None:
    """Install what only this step needs."""
    requirements = REQUIREMENTS / f"{name}.txt"
    stamp = Stamp(name, requirements)
    if not stamp.fresh():
        run([str(venv_python()), *PIP_INSTALL, "-r", str(requirements)])
        stamp.write()
