"""One desktop of `test_eight_writers`: issues invoice drafts of its own, as its own process.

Arguments: the office, the zone, how many, and the customer. Waits for a line on standard input, so that all start at
once; prints the numbers it was given as JSON.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from zoneinfo import ZoneInfo

from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice


def main(arguments: Sequence[str]) -> None:
    """Issue the invoices and print `{"numbers": […], "waits": […]}`; waits are seconds of each issuing."""
    place, zone, many, customer = arguments
    desk = Desk(Database(OfficePlace.parse(place)), Actor(None, "", "desktop"), ZoneInfo(zone), "USD")
    draft = replace(new_invoice(desk, int(customer)), lines=(LineDraft(name="Work", price=100),))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    numbers, waits = [], []
    for _ in range(int(many)):
        stored = save_invoice(desk, draft)
        begun = perf_counter()
        numbers.append(issue_invoice(desk, stored.id or 0).number)
        waits.append(perf_counter() - begun)
    desk.database.close()
    sys.stdout.write(json.dumps({"numbers": numbers, "waits": waits}))


if __name__ == "__main__":
    main(sys.argv[1:])
