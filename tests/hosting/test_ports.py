"""Ports that other programs have."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from officedesk.errors import OfficeBusy
from officedesk.hosting import supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.server import Server
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
