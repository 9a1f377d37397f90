"""Measure and print figures, each beside its yardstick: ``python -m benchmarks [AREA …] [--customers N,N]``."""

import argparse
import importlib
import os
import sys
import traceback
from pathlib import Path

from benchmarks.figures import Figure, as_json, growth, table

AREAS = (
    "start",
    "lists",
    "search",
    "profile",
    "files",
    "window",
    "save",
    "editor",
    "pdf",
    "transfer",
    "tracks",
    "export",
    "live",
    "idle",
    "backup",
    "geofences",
    "crossings",
    "map",
    "recurrence",
    "board",
)
ASKED = ("frozen",)
"""Only measured when asked for: it needs the frozen program."""


def main() -> int:
    """Exit code 0 where everything could be measured, however the figures came out; 1 where something broke."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument(
        "areas",
        nargs="*",
        choices=[*AREAS, *ASKED, []],
        help=f"of {', '.join(AREAS + ASKED)}; all but the last if left out",
    )
    parser.add_argument("--customers", default="1000,10000,100000", help="sizes of the offices, comma-separated")
    parser.add_argument("--json", type=Path, default=Path("out/bench/figures.json"))
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sizes = tuple(sorted(int(text) for text in arguments.customers.split(",")))
    figures: list[Figure] = []
    broken: list[str] = []
    for area in arguments.areas or AREAS:
        print(f"measuring {area} …", file=sys.stderr, flush=True)
        try:
            figures += importlib.import_module(f"benchmarks.bench_{area}").run(sizes)
        except Exception:  # noqa: BLE001 - one area that breaks must not cost the figures of the others
            traceback.print_exc()
            broken.append(area)
        # After each area: a run that is stopped leaves what it has measured.
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(as_json(figures))
    print(table(figures))
    if grown := growth(figures):
        print(f"\n{grown}")
    missed = sum(not figure.reached for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} figures reached; written to {arguments.json}")
    if broken:
        print(f"could not be measured: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
