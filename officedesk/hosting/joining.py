"""Joining a hosted office from another desktop: find it, make sure it is the one that was meant, get our own key."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from officedesk.errors import NotAllowed, OfficeBusy
from officedesk.files import write_bytes
from officedesk.hosting.folder import DATABASE
from officedesk.hosting.invitation import PRINT, Invitation
from officedesk.hosting.roles import new_password, verifier
from officedesk.hosting.tls import fingerprint
from officedesk.hosting.wire import AUTHORITY_REQUEST, MOST, tls

WAIT = 6.0
"""Seconds that an address is given to answer."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What opens the office from now on: its address without a password, and the password for the keyring."""

    address: str
    password: str


def join(code: str, desktop: str, folder: Path, now: datetime | None = None) -> Joined:
    """Use the invitation ``code`` for this ``desktop``; the authority's certificate is kept in ``folder``.

    Raises :class:`NotAllowed` for a code that is mistyped, expired or used, or where another computer answers than
    the one that invited; :class:`OfficeBusy` where none answers.
    """
    invitation = Invitation.read(code)
    now = now or datetime.now(UTC)
    if invitation.expires <= now:
        raise NotAllowed(
            f"This invitation expired on {invitation.expires:%B} {invitation.expires.day}, {invitation.expires.year}.",
            hint="Ask for a new one on the office's computer.",
        )
    address, authority = _find(invitation)
    root = folder / f"{fingerprint(authority).hex()[:20]}.pem"
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(root, authority.encode("ascii"))
    role, password, names = _exchange(invitation, address, root, desktop)
    hosts = tuple(dict.fromkeys((address, *names)))
    return Joined(office_address(role, hosts, invitation.port, DATABASE, root), password)


def office_address(role: str, hosts: tuple[str, ...], port: int, database: str, root: Path | None) -> str:
    """The address of a hosted office: through the gate with the pinned authority, or on this computer without.

    Of several ``hosts`` the first that answers is taken: a computer's number changes, its name stays.
    """
    ends = [f"{f'[{host}]' if ':' in host else host}:{port}" for host in hosts]
    one = len(ends) == 1
    where = f"postgresql://{role}@{ends[0] if one else ''}/{database}?"
    where += "".join(f"host={end}&" for end in ends if not one) + "connect_timeout=6"
    if root is None:
        return f"{where}&sslmode=disable"
    return f"{where}&sslmode=verify-ca&sslrootcert={quote(str(root), safe='/')}"


def _find(invitation: Invitation) -> tuple[str, str]:
    """The first address that answers as the computer that invited, and its authority's certificate."""
    strange = False
    for address in invitation.addresses:
        try:
            authority = _authority(address, invitation.port)
            if fingerprint(authority)[:PRINT] != invitation.fingerprint:
                strange = True
                continue
            _prove(address, invitation.port, authority)
        except ssl.SSLError:
            strange = True
        except (OSError, ValueError):
            continue
        else:
            return address, authority
    if strange:
        raise NotAllowed(
            "Another computer answered than the one that made this invitation. Nothing was sent to it.",
            hint="Check the network, and ask for a new invitation.",
        )
    raise OfficeBusy(
        f"The office's computer does not answer ({', '.join(invitation.addresses)}, port {invitation.port}).",
        hint="Is it on, in the same network, and does its firewall let OfficeDesk through?",
    )


def _authority(address: str, port: int) -> str:
    # Not checked yet: what comes back is judged by the fingerprint alone.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with tls(address, port, context, WAIT) as connection:
        connection.sendall(AUTHORITY_REQUEST)
        content = b""
        while len(content) < MOST and (piece := connection.recv(MOST)):
            content += piece
    return content.decode("ascii")


def _prove(address: str, port: int, authority: str) -> None:
    """The computer has the key of a certificate that this authority signed. Raises ``ssl.SSLError`` where not."""
    context = ssl.create_default_context(cadata=authority)
    # The authority signs for one computer only, whatever address it has today.
    context.check_hostname = False
    tls(address, port, context, WAIT).close()


def _exchange(invitation: Invitation, address: str, root: Path, desktop: str) -> tuple[str, str, list[str]]:
    import psycopg

    password = new_password()
    try:
        with psycopg.connect(
            host=address, port=invitation.port, dbname=DATABASE, user=invitation.role, password=invitation.password,
            sslmode="verify-ca", sslrootcert=str(root), connect_timeout=int(WAIT),
        ) as guest:  # fmt: skip
            names = _one(guest.execute("SELECT host.reached_by()"))
            role = _one(guest.execute("SELECT host.join_office(%s, %s)", (desktop, _verifier(guest, password))))
    except psycopg.OperationalError as error:
        if _keeps_out(str(error)):
            raise _used() from error
        raise OfficeBusy(
            "The office's computer answers, but its database does not.", hint="Try again in a moment."
        ) from error
    except psycopg.errors.RaiseException as error:
        raise _used() from error
    return str(role), password, list(names)


def _one(found: Any) -> Any:
    return found.fetchone()[0]


def _verifier(guest: Any, password: str) -> str:
    # The server chooses the role; a SCRAM verifier does not depend on its name.
    return verifier(guest, "desk", password)


def _keeps_out(said: str) -> bool:
    return any(words in said for words in ("password authentication failed", "not permitted to log in", "pg_hba.conf"))


def _used() -> NotAllowed:
    return NotAllowed(
        "This invitation was used already, or was withdrawn.", hint="Ask for a new one on the office's computer."
    )
