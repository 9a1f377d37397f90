"""An address in parts, with suggestions from the cities and ZIP codes that ship with the application."""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from officedesk.services.customers.drafts import Address, CustomerDraft
from officedesk.views.customers.placed_address import PlacedAddress
from officedesk.views.shell import Shell
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.suggestions import Suggestions

_PARTS = ("street", "street2", "postal_code", "city", "region", "country")
_TITLES = {
    "street": "Street",
    "street2": "Suite, unit",
    "postal_code": "ZIP",
    "city": "City",
    "region": "State",
    "country": "Country",
}
# Where each part stands: row, column, rows, columns.
_WIDE = {
    "street": (0, 0, 1, 4),
    "street2": (0, 4, 1, 2),
    "postal_code": (1, 0, 1, 1),
    "city": (1, 1, 1, 2),
    "region": (1, 3, 1, 1),
    "country": (1, 4, 1, 2),
}
_NARROW = {
    "street": (0, 0, 1, 6),
    "street2": (1, 0, 1, 3),
    "country": (1, 3, 1, 3),
    "postal_code": (2, 0, 1, 2),
    "city": (2, 2, 1, 3),
    "region": (2, 5, 1, 1),
}


class AddressEditor(QWidget):
    """``edited`` at every change by the user. Typing a ZIP code or a city suggests the rest, offline."""

    edited = Signal()

    def __init__(self, shell: Shell, *, narrow: bool = False) -> None:
        """``narrow``: three lines instead of two."""
        super().__init__()
        self._shell = shell
        self.placed = PlacedAddress(self)
        self.parts = {name: QLineEdit() for name in _PARTS}
        self.fields = {name: FormField(_TITLES[name], part) for name, part in self.parts.items()}
        for part in self.parts.values():
            part.setMaxLength(300)
            part.textEdited.connect(lambda _: self._typed())
            part.editingFinished.connect(self._tidy)
        self.parts["country"].setPlaceholderText("United States")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for name, place in (_NARROW if narrow else _WIDE).items():
            grid.addWidget(self.fields[name], *place)
        for at, stretch in enumerate((3, 3, 3, 2, 2, 2)):
            grid.setColumnStretch(at, stretch)
        order = sorted(self.parts, key=lambda name: (_NARROW if narrow else _WIDE)[name][:2])
        for before, after in pairwise(order):
            QWidget.setTabOrder(self.parts[before], self.parts[after])
        self.suggestions = {
            name: Suggestions(shell, self.parts[name], ask, _line, take, least)
            for name, ask, take, least in (
                ("postal_code", self._ask, self._take, 2),
                ("city", self._ask, self._take, 2),
                ("street", self._ask_after_comma, self._take_after_street, 6),
            )
        }

    def address(self) -> Address:
        """What is typed. The point on the map stays while the address says the same place."""
        self.placed.type(self._typed_address())
        return self.placed.address()

    def set_address(self, address: Address) -> None:
        """Show an address without telling."""
        self._shown(address)
        self.placed.show(address)
        self._look()

    def show_errors(self, errors: dict[str, str]) -> list[QWidget]:
        """Say what is wrong by part; returns the fields concerned."""
        wrong: list[QWidget] = []
        for name, field in self.fields.items():
            field.show_error(errors.get(name, ""))
            if name in errors:
                wrong.append(self.parts[name])
        return wrong

    def _typed(self) -> None:
        # A remark goes as soon as it no longer holds, but does not come while somebody is typing.
        if any(field.note for field in self.fields.values()):
            self._look()
        self.placed.type(self._typed_address())
        self.edited.emit()

    def _typed_address(self) -> Address:
        street, street2, postal_code, city, region, country = (self.parts[name].text().strip() for name in _PARTS)
        return Address(street, street2, city, region, postal_code, country)

    def _shown(self, address: Address) -> None:
        for name, part in self.parts.items():
            if part.text() != getattr(address, name):
                part.setText(getattr(address, name))
                part.setCursorPosition(0)

    def _look(self) -> None:
        """Remark under its field on what looks odd, a ZIP code of four digits say. It keeps nobody from saving."""
        from officedesk.services.customers.rules import warnings

        odd = warnings(CustomerDraft(billing=self.address()))
        for name, field in self.fields.items():
            field.show_note(odd.get(f"billing.{name}", ""))

    @staticmethod
    def _ask(text: str) -> list[Address]:
        from officedesk.services.customers.addresses import suggest

        return suggest(text, 8)

    def _ask_after_comma(self, text: str) -> list[Address]:
        """A street alone is no city: what follows its comma may be one."""
        return self._ask(text) if len(text.rpartition(",")[2].strip()) > 1 and "," in text else []

    def _take(self, found: Address) -> None:
        self._put(found)
        if not self.parts["street"].text().strip():
            self.parts["street"].setFocus()

    def _take_after_street(self, found: Address) -> None:
        street = self.parts["street"].text().rpartition(",")[0] or self.parts["street"].text()
        self.parts["street"].setText(street.strip())
        self._put(found)

    def _put(self, found: Address) -> None:
        # Not its point: that is the middle of the ZIP code area, and where maps show an address that nobody placed.
        words = {name: getattr(found, name) for name in ("city", "region", "postal_code")}
        self._shown(replace(self._typed_address(), **words))
        self._look()
        self.placed.type(self._typed_address())
        self.edited.emit()

    def _tidy(self) -> None:
        """On leaving a field: single spaces, states in capitals."""
        for name, part in self.parts.items():
            text = " ".join(part.text().split())
            if name == "region" and len(text) == 2:
                text = text.upper()
            if text != part.text():
                part.setText(text)
        self._look()


def _line(address: Address) -> str:
    return f"{address.postal_code}  {address.city}, {address.region}"
