"""The tiles that a desktop keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from officedesk.maps.base.online.cache import Kept, TileCache


def test_the_cache_stays_below_its_limit_and_loses_what_is_longest_unused(tmp_path: Path) -> None:
    cache = TileCache(tmp_path / "tiles.sqlite", limit=100_000)
    kept = Kept(bytes(9_000), "image/png", "", "", 1.0)
    for number in range(9):
        cache.put("a", 9, number, 0, kept, float(number))
    assert cache.get("a", 9, 0, 0, 200_000.0) == kept
    for number in range(9, 30):
        cache.put("a", 9, number, 0, kept, float(number))
    assert cache.size() <= 100_000
    assert cache.get("a", 9, 0, 0, 200_001.0) == kept
    assert cache.get("a", 9, 1, 0, 200_001.0) is None
    cache.clear()
    assert cache.size() == 0
    cache.close()
    assert cache.get("a", 9, 0, 0, 1.0) is None


@pytest.mark.parametrize("damage", ["text", "cut", "another form"])
def test_a_damaged_cache_is_begun_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "tiles.sqlite"
    kept = Kept(bytes(9_000), "image/png", "", "", 1.0)
    cache = TileCache(path)
    for number in range(20):
        cache.put("a", 9, number, 0, kept, 1.0)
    cache.close()
    content = path.read_bytes()
    damaged = {
        "text": b"hello " * 5000,
        "cut": content[:5000],
        "another form": content[:60] + (99).to_bytes(4, "big") + content[64:],
    }
    path.write_bytes(damaged[damage])
    again = TileCache(path)
    for number in range(20):
        again.get("a", 9, number, 0, 1.0)
    again.put("a", 1, 0, 0, kept, 1.0)
    assert again.get("a", 1, 0, 0, 1.0) == kept
    again.close()


def test_two_programs_share_a_cache(tmp_path: Path) -> None:
    one, other = TileCache(tmp_path / "tiles.sqlite"), TileCache(tmp_path / "tiles.sqlite")
    kept = Kept(b"red", "image/png", "", "", 1.0)
    one.put("a", 1, 0, 0, kept, 1.0)
    assert other.get("a", 1, 0, 0, 1.0) == kept
    other.put("a", 1, 1, 0, kept, 1.0)
    assert one.get("a", 1, 1, 0, 1.0) == kept
    one.close()
    other.close()
