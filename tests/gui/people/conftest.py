"""An office with passwords, and the running program over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from officedesk import bootstrap
from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.errors import SignInNeeded
from officedesk.models.enums import Role
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.office import passwords, user_passwords
from officedesk.views.office.sign_in import SignInCard
from officedesk.views.program import Program
from tests import factories
from tests.gui.people.support import ADMIN, ROBIN
from tests.support.programs import Begin


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    monkeypatch.setattr(passwords, "KIBIBYTES", 64)


@pytest.fixture(autouse=True)
def memory(monkeypatch: pytest.MonkeyPatch) -> MemorySecrets:
    """The keyring of the test's computer, which outlives its windows."""
    held = MemorySecrets()
    monkeypatch.setattr(bootstrap, "SystemSecrets", lambda: held)
    return held


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "settings.json")


@pytest.fixture
def guarded(desk: Desk) -> Desk:
    """Dana (admin) and Robin (office) have passwords, Sam (technician) as well."""
    user_passwords.change_password(desk, "", ADMIN)
    for name, role in (("Robin Office", Role.OFFICE), ("Sam Field", Role.TECHNICIAN)):
        user_passwords.set_password(desk, factories.make_user(desk, name, role=role), ROBIN)
    return desk


@pytest.fixture
def program(begin: Begin, config: Config) -> Program:
    return begin(start(config))


@pytest.fixture
def asked(program: Program, guarded: Desk, config: Config, qtbot: QtBot) -> SignInCard:
    """The sign-in window of an office with passwords."""
    with pytest.raises(SignInNeeded) as needed:
        open_context(guarded.database.place.address, config)
    program.ask(needed.value.doorway)
    card: SignInCard = program.asking.card
    qtbot.waitUntil(lambda: bool(card.notice.text()))
    return card
