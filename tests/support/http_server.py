"""An HTTP server on loopback whose answers a test gives, plain or with TLS."""

from __future__ import annotations

import http.server
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str] = field(default_factory=dict)


Answer = tuple[int, Any, dict[str, str]]
"""Status, what is sent as JSON (or as it is where it is bytes), and headers."""


class HttpServer:
    """Answers with what ``answer`` gives for a request; ``None``: the connection is closed without a word."""

    def __init__(self, answer: Callable[[Asked], Answer | None], certificate: Path | None = None) -> None:
        self.asked: list[Asked] = []
        mine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
                asked = Asked(self.command, self.path, dict(self.headers.items()), form)
                mine.asked.append(asked)
                answer = mine.answer(asked)
                if answer is None:
                    self.close_connection = True
                    return
                status, said, headers = answer
                content = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = handle_one  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Tests look at ``asked``."""

        self.answer = answer
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.address = f"{scheme}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
