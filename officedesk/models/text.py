"""Folding of text for search and sorting: case, accents and punctuation do not matter."""

import re
import unicodedata

# Letters that no decomposition takes apart.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    | dict.fromkeys("'’‘`´ʼ", "")
)
_SEPARATORS = re.compile(r"[^\w@.&+\-]+|_+|\.(?=\s|$)")
_NOT_DIGIT = re.compile(r"\D+")


def fold(text: str) -> str:
    """``text`` in lower case without accents, apostrophes and separating punctuation, single-spaced.

    ``fold("Łukasiewicz & Söhne, Inc.") == "lukasiewicz & sohne inc"``. ``@ . & + -`` stay inside words.
    """
    if text.isascii():
        plain = text.lower().replace("'", "").replace("`", "")
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_PLAIN)
    return _SEPARATORS.sub(" ", plain).strip()


def digits(text: str) -> str:
    """The ASCII digits of ``text``, in order: how phone numbers are compared."""
    return _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", text)) if not text.isascii() else _NOT_DIGIT.sub("", text)


def natural_key(text: str, width: int = 12) -> str:
    """Folded ``text`` with every run of digits padded to ``width``, so that 9 sorts before 10."""
    return re.sub(r"\d+", lambda run: run.group().zfill(width), fold(text))
