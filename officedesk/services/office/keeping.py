"""The office that this computer hosts: its server kept running, desktops invited and sent away."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from officedesk.config import Config
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.errors import NotAllowed
from officedesk.hosting import roles, supervisor
from officedesk.hosting.folder import DATABASE, HostFolder
from officedesk.hosting.invitation import ADDRESSES, Invitation
from officedesk.hosting.programs import service_user
from officedesk.hosting.roles import JoinedDesktop, OpenInvitation
from officedesk.hosting.server import Server
from officedesk.hosting.tls import Certificates
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.office.hosting import HOSTING, keep_password, kept_password, own_folder
from officedesk.services.permissions import Permission

DAYS = 7
"""How long an invitation may be used."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation as it is told to somebody. ``addresses`` is what the code leads to."""

    code: str
    expires: datetime
    addresses: tuple[str, ...]
    port: int


@dataclass(frozen=True, slots=True)
class Guests:
    """Who may enter the hosted office, and who is invited."""

    desktops: tuple[JoinedDesktop, ...]
    invitations: tuple[OpenInvitation, ...]


def invite(desk: Desk, config: Config, secrets: SecretStore) -> Invited:
    """Let one more desktop join: a code for it, which can be used once."""
    desk.need(Permission.MOVE)
    folder = _hosted(desk, config)
    server = server_of(folder, secrets)
    numbers = (*folder.read().addresses, *supervisor.addresses())
    addresses = tuple(dict.fromkeys(numbers))[:ADDRESSES] or (folder.read().host,)
    pin = Certificates(folder.certificates).fingerprint
    made = Invitation.new(addresses, folder.read().port, pin, desk.now(), DAYS)
    names = tuple(name for name in supervisor.names(folder) if name != "localhost" and not name[0].isdigit())
    with server.connect(DATABASE) as inside:
        roles.invite(inside, made, names)
    return Invited(made.code, made.expires, addresses, made.port)


def guests(desk: Desk, config: Config, secrets: SecretStore) -> Guests:
    """Who may enter the office that this computer hosts."""
    desk.need(Permission.MOVE)
    with server_of(_hosted(desk, config), secrets).connect(DATABASE) as inside:
        return Guests(tuple(roles.desktops(inside)), tuple(roles.invitations(inside)))


def revoke(desk: Desk, role: str, config: Config, secrets: SecretStore) -> None:
    """Keep a desktop out from now on."""
    desk.need(Permission.MOVE)
    with server_of(_hosted(desk, config), secrets).connect(DATABASE) as inside:
        if any(there.here for there in roles.desktops(inside) if there.role == role):
            raise NotAllowed("This computer hosts the office and stays in it.")
        roles.revoke(inside, role)


def withdraw(desk: Desk, role: str, config: Config, secrets: SecretStore) -> None:
    """Make an invitation void that nobody used yet."""
    desk.need(Permission.MOVE)
    with server_of(_hosted(desk, config), secrets).connect(DATABASE) as inside:
        roles.withdraw(inside, role)


def start_with_computer(desk: Desk, config: Config, *, on: bool) -> None:
    """Start the hosted office with this computer, or only with the program."""
    desk.need(Permission.MOVE)
    import os
    import sys

    from officedesk.hosting import autostart

    folder = _hosted(desk, config)
    root = sys.platform != "win32" and os.geteuid() == 0
    wanted = autostart.plan(supervisor.command(folder), sys.platform, Path.home(), root=root)
    autostart.switch(wanted, on=on)
    folder.change(with_computer=on)


def make_ready(folder: HostFolder, secrets: SecretStore, desktop: str) -> Server:
    """A running server with an empty database that an office can be moved into.

    Where an office was hosted before, it is kept under another name, and the desktops that had joined it may stay.
    """
    if folder.exists:
        server = Server(folder, secrets)
    else:
        server = Server.make(folder, secrets, desktop, service_user())
    folder.change(host=desktop)
    supervisor.start_detached(folder)
    known: list[tuple[Any, ...]] = []
    with server.connect() as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if there is not None:
            known = _put_aside(admin, server)
        roles.prepare(admin, DATABASE)
    with server.connect(DATABASE) as inside:
        roles.equip(inside)
        for row in known:
            inside.execute(
                "INSERT INTO host.desktop (role, name, joined_at, here) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                row,
            )
    return server


