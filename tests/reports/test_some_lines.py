"""Text cut down to some lines: nothing is lost in between, and an ellipsis says that there is more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.reports.clean import one_line
from officedesk.reports.look import BODY
from officedesk.reports.setting import Line, some, wrap
from tests.support.hostile import TEXTS


def said(line: Line) -> str:
    return line.plain or "".join(part.text for part in line.parts)


@given(st.text(st.sampled_from("abc dW-  "), max_size=300), st.integers(1, 5), st.integers(30, 200))
def test_lines_follow_each_other_without_a_loss(text: str, most: int, width: int) -> None:
    lines = some(text, BODY, width, most)
    whole = one_line(text)
    assert len(lines) <= most
    told = "".join(said(line) for line in lines).replace(" ", "")
    if told.endswith("…"):
        assert whole.replace(" ", "").startswith(told[:-1])
        assert len(wrap(whole, BODY, width)) > most
    else:
        assert told == whole.replace(" ", "")


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_fits(text: str) -> None:
    for most in (1, 2, 3):
        assert len(some(text, BODY, 60, most)) <= most
