"""Settings, History: the audit trail on screen, filtered, told field by field, verified, and taken back from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from officedesk.services.customers import editing, marks
from officedesk.services.sales import estimates
from officedesk.views.activity.columns import ENTITIES
from officedesk.views.activity.history_section import HistorySection
from officedesk.views.activity.seal_bar import UNKNOWN
from officedesk.views.lists.export import export_to
from officedesk.views.shell import Shell
from tests.db.customers import ABC
from tests.db.selling import line, saved
from tests.gui.keys import show_section


@pytest.fixture
def abc(shell: Shell) -> int:
    customer_id = editing.save_customer(shell.desk, ABC).id or 0
    marks.set_rating(shell.desk, customer_id, 3)
    draft = saved(shell.desk, customer_id, [line(100_00, "Filter"), line(50_00, "Labor")])
    estimates.save_estimate(shell.desk, replace(draft, lines=(replace(draft.lines[0], price=120_00),)))
    return customer_id


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, abc: int) -> HistorySection:
    made = show_section(qtbot, shell, HistorySection(shell), height=640)
    settled(qtbot, made)
    return made


def settled(qtbot: QtBot, section: HistorySection) -> None:
    qtbot.waitUntil(lambda: not section.shell.runner.busy and section.panel.model.rowCount() > 0)


def told(section: HistorySection) -> list[str]:
    model = section.panel.model
    return [model.index(row, 4).data() for row in range(model.rowCount())]


def pick(qtbot: QtBot, section: HistorySection, row: int) -> None:
    section.panel.table.selectRow(row)
    qtbot.waitUntil(section.detail.isVisible)


def fields(section: HistorySection) -> list[tuple[str, ...]]:
    table = section.detail.table
    return [tuple(table.item(row, at).text() for at in range(3)) for row in range(table.rowCount())]  # type: ignore[union-attr]


def test_every_change_is_listed_with_who_where_and_what(section: HistorySection) -> None:
    rows = told(section)
    assert rows[0].startswith("Estimate 1001: total: $150.00 → $120.00")
    assert rows[1] == "Created estimate 1001"
    assert rows[2] == "Rating: 0 → 3"
    assert rows[3] == "Created customer"
    first = [section.panel.model.index(0, column).data() for column in range(1, 6)]
    assert first[1:3] == ["Dana Reyes", "Desktop A"]
    assert first[4] == "ABC Company"


def test_a_change_is_told_field_by_field(qtbot: QtBot, section: HistorySection) -> None:
    pick(qtbot, section, 0)
    assert ("Total", "$150.00", "$120.00") in fields(section)
    assert any(
        field == "Line" and before == "Labor, $50.00" and after == "—" for field, before, after in fields(section)
    )
    pick(qtbot, section, 2)
    assert fields(section) == [("Rating", "0", "3")]
    assert section.detail.title.text() == "Changed ABC Company"


def test_filters_narrow_and_clear(qtbot: QtBot, section: HistorySection) -> None:
    section.filters.kind.set_value((list(ENTITIES).index("estimate"),))
    section.filters.tell()
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 2)
    section.filters.action.set_value((0,))
    section.filters.tell()
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 1)
    section.filters.clear()
    qtbot.waitUntil(lambda: section.panel.model.rowCount() > 4)
    qtbot.keyClicks(section.filters.search, "abc")
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 2)
    section.filters.clear()
    section.filters.who.set_value((1,))
    section.filters.tell()
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 4)


def test_a_change_is_taken_back_from_its_row(qtbot: QtBot, shell: Shell, section: HistorySection, abc: int) -> None:
    toasts: list[str] = []
    shell.toast_wanted.connect(lambda said, *_: toasts.append(said))
    pick(qtbot, section, 2)
    qtbot.mouseClick(section.detail.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: editing.customer(shell.desk, abc).rating == 0)
    qtbot.waitUntil(lambda: any("Undone" in row for row in told(section)))
    assert toasts == ["Undone: changed ABC Company"]
    row = next(at for at, said in enumerate(told(section)) if "Undone" in said)
    pick(qtbot, section, row)
    assert not section.detail.undo.isEnabled()
    menu = section._menu(section.panel.table.current_row)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Open"]


def test_what_cannot_be_taken_back_says_why(qtbot: QtBot, shell: Shell, section: HistorySection, abc: int) -> None:
    toasts: list[str] = []
    shell.toast_wanted.connect(lambda said, *_: toasts.append(said))
    pick(qtbot, section, 3)
    qtbot.mouseClick(section.detail.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(toasts))
    assert "changed again since by Dana Reyes" in toasts[0]


def test_opening_goes_to_the_record(qtbot: QtBot, shell: Shell, section: HistorySection, abc: int) -> None:
    went: list[tuple[str, int]] = []
    shell.wanted.connect(lambda place: went.append((place.page, place.id)))
    pick(qtbot, section, 0)
    qtbot.mouseClick(section.detail.open, Qt.MouseButton.LeftButton)
    pick(qtbot, section, 2)
    qtbot.mouseClick(section.detail.open, Qt.MouseButton.LeftButton)
    assert went == [("estimate", 1), ("customer", abc)]


def test_seals_are_looked_at_and_a_change_from_outside_is_told(
    qtbot: QtBot, shell: Shell, section: HistorySection
) -> None:
    assert section.seal.text.text() == UNKNOWN
    qtbot.mouseClick(section.seal.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: section.seal.text.accessibleName().startswith("Sealed: all"))
    assert section.seal.property("tone") == "ok"
    with shell.desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET label = 'Nobody' WHERE id = 3"))
    qtbot.waitUntil(section.seal.verify.isEnabled)
    qtbot.mouseClick(section.seal.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Entry 3: says something else" in section.seal.text.accessibleName())
    assert section.seal.property("tone") == "bad"


def test_a_history_written_anew_is_told_by_the_seal_that_this_desktop_saw(
    qtbot: QtBot, shell: Shell, section: HistorySection
) -> None:
    from officedesk.database import audit

    section.seal.look()
    qtbot.waitUntil(lambda: section.seal.property("tone") == "ok")
    with shell.desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE change_log SET actor = 'Nobody' WHERE id = 3"))
    with shell.desk.write() as session:
        audit.reseal(session)
    qtbot.waitUntil(section.seal.verify.isEnabled)
    section.seal.look()
    qtbot.waitUntil(lambda: "written anew" in section.seal.text.accessibleName())


def test_the_list_is_exported(qtbot: QtBot, shell: Shell, section: HistorySection, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    export_to(shell, section.panel, path)
    qtbot.waitUntil(lambda: path.exists() and not shell.runner.busy)
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "When,Who,Desktop,What,Customer"
    assert len(rows) == section.panel.model.rowCount() + 1
