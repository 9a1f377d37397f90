"""Importing customers in the window."""

from __future__ import annotations

import csv
from pathlib import Path

from pytestqt.qtbot import QtBot

from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.paging import Sort
from officedesk.services.transfer.fields import Field
from officedesk.views.office.import_report import write_report
from officedesk.views.office.import_window import ImportWindow
from officedesk.views.shell import Shell

GOOD = "Name,Phone,Street,City,State,ZIP\nAcme,6125550100,1 Main St,Edina,MN,55424\nBirch,,2 Main St,Edina,MN,55424\n"
BAD = GOOD + ",6125550111,3 Main St,Edina,MN,55424\n"


def _opened(qtbot: QtBot, shell: Shell, path: Path, text: str) -> ImportWindow:
    path.write_text(text, encoding="utf-8")
    window = ImportWindow(shell)
    qtbot.addWidget(window)
    window.show()
    window.look_at(path)
    qtbot.waitUntil(lambda: window.panel._preview is not None)
    return window


def _names(shell: Shell) -> list[str]:
    rows = CustomerList(shell.desk).first(CustomerFilter(), Sort("name"), 100)
    return [row.name for row in rows]


def test_a_checked_file_is_imported(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = _opened(qtbot, shell, tmp_path / "list.csv", GOOD)
    window.panel.check()
    qtbot.waitUntil(lambda: "2 new customers would be imported" in window.panel.summary.text())
    assert _names(shell) == []
    with qtbot.waitSignal(shell.signals.changed):
        window.panel.run()
    assert _names(shell) == ["Acme", "Birch"]
    assert "2 new customers were imported" in window.panel.summary.text()


def test_a_row_with_an_error_stops_the_import_and_is_named(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = _opened(qtbot, shell, tmp_path / "list.csv", BAD)
    window.panel.run()
    qtbot.waitUntil(lambda: bool(window.panel.error.text()))
    assert "Row 4" in window.panel.error.text()
    assert window.panel.issues.count() >= 1
    assert _names(shell) == []


def test_rows_with_errors_can_be_left_out(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = _opened(qtbot, shell, tmp_path / "list.csv", BAD)
    window.panel.skip_errors.setChecked(True)
    with qtbot.waitSignal(shell.signals.changed):
        window.panel.run()
    assert _names(shell) == ["Acme", "Birch"]


def test_a_list_without_a_name_column_cannot_be_imported(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = _opened(qtbot, shell, tmp_path / "list.csv", "Fruit,Weight\nApple,3\n")
    for choice in window.panel.table._choices:
        choice.set_value(None)
    window.panel._changed()
    assert not window.panel._import.isEnabled()
    window.panel.table._choices[0].set_value(Field.NAME)
    window.panel._changed()
    assert window.panel._import.isEnabled()


def test_what_is_no_table_is_told_and_nothing_is_imported(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = ImportWindow(shell)
    qtbot.addWidget(window)
    window.look_at(tmp_path / "gone.csv")
    qtbot.waitUntil(lambda: bool(window.panel.error.text()))
    assert "gone.csv" in window.panel.error.text()


def test_the_report_has_a_line_for_every_row(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = _opened(qtbot, shell, tmp_path / "list.csv", BAD)
    window.panel.check()
    qtbot.waitUntil(lambda: bool(window.panel._results) and window.panel._task is None)
    assert write_report(tmp_path / "report.csv", window.panel._results) == 3
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert [line[1] for line in lines[1:]] == ["new", "new", "error"]
