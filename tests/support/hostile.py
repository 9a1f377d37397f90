"""Text that people paste, mistype or send on purpose, and how to put it into every word of a draft."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from officedesk.errors import InvalidInput
from officedesk.models.text import clean

T = TypeVar("T")

_letters = random.Random(11)

TEXTS = (
    "<b>x",
    "<b>&\"'</para><img src=x>",
    "</para><img src=/etc/hostname>",
    '<a href="javascript:alert(1)">click</a>',
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; & &amp;",
    "<!-- x --> <?xml?> <![CDATA[x]]>",
    "{{7*7}}",
    "${1}",
    "${window.x=1}",
    "%s %d {0} {name!r}",
    "=HYPERLINK(1)",
    '=HYPERLINK("http://x.example","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    "''",
    "\t=1",
    "\r=1",
    "=?utf-8?q?hi=0ABcc:_x@y.z?=",
    "a\r\nBcc: x@y.z",
    "two\nlines",
    "../../x",
    "C:\\x",
    "\\\\host\\x",
    "CON",
    "a.pdf:evil.exe",
    "invoice.pdf.exe",
    "invoice\u202efdp.exe",
    "n" * 300,
    "nul\0 and \0",
    "'; DROP TABLE customer; --",
    "%_\\",
    '" OR ""="',
    "lone \ud800 half \udfff",
    "e\u0301\u0323 \u0e01\u0e49\u0e49\u0e49 " + "\u0335" * 40,
    "شركة التكييف (2023)",
    "שלום עולם",
    "Công ty Điện lạnh Việt Nam",
    "中文字符，空调维修",
    "😀 👍🏽 👨\u200d👩\u200d👧 ❤️ 🇺🇸",
    "\ufeffmark \ufffe \uffff \U0010ffff",
    "a\u2028b\u2029c\x85d\x0be\x0cf",
    "\u00a0 \u3000 x \u200b",
    "x" * 5_000,
    " ".join(["word"] * 1_000),
    # Does not compress: an index would have to hold all of it.
    "".join(chr(_letters.randrange(0x4E00, 0x9FA5)) for _ in range(5_000)),
)
"""Every one has something left when control characters and halves of surrogate pairs are taken out."""

SEARCHES = (
    *TEXTS,
    "%",
    "_",
    "\\",
    '"',
    "'",
    "*",
    "(",
    ")",
    "\0",
    "\ud800",
    "-",
    "a AND b",
    "NEAR(a b)",
    "^a",
    "a:b",
    "@",
)


def name_of(text: str) -> str:
    """A test's name for ``text``."""
    return ascii(text[:18])


def plain(text: str) -> bool:
    """``text`` is stored as it is: nothing is taken out of it."""
    return text == clean(text)


def drawable(text: str) -> str:
    """``text`` without what is not seen: what a page or a screen can show of it."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Cn", "Zs", "Zl", "Zp"))


def everywhere(value: T, text: str, leave: Collection[str] = ()) -> T:
    """``value`` (a frozen draft) with ``text`` for each word that is filled, at any depth, but not for ``leave``.

    A name in ``leave`` may be a field's or a path as messages have it: ``contacts.0.email``.
    """
    made: T = _everywhere(value, text, frozenset(leave), "")
    return made


def _everywhere(value: Any, text: str, leave: frozenset[str], path: str) -> Any:
    if type(value) is str:
        return text if value else value
    if isinstance(value, tuple):
        return tuple(_everywhere(part, text, leave, f"{path}{at}.") for at, part in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        kept = [name for name in names if name not in leave and f"{path}{name}" not in leave]
        return replace(
            value, **{name: _everywhere(getattr(value, name), text, leave, f"{path}{name}.") for name in kept}
        )
    return value


def words(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of every word of a draft."""
    if type(value) is str:
        yield path, value
    elif isinstance(value, tuple):
        for at, part in enumerate(value):
            yield from words(part, f"{path}.{at}" if path else str(at))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from words(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)


def put(save: Callable[[T], T], draft: T, text: str, leave: Collection[str] = ()) -> tuple[T, T, dict[str, str]]:
    """Save ``draft`` with ``text`` in every field. What is refused must be named; it is left as it was, and told.

    Returns what was sent in the end, what was stored, and {field: reason} of what was refused.
    """
    refused: dict[str, str] = {}
    for _ in range(8):
        sent = everywhere(draft, text, {*leave, *refused})
        try:
            return sent, save(sent), refused
        except InvalidInput as error:
            known = {path for path, word in words(sent) if word == text}
            named = {name for name in error.fields if name in known or name.split(".")[-1] in ("tags", "name")}
            if not named or not all(error.fields.values()):
                raise AssertionError(f"{text[:40]!r} was refused, but no field of it is named") from error
            refused |= error.fields
    raise AssertionError(f"{text[:40]!r} is refused again and again: {refused}")


def differences(sent: Any, stored: Any, leave: Collection[str] = ()) -> list[tuple[str, str, str]]:
    """(path, sent, stored) of the words that were not stored as they should be: cleaned, but whole."""
    found = []
    kept = dict(words(stored))
    for path, text in words(sent):
        if path in leave or path.split(".")[-1] in leave:
            continue
        if text and kept.get(path) not in (clean(text), clean(text, lines=True)):
            found.append((path, text[:60], str(kept.get(path))[:60]))
    return found
