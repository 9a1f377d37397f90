"""The flag of a customer with its reason, set and removed in a small popover."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from officedesk.views.icons import Icons
from officedesk.views.widgets.basics import button, column, field, restyle, row
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.tips import plain_tip

_WIDEST = 220


class FlagMark(QPushButton):
    """A red chip with the reason, or a plain flag where there is none. ``flagged(reason)`` tells; ``None`` removes."""

    flagged = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._reason: str | None = None
        self.popover: Popover | None = None
        self.setIconSize(QSize(14, 14))
        self.clicked.connect(lambda: self.ask())
        self.set_reason(None)

    @property
    def reason(self) -> str | None:
        return self._reason

    def set_reason(self, reason: str | None) -> None:
        """Show a flag with this reason; ``None``: not flagged."""
        self._reason = reason
        flagged = reason is not None
        restyle(self, "kind", "flag" if flagged else "plain")
        text = " ".join((reason or "Flagged").split()) if flagged else ""
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST - 46)
        self.setText(shown.replace("&", "&&"))
        self.setIcon(self._icons("flag-fill", "bad") if flagged else self._icons("flag", "muted"))
        self.setIconSize(QSize(11, 11) if flagged else QSize(16, 16))
        tip = f"Flagged: {reason}" if reason else "Flagged" if flagged else "Flag this customer"
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(tip)

    def ask(self) -> None:
        """Open the popover with the reason."""
        reason = QLineEdit(self._reason or "")
        reason.setMinimumWidth(280)
        reason.setPlaceholderText("Gate dog, call first")
        reason.setMaxLength(500)
        flagged = self._reason is not None
        save = button("Save" if flagged else "Flag", lambda: self._tell(reason.text().strip()), kind="primary")
        buttons = row(None, save)
        if flagged:
            buttons.insertWidget(0, button("Remove flag", lambda: self._tell(None), kind="danger"))
        self.popover = Popover(self, column(field("Reason", reason), buttons))
        reason.returnPressed.connect(save.click)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.popover, save.click)
        self.popover.pop(reason)
        reason.selectAll()

    def _tell(self, reason: str | None) -> None:
        if self.popover is not None:
            self.popover.close()
            self.popover = None
        self.setFocus()
        if reason != self._reason:
            self.flagged.emit(reason)
