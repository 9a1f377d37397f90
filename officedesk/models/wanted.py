"""What a typed search text asks for: pure rules, the same for every engine."""

import re
from dataclasses import dataclass

from officedesk.models.text import clean, digits, fold

MAX_TEXT = 200
"""Characters of a search text that are looked at: a pasted page is not a search."""
_MAX_TERMS = 8
_PHONE_RUN = re.compile(r"(?<![\w@])\+?\(?\d+[\s().\-/]+[\d\s().\-/]*\d(?!\w)")
"""Digits with punctuation between them, apart from words."""
_ONLY_PHONE = re.compile(r"[\d\s()+.\-/#]+")
_DOCUMENT = re.compile(
    r"(?:(estimate|est|quote|job|work order|wo|invoice|inv|credit note|credit)(?=[\s.:#])[\s.:]*)?"
    r"(?:no\b\.?\s*|#\s*)?(\S+)",
    re.IGNORECASE,
)
_KINDS = {"est": "estimate", "quote": "estimate", "work order": "job", "wo": "job", "inv": "invoice"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One search. A customer is found when, in any of ``ways``, every term (with its variants) is in its text.

    ``prefix`` is the folded text as a whole: names that begin with it come first. A term of one or two letters
    counts at the beginning of a word only. ``document`` is what may be the beginning of a document's number, with
    the kind in front of it where one was typed.
    """

    prefix: str
    ways: tuple[tuple[tuple[str, ...], ...], ...]
    document: str = ""
    document_kind: str = ""

    @property
    def indexed(self) -> bool:
        """Whether each way has a term that a trigram index can look up."""
        return all(any(has_trigram(group) for group in way) for way in self.ways)


def forms(term: str) -> tuple[str, ...]:
    """What to look for in a customer's text: one or two letters only where a word begins.

    Scripts that put no spaces between words (Chinese, Japanese) are looked for anywhere.
    """
    if len(term) >= 3 or spaceless(term):
        return (term,)
    return (f" {term}", f"\n{term}")


def has_trigram(group: tuple[str, ...]) -> bool:
    """Whether every variant of a term can be looked up by three letters."""
    return all(len(form) >= 3 for term in group for form in forms(term))


def spaceless(term: str) -> bool:
    """Whether ``term`` is in a script that puts no spaces between words."""
    return ord(term[0]) >= 0x2E80


def prefix_end(prefix: str) -> str:
    """The upper end (exclusive) of the texts that begin with ``prefix``, compared by code point."""
    return prefix + "\U0010ffff"


def wanted(text: str) -> Wanted | None:
    """Read a search text; ``None`` where it holds nothing to search for (blanks, punctuation of phone numbers)."""
    text = clean(text[:MAX_TEXT])
    prefix = fold(text)
    if not prefix or (not any(c.isalnum() for c in prefix) and _ONLY_PHONE.fullmatch(text)):
        return None
    ways = [prefix.split()]
    ways.append(fold(_PHONE_RUN.sub(lambda run: f" {digits(run.group())} ", text)).split())
    if _ONLY_PHONE.fullmatch(text):
        number = digits(text)
        ways.append([number])
        if len(number) == 11 and number.startswith("1"):
            ways.append([number[1:]])
    unique = dict.fromkeys(tuple((term,) for term in dict.fromkeys(way[:_MAX_TERMS])) for way in ways if way)
    kind, number = _document(text)
    return Wanted(prefix, tuple(unique), number, kind)


def literal(text: str) -> str:
    """The text where nothing of it survives folding (``%``, ``🌲``): it is looked for in names as it stands."""
    text = clean(text[:MAX_TEXT])
    return "" if fold(text) or _ONLY_PHONE.fullmatch(text) else text


def _document(text: str) -> tuple[str, str]:
    match = _DOCUMENT.fullmatch(text)
    if match is None or not any(c.isdigit() for c in match.group(2)) or len(match.group(2)) > 60:
        return "", ""
    kind = (match.group(1) or "").lower()
    return _KINDS.get(kind, kind), match.group(2)


def single_edits(word: str) -> set[str]:
    """Every text one typing slip away from ``word``: a letter missing, doubled, wrong, or two swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz" if word.isascii() else "".join(sorted(set(word)))
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in splits if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in splits if tail for letter in letters}
    found |= {head + letter + tail for head, tail in splits for letter in letters}
    return found - {word}
