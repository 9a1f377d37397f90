"""The desktop that `test_killed_imports` kills: takes one file of positions in, and says how far it is.

Arguments: the office and the file.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.services.mapping.imports import take_in


def main(arguments: Sequence[str]) -> None:
    """Take the file in."""
    office, source = arguments
    context = open_context(office, Config(Path(source).with_suffix(".json")))
    os.write(1, b"begun\n")

    def tell(done: int, total: int) -> None:
        os.write(1, f"{done} {total}\n".encode())

    take_in(context.desk, Path(source).name, Path(source), progress=tell)
    os.write(1, b"finished\n")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
