"""The customer who pays the bills, found by typing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from officedesk.services.customers.rows import SearchHit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.suggestions import Suggestions


class PayerField(QLineEdit):
    """Empty: the customer pays itself. What is typed without choosing a customer goes when the field is left."""

    edited = Signal()
    error_changed = Signal(str)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._own_id: int | None = None
        self._payer_id: int | None = None
        self._payer = ""
        self.setPlaceholderText("Pays its own bills")
        self.editingFinished.connect(self._left)
        self.textEdited.connect(self._typed)
        self.suggestions = Suggestions(shell, self, self._ask, self._say, self._take)

    def value(self) -> int | None:
        return self._payer_id

    def set_value(self, own_id: int | None, payer_id: int | None, name: str) -> None:
        """Show a payer without telling; ``own_id`` is never offered."""
        self._own_id, self._payer_id, self._payer = own_id, payer_id, name
        self.setText(name)
        self.setCursorPosition(0)

    def show_error(self, text: str) -> None:
        restyle(self, "invalid", bool(text))
        self.setAccessibleDescription(text)
        self.error_changed.emit(text)

    def _ask(self, text: str) -> list[SearchHit]:
        from officedesk.services.customers.search import find

        hits = {hit.customer_id: hit for hit in reversed(find(self._shell.desk, text, 12)) if hit.kind == "customer"}
        hits.pop(self._own_id or 0, None)
        return list(reversed(hits.values()))[:8]

    @staticmethod
    def _say(hit: SearchHit) -> str:
        return f"{hit.title}   {hit.detail}".rstrip()

    def _take(self, hit: SearchHit) -> None:
        self._payer_id, self._payer = hit.customer_id, hit.title
        self.setText(hit.title)
        self.show_error("")
        self.edited.emit()

    def _typed(self, text: str) -> None:
        self.show_error("")
        if not text.strip() and self._payer_id is not None:
            self._payer_id, self._payer = None, ""
            self.edited.emit()

    def _left(self) -> None:
        if not self.suggestions.isVisible() and self.text() != self._payer:
            self.setText(self._payer)
