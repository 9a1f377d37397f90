"""Small trees of files that look like the frozen program of each system."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image

ELF = b"\x7fELF" + b"\0" * 60
_STUB = """\
Target amd64-unicode
SetCompressor zlib
OutFile "{0}"
SilentInstall silent
RequestExecutionLevel user
Section
SectionEnd
"""


def linux_tree(folder: Path) -> Path:
    """Programs that ask for the C library 2.36, and a library that asks for an older one."""
    tree = folder / "OfficeDesk"
    (tree / "_internal" / "PySide6").mkdir(parents=True)
    for name, content in {
        "OfficeDesk": ELF + b"\0GLIBC_2.17\0GLIBC_2.36\0",
        "officedesk-cli": ELF,
        "_internal/libpython.so": ELF + b"\0GLIBC_2.4\0",
        "_internal/words.txt": b"GLIBC_2.99\0",
    }.items():
        path = tree / name
        path.write_bytes(content)
        path.chmod(0o700 if not name.endswith(".txt") else 0o600)
    (tree / "_internal" / "PySide6" / "libpython.so").symlink_to("../libpython.so")
    return tree


def windows_tree(folder: Path) -> Path:
    """Two programs for Windows that do nothing."""
    tree = folder / "OfficeDesk"
    (tree / "_internal" / "PySide6").mkdir(parents=True)
    for name in ("OfficeDesk.exe", "officedesk-cli.exe"):
        script = folder / "stub.nsi"
        script.write_text(_STUB.format(tree / name), encoding="utf-8")
        subprocess.run(["makensis", "-V1", str(script)], check=True)
    (tree / "_internal" / "base_library.zip").write_bytes(b"PK")
    (tree / "_internal" / "PySide6" / "Qt6Core.dll").write_bytes(b"MZ")
    return tree


def mac_app(folder: Path) -> Path:
    """An app with Qt's web engine as the freezer lays it out: frameworks with versions, links between folders."""
    app = folder / "OfficeDesk.app"
    core = "Contents/Frameworks/PySide6/Qt/lib/QtWebEngineCore.framework/Versions/A"
    macho, fat, java = (bytes.fromhex(head) for head in ("cffaedfe0c000001", "cafebabe00000002", "cafebabe00000034"))
    for name, content in {
        "Contents/Info.plist": b"<plist/>",
        "Contents/MacOS/OfficeDesk": macho,
        "Contents/MacOS/officedesk-cli": macho,
        "Contents/Frameworks/libpython3.13.dylib": fat,
        "Contents/Frameworks/lxml/etree.so": macho,
        "Contents/Frameworks/words.class": java,
        f"{core}/QtWebEngineCore": macho,
        f"{core}/Helpers/QtWebEngineProcess.app/Contents/MacOS/QtWebEngineProcess": macho,
        f"{core}/Resources/icudtl.dat": b"data",
    }.items():
        path = app / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (app / core).parent.joinpath("Current").symlink_to("A")
    (app / "Contents/Resources").mkdir()
    (app / "Contents/Resources/lxml").symlink_to("../Frameworks/lxml")
    return app


def icon(folder: Path) -> Path:
    """A picture in the file that Windows wants."""
    path = folder / "officedesk.ico"
    Image.new("RGBA", (32, 32), (20, 90, 160, 255)).save(path)
    return path


def pictures(folder: Path, sizes: tuple[int, ...]) -> dict[int, Path]:
    """A picture of each size."""
    made = {}
    for size in sizes:
        made[size] = folder / f"officedesk-{size}.png"
        Image.new("RGBA", (size, size)).save(made[size])
    return made
