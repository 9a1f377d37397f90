"""Papers as JSON: what an issued invoice keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.papers import PaperAcceptance, PaperData, from_json, to_json
from tests.reports.samples import ALL, INVOICE

_days = st.dates(date(1, 1, 1), date(9999, 12, 31))
_decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
_text = st.text()
st.register_type_strategy(Decimal, _decimals)
st.register_type_strategy(str, _text)
st.register_type_strategy(datetime, st.datetimes())
papers = st.builds(PaperData)


def through_json(paper: PaperData) -> PaperData:
    return from_json(json.loads(json.dumps(to_json(paper))))


@given(papers)
def test_a_paper_comes_back_from_json_as_it_was(paper: PaperData) -> None:
    assert through_json(paper) == paper


@pytest.mark.parametrize("paper", ALL, ids=lambda paper: paper.title)
def test_samples_come_back_with_their_pictures(paper: PaperData) -> None:
    accepted = replace(paper, acceptance=PaperAcceptance("Kim", date(2023, 6, 1), b"\x00\xff"))
    back = through_json(accepted)
    assert back == accepted
    assert str(back.lines) == str(accepted.lines)


def test_places_of_decimals_are_kept() -> None:
    first = replace(INVOICE.lines[0], quantity=Decimal("1.50"))
    assert str(through_json(replace(INVOICE, lines=(first,))).lines[0].quantity) == "1.50"


def test_what_an_older_snapshot_did_not_know_has_its_default() -> None:
    data = to_json(INVOICE)
    del data["language"], data["totals"]["credited"]
    assert from_json(data) == INVOICE


def test_what_a_snapshot_has_beyond_is_left_out() -> None:
    assert from_json({**to_json(INVOICE), "colour_of_the_sky": "blue"}) == INVOICE


@pytest.mark.parametrize("data", [{}, {"format": 2}, {"format": 1, "kind": "novel", "title": "", "date": "2023-05-30"}])
def test_what_is_no_paper_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not"):
        from_json(data)


def test_a_word_where_money_belongs_is_refused() -> None:
    data = to_json(INVOICE)
    data["totals"]["total"] = "329.00"
    with pytest.raises(ValueError, match="is not int"):
        from_json(data)
