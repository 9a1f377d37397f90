"""Keys of encrypted offices: from words, on paper, and never in a message."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.database.cipher import (
    SALT,
    OfficeKey,
    key_from_code,
    key_from_passphrase,
    passphrase_problem,
    recovery_code,
    salt_of,
)
from officedesk.errors import InvalidInput

KEY = OfficeKey(bytes(range(32)), b"s" * 16)


def test_the_same_words_give_the_same_key_for_the_same_file_only() -> None:
    key = key_from_passphrase("correct horse battery", b"1" * SALT)
    assert key_from_passphrase(" correct horse battery ", b"1" * SALT) == key
    assert key_from_passphrase("correct horse battery", b"2" * SALT).secret != key.secret
    assert key_from_passphrase("correct horse batterz", b"1" * SALT) != key
    assert key_from_passphrase("correct horse battery").salt != key_from_passphrase("correct horse battery").salt


def test_an_accent_typed_in_two_ways_is_the_same_passphrase() -> None:
    assert key_from_passphrase("cafe\u0301 au lait", KEY.salt) == key_from_passphrase("caf\u00e9 au lait", KEY.salt)


def test_the_derivation_is_argon2id_as_rfc_9106_recommends_it() -> None:
    # A key that came out otherwise would open no office that exists.
    assert key_from_passphrase("correct horse battery", b"1" * SALT).secret.hex() == EXPECTED


EXPECTED = "d421ff121680e981a570809c9642633a0adefdc9e7d29cc7a65c9285fedbe2de"


@given(st.binary(min_size=32, max_size=32))
def test_a_recovery_code_gives_the_key_back(secret: bytes) -> None:
    key = OfficeKey(secret, KEY.salt)
    code = recovery_code(key)
    assert key_from_code(code, KEY.salt) == key
    assert key_from_code(code.lower().replace("-", " "), KEY.salt) == key
    assert key_from_code(code.replace("0", "O").replace("1", "l"), KEY.salt) == key


@given(st.data())
def test_one_wrong_letter_is_noticed(data: st.DataObject) -> None:
    code = list(recovery_code(OfficeKey(data.draw(st.binary(min_size=32, max_size=32)), KEY.salt)))
    at = data.draw(st.sampled_from([n for n, letter in enumerate(code) if letter != "-"]))
    code[at] = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if one != code[at]]))
    try:
        found = key_from_code("".join(code), KEY.salt)
    except InvalidInput:
        return
    # Sixteen bits check the code: one mistake in 65,536 may pass, and then gives another key.
    assert recovery_code(found) == "".join(code)


@pytest.mark.parametrize(
    ("code", "told"), [("", "has 0"), ("AAAAA", "has 5"), ("U" * 55, "“U”"), ("ABCDE" * 11, "mistake")]
)
def test_what_is_no_code_is_told(code: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        key_from_code(code, KEY.salt)


@pytest.mark.parametrize(
    ("passphrase", "fits"),
    [
        ("short", False),
        ("aaaaaaaaaaaa", False),
        ("          a ", False),
        ("correct horse", True),
        ("péché mortel", True),
    ],
)
def test_a_passphrase_must_be_worth_it(passphrase: str, fits: bool) -> None:
    assert (passphrase_problem(passphrase) == "") is fits


def test_a_key_shows_itself_nowhere() -> None:
    assert KEY.secret.hex() not in f"{KEY!r}{KEY}{KEY.name}"
    assert KEY.secret.hex() in KEY.raw


def test_the_salt_is_read_off_an_encrypted_file_only(tmp_path: Path) -> None:
    path, salt = tmp_path / "a.officedesk", secrets.token_bytes(16)
    path.write_bytes(salt + bytes(4080))
    assert salt_of(path) == salt
    path.write_bytes(b"SQLite format 3\0" + bytes(4080))
    assert salt_of(path) is None
    path.write_bytes(b"short")
    assert salt_of(path) is None
