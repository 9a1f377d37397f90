"""The hosted office goes on: after a crash of the server, of its supervisor, and after a clean stop."""

from __future__ import annotations

import os
import signal
import sys
import time
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import psycopg
import pytest

from officedesk.commands.hosting import serve
from officedesk.database import locks
from officedesk.errors import NewerOffice, OfficeMissing
from officedesk.hosting import autostart, roles, supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.invitation import Invitation
from officedesk.hosting.joining import join
from officedesk.hosting.server import Server
from officedesk.hosting.tls import Certificates
from officedesk.secrets import MemorySecrets
from tests.hosting.conftest import SERVICE_USER, Host, short_home

WAIT = 30


def until(host: Host) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of the administrator as soon as the server answers (again)."""
    end = time.monotonic() + WAIT
    while True:
        try:
            return host.server.connect("office")  # type: ignore[no-any-return]
        except Exception as error:
            if time.monotonic() > end:
                error.add_note(told(host))
                raise
            supervisor.answers(host.port)


def told(host: Host) -> str:
    """What the hosted office's logs say last: the folder is gone when somebody reads of a failure."""
    return "\n".join(f"{path.name}:\n{path.read_text()[-2_000:]}" for path in sorted(host.folder.logs.iterdir()))


def test_a_killed_server_is_started_again_with_everything_acknowledged(host: Host) -> None:
    with until(host) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.kept (n int)")
        connection.execute("INSERT INTO public.kept VALUES (1)")
    old = host.server._pid()
    os.kill(old, signal.SIGKILL)
    with until(host) as connection:
        assert host.server._pid() != old
        assert connection.execute("SELECT count(*) FROM public.kept").fetchone() == (1,)
        connection.execute("DROP TABLE public.kept")


def test_a_server_whose_supervisor_was_killed_is_taken_over(host: Host) -> None:
    note = host.folder.root / "supervisor.pid"
    old, server = int(note.read_text()), host.server._pid()
    process = psutil.Process(old)
    process.kill()
    process.wait(WAIT)
    assert supervisor.start_detached(host.folder)
    assert host.server._pid() == server, "the server went on"
    assert int(note.read_text()) != old
    until(host).close()


