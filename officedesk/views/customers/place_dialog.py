"""The point of one address, in a dialog of its own: for forms that have no room for a map."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.formatting import address_lines
from officedesk.views.customers.place_panel import PlacePanel
from officedesk.views.customers.placed_address import PlacedAddress
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import EnterMovesOn


class PlaceDialog(QDialog):
    """What is placed here becomes ``placed``'s with OK. Use ``open()``."""

    def __init__(self, shell: Shell, parent: QWidget, placed: PlacedAddress) -> None:
        super().__init__(parent)
        self._placed = placed
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Place on the map")
        self.setMinimumWidth(600)
        self.own = placed.copy(self)
        address = label(", ".join(address_lines(placed.address())) or "No address yet", "strong")
        address.setWordWrap(True)
        self.place = PlacePanel(shell, self.own, with_map=True)
        self.ok_button = button("OK", self.accept, kind="primary", tip="OK (Ctrl+Enter)")
        self.setLayout(
            column(
                address,
                self.place,
                4,
                row(None, button("Cancel", self.reject), self.ok_button),
                margins=(16, 14, 16, 14),
                spacing=10,
            )
        )
        # Once the map came or went: until then the layout still asks for the former height.
        self.place.grown.connect(self.adjustSize, Qt.ConnectionType.QueuedConnection)
        EnterMovesOn(self).watch(self.place.point.latitude, self.place.point.longitude)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)

    def accept(self) -> None:
        """Hand the point over; what is no coordinate stays here."""
        if wrong := self.place.point.problems():
            wrong[0].setFocus()
            return
        if self.own.former is None:
            self._placed.put(self.own.point)
        super().accept()
