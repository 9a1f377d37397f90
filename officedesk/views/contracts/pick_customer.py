"""Whose contract is it: asked where no customer is in front."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from officedesk.models.enums import ContractKind
from officedesk.views.contracts.words import KINDS
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.shell import Shell


class PickCustomer(QDialog):
    """``chosen(customer_id)``."""

    chosen = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, kind: ContractKind) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = f"New {KINDS[kind].lower()}"
        self.setWindowTitle(title)
        self.picker = CustomerPicker(shell, title, may_add=False)
        self.picker.chosen.connect(self._take)
        self.picker.left.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picker)
        self.resize(680, 560)
        self.picker.begin()

    def _take(self, customer_id: int) -> None:
        self.accept()
        self.chosen.emit(customer_id)
