"""What of a row stands where on its card: taken from the columns of the list, so that both show the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from officedesk.views.lists.columns import Cell, Column

LINES = 3
"""Most lines between the title and the foot."""
_NOTHING = ("", "—")
_CHIPS = ("status", "tags")


@dataclass(frozen=True, slots=True)
class Card:
    """Title with an amount at its right, lines below, and a foot with chips and a word at its right."""

    title: Cell
    amount: Cell
    lines: tuple[Cell, ...]
    foot: Cell
    aside: Cell


class CardPlan:
    """Columns by their place on the card. Where none says, the first is the title and the last figures the amount."""

    def __init__(self, columns: Sequence[Column]) -> None:
        places = _said(columns) if any(column.card for column in columns) else _guessed(columns)
        self._title = places["title"][0]
        self._amount = next(iter(places["amount"]), None)
        self._aside = next(iter(places["aside"]), None)
        self._chips = places["chips"]
        self._lines = [line for line in (places[str(n + 1)] for n in range(LINES)) if line]
        # Chips of the other columns stand in the foot too.
        self._rest = [
            self._title,
            *([self._amount] if self._amount else []),
            *(c for line in self._lines for c in line),
        ]
        self.lines = len(self._lines)
        """Lines between title and foot: the same for every card of the list, filled or not."""
        self.foot = bool(self._chips or self._aside)

    def card(self, row: Any) -> Card:
        """The card of a row."""
        cells = {column.name: column.show(row) for column in self._rest}
        chips = [_told(column, column.show(row), chips=True) for column in self._chips]
        title = cells[self._title.name]
        lines = [self._line([(c, cells[c.name]) for c in line], n) for n, line in enumerate(self._lines)]
        # What is missing leaves no gap in the middle.
        filled = [line for line in lines if line.text]
        marks = [chip for cell in chips for chip in cell.chips] + [
            chip for cell in cells.values() for chip in cell.chips
        ]
        amount = cells[self._amount.name] if self._amount else Cell()
        return Card(
            title=replace(title, bold=True, chips=()),
            amount=replace(amount, bold=amount.tone != "muted", chips=()),
            lines=tuple(filled),
            foot=Cell(
                " · ".join(cell.text for cell in chips if cell.text),
                tone="muted",
                chips=tuple(marks),
                tip=next((cell.tip for cell in chips if cell.tip), ""),
            ),
            aside=replace(_told(self._aside, self._aside.show(row)), tone="muted") if self._aside else Cell(),
        )

    @staticmethod
    def _line(cells: list[tuple[Column, Cell]], number: int) -> Cell:
        told = [_told(column, cell) for column, cell in cells]
        loud = next((cell.tone for cell in told if cell.tone not in ("text", "muted")), "")
        quiet = number > 0 or all(cell.tone == "muted" for cell in told)
        return Cell(
            " · ".join(cell.text for cell in told if cell.text),
            tone=loud or ("muted" if quiet else "text"),
            marks=tuple(mark for cell in told for mark in cell.marks),
            tip=next((cell.tip for cell in told if cell.tip), ""),
        )


def _told(column: Column, cell: Cell, *, chips: bool = False) -> Cell:
    """The cell with the word that says what it is; nothing where there is nothing."""
    kept = cell.chips if chips else ()
    if cell.text in _NOTHING:
        return replace(cell, text="", chips=kept)
    text = f"{column.card_word} {cell.text}" if column.card_word else cell.text
    return replace(cell, text=text, bold=False, chips=kept)


def _said(columns: Sequence[Column]) -> dict[str, list[Column]]:
    places = _places()
    for column in columns:
        if column.card in places:
            places[column.card].append(column)
    return places


def _guessed(columns: Sequence[Column]) -> dict[str, list[Column]]:
    places = _places()
    places["title"] = [columns[0]]
    amount = next((column for column in reversed(columns[1:]) if column.right), None)
    places["amount"] = [amount] if amount else []
    places["chips"] = [column for column in columns[1:] if column.name in _CHIPS]
    rest = [c for c in columns[1:] if c is not amount and c.name not in _CHIPS]
    for number, column in enumerate(rest[:LINES]):
        places[str(number + 1)] = [replace(column, card_word=column.card_word or f"{column.title}:")]
    return places


def _places() -> dict[str, list[Column]]:
    return {place: [] for place in ("title", "amount", "chips", "aside", *(str(n + 1) for n in range(LINES)))}
