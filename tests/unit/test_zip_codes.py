"""The ZIP codes are written down once in a person's cache folder; whatever becomes of that file, they are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zipcodes
from hypothesis import given
from hypothesis import strategies as st

from officedesk.services.customers import zip_codes
from officedesk.services.customers.zip_codes import Lines, ZipCodes, load, make, read, write

NAMES = st.lists(st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), max_size=4), max_size=30)


@pytest.fixture(scope="module")
def made() -> bytes:
    """What is written down."""
    return make()


def of_555(found: ZipCodes) -> list[list[str]]:
    return list(found.codes.beginning("555"))


def forbidden(*_: Any) -> Any:
    raise AssertionError("this process was to read them from the file")


@given(NAMES, st.text(max_size=3))
def test_lines_that_begin_so_are_found_in_order(names: list[str], prefix: str) -> None:
    texts = sorted({f"{name}\t{len(name)}" for name in names}, key=str.encode)
    if "\n" in prefix or any("\ud800" <= char <= "\udfff" for char in prefix):
        return
    lines = Lines("".join(f"{text}\n" for text in texts).encode())
    found = ["\t".join(fields) for fields in lines.beginning(prefix)]
    assert found == [text for text in texts if text.startswith(prefix)]


def test_all_codes_of_the_package_are_written_down(made: bytes, tmp_path: Path) -> None:
    write(tmp_path / "zip-codes", made)
    found = read(tmp_path / "zip-codes")
    assert found is not None
    codes = {fields[0]: fields[1:] for fields in found.codes.beginning("")}
    known = [record for digit in "0123456789" for record in zipcodes.similar_to(digit)]
    shown = [record for record in known if record["active"] and record["state"] not in ("AA", "AE", "AP")]
    kinds = {"STANDARD": "S", "PO BOX": "P", "UNIQUE": "U"}
    assert codes == {
        r["zip_code"]: [r["city"], r["state"], r["lat"], r["long"], kinds[r["zip_code_type"]]] for r in shown
    }
    cities = {(fields[2], fields[1]): fields[3].split(" ") for fields in found.cities.beginning("")}
    names = {(name, record["state"]) for record in shown for name in (record["city"], *record["acceptable_cities"])}
    assert set(cities) == names
    assert cities["Minneapolis", "MN"] == sorted(cities["Minneapolis", "MN"])


def test_another_process_writes_them_down_and_they_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half a second in which the window would get no turn.
    monkeypatch.setattr(zip_codes, "make", forbidden)
    first = of_555(load(tmp_path / "new" / "folder"))
    assert first
    monkeypatch.setattr(zip_codes, "_apart", forbidden)
    assert of_555(load(tmp_path / "new" / "folder")) == first
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["zip-codes"]


@pytest.mark.parametrize("damage", ["cut off", "changed", "empty", "another version", "no text"])
def test_a_file_that_is_not_whole_is_made_anew(
    made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    path = tmp_path / "zip-codes"
    write(path, made)
    whole = path.read_bytes()
    damaged = {
        "cut off": whole[:-1],
        "changed": whole.replace(b"Minneapolis", b"Minneapolix", 1),
        "empty": b"",
        "another version": whole.replace(zipcodes.__version__.encode(), b"0.0.0", 1),
        "no text": b"\xff\x00" * 100,
    }
    path.write_bytes(damaged[damage])
    assert read(path) is None
    monkeypatch.setattr(zip_codes, "_apart", lambda path: write(path, made))
    assert of_555(load(tmp_path))
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_to_costs_time_only(tmp_path: Path, made: bytes) -> None:
    (tmp_path / "file").write_text("in the way")
    assert of_555(load(tmp_path / "file")) == of_555(load(tmp_path))


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cache" / "zip-codes"
    write(path, made)

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"):
        write(path, b"other")
    assert read(path) is not None
    assert [left.name for left in path.parent.iterdir()] == ["zip-codes"]
