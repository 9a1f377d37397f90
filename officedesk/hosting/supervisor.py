"""The program that keeps a hosted office running: the server and the gate before it. ``officedesk serve`` runs it."""

import asyncio
import logging
import logging.handlers
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from officedesk import itself
from officedesk.database import locks
from officedesk.errors import OfficeBusy, OfficeError
from officedesk.hosting.folder import HostFolder
from officedesk.hosting.gate import Gate
from officedesk.hosting.server import Server
from officedesk.hosting.tls import Certificates
from officedesk.secrets import MemorySecrets, SecretStore

log = logging.getLogger("officedesk.hosting")

LOOK = 2.0
"""Seconds between looks at the server."""
RENEW_LOOK = 24 * 3600.0
_PAUSES = (1, 2, 5, 10, 30)
_TRIES = 10
_LOOKS = 10


def supervise(folder: HostFolder, keys: SecretStore) -> int:
    """Keep the office of ``folder`` running until this process is asked to end. Returns an exit code.

    Where another one does that already there is nothing to do.
    """
    _log_to(folder.logs)
    with _one_supervisor(folder) as first:
        if not first:
            log.info("another supervisor runs")
            return 0
        certificates = Certificates(folder.certificates)
        certificates.ensure(names(folder))
        server = Server(folder, keys)
        gate = _listening(folder, server, certificates)
        log.info("hosting starts, port %s", folder.read().port)
        # Asked to end while the server still starts: it is stopped all the same.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            server.start()
            gate.inner_port = folder.read().inner_port
            asyncio.run(_serve(folder, server, gate, certificates))
        finally:
            server.stop()
            log.info("hosting ended")
    return 0


def start_detached(folder: HostFolder, wait: float = 60.0) -> bool:
    """Start the supervisor unless it runs, and wait until desktops can connect.

    It goes on when this program ends: others may be working. Says whether it had to be started. Raises
    :class:`OfficeError` where it does not come up.
    """
    server = Server(folder, MemorySecrets())
    if _ready(folder, server):
        return False
    process = _spawned(folder)
    until = time.monotonic() + wait
    while not _ready(folder, server):
        if process.poll() == 0 and not supervised(folder):
            # It left the office to one that was just ending.
            process = _spawned(folder)
        if process.poll() not in (None, 0) or time.monotonic() > until:
            port = folder.read().port
            taken = f" Another program has its port {port}." if answers(port) and not supervised(folder) else ""
            raise OfficeBusy(
                f"The hosted office's server did not start on this computer.{taken}",
                hint=f"Its log is in {folder.logs}.",
            )
        time.sleep(0.1)
    return True


