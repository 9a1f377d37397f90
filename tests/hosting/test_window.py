"""The office moves to this computer's server under the window, and the window comes up over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from officedesk import bootstrap
from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.secrets import MemorySecrets
from officedesk.views.office.place_section import PlaceSection
from officedesk.views.opened import Application
from officedesk.views.program import Program

WAIT = 60_000


def press(qtbot: QtBot, within: QWidget, text: str) -> None:
    def found() -> list[QPushButton]:
        return [made for made in within.findChildren(QPushButton) if made.text() == text and made.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    found()[0].click()


def section(qtbot: QtBot, program: Program, title: str) -> PlaceSection:
    """Settings → This office of the window in front, once it says `title`."""
    assert program.desktop is not None
    program.desktop.shell.go("settings", tab="This office")
    page = program.desktop.window.page("settings")

    def shown() -> PlaceSection | None:
        current = page.stack.currentWidget()  # type: ignore[attr-defined]
        return current if isinstance(current, PlaceSection) and current.where is not None else None

    qtbot.waitUntil(lambda: shown() is not None, timeout=WAIT)
    found = shown()
    assert found is not None
    assert found.where is not None
    assert found.where.lies.value == title
    return found


def test_hosting_and_coming_back_in_the_window(
    qtbot: QtBot,
    qapp: Application,
    file: Path,
    home_of_host: Path,
    config: Config,
    secrets: MemorySecrets,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Config, "load", lambda: config)
    program = Program(qapp, bootstrap.start(config))
    qapp.setQuitOnLastWindowClosed(False)
    program.show(open_context(str(file), config))

    def opened(beginning: str) -> bool:
        return program.desktop is not None and program.desktop.context.address.startswith(beginning)

    try:
        press(qtbot, section(qtbot, program, "file"), "Host this office on this computer…")
        question = next(made for made in qapp.topLevelWidgets() if isinstance(made, QDialog) and made.isVisible())
        press(qtbot, question, "Host this office")
        qtbot.waitUntil(lambda: opened("postgresql://desk_"), timeout=WAIT)
        assert config.recent()[0].startswith("postgresql://desk_")
        press(qtbot, section(qtbot, program, "here"), "Back to one file…")
        question = next(made for made in qapp.topLevelWidgets() if isinstance(made, QDialog) and made.isVisible())
        question.path.setText(str(tmp_path / "Back.officedesk"))  # type: ignore[attr-defined]
        press(qtbot, question, "Bring it back")
        qtbot.waitUntil(lambda: opened(str(tmp_path / "Back.officedesk")), timeout=WAIT)
        assert config.recent()[0] == str(tmp_path / "Back.officedesk")
    finally:
        program.end()
        qapp.setQuitOnLastWindowClosed(True)
