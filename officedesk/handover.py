"""Asks the programs of this person that run already whether what is to be opened is open there.

Each listens at a place of its own (``views.arrivals``), in a folder that only this person may enter. This side knows no
Qt: it asks before anything is loaded, and where nobody listens that takes no time.
"""

import hashlib
import json
import os
import socket
import stat
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from officedesk.config import config_dir

WAIT = 3.0
"""Seconds that a running program has to answer; one that is busy for longer is left alone."""
_PIPES = "\\\\.\\pipe\\"
_LONGEST = 4096


def key() -> str:
    """The same for all programs of this person that share their settings."""
    return hashlib.sha256(str(config_dir().absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def place() -> str:
    """Where this program listens: a path, on Windows the name of a pipe."""
    if sys.platform == "win32":
        return f"officedesk-{key()}-{os.getpid()}"
    return str(folder() / str(os.getpid()))


def folder() -> Path:
    """Of the places where programs listen; not on Windows."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    base = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - entered by its owner only
    return Path(base) / f"officedesk-{user}-{key()}"


def ensure_folder() -> bool:
    """Make the folder; ``False`` where somebody else has it, or it cannot be made."""
    if sys.platform == "win32":
        return True
    with suppress(OSError):
        folder().mkdir(mode=0o700, exist_ok=True)
    return _is_ours()


def hand_over(*, office: str | None = None, link: str = "") -> bool:
    """Let a running program show ``office`` (empty: whatever it has open) or ``link``; ``False`` where none does."""
    request: dict[str, Any] = {"link": link} if link else {"office": office or ""}
    if token := os.environ.get("XDG_ACTIVATION_TOKEN"):
        request["token"] = token
    others = _others()
    if any(_ask(other, request) == "taken" for other in others):
        return True
    if link:
        # None of them has the link's office open: the latest says so, before another window comes up to do it.
        return any(_ask(other, {**request, "anyway": True}) == "taken" for other in others)
    return False


def _others() -> list[str]:
    """The places where programs listen, the latest first."""
    if sys.platform == "win32":
        prefix = f"officedesk-{key()}-"
        with suppress(OSError):
            return [_PIPES + name for name in os.listdir(_PIPES) if name.startswith(prefix)]  # noqa: PTH208 - no folder
        return []
    if not _is_ours():
        return []
    with suppress(OSError):
        found = [(path.lstat().st_mtime, str(path)) for path in folder().iterdir() if path.name.isdigit()]
        return [path for _, path in sorted(found, reverse=True)]
    return []


def _is_ours() -> bool:
    try:
        found = folder().lstat()
    except OSError:
        return False
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and mine and not found.st_mode & 0o077


def _ask(other: str, request: dict[str, Any]) -> str:
    line = json.dumps(request).encode("ascii") + b"\n"
    if len(line) > _LONGEST:
        return ""
    told: list[bytes] = []
    ask = _ask_pipe if sys.platform == "win32" else _ask_socket
    # A pipe knows no time-out, and a window that hangs does not answer: the program must start all the same.
    asking = threading.Thread(target=ask, args=(other, line, told), daemon=True)
    asking.start()
    asking.join(WAIT)
    return told[0].decode("ascii", "replace").strip() if told else ""


def _ask_socket(other: str, line: bytes, told: list[bytes]) -> None:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(WAIT)
            connection.connect(other)
            connection.sendall(line)
            told.append(connection.recv(64))
    except ConnectionRefusedError:
        # A program that was killed: nobody listens there any more.
        with suppress(OSError):
            Path(other).unlink()
    except OSError:
        return


def _ask_pipe(other: str, line: bytes, told: list[bytes]) -> None:
    if sys.platform == "win32":
        import ctypes

        # Whoever was started by the user may come to the front, and passes that on.
        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    with suppress(OSError), Path(other).open("r+b", buffering=0) as pipe:
        pipe.write(line)
        told.append(pipe.read(64) or b"")
