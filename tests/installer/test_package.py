"""`python3 dev.py package`: one command from the sources to the installer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from installer import package
from installer.linux import deb
from tests.installer import trees
from tooling import freeze
from tooling.common import Failed


@pytest.mark.skipif(sys.platform != "linux", reason="makes the installer of the system it runs on; this one is Linux's")
def test_the_program_is_frozen_when_it_changed_and_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[Path] = []
    dist = tmp_path / "dist"

    def freezes(_python: str, folder: Path) -> Path:
        frozen.append(folder)
        if not folder.is_dir():
            trees.linux_tree(folder)
        (folder / freeze._OF).write_text(freeze.fingerprint(), encoding="ascii")
        return folder

    monkeypatch.setattr(package, "freeze", freezes)
    monkeypatch.setattr(package, "DIST", dist)
    monkeypatch.setattr(package, "PACKAGES", tmp_path / "packages")
    made = package.package([])
    assert made.name == f"officedesk_{package.version()}_{deb.architecture()}.deb"
    told = subprocess.run(["dpkg-deb", "-f", str(made), "Version"], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == package.version()
    package.package(["linux"])
    assert frozen == [dist], "what is frozen already is packed as it is"
    (dist / freeze._OF).write_text("of older sources", encoding="ascii")
    package.package(["linux"])
    assert frozen == [dist, dist]


def test_what_only_another_system_can_do_is_said() -> None:
    for system, told in package.SYSTEMS.items():
        if told != sys.platform:
            with pytest.raises(Failed, match=f"is made on {system}"):
                package.package([system])
    with pytest.raises(Failed, match="Say which installer"):
        package.package(["amiga"])
