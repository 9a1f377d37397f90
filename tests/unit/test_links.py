"""`officedesk:` links: what they say, and what they can never say."""

from __future__ import annotations

from pathlib import Path

import pytest

from officedesk import __main__
from officedesk.links import BadLink, Link, is_link, read_link

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "link",
    [
        Link("invoice", "1042"),
        Link("estimate", "E-1042", KEY),
        Link("creditnote", "CN 2026/0007", KEY),
        Link("customer", "Ä%23?x=1&y", KEY),
    ],
)
def test_what_a_link_says_is_read_back(link: Link) -> None:
    assert read_link(str(link)) == link


def test_mail_programs_may_write_two_slashes_and_any_case() -> None:
    assert read_link("OfficeDesk://invoice/1042/") == Link("invoice", "1042")


@pytest.mark.parametrize(
    "text",
    [
        "officedesk:",
        "officedesk:invoice",
        "officedesk:invoice/",
        "officedesk:/etc/passwd",
        "officedesk://fileserver/share/evil.officedesk",
        "officedesk:open/C:%5Cevil.officedesk",
        "officedesk:invoice/../../x",
        "officedesk:invoice/1042?office=postgresql://evil/x",
        "officedesk:invoice/1042?office=0123",
        f"officedesk:invoice/1042?office={KEY}&then=export",
        "officedesk:invoice/1042#x",
        'officedesk:invoice/1042" export all',
        "officedesk:invoice/1042 --platformpluginpath x",
        "officedesk:invoice/%0A1042",
        "officedesk:invoice/%00",
        "officedesk:invoice/%E2%80%AE1042",
        "officedesk:invoice/%FF",
        "officedesk:invoice/%20",
        "officedesk:invoice/１０４２",
        "officedesk:invoice/" + "1" * 61,
        "officedesk:invoice/" + "%31" * 400,
        "https://example.com/invoice/1042",
    ],
)
def test_what_is_no_link_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadLink, match="was not opened: “"):
        read_link(text)


def test_a_refusal_shows_nothing_that_fools_the_eye() -> None:
    with pytest.raises(BadLink) as refused:
        read_link("officedesk:invoice/\u202e\n1042" + "x" * 900)
    assert "\u202e" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "link"),
    [
        (["--link", "officedesk:invoice/1"], "officedesk:invoice/1"),
        (["officedesk:invoice/1"], "officedesk:invoice/1"),
        # What a browser hands to Windows may end the quotation and go on with words of its own.
        (["--link", "officedesk:invoice/1", "export", "office", "customers", "out.csv"], ""),
        (["officedesk:x", "demo", "C:/Users/me/x.officedesk"], ""),
        (["--link", "demo", "office.officedesk"], ""),
        (["--link"], ""),
    ],
)
def test_what_follows_a_link_is_never_a_command(
    arguments: list[str], link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def windowed(office: str, text: str) -> int:
        seen.append((office, text))
        return 0

    monkeypatch.setattr(__main__, "_windowed", windowed)
    assert __main__.main(arguments) == 0
    ((office, text),) = seen
    assert office == ""
    if link:
        assert str(read_link(text)) == link
    else:
        with pytest.raises(BadLink):
            read_link(text)


def test_a_file_that_was_double_clicked_may_come_as_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def windowed(office: str, _link: str) -> int:
        seen.append(office)
        return 0

    monkeypatch.setattr(__main__, "_windowed", windowed)
    office = tmp_path / "Lake side 50%.officedesk"
    __main__.main([office.as_uri()])
    __main__.main(["file://fileserver/share/x.officedesk"])
    assert seen == [str(office), "file://fileserver/share/x.officedesk"]
    assert not is_link(seen[0])
