"""The help as it is written: every page, link, picture and word of a screen in it leads somewhere."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from officedesk.manual.markdown import anchor_of, html, plain, read
from officedesk.manual.pages import INDEX, Manual, Page
from officedesk.manual.search import corrected, marks, search, typed_words

ROOT = Path(__file__).parents[2]
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def manual() -> Manual:
    return Manual.load()


def test_the_index_lists_every_page(manual: Manual) -> None:
    assert set(manual.order()) == set(manual.pages) - {INDEX}
    for page in manual.pages.values():
        assert page.title != page.name
        assert page.keywords, page.name
        assert sum(block.level == 1 for block in page.blocks) == 1, page.name


def test_every_link_leads_somewhere(manual: Manual) -> None:
    from officedesk.views.application import page_makers
    from officedesk.views.help.context import SECTIONS

    wrong = []
    for page in manual.pages.values():
        for link in page.links():
            kind, _, rest = link.partition(":")
            name, _, anchor = link.partition("#")
            if kind == "open":
                place, _, tab = rest.partition("/")
                known = place in page_makers() and (not tab or (place == "settings" and tab in SECTIONS))
                if not known and place != "keys":
                    wrong.append((page.name, link))
                continue
            there = manual.pages.get(name.removesuffix(".md"))
            if there is None or not name.endswith(".md") or (anchor and anchor not in there.anchors):
                wrong.append((page.name, link))
    assert wrong == []


def test_every_picture_is_there_once_small_and_of_one_size(manual: Manual) -> None:
    named = {Path(name).name for page in manual.pages.values() for name in page.pictures()}
    there = {path.name: path for path in (manual.folder / "images").iterdir()}
    assert named == set(there), "named on a page, and made by “python3 dev.py pictures”"
    assert sum(path.stat().st_size for path in there.values()) <= MOST_BYTES
    for path in there.values():
        head = path.read_bytes()[:26]
        width, height, depth, colours = struct.unpack(">IIBB", head[16:26])
        assert colours == 3, f"{path.name} has no palette"
        assert (width, height) <= (1280, 1000), path.name
        assert depth == 8


def test_every_picture_is_a_screen_of_the_tour(manual: Manual) -> None:
    tour = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "officedesk").glob("tour*.py"))
    for page in manual.pages.values():
        for picture in page.pictures():
            stem = Path(picture).stem
            assert f'"{stem}"' in tour or stem.startswith("profile-"), picture


@cache
def words_of_the_program() -> str:
    """All of its source, without the marks of keys that buttons underline."""
    sources = sorted((ROOT / "officedesk").rglob("*.py"))
    return bare("".join(path.read_text(encoding="utf-8") for path in sources))


def bare(text: str) -> str:
    return text.replace("&", "").lower()


def is_said(words: str) -> bool:
    """These words are a text of the program, whole."""
    told = bare(words).rstrip("… ")
    return any(f'"{told}{end}"' in words_of_the_program() for end in ("", "…", " ", ":", "…\\t"))


def bold(page: Page) -> Iterator[str]:
    for block in page.blocks:
        for text in block.texts():
            yield from re.findall(r"\*\*([^*]+)\*\*", text)


def test_what_a_page_calls_a_button_is_called_so_in_the_program(manual: Manual) -> None:
    said = [(page.name, words) for page in manual.pages.values() for words in bold(page)]
    assert len(said) > 150
    # “Settings → Taxes” is a way: each of its stations is there.
    ways = [(page, part) for page, words in said if not is_said(words) for part in words.split(" → ")]
    assert [(page, part) for page, part in ways if not is_said(part)] == []
    assert not is_said("Issue the money")


def test_every_key_that_a_page_names_is_bound(manual: Manual) -> None:
    from officedesk.views.help.keys import ALL

    known = {key for group in ALL for row in group.rows for key in row.keys} | {"Ctrl+Up", "Menu"}
    named = {
        code
        for page in manual.pages.values()
        for block in page.blocks
        for text in block.texts()
        for code in re.findall(
            r"`((?:(?:Ctrl|Alt|Shift)\+)\S+|F\d+|Esc|Enter|Space|Del|Home|End|Up|Down|Left|Right)`", text
        )
    }
    assert len(named) > 30
    assert named - known == set()


def test_a_page_is_html_with_everything_typed_escaped() -> None:
    text = (
        "# A <b>\n\nSee [x](y.md#z) and **<i>** `Ctrl+K`\n\n| a | b |\n|---|---|\n| 1 | <2> |\n\n![<p>](images/p.png)"
    )
    made = html(tuple(read(text)), lambda file, words: f"[{file}|{words}]", lambda key: key.lower())
    assert "<h1>A &lt;b&gt;</h1>" in made
    assert '<a href="y.md#z">x</a> and <b>&lt;i&gt;</b> <code>&nbsp;ctrl+k&nbsp;</code>' in made
    assert "<td>1</td><td>&lt;2&gt;</td>" in made
    assert "[images/p.png|<p>]" in made
    assert plain("see [x](y) **b** `c`") == "see x b c"
    assert anchor_of("Tags, stars and flags") == "tags-stars-and-flags"


def test_lists_and_tips_are_read() -> None:
    blocks = list(read("- one\n  more\n- two\n\n1. first\n2. second\n\n> mind\n> this\n\n## Two\ntext"))
    assert [block.kind for block in blocks] == ["list", "steps", "tip", "heading", "text"]
    assert blocks[0].items == (("one more",), ("two",))
    assert blocks[1].items == (("first",), ("second",))
    assert blocks[2].text == "mind this"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("invoice", "invoices"),
        ("quote", "estimates"),
        ("void", "invoices"),
        ("refund", "payments"),
        ("merge dupl", "customers"),
        ("recovery sheet", "encryption"),
        ("dropbox", "sharing"),
        ("TAXES", "taxes"),
        ("twilio", "messages"),
        ("csv", "import-export"),
        ("day sheets", "printing"),
        ("locks by itself", "users"),
        ("crash", "diagnostics"),
    ],
)
def test_search_finds_what_people_call_it(manual: Manual, typed: str, first: str) -> None:
    assert first in [hit.page for hit in search(manual, typed)][:2]


def test_a_hit_shows_the_words_where_they_stand(manual: Manual) -> None:
    (best, *_) = search(manual, "dropbox")
    assert best.anchor in manual.pages[best.page].anchors
    assert [best.excerpt[start : start + length].lower() for start, length in best.marks] == ["dropbox"]
    assert search(manual, "zzz nothing") == []
    assert search(manual, "  ") == []
    assert marks("Issue an invoice", typed_words("invoices iss")) == ((0, 5), (9, 7))


def test_a_slip_is_taken_for_the_word_it_is_most_like(manual: Manual) -> None:
    assert search(manual, "invioce") == []
    assert corrected(manual, "invioce") == "invoice"
    assert corrected(manual, "void invioce") == "void invoice"
    assert corrected(manual, "xqzkw") == ""


def test_every_keystroke_is_answered_at_once(manual: Manual) -> None:
    from time import perf_counter

    taken = []
    for at in range(1, 12):
        began = perf_counter()
        search(manual, "credit note"[:at])
        taken.append(perf_counter() - began)
    # Sixteen milliseconds is a frame; a busy machine gets ten.
    assert sorted(taken)[len(taken) // 2] < 0.16


def test_the_built_packages_hold_the_help() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = project["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["force-include"]["docs/help"] == "officedesk/docs/help"
    assert "/docs/help" in build["sdist"]["include"]


def test_help_inside_an_installed_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from officedesk import resources

    package = tmp_path / "site" / "officedesk"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    with pytest.raises(resources.MissingResource):
        resources.help_path()
    (package / "docs" / "help").mkdir(parents=True)
    assert resources.help_path() == package / "docs" / "help"
