#!/usr/bin/env python3
"""Runs OfficeDesk and its tests from a checkout, setting up on the way whatever the machine lacks.

    python3 dev.py run [OFFICE]     open the sample office, or OFFICE; without a display: tour
    python3 dev.py test [ARGUMENTS] everything CI runs; with arguments only pytest with these
    python3 dev.py bench [NAMES]    measure the program against its yardsticks
    python3 dev.py faults [--long]  many desktops at work, killed, with clocks that jump: is anything lost?
    python3 dev.py tour [OFFICE]    walk every screen without a display; pictures and papers go to out/tour/
    python3 dev.py freeze [--without-maps]   the program as a folder that needs no Python: out/dist/OfficeDesk
    python3 dev.py package [SYSTEM] make this system's installer, of windows, macos or linux: out/packages/
    python3 dev.py pictures         make the pictures of the help anew, from the sample office: docs/help/images/
    python3 dev.py lint [--fix]     style, types and floors
    python3 dev.py lock [--upgrade] write the locked requirement files anew from pyproject.toml
    python3 dev.py setup            only the set-up, for working on OfficeDesk

Only the standard library is needed: Python 3.11 to 3.14 with its venv module.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from tooling.assets import ensure_assets, lock_assets
from tooling.common import ROOT, Failed, environment, exit_code, run, say, venv_program, venv_python
from tooling.python import check_version, ensure_build, ensure_packages, lock
from tooling.system import ensure_system

SAMPLE = ROOT / "out" / "sample.officedesk"


def main(arguments: list[str]) -> int:
    """Carry out one command and give the exit code."""
    command, *rest = arguments or ["help"]
    commands = {
        "run": _run,
        "test": _test,
        "bench": _bench,
        "faults": _faults,
        "tour": _tour,
        "freeze": _freeze,
        "package": _package,
        "pictures": _pictures,
        "lint": _lint,
        "lock": _lock,
        "setup": _setup,
    }
    if command not in commands:
        print(__doc__, file=sys.stdout if command in ("help", "-h", "--help") else sys.stderr)
        return 0 if command in ("help", "-h", "--help") else 2
    try:
        check_version()
        return commands[command](rest)
    except Failed as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


def set_up(*, dev: bool) -> None:
    """Bring the machine to where the program, with `dev` also its tests, can run. Quick when nothing is missing."""
    start = time.monotonic()
    ensure_system(dev=dev)
    ensure_packages(dev=dev)
    if dev:
        # The tests freeze the program and run what comes out.
        ensure_build()
    ensure_assets()
    if (took := time.monotonic() - start) > 2:
        say(f"set up in {took:.0f} s")


def _run(rest: list[str]) -> int:
    set_up(dev=False)
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        say("there is no display here, so no window can be opened: walking the screens without one (dev.py tour)")
        return _tour(rest)
    office = rest or [str(SAMPLE)]
    if not rest and not SAMPLE.exists():
        SAMPLE.parent.mkdir(parents=True, exist_ok=True)
        run([str(venv_python()), "-m", "officedesk", "demo", str(SAMPLE)])
    return exit_code([str(venv_python()), "-m", "officedesk", *office])


def _tour(rest: list[str]) -> int:
    set_up(dev=False)
    return exit_code([str(venv_python()), "-m", "officedesk.tour", *rest], _without_display(wanted=False))


def _pictures(rest: list[str]) -> int:
    set_up(dev=False)
    images = ROOT / "docs" / "help" / "images"
    command = [str(venv_python()), "-m", "officedesk.tour", "--pictures", str(images), *rest]
    return exit_code(command, _without_display(wanted=False))


def _bench(rest: list[str]) -> int:
    set_up(dev=True)
    return exit_code([str(venv_python()), "-m", "benchmarks", *rest], _without_display())


def _faults(rest: list[str]) -> int:
    set_up(dev=True)
    return exit_code([str(venv_python()), "-m", "tests.faults.campaign", *rest])


def _package(rest: list[str]) -> int:
    from installer.package import package

    set_up(dev=False)
    ensure_build()
    package(rest)
    return 0


def _test(rest: list[str]) -> int:
    set_up(dev=True)
    if rest:
        return exit_code([str(venv_python()), "-m", "pytest", *rest], _tests_env())
    workers = str(min(os.cpu_count() or 1, 4))
    # A worker that crashed is not replaced: the new one would get a single test and wait for ever for a second.
    spread = ["-n", workers, "--dist", "loadgroup", "--max-worker-restart", "0"]
    pytest = [str(venv_python()), "-m", "pytest", *spread, "--durations", "15"]
    return _steps([*_checks(), ("tests", pytest)])


def _freeze(rest: list[str]) -> int:
    from tooling.freeze import DIST, freeze, table

    if rest not in ([], ["--without-maps"]):
        raise Failed("“freeze” takes nothing, or --without-maps.")
    set_up(dev=False)
    ensure_build()
    start = time.monotonic()
    made = freeze(str(venv_python()), DIST / "without-maps" if rest else DIST, maps=not rest)
    print(f"{made}\n\n{table(made)}")
    say(f"frozen in {time.monotonic() - start:.0f} s")
    return 0


def _lint(rest: list[str]) -> int:
    set_up(dev=True)
    if rest == ["--fix"]:
        run([venv_program("ruff"), "check", "--fix", "--quiet", "--exit-zero"])
        run([venv_program("ruff"), "format"])
    return _steps(_checks())


def _lock(rest: list[str]) -> int:
    set_up(dev=True)
    lock(*rest)
    lock_assets(upgrade="--upgrade" in rest)
    return 0


def _setup(_rest: list[str]) -> int:
    set_up(dev=True)
    return 0


def _checks() -> list[tuple[str, list[str]]]:
    return [
        ("format", [venv_program("ruff"), "format", "--check", "--quiet"]),
        ("lint", [venv_program("ruff"), "check"]),
        ("types", [venv_program("mypy")]),
        ("floors", [venv_program("lint-imports"), "--no-logo"]),
    ]


def _steps(steps: list[tuple[str, list[str]]]) -> int:
    """Do all steps, even after one failed, and tell at the end how each went and how long it took."""
    results = []
    for name, command in steps:
        say(f"--- {name}")
        start = time.monotonic()
        results.append((name, exit_code(command, _tests_env()), time.monotonic() - start))
    for name, code, took in results:
        say(f"{name:<8} {'ok' if code == 0 else 'FAILED':<6} {took:6.1f} s")
    return max(code for _, code, _ in results)


def _tests_env() -> dict[str, str]:
    """Offices of tests lie in memory where the system offers that: thousands of them wait for no disk.

    What a disk does to an office (full, gone, power lost) is tested on file systems that the tests make themselves.
    """
    env = _without_display()
    memory = Path("/dev/shm")  # noqa: S108 - the system's own folder in memory
    if "TMPDIR" not in os.environ and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
        env["TMPDIR"] = str(memory)
    return env


def _without_display(*, wanted: bool = True) -> dict[str, str]:
    """The environment for Qt without a screen; a platform that the person chose stays, where one is `wanted`."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "") if wanted else ""
    more = {"QT_QPA_PLATFORM": chosen or "offscreen"}
    if sys.platform == "linux" and os.geteuid() == 0:
        # The sandbox of Qt's browser refuses to run as root, as containers do.
        more["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return environment(**more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
