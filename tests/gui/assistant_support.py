"""An assistant over nothing: what it would found is remembered. Test modules import the fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.errors import NotAllowed
from officedesk.services.office.beginning import BeginningFile
from officedesk.services.office.drafts import Founding
from officedesk.views.beginning.assistant import Assistant
from officedesk.views.beginning.page import Means
from officedesk.views.beginning.people_page import PeoplePage
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, come_up, press, settle

Key = Qt.Key
TODAY = date(2026, 11, 22)


class Founder:
    """What was founded; a path of :attr:`taken` is refused."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Founding]] = []
        self.taken: set[str] = set()

    def found(self, path: str, founding: Founding) -> None:
        if path in self.taken:
            raise NotAllowed(f"{path} is there already.", hint="Choose another name for the office.")
        self.made.append((path, founding))


@pytest.fixture
def founder() -> Founder:
    return Founder()


@pytest.fixture
def kept(tmp_path: Path) -> BeginningFile:
    return BeginningFile(tmp_path / "data")


Open = Callable[..., Assistant]


@pytest.fixture
def opened(qtbot: QtBot, shell: Shell, founder: Founder, kept: BeginningFile) -> Iterator[Open]:
    made: list[Assistant] = []

    def open_it(address: str = "", **how: bool) -> Assistant:
        means = Means(shell.runner, shell.icons, shell.theme, TODAY, address)
        assistant = Assistant(means, kept, founder.found, **how)
        made.append(assistant)
        come_up(qtbot, shell, assistant)
        return assistant

    yield open_it
    for one in made:
        one.hide()
        one.deleteLater()


@pytest.fixture
def assistant(opened: Open) -> Assistant:
    return opened()


def forward(qtbot: QtBot, shell: Shell, times: int = 1) -> None:
    for _ in range(times):
        press(Key.Key_Return, modifier=CTRL)
        settle(qtbot, shell)


def to_page(qtbot: QtBot, shell: Shell, assistant: Assistant, name: str) -> None:
    """Forward with the least that has to be typed."""
    if not assistant.page.control("name").text():
        press("Lakeside Plumbing")
    while assistant.page.name != name:
        if isinstance(assistant.page, PeoplePage):
            assistant.page.control("user").setFocus()
            press("Kim")
        forward(qtbot, shell)
