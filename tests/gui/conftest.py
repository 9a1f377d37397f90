"""What tests of the window share: a shell over a founded office in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.services.customers.addresses import warm_up
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office import backups
from officedesk.views.application import MODULES, page_makers
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.customers.profile_view import ProfileView
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from tests import factories
from tests.gui.keys import settle
from tests.gui.rows import Rows, fill
from tests.support.clock import Clock
from tests.support.offices import SqliteOffices
from tests.support.programs import Begin, programs

Open = Callable[..., ProfileView]


@pytest.fixture
def engine_kind() -> str:
    """The window is tested over a file: which engine it is makes no difference to it."""
    return "sqlite"


@pytest.fixture(autouse=True, scope="session")
def places() -> None:
    """The ZIP codes, which the first form of a process reads: seconds on a busy machine."""
    warm_up()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light scheme, set once: styling the application again for every test is slow."""
    return Theme(qapp, "light")


@pytest.fixture(scope="session")
def icons(theme: Theme) -> Icons:
    return Icons(theme)


@pytest.fixture
def begin(qapp: QApplication, theme: Theme, qtbot: QtBot) -> Iterator[Begin]:
    """`begin(start)` is a program, without a window yet."""
    with programs(qapp, theme, qtbot) as made:
        yield made


@pytest.fixture(autouse=True)
def hands_off(qapp: QApplication) -> Iterator[None]:
    """No test leaves a mouse button pressed: lists do not change under a hand, so those of the next would not."""
    yield
    assert qapp.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture
def failures() -> list[Exception]:
    """What the window was told to show as trouble. A test that expects it looks at it and clears it."""
    return []


@pytest.fixture
def shell(
    qapp: QApplication, theme: Theme, icons: Icons, desk: Desk, tmp_path: Path, failures: list[Exception]
) -> Iterator[Shell]:
    """A window's shell without the window. Errors that nobody handled fail the test."""
    runner = TaskRunner(failures.append)
    made = Shell(desk, Config(tmp_path / "settings.json"), runner, theme, icons)
    made.failed.connect(failures.append)
    yield made
    made.end()
    assert not failures, failures


@pytest.fixture
def backup_folder(tmp_path: Path, shell: Shell) -> Path:
    """Where this desktop keeps backups."""
    made = tmp_path / "backups"
    backups.choose_folder(shell.config, backups.office_key(shell.desk), made)
    return made


class LivelyOffices(SqliteOffices):
    """Copies of one office with customers and papers in it (see `tests.gui.rows`)."""

    rows: Rows

    def __init__(self, template: Path) -> None:
        super().__init__(template, self._fill)
        self._fill(OfficePlace(path=template))

    def _fill(self, place: OfficePlace) -> None:
        factories.found(place)
        database = Database(place, schema.open_office(place))
        self.rows = fill(sit_down(database, "Desktop A", Clock()))
        database.close()


@pytest.fixture(scope="session")
def lively_offices(tmp_path_factory: pytest.TempPathFactory) -> LivelyOffices:
    """Made once. A test module whose desk is to sit there names them `sqlite_offices`."""
    return LivelyOffices(tmp_path_factory.mktemp("lively") / "lively.officedesk")


@pytest.fixture
def rows(lively_offices: LivelyOffices) -> Rows:
    """What is in the lively office."""
    return lively_offices.rows


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> Iterator[MainWindow]:
    """The whole window over the desk's office, in front, 1440x900."""
    made = MainWindow(shell, page_makers(), MODULES)
    made.resize(1440, 900)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows) -> Open:
    """`opened(tab, **context)` opens ABC Company and waits until header and tab are there."""

    def go(tab: str = "", customer_id: int = 0, **context: object) -> ProfileView:
        shell.go("customer", customer_id or rows.abc, tab, **context)
        page = window.page("customer")
        assert isinstance(page, ProfilePage)
        settle(qtbot, shell)
        assert page.view.profile is not None
        return page.view

    return go
