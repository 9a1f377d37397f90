"""The files of a piece of equipment: added, copied out, deleted and brought back, in its form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.files.listing import files_of
from officedesk.services.paging import Sort
from officedesk.views.equipment.dialog import EquipmentDialog
from officedesk.views.files.opening import save_to
from officedesk.views.files.preview import FilePreview
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, settle
from tests.gui.rows import Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def test_files_are_added_copied_out_and_deleted(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tmp_path: Path
) -> None:
    undo: list[Callable[[], object]] = []

    def keep(_text: str, _action: str, run: Any) -> None:
        undo.append(run)

    shell.toast_wanted.connect(keep)
    key = EquipmentList(desk).first(EquipmentFilter(rows.abc), Sort("name"), 1)[0].id
    dialog = EquipmentDialog(shell, window, rows.abc, key)
    dialog.open()
    come_up(qtbot, shell, dialog)
    card = dialog.facts.files
    assert card.names == []
    plate = tmp_path / "plate.txt"
    plate.write_text("Carrier 48TC", encoding="utf-8")
    card.add([plate])
    settle(qtbot, shell)
    assert card.names == ["plate.txt"]
    assert [one.name for one in files_of(desk, "equipment", key)] == ["plate.txt"]
    target = tmp_path / "copy.txt"
    card.show_file(card._rows[0])
    settle(qtbot, shell)
    preview = dialog.findChild(FilePreview)
    assert preview is not None
    assert preview.text.toPlainText() == "Carrier 48TC"
    save_to(shell, preview, preview.row, target)
    settle(qtbot, shell)
    assert target.read_text(encoding="utf-8") == "Carrier 48TC"
    card._delete(card._rows[0])
    settle(qtbot, shell)
    assert card.names == []
    undo[-1]()
    settle(qtbot, shell)
    assert card.names == ["plate.txt"]
    dialog.reject()


def test_a_file_that_cannot_be_read_is_told_and_the_others_stay(
    qtbot: QtBot,
    shell: Shell,
    desk: Desk,
    rows: Rows,
    window: MainWindow,
    tmp_path: Path,
    failures: list[Exception],
) -> None:
    key = EquipmentList(desk).first(EquipmentFilter(rows.abc), Sort("name"), 1)[0].id
    dialog = EquipmentDialog(shell, window, rows.abc, key)
    dialog.open()
    come_up(qtbot, shell, dialog)
    good = tmp_path / "good.txt"
    good.write_text("x", encoding="utf-8")
    dialog.facts.files.add([good, tmp_path / "missing.pdf"])
    settle(qtbot, shell)
    assert dialog.facts.files.names == ["good.txt"]
    assert len(failures) == 1
    failures.clear()
    dialog.reject()
