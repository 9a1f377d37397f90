"""One measured figure, and how a set of them is printed."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` and ``yardstick`` in ``unit``; ``target`` is the most (``at_least``: the least) the ratio may be.

    Where there is no yardstick the target bounds the value itself.
    """

    area: str
    name: str
    value: float
    unit: str
    target: float
    yardstick: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def measured(self) -> float:
        """What the target is held against: the ratio, or the value where there is no yardstick."""
        return self.value / self.yardstick if self.yardstick else self.value

    @property
    def reached(self) -> bool:
        return self.measured >= self.target if self.at_least else self.measured <= self.target


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned text, one a line."""
    rows = [("what", "value", "yardstick", "ratio", "target", "")]
    for f in figures:
        sign = "≥" if f.at_least else "≤"
        unit = "×" if f.yardstick else f" {f.unit}"
        rows.append(
            (
                f"{f.area}: {f.name}",
                f"{f.value:,.2f} {f.unit}",
                f"{f.yardstick:,.2f} {f.unit}" if f.yardstick else "–",
                f"{f.measured:.2f}×" if f.yardstick else "–",
                f"{sign} {f.target:g}{unit}",
                ("reached" if f.reached else "MISSED") + (f"  {f.note}" if f.note else ""),
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def growth(figures: Sequence[Figure]) -> str:
    """Values that were measured at several sizes of office, side by side: one line a figure. Empty without such."""
    found: dict[str, dict[int, Figure]] = {}
    for figure in figures:
        area, _, size = figure.area.rpartition(" ")
        if area and size.replace(",", "").isdecimal():
            found.setdefault(f"{area}: {figure.name}", {})[int(size.replace(",", ""))] = figure
    found = {name: by_size for name, by_size in found.items() if len(by_size) > 1}
    if not found:
        return ""
    sizes = sorted({size for by_size in found.values() for size in by_size})
    rows = [["growth", *(f"{size:,}" for size in sizes), ""]]
    for name, by_size in found.items():
        values = [f"{by_size[size].value:,.2f}" if size in by_size else "–" for size in sizes]
        rows.append([name, *values, next(iter(by_size.values())).unit])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )


def as_json(figures: Sequence[Figure]) -> str:
    return json.dumps([asdict(f) | {"measured": f.measured, "reached": f.reached} for f in figures], indent=1)


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call of ``work`` takes."""
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def alternate(ours: Callable[[], object], theirs: Callable[[], object], runs: int = 7) -> tuple[float, float]:
    """Median milliseconds of both, run in turn so that a drifting machine slows both alike."""
    mine, other = [], []
    ours()
    theirs()
    for _ in range(runs):
        mine.append(milliseconds(ours))
        other.append(milliseconds(theirs))
    return statistics.median(mine), statistics.median(other)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
