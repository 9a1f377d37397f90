"""A text finds customers, addresses and documents however it is typed; the list and the top bar agree on it."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from officedesk.database import search as database_search
from officedesk.database.search import nearest, search_index
from officedesk.models.company import NumberSequence
from officedesk.models.enums import SequenceKind
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.wanted import Wanted, single_edits, wanted
from officedesk.models.work import Job
from officedesk.services.customers.editing import archive
from officedesk.services.customers.finding import nearest_search
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.customers.search import find
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from tests import factories


@pytest.fixture
def office_of_six(desk: Desk) -> dict[str, int]:
    """Customers by a short name: ABC with three locations, and five others."""
    made = factories.make_customer
    return {
        "abc": made(
            desk,
            "ABC Company",
            number="12345",
            contacts=[{"name": "Anna Berg", "phone": "(612) 746-4017", "email": "anna@abc.example"}],
            locations=[
                _place("Main office", "400 S 4th St", "Minneapolis", "55415"),
                _place("Warehouse", "9 Oak Ave", "Edina", "55416"),
                _place("", "77 Nicollet Mall", "Saint Paul", "55101"),
            ],
        ),
        "wilson": made(desk, "Wilson Plumbing", locations=[_place("", "12 Lake Rd", "Minneapolis", "55401")]),
        "acme": made(desk, "Acme Wilson Heating", locations=[_place("", "1 Main St", "Eagan", "55122")]),
        "muller": made(desk, "Łukasz Müller", locations=[_place("", "5 Café Way", "Rochester", "55901")]),
        "brien": made(desk, "Pat O'Brien & Sons, Inc.", locations=[]),
        "beijing": made(desk, "中国北京公司", locations=[]),
    }


def _place(name: str, street: str, city: str, code: str) -> dict[str, str]:
    return {"name": name, "street": street, "city": city, "region": "MN", "postal_code": code}


def found(desk: Desk, text: str) -> list[int]:
    """Ids that the list shows for ``text``; the quick first page and the whole list agree."""
    query = CustomerFilter(text=text)
    ids = list(CustomerList(desk).ids(query, Sort("name")))
    assert [row.id for row in CustomerList(desk).first(query, Sort("name"), 3)] == ids[:3]
    assert CustomerList(desk).footer(query).count == len(ids)
    return ids


def _document(desk: Desk, kind: type[Estimate | Job | Invoice], number: str, customer_id: int) -> int:
    columns = {
        "number": number,
        "serial": 1,
        "customer_id": customer_id,
        "brand_id": 1,
        "currency": "USD",
        "created_at": desk.now(),
        "updated_at": desk.now(),
    }
    if kind is Estimate:
        columns["valid_until"] = None
    if kind is not Job:
        columns["date"] = desk.today()
    if kind is Invoice:
        columns |= {"state": "issued"}
    with desk.write() as session:
        record = kind(**columns)
        session.add(record)
        session.flush()
        return record.id


@pytest.mark.parametrize(
    "text",
    [
        "ABC Company",
        "abc",
        "  aBc   cOmp ",
        "company abc",
        "746-4017",
        "(612) 7464017",
        "612.746.4017",
        "+1 612 746 4017",
        "1-612-746-4017",
        "7464017",
        "46401",
        "abc 746-4017",
        "anna@abc",
        "berg",
        "12345",
        "400 S 4th St",
        "oak",
        "edina",
        "55416",
        "55101",
        "nicollet minn abc",
    ],
)
def test_customer_is_found_by_everything_that_is_known_of_it(
    desk: Desk, office_of_six: dict[str, int], text: str
) -> None:
    assert found(desk, text) == [office_of_six["abc"]]
    assert {hit.customer_id for hit in find(desk, text)} == {office_of_six["abc"]}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("lukasz muller", "muller"),
        ("ŁUKASZ", "muller"),
        ("cafe way", "muller"),
        ("CAFÉ", "muller"),
        ("obrien", "brien"),
        ("o'brien", "brien"),
        ("O’Brien & Sons", "brien"),
        ("sons inc", "brien"),
        ("北京", "beijing"),
        ("中国", "beijing"),
        ("北京公司", "beijing"),
    ],
)
def test_accents_case_and_apostrophes_do_not_matter(
    desk: Desk, office_of_six: dict[str, int], text: str, who: str
) -> None:
    assert found(desk, text) == [office_of_six[who]]


def test_names_that_begin_so_come_first(desk: Desk, office_of_six: dict[str, int]) -> None:
    assert found(desk, "wilson") == [office_of_six["wilson"], office_of_six["acme"]]
    assert found(desk, "wi") == [office_of_six["wilson"], office_of_six["acme"]]
    zeta = factories.make_customer(desk, "Wilson A")
    assert found(desk, "wilson") == [zeta, office_of_six["wilson"], office_of_six["acme"]]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("a", {"abc", "acme"}),
        ("w", {"wilson"}),
        ("4", {"abc"}),
        ("ab", {"abc"}),
        ("pl", {"wilson"}),
        ("pl w", {"wilson"}),
        ("wilson h", {"acme"}),
        ("lm", set()),
        ("wilson z", set()),
    ],
)
def test_one_or_two_letters_find_beginnings_of_words(
    desk: Desk, office_of_six: dict[str, int], text: str, who: set[str]
) -> None:
    ids = found(desk, text)
    assert who <= {name for name, customer_id in office_of_six.items() if customer_id in ids}
    assert len(ids) == len(set(ids))
    if not who:
        assert ids == []


@pytest.mark.parametrize(
    "text",
    ["wislon", "wilsno", "iwlson", "wilsn", "wilxon", "willson", "wislo", "plubming", "plmbing wilson", "plunbimg"],
)
def test_typing_slip_still_finds(desk: Desk, office_of_six: dict[str, int], text: str) -> None:
    assert office_of_six["wilson"] in found(desk, text)
    assert CustomerList(desk).corrected(CustomerFilter(text=text))
    assert office_of_six["wilson"] in {hit.customer_id for hit in find(desk, text)}


@pytest.mark.parametrize("text", ["common", "half", "rare", "common half", "nothing"])
def test_the_first_finds_are_those_of_all_however_they_lie(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(database_search, "_WALK", 5)
    for number in range(24):
        name = "Common" + (" half" if number % 2 else "") + (" rare" if number > 20 else "")
        factories.make_customer(desk, f"{name} {number}", locations=[])
    asked, index = wanted(text), search_index(desk.database.dialect)
    assert asked is not None
    with desk.read() as session:
        every = index.ids(session, asked)
        for limit in (1, 3, 7, 30):
            for after in (0, every[0] if every else 9, 12):
                expected = [number for number in every if number > after][:limit]
                assert list(index.ids(session, asked, after, limit)) == expected


class LookedFor:
    """A search index that remembers which texts it went through."""

    def __init__(self, desk: Desk) -> None:
        self._index = search_index(desk.database.dialect)
        self.prefixes: list[str] = []

    def ids(self, session: Session, asked: Wanted, after: int = 0, limit: int | None = None) -> array[int]:
        self.prefixes.append(asked.prefix)
        return self._index.ids(session, asked, after, limit)

    def contains(self, asked: Wanted) -> ColumnElement[bool]:
        return self._index.contains(asked)

    def near_words(self, session: Session, word: str) -> list[str]:
        return self._index.near_words(session, word)


@pytest.mark.parametrize(
    ("text", "meant", "looked"),
    [
        ("zebra", "", []),
        ("zebra st", "", []),
        ("wislon", "wilson", ["wilson"]),
        ("wislon zebra", "", ["wislon", "zebra"]),
        ("wilson minneaplois", "wilson minneapolis", ["wilson", "minneaplois", "wilson minneapolis"]),
    ],
)
def test_texts_are_not_gone_through_again_for_what_is_known(
    desk: Desk, office_of_six: dict[str, int], text: str, meant: str, looked: list[str]
) -> None:
    asked, index = wanted(text), LookedFor(desk)
    assert asked is not None
    with desk.read() as session:
        better = nearest_search(session, index, asked)
    assert (better.text if better else "") == meant
    assert index.prefixes == looked


def test_slip_beside_a_right_word_is_corrected_alone(desk: Desk, office_of_six: dict[str, int]) -> None:
    assert found(desk, "wislon minneapolis") == [office_of_six["wilson"]]
    assert CustomerList(desk).corrected(CustomerFilter(text="wislon minneapolis")) == "wilson minneapolis"
    assert CustomerList(desk).corrected(CustomerFilter(text="wilson")) == ""


def test_what_nobody_is_called_finds_nothing(desk: Desk, office_of_six: dict[str, int]) -> None:
    for text in ("xylophone", "qqqq", "99999999", "abc wilson", "zz"):
        assert found(desk, text) == []
        assert find(desk, text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("%", "_", "%_\\", "\\", '"', '"abc', "'", "*", "abc*", "^abc", "a AND b", "NEAR(a b)"),
        *("abc OR", "-abc", "(", ")", "\x00", "\ud800", "a\x00b"),
    ],
)
def test_special_characters_are_data(desk: Desk, office_of_six: dict[str, int], text: str) -> None:
    percent = factories.make_customer(desk, "%_\\ Signs")
    ids = found(desk, text)
    find(desk, text)
    if text in ("%", "_", "%_\\", "\\"):
        assert ids == [percent]
    if text == '"':
        assert ids == []


def test_empty_text_and_bare_phone_punctuation_show_everyone(desk: Desk, office_of_six: dict[str, int]) -> None:
    assert len(found(desk, "")) == len(found(desk, "  ")) == len(found(desk, "(")) == len(found(desk, "+")) == 6
    assert find(desk, "") == find(desk, " ") == find(desk, "(") == []


def test_pasted_page_is_no_burden(desk: Desk, office_of_six: dict[str, int]) -> None:
    assert found(desk, "wilson " + "x " * 50_000) == []
    assert found(desk, "é" * 100_000) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("edina", "9 Oak Ave"), ("warehouse", "9 Oak Ave"), ("55101", "77 Nicollet"), ("abc 400 s 4th", "400 S 4th")],
)
def test_hit_names_the_address_it_belongs_to(desk: Desk, office_of_six: dict[str, int], text: str, place: str) -> None:
    (hit,) = find(desk, text)
    assert (hit.kind, hit.title) == ("location", "ABC Company")
    assert place in hit.detail
    assert hit.location_id == hit.id
    places = CustomerList(desk).places(CustomerFilter(text=text), [office_of_six["abc"]])
    assert place in places[office_of_six["abc"]].line


def test_search_by_name_gives_the_customer_and_a_state_gives_each_address(
    desk: Desk, office_of_six: dict[str, int]
) -> None:
    (hit,) = find(desk, "abc company")
    assert (hit.kind, hit.location_id) == ("customer", None)
    assert "3 locations" in hit.detail
    assert len([hit for hit in find(desk, "abc mn") if hit.kind == "location"]) == 3


def test_documents_are_found_by_number_exact_ones_first(desk: Desk, office_of_six: dict[str, int]) -> None:
    wilson = office_of_six["wilson"]
    estimate_id = _document(desk, Estimate, "1230", wilson)
    _document(desk, Invoice, "12301", wilson)
    _document(desk, Job, "4711", wilson)
    hits = find(desk, "1230")
    assert [(hit.kind, hit.title) for hit in hits] == [("estimate", "Estimate 1230"), ("invoice", "Invoice 12301")]
    assert (hits[0].id, hits[0].customer_id) == (estimate_id, wilson)
    assert "Wilson Plumbing" in hits[0].detail
    assert [hit.title for hit in find(desk, "invoice 12301")] == ["Invoice 12301"]
    assert [hit.title for hit in find(desk, "Job #4711")] == ["Job 4711"]
    assert find(desk, "job 1230") == []
    assert found(desk, "4711") == [wilson] == found(desk, "#4711")


def test_digits_find_the_number_that_the_pattern_makes_of_them(desk: Desk, office_of_six: dict[str, int]) -> None:
    with desk.write() as session:
        row = session.query(NumberSequence).filter_by(kind=SequenceKind.INVOICE).one()
        row.pattern, row.padding, row.yearly = "INV-{yy}-{n}", 4, True
    _document(desk, Invoice, "INV-23-0007", office_of_six["wilson"])
    for text in ("7", "0007", "inv-23-0007", "INV-23"):
        assert "Invoice INV-23-0007" in [hit.title for hit in find(desk, text)], text


def test_documents_of_customers_in_the_trash_are_not_found(desk: Desk, office_of_six: dict[str, int]) -> None:
    from officedesk.services.customers.editing import trash

    _document(desk, Estimate, "1230", office_of_six["wilson"])
    trash(desk, [office_of_six["wilson"]])
    assert find(desk, "1230") == [] == found(desk, "1230")


def test_archived_customers_are_found_behind_the_others(desk: Desk, office_of_six: dict[str, int]) -> None:
    archive(desk, [office_of_six["wilson"]])
    assert found(desk, "wilson") == [office_of_six["acme"]]
    hits = find(desk, "wilson")
    assert [hit.customer_id for hit in hits] == [office_of_six["acme"], office_of_six["wilson"]]
    assert hits[1].detail.startswith("Archived")


def test_new_words_are_found_as_soon_as_they_are_saved(desk: Desk) -> None:
    assert found(desk, "zephyr") == []
    made = factories.make_customer(desk, "Zephyr Cooling")
    assert found(desk, "zephyr") == found(desk, "zehpyr") == [made]


def test_limit_is_kept_and_pages_agree_with_the_whole_list(desk: Desk) -> None:
    for at in range(25):
        factories.make_customer(desk, f"Smith {at:02d}" if at % 2 else f"Tom Smith {at:02d}")
    archive(desk, [2, 5, 7])
    source, query = CustomerList(desk), CustomerFilter(text="smith")
    ids = list(source.ids(query, Sort("name")))
    assert len(ids) == 22
    for limit in (1, 5, 11, 13, 22, 40):
        assert [row.id for row in source.first(query, Sort("name"), limit)] == ids[:limit]
    assert len(find(desk, "smith", limit=7)) == 7


@given(st.text(max_size=40))
def test_any_text_can_be_read_as_a_search(text: str) -> None:
    asked = wanted(text)
    if asked is not None:
        assert asked.ways
        assert not set("%_\\\"'\n\x00") & set("".join(term for way in asked.ways for group in way for term in group))


@given(st.text("abcdefgh", min_size=4, max_size=12), st.data())
def test_every_single_slip_is_among_the_edits(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    missing = word[:at] + word[at + 1 :]
    for slip in {swapped, missing} - {word}:
        assert word in single_edits(slip)


def test_nearest_words_prefer_the_same_first_letter_and_letters() -> None:
    assert nearest("wislon", ["wilson", "vislon", "wisdom", "nothing"])[0] == "wilson"
    assert nearest("plubmimg", ["plumbing", "plucking"]) == ["plumbing"]
    assert nearest("abcd", ["abxy"]) == []
