"""Equipment on screen: the tab, its form, what documents choose from, labels and import, over a real file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.models.enums import EquipmentKind, EquipmentSource
from officedesk.models.equipment import Equipment
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import equipment, move_equipment, new_equipment, save_equipment
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.paging import Sort
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.customers.tabs.equipment import EquipmentTab
from officedesk.views.equipment.columns import warranty_chip
from officedesk.views.equipment.dialog import EquipmentDialog
from officedesk.views.equipment.label_dialog import LabelDialog
from officedesk.views.lists.columns import Chip
from officedesk.views.main_window import MainWindow
from officedesk.views.office.import_window import ImportWindow
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import come_up, settle
from tests.gui.rows import Rows, add_equipment


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def tab(opened: Open) -> EquipmentTab:
    made = opened("equipment").tab
    assert isinstance(made, EquipmentTab)
    return made


@pytest.fixture
def undo(shell: Shell) -> list[Callable[[], object]]:
    told: list[Callable[[], object]] = []

    def keep(_text: str, _action: str, run: Callable[[], object]) -> None:
        told.append(run)

    shell.toast_wanted.connect(keep)
    return told


def of(desk: Desk, customer_id: int, **query: Any) -> list[str]:
    source = EquipmentList(desk)
    return [row.name for row in source.first(EquipmentFilter(customer_id, **query), Sort("name"), 1_000)]


def shown(tab: EquipmentTab) -> list[str]:
    panel = tab.panel
    return [row.name for row in panel.source.rows(panel.model.all_ids())]


def dialog_of(qtbot: QtBot, shell: Shell, window: MainWindow, kind: type[Any]) -> Any:
    found = next(one for one in reversed(window.findChildren(kind)) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


@pytest.mark.parametrize(
    ("months", "chip"),
    [
        (None, None),
        (14, Chip("14 months left", "plain")),
        (3, Chip("3 months left", "plain")),
        (2, Chip("2 months left", "warn")),
        (0, Chip("Under a month left", "warn")),
        (-1, Chip("Over", "bad")),
    ],
)
def test_a_warranty_is_coloured_under_three_months(months: int | None, chip: Chip | None) -> None:
    assert warranty_chip(months) == chip


def test_the_columns_are_those_of_the_tab(tab: EquipmentTab) -> None:
    assert [column.title for column in tab.panel.kind.columns] == [
        "Name",
        "Type",
        "Manufacturer",
        "Model",
        "Serial number",
        "Install date",
        "Warranty ends",
        "Location",
        "Notes",
    ]


def test_a_piece_is_added_and_edited_by_keyboard(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab
) -> None:
    tab.add()
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    form = dialog.form
    assert form.control("name").hasFocus()
    qtbot.keyClicks(form.control("name"), "Boiler")
    qtbot.keyClicks(form.control("serial_number"), "WM-7")
    qtbot.keyClicks(form.control("warranty_ends"), "+1m")
    qtbot.keyClick(form.control("warranty_ends"), Qt.Key.Key_Tab)
    assert dialog.warranty.text in ("1 month left", "Under a month left")
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, shell)
    assert shown(tab) == ["Boiler", "RTU-1"]

    key = next(row.id for row in tab.panel.source.rows(tab.panel.model.all_ids()) if row.name == "Boiler")
    tab.edit(key)
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    dialog.form.control("model").setText("GV90")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    settle(qtbot, shell)
    assert equipment(desk, key).model == "GV90"


def test_what_is_wrong_stands_beside_the_field(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: EquipmentTab
) -> None:
    tab.add()
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    dialog.save()
    settle(qtbot, shell)
    assert "Give it a name" in dialog.form.fields["name"].error
    assert dialog.form.control("name").hasFocus()
    dialog.reject()


def test_leaving_what_was_typed_asks(qtbot: QtBot, shell: Shell, window: MainWindow, tab: EquipmentTab) -> None:
    tab.add()
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    qtbot.keyClicks(dialog.form.control("name"), "Chiller")
    dialog.reject()
    box = dialog.findChild(QMessageBox, "discard")
    assert box is not None
    with qtbot.waitSignal(dialog.saved):
        next(one for one in box.buttons() if one.text() == "Save").click()
    settle(qtbot, shell)
    assert "Chiller" in shown(tab)


def test_two_desktops_that_changed_the_same_are_asked(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab
) -> None:
    key = tab.panel.model.all_ids()[0]
    tab.edit(key)
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    save_equipment(desk, replace(equipment(desk, key), model="48TC", notes="theirs"))
    dialog.form.control("model").setText("50XC")
    dialog.save()
    settle(qtbot, shell)
    conflict = dialog.findChild(ConflictDialog)
    assert conflict is not None
    with qtbot.waitSignal(dialog.saved):
        conflict._keep()
    settle(qtbot, shell)
    stored = equipment(desk, key)
    assert (stored.model, stored.notes) == ("50XC", "theirs")


def test_parts_and_service_history_stand_beside_the_form(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab
) -> None:
    key = tab.panel.model.all_ids()[0]
    done = save_job(desk, replace(new_job(desk, rows.abc), description="Tune-up", equipment=(key,)))
    tab.edit(key)
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    dialog.facts.add_part.click()
    inner = dialog_of(qtbot, shell, window, EquipmentDialog)
    assert inner.form.control("kind").value() is EquipmentKind.PART
    assert inner.form.control("parent_id").value() == key
    qtbot.keyClicks(inner.form.control("name"), "Belt")
    with qtbot.waitSignal(inner.saved):
        inner.save()
    settle(qtbot, shell)
    assert [one.name for one in dialog.facts._shown[0].parts] == ["Belt"]
    with qtbot.waitSignal(shell.wanted) as told:
        dialog.facts.job_wanted.emit(done.id)
    assert (told.args[0].page, told.args[0].id) == ("job", done.id)


def test_filters_narrow_and_clear(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, tab: EquipmentTab) -> None:
    head = tab.panel.model.all_ids()[0]
    save_equipment(desk, replace(new_equipment(desk, 0, parent_id=head), name="Belt"))
    add_equipment(desk, rows.abc, rows.places[1], "Boiler", manufacturer="Weil")
    shell.signals.changed.emit("equipment", 0, rows.abc)
    settle(qtbot, shell)
    assert shown(tab) == ["Belt", "Boiler", "RTU-1"]
    filters: Any = tab.filters
    filters.kind._buttons["part"].click()
    settle(qtbot, shell)
    assert shown(tab) == ["Belt"]
    filters.clear()
    settle(qtbot, shell)
    qtbot.keyClicks(filters.search, "weil")
    settle(qtbot, shell)
    assert shown(tab) == ["Boiler"]
    filters.clear()
    filters.location._fill()
    filters.location._menu.actions()[1].trigger()
    settle(qtbot, shell)
    assert shown(tab) == ["Boiler"]
    filters.clear()
    settle(qtbot, shell)
    assert len(shown(tab)) == 3


def test_pieces_are_deleted_together_and_brought_back(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, tab: EquipmentTab, undo: list[Callable[[], object]]
) -> None:
    head = tab.panel.model.all_ids()[0]
    save_equipment(desk, replace(new_equipment(desk, 0, parent_id=head), name="Belt"))
    shell.signals.changed.emit("equipment", 0, rows.abc)
    settle(qtbot, shell)
    table = tab.panel.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.chosen_ids()) == 2
    tab._delete(table.chosen_ids())
    settle(qtbot, shell)
    assert shown(tab) == []
    undo[-1]()
    settle(qtbot, shell)
    assert shown(tab) == ["Belt", "RTU-1"]


def test_pieces_are_moved_together_and_back(
    qtbot: QtBot,
    shell: Shell,
    desk: Desk,
    rows: Rows,
    window: MainWindow,
    tab: EquipmentTab,
    undo: list[Callable[[], object]],
) -> None:
    from officedesk.views.equipment.actions import MoveDialog

    key = tab.panel.model.all_ids()[0]
    tab._move([key])
    dialog = dialog_of(qtbot, shell, window, MoveDialog)
    dialog.location.set_value(rows.places[2])
    dialog._move()
    settle(qtbot, shell)
    assert equipment(desk, key).location_id == rows.places[2]
    undo[-1]()
    settle(qtbot, shell)
    assert equipment(desk, key).location_id == rows.places[0]


def test_a_customer_without_equipment_is_told_what_will_be_here(opened: Open, rows: Rows) -> None:
    view = opened("equipment", rows.others[0])
    panel = view.tab.panel  # type: ignore[attr-defined]
    assert panel._body.currentWidget() is panel.empty
    assert view.bar.buttons["equipment"].count == 0


def test_ten_thousand_rows_load_sort_and_filter(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    now = desk.now()
    many = [
        {
            "customer_id": rows.others[1],
            "name": f"Tree {number:05d}",
            "type": "Oak" if number % 2 else "Elm",
            "serial_number": f"T-{number}",
            "kind": EquipmentKind.EQUIPMENT,
            "source": EquipmentSource.SOLD,
            "created_at": now,
            "updated_at": now,
            "version": 1,
            "warranty_ends": desk.today() + timedelta(days=number % 400),
        }
        for number in range(10_000)
    ]
    with desk.write() as session:
        session.execute(insert(Equipment), many)
    view = opened("equipment", rows.others[1])
    panel = view.tab.panel  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.complete)
    settle(qtbot, shell)
    assert panel.model.rowCount() == 10_000
    assert panel.footer_text.startswith("10,000 pieces of equipment")
    panel._sorted(Sort("warranty_ends", True))
    qtbot.waitUntil(lambda: panel.model.complete)
    settle(qtbot, shell)
    assert panel.source.rows(panel.model.all_ids()[:1])[0].months_left in (12, 13)
    qtbot.keyClicks(view.tab.filters.search, "T-9999")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)


def test_a_job_for_a_piece_begins_with_it(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab
) -> None:
    row = tab.panel.source.rows(tab.panel.model.all_ids())[0]
    menu = tab._row_menu(row)
    next(action for action in menu.actions() if action.text() == "New job for it").trigger()
    settle(qtbot, shell)
    page: Any = window.page("job")
    assert page.draft.equipment == (row.id,)
    assert page.editor.equipment.boxes[row.id].isChecked()


# --- labels and import ------------------------------------------------------------------------------------------------


def test_labels_are_saved_as_pdf(
    qtbot: QtBot, shell: Shell, window: MainWindow, tab: EquipmentTab, tmp_path: Path
) -> None:
    from PySide6.QtWidgets import QFileDialog

    tab._label([*tab.panel.model.all_ids()])
    dialog = dialog_of(qtbot, shell, window, LabelDialog)
    dialog.first.set_value(30)
    dialog.first.edited.emit()
    assert dialog.told.text().startswith("1 label on 1 sheet.")
    dialog.stock.set_value("L7160")
    dialog.stock.edited.emit()
    assert dialog.first.value() == 21
    dialog.save_pdf()
    settle(qtbot, shell)
    asked = window.findChild(QFileDialog, "save_pdf")
    assert asked is not None
    target = tmp_path / "labels.pdf"
    asked.fileSelected.emit(str(target))
    settle(qtbot, shell)
    asked.reject()
    assert target.read_bytes().startswith(b"%PDF-")


def test_a_list_is_imported_into_the_tab(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("Name,Make,Serial #,Warranty,Site\nBoiler,Weil,WM-7,06/30/2030,Location 2\n", encoding="utf-8")
    tab.bring_in()
    dialog = dialog_of(qtbot, shell, window, ImportWindow)
    dialog.look_at(path)
    settle(qtbot, shell)
    dialog.panel.check()
    qtbot.waitUntil(lambda: "would be imported" in dialog.panel.summary.text())
    assert dialog.panel.summary.text().startswith("1 new piece")
    dialog.panel.run()
    qtbot.waitUntil(lambda: "were imported" in dialog.panel.summary.text())
    settle(qtbot, shell)
    dialog.reject()
    assert shown(tab) == ["Boiler", "RTU-1"]
    row = next(row for row in tab.panel.source.rows(tab.panel.model.all_ids()) if row.name == "Boiler")
    assert (row.manufacturer, row.serial_number, row.location_id) == ("Weil", "WM-7", rows.places[1])


def test_a_shown_form_hears_that_a_part_was_moved_elsewhere(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, window: MainWindow, tab: EquipmentTab
) -> None:
    key = tab.panel.model.all_ids()[0]
    tab.edit(key)
    dialog = dialog_of(qtbot, shell, window, EquipmentDialog)
    save_equipment(desk, replace(new_equipment(desk, 0, parent_id=key), name="Filter rack"))
    move_equipment(desk, key, rows.places[1])
    shell.signals.changed.emit("equipment", key, rows.abc)
    settle(qtbot, shell)
    assert [one.name for one in dialog.facts._shown[0].parts] == ["Filter rack"]
    dialog.reject()
