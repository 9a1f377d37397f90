"""Text fields that understand what is typed: money, numbers, and "5 %" or "15"; dates are in ``date_edit``."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk import formatting, parsing
from officedesk.models.enums import AmountKind
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip


class TypedEdit(QLineEdit):
    """Base. What was typed is read at every keystroke and written properly on leaving the field.

    ``edited`` is told for each change by the user that can be read; what cannot stays in the field, with ``error``
    saying why. The error is shown once the field is left, not while someone is still typing.
    """

    edited = Signal()
    error_changed = Signal(str)

    def __init__(self, *, optional: bool = False, parent: QWidget | None = None) -> None:
        """``optional``: the field may be empty, its value is ``None`` then."""
        super().__init__(parent)
        self._optional = optional
        self._value: Any = None
        self._problem = ""
        self._shown = ""
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._left)

    def parse(self, text: str) -> Any:
        """The value of ``text``, which is not blank unless the field makes something of that; ``ValueError``."""
        raise NotImplementedError

    def format(self, value: Any) -> str:
        """How ``value`` (never ``None``) reads."""
        raise NotImplementedError

    def value(self) -> Any:
        """The last value that could be read."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show ``value`` without telling. Text that is being typed and means the same is left as it is."""
        if self.hasFocus() and self.isModified() and not self._problem and value == self._value:
            return
        self._value = value
        self._set_problem("")
        text = "" if value is None else self.format(value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    @property
    def error(self) -> str:
        """Why the text in the field cannot be used, or nothing."""
        return self._problem or self._shown

    def show_error(self, text: str) -> None:
        """Mark the field with what is wrong (a refused save says so); it goes with the next keystroke."""
        if text != self._shown:
            self._shown = text
            restyle(self, "invalid", bool(text))
            self.setToolTip(plain_tip(text))
            self.setAccessibleDescription(text)
            self.error_changed.emit(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _read(self, text: str) -> Any:
        return None if self._optional and not text.strip() else self.parse(text)

    def _typed(self, text: str) -> None:
        try:
            value = self._read(text)
        except ValueError as problem:
            self._problem = str(problem)
            return
        self._problem = ""
        self.show_error("")
        if value != self._value:
            self._value = value
            self.edited.emit()

    def _left(self) -> None:
        if self._problem:
            self.show_error(self._problem)
        elif self.isModified():
            self.setText("" if self._value is None else self.format(self._value))

    def _set_problem(self, text: str) -> None:
        self._problem = text
        self.show_error(text)


class MoneyEdit(TypedEdit):
    """An amount in minor units of ``currency``: ``1,234.5``. Right-aligned."""

    def __init__(self, currency: str, *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(optional=optional, parent=parent)
        self._currency = currency
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def parse(self, text: str) -> int:
        return parsing.parse_money(text, self._currency)

    def format(self, value: int) -> str:
        return formatting.money(value, self._currency, symbol=False)


class NumberEdit(TypedEdit):
    """A quantity, or with ``percent`` a percentage: a ``Decimal`` of at most four places. Right-aligned."""

    def __init__(self, *, percent: bool = False, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(optional=optional, parent=parent)
        self._percent = percent
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def parse(self, text: str) -> Decimal:
        return parsing.parse_percent(text) if self._percent else parsing.parse_quantity(text)

    def format(self, value: Decimal) -> str:
        return formatting.percent(value) if self._percent else formatting.quantity(value)


class AmountEdit(TypedEdit):
    """A discount or deposit: ``5 %``, ``15``, or empty for none. The value is ``(AmountKind, Decimal)``."""

    def __init__(self, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._currency = currency
        self._value = (AmountKind.NONE, Decimal(0))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def parse(self, text: str) -> tuple[AmountKind, Decimal]:
        return parsing.parse_discount(text, self._currency)

    def format(self, value: tuple[AmountKind, Decimal]) -> str:
        return formatting.discount(*value, self._currency)

    def set_currency(self, currency: str) -> None:
        self._currency = currency
