"""The share matrix as far as one computer alone can show it; `python -m tests.faults.share_matrix` shows the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from officedesk.database.place import OfficePlace
from officedesk.errors import OfficeReadOnly
from tests import factories
from tests.faults.rig.machines import Rig
from tests.faults.share_matrix import Matrix, Row, table


@pytest.fixture
def matrix(tmp_path: Path) -> Matrix:
    rig = Rig(tmp_path / "room")
    for folder in (rig.share, rig.out, rig.room / "work"):
        folder.mkdir(parents=True)
    office = tmp_path / "founded.officedesk"
    factories.found(OfficePlace(path=office))
    return Matrix(rig, office, 2)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_two_programs_on_a_disk_lose_nothing(matrix: Matrix) -> None:
    row = matrix.run("local disk")
    assert row.good
    assert row.told > 2
    assert all(desktop["saved"] for desktop in row.desktops)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_two_programs_in_a_synchronised_folder_write_nothing(matrix: Matrix) -> None:
    row = matrix.run("cloud folder")
    assert row.good
    assert row.untouched
    assert [desktop["reason"] for desktop in row.desktops] == ["synchronized folder"] * 2
    assert all(desktop["known_after"] < 10 for desktop in row.desktops)


def test_no_office_is_founded_in_a_synchronised_folder(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "Office"
    folder.mkdir(parents=True)
    with pytest.raises(OfficeReadOnly, match="can’t be made there"):
        factories.found(OfficePlace(path=folder / "new.officedesk"))
    assert list(folder.iterdir()) == []


def test_a_loss_is_seen_in_the_table() -> None:
    row = Row("a share", [{"who": "A", "saved": 3, "refused": {"OfficeBusy": 2}}], told=3, stored=2, lost=1)
    assert not row.good
    assert "| a share | A: saved 3, 2 × OfficeBusy | 3 | 1 | 0 | sound |" in table([row])
