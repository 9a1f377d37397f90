"""A password that is being typed when the program fails is in no log, no crash report and no file of the office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import argon2
import pytest
from sqlalchemy import text

from officedesk import crash
from officedesk.errors import OfficeError
from officedesk.models.enums import Role
from officedesk.services.desk import Desk
from officedesk.services.office import passwords, user_passwords
from officedesk.services.office.sign_in import Door
from tests import factories
from tests.faults import test_crash_reports
from tests.faults.test_crash_reports import written

data = test_crash_reports.data

ADMIN, ROBIN, NEW = "S3CR3T-admin-words", "S3CR3T-robin-words", "S3CR3T-new-words"


@pytest.fixture
def robin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    monkeypatch.setattr(passwords, "KIBIBYTES", 64)
    user_passwords.change_password(desk, "", ADMIN)
    user_id = factories.make_user(desk, "Robin", role=Role.OFFICE)
    user_passwords.set_password(desk, user_id, ROBIN)
    return user_id


def break_argon(_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory in a library")

    monkeypatch.setattr(argon2.PasswordHasher, "verify", fail)
    monkeypatch.setattr(argon2.PasswordHasher, "hash", fail)


def break_tables(desk: Desk, _monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE sign_in_token"))
        connection.execute(text("ALTER TABLE user_account DROP COLUMN failures"))


@pytest.mark.parametrize("breaking", [break_argon, break_tables])
def test_a_failure_while_a_password_is_checked_tells_nothing_of_it(
    desk: Desk,
    robin: int,
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    breaking: Callable[[Desk, pytest.MonkeyPatch], None],
) -> None:
    door = Door(desk.database, "Desktop B", desk.now)
    signed_in = door.sign_in("Robin", ROBIN)
    token = door.remember(signed_in)
    breaking(desk, monkeypatch)
    tries: list[Callable[[], object]] = [
        lambda: door.sign_in("Robin", ROBIN),
        lambda: door.sign_in(ROBIN, ROBIN),
        lambda: user_passwords.set_password(desk, robin, NEW),
        lambda: user_passwords.change_password(signed_in, ROBIN, NEW),
        lambda: door.remember(signed_in),
        lambda: door.resume(token),
    ]
    failed = 0
    for each in tries:
        try:
            each()
        except OfficeError as error:
            crash.tell(error)
        except Exception as error:  # noqa: BLE001 - as the window and the command line report it
            crash.tell(error)
            failed += 1
    assert failed
    told = written(data) + "".join(capsys.readouterr())
    assert "Traceback" in told
    for secret in (ROBIN, NEW, ADMIN, token):
        assert secret not in told
