"""The program that `test_backup_faults` kills: makes one backup after the other, or restores again and again.

Arguments: `backup` or `restore`, the office, the folder of backups. Says "ready" once, and a line after each one done.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.office.backups import back_up, listed
from officedesk.services.office.restoring import RestorePlan, restore


def main(arguments: Sequence[str]) -> None:
    """Go on until killed."""
    what, office, folder = arguments[0], arguments[1], Path(arguments[2])
    # The first ones import what is needed; the kill is to come in the middle of the work.
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if what == "backup":
            context = open_context(office, Config(folder.parent / "settings.json"))
            back_up(context.desk, folder)
            context.close()
        else:
            backup = next(row.path for row in listed(folder) if row.kind == "manual")
            restore(RestorePlan(backup, office, folder, lambda: datetime.now(UTC), "killed", force=True))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
