"""Facts that are changed where they stand: a small title, and a button whose menu offers what it can be."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QPushButton, QWidget

from officedesk.views.lists.bulk import menu_action
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, label, restyle
from officedesk.views.widgets.tips import plain_tip

Choice = tuple[str, Callable[[], object]]


class Fact(QWidget):
    """``offer`` gives its choices when it is clicked; a single one is done at once. Without any it is only told."""

    def __init__(self, shell: Shell, title: str, offer: Callable[[], Sequence[Choice | None]] | None = None) -> None:
        super().__init__()
        self._shell, self._title, self._offer = shell, title, offer
        self.button = QPushButton()
        self.button.setProperty("kind", "fact")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._clicked)
        if offer is not None:
            self.button.setIcon(shell.icons("caret-down", "muted"))
            self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._text = ""
        name = label(title, "label")
        # In line with the words of the button, whose edge is seen only under the pointer.
        name.setIndent(5)
        self.setLayout(column(name, self.button, spacing=1))
        self.tell("")

    @property
    def text(self) -> str:
        return self._text

    def tell(self, text: str, tone: str = "", nothing: str = "—") -> None:
        """Show a value; ``nothing`` where there is none."""
        self._text = text
        self.button.setProperty("whole", text or nothing)
        restyle(self.button, "tone", tone)
        self.button.setAccessibleName(f"{self._title}: {text or nothing}")
        self._fit()

    def allow(self, may: bool) -> None:
        """Whether whoever sits here may change it."""
        self.button.setEnabled(may and self._offer is not None)

    def menu(self) -> QMenu:
        """What it can be."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for choice in self._offer() if self._offer is not None else ():
            if choice is None:
                menu.addSeparator()
                continue
            text, run = choice
            icon = self._shell.icons("check" if text == self._text else "circle", "muted")
            menu_action(menu, icon, text.replace("&", "&&"), run)
        return menu

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        whole = str(self.button.property("whole") or "")
        room = max(40, self.width() - 34)
        shown = self.button.fontMetrics().elidedText(" ".join(whole.split()), Qt.TextElideMode.ElideRight, room)
        self.button.setText(shown.replace("&", "&&"))
        self.button.setToolTip(plain_tip(whole) if shown != whole else "")

    def _clicked(self) -> None:
        choices = self._offer() if self._offer is not None else ()
        if len(choices) == 1 and choices[0] is not None:
            choices[0][1]()
        elif choices:
            self.menu().popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))


class FactsCard(QFrame):
    """Facts in a grid of three columns."""

    def __init__(self, name: str, facts: Sequence[Fact], columns: int = 3) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 12)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for at, fact in enumerate(facts):
            grid.addWidget(fact, at // columns, at % columns)
        for place in range(columns):
            grid.setColumnStretch(place, 1)
