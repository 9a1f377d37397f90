"""The gate: the only way into the hosted office from the network. It ends TLS and hands bytes to the server behind it.

The server that ships with OfficeDesk knows no TLS itself, and listens on this computer only.
"""

import asyncio
import logging
import socket
from contextlib import suppress

from officedesk.errors import OfficeBusy
from officedesk.hosting.tls import Certificates
from officedesk.hosting.wire import AUTHORITY_REQUEST, GSS_REQUEST, SSL_REQUEST, refusal

log = logging.getLogger(__name__)

HANDSHAKE = 10.0
"""Seconds in which a visitor has to begin."""
MOST = 180
"""Connections at a time; the server takes some more, for those who work on this computer."""
MOST_UNKNOWN = 40
"""Of them such that have not begun to talk to the server."""
_PIECE = 65_536


class Gate:
    """Listens on ``port`` of all of this computer's addresses; connections go to ``inner_port`` on it."""

    def __init__(self, certificates: Certificates, port: int, inner_port: int) -> None:
        self._certificates = certificates
        self._port, self.inner_port = port, inner_port
        self._context = certificates.context()
        self._authority = certificates.authority.read_bytes()
        self._open: set[asyncio.Task[None]] = set()
        self._unknown = 0
        self._listening: list[socket.socket] = []

    def listen(self) -> None:
        """Take the port. Raises :class:`OfficeBusy` where another program (or gate) has it."""
        for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104 - it is a server
            try:
                made = socket.create_server((address, self._port), family=family, backlog=64)
            except OSError as error:
                if family == socket.AF_INET6:
                    log.info("no IPv6 here: %s", error)
                    continue
                raise OfficeBusy(f"Port {self._port} of this computer is taken.", hint="Stop what uses it.") from error
            made.setblocking(False)
            self._listening.append(made)

    async def run(self, stop: asyncio.Event) -> None:
        """Let visitors in until ``stop``; then everyone is disconnected."""
        doors = [asyncio.create_task(self._let_in(door)) for door in self._listening]
        try:
            await stop.wait()
        finally:
            for task in (*doors, *self._open):
                task.cancel()
            await asyncio.gather(*doors, *self._open, return_exceptions=True)
            for door in self._listening:
                door.close()

    def renewed(self) -> None:
        """New connections get the certificate that is in the folder now."""
        self._context = self._certificates.context()

    async def _let_in(self, door: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                visitor, address = await loop.sock_accept(door)
            except OSError as error:
                log.warning("a visitor could not be let in: %s", error)
                await asyncio.sleep(0.1)
                continue
            visitor.setblocking(False)
            if len(self._open) >= MOST or self._unknown >= MOST_UNKNOWN:
                log.warning("too many connections: %s was sent away", address[0])
                visitor.close()
                continue
            task = asyncio.create_task(self._serve(visitor, str(address[0])))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _serve(self, visitor: socket.socket, address: str) -> None:
        self._unknown += 1
        known = False
        try:
            async with asyncio.timeout(HANDSHAKE):
                pair = await self._handshake(visitor)
                if pair is None:
                    return
                reader, writer = pair
                first = await reader.readexactly(8)
            if first == AUTHORITY_REQUEST:
                writer.write(self._authority)
                await writer.drain()
                await _close(writer)
                return
            self._unknown -= 1
            known = True
            await self._connect(reader, writer, first)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.info("connection from %s ended: %s", address, type(error).__name__)
        finally:
            if not known:
                self._unknown -= 1
            visitor.close()

    async def _handshake(self, visitor: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """TLS, after the visitor asked for it. Only those eight bytes are read: nothing said in the clear counts."""
        loop = asyncio.get_running_loop()
        while True:
            asked = b""
            while len(asked) < 8:
                piece = await loop.sock_recv(visitor, 8 - len(asked))
                if not piece:
                    return None
                asked += piece
            if asked == SSL_REQUEST:
                break
            if asked != GSS_REQUEST:
                await loop.sock_sendall(visitor, refusal("This office is reached with TLS only."))
                return None
            await loop.sock_sendall(visitor, b"N")
        await loop.sock_sendall(visitor, b"S")
        reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, visitor, ssl=self._context, ssl_handshake_timeout=HANDSHAKE
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes) -> None:
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.inner_port)
            if inner_writer.get_extra_info("sockname") == inner_writer.get_extra_info("peername"):
                # Nobody listens, and the system lent this connection the server's own port.
                inner_writer.transport.abort()
                raise ConnectionRefusedError
        except OSError:
            writer.write(refusal("The office's server is not running on its computer.", "57P03"))
            await _close(writer)
            return
        inner_writer.write(first)
        ways = [
            asyncio.create_task(_pass(reader, inner_writer)),
            asyncio.create_task(_pass(inner_reader, writer)),
        ]
        try:
            # Where one side hangs up the other has nobody to talk to.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await _close(inner_writer)
            await _close(writer)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_PIECE):
        writer.write(piece)
        await writer.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            await writer.wait_closed()
