"""Settings, Diagnostics: read off the GUI thread, measured on demand, and sent without anything private."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from officedesk.database.desks import DeskSeen
from officedesk.services.desk import Desk
from officedesk.services.office import diagnostics
from officedesk.services.office.diagnostics import Fact
from officedesk.views.office import diagnostics_facts
from officedesk.views.office.diagnostics_facts import latency_group, printers, printers_fact
from officedesk.views.office.diagnostics_section import DiagnosticsSection
from officedesk.views.report_dialog import ReportDialog
from officedesk.views.shell import Shell
from tests.gui.keys import settle, show_section


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> DiagnosticsSection:
    monkeypatch.setattr(diagnostics_facts, "printers", lambda: ["Quillfeather LaserJet"])
    return show_section(qtbot, shell, DiagnosticsSection(shell))


def texts(section: DiagnosticsSection) -> str:
    return "\n".join(made.text() for made in section.findChildren(QLabel) if made.isVisibleTo(section))


def test_everything_is_there_and_nothing_waited_on_the_gui_thread(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[threading.Thread] = set()
    read = diagnostics.groups

    def watched(*arguments: object) -> object:
        threads.add(threading.current_thread())
        return read(*arguments)  # type: ignore[arg-type]

    def names() -> list[str]:
        threads.add(threading.current_thread())
        return []

    monkeypatch.setattr(diagnostics, "groups", watched)
    monkeypatch.setattr(diagnostics_facts, "printers", names)
    made = show_section(qtbot, shell, DiagnosticsSection(shell))
    assert threads
    assert threading.main_thread() not in threads
    shown = texts(made)
    for name in (
        "OfficeDesk", "Python", "Qt", "Database driver", "Web engine", "Font", "Place", "Engine",
        "Size", "Journal", "Last backup", "Quick check", "Locks", "Other desktops", "Clock", "Keyring", "Printers",
        "Free for logs and cache", "Time zone of the office",
    ):  # fmt: skip
        assert name in shown, name


def test_measure_and_check(qtbot: QtBot, section: DiagnosticsSection, shell: Shell) -> None:
    qtbot.mouseClick(section.measure_button, Qt.MouseButton.LeftButton)
    assert not section.measure_button.isEnabled()
    settle(qtbot, shell)
    assert section.measure_button.isEnabled()
    assert "Saving, " in texts(section)
    assert "p99" in texts(section)
    qtbot.mouseClick(section.check_button, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    assert "Sound: the file, its sums and its history" in texts(section)
    assert "Full check: 0 errors, 0 notes" in section.report()


def test_a_report_has_no_name_and_no_path(qtbot: QtBot, section: DiagnosticsSection, shell: Shell, desk: Desk) -> None:
    now = desk.now()
    shell.others.tell((DeskSeen("k", "QUILL-PC", "Zebulon", "OfficeDesk", now, now),))
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: "QUILL-PC" in texts(section))
    shown, report = texts(section), section.report()
    path = str(desk.database.place.path)
    for private in (path, "QUILL-PC", "Quillfeather LaserJet", desk.actor.desktop):
        assert private in shown.replace("\u200b", ""), private
        assert private not in report, private
    assert desk.actor.name not in report
    assert desk.database.place.name not in report
    assert "Other desktops: 1" in report
    assert "Printers: 1" in report
    assert "SQLite 3." in report
    qtbot.mouseClick(section.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines()[4:] == report.splitlines()[4:]
    qtbot.mouseClick(section.report_button, Qt.MouseButton.LeftButton)
    dialog = section.findChild(ReportDialog)
    assert dialog is not None
    assert "QUILL-PC" not in dialog.text
    dialog.close()


def test_an_office_that_does_not_answer_is_told(
    qtbot: QtBot, section: DiagnosticsSection, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from officedesk.errors import OfficeBusy

    def busy(*_: object) -> None:
        raise OfficeBusy("The office file is busy.")

    monkeypatch.setattr(diagnostics, "latency", busy)
    section.measure()
    settle(qtbot, shell)
    assert section.told.text() == "The office file is busy."
    assert section.measure_button.isEnabled()


def test_what_was_not_possible_is_said() -> None:
    group = latency_group(diagnostics.Latency(3, 0, (1.0, 2.0), None, "It is read only."))
    assert group.facts[1] == Fact("Saving", "It is read only.", "warn", "not possible")
    slow = latency_group(diagnostics.Latency(3, 3, (80.0, 90.0), (400.0, 500.0)))
    assert [fact.tone for fact in slow.facts] == ["warn", "warn"]


def test_a_computer_without_a_printing_system_has_no_printers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert printers() == []
    assert printers_fact() == Fact("Printers", "None", "warn", "0")
