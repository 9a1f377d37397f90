"""The server under the hosted office: made, started, stopped, and started again after whatever happened to it."""

import os
import random
import secrets
import socket
import sys
import time
from typing import Any

from officedesk.errors import DiskFull, NewerOffice, OfficeBusy, OfficeDamaged, OfficeError, PasswordNeeded
from officedesk.hosting.configuration import ADMIN, access_rules, identities, server_configuration
from officedesk.hosting.folder import HostFolder, HostSettings
from officedesk.hosting.programs import Programs
from officedesk.secrets import SecretStore

START_WAIT = 120
"""Seconds that a start may take: after a crash it repeats what was not yet in its files."""
_PORTS = range(15_432, 15_532)
"""Below those that systems lend to outgoing connections (from 32,768 on Linux, 49,152 elsewhere): while the server is
started again, whoever knocks at its port could be lent just that one, would be connected to itself, and keep it."""


class Server:
    """The PostgreSQL of one host folder. Nothing runs until :meth:`start`."""

    def __init__(self, folder: HostFolder, keys: SecretStore) -> None:
        self.folder, self._secrets = folder, keys
        settings = folder.read()
        self._programs = Programs(folder.root, settings.service_user)

    @classmethod
    def make(cls, folder: HostFolder, keys: SecretStore, host: str, service_user: str = "") -> "Server":
        """A new, empty server in ``folder``, where none is. It is not running yet."""
        folder.make()
        port, inner = _free_ports()
        folder.write(HostSettings(port, inner, host, service_user=service_user))
        made = cls(folder, keys)
        made._initialise()
        return made

    @property
    def running(self) -> bool:
        return _alive(self._pid())

    @property
    def has_run(self) -> bool:
        """Whether it ever took connections: others may know its ports then."""
        return (self.folder.data / "postmaster.opts").exists()

    @property
    def ready(self) -> bool:
        """Whether it takes connections: a server that recovers from a crash runs before it does."""
        port = str(self.folder.read().inner_port)
        return self.running and self._programs.run("pg_isready", "-q", "-h", "127.0.0.1", "-p", port) == 0

    def start(self, wait: float = START_WAIT) -> None:
        """Start the server unless it runs, and wait until it answers. After a crash it recovers by itself.

        Raises a known error with what the log says where it does not come up.
        """
        self._check_version()
        for _ in range(_STARTS):
            if not self.running:
                self._launch(wait)
            self.folder.change(server_version=self._programs.version)
            if self._answers(wait):
                return
        raise self._why()

    def _launch(self, wait: float) -> None:
        self._configure(self.folder.read())
        log, boot = self.folder.logs / "start.log", self.folder.logs / "boot.log"
        log.unlink(missing_ok=True)
        arguments = ("start", "-w", "-t", str(int(wait)), "-D", self.folder.data, "-l", boot)
        for attempt in range(_ATTEMPTS):
            if self._programs.run("pg_ctl", *arguments, log=log) == 0:
                return
            if attempt == _ATTEMPTS - 1 or not self._still_ending():
                raise self._why()
            if not self.has_run and _ADDRESS_TAKEN in self._said():
                self.take_other_ports(inner_only=True)
                self._configure(self.folder.read())
                boot.unlink(missing_ok=True)
            # What is left of a killed server holds its memory for a moment.
            time.sleep(0.5)

    def take_other_ports(self, *, inner_only: bool = False) -> None:
        """Choose ports anew: another program took them before this server ran for the first time."""
        port, inner = _free_ports()
        self.folder.change(inner_port=inner, port=self.folder.read().port if inner_only else port)

    def stop(self) -> None:
        """Stop it cleanly: what runs is broken off and taken back, everything acknowledged is on the disk."""
        if self.running:
            self._programs.run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", self.folder.data)

    def connect(self, database: str = "postgres", *, autocommit: bool = True) -> Any:
        """A connection as the server's administrator, from this computer only."""
        import psycopg

        settings = self.folder.read()
        try:
            return psycopg.connect(**self._admin(settings), dbname=database, autocommit=autocommit)
        except psycopg.OperationalError as error:
            raise OfficeBusy(
                "The hosted office's server does not answer on this computer.", hint=f"See {self.folder.logs}."
            ) from error

    def admin_url(self, database: str, role: str) -> tuple[str, str | None]:
        """The address by which this computer works on ``database`` as ``role``, and the password, if it takes one."""
        from urllib.parse import quote

        settings = self.folder.read()
        options = f"options=-c%20role%3D{role}"
        if self.folder.peers:
            where = quote(str(self.folder.run))
            return f"postgresql://{ADMIN}@/{database}?host={where}&port={settings.inner_port}&{options}", None
        return f"postgresql://{ADMIN}@127.0.0.1:{settings.inner_port}/{database}?{options}", self._password()

    def _admin(self, settings: HostSettings) -> dict[str, Any]:
        if self.folder.peers:
            return {"host": str(self.folder.run), "port": settings.inner_port, "user": ADMIN}
        where = {"host": "127.0.0.1", "port": settings.inner_port, "user": ADMIN}
        return {**where, "password": self._password()}

    def _password(self) -> str:
        found = self._secrets.get(f"host {self.folder.root}")
        if found is None:
            raise PasswordNeeded(
                "This computer's keyring no longer has the password of the hosted office's server.",
                hint="Sign in as the user who hosted the office.",
            )
        return found

    def _initialise(self) -> None:
        password = secrets.token_urlsafe(24)
        if not self.folder.peers:
            self._secrets.set(f"host {self.folder.root}", password)
        self._programs.own(self.folder.logs, self.folder.run)
        self.folder.data.mkdir(mode=0o700)
        self._programs.own(self.folder.data)
        # The file is read before any connection is possible, and gone when initdb returns.
        note = self.folder.run / "first"
        note.touch(mode=0o600)
        note.write_text(password, encoding="ascii")
        self._programs.own(note)
        log = self.folder.logs / "start.log"
        try:
            failed = self._programs.run(
                "initdb", "-D", self.folder.data, "-U", ADMIN, "--pwfile", note, "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                "--data-checksums", "--no-instructions", log=log,
            )  # fmt: skip
        finally:
            note.unlink(missing_ok=True)
        if failed:
            raise self._why()
        with (self.folder.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude 'officedesk.conf'\n")
        self.folder.change(server_version=self._programs.version)

    def _configure(self, settings: HostSettings) -> None:
        users = {_user_name()} | ({settings.service_user} if settings.service_user else set())
        texts = {
            "officedesk.conf": server_configuration(self.folder, settings, _memory()),
            "pg_hba.conf": access_rules(self.folder, settings),
            "pg_ident.conf": identities(users),
        }
        self.folder.make()
        self._programs.own(self.folder.logs, self.folder.run)
        for name, content in texts.items():
            path = self.folder.data / name
            path.write_text(content, encoding="utf-8")
            self._programs.own(path)

    def _check_version(self) -> None:
        written = self.folder.data / "PG_VERSION"
        if not written.exists():
            raise OfficeDamaged(f"There is no database in {self.folder.data}.", hint="Restore the last backup.")
        there, ours = written.read_text(encoding="ascii").strip(), self._programs.version.split(".", maxsplit=1)[0]
        if there != ours:
            raise NewerOffice(
                f"The hosted office was made with server version {there}; this OfficeDesk has {ours}.",
                hint="Start the OfficeDesk that made it, bring the office back to one file, and host that file again.",
            )

    def _still_ending(self) -> bool:
        return any(word in self._said() for word in ("pre-existing shared memory", "lock file", _ADDRESS_TAKEN))

    def _answers(self, wait: float) -> bool:
        """Wait until it takes connections; ``False`` where it ended by itself meanwhile."""
        import psycopg

        until = time.monotonic() + wait
        while True:
            try:
                psycopg.connect(**self._admin(self.folder.read()), dbname="postgres", connect_timeout=5).close()
                return True
            except psycopg.OperationalError as error:
                if not self.running:
                    return False
                if time.monotonic() > until:
                    raise self._why() from error
                time.sleep(0.1)

    def _said(self) -> str:
        texts = []
        for name in ("start.log", "boot.log"):
            path = self.folder.logs / name
            if path.exists():
                texts.append(path.read_text(encoding="utf-8", errors="replace")[-2_000:])
        return "\n".join(texts)

    def _why(self) -> OfficeError:
        said = self._said()
        if "No space left" in said:
            return DiskFull("The hosted office's disk is full: its server cannot start.", hint="Free some space.")
        last = next((text for text in reversed(said.splitlines()) if "FATAL" in text or "error" in text.lower()), "")
        return OfficeDamaged(
            f"The hosted office's server does not start{': ' + last.strip() if last else ''}.",
            hint=f"Its log is in {self.folder.logs}.",
        )

    def _pid(self) -> int:
        try:
            return int((self.folder.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
        except (OSError, ValueError):
            return 0


_ATTEMPTS = 40
_STARTS = 3
"""So often a server is started that ends by itself as soon as it is there."""
_ADDRESS_TAKEN = "Address already in use"


def _alive(pid: int) -> bool:
    """Whether a server has this number: after a power cut another program may have got it."""
    if pid <= 0:
        return False
    import psutil

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name().lower()
    except psutil.Error:
        return False


def _free_ports() -> tuple[int, int]:
    # At random: whoever else looks for ports on this computer at this moment finds others.
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("0.0.0.0", port))  # noqa: S104 - only tried
            except OSError:
                continue
        found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise OfficeBusy(f"No port from {_PORTS.start} on is free on this computer.", hint="Close other servers first.")


def _user_name() -> str:
    if sys.platform == "win32":
        return os.environ.get("USERNAME", "")
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _memory() -> int:
    import psutil

    return int(psutil.virtual_memory().total)
