"""``serve``: keeps the office that this computer hosts running; OfficeDesk starts it by itself."""

from argparse import Namespace
from pathlib import Path


def serve(args: Namespace) -> int:
    """Run until asked to end."""
    from officedesk.hosting.folder import HostFolder
    from officedesk.hosting.supervisor import supervise
    from officedesk.secrets import SystemSecrets

    return supervise(HostFolder(Path(args.folder).absolute()), SystemSecrets())
