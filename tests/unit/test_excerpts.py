"""The piece of a long text that a search is about."""

from __future__ import annotations

import pytest

from officedesk.models.wanted import Wanted, wanted
from officedesk.services.search.excerpts import excerpt, line_with

TEXT = "Ring twice.\n\nGate code is 4711, Señor Muñoz knows\nDogs"


def asked(text: str) -> Wanted:
    found = wanted(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("munoz", "Gate code is 4711, Señor Muñoz knows"),
        ("dogs", "Dogs"),
        ("elephant", "Ring twice."),
        ("4711 elephant", "Gate code is 4711, Señor Muñoz knows"),
    ],
)
def test_the_line_with_a_word_is_shown_else_the_first(words: str, line: str) -> None:
    assert line_with(TEXT, asked(words)) == line


def test_a_long_line_is_cut_and_nothing_stays_nothing() -> None:
    assert line_with("", asked("word")) == ""
    long = line_with("word " * 200, asked("word"))
    assert len(long) == 120
    assert long.endswith("…")


def test_an_excerpt_begins_and_ends_with_whole_words() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    found = excerpt(text, asked("word50"))
    assert found.startswith("…word4")
    assert " word50 " in found
    assert found.endswith("…")
    assert set(found.strip("…").split()) <= set(text.split())
    assert excerpt("short valve text", asked("valve")) == "short valve text"
    assert excerpt(text, asked("elephant")) == ""
