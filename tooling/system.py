"""The libraries and programs that no wheel brings: found by trying, installed by apt-get where that is permitted."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tooling.common import environment, exit_code, say

# What Qt's window, offscreen, printing, font and web code load, and the Debian packages that hold it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libasound.so.2": "libasound2",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgbm.so.1": "libgbm1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libnspr4.so": "libnspr4",
    "libnss3.so": "libnss3",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-dri3.so.0": "libxcb-dri3-0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbfile.so.1": "libxkbfile1",
}
# What the tests use to print for real, to read a printed paper back, to stand a window on a screen, and to make the
# installers that can be made here.
PROGRAMS = {
    "makensis": "nsis",
    "7zz": "7zip",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "cupsd": "cups",
    "lp": "cups-client",
    "/usr/lib/cups/backend/cups-pdf": "printer-driver-cups-pdf",
    "pdftoppm": "poppler-utils",
    "Xvfb": "xvfb",
}
# A mail server for the tests to send through. Once installed it serves the whole machine, so that it is installed only
# where nothing is started at boot: in containers, as CI has them. Elsewhere it is used where it is there anyway.
SERVERS = {"postfix": "postfix", "dovecot": "dovecot-imapd"}
_BOOTED = Path("/run/systemd/system")


def ensure_system(*, dev: bool) -> None:
    """Install what is missing on Debian and its relatives; elsewhere, or where that is not permitted, say what is."""
    if sys.platform != "linux":
        return
    missing = _missing(dev=dev)
    if not missing:
        return
    names = " ".join(sorted(missing))
    command = _apt_get()
    if command is None:
        say(f"missing on this machine, and not to be installed from here: {names}")
        say(f"ask its administrator for: apt-get install {names}   (or what your system calls these)")
        return
    say(f"installing system packages: {names}")
    quiet = environment(DEBIAN_FRONTEND="noninteractive")
    install = [*command, "install", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", *sorted(missing)]
    if exit_code([*command, "update", "-qq"], quiet) or exit_code(install, quiet):
        say("apt-get could not do all of it; its own words stand above.")
    if still := _missing(dev=dev):
        say(f"still missing: {' '.join(sorted(still))}. What needs them will not work.")


def _missing(*, dev: bool) -> set[str]:
    found = {package for library, package in LIBRARIES.items() if not _loads(library)}
    if dev:
        wanted = PROGRAMS if _BOOTED.exists() else PROGRAMS | SERVERS
        found |= {package for program, package in wanted.items() if not _is_there(program)}
    if importlib.util.find_spec("ensurepip") is None:
        found.add(f"python3.{sys.version_info.minor}-venv")
    return found


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_there(program: str) -> bool:
    if program.startswith("/"):
        return Path(program).exists()
    # Servers lie in folders that are not on a common user's path.
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _apt_get() -> list[str] | None:
    """The command that may install packages here without asking anybody, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None
