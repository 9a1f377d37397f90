"""What macOS is told of the app, and the order in which it is signed."""

from __future__ import annotations

import plistlib
import runpy
from pathlib import Path

import pytest

from installer.macos import build, sign
from installer.macos.info import INFO, OFFICE
from officedesk import __version__
from officedesk.links import SCHEME
from tests.installer import trees
from tooling.common import Failed

ID = "Developer ID Application: Example (ABCDE12345)"


def test_the_app_says_which_files_and_links_it_opens() -> None:
    info = plistlib.loads(plistlib.dumps(INFO))
    (document,) = info["CFBundleDocumentTypes"]
    (declared,) = info["UTExportedTypeDeclarations"]
    (url,) = info["CFBundleURLTypes"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]] == [OFFICE]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["officedesk"]
    assert url["CFBundleURLSchemes"] == [SCHEME.rstrip(":")]
    assert info["CFBundleShortVersionString"] == info["CFBundleVersion"] == __version__
    assert info["NSHighResolutionCapable"] is True
    assert tuple(map(int, info["LSMinimumSystemVersion"].split("."))) >= (14, 0), "Qt runs on no older one"
    for name, words in info.items():
        if name.endswith("UsageDescription"):
            assert words.endswith("."), f"{name} is shown to the user"


def test_the_entitlements_are_what_the_web_engine_takes() -> None:
    app, web = (plistlib.loads(path.read_bytes()) for path in (sign.ENTITLEMENTS, sign.WEB_ENGINE))
    short = "com.apple.security.cs."
    assert {name.removeprefix(short) for name in app} == {
        "allow-jit",
        "allow-unsigned-executable-memory",
        "disable-library-validation",
    }
    assert web.keys() - app.keys() == {f"{short}disable-executable-page-protection"}
    assert all(value is True for value in (*app.values(), *web.values()))
    # A debugger could read passwords out of it, and the notary refuses it.
    assert not any("get-task-allow" in name for name in (*app, *web))


def test_what_lies_inside_is_signed_first(tmp_path: Path) -> None:
    app = trees.mac_app(tmp_path)
    order = [path.relative_to(tmp_path).as_posix() for path in sign.order(app)]
    assert order[-1] == "OfficeDesk.app"
    assert len(order) == len(set(order))
    at = {path.rpartition("/")[2]: order.index(path) for path in order}
    assert at["QtWebEngineProcess"] < at["QtWebEngineProcess.app"] < at["QtWebEngineCore.framework"]
    assert at["QtWebEngineCore"] < at["QtWebEngineCore.framework"]
    assert at["etree.so"] < at["OfficeDesk.app"]
    assert {"libpython3.13.dylib", "officedesk-cli"} <= at.keys()
    # Signed with the app; no code; a link to what is signed elsewhere.
    assert not {"OfficeDesk", "words.class", "icudtl.dat", "Current", "lxml"} & at.keys()


def test_each_part_gets_its_own_entitlements(tmp_path: Path) -> None:
    app = trees.mac_app(tmp_path)
    *signing, verifying = sign.commands(app, ID)
    given = {Path(one[-1]).name: one[one.index("--entitlements") + 1] for one in signing if "--entitlements" in one}
    web, own = str(sign.WEB_ENGINE), str(sign.ENTITLEMENTS)
    assert given == {
        "QtWebEngineProcess": web,
        "QtWebEngineProcess.app": web,
        "officedesk-cli": own,
        "OfficeDesk.app": own,
    }
    for one in signing:
        assert one[one.index("--sign") + 1] == ID
        assert one[one.index("--options") + 1] == "runtime"
        assert "--timestamp" in one
        assert "--deep" not in one
    assert verifying[:4] == ["codesign", "--verify", "--deep", "--strict"]


def test_the_disk_image_shows_the_app_and_where_to_drag_it(tmp_path: Path) -> None:
    told = {"app": str(tmp_path / "OfficeDesk.app"), "icon": "officedesk.icns"}
    settings = runpy.run_path(str(build.SETTINGS), {"defines": told})
    assert settings["files"] == [told["app"]]
    assert settings["symlinks"] == {"Applications": "/Applications"}
    assert settings["icon_locations"].keys() == {"OfficeDesk.app", "Applications"}
    (_, (width, height)) = settings["window_rect"]
    for x, y in settings["icon_locations"].values():
        assert settings["icon_size"] / 2 < x < width - settings["icon_size"] / 2
        assert settings["icon_size"] / 2 < y < height - settings["icon_size"] / 2
    command = build.image(tmp_path / "OfficeDesk.app", tmp_path / "x.dmg", tmp_path / "officedesk.icns")
    assert command[command.index("-s") + 1] == str(build.SETTINGS)
    assert f"-Dapp={told['app']}" in command


def test_the_notary_is_told_where_secrets_lie_and_none_of_them() -> None:
    name = "OFFICEDESK_NOTARY_"
    assert build.credentials({}) == []
    assert build.credentials({f"{name}PROFILE": "office"}) == ["--keychain-profile", "office"]
    key = {f"{name}KEY": "k.p8", f"{name}KEY_ID": "K1", f"{name}ISSUER": "I1"}
    assert build.credentials(key) == ["--key", "k.p8", "--key-id", "K1", "--issuer", "I1"]
    with pytest.raises(Failed, match=f"{name}ISSUER as well"):
        build.credentials({f"{name}KEY": "k.p8", f"{name}KEY_ID": "K1"})