def admitted(folder: HostFolder, server: Server, config: Config, secrets: SecretStore, desktop: str) -> str:
    """Let this computer itself in; the address that opens the hosted office here."""
    from officedesk.hosting.joining import office_address

    with server.connect(DATABASE) as inside:
        here = next((there.role for there in roles.desktops(inside) if there.here), "")
        role, password = roles.admit(inside, desktop, here)
    address = office_address(role, ("127.0.0.1",), folder.read().inner_port, DATABASE, None)
    address = keep_password(address, password, secrets)
    config.put(HOSTING, {"folder": str(folder.root), "address": address, "shown": shown_address(folder)})
    return address


def shown_address(folder: HostFolder) -> str:
    """What the office that was moved here says about where it went."""
    settings = folder.read()
    return f"postgresql://{settings.host}:{settings.port}/{settings.database}"


def keep_running(folder: HostFolder, place: OfficePlace, config: Config, secrets: SecretStore) -> OfficePlace:
    """Start the office that this computer hosts unless it runs, update it where the program is newer, and enter."""
    settings = folder.read()
    password = kept_password(place, secrets)
    runs = supervisor.answers(settings.port) and supervisor.answers(settings.inner_port)
    if password is not None and runs and config.part(HOSTING, "updated") == schema.HEAD:
        # As on every start but the first of the day.
        return place.with_password(password)
    from officedesk.services.office.backups import folder_for

    supervisor.start_detached(folder)
    server = server_of(folder, secrets)
    url, owners = server.admin_url(DATABASE, "office_owner")
    # Desktops may not change tables: where the program is newer than the office, this computer does it for all.
    schema.open_office(OfficePlace.parse(url).with_password(owners), backups=partial(folder_for, config)).dispose()
    if password is None:
        # No keyring, or a new one: whoever administers the server lets themselves in again.
        admitted(folder, server, config, secrets, settings.host)
        password = kept_password(place, secrets)
    config.put_part(HOSTING, "updated", schema.HEAD)
    return place.with_password(password)


def server_of(folder: HostFolder, secrets: SecretStore) -> Server:
    """The server of the office that is hosted in ``folder``."""
    return Server(folder, secrets)


def shut_down(folder: HostFolder) -> None:
    """Stop the server: there is no office in it."""
    supervisor.stop(folder)


def _hosted(desk: Desk, config: Config) -> HostFolder:
    folder = own_folder(config, desk.database.place)
    if folder is None:
        raise NotAllowed("This computer does not host the office.", hint="Do it on the computer that hosts it.")
    return folder


def _put_aside(admin: Any, server: Server) -> list[tuple[Any, ...]]:
    """Rename the office that was hosted before; who had joined it."""
    from psycopg import sql

    with server.connect(DATABASE) as inside:
        moved = inside.execute("SELECT to_regclass('office_moved'), to_regclass('company')").fetchone()
        known: list[tuple[Any, ...]] = []
        if inside.execute("SELECT to_regclass('host.desktop')").fetchone()[0] is not None:
            known = inside.execute("SELECT role, name, joined_at, here FROM host.desktop").fetchall()
        arriving = inside.execute("SELECT to_regclass('office_incoming')").fetchone()[0]
    if moved[1] is None or arriving is not None:
        # Nothing but what a move that did not end left: the mover clears it away.
        return []
    if moved[0] is None:
        raise NotAllowed("This computer hosts another office already.", hint="Bring that one back to one file first.")
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (DATABASE,))
    name = f"{DATABASE}_until_{admin.execute('SELECT to_char(now(), %s)', ('YYYYMMDD_HH24MISS',)).fetchone()[0]}"
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(DATABASE), sql.Identifier(name))
    admin.execute(statement)
    return known
