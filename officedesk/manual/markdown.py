"""As much of Markdown as the help is written in, and HTML that a QTextBrowser shows.

Headings, paragraphs, lists, numbered steps, tables, tips (``>``), pictures alone in their line; in a line bold, code
(keys), and links. Everything else is text, and is escaped.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)")
_STEP = re.compile(r"\d+\.\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: ``heading``, ``text``, ``list``, ``steps``, ``table``, ``tip`` or ``picture``.

    ``items`` are the entries of a list, and rows of a table with their cells; ``target`` is a picture's file.
    """

    kind: str
    text: str = ""
    level: int = 0
    items: tuple[tuple[str, ...], ...] = ()
    target: str = ""

    def texts(self) -> Iterator[str]:
        """Every piece of text in it, marks and all."""
        yield self.text
        for item in self.items:
            yield from item


def read(text: str) -> Iterator[Block]:
    """The blocks of a page."""
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        lines = [line.rstrip() for line in part.split("\n") if line.strip()]
        while lines and lines[0].startswith("#"):
            marks, _, heading = lines.pop(0).partition(" ")
            yield Block("heading", heading.strip(), len(marks))
        if lines:
            yield _block(lines)


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if found := _PICTURE.fullmatch(first):
        return Block("picture", found[1], target=found[2])
    if first.startswith("- "):
        return Block("list", items=_entries(lines, re.compile(r"- ")))
    if _STEP.match(first):
        return Block("steps", items=_entries(lines, _STEP))
    if first.startswith("|"):
        rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
        return Block("table", items=tuple(row for row in rows if set("".join(row)) - set("-: ")))
    if first.startswith("> "):
        return Block("tip", " ".join(line.removeprefix(">").strip() for line in lines))
    return Block("text", " ".join(line.strip() for line in lines))


def _entries(lines: list[str], mark: re.Pattern[str]) -> tuple[tuple[str, ...], ...]:
    entries: list[str] = []
    for line in lines:
        if found := mark.match(line):
            entries.append(line[found.end() :])
        else:
            entries[-1] = f"{entries[-1]} {line.strip()}"
    return tuple((entry,) for entry in entries)


def plain(text: str) -> str:
    """A piece of text without marks."""
    return _MARKS.sub(lambda found: found[1] or found[2] or found[3], text)


def anchor_of(heading: str) -> str:
    """What a link to a heading is called: ``Take a payment`` is ``take-a-payment``."""
    return "-".join(re.findall(r"[a-z0-9]+", heading.lower()))


def html(blocks: tuple[Block, ...], picture: Callable[[str, str], str], key: Callable[[str], str]) -> str:
    """A page as HTML. ``picture(file, words)`` is the element of a picture, ``key`` how a key is called here."""
    return "".join(_element(block, picture, key) for block in blocks)


def _element(block: Block, picture: Callable[[str, str], str], key: Callable[[str], str]) -> str:
    def line(text: str) -> str:
        return _line(text, key)

    if block.kind == "heading":
        name = f'<a name="{anchor_of(plain(block.text))}"></a>' if block.level > 1 else ""
        return f"<h{block.level}>{name}{line(block.text)}</h{block.level}>"
    if block.kind in ("list", "steps"):
        tag = "ul" if block.kind == "list" else "ol"
        return f"<{tag}>{''.join(f'<li>{line(item[0])}</li>' for item in block.items)}</{tag}>"
    if block.kind == "table":
        head, *rows = block.items
        cells = "".join(f"<th>{line(cell)}</th>" for cell in head)
        body = "".join(f"<tr>{''.join(f'<td>{line(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f'<table class="facts" width="100%" cellspacing="0"><tr>{cells}</tr>{body}</table>'
    if block.kind == "tip":
        return f'<table class="tip" width="100%" cellspacing="0"><tr><td>{line(block.text)}</td></tr></table>'
    if block.kind == "picture":
        return f'<p class="picture">{picture(block.target, block.text)}</p>'
    return f"<p>{line(block.text)}</p>"


def _line(text: str, key: Callable[[str], str]) -> str:
    pieces, at = [], 0
    for found in _MARKS.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        if found[1]:
            pieces.append(f"<code>&nbsp;{escape(key(found[1]))}&nbsp;</code>")
        elif found[2]:
            pieces.append(f"<b>{escape(found[2])}</b>")
        else:
            pieces.append(f'<a href="{escape(found[4])}">{escape(found[3])}</a>')
        at = found.end()
    pieces.append(escape(text[at:]))
    return "".join(pieces)
