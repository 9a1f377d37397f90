"""What goes out says what was typed, and nothing that was typed becomes a header."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.text import clean
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.markup import Frame, to_html
from officedesk.services.messaging.mime import Attached, Outgoing, attachment_name, needs_utf8, to_bytes

AT = datetime(2023, 6, 22, 12, tzinfo=UTC)
HEADERS = {"From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version"}
INJECTIONS = [
    "=?utf-8?q?hi=0ABcc:_x@y.z?=",
    "=?utf-8?b?aGkKQmNjOiB4QHkueg==?=",
    "hi\r\nBcc: x@y.z",
    "hi\nBcc: x@y.z",
    "hi\rBcc: x@y.z",
    "hi\u2028Bcc: x@y.z",
    "hi\x0bBcc: x@y.z\x00",
    '"hi" <x@y.z>, other <a@b.c>',
    "hi\\",
    "=?=?=?",
]


def made(typed: str, **changes: object) -> Outgoing:
    values: dict[str, object] = {
        "internet_id": "<1@lakeside.example>",
        "at": AT,
        "sender": Address(typed[:150], "office@lakeside.example"),
        "to": (Address(typed[:150], "pat@example.com"), Address("Lee", "lee@example.com")),
        "cc": (Address(typed[:150], "kim@example.com"),),
        "bcc": (Address(typed[:150], "hidden@example.com"),),
        "reply_to": Address(typed[:150], "dana@lakeside.example"),
        "subject": typed,
        "text": typed,
    }
    return Outgoing(**(values | changes))  # type: ignore[arg-type]


def parsed(outgoing: Outgoing) -> EmailMessage:
    found = email.message_from_bytes(to_bytes(outgoing), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("typed", INJECTIONS)
def test_nothing_that_is_typed_becomes_a_header(typed: str) -> None:
    content = to_bytes(made(typed))
    for policy in (email.policy.default, email.policy.SMTP, email.policy.compat32, email.policy.strict):
        found = email.message_from_bytes(content, policy=policy)
        assert set(found.keys()) == HEADERS
        assert len(found.keys()) == len(HEADERS)
    assert b"hidden@example.com" not in content
    whole = parsed(made(typed))
    assert whole["Subject"] == clean(typed)
    assert [one.addr_spec for one in whole["To"].addresses] == ["pat@example.com", "lee@example.com"]
    assert [one.addr_spec for one in whole["Reply-To"].addresses] == ["dana@lakeside.example"]


@given(st.text(max_size=400))
def test_a_subject_arrives_as_it_was_typed(typed: str) -> None:
    content = to_bytes(made("x", subject=typed))
    head = content.split(b"\r\n\r\n", 1)[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert head.isascii()
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert set(found.keys()) == HEADERS
    assert found["Subject"] == clean(typed)


@given(st.text(max_size=200))
def test_a_name_neither_hides_nor_adds_an_address(typed: str) -> None:
    found = parsed(made(typed, subject="x", text="x"))
    assert set(found.keys()) == HEADERS
    assert [one.addr_spec for one in found["To"].addresses] == ["pat@example.com", "lee@example.com"]
    assert [one.addr_spec for one in found["From"].addresses] == ["office@lakeside.example"]


@given(st.text(max_size=2_000))
def test_a_text_arrives_in_both_parts(typed: str) -> None:
    content = to_bytes(made("x", text=typed))
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert content.isascii()
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == clean(typed, lines=True) + "\n"
    assert "<script" not in html.get_content()


@pytest.mark.parametrize(
    ("name", "sent_as"),
    [
        ("Invoice 3001.pdf", "Invoice 3001.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Temp\\x.pdf", "C-Temp-x.pdf"),
        ("a.pdf:evil.exe", "a.pdf-evil.exe"),
        ("Angebot für Łukasz.pdf", "Angebot für Łukasz.pdf"),
        ("fdp.\u202eexe", "fdp.-exe"),
        ("=?utf-8?q?a=0ABcc:_x@y.z?=.pdf", "=-utf-8-q-a=0ABcc-_x@y.z-=.pdf"),
        ('a"; filename="b.exe', "a-; filename=-b.exe"),
        ("a\r\nBcc: x@y.z.pdf", "a Bcc- x@y.z.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_files_name_is_safe_and_arrives(name: str, sent_as: str) -> None:
    assert attachment_name(name) == sent_as
    found = parsed(made("x", files=(Attached(name, b"\x00\r\n.\r\nQUIT\r\n", "application/pdf"),)))
    assert set(found.keys()) == HEADERS
    (part,) = found.iter_attachments()
    assert part.get_filename() == sent_as
    assert part.get_content() == b"\x00\r\n.\r\nQUIT\r\n"


@pytest.mark.parametrize("kind", ["text/html", "message/rfc822", "multipart/mixed", "nonsense", "a/b\r\nX: y", ""])
def test_a_file_of_no_plain_kind_is_just_bytes(kind: str) -> None:
    (part,) = parsed(made("x", files=(Attached("a.bin", b"data", kind),))).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"


def test_a_picture_of_the_brand_is_in_the_message() -> None:
    frame = Frame(name="Lakeside <b>", colour="#00ff00", lines=("800 Marquette Ave",), logo_id="logo@officedesk")
    found = parsed(made("x", frame=frame, logo=b"\x89PNG\r\n\x1a\nrest"))
    html = found.get_body(("related", "html"))
    assert html is not None
    pictures = [part for part in found.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in pictures] == ["<logo@officedesk>"]
    text = next(part for part in found.walk() if part.get_content_type() == "text/html").get_content()
    assert 'src="cid:logo@officedesk"' in text
    assert 'alt="Lakeside &lt;b&gt;"' in text


def test_markup_that_was_typed_is_text() -> None:
    html = to_html(
        'Hi <script>alert(1)</script> & "you"\n\nhttps://a.example/?q="onmouseover=alert(1) javascript:alert(1)',
        Frame(name="<img src=x>", colour='red"><script>', lines=("<i>",), closing="</td>"),
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;you&#34;" in html
    assert '"onmouseover' not in html
    assert 'href="javascript' not in html
    assert "#1f6feb" in html


def test_lists_and_paragraphs_look_as_typed() -> None:
    html = to_html("Hello\nJohn\n\n- one\n- two\n\nBye", Frame())
    assert "Hello<br>John</p>" in html
    assert "<li>one</li>" in html.replace("\n", "")
    assert html.count("<ul") == 1


def test_domains_go_out_in_ascii_and_names_before_them_ask_for_more() -> None:
    assert not needs_utf8(made("x", to=(Address("", "pat@müller.example"),)))
    assert made("x", to=(Address("", "pat@müller.example"),)).recipients[0] == "pat@xn--mller-kva.example"
    assert needs_utf8(made("x", to=(Address("", "jörg@example.com"),)))


def test_mail_to_many_says_how_to_end_it() -> None:
    found = parsed(made("x", unsubscribe="office@lakeside.example"))
    assert found["List-Unsubscribe"] == "<mailto:office@lakeside.example?subject=unsubscribe>"


def test_an_answer_hangs_on_what_it_answers() -> None:
    found = parsed(made("x", answers=("<a@x.example>", "bad\r\nBcc: x@y.z", "<b@x.example>")))
    assert found["In-Reply-To"] == "<b@x.example>"
    assert found["References"].split() == ["<a@x.example>", "<b@x.example>"]
    assert "Bcc" not in found
