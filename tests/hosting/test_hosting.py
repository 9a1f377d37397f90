"""A hosted office on a real server: who gets in and through what."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import NotAllowed, OfficeBusy, PasswordNeeded
from officedesk.hosting import roles
from officedesk.hosting.gate import Gate
from officedesk.hosting.invitation import Invitation
from officedesk.hosting.joining import Joined, join
from officedesk.hosting.server import _free_ports
from officedesk.hosting.tls import Certificates
from officedesk.hosting.wire import SSL_REQUEST
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk, sit_down
from tests.hosting.conftest import Host


@pytest.fixture
def inside(host: Host) -> Iterator[Any]:
    """The administrator's connection to the office's database."""
    with host.server.connect("office") as connection:
        yield connection


@pytest.fixture
def invited(host: Host, inside: Any) -> Invitation:
    """An invitation that can be used once."""
    pin = Certificates(host.folder.certificates).fingerprint
    invitation = Invitation.new(("127.0.0.1",), host.port, pin, datetime.now(UTC), 7)
    roles.invite(inside, invitation)
    return invitation


@pytest.fixture
def joined(invited: Invitation, tmp_path: Path) -> Joined:
    return join(invited.code, "BEN-PC", tmp_path / "hosts")


@contextmanager
def impostor(folder: Path, inner_port: int, authority: bytes | None = None) -> Iterator[int]:
    """Another computer's gate: its own authority, or one that shows ours and has not its key. Gives its port."""
    certificates = Certificates(folder)
    certificates.ensure(("127.0.0.1",))
    port = _free_ports()[0]
    gate = Gate(certificates, port, inner_port)
    gate._authority = authority or gate._authority
    gate.listen()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(gate.run(stop)))
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@contextmanager
def desk_of(joined: Joined) -> Iterator[Desk]:
    """The office as the joined desktop opens it."""
    place = OfficePlace.parse(joined.address.replace("@", f":{joined.password}@", 1))
    database = Database(place, schema.open_office(place))
    try:
        yield sit_down(database, "BEN-PC")
    finally:
        database.close()


