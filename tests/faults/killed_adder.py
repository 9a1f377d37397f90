"""The desktops that `test_file_faults` kills: each adds one file after the other and says which are safely listed.

Arguments: the office and the log. Each line read, a number that makes contents differ from those of others, makes a
desktop that says its process when it is ready. What all need is imported once where the system can fork.
"""

import os
import signal
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import officedesk.database.audit
import officedesk.database.bulk
import officedesk.database.changes  # noqa: F401 - what a first save needs is there before a life begins
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.files.adding import add_file
from officedesk.services.files.drafts import FileDraft


def main(arguments: Sequence[str]) -> None:
    """Bring desktops into the world until there is nothing more to read."""
    office, log = arguments
    if sys.platform == "win32":
        live(office, log, sys.stdin.readline().strip())
        return
    # Whoever was killed is nobody's business here: the system forgets them by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for seed in iter(sys.stdin.readline, ""):
        if os.fork() == 0:
            live(office, log, seed.strip())
            os._exit(1)


def live(office: str, log: str, seed: str) -> None:
    """Add until killed."""
    context = open_context(office, Config(Path(log).with_suffix(".json")))
    handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    source = Path(log).with_name(f"source-{seed}.bin")
    os.write(1, f"{os.getpid()}\n".encode())
    for number in count(1):
        # Every third content is everybody's.
        own = f"{seed}-{number}" if number % 3 else f"shared-{number}"
        source.write_bytes(own.encode() * 60_000)
        row = add_file(context.desk, source, FileDraft(1, name=own))
        os.write(handle, f"{row.id}\t{row.sha256}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
