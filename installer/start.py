"""Where both programs of an installed OfficeDesk start."""

import sys

from officedesk import itself

if __name__ == "__main__":
    itself.get_ready()
    from officedesk.__main__ import main

    # The program for a terminal opens no window unasked.
    sys.exit(main(["--help"] if itself.is_console() and not sys.argv[1:] else None))
