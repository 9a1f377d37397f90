"""A field for addresses, separated by commas: what is typed is completed from the people of the customer."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit

from officedesk.models.text import fold
from officedesk.services.messaging.addresses import parse_addresses
from officedesk.services.messaging.drafts import Address
from officedesk.views.shell import Shell
from officedesk.views.widgets.suggestions import Suggestions

MOST = 8


class AddressEdit(QLineEdit):
    """``people()`` are those offered while a name or an address is typed."""

    def __init__(self, shell: Shell, people: Callable[[], Sequence[Address]]) -> None:
        super().__init__()
        self.setMaxLength(8_000)
        self._people = people
        self.suggestions = Suggestions(shell, self, self._find, str, self._take, least=1)

    def addresses(self) -> tuple[Address, ...]:
        """Everybody who is named, as typed."""
        return parse_addresses(self.text())

    def set_addresses(self, addresses: Sequence[Address]) -> None:
        self.setText(", ".join(_written(one) for one in addresses))
        self.setCursorPosition(0)

    def _find(self, text: str) -> list[Address]:
        wanted = fold(text[_last(text) :].strip())
        there = {one.address.casefold() for one in parse_addresses(text[: _last(text)])}
        if not wanted:
            return []
        return [
            one
            for one in self._people()
            if wanted in fold(f"{one.name} {one.address}") and one.address.casefold() not in there
        ][:MOST]

    def _take(self, address: Address) -> None:
        text = self.text()
        begin = text[: _last(text)].rstrip()
        self.setText(f"{begin} {_written(address)}, " if begin else f"{_written(address)}, ")
        self.textEdited.emit(self.text())


def _last(text: str) -> int:
    """Where the address that is being typed begins; a comma in quotes is part of a name."""
    at, quoted = 0, False
    for number, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in ",;" and not quoted:
            at = number + 1
    return at


def _written(one: Address) -> str:
    if not one.name:
        return one.address
    plain = one.name.replace('"', "")
    name = f'"{plain}"' if any(letter in plain for letter in ",;<>@") else plain
    return f"{name} <{one.address}>"
