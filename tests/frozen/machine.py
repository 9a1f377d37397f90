"""A machine that has the frozen program and no Python: the least of a Debian in a folder, entered by ``chroot``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGES = (
    # What every Debian has.
    "base-files", "bash", "coreutils", "dash", "libacl1", "libattr1", "libc-bin", "libc6", "libgcc-s1", "libgmp10",
    "libpcre2-8-0", "libselinux1", "libstdc++6", "libtinfo6", "zlib1g",
    # What comes with a screen, in the version of its drivers: not to be brought along.
    "libbsd0", "libdrm2", "libegl1", "libgl1", "libglvnd0", "libglx0", "libmd0", "libwayland-client0",
    "libwayland-cursor0", "libwayland-egl1", "libx11-6", "libxau6", "libxcb-dri3-0", "libxcb1", "libxdmcp6",
)  # fmt: skip
PROGRAM = Path("/opt/OfficeDesk")
LONGEST = 100


def why_not() -> str:
    """Why no such machine can be made here, or nothing."""
    if not sys.platform.startswith("linux") or not shutil.which("dpkg-query"):
        return "needs a Debian to take the parts from"
    if os.geteuid():
        return "needs root to enter another root folder"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return "needs the right to mount"
    return ""


class Machine:
    """Runs the programs of the frozen ``tree`` with nothing else around but ``shared``, a folder of both worlds."""

    def __init__(self, tree: Path, root: Path, shared: Path) -> None:
        self.root, self.shared, self._tree = root, shared, tree
        for name in ("bin", "sbin", "lib", "lib64"):
            (root / "usr" / name).mkdir(parents=True)
            (root / name).symlink_to(f"usr/{name}")
        _copy_packages(root)
        (root / "tmp").mkdir(exist_ok=True)
        for folder in (root / str(PROGRAM).lstrip("/"), root / str(shared).lstrip("/"), root / "run/cups"):
            folder.mkdir(parents=True, exist_ok=True)
        for name in ("proc", "dev", "etc"):
            (root / name).mkdir(exist_ok=True)
        for name in ("passwd", "group"):
            shutil.copyfile(f"/etc/{name}", root / "etc" / name)
        subprocess.run(["/sbin/ldconfig", "-r", str(root)], check=True)
        self.home = shared / "home"
        self.home.mkdir()

    def command(self, *arguments: str | Path, window: bool = False, **env: str) -> list[str]:
        """The command that runs ``officedesk-cli`` (or with ``window`` the other program) over there."""
        program = PROGRAM / ("OfficeDesk" if window else "officedesk-cli")
        return self.entered(str(program), *map(str, arguments), **env)

    def entered(self, *command: str, **env: str) -> list[str]:
        """The command that runs any program over there."""
        mounts = [(self._tree, PROGRAM), (self.shared, self.shared), (Path("/dev"), Path("/dev"))]
        if Path("/run/cups").is_dir():
            mounts.append((Path("/run/cups"), Path("/run/cups")))
        script = "".join(f"mount --rbind '{here}' '{self.root}{there}' && " for here, there in mounts)
        script += f"mount -t proc proc '{self.root}/proc' && exec \"$@\""
        variables = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", "QTWEBENGINE_DISABLE_SANDBOX": "1", **env}
        settings = [f"{name}={value}" for name, value in variables.items()]
        enter = ["chroot", str(self.root), "/usr/bin/env", "-i", *settings]
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *enter, *command]

    def run(self, *arguments: str | Path, window: bool = False, **env: str) -> str:
        """What the program writes; an ``AssertionError`` with all of it where it does not end well."""
        return _output(self.command(*arguments, window=window, **{"QT_QPA_PLATFORM": "offscreen", **env}))

    def files(self, pattern: str) -> list[Path]:
        """Files over there, but for the program's own."""
        return [path for path in self.root.rglob(pattern) if path.is_file()]


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def _copy_packages(root: Path) -> None:
    listed = subprocess.run(["dpkg-query", "-L", *PACKAGES], capture_output=True, text=True, check=True).stdout
    for name in dict.fromkeys(listed.splitlines()):
        source = Path(name)
        if not name.startswith("/") or name.startswith(
            ("/usr/share/doc", "/usr/share/gcc", "/usr/share/gdb", "/usr/share/locale", "/usr/share/man")
        ):
            continue
        target = root / name.lstrip("/")
        if source.is_symlink() and not target.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(source.readlink())
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
