"""What is likely wanted next is made ready after the start, and disturbs nobody."""

from __future__ import annotations

import sys

import pytest
from pytestqt.qtbot import QtBot

from officedesk.errors import OfficeBusy
from officedesk.services import readiness
from officedesk.services.customers import addresses
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.views.shell import Shell
from officedesk.views.warmup import MODULES, WarmUp
from tests.gui.keys import settle


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Gets a word when the ZIP codes are read."""
    read: list[bool] = []
    monkeypatch.setattr(addresses, "warm_up", lambda: read.append(True))
    return read


def test_searches_modules_and_zip_codes_are_made_ready(
    qtbot: QtBot, shell: Shell, places: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    first = CustomerList.first

    def told(self: CustomerList, query: CustomerFilter, *rest: object) -> object:
        searched.append(query.text)
        return first(self, query, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(CustomerList, "first", told)
    with qtbot.waitSignal(WarmUp(shell).destroyed):
        pass
    settle(qtbot, shell)
    assert searched == list(readiness.TYPED)
    assert set(MODULES) <= set(sys.modules)
    assert places == [True]


def test_an_office_that_is_busy_then_is_told_to_nobody(
    qtbot: QtBot, shell: Shell, places: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_desk: Desk) -> None:
        raise OfficeBusy("busy")

    monkeypatch.setattr(readiness, "get_ready", busy)
    with qtbot.waitSignal(WarmUp(shell).destroyed):
        pass
    settle(qtbot, shell)
    assert places == [True]


def test_a_bug_is_told(qtbot: QtBot, shell: Shell, failures: list[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_desk: Desk) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(readiness, "get_ready", broken)
    WarmUp(shell)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures.pop(), ZeroDivisionError)
