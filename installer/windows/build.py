"""Compiles the installer for Windows out of the frozen program."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from installer.windows import sign
from tooling.common import ROOT, Failed, run

SCRIPT = ROOT / "installer" / "windows" / "officedesk.nsi"
PROGRAMS = ("OfficeDesk.exe", "officedesk-cli.exe")
_USUAL = ("C:/Program Files (x86)/NSIS", "C:/Program Files/NSIS")


def build(tree: Path, output: Path, *, version: str, icon: Path, quick: bool = False) -> Path:
    """Write ``output``, an installer of the program in ``tree``. Signs where the environment says how."""
    for name in (*PROGRAMS, "_internal"):
        if not (tree / name).exists():
            raise Failed(f"{tree} is no frozen program for Windows: it has no {name}. It is made on Windows.")
    signing = sign.wanted(os.environ)
    if signing:
        _sign_programs(tree, os.environ)
    output.parent.mkdir(parents=True, exist_ok=True)
    definitions = {"VERSION": version, "TREE": tree, "OUTPUT": output, "ICON": icon, "TARGET": _target()}
    if quick:
        definitions["QUICK"] = ""
    if signing:
        definitions["SIGN"] = f'"{sys.executable}" "{Path(sign.__file__).resolve()}"'
    told = [f"-D{name}={value}" if value != "" else f"-D{name}" for name, value in definitions.items()]
    run([_makensis(), "-V2", "-WX", *told, str(SCRIPT)])
    return output


def _sign_programs(tree: Path, env: Mapping[str, str]) -> None:
    files = [str(path) for path in sorted(tree.rglob("*.exe"))]
    if sign.sign(files, env):
        raise Failed("The programs could not be signed; signtool's own words stand above.")


def _makensis() -> str:
    found = shutil.which("makensis") or next(
        (str(Path(folder, "makensis.exe")) for folder in _USUAL if Path(folder, "makensis.exe").is_file()), None
    )
    if found is None:
        raise Failed("NSIS is missing: install it (on Debian: apt-get install nsis), then try again.")
    return found


def _target() -> str:
    # Some NSIS bring a 64-bit installer, others only one of 32 bits, which installs the same 64-bit program.
    folder = Path(_makensis()).resolve().parent
    homes = (folder, Path("/usr/share/nsis"), Path("/opt/homebrew/share/nsis"), Path("/usr/local/share/nsis"))
    return (
        "amd64-unicode" if any((home / "Stubs" / "zlib-amd64-unicode").is_file() for home in homes) else "x86-unicode"
    )
