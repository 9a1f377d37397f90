"""Ports that other programs have."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from officedesk.errors import OfficeBusy
from officedesk.hosting import supervisor
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.server import Server
from officedesk.secrets import MemorySecrets


@pytest.fixture
def made() -> Iterator[Server]:
    """A server that never ran. Sockets need short paths."""
    home = Path(tempfile.mkdtemp(prefix="odh"))
    home.chmod(0o711)
    folder = HostFolder(home / "host")
    user = "nobody" if sys.platform != "win32" and os.geteuid() == 0 else ""
    yield Server.make(folder, MemorySecrets(), "TEST-PC", user)
    supervisor.stop(folder)
    shutil.rmtree(home)


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
