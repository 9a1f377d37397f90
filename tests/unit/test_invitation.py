"""Invitation codes: what goes in comes out, and what was mistyped is noticed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.errors import NotAllowed
from officedesk.hosting.invitation import Invitation

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAMES = st.one_of(st.ip_addresses().map(str), st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True))


@given(st.lists(NAMES, min_size=1, max_size=3).map(tuple), st.integers(1, 65535), st.binary(min_size=32, max_size=32))
def test_a_code_says_what_it_was_made_of(addresses: tuple[str, ...], port: int, pin: bytes) -> None:
    made = Invitation.new(addresses, port, pin, NOW, 7)
    read = Invitation.read(made.code)
    assert read == made
    assert (read.role, read.password) == (made.role, made.password)
    assert timedelta(days=6, hours=23) <= read.expires - NOW <= timedelta(days=7)


@pytest.fixture
def code() -> str:
    return Invitation.new(("192.168.1.20",), 54_320, bytes(range(32)), NOW, 7).code


def test_a_code_is_short_and_forgives_how_it_is_typed(code: str) -> None:
    assert len(code.replace("-", "")) <= 60
    typed = f"  {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}\n"
    assert Invitation.read(typed) == Invitation.read(code)


def test_every_single_slip_is_noticed(code: str) -> None:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    chance = random.Random(1)
    for place, letter in enumerate(code):
        if letter == "-":
            continue
        other = chance.choice([there for there in letters if there != letter])
        with pytest.raises(NotAllowed, match=r"mistyped|another version"):
            Invitation.read(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("cut", [1, 5, 12, 40])
def test_a_code_that_is_not_complete_is_noticed(code: str, cut: int) -> None:
    with pytest.raises(NotAllowed, match="not complete"):
        Invitation.read(code[:-cut])


@pytest.mark.parametrize("text", ["", " - ", "hello", "ä" * 60, "0" * 70, "Z" * 10_000, "https://example.org"])
def test_other_text_is_no_code(text: str) -> None:
    with pytest.raises(NotAllowed):
        Invitation.read(text)


def test_the_secret_is_not_in_the_role(code: str) -> None:
    one, other = (Invitation.new(("10.0.0.1",), 1, bytes(32), NOW, 1) for _ in range(2))
    assert one.role != other.role
    assert one.password != other.password
    assert one.seed.hex() not in one.role
