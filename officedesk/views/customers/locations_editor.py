"""The service locations of a customer in its form."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from officedesk.services.customers.drafts import Address, ContactDraft, LocationDraft
from officedesk.views.customers.address_editor import AddressEditor
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


class LocationCard(QFrame):
    """One location. ``same`` (only of the first one of a new customer) takes the billing address."""

    edited = Signal()
    removed = Signal()

    def __init__(self, shell: Shell, enter: EnterMovesOn, number: int) -> None:
        super().__init__()
        self._draft, self._shell = LocationDraft(), shell
        self.name = QLineEdit()
        self.name.setMaxLength(300)
        self.name.setPlaceholderText("Main office")
        self.contact = Combo(shell.icons, shell.theme, empty="None")
        self.tax = Combo(shell.icons, shell.theme, empty="The customer's")
        self.address = AddressEditor(shell)
        self.same = QCheckBox("Same as billing address")
        self.same.toggled.connect(self._same_toggled)
        self.same.hide()
        self.remove = button("", self.removed.emit, kind="plain", icon=shell.icons("trash"), tip="Remove")
        self.remove.setAccessibleName("Remove this location")
        self.title = label("", "strong")
        self.fields = {
            "name": FormField("Location name", self.name),
            "contact": FormField("Contact", self.contact),
            "tax_rate_id": FormField("Tax rate", self.tax),
        }
        head = row(self.title, self.same, None, self.remove)
        both = row(self.fields["name"], self.fields["contact"], self.fields["tax_rate_id"])
        for at, share in enumerate((4, 3, 3)):
            both.setStretch(at, share)
        self.map_button = button("", self._place, kind="link", icon=shell.icons("map-pin", "accent_text"))
        self.address.placed.changed.connect(self._show_placed)
        self._show_placed()
        self.setLayout(column(head, both, self.address, row(self.map_button, None), spacing=6))
        self.name.textEdited.connect(lambda _: self.edited.emit())
        self.contact.edited.connect(self.edited)
        self.tax.edited.connect(self.edited)
        self.address.edited.connect(self.edited)
        enter.watch(self.name, self.contact, self.tax, *self.address.parts.values())
        self.set_number(number)

    def set_number(self, number: int) -> None:
        self.title.setText(f"Location {number}")

    def load(self, draft: LocationDraft, people: Sequence[tuple[int, str]]) -> None:
        """Show a location; ``people`` are (key, name) of the contacts in their order."""
        self._draft = draft
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        self.address.set_address(draft.address)
        self.contact.set_choices(people)
        at = draft.contact
        self.contact.set_value(people[at][0] if at is not None and at < len(people) else None)
        self.tax.set_value(draft.tax_rate_id)

    def offer_same(self, on: bool) -> None:
        """Offer "Same as billing address", ticked or not."""
        self.same.setVisible(True)
        self.same.setChecked(on)
        self._show_address()

    def draft(self, billing: Address, people: Sequence[tuple[int, str]] = ()) -> LocationDraft:
        same = self.takes_billing
        address = replace(billing) if same else self.address.address()
        return replace(
            self._draft,
            name=self.name.text().strip(),
            address=address,
            contact=next((at for at, (key, _) in enumerate(people) if key == self.contact.value()), None),
            tax_rate_id=self.tax.value(),
        )

    @property
    def id(self) -> int | None:
        """Of the stored location, if it is one."""
        return self._draft.id

    @property
    def takes_billing(self) -> bool:
        return not self.same.isHidden() and self.same.isChecked()

    def show_errors(self, errors: dict[str, str]) -> list[QWidget]:
        """Say what is wrong by field (``address.city``); returns the fields concerned."""
        wrong: list[QWidget] = []
        for name, field in self.fields.items():
            field.show_error(errors.get(name, ""))
            if name in errors:
                wrong.append(field.control)
        parts = {n.removeprefix("address."): t for n, t in errors.items() if n.startswith("address.")}
        return wrong + self.address.show_errors(parts)

    def _place(self) -> None:
        from officedesk.views.customers.place_dialog import PlaceDialog

        self.address.address()  # what is typed is what is placed
        dialog = PlaceDialog(self._shell, self.window(), self.address.placed)
        dialog.accepted.connect(self.edited)
        dialog.open()

    def _show_placed(self) -> None:
        placed = self.address.placed
        words = "Placed on the map" if placed.point else "Place again on the map" if placed.former else "Place on map"
        self.map_button.setText(words)
        self.map_button.setAccessibleName(words)

    def _same_toggled(self) -> None:
        self._show_address()
        self.edited.emit()

    def _show_address(self) -> None:
        self.address.setVisible(not self.takes_billing)
        self.map_button.setVisible(not self.takes_billing)


class LocationsEditor(QWidget):
    """``edited`` at every change by the user, ``grown`` when there is a card more.

    Contacts are told apart by the keys of their rows.
    """

    edited = Signal()
    grown = Signal()

    def __init__(self, shell: Shell, billing: Callable[[], Address]) -> None:
        super().__init__()
        self._shell, self._billing = shell, billing
        self._enter = EnterMovesOn(self)
        self._people: list[tuple[int, str]] = []
        self._rates: list[tuple[int, str]] = []
        self.cards: list[LocationCard] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(14)
        self.add_button = button("Add location", self.add, kind="link", icon=shell.icons("plus", "accent_text"))
        self.setLayout(column(self._list, row(self.add_button, None), spacing=8))

    def set_rates(self, rates: Sequence[tuple[int, str]]) -> None:
        self._rates = list(rates)

    def set_people(self, people: Sequence[tuple[int, ContactDraft]]) -> None:
        """The contacts as they are typed now, with the keys of their rows."""
        self._people = [(key, p.name or p.phone or p.email or "No name") for key, p in people]
        keys = {key for key, _ in self._people}
        for card in self.cards:
            chosen = card.contact.value()
            card.contact.set_choices(self._people)
            card.contact.set_value(chosen if chosen in keys else None)

    def load(self, locations: Sequence[LocationDraft], *, new: bool) -> None:
        """Show locations. A ``new`` customer has one, at its billing address unless told otherwise."""
        for card in self.cards:
            self._drop(card)
        self.cards = []
        for draft in locations or ((LocationDraft(),) if new else ()):
            self._append(draft)
        if new and len(locations) < 2:
            self.cards[0].offer_same(not locations or locations[0].address == Address())

    def take(self, locations: Sequence[LocationDraft]) -> None:
        """Go on with these locations in the cards that are there: what is being typed into them stays.

        New ones of the form (without id) are in ``locations`` in the order of their cards.
        """
        billing = self._billing()
        known = {card.id: card for card in self.cards if card.id is not None}
        fresh = [card for card in self.filled() if card.id is None]
        kept = []
        for draft in locations:
            card = known.get(draft.id) if draft.id is not None else fresh.pop(0) if fresh else None
            if card is None:
                card = self._append(draft)
            elif card.draft(billing, self._people) != draft:
                card.load(draft, self._people)
            kept.append(card)
        empty = [card for card in self.cards if card.id is None and not self._says(card) and card not in kept]
        for card in self.cards:
            if card not in kept and card not in empty:
                self._drop(card)
        cards = [*kept, *empty]
        if cards != self.cards or len(cards) != self._list.count():
            for card in cards:
                self._list.removeWidget(card)
            for number, card in enumerate(cards, start=1):
                self._list.addWidget(card)
                card.set_number(number)
        self.cards = cards
        self.grown.emit()

    def filled(self) -> list[LocationCard]:
        """The cards that say something: those that :meth:`drafts` gives."""
        return [card for card in self.cards if self._says(card)]

    def drafts(self) -> tuple[LocationDraft, ...]:
        billing = self._billing()
        return tuple(card.draft(billing, self._people) for card in self.filled())

    def add(self) -> None:
        """A new location, ready for typing."""
        card = self._append(LocationDraft())
        self.grown.emit()
        card.name.setFocus()
        self.edited.emit()

    def show_errors(self, errors: dict[int, dict[str, str]]) -> list[QWidget]:
        """``errors``: by place in :meth:`drafts`, then by field."""
        wrong: list[QWidget] = []
        for at, card in enumerate(self.filled()):
            wrong += card.show_errors(errors.get(at, {}))
        return wrong

    def _says(self, card: LocationCard) -> bool:
        draft = card.draft(self._billing())
        return draft.id is not None or bool(draft.name) or draft.address != Address()

    def _append(self, draft: LocationDraft) -> LocationCard:
        card = LocationCard(self._shell, self._enter, len(self.cards) + 1)
        card.tax.set_choices(self._rates)
        card.load(draft, self._people)
        card.edited.connect(self.edited)
        card.removed.connect(lambda: self._remove(card))
        self.cards.append(card)
        self._list.addWidget(card)
        return card

    def _remove(self, card: LocationCard) -> None:
        self.cards.remove(card)
        self._drop(card)
        for number, other in enumerate(self.cards, start=1):
            other.set_number(number)
        self.add_button.setFocus()
        self.edited.emit()

    def _drop(self, card: LocationCard) -> None:
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()
