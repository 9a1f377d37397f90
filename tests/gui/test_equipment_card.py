"""The equipment that a job or an estimate is about: offered, ticked, saved."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import equipment
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import estimate
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.equipment.dialog import EquipmentDialog
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import come_up, settle
from tests.gui.rows import Rows, add_equipment


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def of(desk: Desk, customer_id: int, **query: Any) -> list[str]:
    source = EquipmentList(desk)
    return [row.name for row in source.first(EquipmentFilter(customer_id, **query), Sort("name"), 1_000)]


def dialog_of(qtbot: QtBot, shell: Shell, window: MainWindow, kind: type[Any]) -> Any:
    found = next(one for one in reversed(window.findChildren(kind)) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def test_a_job_offers_what_stands_at_its_location(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow
) -> None:
    here = of(desk, rows.abc)
    assert here == ["RTU-1"]
    add_equipment(desk, rows.abc, rows.places[1], "Boiler")
    stored = save_job(desk, new_job(desk, rows.abc, rows.places[0]))
    assert stored.id is not None
    shell.go("job", stored.id)
    settle(qtbot, shell)
    page: Any = window.page("job")
    card = page.editor.equipment
    assert [row.name for row in card._rows] == ["RTU-1"]
    next(iter(card.boxes.values())).click()
    assert page.editor.history.dirty
    page.save()
    settle(qtbot, shell)
    assert len(job(desk, stored.id).equipment) == 1
    page.editor.undo()
    assert not next(iter(card.boxes.values())).isChecked()
    page.editor.undo(redo=True)
    page.editor.change("", location_id=rows.places[1])
    settle(qtbot, shell)
    assert [row.name for row in card._rows] == ["Boiler", "RTU-1"]
    assert [box.isChecked() for box in card.boxes.values()] == [False, True]
    page.save()
    settle(qtbot, shell)


def test_new_equipment_is_added_from_an_estimate_and_ticked(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow
) -> None:
    shell.go("estimate", rows.estimates[0])
    settle(qtbot, shell)
    page: Any = window.page("estimate")
    card = page.editor.equipment
    card.add_button.click()
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    qtbot.keyClicks(dialog.form.control("name"), "Water heater")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    settle(qtbot, shell)
    page.save()
    settle(qtbot, shell)
    (key,) = estimate(desk, rows.estimates[0]).equipment
    assert equipment(desk, key).name == "Water heater"
    assert equipment(desk, key).location_id == rows.places[0]
    assert card.boxes[key].isChecked()


def test_many_pieces_are_searched_on_the_card(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow
) -> None:
    for number in range(70):
        add_equipment(desk, rows.abc, rows.places[0], f"Tree {number:02d}")
    stored = save_job(desk, new_job(desk, rows.abc, rows.places[0]))
    shell.go("job", stored.id or 0)
    settle(qtbot, shell)
    page: Any = window.page("job")
    card = page.editor.equipment
    assert len(card.boxes) == 60
    qtbot.keyClicks(card.search, "tree 69")
    assert len(card.boxes) == 1
