"""A desktop of the share matrix: opens an office as the program does and saves customers for some seconds.

Arguments: the office, a file for what was told as saved, a name, the seconds, and `canary` where nothing but the lock
canary shall protect it, or `hold` to stop in the middle of its second save. Prints one line of JSON: how it was
opened, what it may do at the end and why not, how long it took to know, what was saved and what was refused.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database import guard, placement
from officedesk.database.locks import Fitness
from officedesk.errors import OfficeBusy, OfficeError, OfficeReadOnly
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import save_customer


def main(arguments: Sequence[str]) -> None:
    """Save until the time is over."""
    office, log, name, seconds, *rest = arguments
    if rest == ["canary"]:
        # What the mount and a try of the locks tell is passed over: the canary alone has to find out.
        vars(guard)["try_out"] = lambda _: Fitness.GOOD
        vars(placement)["defect_of"] = lambda _: ""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    told: dict[str, Any] = {"who": name, "saved": 0, "refused": {}, "reason": "", "place": ""}
    begun = time.monotonic()
    try:
        context = open_context(office, Config(Path(os.environ.get("HOME", "/tmp")) / f"{name}.json"))
    except OfficeError as error:
        told["reason"] = f"not opened: {error}"
    else:
        if rest == ["hold"]:
            _hold(context.desk, Path(log).with_name("held"))
        _work(context.desk, name, float(seconds), handle, told, begun)
        context.close()
    sys.stdout.write(json.dumps(told) + "\n")


def _hold(desk: Any, told: Path) -> None:
    save_customer(desk, CustomerDraft(name="Before the power was cut"))
    with desk.write() as session:
        session.connection().exec_driver_sql("UPDATE company SET name = 'Half done'")
        told.write_text("held", encoding="utf-8")
        time.sleep(600)


def _work(desk: Any, name: str, seconds: float, handle: int, told: dict[str, Any], begun: float) -> None:
    refused: Counter[str] = Counter()
    waits = []
    watch = desk.database.guard
    while time.monotonic() - begun < seconds:
        person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
        draft = CustomerDraft(name=f"{name} {told['saved'] + sum(refused.values())}", contacts=(person,))
        at = time.monotonic()
        try:
            stored = save_customer(desk, draft)
        except OfficeError as error:
            refused[type(error).__name__] += 1
            if isinstance(error, OfficeBusy):
                told["busy"] = error.message
                told["busy_until"] = round(time.monotonic() - begun, 1)
            if isinstance(error, OfficeReadOnly) and "known_after" not in told:
                told["known_after"] = round(time.monotonic() - begun, 1)
            time.sleep(0.2)
            continue
        os.write(handle, f"{stored.name}\t{stored.number}\n".encode())
        told["saved"] += 1
        waits.append(time.monotonic() - at)
    reason = watch.reason if watch is not None else None
    waits.sort()
    told["refused"] = dict(refused)
    told["place"] = watch.condition.place if watch is not None else ""
    told["reason"] = reason.short if reason is not None else ""
    if waits:
        told["p50"], told["max"] = round(waits[len(waits) // 2], 3), round(waits[-1], 3)


if __name__ == "__main__":
    main(sys.argv[1:])
