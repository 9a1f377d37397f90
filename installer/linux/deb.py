"""Builds a Debian package around the frozen program, with dpkg-deb alone."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tooling.common import ROOT, Failed, run
from tooling.system import LIBRARIES

HERE = ROOT / "installer" / "linux"
HOME = Path("usr/lib/officedesk")
MAINTAINER = "OfficeDesk contributors <officedesk@localhost>"
_RENAMED = ("libasound2", "libcups2", "libglib2.0-0")
"""Newer systems have these under another name, since times are 64 bits wide everywhere."""
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)\0")
ICONS = (16, 24, 32, 48, 64, 128, 256, 512)


def build(tree: Path, output: Path, *, version: str, icons: Mapping[int, Path], quick: bool = False) -> Path:
    """Write the package ``output`` of the program in ``tree``. ``icons``: PNG files by their size in pixels."""
    if shutil.which("dpkg-deb") is None:
        raise Failed("A Debian package is built by dpkg-deb, which Debian and its relatives have.")
    for name in ("OfficeDesk", "officedesk-cli", "_internal"):
        if not (tree / name).exists():
            raise Failed(f"{tree} is no frozen program for Linux: it has no {name}. “python3 dev.py freeze” makes it.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=output.parent, prefix=".deb-") as folder:
        root = Path(folder, "root")
        _lay(root, tree, version, icons)
        _control(root, tree, version)
        _readable(root, tree)
        strength = ["-Zgzip", "-z1"] if quick else ["-Zxz"]
        run(["dpkg-deb", "--root-owner-group", *strength, "--build", str(root), str(output)])
    return output


def architecture() -> str:
    """What Debian calls this machine."""
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def depends(tree: Path) -> str:
    """The packages that the program needs: the system's own libraries, and the C library it was frozen with."""
    names = [f"{name}t64 | {name}" if name in _RENAMED else name for name in sorted(set(LIBRARIES.values()))]
    return ", ".join([f"libc6 (>= 2.{newest_glibc(tree)})", *names])


def newest_glibc(tree: Path) -> int:
    """The newest version of the C library that a file in ``tree`` asks for: 36 for 2.36."""
    found = [28]
    for path in tree.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if content[:4] == b"\x7fELF":
                found += [int(minor) for minor in _GLIBC.findall(content)]
    return max(found)


def _lay(root: Path, tree: Path, version: str, icons: Mapping[int, Path]) -> None:
    home = root / HOME
    shutil.copytree(tree, home, symlinks=True)
    shutil.copyfile(HERE / "apparmor", home / "apparmor")
    programs = root / "usr/bin"
    programs.mkdir(parents=True)
    for name, program in (("officedesk", "OfficeDesk"), ("officedesk-cli", "officedesk-cli")):
        (programs / name).symlink_to(f"../lib/officedesk/{program}")
    share = root / "usr/share"
    for source, target in (
        ("officedesk.desktop", "applications/officedesk.desktop"),
        ("officedesk.xml", "mime/packages/officedesk.xml"),
    ):
        _copied(HERE / source, share / target)
    for size, picture in icons.items():
        place = share / f"icons/hicolor/{size}x{size}"
        _copied(picture, place / "apps/officedesk.png")
        _copied(picture, place / "mimetypes/application-vnd.officedesk.office.png")
    _write(share / "metainfo/org.officedesk.OfficeDesk.metainfo.xml", metainfo(version))
    document = share / "doc/officedesk"
    _copied(ROOT / "LICENSE", document / "copyright")
    news = (ROOT / "CHANGELOG.md").read_bytes()
    (document / "changelog.gz").write_bytes(gzip.compress(news, mtime=0))


def metainfo(version: str) -> str:
    """What software centres show, with this release in it."""
    news = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.search(rf"^## \[{re.escape(version)}\] - (\d{{4}}-\d\d-\d\d)", news, re.MULTILINE)
    # What is not released yet is of the day on which it was built.
    day, kind = (dated[1], "stable") if dated else (datetime.now(UTC).date().isoformat(), "development")
    release = f'<release version="{version}" date="{day}" type="{kind}"/>'
    release = f"  <releases>\n    {release}\n  </releases>\n</component>"
    text = (HERE / "org.officedesk.OfficeDesk.metainfo.xml").read_text(encoding="utf-8")
    return text.replace("</component>", release)


def _control(root: Path, tree: Path, version: str) -> None:
    debian = root / "DEBIAN"
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    lines = {
        "Package": "officedesk",
        "Version": version,
        "Section": "misc",
        "Priority": "optional",
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size),
        "Depends": depends(tree),
        "Recommends": "gnome-keyring | kwalletmanager, cups-client",
        "Description": "desktop office of a field-service company\n"
        " Customers, estimates, jobs, schedule, invoices, payments and contracts in one\n"
        " file that several desktops share; no account, no cloud, no internet needed.",
    }
    _write(debian / "control", "".join(f"{name}: {value}\n" for name, value in lines.items()))
    for name in ("postinst", "prerm"):
        _copied(HERE / name, debian / name)


def _readable(root: Path, tree: Path) -> None:
    """Everybody may read and run what is installed, whatever the builder's umask was."""
    programs = {root / HOME / path.relative_to(tree) for path in tree.rglob("*") if path.stat().st_mode & 0o100}
    programs |= {root / "DEBIAN" / name for name in ("postinst", "prerm")}
    root.chmod(0o755)
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
