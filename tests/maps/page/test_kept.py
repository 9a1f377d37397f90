"""The page that folium built is kept between sessions, and built anew whenever it would be another one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from officedesk.maps.page import building, kept
from officedesk.maps.page.parts import START, Served


def test_the_second_session_builds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.page(tmp_path)
    monkeypatch.setattr(building, "built", lambda: pytest.fail("built again"))
    assert kept.page(tmp_path) == first == dict(first)
    assert START in first


def test_the_second_session_does_not_import_folium(tmp_path: Path) -> None:
    kept.page(tmp_path)
    code = f"""import sys; from pathlib import Path; from officedesk.maps.page.kept import page
assert page(Path({str(tmp_path)!r})); print(*sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"folium", "numpy", "jinja2"} & set(done.stdout.split())


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "{}", '{"made_of": "%s"}', '{"made_of": "%s", "files": {"/x": [1, 2]}}']
)
def test_a_damaged_or_older_page_is_built_anew(tmp_path: Path, damage: str) -> None:
    right = kept.page(tmp_path)
    file = tmp_path / "map-page.json"
    made_of = json.loads(file.read_text())["made_of"]
    file.write_text(damage.replace("%s", made_of))
    assert kept.page(tmp_path) == right
    assert json.loads(file.read_text())["made_of"] == made_of
    file.write_text(json.dumps({"made_of": "of something else", "files": {START: ["old", "text/html"]}}))
    assert kept.page(tmp_path) == right


def test_a_folder_that_cannot_be_written_to_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = kept.page(tmp_path / "file" / "below")
    assert isinstance(found[START], Served)
