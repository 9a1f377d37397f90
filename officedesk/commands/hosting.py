"""``serve``: keeps the office that this computer hosts running; OfficeDesk starts it by itself.

``--stop`` and ``--off`` are for installers, which replace or remove the program under it. The office's data stays.
"""

import os
import sys
from argparse import Namespace
from pathlib import Path

from officedesk.commands.common import say
from officedesk.config import Config
from officedesk.errors import InvalidInput
from officedesk.hosting.folder import HostFolder


def serve(args: Namespace) -> int:
    """Run until asked to end; or end what runs."""
    if args.stop or args.off:
        return _end(_folder(args.folder), off=args.off)
    if not args.folder:
        raise InvalidInput({}, "Say with --folder which hosted office to serve.")
    from officedesk.hosting.supervisor import supervise
    from officedesk.secrets import SystemSecrets

    return supervise(HostFolder(Path(args.folder).absolute()), SystemSecrets())


def _folder(given: str) -> HostFolder | None:
    if given:
        return HostFolder(Path(given).absolute())
    hosting = Config.load().get("hosting")
    folder = hosting.get("folder") if isinstance(hosting, dict) else None
    return HostFolder(Path(folder)) if isinstance(folder, str) and folder else None


def _end(folder: HostFolder | None, *, off: bool) -> int:
    if folder is None or not folder.data.is_dir():
        say("This person hosts no office on this computer.")
        return 0
    from officedesk.hosting import autostart, supervisor

    supervisor.stop(folder)
    if off:
        root = sys.platform != "win32" and os.geteuid() == 0
        wanted = autostart.plan(supervisor.command(folder), sys.platform, Path.home(), root=root)
        # Another copy of the program may start it as well, and stays.
        if str(Path(sys.executable).parent) in autostart.registered(wanted):
            autostart.switch(wanted, on=False)
            folder.change(with_computer=False)
    say(f"The hosted office is stopped. Its data is in {folder.root}.")
    return 0
