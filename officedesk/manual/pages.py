"""The pages of the help, read from the Markdown files under ``docs/help``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from officedesk.manual.markdown import Block, anchor_of, plain, read
from officedesk.resources import help_path

INDEX = "index"
"""The page that lists all others."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a page and the text under it, without marks. The first has no heading of its own."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Page:
    """``keywords`` are words that people look for and the page does not use."""

    name: str
    title: str
    keywords: str
    blocks: tuple[Block, ...]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The page as it is searched."""
        found: list[Section] = []
        anchor, heading, texts = "", "", list[str]()
        for block in self.blocks:
            if block.kind == "heading" and block.level > 1:
                found.append(Section(anchor, heading, " ".join(texts)))
                heading = plain(block.text)
                anchor, texts = anchor_of(heading), []
            elif block.kind != "heading":
                texts += [plain(text) for text in block.texts()]
        found.append(Section(anchor, heading, " ".join(texts)))
        return tuple(section for section in found if section.heading or section.text)

    @property
    def anchors(self) -> set[str]:
        """What a link can lead to inside the page."""
        return {section.anchor for section in self.sections if section.anchor}

    def links(self) -> set[str]:
        """Where its links lead."""
        return {
            target
            for block in self.blocks
            for text in block.texts()
            for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", text)
        }

    def pictures(self) -> set[str]:
        """The names of its picture files."""
        return {block.target for block in self.blocks if block.kind == "picture"}


@dataclass(frozen=True)
class Manual:
    """All pages by name, and the folder that they and their pictures are in."""

    folder: Path
    pages: Mapping[str, Page]

    @classmethod
    def load(cls, folder: Path | None = None) -> "Manual":
        """Read them: some forty small files. Raises MissingResource where the program came without its help."""
        folder = folder or help_path()
        return cls(folder, {path.stem: _page(path) for path in sorted(folder.glob("*.md"))})

    def picture(self, name: str) -> Path:
        """The file of a picture."""
        return self.folder / "images" / Path(name).name

    def order(self) -> list[str]:
        """The names of the pages as the index lists them."""
        index = self.pages[INDEX]
        listed: dict[str, None] = {}
        for block in index.blocks:
            for text in block.texts():
                for target in re.findall(r"\]\((\w[\w-]*)\.md", text):
                    listed[target] = None
        return [name for name in listed if name in self.pages]


def _page(path: Path) -> Page:
    lines = path.read_text(encoding="utf-8").split("\n")
    title, keywords = path.stem, ""
    if lines and lines[0].startswith("# "):
        title = lines[0][2:].strip()
    for at, line in enumerate(lines[:4]):
        if line.startswith("Keywords:"):
            keywords = line.removeprefix("Keywords:").strip()
            del lines[at]
            break
    return Page(path.stem, title, keywords, tuple(read("\n".join(lines))))
