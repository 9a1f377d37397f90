"""Guest kernels as second computers, and the servers of the shares they use.

Needs root and the Debian packages `user-mode-linux samba busybox-static iproute2`, for NFS also `nfs-ganesha-vfs`.
Nothing outside the rig's own folder is changed but two tap devices and `/lib/modules`, where the guests' modules are
linked.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
MODULES = Path("/usr/lib/uml/modules")
CIFS = "md4 hmac sha256_generic sha512_generic cmac ccm gcm aes_generic ecb md5 nls_utf8 cifs"
NFS = "nfsv4"
SAMBA = """
[global]
  workgroup = OFFICE
  server role = standalone server
  interfaces = odta odtb
  bind interfaces only = yes
  smb ports = 445
  disable netbios = yes
  private dir = {state}/private
  lock directory = {state}/lock
  state directory = {state}/state
  cache directory = {state}/cache
  pid directory = {state}
  ncalrpc dir = {state}/ncalrpc
  log file = {state}/log.smbd
  map to guest = Bad User
  guest account = root
  load printers = no
[office]
  path = {share}
  read only = no
  guest ok = yes
  force user = root
[deaf]
  path = {share}
  read only = no
  guest ok = yes
  force user = root
  locking = no
  strict locking = no
"""
GANESHA = """
NFS_CORE_PARAM {{
  Protocols = 4; NFS_Port = 2049; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
}}
NFS_KRB5 {{ Active_krb5 = false; }}
NFSV4 {{ Graceless = true; Minor_Versions = 1; }}
EXPORT {{
  Export_Id = 1; Path = {share}; Pseudo = /office; Access_Type = RW; Squash = None; SecType = sys; Protocols = 4;
  FSAL {{ Name = VFS; }}
}}
"""


def missing() -> list[str]:
    """What this machine lacks for guests and a Samba share, in words; nothing where all is there."""
    lacking = [f"the program {name}" for name in ("linux.uml", "smbd", "busybox", "ip") if shutil.which(name) is None]
    if os.geteuid() != 0:
        lacking.append("root")
    if not Path("/dev/net/tun").exists():
        lacking.append("/dev/net/tun")
    if not MODULES.is_dir():
        lacking.append("modules for the guests")
    return lacking


@dataclass
class Guest:
    """A computer of its own. ``number`` is 1 or 2: its network."""

    name: str
    number: int

    @property
    def server(self) -> str:
        return f"10.98.{self.number}.1"


GUESTS = (Guest("WSA", 1), Guest("WSB", 2))


@dataclass
class Rig:
    """Everything in ``room``; the share's files are in ``share``. Use as a context."""

    room: Path
    _servers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _turn: IO[bytes] | None = None
    _nfs: bool = False

    @property
    def share(self) -> Path:
        return self.room / "share"

    @property
    def out(self) -> Path:
        return self.room / "out"

    def __enter__(self) -> Self:
        # The networks are the machine's: one rig at a time.
        self._turn = (Path(tempfile.gettempdir()) / "officedesk-rig.lock").open("wb")
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        for folder in (self.share, self.out, self.room / "work"):
            folder.mkdir(parents=True, exist_ok=True)
        self.share.chmod(0o777)
        Path("/lib/modules").mkdir(exist_ok=True)
        for modules in MODULES.iterdir():
            link = Path("/lib/modules") / modules.name
            if not link.exists():
                link.symlink_to(modules)
        modprobe = self.room / "modprobe"
        if not modprobe.exists():
            modprobe.symlink_to(shutil.which("busybox") or "")
        for guest, tap in zip(GUESTS, ("odta", "odtb"), strict=True):
            _run("ip", "tuntap", "add", tap, "mode", "tap", fine=True)
            _run("ip", "addr", "replace", f"{guest.server}/30", "dev", tap)
            # The guests drop what is longer than a frame; each such read would then wait half a minute.
            _run("ip", "link", "set", tap, "gso_max_segs", "1", "up")
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=5)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        self._servers.clear()
        for tap in ("odta", "odtb"):
            _run("ip", "link", "del", tap, fine=True)
        if self._turn is not None:
            self._turn.close()

    def serve_samba(self) -> None:
        """Start the Samba server with the shares ``office`` and, whose locks keep nobody out, ``deaf``."""
        state = self.room / "samba"
        for folder in ("private", "lock", "state", "cache", "ncalrpc"):
            (state / folder).mkdir(parents=True, exist_ok=True)
        settings = state / "smb.conf"
        settings.write_text(SAMBA.format(state=state, share=self.share))
        self._serve("smbd", "-s", str(settings), "--foreground", "--no-process-group", port=445)

    def serve_nfs(self) -> bool:
        """Start a user-space NFS server, where there is one."""
        if self._nfs or shutil.which("ganesha.nfsd") is None:
            return self._nfs
        settings = self.room / "ganesha.conf"
        settings.write_text(GANESHA.format(share=self.share))
        Path("/var/run/ganesha").mkdir(parents=True, exist_ok=True)
        log = str(self.room / "ganesha.log")
        self._nfs = self._serve(
            "ganesha.nfsd", "-F", "-L", log, "-f", str(settings), "-p", f"{self.room}/g.pid", port=2049
        )
        return self._nfs

    def mount_line(self, guest: Guest, kind: str, options: str = "") -> tuple[str, str]:
        """How ``guest`` mounts the share (``cifs``, ``deaf`` or ``nfs``), and the modules for it."""
        if kind == "nfs":
            given = f"vers=4.1,addr={guest.server},clientaddr=10.98.{guest.number}.2,sec=sys{options}"
            return f"mount -i -t nfs4 {guest.server}:/office /run/share -o {given}", NFS
        share = "deaf" if kind == "deaf" else "office"
        given = f"ip={guest.server},guest,sec=none,vers=3.1.1{options}"
        return f"mount -i -t cifs //{guest.server}/{share} /run/share -o {given}", CIFS

    def start(
        self, guest: Guest, job: str, mount: tuple[str, str] = ("", ""), seconds: int = 120, disk: str = ""
    ) -> subprocess.Popen[bytes]:
        """Switch a guest on; it runs the shell line ``job`` and switches itself off."""
        line, modules = mount
        settings = f"MOUNT={_quoted(line)}\nMODULES={_quoted(modules)}\nJOB={_quoted(job)}\n"
        (self.out / f"{guest.name}.settings").write_text(settings)
        tap = "odta" if guest.number == 1 else "odtb"
        command = [
            "timeout", "--signal=KILL", str(seconds), "linux.uml", "mem=512M",
            f"umid={guest.name}-{time.monotonic_ns()}",
            "root=none", "rootfstype=hostfs", "rootflags=/", "ro", f"init={HERE / 'guest.sh'}",
            f"who={guest.name}", f"net={guest.number}", f"room={self.room}",
            f"vec0:transport=tap,ifname={tap},depth=64", "con=null", "con0=null,fd:1", "quiet",
        ]  # fmt: skip
        if disk:
            command.append(f"ubda={disk}")
        with (self.out / f"{guest.name}.boot").open("wb") as boot:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=boot, stderr=boot, start_new_session=True,
                env={**os.environ, "TMPDIR": str(self.room / "work")},
            )  # fmt: skip

    def cut(self, guest: Guest) -> None:
        """Take the power from a guest: all its processes, by the name that only it has, at once."""
        named = f"umid={guest.name}-".encode()
        room = f"room={self.room}".encode()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if room in words and any(word.startswith(named) for word in words):
                    os.kill(int(entry.name), signal.SIGKILL)

    def log(self, guest: Guest) -> str:
        """What a guest said."""
        path = self.out / f"{guest.name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _serve(self, *command: str, port: int) -> bool:
        with (self.room / f"{command[0]}.out").open("wb") as out:
            server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
        self._servers.append(server)
        import socket

        until = time.monotonic() + 20
        while time.monotonic() < until and server.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((GUESTS[0].server, port), timeout=1):
                return True
            time.sleep(0.2)
        return False


def python_job(module: str, *arguments: str) -> str:
    """The shell line that runs a module of this checkout in a guest."""
    words = [os.path.realpath(sys.executable), "-m", module, *arguments]
    packages = ":".join([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])
    return f"cd {ROOT} && PYTHONPATH={packages} PYTHONDONTWRITEBYTECODE=1 " + " ".join(map(_quoted, words))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _run(*command: str, fine: bool = False) -> None:
    subprocess.run(command, check=not fine, capture_output=True)
