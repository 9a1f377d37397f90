"""What a desktop keeps for itself: settings, secrets, whole files, and how an office is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from officedesk.bootstrap import open_context, remembered
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.errors import OfficeMissing
from officedesk.files import replacing
from officedesk.secrets import MemorySecrets
from tests import factories


def test_settings_are_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    config = Config(path)
    config.put("columns/customers", [120, 80])
    config.add_recent("a.officedesk")
    config.add_recent("b.officedesk")
    config.add_recent("a.officedesk")
    again = Config(path)
    assert again.get("columns/customers") == [120, 80]
    assert again.recent() == ["a.officedesk", "b.officedesk"]
    assert again.message == ""


def test_two_windows_keep_each_others_settings(tmp_path: Path) -> None:
    one, other = Config(tmp_path / "s.json"), Config(tmp_path / "s.json")
    one.put("window", "here")
    other.put("columns", 3)
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == {"window": "here", "columns": 3}


def test_two_windows_keep_each_others_parts_of_one_setting(tmp_path: Path) -> None:
    one, other = Config(tmp_path / "s.json"), Config(tmp_path / "s.json")
    one.put_part("locked", "main office", True)
    other.put_part("locked", "branch", True)
    assert Config(tmp_path / "s.json").get("locked") == {"main office": True, "branch": True}
    one.put_part("locked", "main office", None)
    assert Config(tmp_path / "s.json").get("locked") == {"branch": True}
    # What the other window stored is forgotten too, where this one never saw it.
    one.put_part("locked", "branch", None)
    assert "locked" not in json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))


def test_a_setting_that_has_no_parts_gives_the_default_and_takes_one(tmp_path: Path) -> None:
    config = Config(tmp_path / "s.json")
    config.put("locked", "nonsense")
    assert config.part("locked", "branch") is None
    config.put_part("locked", "branch", True)
    assert config.part("locked", "branch") is True


@pytest.mark.parametrize("content", [b"{", b"[1, 2]", b"\xff\xfe\x00", b"", b"[" * 100_000])
def test_damaged_settings_are_put_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    config = Config(path)
    assert "damaged" in config.message
    assert config.recent() == []
    (aside,) = tmp_path.glob("settings-damaged-*.json")
    assert aside.read_bytes() == content
    config.put("window", "here")
    assert Config(path).get("window") == "here"


def test_settings_that_cannot_be_kept_are_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    config = Config(tmp_path / "file" / "settings.json")
    config.put("window", "here")
    assert config.get("window") == "here"
    assert "cannot" in config.message


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "out.txt"
    path.parent.mkdir()
    path.write_text("old", encoding="utf-8")

    def write_half() -> None:
        with replacing(path, "w") as file:
            file.write("half")
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        write_half()
    assert [entry.name for entry in path.parent.iterdir()] == ["out.txt"]
    assert path.read_text(encoding="utf-8") == "old"
    with replacing(path, "w") as file:
        file.write("new")
    assert path.read_text(encoding="utf-8") == "new"


def test_an_office_is_opened_with_its_own_settings(tmp_path: Path) -> None:
    path = tmp_path / "office.officedesk"
    factories.found(OfficePlace(path=path))
    context = open_context(str(path), Config(tmp_path / "settings.json"))
    try:
        assert (context.desk.actor.name, context.is_sample, context.date_format) == ("Dana Reyes", False, "MM/DD/YYYY")
    finally:
        context.close()
    with pytest.raises(OfficeMissing):
        open_context(str(tmp_path / "gone.officedesk"))


def test_a_password_is_never_remembered() -> None:
    assert remembered("postgresql://dana:geheim@server/office") == "postgresql://dana@server/office"


def test_secrets_in_memory_are_gone_when_deleted() -> None:
    secrets = MemorySecrets()
    secrets.set("smtp", "geheim")
    assert (secrets.get("smtp"), secrets.lasting) == ("geheim", False)
    secrets.delete("smtp")
    secrets.delete("smtp")
    assert secrets.get("smtp") is None
