"""Another desktop of `test_desks`: holds its file beside the office and counts, as its own process.

Arguments: the office, and `unlocked` for one whose lock nobody sees. It looks at the others as often as it counts, and
prints what it says on each line of standard input.
"""

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from officedesk.database import locks
from officedesk.database.desk_files import FileDesks


def main(arguments: Sequence[str]) -> None:
    """Count every 50 ms of what takes the program two seconds."""
    office, *rest = arguments
    if rest == ["unlocked"]:
        locks.take = lambda *_, **__: True
    desks = FileDesks(Path(office), "RECEPTION", "1.0")
    desks.announce("Anna", (("customer", 7),))
    desks.beat()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    over = threading.Event()

    def count() -> None:
        while not over.wait(0.05):
            desks.beat()

    counting = threading.Thread(target=count)
    counting.start()
    for line in sys.stdin:
        if line == "save\n":
            desks.saving(begun=True)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    over.set()
    counting.join()
    desks.leave()


if __name__ == "__main__":
    main(sys.argv[1:])
