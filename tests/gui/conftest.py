"""What tests of the window share: a shell over a founded office in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from officedesk.config import Config
from officedesk.services.desk import Desk
from officedesk.views.icons import Icons
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme


@pytest.fixture
def engine_kind() -> str:
    """The window is tested over a file: which engine it is makes no difference to it."""
    return "sqlite"


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light scheme, set once: styling the application again for every test is slow."""
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def icons(theme: Theme) -> Icons:
    return Icons(theme)


@pytest.fixture
def shell(qapp: QApplication, theme: Theme, icons: Icons, desk: Desk, tmp_path: Path) -> Iterator[Shell]:
    """A window's shell without the window. Errors that nobody handled fail the test."""
    failures: list[Exception] = []
    runner = TaskRunner(failures.append)
    made = Shell(desk, Config(tmp_path / "settings.json"), runner, theme, icons)
    made.failed.connect(failures.append)
    yield made
    runner.drain()
    assert not failures, failures
