"""The command line in an office with passwords: who does it, what they may, and where the password never is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring.errors
import pytest

import officedesk
from officedesk import secrets
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.models.enums import Role
from officedesk.secrets import NOTICE, SystemSecrets
from officedesk.services.desk import sit_down
from officedesk.services.office import user_passwords
from tests import factories

ROOT = Path(officedesk.__file__).parent.parent
ADMIN, ROBIN = "S3CR3T-admin-words", "S3CR3T-robin-words"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Dana is admin, Robin a technician; both have passwords. ABC Company is customer 12345."""
    made = tmp_path / "office" / "lakeside.officedesk"
    made.parent.mkdir()
    place = OfficePlace(path=made)
    factories.found(place)
    database = Database(place, schema.open_office(place))
    desk = sit_down(database, "tests")
    factories.make_customer(desk, "ABC Company", number="12345")
    user_passwords.change_password(desk, "", ADMIN)
    user_passwords.set_password(desk, factories.make_user(desk, "Robin Field", role=Role.TECHNICIAN), ROBIN)
    database.close()
    return made


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*arguments: str | Path, password: str | None = None) -> subprocess.CompletedProcess[str]:
        given = {} if password is None else {"OFFICEDESK_PASSWORD": password}
        home = {"OFFICEDESK_DATA": str(tmp_path / "data"), "OFFICEDESK_CONFIG": str(tmp_path / "config")}
        done = subprocess.run(
            [sys.executable, "-m", "officedesk", *map(str, arguments)],
            cwd=ROOT, capture_output=True, timeout=120, check=False, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, env={**os.environ, **home, **given},
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done

    return command


def test_an_office_with_passwords_asks_who_does_it(path: Path, run: Run) -> None:
    done = run("search", path, "ABC")
    assert done.returncode == 8
    assert "--user NAME" in done.stderr
    assert "ABC" not in done.stdout


def test_the_password_comes_from_the_environment(path: Path, run: Run) -> None:
    done = run("search", path, "ABC", "--user", "dana reyes", password=ADMIN)
    assert (done.returncode, "ABC Company" in done.stdout) == (0, True), done.stderr
    missing = run("search", path, "ABC", "--user", "Dana Reyes")
    assert missing.returncode == 8
    assert "OFFICEDESK_PASSWORD" in missing.stderr


@pytest.mark.parametrize(("user", "password"), [("Dana Reyes", "wrong"), ("Nobody", ADMIN), ("Dana Reyes", "")])
def test_a_wrong_name_or_password_is_refused(path: Path, run: Run, user: str, password: str) -> None:
    done = run("search", path, "ABC", "--user", user, password=password)
    assert done.returncode == 8
    assert done.stderr.startswith("officedesk: Name or password is wrong.")
    assert done.stdout == ""


def test_a_role_may_do_here_what_it_may_do_in_the_window(path: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "customers.csv"
    done = run("export", path, "customers", target, "--user", "Robin Field", password=ROBIN)
    assert done.returncode == 8
    assert "Technicians may not export data. Ask an admin." in done.stderr
    assert not target.exists()
    shown = run("profile", path, "12345", "--user", "Robin Field", password=ROBIN)
    assert (shown.returncode, "ABC Company" in shown.stdout) == (0, True), shown.stderr


def test_without_passwords_a_name_is_enough_and_counts(tmp_path: Path, run: Run) -> None:
    made = tmp_path / "open.officedesk"
    assert run("demo", made).returncode == 0
    assert run("search", made, "ABC").returncode == 0
    database = Database(OfficePlace(path=made), schema.open_office(OfficePlace(path=made)))
    from officedesk.services.office.people import users

    roles = {user.role: user.name for user in users(sit_down(database, "tests"), active_only=True)}
    database.close()
    assert set(roles) == set(Role), "the sample office has a user of each role"
    done = run("export", made, "customers", tmp_path / "x.csv", "--user", roles[Role.READ_ONLY])
    assert done.returncode == 8
    assert "Read-only users may not export data" in done.stderr


def test_no_password_is_written_or_told_anywhere(path: Path, run: Run, tmp_path: Path) -> None:
    outputs = [
        run("search", path, "ABC", "--user", "Dana Reyes", password=ADMIN),
        run("search", path, "ABC", "--user", "Dana Reyes", password=f"{ADMIN}x"),
        run("search", path, "ABC", "--user", ROBIN, password=ROBIN),
        run("check", path, "--user", "Dana Reyes", password=ADMIN),
        run("backup", path, tmp_path / "backups", "--user", "Dana Reyes", password=ADMIN),
    ]
    assert [done.returncode for done in outputs] == [0, 8, 8, 0, 0], [done.stderr for done in outputs]
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) > 1
    for secret in (ADMIN, ROBIN):
        assert not any(secret.encode() in file.read_bytes() for file in written)
        assert not any(secret in done.stdout or secret in done.stderr for done in outputs)


# --- the keyring ------------------------------------------------------------------------------------------------------


class Backend:
    """A keyring of the system. ``broken``: it is locked, and the person did not open it."""

    priority = 5.0

    def __init__(self, priority: float = 5.0, *, broken: bool = False) -> None:
        self.priority, self.broken = priority, broken
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        self._ask()
        return self.held.get((service, name))

    def set_password(self, service: str, name: str, value: str) -> None:
        self._ask()
        self.held[service, name] = value

    def delete_password(self, service: str, name: str) -> None:
        self._ask()
        del self.held[service, name]

    def _ask(self) -> None:
        if self.broken:
            raise keyring.errors.KeyringLocked("the words of a backend, with S3CR3T in them")


class Chain:
    priority = 10

    def __init__(self, *backends: Backend) -> None:
        self.backends = backends


def found(monkeypatch: pytest.MonkeyPatch, backend: Any) -> SystemSecrets:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return SystemSecrets()


def test_a_keyring_keeps_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Backend()
    store = found(monkeypatch, backend)
    store.set("smtp", "geheim")
    assert backend.held == {(secrets.SERVICE, "smtp"): "geheim"}
    assert (store.get("smtp"), store.lasting, store.notice) == ("geheim", True, "")
    store.delete("smtp")
    store.delete("smtp")
    assert backend.held == {}


@pytest.mark.parametrize(
    "backend", [Backend(0.5), Backend(0), Chain(Backend(0.5)), Chain()], ids=["plain", "none", "chain", "empty"]
)
def test_what_keeps_secrets_in_plain_files_is_no_keyring(monkeypatch: pytest.MonkeyPatch, backend: Any) -> None:
    store = found(monkeypatch, backend)
    store.set("smtp", "geheim")
    assert (store.get("smtp"), store.lasting, store.notice) == ("geheim", False, NOTICE)
    assert not any(part.held for part in getattr(backend, "backends", [backend]))


def test_of_several_keyrings_the_first_good_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, good = Backend(0.5), Backend()
    found(monkeypatch, Chain(plain, good)).set("smtp", "geheim")
    assert (plain.held, list(good.held.values())) == ({}, ["geheim"])


def test_a_locked_keyring_is_done_without(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    store = found(monkeypatch, Backend(broken=True))
    store.set("smtp", "geheim")
    assert (store.get("smtp"), store.lasting, store.notice) == ("geheim", False, NOTICE)
    assert "KeyringLocked" in caplog.text
    assert "S3CR3T" not in caplog.text
