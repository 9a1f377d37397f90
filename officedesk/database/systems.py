"""This computer, as :mod:`officedesk.database.placement` asks it: Linux, Windows, macOS.

Each is a class over a few injected readers, so that what another system says can be tested on any.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import ClassVar

from officedesk.database import system_calls as calls
from officedesk.database.clouds import Files, cloud
from officedesk.database.placement import Mount, System


def this_system() -> System:
    """The system that the program runs on."""
    if sys.platform == "win32":
        return Windows()
    if sys.platform == "darwin":
        return MacOS()
    return Linux()


@dataclass(kw_only=True)
class _Computer:
    """What is asked of every system."""

    resolve: Callable[[Path], str] = os.path.realpath
    home: Callable[[], str] = lambda: str(Path.home())
    environment: Callable[[], Mapping[str, str]] = calls.environment
    files: Files = field(default_factory=calls.files)
    paths: ClassVar[type[PurePath]] = PurePosixPath

    def resolved(self, path: Path) -> str:
        return self.resolve(path)

    def synchronised(self, path: str) -> str:
        return cloud(self.paths(path), self.paths(self.home()), self.environment(), self.files)


@dataclass
class Linux(_Computer):
    """``mountinfo`` gives the text of ``/proc/self/mountinfo``."""

    mountinfo: Callable[[], str] = lambda: calls.text(PurePosixPath("/proc/self/mountinfo"))

    def mount(self, path: str) -> Mount | None:
        found, length = None, -1
        for line in self.mountinfo().splitlines():
            words = line.split(" ")
            try:
                point, after = _unescaped(words[4]), words.index("-", 6)
                filesystem, source = words[after + 1], _unescaped(words[after + 2])
            except (IndexError, ValueError):
                continue
            # Of two on the same folder the later one covers the earlier.
            if _below(path, point) and len(point) >= length:
                options = ",".join((words[5], *words[after + 3 :])).lower().split(",")
                # Waits for its first visitor, who then gets another line.
                if filesystem != "autofs":
                    found, length = Mount(filesystem, source, tuple(options)), len(point)
        return found


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _unescaped(text: str) -> str:
    for written, meant in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(written, meant)
    return text


_BRIDGE_SERVERS = ("wsl$", "wsl.localhost", "tsclient", "vmware-host", "vboxsvr", "vboxsrv", "mac", "psf")
_REMOTE, _DISKS = 4, (2, 3, 5, 6)


@dataclass
class Windows(_Computer):
    r"""``drive_type`` is ``GetDriveTypeW`` of ``C:\``, ``volume`` gives a volume's label and file system."""

    drive_type: Callable[[str], int] = calls.drive_type
    volume: Callable[[str], tuple[str, str]] = calls.volume
    share: Callable[[str], str] = calls.share
    paths = PureWindowsPath

    def resolved(self, path: Path) -> str:
        resolved = super().resolved(path)
        if resolved[:8].upper() == "\\\\?\\UNC\\":
            return "\\\\" + resolved[8:]
        return resolved.removeprefix("\\\\?\\")

    def mount(self, path: str) -> Mount | None:
        root = PureWindowsPath(path).anchor
        if root.startswith("\\\\"):
            server = root.strip("\\").split("\\")[0].lower()
            if server in _BRIDGE_SERVERS:
                return Mount("wslfs" if server.startswith("wsl") else "vmhgfs", root.rstrip("\\"))
            if "@" in server or "davwwwroot" in root.lower():
                return Mount("webdav", root.rstrip("\\"))
            return Mount("remote", root.rstrip("\\"), local=False)
        kind = self.drive_type(root)
        label, filesystem = self.volume(root)
        name = filesystem.lower()
        if name.startswith("fuse") or name in ("dokan", "cloudfs", "winfsp"):
            return Mount("fuse." + name, label)
        if kind == _REMOTE:
            share = self.share(root[:2]) or root.rstrip("\\")
            nested = self.mount(share + "\\") if share.startswith("\\\\") else None
            return nested or Mount("remote", share, local=False)
        if kind in _DISKS:
            return Mount(name or "disk", label, local=True)
        return None

    def synchronised(self, path: str) -> str:
        root = PureWindowsPath(path).anchor
        if not root.startswith("\\\\") and self.volume(root)[0].lower().startswith("google drive"):
            return "Google Drive"
        return super().synchronised(path)


_MNT_LOCAL = 0x1000


@dataclass
class MacOS(_Computer):
    """``statfs`` gives (file system, source, flags) of the volume that a path lies on, or ``None``."""

    statfs: Callable[[str], tuple[str, str, int] | None] = calls.statfs

    def mount(self, path: str) -> Mount | None:
        for folder in (path, *map(str, PurePosixPath(path).parents)):
            if (told := self.statfs(folder)) is not None:
                filesystem, source, flags = told
                return Mount(filesystem.lower(), source, local=bool(flags & _MNT_LOCAL))
        return None