def _spawned(folder: HostFolder) -> "subprocess.Popen[bytes]":
    """A supervisor that goes on when this program ends."""
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS | subprocess.CREATE_NO_WINDOW
        options = {"creationflags": flags}
    process: subprocess.Popen[bytes] = subprocess.Popen(
        command(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Where the program is found; an installed one's own folder is not held on to, so that it can be updated.
        cwd=folder.root if itself.is_installed() else Path(__file__).parents[2],
        **options,
    )
    # Takes note of its end, should it end first.
    threading.Thread(target=process.wait, name="hosting", daemon=True).start()
    return process


def supervised(folder: HostFolder) -> bool:
    """Whether a supervisor runs for ``folder``: it holds a lock that goes with its process, however that ends."""
    try:
        handle = os.open(folder.note, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not locks.take(handle)
    finally:
        os.close(handle)


def stop(folder: HostFolder, wait: float = 60.0) -> None:
    """Ask the supervisor of ``folder`` to end, and wait until it did; a server without one is stopped as well."""
    import psutil

    with suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int(folder.note.read_text(encoding="ascii")))
        # After a power cut another program may have got its number.
        if str(folder.root) in process.cmdline():
            process.terminate()
            process.wait(wait)
    Server(folder, MemorySecrets()).stop()


def command(folder: HostFolder) -> list[str]:
    """The command that keeps the office of ``folder`` running."""
    return itself.command("serve", "--folder", str(folder.root))


def names(folder: HostFolder) -> tuple[str, ...]:
    """What this computer may be called by those who connect: names and addresses, the best known first."""
    settings = folder.read()
    own = socket.gethostname()
    found = [settings.host, own, f"{own}.local", *settings.addresses, *addresses(), "localhost", "127.0.0.1"]
    return tuple(dict.fromkeys(name for name in found if name and name.isascii()))


def addresses() -> tuple[str, ...]:
    """This computer's numbers in the office's network, the one that its traffic goes through first."""
    import psutil

    first = ""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: the system only says which address it would use. The address is reserved for documents.
        probe.connect(("192.0.2.1", 9))
        first = probe.getsockname()[0]
    found = [
        item.address
        for items in psutil.net_if_addrs().values()
        for item in items
        if item.family == socket.AF_INET and not item.address.startswith(("127.", "169.254."))
    ]
    return tuple(dict.fromkeys(address for address in (first, *found) if address and not address.startswith("127.")))


def answers(port: int) -> bool:
    """Whether something listens on ``port`` of this computer."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            # A system that lends out this very port connects whoever knocks to himself.
            return bool(connection.getsockname() != connection.getpeername())
    except OSError:
        return False


@contextmanager
def _one_supervisor(folder: HostFolder) -> Iterator[bool]:
    """Whether this process is the one supervisor of ``folder``; its number is in the note while it is."""
    handle = os.open(folder.note, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        first = locks.take(handle)
        for _ in range(_LOOKS):
            if first:
                break
            # Whoever looks whether there is a supervisor holds the lock for that moment.
            time.sleep(0.02)
            first = locks.take(handle)
        if first:
            os.truncate(handle, 0)
            os.write(handle, str(os.getpid()).encode("ascii"))
        yield first
        if first:
            os.truncate(handle, 0)
    finally:
        os.close(handle)


def _listening(folder: HostFolder, server: Server, certificates: Certificates) -> Gate:
    """The gate with its port. Before the first start nobody knows the port yet: if it is taken it becomes another."""
    for _ in range(_TRIES):
        settings = folder.read()
        gate = Gate(certificates, settings.port, settings.inner_port)
        try:
            gate.listen()
        except OfficeBusy:
            if server.has_run:
                raise
            server.take_other_ports()
        else:
            return gate
    raise OfficeBusy("No port of this computer stays free.", hint="Close other servers first.")


def _ready(folder: HostFolder, server: Server) -> bool:
    return supervised(folder) and answers(folder.read().port) and server.ready


async def _serve(folder: HostFolder, server: Server, gate: Gate, certificates: Certificates) -> None:
    stop_now = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop_now.set))
    watching = asyncio.create_task(_watch(server, stop_now))
    renewing = asyncio.create_task(_renew(folder, gate, certificates))
    try:
        await gate.run(stop_now)
    finally:
        for task in (watching, renewing):
            task.cancel()
        await asyncio.gather(watching, renewing, return_exceptions=True)


async def _watch(server: Server, stop_now: asyncio.Event) -> None:
    failed = 0
    while not stop_now.is_set():
        await asyncio.sleep(LOOK)
        if server.running:
            failed = 0
            continue
        log.warning("the server ended by itself; it is started again")
        try:
            await asyncio.to_thread(server.start)
        except OfficeError as error:
            log.error("%s", error)  # noqa: TRY400 - a known error: what it says is all there is
            await asyncio.sleep(_PAUSES[min(failed, len(_PAUSES) - 1)])
            failed += 1


async def _renew(folder: HostFolder, gate: Gate, certificates: Certificates) -> None:
    while True:
        await asyncio.sleep(RENEW_LOOK)
        if await asyncio.to_thread(certificates.ensure, names(folder)):
            log.info("the certificate was renewed")
            gate.renewed()


def _log_to(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(folder / "hosting.log", maxBytes=1_000_000, backupCount=3)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    root = logging.getLogger("officedesk")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
