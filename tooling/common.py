"""What every step of the set-up shares: the places, a stamp for what is done, and running a command."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")


class Failed(Exception):
    """A step of the set-up could not be done; the text says which and what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal which step is under way."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def venv_python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def run(command: list[str], *, env: dict[str, str] | None = None, capture: bool = False) -> str:
    """Run a command in the repository and give its output if captured; Failed when it does not end well."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=env or dict(os.environ),
            check=False,
            text=True,
            stdout=subprocess.PIPE if capture else None,
        )
    except OSError as problem:
        raise Failed(f"“{command[0]}” could not be started: {problem}") from problem
    if done.returncode:
        raise Failed(f"“{' '.join(command)}” failed with exit code {done.returncode}; its own words stand above.")
    return done.stdout or ""


class Stamp:
    """Remembers in the virtual environment that a step was done for exactly these files."""

    def __init__(self, name: str, *files: Path) -> None:
        self._path = VENV / f".officedesk-{name}"
        digest = hashlib.sha256(sys.version.encode())
        for file in files:
            digest.update(file.read_bytes())
        self._value = digest.hexdigest()

    def fresh(self) -> bool:
        """Whether the step was done and nothing it rests on has changed since."""
        return self._path.is_file() and self._path.read_text() == self._value

    def write(self) -> None:
        """Record that the step is done."""
        self._path.write_text(self._value)