def test_it_stops_cleanly_and_starts_again(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = autostart.Plan(tmp_path / "officedesk.service", "", (), ())
    monkeypatch.setattr(autostart, "plan", lambda *_, **__: unit)
    assert unit.file is not None
    unit.file.write_text(f"ExecStart={sys.executable} serve", encoding="utf-8")
    assert serve(Namespace(folder=str(host.folder.root), stop=True, off=False)) == 0
    assert unit.file.exists(), "it starts again with the computer"
    assert "is stopped" in capsys.readouterr().out
    assert not host.server.running
    assert not supervisor.answers(host.port)
    assert supervisor.start_detached(host.folder)
    with until(host) as connection:
        found = connection.execute(
            "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'data_checksums')"
        ).fetchall()
        assert found == [("on",), ("on",)]
    boot = (host.folder.logs / "boot.log").read_text()
    assert "recovery" not in boot.rsplit("starting PostgreSQL", 1)[-1]


def test_taking_the_program_away_forgets_only_its_own_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = HostFolder(tmp_path / "host")
    folder.data.mkdir(parents=True)
    (folder.data / "office").write_text("stays", encoding="utf-8")
    unit = autostart.Plan(tmp_path / "officedesk.service", "", (), ())
    monkeypatch.setattr(autostart, "plan", lambda *_, **__: unit)
    monkeypatch.setattr(supervisor, "stop", lambda _: None)
    monkeypatch.setattr(HostFolder, "change", lambda *_, **__: None)
    assert unit.file is not None
    for program, stays in (("/another/OfficeDesk", True), (sys.executable, False)):
        unit.file.write_text(f"ExecStart={program} serve", encoding="utf-8")
        assert serve(Namespace(folder=str(folder.root), stop=False, off=True)) == 0
        assert unit.file.exists() is stays
    assert (folder.data / "office").read_text(encoding="utf-8") == "stays"
    assert serve(Namespace(folder="", stop=True, off=False)) == 0
    assert "hosts no office" in capsys.readouterr().out


def test_a_second_supervisor_leaves_the_office_to_the_first(host: Host) -> None:
    assert not supervisor.start_detached(host.folder)


def test_whoever_looks_for_a_supervisor_keeps_none_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = HostFolder(tmp_path)
    looking = os.open(folder.note, os.O_RDWR | os.O_CREAT)
    assert locks.take(looking)
    # A look is over in a moment: here, when the supervisor has waited once.
    monkeypatch.setattr(supervisor, "time", SimpleNamespace(sleep=lambda _: locks.free(looking)))
    with supervisor._one_supervisor(folder) as first:
        assert first
    os.close(looking)


def test_secrets_are_in_no_file_and_no_log(host: Host, tmp_path: Path) -> None:
    with until(host) as inside:
        pin = Certificates(host.folder.certificates).fingerprint
        invitation = Invitation.new(("127.0.0.1",), host.port, pin, datetime.now(UTC), 7)
        roles.invite(inside, invitation)
        joined = join(invitation.code, "BEN-PC", tmp_path / "hosts")
        _, here = roles.admit(inside, "TEST-PC")
    with psycopg.connect(joined.address, password=joined.password) as connection:
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nowhere WHERE x = 'S3CR3T-typed'")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(joined.address, password="S3CR3T-password")
    needles = [joined.password, here, invitation.password, invitation.code, "S3CR3T-typed", "S3CR3T-password"]
    files = [path for folder in (host.folder.root, tmp_path) for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        assert not [needle for needle in needles if needle.encode() in content], path


def test_only_the_servers_user_reads_its_folder(host: Host) -> None:
    for path in (host.folder.data, host.folder.run, host.folder.certificates, host.folder.logs):
        assert path.stat().st_mode & 0o077 == 0, path
    for name in ("ca.key", "server.key"):
        assert (host.folder.certificates / name).stat().st_mode & 0o077 == 0


def test_a_certificate_is_renewed_before_it_ends_and_when_the_computer_is_renamed(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    now = datetime.now(UTC)
    assert certificates.ensure(("anna-pc", "192.168.1.20"), now)
    pin, first = certificates.fingerprint, certificates.certificate.read_bytes()
    assert not certificates.ensure(("anna-pc",), now + timedelta(days=300))
    assert certificates.ensure(("anna-pc", "192.168.1.20"), now + timedelta(days=340))
    assert certificates.certificate.read_bytes() != first
    assert certificates.ensure(("anna-pc", "192.168.1.99"), now + timedelta(days=340))
    assert certificates.fingerprint == pin, "joined desktops notice nothing"
    certificates.context()


def test_a_server_of_another_version_is_not_touched(host: Host, tmp_path: Path) -> None:
    other = HostFolder(tmp_path / "other")
    other.make()
    other.write(host.folder.read())
    other.data.mkdir()
    (other.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(NewerOffice, match="version 17; this OfficeDesk has 18"):
        Server(other, MemorySecrets()).start()


def test_no_office_is_hosted_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(OfficeMissing, match="No office is hosted"):
        Server(HostFolder(tmp_path), MemorySecrets())


def test_a_server_that_crashes_as_soon_as_it_is_there_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[int] = []

    def launch(server: Server, wait: float) -> None:
        real(server, wait)
        launched.append(server._pid())
        if len(launched) == 1:
            psutil.Process(launched[0]).kill()

    real = Server._launch
    monkeypatch.setattr(Server, "_launch", launch)
    with short_home() as home:
        server = Server.make(HostFolder(home / "host"), MemorySecrets(), "TEST-PC", SERVICE_USER)
        try:
            server.start()
            server.connect().close()
            assert len(launched) == 2
            assert server._pid() == launched[1]
        finally:
            server.stop()
