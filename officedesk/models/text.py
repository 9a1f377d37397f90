"""Folding of text for search and sorting: case, accents and punctuation do not matter."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼ", ""))
# Letters that no decomposition takes apart.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ʼ": ""}
)
# ASCII without full stops and apostrophes, which most text is: a table does what the pattern does, twice as fast.
_PLAIN_ASCII = str.maketrans(
    {chr(code): chr(code).lower() if chr(code).isalnum() or chr(code) in "@&+-" else " " for code in range(128)}
)
# A full stop separates where no part of a word follows: "St. Paul", "Inc.,", but not in "a.b@c.de" and "1.5".
_SEPARATORS = re.compile(r"(?:[^\w@.&+\-]|_|\.+(?=[^\w@.&+\-]|_|$))+")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")


# A record's name is folded for its key, its search text and its sort key right after each other.
@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """``text`` in lower case without accents, apostrophes and separating punctuation, single-spaced.

    ``fold("Łukasiewicz & Söhne, Inc.") == "lukasiewicz & sohne inc"``. ``@ . & + -`` stay inside words.
    """
    if text.isascii():
        if "." not in text and "'" not in text and "`" not in text:
            return " ".join(text.translate(_PLAIN_ASCII).split())
        plain = text.lower().replace("'", "").replace("`", "")
    else:
        # Folded once more after the decomposition, which brings capitals out of letters such as "ᴬ".
        decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold()).casefold()
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_PLAIN)
    return " ".join(_SEPARATORS.sub(" ", plain).split())


def words(text: str, most: int = 24) -> list[str]:
    """The different words of folded ``text`` for a search, each no longer than 100 letters.

    A pasted page is no reason for a query that no database takes: the first ``most`` words decide.
    """
    return list(dict.fromkeys(word[:100] for word in fold(text[:10_000]).split()))[:most]


def same_name(one: str, other: str) -> bool:
    """Two names that people would take for the same: case, accents and punctuation aside, if anything is left then."""
    return (fold(one) or clean(one).casefold()) == (fold(other) or clean(other).casefold())


def digits(text: str) -> str:
    """The digits of ``text`` in order, as ASCII whatever their script: how phone numbers are compared."""
    if not text:
        return text
    if not text.isascii():
        text = "".join(str(value) for c in text if (value := unicodedata.digit(c, None)) is not None)
    return _NOT_DIGIT.sub("", text)


def natural_key(text: str, width: int = 12) -> str:
    """Folded ``text`` with every run of digits padded to ``width``, so that 9 sorts before 10."""
    if text.isascii() and text.isdecimal():
        return text.zfill(width)
    return re.sub(r"\d+", lambda run: run.group().zfill(width), fold(text))


def clean(text: str, *, lines: bool = False) -> str:
    r"""``text`` as it is stored: trimmed, without control characters and halves of surrogate pairs.

    With ``lines`` line breaks (as ``\n``) and tabs stay; without, they become spaces.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    else:
        text = _BREAKS.sub(" ", text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def email_problem(text: str) -> str | None:
    """Why ``text`` cannot be an email address, or ``None``. Empty is none; only the shape is looked at."""
    text = text.strip()
    if not text or (len(text) <= 254 and _EMAIL.fullmatch(text)):
        return None
    return f"“{text[:60]}” is not an email address."


def address_line(place: Any) -> str:
    """An address in one line, as lists show it: ``400 S 4th St., Suite 1000M, Minneapolis, MN 55415``.

    ``place`` is anything with the parts of an address; all of them are ``None`` where a document has no location.
    """
    tail = " ".join(filter(None, (place.region, place.postal_code)))
    return ", ".join(filter(None, (place.street, place.street2, place.city, tail)))
