"""The desktops that `test_killed_senders` kills: each sends what is in the outbox until nothing is left.

Arguments: the office. For each line read, a program is made that says its number when it is ready, and sends. What
all of them need is imported once and for all where the system can fork: a life is then as short as a message.
The tests' own authority is looked for in SSL_CERT_FILE.
"""

import os
import signal
import sys
from collections.abc import Sequence

import jinja2  # noqa: F401 - what a first message needs is there before a life begins

import officedesk.database.audit
import officedesk.database.bulk
import officedesk.database.changes
import officedesk.database.listing
import officedesk.database.search  # noqa: F401
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import sit_down
from officedesk.services.messaging.accounts import account, keep_secret
from officedesk.services.messaging.sender import Sender
from tests.support.mail_server import PASSWORD


def main(arguments: Sequence[str]) -> None:
    """Bring programs into the world until there is nothing more to read."""
    if sys.platform == "win32":
        sys.stdin.readline()
        live(arguments[0])
        return
    # Whoever was killed is nobody's business here: the system forgets them by itself.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in iter(sys.stdin.readline, ""):
        if os.fork() == 0:
            live(arguments[0])
            os._exit(0)


def live(address: str) -> None:
    """Send until killed."""
    place = OfficePlace.parse(address)
    desk = sit_down(Database(place, schema.open_office(place)), "Killed desktop")
    secrets = MemorySecrets()
    keep_secret(desk, account(desk), PASSWORD, secrets)
    sender = Sender(desk, secrets)
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    while sender.take_one() is not None:
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
