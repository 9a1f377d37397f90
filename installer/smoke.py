"""Tries an installed program, and that its data outlives it; only the standard library.

    python installer/smoke.py before FOLDER PROGRAM [--cli PROGRAM]   the program works: command line, papers, window
    python installer/smoke.py after FOLDER                            all that it made is still there

FOLDER gets the office, a paper, a picture of the window, and this person's settings; an artefact for whoever looks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

KEPT = "kept.json"
_WAIT = 300


class Broken(Exception):
    """The installed program does not do what it is for; the text says what."""


def before(folder: Path, window: Sequence[str], cli: Sequence[str]) -> None:
    """Make the sample office, check it, write a paper, and paint the window. Raises :class:`Broken`."""
    folder.mkdir(parents=True, exist_ok=True)
    office, invoices, paper = folder / "Smoke.officedesk", folder / "invoices.json", folder / "invoice.pdf"
    env = _environment(folder)
    run([*cli, "demo", str(office)], env)
    run([*cli, "check", str(office)], env)
    run([*cli, "export", str(office), "invoices", str(invoices)], env)
    rows = json.loads(invoices.read_text(encoding="utf-8"))
    number = next(row["Number"] for row in rows if row["Number"] and row["Kind"] == "invoice")
    run([*cli, "pdf", str(office), "invoice", number, "-o", str(paper)], env)
    if not paper.read_bytes().startswith(b"%PDF-"):
        raise Broken(f"{paper.name} is no PDF.")
    report, picture = folder / "painted.json", folder / "window.png"
    painted = {"OFFICEDESK_PAINTED_REPORT": str(report), "OFFICEDESK_PAINTED_PICTURE": str(picture)}
    run([*window, str(office)], env | painted)
    if not report.is_file() or not picture.is_file() or picture.stat().st_size < 10_000:
        raise Broken("The window painted nothing.")
    refused = subprocess.run([*cli, "check", str(folder / "missing.officedesk")], env=env, check=False, timeout=_WAIT)
    if refused.returncode != 3:
        raise Broken(f"A missing office ended with {refused.returncode} instead of 3.")
    kept = [path for path in folder.rglob("*") if path.is_file() and path.suffix in (".officedesk", ".pdf", ".json")]
    (folder / KEPT).write_text(json.dumps({str(path): _digest(path) for path in kept}), encoding="utf-8")


def after(folder: Path) -> None:
    """Compare with what :func:`before` left. Raises :class:`Broken`."""
    kept = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    lost = [name for name, digest in kept.items() if not Path(name).is_file() or _digest(Path(name)) != digest]
    if lost or not any(name.endswith("settings.json") for name in kept):
        raise Broken(f"Taking the program away took more: {', '.join(lost) or 'its settings'}.")


def run(command: Sequence[str], env: dict[str, str]) -> None:
    """Run one step and show it."""
    sys.stdout.write(f"$ {subprocess.list2cmdline(command)}\n")
    sys.stdout.flush()
    try:
        code = subprocess.run(command, env=env, check=False, timeout=_WAIT).returncode
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Broken(f"{command[0]}: {problem}") from problem
    if code:
        raise Broken(f"“{subprocess.list2cmdline(command)}” ended with {code}.")


def _environment(folder: Path) -> dict[str, str]:
    own = {name: str(folder / name.lower()) for name in ("CONFIG", "DATA", "CACHE")}
    return {**os.environ, **{f"OFFICEDESK_{name}": place for name, place in own.items()}}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line says; 0 where everything is well."""
    parser = argparse.ArgumentParser()
    parser.add_argument("when", choices=("before", "after"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("program", nargs="?", default="")
    parser.add_argument("--cli", default="")
    args = parser.parse_args(arguments)
    try:
        if args.when == "before":
            before(args.folder.absolute(), [args.program], [args.cli or args.program])
        else:
            after(args.folder.absolute())
    except Broken as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write("well\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
