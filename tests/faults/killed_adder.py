"""The desktop that `test_file_faults` kills: adds one file after the other and says which are safely listed.

Arguments: the office, the log, and a number that makes its contents differ from those of others, but for every third.
"""

import os
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.files.adding import add_file
from officedesk.services.files.drafts import FileDraft


def main(arguments: Sequence[str]) -> None:
    """Add until killed."""
    office, log, seed = arguments
    context = open_context(office, Config(Path(log).with_suffix(".json")))
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    source = Path(log).with_name(f"source-{seed}.bin")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in count(1):
        # Every third content is everybody's.
        own = f"{seed}-{number}" if number % 3 else f"shared-{number}"
        source.write_bytes(own.encode() * 60_000)
        row = add_file(context.desk, source, FileDraft(1, name=own))
        os.write(handle, f"{row.id}\t{row.sha256}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
