"""Columns of a list: what each shows of a row, declared once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QPixmap


@dataclass(frozen=True, slots=True)
class Chip:
    """A small coloured word. ``tone``: ``plain``, ``accent``, ``ok``, ``warn`` or ``bad``."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: text, chips before it, marks (icon name, token) behind it. ``tip`` explains on hover."""

    text: str = ""
    bold: bool = False
    tone: str = "text"
    chips: tuple[Chip, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    tip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says and the clipboard gets."""
        return " ".join([*(chip.text for chip in self.chips), self.text]).strip()


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the field that the list sorts by; ``show`` makes the cell of a row."""

    name: str
    title: str
    width: int
    show: Callable[[Any], Cell]
    right: bool = False
    sortable: bool = True
    stretch: bool = False
    roomy: bool = False
    """Shown where there is room for every column; otherwise the user can still choose it."""
    least: int = 0
    """What it may be narrowed to where there is no room for its width; 0: never narrower."""
    descending_first: bool = False
    """Dates and amounts: the first click shows the newest or largest."""
    card: str = ""
    """Where it stands on a card: ``title``, ``amount``, ``chips``, ``aside``, or a line, ``1`` to ``3``."""
    card_word: str = ""
    """Said before it on a card, where the value alone would not tell what it is."""


def on_cards(columns: Sequence[Column], **places: str) -> tuple[Column, ...]:
    """Say where columns stand on a card: ``number="title"``, ``due_date="aside Due"`` with the word before it.

    Columns that are not named are not on the card; names without a column say nothing.
    """
    said = {name: place.partition(" ")[::2] for name, place in places.items()}
    return tuple(
        replace(column, card=said[column.name][0], card_word=said[column.name][1]) if column.name in said else column
        for column in columns
    )


class Pictures(Protocol):
    """Pictures of rows for their cards; ``changed`` tells that one more can be drawn."""

    changed: SignalInstance

    def picture(self, row: Any) -> QPixmap | None:
        """The picture of a row; ``None`` where it has none, or not yet."""

    def icon(self, row: Any) -> str:
        """The icon that stands for it then."""