def test_an_invited_desktop_works_in_the_office(joined: Joined, inside: Any) -> None:
    assert joined.password not in joined.address
    with desk_of(joined) as desk:
        person = ContactDraft("Pat Doe", "", "612 555 0100", is_primary=True)
        saved = save_customer(desk, CustomerDraft(name="Over the wire", contacts=(person,)))
        with desk.read() as session:
            encrypted = session.connection().exec_driver_sql("SELECT inet_server_port() IS NOT NULL").scalar()
    assert saved.number
    assert encrypted
    assert "BEN-PC" in [desktop.name for desktop in roles.desktops(inside)]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE customer",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE customer ADD COLUMN mine int",
        "CREATE ROLE friend",
        "CREATE DATABASE mine",
        "DELETE FROM change_log",
        "UPDATE alembic_version SET version_num = '9999'",
        "SELECT * FROM host.invitation",
        "SELECT host.join_office('again', 'SCRAM-SHA-256$4096:a$b:c')",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY customer TO PROGRAM 'cat'",
        "SET ROLE office_owner",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_a_desktop_has_no_right_that_it_does_not_need(joined: Joined, statement: str) -> None:
    connection = psycopg.connect(joined.address, password=joined.password, autocommit=True)
    with connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_an_invitation_gives_only_the_right_to_join(invited: Invitation, host: Host) -> None:
    with psycopg.connect(
        host="127.0.0.1",
        port=host.port,
        dbname="office",
        user=invited.role,
        password=invited.password,
        sslmode="require",
    ) as guest:
        for statement in ("SELECT * FROM public.customer", "SELECT * FROM host.desktop", "CREATE TEMP TABLE mine ()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), guest.transaction():
                guest.execute(statement)
        with pytest.raises(psycopg.errors.RaiseException, match="verifier"), guest.transaction():
            guest.execute("SELECT host.join_office('x', 'in plain text')")


def test_a_desktop_finds_the_office_by_name_when_its_number_changed(host: Host, inside: Any, tmp_path: Path) -> None:
    pin = Certificates(host.folder.certificates).fingerprint
    invitation = Invitation.new(("127.0.0.1",), host.port, pin, datetime.now(UTC), 7)
    roles.invite(inside, invitation, ("localhost",))
    joined = join(invitation.code, "BEN-PC", tmp_path / "hosts")
    place = OfficePlace.parse(joined.address)
    assert place.name == "office on this computer"
    assert OfficePlace.parse(place.address).address == place.address
    # Nobody answers there any more.
    elsewhere = Joined(joined.address.replace(f"127.0.0.1:{host.port}", "127.0.0.1:1"), joined.password)
    assert "host=127.0.0.1:1" in elsewhere.address
    with desk_of(elsewhere) as desk, desk.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM company").scalar() == 1


def test_a_code_is_used_once(invited: Invitation, joined: Joined, tmp_path: Path) -> None:
    assert joined.address
    with pytest.raises(NotAllowed, match="used already"):
        join(invited.code, "EVE-PC", tmp_path / "hosts")


def test_two_desktops_with_one_code_are_one_desktop(invited: Invitation, tmp_path: Path) -> None:
    answers: list[object] = []

    def try_it(name: str) -> None:
        try:
            answers.append(join(invited.code, name, tmp_path / name))
        except NotAllowed as error:
            answers.append(error)

    threads = [threading.Thread(target=try_it, args=(f"PC-{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Joined", "NotAllowed"]


def test_a_withdrawn_code_is_refused(invited: Invitation, inside: Any, tmp_path: Path) -> None:
    assert invited.role in [open_one.role for open_one in roles.invitations(inside)]
    roles.withdraw(inside, invited.role)
    with pytest.raises(NotAllowed, match="withdrawn"):
        join(invited.code, "BEN-PC", tmp_path / "hosts")


def test_an_expired_code_is_refused_here_and_there(invited: Invitation, inside: Any, tmp_path: Path) -> None:
    late = invited.expires + timedelta(minutes=1)
    with pytest.raises(NotAllowed, match="expired on"):
        join(invited.code, "BEN-PC", tmp_path / "hosts", now=late)
    inside.execute("UPDATE host.invitation SET expires_at = now() WHERE role = %s", (invited.role,))
    with pytest.raises(NotAllowed, match="used already"):
        join(invited.code, "BEN-PC", tmp_path / "hosts")


def test_another_computer_at_the_address_is_refused_and_learns_nothing(
    invited: Invitation, host: Host, tmp_path: Path
) -> None:
    with impostor(tmp_path / "evil", host.folder.read().inner_port) as port:
        code = Invitation(("127.0.0.1",), port, invited.fingerprint, invited.expires, invited.seed).code
        with pytest.raises(NotAllowed, match="Another computer answered"):
            join(code, "BEN-PC", tmp_path / "hosts")
    assert not (tmp_path / "hosts").exists()
    join(invited.code, "BEN-PC", tmp_path / "hosts")


def test_a_computer_that_shows_the_right_authority_without_its_key_is_refused(
    invited: Invitation, host: Host, tmp_path: Path
) -> None:
    ours = Certificates(host.folder.certificates).authority.read_bytes()
    with impostor(tmp_path / "evil", host.folder.read().inner_port, ours) as port:
        code = Invitation(("127.0.0.1",), port, invited.fingerprint, invited.expires, invited.seed).code
        with pytest.raises(NotAllowed, match="Another computer answered"):
            join(code, "BEN-PC", tmp_path / "hosts")


def test_a_joined_desktop_talks_to_no_other_computer(joined: Joined, host: Host, tmp_path: Path) -> None:
    with impostor(tmp_path / "evil", host.folder.read().inner_port) as port:
        moved = joined.address.replace(f":{host.port}/", f":{port}/")
        with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
            psycopg.connect(moved, password=joined.password)


def test_nobody_answers(invited: Invitation, tmp_path: Path) -> None:
    code = Invitation(("127.0.0.1",), _free_ports()[0], invited.fingerprint, invited.expires, invited.seed).code
    with pytest.raises(OfficeBusy, match="does not answer"):
        join(code, "BEN-PC", tmp_path / "hosts")


def test_a_revoked_desktop_is_out_at_once(joined: Joined, inside: Any) -> None:
    with desk_of(joined) as desk:
        role = joined.address.split("//", 1)[1].split("@", 1)[0]
        roles.revoke(inside, role)
        with pytest.raises((PasswordNeeded, OfficeBusy)), desk.read() as session:
            session.connection().exec_driver_sql("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match=r"pg_hba\.conf|authentication failed"):
        psycopg.connect(joined.address, password=joined.password)


def test_nothing_passes_the_gate_in_the_clear(joined: Joined, host: Host) -> None:
    plain = joined.address.replace("sslmode=verify-ca", "sslmode=disable")
    with pytest.raises(psycopg.OperationalError, match="TLS only"):
        psycopg.connect(plain, password=joined.password)


def test_what_is_said_before_tls_does_not_count(host: Host) -> None:
    with socket.create_connection(("127.0.0.1", host.port), 10) as visitor:
        # Whoever sits between puts words in front of the handshake, hoping that they are taken for the desktop's.
        visitor.sendall(SSL_REQUEST + b"\x00\x00\x00\x10words of another")
        assert visitor.recv(1) == b"S"
        context = ssl.create_default_context(cafile=str(Certificates(host.folder.certificates).authority))
        with pytest.raises((ssl.SSLError, OSError)):
            context.wrap_socket(visitor, server_hostname="127.0.0.1")


def test_garbage_at_the_gate_leaves_it_open_for_others(host: Host, joined: Joined) -> None:
    for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00" * 40, SSL_REQUEST * 3, b"\xff" * 4096):
        with socket.create_connection(("127.0.0.1", host.port), 10) as visitor:
            visitor.sendall(garbage)
    with psycopg.connect(joined.address, password=joined.password) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
