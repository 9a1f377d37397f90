"""The Debian package: built, looked into, and what it tells the desktop proved by the desktop's own programs."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from installer.linux import deb
from officedesk.database.engine import APPLICATION_ID
from officedesk.links import SCHEME
from tests.installer import trees
from tooling.common import Failed

MIME = "application/vnd.officedesk.office"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    icons = trees.pictures(folder, deb.ICONS)
    return deb.build(trees.linux_tree(folder), folder / "officedesk.deb", version="0.1.0", icons=icons, quick=True)


@pytest.fixture(scope="module")
def laid(package: Path) -> Path:
    root = package.with_name("root")
    subprocess.run(["dpkg", "-x", str(package), str(root)], check=True)
    return root


def told(package: Path, *fields: str) -> list[str]:
    done = subprocess.run(["dpkg-deb", "-f", str(package), *fields], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_package_says_what_it_needs(package: Path) -> None:
    fields = dict(line.split(": ", 1) for line in told(package, "Package", "Version", "Depends", "Installed-Size"))
    assert (fields["Package"], fields["Version"]) == ("officedesk", "0.1.0")
    needed = fields["Depends"].split(", ")
    assert needed[0] == "libc6 (>= 2.36)"
    assert {"libxcb-cursor0", "libnss3", "libasound2t64 | libasound2"} <= set(needed)
    assert int(fields["Installed-Size"]) > 0


def test_everything_lies_in_its_place_and_may_be_read_by_everybody(package: Path) -> None:
    done = subprocess.run(["dpkg-deb", "-c", str(package)], capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        mode, owner, *_, name = re.split(r"\s+", line.partition(" -> ")[0])
        found[name.removeprefix("./")] = mode
        assert owner == "root/root"
        assert mode[0] == "l" or mode[7] == "r", name
    assert found["usr/lib/officedesk/OfficeDesk"] == found["usr/lib/officedesk/officedesk-cli"] == "-rwxr-xr-x"
    assert found["usr/lib/officedesk/_internal/words.txt"] == "-rw-r--r--"
    assert found["usr/bin/officedesk"][0] == found["usr/bin/officedesk-cli"][0] == "l"
    assert found["usr/lib/officedesk/_internal/PySide6/libpython.so"][0] == "l"
    for size in deb.ICONS:
        assert f"usr/share/icons/hicolor/{size}x{size}/apps/officedesk.png" in found
    assert "usr/share/doc/officedesk/copyright" in found
    assert not any(name.startswith(("home", "root", "tmp", "etc")) for name in found)


def test_the_menu_entry_starts_the_program_with_files_and_links(laid: Path) -> None:
    entry = laid / "usr/share/applications/officedesk.desktop"
    subprocess.run(["desktop-file-validate", "--no-hints", str(entry)], check=True)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(entry.read_text(encoding="utf-8"))
    desktop = parser["Desktop Entry"]
    program, field = desktop["exec"].split()
    assert field == "%u"
    link = laid / "usr/bin" / program
    assert (link.parent / link.readlink()).resolve() == (laid / "usr/lib/officedesk/OfficeDesk").resolve()
    assert set(desktop["mimetype"].rstrip(";").split(";")) == {MIME, f"x-scheme-handler/{SCHEME.rstrip(':')}"}
    assert (laid / f"usr/share/icons/hicolor/48x48/apps/{desktop['icon']}.png").is_file()


def test_offices_are_known_by_name_and_by_their_number(laid: Path) -> None:
    tree = etree.parse(str(laid / "usr/share/mime/packages/officedesk.xml"))
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,) = tree.getroot().findall("m:mime-type", space)
    assert kind.get("type") == MIME
    assert [glob.get("pattern") for glob in kind.findall("m:glob", space)] == ["*.officedesk"]
    (number,) = kind.findall("m:magic/m:match/m:match", space)
    assert int(number.get("value", ""), 0) == APPLICATION_ID
    # Where SQLite keeps it: four bytes, the highest first, at 68.
    assert (number.get("type"), number.get("offset")) == ("big32", "68")
    assert (laid / f"usr/share/icons/hicolor/48x48/mimetypes/{MIME.replace('/', '-')}.png").is_file()


def test_software_centres_are_told_of_it(laid: Path) -> None:
    file = laid / "usr/share/metainfo/org.officedesk.OfficeDesk.metainfo.xml"
    subprocess.run(["appstreamcli", "validate", "--no-net", str(file)], check=True, capture_output=True)
    component = etree.parse(str(file)).getroot()
    (release,) = component.findall("releases/release")
    assert release.get("version") == "0.1.0"
    assert component.findtext("launchable") == "officedesk.desktop"


def test_scripts_of_the_package_hold_together(package: Path) -> None:
    folder = package.with_name("control")
    subprocess.run(["dpkg-deb", "-e", str(package), str(folder)], check=True)
    for name in ("postinst", "prerm"):
        script = folder / name
        assert script.stat().st_mode & 0o111 == 0o111
        subprocess.run(["sh", "-n", str(script)], check=True)
        # Called for what does not concern them they do nothing, and well.
        subprocess.run(["sh", str(script), "failed-upgrade"], check=True)


def test_a_folder_without_the_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "OfficeDesk").mkdir()
    with pytest.raises(Failed, match="no OfficeDesk"):
        deb.build(tmp_path / "OfficeDesk", tmp_path / "x.deb", version="1", icons={})
