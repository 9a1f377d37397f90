"""What every step of the set-up shares: the places, a stamp for what is done, and running a command."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes")


class Failed(Exception):
    """A step of the set-up could not be done; the text says which and what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal which step is under way."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def venv_python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def venv_program(name: str) -> str:
    """A program that a package put into the virtual environment."""
    return str(venv_python().with_name(f"{name}.exe" if sys.platform == "win32" else name))


def exit_code(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command in the repository, its output going to the terminal, and give its exit code."""
    try:
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    except OSError as problem:
        raise Failed(f"“{command[0]}” could not be started: {problem}") from problem


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a command in the repository; Failed when it does not end well."""
    if code := exit_code(command, env):
        raise Failed(f"“{' '.join(command)}” failed with exit code {code}; its own words stand above.")


def output_of(command: list[str]) -> str:
    """Run a command in the repository and give what it wrote; Failed when it does not end well."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failed(f"“{' '.join(command)}” failed with exit code {done.returncode}.")
    return done.stdout.strip()


def environment(**more: str) -> dict[str, str]:
    """This process's environment with `more` on top."""
    return {**os.environ, **more}


class Stamp:
    """Remembers in the virtual environment that a step was done for exactly these files."""

    def __init__(self, name: str, *files: Path) -> None:
        self._path = VENV / f".officedesk-{name}"
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.read_bytes())
        self._value = digest.hexdigest()

    def fresh(self) -> bool:
        """Whether the step was done and nothing it rests on has changed since."""
        return self._path.is_file() and self._path.read_text(encoding="ascii") == self._value

    def write(self) -> None:
        """Record that the step is done."""
        self._path.write_text(self._value, encoding="ascii")
