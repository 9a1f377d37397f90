"""A file and a port of this computer that nobody should touch, and whether somebody did."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_OPENED, _READ = 0x20, 0x01


class WatchedFile:
    """Tells whether a file was opened, by the kernel's own notice of it (Linux)."""

    def __init__(self, path: Path) -> None:
        if sys.platform != "linux":
            pytest.skip("only Linux tells that a file was opened")
        path.write_text("secret of a test")
        libc = ctypes.CDLL(None, use_errno=True)
        self._handle: int = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self._handle, os.fsencode(path), _OPENED | _READ) >= 0
        self.path = path

    def touched(self) -> bool:
        try:
            return bool(os.read(self._handle, 4096))
        except BlockingIOError:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._handle)


class WatchedPort:
    """A port on loopback that takes calls and tells whether there was one."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.number: int = self._listener.getsockname()[1]

    def touched(self) -> bool:
        try:
            call, _ = self._listener.accept()
        except BlockingIOError:
            return False
        call.close()
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()
