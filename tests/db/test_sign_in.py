"""The door: names and passwords, waiting after wrong ones, computers that stay signed in, and the last admin."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import InvalidInput, NotAllowed, OfficeReadOnly, SignInNeeded
from officedesk.models.changes import ChangeLog
from officedesk.models.company import SignInToken, User
from officedesk.models.enums import Role
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office import passwords, people, sign_in, user_passwords
from officedesk.services.office.drafts import Founding
from officedesk.services.office.setup import found_office
from officedesk.services.office.sign_in import Door, TooManyTries
from tests import factories
from tests.db.selling import at_once
from tests.support.clock import Clock

ADMIN = "correct horse battery"
ROBIN = "S3CR3T-robin-77"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is tested by itself: here it would be paid a hundred times."""
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    monkeypatch.setattr(passwords, "KIBIBYTES", 64)


@pytest.fixture
def robin(desk: Desk) -> int:
    """A second user, Robin Office, in an office where both have passwords."""
    user_id = factories.make_user(desk, "Robin Office", email="robin@lakeside.example", role=Role.OFFICE)
    user_passwords.change_password(desk, "", ADMIN)
    user_passwords.set_password(desk, user_id, ROBIN)
    return user_id


@pytest.fixture
def door(desk: Desk, clock: Clock) -> Door:
    return Door(desk.database, "Desktop B", clock)


def refused(door: Door, who: str, password: str) -> str:
    with pytest.raises(NotAllowed) as error:
        door.sign_in(who, password)
    return str(error.value)


def test_an_office_without_passwords_opens_as_its_first_user(desk: Desk, door: Door) -> None:
    factories.make_user(desk, "Robin Office", role=Role.READ_ONLY)
    assert not door.asks()
    assert sit_down(desk.database, "Desktop B").actor.name == "Dana Reyes"
    assert door.names() == ["Dana Reyes", "Robin Office"]
    assert door.sign_in("robin office", "").actor.role is Role.READ_ONLY
    assert "no user called" in refused(door, "Nobody", "")


def test_one_password_makes_everyone_sign_in(desk: Desk, robin: int, door: Door) -> None:
    assert door.asks()
    assert door.names() == []
    with pytest.raises(SignInNeeded):
        sit_down(desk.database, "Desktop B")
    signed_in = door.sign_in("Robin Office", ROBIN)
    assert (signed_in.actor.user_id, signed_in.actor.name, signed_in.actor.role, signed_in.actor.desktop) == (
        robin,
        "Robin Office",
        Role.OFFICE,
        "Desktop B",
    )


def test_one_signs_in_by_name_or_email_in_any_case(robin: int, door: Door) -> None:
    for who in ("ROBIN OFFICE", " robin office ", "Robin@Lakeside.example"):
        assert door.sign_in(who, ROBIN).actor.user_id == robin


def test_an_email_that_two_share_is_nobodys_name(desk: Desk, robin: int, door: Door) -> None:
    factories.make_user(desk, "Alex", email="robin@lakeside.example")
    refused(door, "robin@lakeside.example", ROBIN)
    assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin


def test_wrong_name_wrong_password_and_no_password_are_told_alike(desk: Desk, robin: int, door: Door) -> None:
    factories.make_user(desk, "Alex")
    told = {refused(door, who, "wrong password") for who in ("Robin Office", "Nobody", "Alex", "")}
    assert told == {"Name or password is wrong. If you have no password yet, ask an admin for one."}


def test_a_user_who_left_does_not_get_in(desk: Desk, robin: int, door: Door) -> None:
    user = next(user for user in people.users(desk) if user.id == robin)
    people.save_user(desk, replace(user, active=False))
    refused(door, "Robin Office", ROBIN)


@pytest.mark.parametrize("who", ["Robin Office", "Nobody"])
def test_after_five_wrong_passwords_one_waits_longer_and_longer(robin: int, door: Door, clock: Clock, who: str) -> None:
    for _ in range(5):
        assert "wrong" in refused(door, who, "wrong password")
    assert refused(door, who, ROBIN) == "Too many wrong passwords. Try again in 30 seconds."
    clock.at += timedelta(seconds=31)
    assert "wrong." in refused(door, who, "wrong password")
    assert "in 60 seconds" in refused(door, who, ROBIN)
    for _ in range(20):
        clock.at += timedelta(minutes=16)
        assert "wrong." in refused(door, who, "wrong password")
    assert "in 15 minutes" in refused(door, who, ROBIN)


def test_the_right_password_begins_the_count_anew(robin: int, door: Door, clock: Clock) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(door, "Robin Office", "wrong password")
        assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin


def test_the_wait_counts_at_every_desktop(desk: Desk, robin: int, door: Door, clock: Clock) -> None:
    for _ in range(5):
        refused(door, "Robin Office", "wrong password")
    with pytest.raises(TooManyTries):
        Door(desk.database, "Desktop C", clock).sign_in("Robin Office", ROBIN)


