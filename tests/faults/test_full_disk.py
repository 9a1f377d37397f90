"""A disk that is full or cannot be written to while somebody saves: named, nothing lost, and it goes on afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from officedesk.bootstrap import AppContext, open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.errors import DiskFull, OfficeMissing
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.marks import add_note
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.paging import Sort
from tests import factories


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for an office and a little more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def context(small_disk: Path, tmp_path: Path) -> Iterator[AppContext]:
    """An office on the small disk."""
    factories.found(OfficePlace(path=tmp_path / "template.officedesk"))
    office = Path(shutil.copy(tmp_path / "template.officedesk", small_disk / "office.officedesk"))
    with closing(open_context(str(office), Config(tmp_path / "settings.json"))) as made:
        yield made


def fill_up(folder: Path, leave: int = 0) -> Path:
    """A file that takes all the room but ``leave`` bytes."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    size = (ballast.stat().st_size if ballast.exists() else 0) + room.f_bavail * room.f_frsize - leave
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
    return ballast


def names(context: AppContext) -> list[str]:
    rows = CustomerList(context.desk)
    return [row.name for row in rows.rows(rows.ids(CustomerFilter(), Sort("name")))]


@pytest.mark.parametrize("room", [0, 4096, 12_288, 40_960, 131_072])
def test_a_save_that_finds_no_room_changes_nothing_and_works_later(
    context: AppContext, small_disk: Path, room: int
) -> None:
    desk = context.desk
    kept = save_customer(desk, CustomerDraft(name="Kept"))
    ballast = fill_up(small_disk, room)
    told = ["Kept"]

    def save_on() -> None:
        for number in range(200):
            save_customer(desk, CustomerDraft(name=f"Customer {number:03}"))
            told.append(f"Customer {number:03}")
            add_note(desk, kept.id or 0, "a long note " * 500)

    with pytest.raises(DiskFull, match=r"office\.officedesk is full.*Free some space"):
        save_on()
    # Looking at the office needs no room, and everything that was told as saved is there.
    assert set(told) <= set(names(context))
    assert len(names(context)) <= len(told) + 1
    assert customer(desk, kept.id or 0).name == "Kept"
    assert check(desk).findings == ()
    ballast.unlink()
    save_customer(desk, CustomerDraft(name="When there was room again"))
    assert "When there was room again" in names(context)
    assert check(desk).findings == ()
    numbers = sorted(int(row.number) for row in CustomerList(desk).first(CustomerFilter(), Sort("name"), 500))
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_an_office_that_is_taken_away_is_missed_and_welcome_back(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    path = folder / "office.officedesk"
    factories.found(OfficePlace(path=path))
    with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as context:
        stored = save_customer(context.desk, CustomerDraft(name="Before"))
        for away, back in (
            (lambda: path.rename(tmp_path / "away"), lambda: (tmp_path / "away").rename(path)),
            (lambda: folder.rename(tmp_path / "gone"), lambda: (tmp_path / "gone").rename(folder)),
        ):
            away()
            with pytest.raises(OfficeMissing, match=r"office\.officedesk"):
                save_customer(context.desk, replace(stored, name="Meanwhile"))
            # Nothing was made in its place.
            assert not path.exists()
            back()
            assert customer(context.desk, stored.id or 0).name == stored.name
            stored = save_customer(context.desk, replace(stored, name=f"{stored.name} and after"))
        assert customer(context.desk, stored.id or 0).name == "Before and after and after"
        assert check(context.desk).findings == ()


def test_an_office_that_is_gone_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "office.officedesk"
    factories.found(OfficePlace(path=path))
    with closing(open_context(str(path), Config(tmp_path / "settings.json"))) as context:
        # No connection is open: the next one has to find the file itself.
        context.desk.database.engine.dispose()
        path.unlink()
        with pytest.raises(OfficeMissing, match=r"office\.officedesk"):
            names(context)
        with pytest.raises(OfficeMissing, match=r"office\.officedesk"):
            save_customer(context.desk, CustomerDraft(name="Into nowhere"))
    assert not path.exists()
