"""The desktop that `test_killed_writers` kills: saves one customer after the other and says which are safely stored.

Arguments: the office, the log, and a name for this desktop. A line is written to the log after each save came back.
"""

import os
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import save_customer


def main(arguments: Sequence[str]) -> None:
    """Save until killed."""
    office, log, name = arguments
    context = open_context(office, Config(Path(log).with_suffix(".json")))
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in count(1):
        person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
        stored = save_customer(context.desk, CustomerDraft(name=f"{name} {number}", contacts=(person,)))
        os.write(handle, f"{stored.name}\t{stored.number}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
