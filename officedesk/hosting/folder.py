"""The folder of a hosted office: the database's files, the certificates, and a small file of settings. No secrets."""

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import gettempdir

from officedesk.errors import OfficeDamaged, OfficeMissing
from officedesk.files import replacing, told

FORMAT = 1
DATABASE = "office"
_LONGEST_SOCKET = 90
"""Characters of a folder that may hold a Unix socket; systems allow 104 to 108 for the socket's whole path."""


@dataclass(frozen=True, slots=True)
class HostSettings:
    """``port`` is what other desktops connect to, ``inner_port`` the server's own, on this computer only.

    ``service_user`` runs the server where the program itself runs as root. ``addresses`` are names and numbers that
    other desktops reach this computer by.
    """

    port: int
    inner_port: int
    host: str
    addresses: tuple[str, ...] = ()
    database: str = DATABASE
    service_user: str = ""
    server_version: str = ""
    with_computer: bool = False
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class HostFolder:
    """Paths below one folder, and the settings in it."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def certificates(self) -> Path:
        return self.root / "tls"

    @property
    def note(self) -> Path:
        """The number of the supervisor's process, and the lock that it holds while it runs."""
        return self.root / "supervisor.pid"

    @property
    def run(self) -> Path:
        """Where the server's socket is: only the server's user and root may enter."""
        near = self.root / "run"
        if len(str(near)) <= _LONGEST_SOCKET:
            return near
        from hashlib import sha256

        return Path(gettempdir()) / f"officedesk-{sha256(str(self.root).encode()).hexdigest()[:12]}"

    @property
    def exists(self) -> bool:
        return (self.root / "host.json").exists()

    @property
    def peers(self) -> bool:
        """Whether the system itself vouches for who administers the server (not on Windows)."""
        return sys.platform != "win32"

    def read(self) -> HostSettings:
        """The settings. Raises :class:`OfficeMissing` where no office is hosted here."""
        path = self.root / "host.json"
        if not path.exists():
            raise OfficeMissing("No office is hosted on this computer.", hint="Host one in Settings → This office.")
        with told(path):
            content = path.read_text(encoding="utf-8")
        try:
            values = json.loads(content)
            values["addresses"] = tuple(values["addresses"])
            return HostSettings(**values)
        except (ValueError, TypeError, KeyError) as error:
            raise OfficeDamaged(f"{path} cannot be read ({error}).", hint="Restore it from a backup.") from error

    def write(self, settings: HostSettings) -> None:
        """Store the settings, whole or not at all."""
        with replacing(self.root / "host.json", "w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, indent=1)

    def change(self, **values: object) -> HostSettings:
        """Store some settings anew and return all of them."""
        changed = replace(self.read(), **values)  # type: ignore[arg-type]
        self.write(changed)
        return changed

    def make(self) -> None:
        """The folders, closed to everyone else."""
        for folder in (self.root, self.logs, self.certificates, self.run):
            with told(folder):
                folder.mkdir(parents=True, exist_ok=True)
                if os.name != "nt":
                    folder.chmod(0o711 if folder == self.root else 0o700)
