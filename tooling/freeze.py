"""Freezes the program into a folder that runs on a machine without Python, and tells what of it takes the room."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from installer.parts import group
from officedesk.itself import WINDOW
from tooling.common import ROOT, environment, run, say

SPEC = ROOT / "installer" / "officedesk.spec"
DIST = ROOT / "out" / "dist"
_SOURCES = ("officedesk", "installer", "resources", "docs/help", "requirements/run.txt", "requirements/build.txt")
_OF = "fingerprint.txt"
"""Beside the frozen folder: of which sources it is."""
_STRIP = ("libpython", "python3", "PIL/", "cryptography/", "lxml/", "psycopg", "pyproj/", "sqlalchemy/", "sqlcipher3/")
"""Below ``_internal``, where symbols for debuggers take the most. Libraries that were put into a wheel stay whole."""


def freeze(python: str, folder: Path = DIST, *, maps: bool = True) -> Path:
    """Freeze with the interpreter ``python`` into ``folder``/OfficeDesk and return that."""
    work = ROOT / "out" / "freezing" / ("with-maps" if maps else "without-maps")
    env = environment(OFFICEDESK_WITHOUT_MAPS="" if maps else "1", QT_QPA_PLATFORM="offscreen")
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    run([*command, "--distpath", str(folder), "--workpath", str(work), str(SPEC)], env)
    made = folder / WINDOW
    _strip(made)
    (folder / _OF).write_text(fingerprint(), encoding="ascii")
    return made


def is_fresh(folder: Path = DIST) -> bool:
    """Whether what was frozen into ``folder`` is the program as it is now."""
    of = folder / _OF
    return of.is_file() and of.read_text(encoding="ascii") == fingerprint()


def fingerprint() -> str:
    """Another text whenever the frozen program would be another one."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    for name in _SOURCES:
        root = ROOT / name
        for path in sorted(_files(root)) if root.is_dir() else [root] if root.is_file() else []:
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def table(tree: Path) -> str:
    """What takes the room in ``tree``, in a table of Markdown. A megabyte is a million bytes."""
    sizes: dict[str, int] = defaultdict(int)
    for path in _files(tree):
        if not path.is_symlink():
            sizes[group(path.relative_to(tree).as_posix())] += path.stat().st_size
    lines = ["| Part | MB |", "| --- | ---: |"]
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        lines.append(f"| {name} | {size / 1e6:.1f} |")
    lines.append(f"| **all** | **{sum(sizes.values()) / 1e6:.0f}** |")
    return "\n".join(lines)


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, followlinks=True):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(folder, name) for name in names)


def _strip(tree: Path) -> None:
    if sys.platform != "linux" or (strip := shutil.which("strip")) is None:
        if sys.platform == "linux":
            say("there is no “strip” here (package binutils): the folder is some 50 MB larger")
        return
    inside = tree / "_internal"
    found = [p for p in _files(inside) if ".so" in p.name and p.relative_to(inside).as_posix().startswith(_STRIP)]
    whole = [str(path) for path in found if not path.is_symlink() and ".libs" not in path.parent.name]
    subprocess.run([strip, "--strip-unneeded", *whole], check=True)
