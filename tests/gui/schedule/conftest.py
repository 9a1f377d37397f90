"""A board with three technicians on Friday, June 23, 2023; the clock stands on the Thursday before."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.db.planning_support import FRIDAY, job, visit
from tests.factories import make_technician
from tests.gui.schedule.support import BoardHand


@dataclass(frozen=True)
class Crew:
    """Ids. ``early`` is Anton's from 8:00 to 9:30, ``late`` Erick's from 13:00 to 14:00, ``loose`` nobody’s at 11."""

    anton: int
    erick: int
    raz: int
    early: int
    late: int
    loose: int
    waiting: int
    """A job that waits for its first visit."""


@pytest.fixture
def crew(desk: Desk) -> Crew:
    anton, erick, raz = (make_technician(desk, name) for name in ("Anton Grip", "Erick Voss", "Raz Bajwa"))
    return Crew(
        anton,
        erick,
        raz,
        visit(desk, FRIDAY, "8", anton, minutes=90, name="ABC Company"),
        visit(desk, FRIDAY, "13", erick, name="Delgado Residence"),
        visit(desk, FRIDAY, "11", name="Fairview Apartments"),
        job(desk, "Carver Library", description="Boiler inspection"),
    )


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow, shell: Shell, desk: Desk, crew: Crew) -> BoardHand:
    """The board of that Friday, in front."""
    return BoardHand(qtbot, window, shell, desk).open(FRIDAY)
