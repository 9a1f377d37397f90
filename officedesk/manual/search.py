"""Search in the help: as one types, over titles, headings and text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from officedesk.manual.pages import INDEX, Manual, Page, Section
from officedesk.models.text import fold

_LENGTH = 130
"""Letters of an excerpt."""
_LIKE = 0.75
"""How like a known word a slip has to be."""
_TITLE, _START, _KEYWORD, _HEADING, _TEXT = 12, 8, 10, 6, 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A page, the place in it that answers best, and words around it. ``marks``: (start, length) in ``excerpt``."""

    page: str
    title: str
    anchor: str
    heading: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]


def search(manual: Manual, typed: str) -> list[Hit]:
    """Pages that hold every typed word, each as the beginning of a word; best first, each page once."""
    words = [_stem(word) for word in fold(typed).split()]
    if not words:
        return []
    order = {name: at for at, name in enumerate(manual.order())}
    found: list[tuple[int, int, Hit]] = []
    for page in manual.pages.values():
        if page.name != INDEX and (best := _best(page, words)) is not None:
            score, section = best
            found.append((-score, order.get(page.name, len(order)), _hit(page, section, words)))
    found.sort(key=lambda one: one[:2])
    return [hit for *_, hit in found]


def corrected(manual: Manual, typed: str) -> str:
    """``typed`` with each word that no page has replaced by the one most like it; empty where there is none."""
    from difflib import get_close_matches

    known = {word for page in manual.pages.values() for word in _words_of(page)}
    better = []
    for word in fold(typed).split():
        if any(each.startswith(_stem(word)) for each in known):
            better.append(word)
        elif like := get_close_matches(word, known, 1, _LIKE):
            better.append(like[0])
        else:
            return ""
    return " ".join(better)


def _words_of(page: Page) -> set[str]:
    texts = [page.title, page.keywords, *(f"{section.heading} {section.text}" for section in page.sections)]
    return {word for text in texts for word in fold(text).split()}


def marks(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where in ``text`` words begin with one of ``words``."""
    return tuple(
        (match.start(), match.end() - match.start())
        for match in re.finditer(r"[^\W_]+(?:[-’'.@/][^\W_]+)*", text)
        if any(each.startswith(word) for word in words for each in fold(match[0]).split())
    )


def typed_words(typed: str) -> list[str]:
    """What :func:`search` looks for."""
    return [_stem(word) for word in fold(typed).split()]


def _stem(word: str) -> str:
    # "invoices" finds an invoice too.
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def _best(page: Page, words: Sequence[str]) -> tuple[int, Section] | None:
    title, keywords = fold(page.title).split(), fold(page.keywords).split()
    best: tuple[int, Section] | None = None
    everything = {*title, *keywords}
    for section in page.sections:
        heading, text = fold(section.heading).split(), fold(section.text).split()
        everything.update(heading, text)
        score = 0
        for word in words:
            here = 0
            if any(each.startswith(word) for each in title):
                here += _TITLE + (_START if title[0].startswith(word) else 0)
            if any(each.startswith(word) for each in keywords):
                here += _KEYWORD
            if any(each.startswith(word) for each in heading):
                here += _HEADING
            here += min(3, sum(each.startswith(word) for each in text)) * _TEXT
            score += here or -_TITLE
        if best is None or score > best[0]:
            best = (score, section)
    # Every word stands somewhere on the page, though not all of them in one section.
    return best if all(any(each.startswith(word) for each in everything) for word in words) else None


def _hit(page: Page, section: Section, words: Sequence[str]) -> Hit:
    text = section.text or page.sections[0].text
    first = next(iter(marks(text, words)), (0, 0))[0]
    start = max(0, first - 40)
    if start:
        start = text.rfind(" ", 0, start) + 1
    cut = text[start : start + _LENGTH]
    if start + _LENGTH < len(text):
        cut = cut.rsplit(" ", 1)[0] + " …"
    excerpt = f"{'… ' if start else ''}{cut}"
    return Hit(page.name, page.title, section.anchor, section.heading, excerpt, marks(excerpt, words))
