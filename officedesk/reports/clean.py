"""Typed text made fit to be set: nothing in it is markup, nothing in it can steer the page."""

import re
import unicodedata

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, and what reverses or hides text around it (U+202E turns "gpj.exe" about).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def clean(text: str) -> str:
    """``text`` without control characters, one kind of line break, accents composed, lone surrogates as U+FFFD."""
    if text.isascii():
        if text.isprintable():
            return text
    else:
        if not text.isprintable():
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = unicodedata.normalize("NFC", text)
    return _UNSEEN.sub("", _BREAKS.sub("\n", text).replace("\t", "    "))


def one_line(text: str) -> str:
    """``clean`` text for places of one line: every run of white space is one space."""
    return " ".join(clean(text).split())
