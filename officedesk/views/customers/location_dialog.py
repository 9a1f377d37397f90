"""One service location: name, address, its point on the map, contact and tax rate."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.formatting import percent
from officedesk.services.customers.drafts import Address, LocationDraft
from officedesk.views.customers.address_editor import AddressEditor
from officedesk.views.customers.place_panel import PlacePanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


class LocationDialog(QDialog):
    """``saved(location_id)``. A new one for ``location_id`` ``None``. Use ``open()``."""

    saved = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, customer_id: int, location_id: int | None = None) -> None:
        super().__init__(parent)
        self._shell, self._customer_id, self._location_id = shell, customer_id, location_id
        self._begun: tuple[LocationDraft, int | None] = (LocationDraft(), None)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Edit location" if location_id else "New location")
        self.name = QLineEdit()
        self.name.setPlaceholderText("Main office")
        self.name.setMaxLength(300)
        self.address = AddressEditor(shell)
        self.place = PlacePanel(shell, self.address.placed)
        self.contact = Combo(shell.icons, shell.theme, empty="None")
        self.tax = Combo(shell.icons, shell.theme, empty="The customer's")
        self.fields = {
            "name": FormField("Location name", self.name),
            "contact": FormField("Contact", self.contact),
            "tax": FormField("Tax rate", self.tax),
        }
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._same = button("Same as billing address", self._copy_billing, kind="link")
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        both = row(self.fields["contact"], self.fields["tax"])
        fields = column(
            self.fields["name"],
            self.address,
            row(self._same, None),
            self.place,
            both,
            self._error,
            None,
            spacing=10,
        )
        # As wide without the map as with it, which takes the room beside.
        self.address.setMinimumWidth(560)
        top = row(fields, self.place.map, spacing=16)
        top.setStretch(0, 1)
        foot = row(None, button("Cancel", self.reject), self.save_button)
        self.setLayout(column(top, 4, foot, margins=(16, 14, 16, 14), spacing=10))
        # Once the map came or went: until then the layout still asks for the former height.
        self.place.grown.connect(self.adjustSize, Qt.ConnectionType.QueuedConnection)
        parts = (*self.address.parts.values(), self.place.point.latitude, self.place.point.longitude)
        EnterMovesOn(self).watch(self.name, *parts, self.contact, self.tax)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        self._billing = Address()
        self.save_button.setEnabled(False)
        self._load()

    def _load(self) -> None:
        desk, customer_id = self._shell.desk, self._customer_id

        def work() -> Any:
            from officedesk.services.customers.editing import customer
            from officedesk.services.office.company import tax_rates

            draft = customer(desk, customer_id)
            rates = tax_rates(desk, active_only=True)
            return draft, rates

        def read_places() -> None:
            from officedesk.services.customers.addresses import warm_up

            warm_up()

        self._shell.load(self, work, self._loaded)
        self._shell.load(self, read_places, lambda _: None)
        self.name.setFocus()

    def _loaded(self, found: Any) -> None:
        draft, rates = found
        self._billing = draft.billing
        self._same.setVisible(draft.billing != Address())
        people = [(person.id, person.name or person.phone or person.email) for person in draft.contacts]
        self.contact.set_choices(people)
        self.tax.set_choices([(rate.id, f"{rate.name} {percent(rate.percent)}") for rate in rates])
        place = next((one for one in draft.locations if one.id == self._location_id), None)
        if place is not None:
            self.name.setText(place.name)
            self.address.set_address(place.address)
            self.contact.set_value(draft.contacts[place.contact].id if place.contact is not None else None)
            self.tax.set_value(place.tax_rate_id)
        self._begun = self._draft()
        self.save_button.setEnabled(True)

    def _draft(self) -> tuple[LocationDraft, int | None]:
        draft = LocationDraft(
            name=self.name.text().strip(),
            address=self.address.address(),
            tax_rate_id=self.tax.value(),
            id=self._location_id,
        )
        return draft, self.contact.value()

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self.save_button.isEnabled():
            return
        if wrong := self.place.point.problems():
            wrong[0].setFocus()
            return
        self.save_button.setEnabled(False)
        self.save_button.setText("Saving…")
        draft, contact_id = self._draft()
        desk, customer_id = self._shell.desk, self._customer_id

        def work() -> int:
            from officedesk.services.customers.locations import save_location

            return save_location(desk, customer_id, draft, contact_id)

        self._shell.load(self, work, self._stored, self._refused)

    def _stored(self, location_id: int) -> None:
        self._shell.signals.changed.emit("customer", self._customer_id, self._customer_id)
        self.saved.emit(location_id)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.save_button.setText("Save")
        if not isinstance(error, InvalidInput):
            self._shell.fail(error)
            return
        fields = dict(error.fields)
        parts = {n.removeprefix("address."): t for n, t in fields.items()}
        wrong = self.address.show_errors(parts) + self.place.point.show_errors(parts)
        for name, field in self.fields.items():
            text = fields.pop(name, "")
            field.show_error(text)
            if text:
                wrong.insert(0, field.control)
        shown = {*self.address.parts, *self.place.point.fields}
        rest = [text for name, text in fields.items() if name.removeprefix("address.") not in shown]
        self._error.setText(" ".join(rest))
        if wrong:
            wrong[0].setFocus()

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        changed = self._draft() != self._begun or bool(self.place.point.problems())
        if self.save_button.isEnabled() and changed:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, super().reject, self.save)
            return
        super().reject()

    def _copy_billing(self) -> None:
        self.address.set_address(replace(self._billing))
        self.name.setFocus()
