"""Tells while typing that there is such a customer already."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from officedesk.models.text import digits, fold
from officedesk.services.customers.rows import SearchHit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, row
from officedesk.views.widgets.elided import ElidedLabel

_PAUSE_MS = 150
_LEAST_LETTERS, _LEAST_DIGITS = 3, 7


class DuplicateHint(QFrame):
    """``wanted(customer_id)`` when Open is pressed."""

    wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._generation = 0
        self._own_id = 0
        self._name, self._phones = "", [""]
        self.customer_id = 0
        self.setProperty("role", "banner")
        self._text = ElidedLabel()
        self._open = button("Open", lambda: self.wanted.emit(self.customer_id), kind="link")
        self.setLayout(row(self._text, self._open, None, margins=(10, 2, 10, 2)))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._ask)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def begin(self, own_id: int) -> None:
        """Another customer is in the form; ``own_id`` is never a duplicate of itself."""
        self._generation += 1
        self._own_id = own_id
        self._later.stop()
        self.hide()

    def look(self, name: str, phones: list[str]) -> None:
        """Name and phone numbers as they are typed now."""
        self._name, self._phones = name, phones
        self._later.start()

    def _ask(self) -> None:
        self._generation += 1
        generation, desk, own_id, name = self._generation, self._shell.desk, self._own_id, self._name.strip()
        numbers = [number for number in self._phones if len(digits(number)) >= _LEAST_DIGITS]

        def work() -> SearchHit | None:
            from officedesk.services.customers.search import find

            for text in [*numbers, *([name] if len(name) >= _LEAST_LETTERS else [])]:
                for hit in find(desk, text, 6):
                    alike = text is not name or _alike(name, hit.title)
                    if hit.kind in ("customer", "location") and hit.customer_id != own_id and alike:
                        return hit
            return None

        self._shell.load(self, work, lambda hit: self._arrived(generation, hit))

    def _arrived(self, generation: int, hit: SearchHit | None) -> None:
        if generation != self._generation:
            return
        self.setVisible(hit is not None)
        if hit is not None:
            self.customer_id = hit.customer_id
            self._text.setText(f"Looks like: {hit.title}  {hit.detail}".rstrip())


def _alike(typed: str, name: str) -> bool:
    """One begins as the other: a mere common word is no duplicate."""
    one, other = fold(typed), fold(name)
    return bool(one) and (other.startswith(one) or one.startswith(other))
