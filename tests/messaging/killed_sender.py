"""The desktop that `test_killed_senders` kills: sends what is in the outbox until nothing is left.

Arguments: the office. It says “ready” before it begins, and looks for the tests' own authority in SSL_CERT_FILE.
"""

import sys
from collections.abc import Sequence

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import sit_down
from officedesk.services.messaging.accounts import account, keep_secret
from officedesk.services.messaging.sender import Sender
from tests.support.mail_server import PASSWORD


def main(arguments: Sequence[str]) -> None:
    """Send until killed."""
    place = OfficePlace.parse(arguments[0])
    desk = sit_down(Database(place, schema.open_office(place)), "Killed desktop")
    secrets = MemorySecrets()
    keep_secret(desk, account(desk), PASSWORD, secrets)
    sender = Sender(desk, secrets)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while sender.take_one() is not None:
        pass
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
