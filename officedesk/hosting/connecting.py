"""Trying a server's address, one step after the other, so that what is wrong has a name."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from officedesk.hosting.wire import tls

WAIT = 8.0
OLDEST = 14
"""The oldest server that an office works on."""


class Tls(StrEnum):
    """How the way to a server is protected. Values are libpq's ``sslmode``, but for the last one's name."""

    SYSTEM = "system"
    """Encrypted, the certificate checked against those that this computer trusts."""
    FILE = "verify-full"
    """The same against a certificate in a file."""
    UNCHECKED = "require"
    """Encrypted, with whoever answers."""
    NONE = "disable"


class Step(StrEnum):
    """What is tried, in this order; the values are what people read."""

    NAME = "Find the server"
    CONNECT = "Connect to it"
    ENCRYPT = "Encrypt the connection"
    SIGN_IN = "Sign in"
    VERSION = "Check its version"
    SEARCH = "Check the search extension"
    OFFICE = "Look for the office"


class Found(StrEnum):
    """What the database holds."""

    OFFICE = "office"
    EMPTY = "empty"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """What a person typed. ``certificate`` is a file, for :attr:`Tls.FILE`."""

    host: str
    port: int = 5432
    database: str = "office"
    user: str = ""
    tls: Tls = Tls.SYSTEM
    certificate: str = ""

    @property
    def url(self) -> str:
        """The address without a password."""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        where = f"postgresql://{quote(self.user, safe='')}@{host}:{self.port}/{quote(self.database, safe='')}"
        options = "&".join(f"{key}={quote(value, safe='/')}" for key, value in self._options().items())
        return f"{where}?{options}"

    def _options(self) -> dict[str, str]:
        options = {"connect_timeout": str(int(WAIT)), "sslmode": self.tls.value}
        if self.tls is Tls.SYSTEM:
            options |= {"sslmode": "verify-full", "sslrootcert": "system"}
        elif self.tls is Tls.FILE:
            options["sslrootcert"] = self.certificate
        return options


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying an address: the steps that were taken, and why the last one failed, where it did."""

    passed: tuple[Step, ...]
    failed: Step | None = None
    why: str = ""
    found: Found | None = None

    @property
    def ok(self) -> bool:
        return self.failed is None


def try_server(address: ServerAddress, password: str) -> Trial:
    """Go all the way to the office, and say where the way ends."""
    passed: list[Step] = []
    steps: list[tuple[Step, Callable[[], object]]] = [
        (Step.NAME, lambda: _resolve(address)),
        (Step.CONNECT, lambda: _connect(address)),
        (Step.ENCRYPT, lambda: _encrypt(address)),
    ]
    for step, attempt in steps:
        try:
            attempt()
        except _Wrong as wrong:
            return Trial(tuple(passed), step, str(wrong))
        passed.append(step)
    try:
        connection = _sign_in(address, password)
    except _Wrong as wrong:
        return Trial(tuple(passed), Step.SIGN_IN, str(wrong))
    passed.append(Step.SIGN_IN)
    with connection:
        return _look(connection, address, passed)


class _Wrong(Exception):
    """Ends a trial; says why in the user's words."""


def _resolve(address: ServerAddress) -> None:
    try:
        socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Wrong(f"There is no computer named “{address.host}”. Check the name, or give its number.") from error


def _connect(address: ServerAddress) -> None:
    try:
        socket.create_connection((address.host, address.port), WAIT).close()
    except TimeoutError as error:
        raise _Wrong(
            f"{address.host} does not answer on port {address.port}. Is it on, and does its firewall let you in?"
        ) from error
    except OSError as error:
        raise _Wrong(
            f"{address.host} takes no connections on port {address.port}. Does the server run there?"
        ) from error


def _encrypt(address: ServerAddress) -> None:
    if address.tls is Tls.NONE:
        return
    context = ssl.create_default_context()
    try:
        if address.tls is Tls.FILE:
            context = ssl.create_default_context(cafile=address.certificate)
        elif address.tls is Tls.UNCHECKED:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        tls(address.host, address.port, context, WAIT).close()
    except FileNotFoundError as error:
        raise _Wrong(f"There is no certificate file {address.certificate}.") from error
    except ssl.SSLCertVerificationError as error:
        raise _Wrong(f"The server's certificate is not trusted: {error.verify_message}.") from error
    except ConnectionError as error:
        said = str(error)
        if "no TLS" in said:
            raise _Wrong(
                "The server does not encrypt. Only choose “None” where nobody else is on the network."
            ) from error
        raise _Wrong("What answers there is not a PostgreSQL server.") from error
    except (ssl.SSLError, OSError) as error:
        raise _Wrong(f"The connection cannot be encrypted: {getattr(error, 'reason', None) or error}.") from error


def _sign_in(address: ServerAddress, password: str) -> Any:
    import psycopg

    try:
        return psycopg.connect(address.url, password=password or None, autocommit=True)
    except psycopg.OperationalError as error:
        said = str(error)
    if "password" in said or "authentication failed" in said:
        raise _Wrong(f"The server does not accept this password for “{address.user}”.")
    if "database" in said and "does not exist" in said:
        raise _Wrong(f"There is no database “{address.database}” on the server. Make it there, empty.")
    if "role" in said and "does not exist" in said:
        raise _Wrong(f"The server knows no user “{address.user}”.")
    if "pg_hba.conf" in said:
        raise _Wrong("The server's rules (pg_hba.conf) do not let this computer, user or database in.")
    raise _Wrong(said.strip().splitlines()[-1].removeprefix("FATAL: ").strip() or "The server sent us away.")


def _look(connection: Any, address: ServerAddress, passed: list[Step]) -> Trial:
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        return Trial(
            tuple(passed), Step.VERSION, f"The server is PostgreSQL {version}; an office needs {OLDEST} or newer."
        )
    passed.append(Step.VERSION)
    row = connection.execute("SELECT installed_version FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
    may = connection.execute("SELECT has_database_privilege(current_database(), 'CREATE')").fetchone()[0]
    if row is None:
        return Trial(
            tuple(passed), Step.SEARCH, "The server has no pg_trgm extension. Install its contrib package there."
        )
    if row[0] is None and not may:
        why = f"Somebody with more rights has to run “CREATE EXTENSION pg_trgm” in “{address.database}”."
        return Trial(tuple(passed), Step.SEARCH, why)
    passed.append(Step.SEARCH)
    tables = connection.execute(
        "SELECT to_regclass('alembic_version') IS NOT NULL AND to_regclass('company') IS NOT NULL, "
        "EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema()), "
        "current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE')"
    ).fetchone()
    office, anything, create = tables
    if office:
        return Trial((*passed, Step.OFFICE), found=Found.OFFICE)
    if anything:
        why = f"The database “{address.database}” holds tables of another program. Use one that is empty."
        return Trial(tuple(passed), Step.OFFICE, why, Found.OTHER)
    if not create:
        return Trial(tuple(passed), Step.OFFICE, f"“{address.user}” may not make tables in “{address.database}”.")
    return Trial((*passed, Step.OFFICE), found=Found.EMPTY)
