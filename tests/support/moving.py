"""The mover that `test_moving` kills: moves an office and says when it is in the middle, then waits to be killed."""

import sys
import threading
from pathlib import Path

from officedesk.database import schema
from officedesk.database.moving import move
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database


def main(source: str, target: str, key: str, *, wait: bool = True) -> None:
    """Stop for good once a third of the rows is written, unless told not to `wait`."""
    place = OfficePlace(path=Path(source))
    database = Database(place, schema.open_office(place))

    def progress(done: int, total: int) -> None:
        if wait and done > total // 3:
            sys.stdout.write("middle\n")
            sys.stdout.flush()
            threading.Event().wait()

    move(database, OfficePlace.parse(target), "ANNA-PC", Actor(None, "Anna", "Desktop A"), progress, key=key)


if __name__ == "__main__":
    main(*sys.argv[1:])
