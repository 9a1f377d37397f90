"""`dev.py faults [--long] [TRIALS]`: the promises put to the test, as a table and as JSON in out/faults/."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from officedesk.database.place import OfficePlace
from tests.faults.campaign.trials import ROOT, killed, together
from tests.faults.campaign.verdict import Verdict
from tests.support.postgres import PostgresServer

DESKTOPS = 8
PAUSE = 0.2
"""Seconds between two use cases of a desktop that does not save without end: many times what dispatchers do."""
LIMIT_P99, LIMIT_LONGEST, LIMIT_FAIRNESS = 0.050, 5.0, 0.25


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: in CI a short run, with ``--long`` what the promises are stated for."""

    seconds: float
    kills: int
    cuts: int


SHORT, LONG = Size(15, 40, 3), Size(600, 1_000, 50)


def file_together(size: Size, folder: Path) -> Verdict:
    return together(OfficePlace(path=folder / "office.officedesk"), folder, desktops=DESKTOPS, seconds=size.seconds)


def file_paced(size: Size, folder: Path) -> Verdict:
    place = OfficePlace(path=folder / "office.officedesk")
    return together(place, folder, desktops=DESKTOPS, seconds=size.seconds / 4, pause=PAUSE)


def file_clocks(size: Size, folder: Path) -> Verdict:
    place = OfficePlace(path=folder / "office.officedesk")
    return together(place, folder, desktops=4, seconds=size.seconds / 4, years=10)


def file_kills(size: Size, folder: Path) -> Verdict:
    return killed(OfficePlace(path=folder / "office.officedesk"), folder, kills=size.kills, desktops=4, say=say)


def server_together(size: Size, folder: Path) -> Verdict:
    with _server() as place:
        return together(place, folder, desktops=DESKTOPS, seconds=size.seconds)


def server_kills(size: Size, folder: Path) -> Verdict:
    with _server() as place:
        return killed(place, folder, kills=size.kills // 5, desktops=4, say=say)


def power(size: Size, folder: Path) -> Verdict:
    from tests.faults.campaign.power import cuts_of_bare_sqlite, lacking, power_cuts

    if there := lacking():
        return Verdict(remark=f"skipped: this machine lacks {', '.join(there)}")
    verdict = power_cuts(folder, cuts=size.cuts, say=say)
    told, lost = cuts_of_bare_sqlite(folder, cuts=max(6, size.cuts // 5), journal="DELETE")
    verdict.remark = f"bare SQLite with a DELETE journal lost {lost} of {told:,} rows in the same rig"
    return verdict


def backups(size: Size, folder: Path) -> Verdict:
    """Backups and restores killed at any moment, on a full disk, beside writers, and with 500 flipped bits."""
    return _tests("tests/faults/test_backup_faults.py", OFFICEDESK_LONG_FAULTS="1" if size is LONG else "")


def conflicts(size: Size, folder: Path) -> Verdict:
    """The same records saved at two desktops at once: each change is merged or shown."""
    return _tests("tests/db/test_no_silent_overwrite.py", OFFICEDESK_EDITS="10000" if size is LONG else "")


def _tests(path: str, **settings: str) -> Verdict:
    wanted = {name: value for name, value in settings.items() if value}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout", "7200", path]
    code = subprocess.run(command, cwd=ROOT, check=False, env=os.environ | wanted).returncode
    return Verdict(problems=["the tests above tell what broke"] if code else [])


def shares(size: Size, folder: Path) -> Verdict:
    """Every kind of place that an office can lie in, by two kernels each; the matrix prints its own table."""
    seconds = "20" if size is LONG else "8"
    command = [sys.executable, "-m", "tests.faults.share_matrix", "--seconds", seconds, "--room", str(folder)]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return Verdict(problems=["the table above shows what broke"] if code else [])


TRIALS: dict[str, tuple[str, Callable[[Size, Path], Verdict]]] = {
    "file": ("8 desktops on one file, each without a pause", file_together),
    "paced": ("8 desktops on one file, each at work some four times a second", file_paced),
    "server": ("8 desktops on PostgreSQL", server_together),
    "clocks": ("4 desktops whose clocks jump by up to 10 years", file_clocks),
    "kills": ("kill -9 of one of 4 desktops on a file", file_kills),
    "power": ("power cuts of a computer with two desktops on its disk", power),
    "shares": ("two computers on every kind of share", shares),
    "backups": ("backups and restores that are killed, cut off and damaged", backups),
    "conflicts": ("the same records saved at two desktops at once", conflicts),
    "server-kills": ("kill -9 of one of 4 desktops on PostgreSQL", server_kills),
}


@contextmanager
def _server() -> Iterator[OfficePlace]:
    server = PostgresServer(safe=True)
    try:
        yield OfficePlace.parse(server.url(server.create()))
    finally:
        server.close()


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"  {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Run the trials and give 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("trials", nargs="*", help=", ".join(TRIALS))
    parser.add_argument("--long", action="store_true", help="as long as the promises are stated for: about an hour")
    parser.add_argument("--folder", type=Path, help="where the offices lie; a folder of its own by default")
    options = parser.parse_args()
    if unknown := [name for name in options.trials if name not in TRIALS]:
        parser.error(f"there is no trial {unknown[0]}; there are {', '.join(TRIALS)}")
    size = LONG if options.long else SHORT
    results = {}
    broken = False
    for name in options.trials or TRIALS:
        title, trial = TRIALS[name]
        print(f"{title} …", flush=True)
        begun = monotonic()
        with tempfile.TemporaryDirectory(prefix="faults", dir=options.folder) as folder:
            verdict = trial(size, Path(folder))
        results[name] = asdict(verdict) | {"took": round(monotonic() - begun, 1)}
        broken = broken or bool(verdict.problems)
        print(f"  {'BROKEN' if verdict.problems else 'kept'}: {verdict}", flush=True)
        if verdict.remark:
            print(f"    {verdict.remark}")
        for problem in verdict.problems[:10]:
            print(f"    {problem}")
        if size is LONG and name in ("file", "paced"):
            _figures(verdict)
    target = ROOT / "out" / "faults"
    target.mkdir(parents=True, exist_ok=True)
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.platform(),
        "long": options.long,
    }
    (target / "figures.json").write_text(json.dumps({**about, "trials": results}, indent=1), encoding="utf-8")
    return 1 if broken else 0


def _figures(verdict: Verdict) -> None:
    for what, value, kept in (
        ("write p99 ≤ 50 ms", f"{1000 * verdict.p99:.1f} ms", verdict.p99 <= LIMIT_P99),
        ("longest ≤ 5 s", f"{verdict.longest:.2f} s", verdict.longest <= LIMIT_LONGEST),
        ("no desktop below 25 % of the mean", f"{verdict.fairness:.0%}", verdict.fairness >= LIMIT_FAIRNESS),
    ):
        print(f"    {what}: {value} {'reached' if kept else 'MISSED'}")


if __name__ == "__main__":
    sys.exit(main())
