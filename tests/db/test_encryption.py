"""Encrypted offices: nobody reads them without the key, and nothing is lost on the way in and out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from officedesk.database import recrypting
from officedesk.database.cipher import OfficeKey, key_from_passphrase, looks_encrypted, salt_of
from officedesk.database.opening import open_database
from officedesk.database.place import OfficePlace
from officedesk.database.recrypting import recrypt
from officedesk.database.schema import create, open_office
from officedesk.errors import Cancelled, NotAnOffice, OfficeLocked
from officedesk.services.check import check
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk, sit_down
from tests import factories

WORDS, OTHERS = "correct horse battery", "staple of another kind"
SEEDED = "S3CR3T-Customer"


@pytest.fixture
def engine_kind() -> str:
    """A server encrypts its own disk: this is about files."""
    return "sqlite"


@pytest.fixture
def key() -> OfficeKey:
    return key_from_passphrase(WORDS)


@contextmanager
def at(place: OfficePlace) -> Iterator[Desk]:
    with closing(open_database(place, "DESK-1", "1.0")) as database:
        yield sit_down(database, "DESK-1")


@pytest.fixture
def filled(office: OfficePlace) -> OfficePlace:
    with at(office) as desk:
        for number in range(30):
            factories.make_customer(desk, f"{SEEDED} {number}")
        save_customer(desk, CustomerDraft(name="Written by the service"))
    return office


def rows(place: OfficePlace) -> list[tuple[object, ...]]:
    with at(place) as desk, desk.read() as session:
        connection = session.connection()
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
        plain = [name for name in sorted(names) if "_fts" not in name]
        found = [(name, *row) for name in plain for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
        return sorted(found, key=repr)


def path_of(place: OfficePlace) -> Path:
    assert place.path is not None
    return place.path


def test_an_encrypted_office_has_the_same_rows_and_shows_none_of_them(filled: OfficePlace, key: OfficeKey) -> None:
    before = rows(filled)
    assert SEEDED.encode() in path_of(filled).read_bytes()
    encrypted = recrypt(filled, key)
    content = path_of(filled).read_bytes()
    assert SEEDED.encode() not in content
    assert b"CREATE TABLE" not in content
    assert rows(encrypted) == before
    with at(encrypted) as desk:
        assert check(desk).findings == ()
        assert find(desk, SEEDED)
        save_customer(desk, CustomerDraft(name="After that"))
    assert salt_of(path_of(filled)) == key.salt
    assert [one.name for one in path_of(filled).parent.iterdir() if "rewriting" in one.name] == []


def test_without_its_key_it_is_locked_and_untouched(filled: OfficePlace, key: OfficeKey) -> None:
    recrypt(filled, key)
    content = path_of(filled).read_bytes()
    wrong = key_from_passphrase(OTHERS, key.salt)
    for place, said in ((filled, "is encrypted"), (replace(filled, key=wrong), "does not open")):
        with pytest.raises(OfficeLocked, match=said) as told, at(place):
            pass
        assert wrong.secret.hex() not in str(told.value)
    assert path_of(filled).read_bytes() == content


def test_the_passphrase_is_all_that_is_needed_with_the_file(filled: OfficePlace, tmp_path: Path) -> None:
    recrypt(filled, key_from_passphrase(WORDS))
    elsewhere = tmp_path / "copied.officedesk"
    elsewhere.write_bytes(path_of(filled).read_bytes())
    salt = salt_of(elsewhere)
    assert salt is not None
    with at(OfficePlace(path=elsewhere, key=key_from_passphrase(WORDS, salt))) as desk:
        assert find(desk, SEEDED)


def test_another_passphrase_and_none_again(filled: OfficePlace, key: OfficeKey) -> None:
    before = rows(filled)
    other = key_from_passphrase(OTHERS)
    again = recrypt(recrypt(filled, key), other)
    assert rows(again) == before
    with pytest.raises(OfficeLocked), at(replace(filled, key=key)):
        pass
    plain = recrypt(again, None)
    assert rows(plain) == before
    assert not looks_encrypted(path_of(plain))


def test_cancelled_it_is_as_it_was(filled: OfficePlace, key: OfficeKey) -> None:
    content = path_of(filled).read_bytes()
    seen: list[int] = []
    with pytest.raises(Cancelled):
        recrypt(filled, key, lambda done, _total: seen.append(done), lambda: len(seen) > 3)
    assert path_of(filled).read_bytes() == content
    assert [one.name for one in path_of(filled).parent.iterdir() if "rewriting" in one.name] == []


def test_what_breaks_at_the_last_step_leaves_the_office(
    filled: OfficePlace, key: OfficeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(filled)

    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(recrypting, "_put_in_place", broken)
    with pytest.raises(MemoryError):
        recrypt(filled, key)
    assert rows(filled) == before


def test_what_waited_to_write_goes_to_the_new_file(filled: OfficePlace, key: OfficeKey) -> None:
    """A connection that was open before the swap notices; it has no key, and says so instead of writing aside."""
    with at(filled) as desk:
        whose = factories.make_customer(desk, "Held open")
        recrypt(filled, key)
        with pytest.raises((OfficeLocked, NotAnOffice)):
            save_customer(desk, replace(customer(desk, whose), name="Lost"))
    with at(replace(filled, key=key)) as desk:
        assert customer(desk, whose).name == "Held open"


def test_a_new_office_can_be_encrypted_from_the_first_byte(place: OfficePlace, key: OfficeKey) -> None:
    encrypted = replace(place, key=key)
    create(encrypted).dispose()
    assert looks_encrypted(path_of(place))
    open_office(encrypted).dispose()


def test_noise_that_is_no_office_stays_locked_and_never_opens(tmp_path: Path) -> None:
    import random

    path = tmp_path / "noise.officedesk"
    path.write_bytes(random.Random(5).randbytes(40_960))
    with pytest.raises(OfficeLocked, match=r"noise\.officedesk"):
        open_office(OfficePlace(path=path))
    salt = salt_of(path)
    assert salt is not None
    with pytest.raises(OfficeLocked, match="does not open"):
        open_office(OfficePlace(path=path, key=key_from_passphrase(WORDS, salt)))
