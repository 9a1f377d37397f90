"""Everything of a profile outside its tabs, and a page of each of its lists, without the window."""

from collections.abc import Callable

from benchmarks.figures import Figure, milliseconds, percentile
from benchmarks.offices import office
from officedesk.bootstrap import open_context
from officedesk.services.customers.profile import figures as money_tiles
from officedesk.services.customers.profile import history, profile

CUSTOMERS = 200
LIMIT = 10.0
"""Milliseconds: what the figures may take of the 50 that a profile has until it is painted."""


def run(sizes: tuple[int, ...]) -> list[Figure]:
    found = []
    for size in sizes:
        context = open_context(str(office(size)))
        desk = context.desk
        customers = range(1, size, max(1, size // CUSTOMERS))

        def each(work: Callable[[int], object], customers: range = customers) -> float:
            work(customers[0])
            return percentile([milliseconds(lambda at=at: work(at)) for at in customers], 0.5)  # type: ignore[misc]

        area = f"profile {size:,}"
        found += [
            Figure(area, "header, figures and counts", each(lambda at: profile(desk, at)), "ms", LIMIT),
            Figure(area, "money tiles after a save", each(lambda at: money_tiles(desk, at)), "ms", LIMIT),
            Figure(area, "newest 200 changes", each(lambda at: history(desk, at)), "ms", LIMIT),
        ]
        context.close()
    return found
