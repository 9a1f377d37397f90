"""The first bytes of a PostgreSQL connection, as both ends of the gate need them."""

import socket
import ssl
import struct

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
GSS_REQUEST = struct.pack("!ii", 8, 80877104)
AUTHORITY_REQUEST = struct.pack("!ii", 8, 80878077)
"""Ours, first inside TLS: the gate answers with the authority's certificate and hangs up."""
MOST = 16_384
"""Bytes that an authority's certificate may have."""


def refusal(message: str, code: str = "28000") -> bytes:
    """A server's way to say why it hangs up."""
    fields = f"SFATAL\0VFATAL\0C{code}\0M{message}\0\0".encode()
    return b"E" + struct.pack("!i", len(fields) + 4) + fields


def tls(address: str, port: int, context: ssl.SSLContext, timeout: float) -> ssl.SSLSocket:
    """A TLS connection to a PostgreSQL server, asked for the way its own clients do.

    Raises ``OSError`` (``ssl.SSLError`` among them), and ``ConnectionError`` where there is no TLS.
    """
    plain = socket.create_connection((address, port), timeout)
    try:
        plain.sendall(SSL_REQUEST)
        # One byte and no more: what follows belongs to TLS, and nothing said before it counts.
        answer = plain.recv(1)
        if answer != b"S":
            raise ConnectionError("no TLS there" if answer in (b"N", b"E") else "no PostgreSQL server there")
        return context.wrap_socket(plain, server_hostname=address)
    except BaseException:
        plain.close()
        raise
