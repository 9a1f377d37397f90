"""The filter row above a list: search, whatever else narrows it, and Clear filter when something does."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.search_box import SearchBox


class FilterRow(QWidget):
    """Base of the filter rows. Subclasses add controls with :meth:`add` and build the filter in :meth:`query`."""

    changed = Signal()
    down_wanted = Signal()
    enter_wanted = Signal()

    def __init__(self, shell: Shell, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.shell = shell
        self.search = SearchBox(placeholder, shell.icons, shell.theme)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(280)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._clear = button("Clear filter", self.clear, kind="link")
        self._clear.hide()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 8)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.search, 10)
        self._layout.addWidget(self._clear)
        self._layout.addStretch(1)
        self.search.typed.connect(lambda _: self.tell())
        self.search.down.connect(self.down_wanted)
        self.search.entered.connect(self.enter_wanted)

    def add(self, control: QWidget) -> None:
        """Put a control before Clear filter."""
        self._layout.insertWidget(self._layout.indexOf(self._clear), control)

    def add_action(self, control: QWidget) -> None:
        """Put a button at the right end."""
        self._layout.addWidget(control)

    def query(self) -> Any:
        """The filter as the list's source takes it."""
        raise NotImplementedError

    @property
    def active(self) -> bool:
        """Something is filtered."""
        return bool(self.search.text().strip())

    def reset(self) -> None:
        """Put the controls back without telling; subclasses extend it."""
        self.search.clear()

    def note(self) -> str:
        """A word about the answer for the footer (a corrected spelling, say)."""
        return ""

    def clear(self) -> None:
        self.reset()
        self.tell()
        self.search.setFocus()

    def tell(self) -> None:
        """The user changed something: ask again."""
        self._clear.setVisible(self.active)
        self.changed.emit()
