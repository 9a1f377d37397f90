"""A tile service on loopback, whose answers a test gives."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """An answer. ``hang_up``: the connection ends without one."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False


class TileServer:
    """Notes what it is asked, and how much of it at once."""

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Said]) -> None:
        self.answer = answer
        self.paths: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.most_at_once = self._now = 0
        self._lock = threading.Lock()
        mine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = mine._heard(self.path, dict(self.headers.items()))
                try:
                    if said.hang_up:
                        self.close_connection = True
                        return
                    self.send_response_only(said.status)
                    for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(said.body)
                except ConnectionError:
                    """Whoever asked went away."""

            def log_message(self, *args: object) -> None:
                """Tests look at ``paths``."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def address(self, path: str = "/{z}/{x}/{y}.png", host: str = "127.0.0.1") -> str:
        """A template of this service."""
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        """Be gone: whoever asks finds nobody."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def _heard(self, path: str, headers: Mapping[str, str]) -> Said:
        with self._lock:
            self.paths.append(path)
            self.headers.append(headers)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            return self.answer(path, headers)
        finally:
            # Before the answer goes out: whoever has it may ask the next thing at once.
            with self._lock:
                self._now -= 1
