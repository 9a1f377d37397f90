"""As much of an IMAP server as reading a mailbox needs, on loopback with TLS."""

from __future__ import annotations

import base64
import contextlib
import re
import socketserver
import ssl
import threading
from pathlib import Path
from typing import Any

from tests.support.mail_server import PASSWORD, USER


class ImapServer:
    """A mailbox for :data:`USER`. ``mailbox`` holds what is in it by its number; ``heard`` every command."""

    def __init__(self, certificate: Path) -> None:
        self.mailbox: dict[int, bytes] = {}
        self.heard: list[str] = []
        self.validity = 7
        self.token = "S3CR3T-token"
        self.lies: bytes | None = None
        """Sent in place of every message that is fetched."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        mine = self

        class Handler(socketserver.StreamRequestHandler):
            def setup(self) -> None:
                self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    mine._serve(self.rfile, self.wfile)

            def finish(self) -> None:
                with contextlib.suppress(OSError):
                    super().finish()
                self.request.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Whoever does not trust the certificate hangs up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def put(self, message: bytes) -> int:
        """A message comes in; its number."""
        number = max(self.mailbox, default=0) + 1
        self.mailbox[number] = message
        return number

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def _serve(self, read: Any, write: Any) -> None:
        def say(text: str) -> None:
            write.write(text.encode() + b"\r\n")
            write.flush()

        say("* OK ready")
        while line := read.readline().decode("utf-8", "replace").strip():
            tag, _, command = line.partition(" ")
            self.heard.append(command)
            word = command.upper()
            if word == "CAPABILITY":
                say("* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2")
                say(f"{tag} OK done")
            elif word.startswith("AUTHENTICATE"):
                say("+ ")
                said = base64.b64decode(read.readline().strip()).decode()
                right = said in (f"\0{USER}\0{PASSWORD}", f"user={USER}\1auth=Bearer {self.token}\1\1")
                if not right and "XOAUTH2" in word:
                    say("+ eyJzdGF0dXMiOiI0MDEifQ==")
                    read.readline()
                say(f"{tag} OK done" if right else f"{tag} NO [AUTHENTICATIONFAILED] wrong")
            elif word.startswith("EXAMINE"):
                if "INBOX" not in word:
                    say(f"{tag} NO no such folder")
                    continue
                say(f"* {len(self.mailbox)} EXISTS")
                say(f"* OK [UIDVALIDITY {self.validity}] valid")
                say(f"* OK [UIDNEXT {max(self.mailbox, default=0) + 1}] next")
                say(f"{tag} OK [READ-ONLY] done")
            elif found := re.match(r"UID SEARCH UID (\d+):\*", word):
                ids = [key for key in self.mailbox if key >= int(found[1])] or [max(self.mailbox, default=0)]
                say(f"* SEARCH {' '.join(map(str, ids))}")
                say(f"{tag} OK done")
            elif found := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0\.(\d+)>\)", word):
                content = self.mailbox[int(found[1])][: int(found[2])]
                if self.lies is not None:
                    write.write(self.lies)
                    write.flush()
                else:
                    say(f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(content)}}}")
                    write.write(content + b")\r\n")
                say(f"{tag} OK done")
            elif word == "LOGOUT":
                say("* BYE")
                say(f"{tag} OK done")
                return
            else:
                say(f"{tag} BAD what?")
