"""Ports that other programs have."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from officedesk.errors import OfficeBusy
from officedesk.hosting import server, supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.gate import Gate
from officedesk.hosting.server import Server
from officedesk.hosting.tls import Certificates
from officedesk.secrets import MemorySecrets
from tests.hosting.conftest import SERVICE_USER, short_home


@pytest.fixture
def made() -> Iterator[Server]:
    """A server that never ran."""
    with short_home() as home:
        folder = HostFolder(home / "host")
        yield Server.make(folder, MemorySecrets(), "TEST-PC", SERVICE_USER)
        supervisor.stop(folder)


def taken(stack: ExitStack, port: int) -> None:
    """Another program has the port."""
    stack.enter_context(socket.create_server(("0.0.0.0", port)))  # noqa: S104 - what servers do


def test_a_port_that_is_taken_before_the_first_start_becomes_another_and_later_is_told(made: Server) -> None:
    chosen = made.folder.read()
    with ExitStack() as others:
        taken(others, chosen.port)
        taken(others, chosen.inner_port)
        assert supervisor.start_detached(made.folder)
        ports = made.folder.read()
        assert not {ports.port, ports.inner_port} & {chosen.port, chosen.inner_port}
        made.connect().close()
    supervisor.stop(made.folder)
    assert not supervisor.supervised(made.folder)

    # Other desktops know the port now: it stays, and what is in the way is named.
    with ExitStack() as others:
        taken(others, ports.port)
        with pytest.raises(OfficeBusy, match=f"Another program has its port {ports.port}"):
            supervisor.start_detached(made.folder)
    assert made.folder.read().port == ports.port
    assert supervisor.start_detached(made.folder)
    assert supervisor.supervised(made.folder)


def test_ports_are_none_that_the_system_lends_to_outgoing_connections() -> None:
    lent = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(lent.read_text().split()[0]) if lent.exists() else 49_152
    assert server._PORTS.stop <= first


def test_a_connection_to_itself_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """While nobody listens, a system may lend whoever knocks at a port that port as their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    connect = socket.create_connection

    def from_there(address: tuple[str, int], wait: float) -> socket.socket:
        return connect(address, wait, source_address=("127.0.0.1", port))

    monkeypatch.setattr(socket, "create_connection", from_there)
    with connect(("127.0.0.1", port), 1, source_address=("127.0.0.1", port)) as itself:
        assert itself.getsockname() == itself.getpeername(), "this system connects nobody to himself"
    assert not supervisor.answers(port)


def test_the_gate_says_that_nobody_is_there_where_it_would_talk_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    connect = asyncio.open_connection

    async def from_there(host: str, at: int) -> object:
        return await connect(host, at, local_addr=("127.0.0.1", port))

    monkeypatch.setattr(asyncio, "open_connection", from_there)
    certificates = Certificates(tmp_path)
    certificates.ensure(("localhost",))
    said: list[bytes] = []

    async def knock() -> None:
        async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await Gate(certificates, 0, port)._connect(reader, writer, b"S3CR3T")

        outside = await asyncio.start_server(through, "127.0.0.1", 0)
        reader, writer = await connect(*outside.sockets[0].getsockname()[:2])
        said.append(await reader.read())
        writer.close()
        await writer.wait_closed()
        outside.close()
        await outside.wait_closed()

    asyncio.run(knock())
    assert b"not running on its computer" in said[0]
    assert b"S3CR3T" not in said[0], "its own words came back"