def test_a_clock_that_was_set_back_keeps_nobody_out_for_years(robin: int, door: Door, clock: Clock) -> None:
    for _ in range(5):
        refused(door, "Robin Office", "wrong password")
    clock.at -= timedelta(days=3650)
    assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin


def test_a_hundred_tries_at_once_are_a_hundred_tries(desk: Desk, robin: int, door: Door) -> None:
    def guess(number: int) -> object:
        return door.sign_in("Robin Office", f"guess number {number}")

    before = threading.active_count()
    outcomes = at_once(*(lambda number=number: guess(number) for number in range(12)))  # type: ignore[misc]
    assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 12 - sign_in.TRIES
    assert threading.active_count() <= before, "nothing of the tries goes on"


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_read_only_office_is_entered_and_counts_by_itself(
    robin: int, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OfficeReadOnly("may not be written to")

    monkeypatch.setattr(Database, "write", refuse)
    assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin
    for _ in range(5):
        assert "wrong" in refused(door, "Robin Office", "wrong password")
    assert "Too many" in refused(door, "Robin Office", ROBIN)


def test_a_password_is_stored_as_argon2id_only(desk: Desk, robin: int, door: Door) -> None:
    with desk.read() as session:
        stored = session.scalars(select(User.password_hash).where(User.id == robin)).one()
        log = [str(row.before) + str(row.after) for row in session.scalars(select(ChangeLog))]
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert not any("argon2" in text or ROBIN in text for text in log)
    assert any("password" in text for text in log), "that it was changed is told"


def test_what_was_hashed_more_cheaply_is_hashed_anew(
    desk: Desk, robin: int, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 2)
    assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin
    with desk.read() as session:
        stored = session.scalars(select(User.password_hash).where(User.id == robin)).one()
    assert stored is not None
    assert "t=2" in stored
    assert door.sign_in("Robin Office", ROBIN).actor.user_id == robin


def test_a_wrong_password_is_no_change_of_the_user(desk: Desk, robin: int, door: Door) -> None:
    before = people.users(desk)
    with desk.read() as session:
        rows = len(session.scalars(select(ChangeLog.id)).all())
    refused(door, "Robin Office", "wrong password")
    assert people.users(desk) == before
    with desk.read() as session:
        assert len(session.scalars(select(ChangeLog.id)).all()) == rows


# --- computers that stay signed in ------------------------------------------------------------------------------------


def test_a_computer_stays_signed_in_by_a_token_that_only_it_has(desk: Desk, robin: int, door: Door) -> None:
    token = door.remember(door.sign_in("Robin Office", ROBIN))
    again = door.resume(token)
    assert again is not None
    assert (again.actor.user_id, again.actor.role) == (robin, Role.OFFICE)
    assert door.resume(f"{token}x") is None
    with desk.read() as session:
        assert token not in str([vars(row) for row in session.scalars(select(SignInToken))])


def test_it_is_forgotten_after_a_month_without_use(robin: int, door: Door, clock: Clock) -> None:
    token = door.remember(door.sign_in("Robin Office", ROBIN))
    clock.at += timedelta(days=29)
    assert door.resume(token) is not None
    clock.at += timedelta(days=29)
    assert door.resume(token) is not None, "it was used in between"
    clock.at += timedelta(days=31)
    assert door.resume(token) is None


@pytest.mark.parametrize("end", ["forget", "new password", "reset", "admin", "switched off"])
def test_it_ends_where_it_is_ended(desk: Desk, robin: int, door: Door, end: str) -> None:
    at_b = door.sign_in("Robin Office", ROBIN)
    token = door.remember(at_b)
    (row,) = user_passwords.signed_in(desk)
    assert (row.user, row.desktop) == ("Robin Office", "Desktop B")
    if end == "forget":
        door.forget(token)
    elif end == "new password":
        user_passwords.change_password(at_b, ROBIN, "another good one")
    elif end == "reset":
        user_passwords.set_password(desk, robin, "another good one")
    elif end == "admin":
        user_passwords.sign_out(desk, row.id)
    else:
        user = next(user for user in people.users(desk) if user.id == robin)
        people.save_user(desk, replace(user, active=False))
    assert door.resume(token) is None


def test_a_user_sees_and_ends_only_their_own(desk: Desk, robin: int, door: Door) -> None:
    at_b = door.sign_in("Robin Office", ROBIN)
    door.remember(door.sign_in("Dana Reyes", ADMIN))
    door.remember(at_b)
    assert [row.user for row in user_passwords.signed_in(at_b)] == ["Robin Office"]
    danas = next(row for row in user_passwords.signed_in(desk) if row.user == "Dana Reyes")
    with pytest.raises(NotAllowed, match="passwords"):
        user_passwords.sign_out(at_b, danas.id)


# --- changing passwords, and the last admin ---------------------------------------------------------------------------


def test_one_changes_ones_own_password_by_the_old_one(robin: int, door: Door) -> None:
    at_b = door.sign_in("Robin Office", ROBIN)
    with pytest.raises(InvalidInput) as wrong:
        user_passwords.change_password(at_b, "wrong password", "another good one")
    assert set(wrong.value.fields) == {"old"}
    user_passwords.change_password(at_b, ROBIN, "another good one")
    assert door.sign_in("Robin Office", "another good one").actor.user_id == robin
    refused(door, "Robin Office", ROBIN)


def test_nobody_guesses_at_a_desk_that_was_left_open(robin: int, door: Door) -> None:
    at_b = door.sign_in("Robin Office", ROBIN)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            user_passwords.change_password(at_b, "wrong password", "another good one")
    with pytest.raises(InvalidInput, match="Too many"):
        user_passwords.change_password(at_b, ROBIN, "another good one")


@pytest.mark.parametrize(
    "weak", ["", "short", "aaaaaaaaaa", "Password1!", "Robin Office", "Lakeside Mechanical", "\ud800" * 9]
)
def test_a_weak_password_is_refused_with_a_reason(desk: Desk, robin: int, weak: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        user_passwords.set_password(desk, robin, weak)
    assert set(refusal.value.fields) == {"new"}


def test_the_first_password_is_an_admins(desk: Desk, door: Door) -> None:
    robin = factories.make_user(desk, "Robin Office", role=Role.OFFICE)
    with pytest.raises(NotAllowed, match="an admin needs one"):
        user_passwords.set_password(desk, robin, ROBIN)
    assert not door.asks()


def test_the_last_admin_who_can_sign_in_stays(desk: Desk, robin: int, door: Door) -> None:
    dana = next(user for user in people.users(desk) if user.name == "Dana Reyes")
    assert dana.id is not None
    factories.make_user(desk, "Sam Admin", role=Role.ADMIN)
    for change in ({"role": Role.OFFICE}, {"active": False}):
        with pytest.raises(InvalidInput, match="an admin needs one"):
            people.save_user(desk, replace(dana, **change))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="an admin needs one"):
        user_passwords.remove_password(desk, dana.id)
    user_passwords.remove_password(desk, robin)
    user_passwords.remove_password(desk, dana.id)
    assert not door.asks()


def test_composed_and_decomposed_letters_are_the_same_password(desk: Desk, robin: int, door: Door) -> None:
    user_passwords.set_password(desk, robin, "Zoe\u0301 schön im Büro")
    assert door.sign_in("Robin Office", "Zo\u00e9 scho\u0308n im Bu\u0308ro").actor.user_id == robin


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_no_password_is_in_the_file_or_beside_it(desk: Desk, robin: int, door: Door, place: OfficePlace) -> None:
    token = door.remember(door.sign_in("Robin Office", ROBIN))
    refused(door, "Robin Office", f"{ROBIN}-typo")
    path = desk.database.place.path
    assert path is not None
    written = b"".join(file.read_bytes() for file in Path(path).parent.rglob("*") if file.is_file())
    assert b"argon2id" in written
    for secret in (ROBIN, ADMIN, token):
        assert secret.encode() not in written
        assert secret.encode("utf-16-le") not in written


def test_nothing_typed_into_the_field_is_too_long(robin: int, door: Door) -> None:
    refused(door, "x" * 1_000_000, "y" * 1_000_000)


def test_the_cost_of_a_guess_is_what_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hasher = PasswordHasher(time_cost=passwords.ROUNDS, memory_cost=passwords.KIBIBYTES, parallelism=passwords.LANES)
    assert not hasher.check_needs_rehash(passwords.NOBODYS), "an unknown name costs as much as a known one"
    assert (passwords.ROUNDS, passwords.KIBIBYTES) == (2, 47_104)


def test_an_unknown_name_is_compared_with_a_hash_too(robin: int, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(passwords, "is_right", lambda stored, _password: compared.append(stored))
    refused(door, "Nobody", "x")
    refused(door, "Robin Office", "x")
    assert len(compared) == 2
    assert compared[0] == passwords.NOBODYS


@pytest.mark.parametrize(
    ("password", "tone"),
    [("", ""), ("short", "bad"), ("password", "bad"), ("lakeside", "warn"), ("four nice words here", "ok")],
)
def test_the_hint_tells_how_good_a_password_is(password: str, tone: str) -> None:
    assert passwords.strength(password)[0] == tone


def test_an_office_is_founded_with_its_admins_password(place: OfficePlace) -> None:
    with pytest.raises(InvalidInput) as weak:
        found_office(place, Founding(name="Lakeside", user="Kim", password="short"))
    assert set(weak.value.fields) == {"password"}
    found_office(place, Founding(name="Lakeside", user="Kim", user_email="kim@x.example", password=ADMIN))
    database = Database(place)
    with pytest.raises(SignInNeeded):
        sit_down(database, "Desktop A")
    assert Door(database, "Desktop A").sign_in("kim@x.example", ADMIN).actor.role is Role.ADMIN
    database.close()
