"""One really hosted office for all tests here: the server, the gate before it, and the supervisor over both."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from officedesk import bootstrap
from officedesk.config import Config
from officedesk.database import schema
from officedesk.database.moving import move
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Actor, Database
from officedesk.hosting import roles, supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.server import Server
from officedesk.secrets import MemorySecrets
from officedesk.services.office import keeping
from tests import factories


@dataclass
class Host:
    """The hosted office as its computer sees it."""

    folder: HostFolder
    server: Server
    secrets: MemorySecrets

    @property
    def port(self) -> int:
        return self.folder.read().port


SERVICE_USER = "nobody" if sys.platform != "win32" and os.geteuid() == 0 else ""


@contextmanager
def short_home() -> Iterator[Path]:
    """A folder that the service user may enter. Sockets need short paths, so not in pytest's folder."""
    home = Path(tempfile.mkdtemp(prefix="odh"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def home_of_all() -> Iterator[Path]:
    with short_home() as home:
        yield home


@pytest.fixture(scope="session")
def host(home_of_all: Path) -> Iterator[Host]:
    """Hosted with the program's own service."""
    home = home_of_all
    secrets = MemorySecrets()
    folder = HostFolder(home / "host")
    server = Server.make(folder, secrets, "TEST-PC", SERVICE_USER)
    folder.change(addresses=("127.0.0.1",))
    try:
        assert supervisor.start_detached(folder)
        admin = server.connect()
        roles.prepare(admin, "office")
        admin.close()
        inside = server.connect("office")
        roles.equip(inside)
        inside.close()
        source = OfficePlace(path=home / "office.officedesk")
        factories.found(source)
        database = Database(source, schema.open_office(source))
        url, password = server.admin_url("office", "office_owner")
        assert password is None or sys.platform == "win32"
        move(database, OfficePlace.parse(url), "TEST-PC", Actor(None, "Dana", "Desktop A"), grant=roles.grant)
        database.close()
        yield Host(folder, server, secrets)
    finally:
        supervisor.stop(folder)


@pytest.fixture
def home_of_host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this computer hosts."""
    with short_home() as home:
        monkeypatch.setenv("OFFICEDESK_HOST", str(home / "host"))
        if SERVICE_USER:
            monkeypatch.setattr(keeping, "service_user", lambda: SERVICE_USER)
        yield home
        if HostFolder(home / "host").exists:
            keeping.shut_down(HostFolder(home / "host"))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "settings.json")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> MemorySecrets:
    """This computer's keyring, the same for every start of the program."""
    kept = MemorySecrets()
    monkeypatch.setattr(bootstrap, "SystemSecrets", lambda: kept)
    return kept


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Anders.officedesk"
    factories.found(OfficePlace(path=path))
    return path
