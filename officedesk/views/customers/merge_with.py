"""With whom a customer is merged: those that look like it, or any other by typing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.services.customers.duplicates import Candidate
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row

_SHOWN = 3


class MergeWith(QDialog):
    """Opens the comparison for whoever is chosen."""

    def __init__(self, shell: Shell, parent: QWidget, customer_id: int, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Merge customers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._customer_id, self._above = shell, customer_id, parent
        self.picker = CustomerPicker(shell, f"Merge {name} with…", asks="Choose the other customer.", may_add=False)
        self.picker.chosen.connect(self.choose)
        self.picker.left.connect(self.reject)
        self._likely = QVBoxLayout()
        self._likely.setContentsMargins(20, 14, 20, 0)
        self._likely.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._likely)
        layout.addWidget(self.picker, 1)
        self.resize(680, 560)
        self.picker.begin()
        desk = shell.desk

        def work() -> list[Candidate]:
            from officedesk.services.customers.duplicates import duplicates_of

            return duplicates_of(desk, customer_id, _SHOWN)

        shell.load(self, work, self._found)

    def _found(self, found: list[Candidate]) -> None:
        if found:
            self._likely.addWidget(label("Probably the same", "label"))
        for one in found:
            other = one.second if one.first.id == self._customer_id else one.first
            named = f"{other.name} (No. {other.number})"
            link = button("", kind="link", tip=named)
            cut = link.fontMetrics().elidedText(" ".join(named.split()), Qt.TextElideMode.ElideMiddle, 340)
            link.setText(cut.replace("&", "&&"))
            link.setProperty("customer", other.id)
            link.clicked.connect(self._take_likely)
            self._likely.addLayout(row(link, label(", ".join(one.reasons), "muted"), None))

    def _take_likely(self) -> None:
        self.choose(int(self.sender().property("customer")))

    def choose(self, other_id: int) -> None:
        """Compare with that customer."""
        from officedesk.views.customers.merge_dialog import MergeDialog

        if other_id == self._customer_id:
            self._shell.fail(OfficeError("This is the same customer.", hint="Choose another one."))
            return
        dialog = MergeDialog(self._shell, self._above, self._customer_id, other_id)
        self.accept()
        dialog.open()
