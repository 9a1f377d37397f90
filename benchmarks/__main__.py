"""Measure and print figures, each beside its yardstick: ``python -m benchmarks [AREA …] [--customers N,N]``."""

import argparse
import importlib
import os
import sys
from pathlib import Path

from benchmarks.figures import as_json, table

AREAS = ("start", "lists", "search", "window", "save", "editor", "pdf", "transfer")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("areas", nargs="*", choices=[*AREAS, []], help=f"of {', '.join(AREAS)}; all if left out")
    parser.add_argument("--customers", default="1000,100000", help="sizes of the offices, comma-separated")
    parser.add_argument("--json", type=Path, default=Path("out/bench/figures.json"))
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sizes = tuple(sorted(int(text) for text in arguments.customers.split(",")))
    figures = []
    for area in arguments.areas or AREAS:
        print(f"measuring {area} …", file=sys.stderr, flush=True)
        found = importlib.import_module(f"benchmarks.bench_{area}").run(sizes)
        print(table(found), flush=True)
        figures += found
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(as_json(figures))
    missed = sum(not figure.reached for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} figures reached; written to {arguments.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
