"""The cards of the Today page: a title over rows, each of which opens what it is about."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from officedesk.views.customers.figures import Tile
from officedesk.views.lists.columns import Chip
from officedesk.views.todo.line import ChipLabel
from officedesk.views.widgets.basics import column, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import plain_tip

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OpenRow(QPushButton):
    """A row that is a button as a whole. ``key`` tells it from the others of its card when they are read again."""

    def __init__(self, key: object, spoken: str, open_it: Callable[[], object], content: QLayout) -> None:
        super().__init__()
        self.key = key
        self.setProperty("kind", "row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(spoken)
        self.setToolTip(plain_tip(spoken))
        self.setLayout(content)
        for part in self.findChildren(QWidget):
            if not isinstance(part, QPushButton):
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda: open_it())

    def sizeHint(self) -> QSize:
        # A button's own hint knows only its text.
        inner = self.layout()
        return inner.sizeHint() if inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The stylesheet has its own idea of how low a button may be.
        self.setMinimumHeight(self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in _STEPS:
            self.focusNextPrevChild(_STEPS[Qt.Key(event.key())] > 0)
        else:
            super().keyPressEvent(event)


class PairedRow(QWidget):
    """A row that opens something, with buttons beside it that do something else."""

    def __init__(self, main: OpenRow, *aside: QWidget) -> None:
        super().__init__()
        self.key = main.key
        self.main = main
        inner = row(main, *aside, spacing=4)
        inner.setStretch(0, 1)
        self.setLayout(inner)
        self.setFocusProxy(main)


class Card(QFrame):
    """``put`` shows rows; the one with the keyboard keeps it, or hands it to its neighbour."""

    def __init__(self, title: str, *aside: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.title = label(title, "heading")
        self.count = label("", "muted")
        self._rows: list[OpenRow | PairedRow] = []
        self._rules: list[QWidget] = []
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self.empty = label("", "muted")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(0, 8, 0, 8)
        self._body.addWidget(self.empty)
        self.foot = row(spacing=4)
        head = row(self.title, self.count, None, *aside, spacing=6)
        whole = column(head, line(), self._body, self.foot, spacing=0, margins=(14, 9, 14, 8))
        whole.insertSpacing(1, 7)
        self.setLayout(whole)

    @property
    def rows(self) -> list[Any]:
        return list(self._rows)

    def add(self, part: QWidget) -> None:
        """Put something of the card's own under the title."""
        self._body.insertWidget(self._body.count() - 1, part)

    def put(self, rows: Sequence[OpenRow | PairedRow], empty: str) -> None:
        """Show these rows in place of those before; ``empty`` is told where there are none."""
        focused = next((at for at, one in enumerate(self._rows) if one.isAncestorOf(_focused(self))), None)
        if focused is None:
            focused = next((at for at, one in enumerate(self._rows) if one.hasFocus()), None)
        key = self._rows[focused].key if focused is not None else None
        for part in (*self._rows, *self._rules):
            self._body.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._rows, self._rules = list(rows), []
        for at, one in enumerate(self._rows):
            if at:
                rule = line()
                self._rules.append(rule)
                self._body.addWidget(rule)
            self._body.addWidget(one)
        self.empty.setText(empty)
        self.empty.setVisible(not rows and bool(empty))
        if focused is not None and self._rows:
            same = [one for one in self._rows if one.key == key]
            (same[0] if same else self._rows[min(focused, len(self._rows) - 1)]).setFocus()


class MoneyTile(QFrame):
    """A sum of the whole office on a card of its own, with a word about what it is made of."""

    def __init__(self, title: str, open_it: Callable[[], object] | None = None) -> None:
        """``open_it`` shows the rows behind it; without, it is only looked at."""
        super().__init__()
        self.setProperty("role", "card")
        self.tile = Tile(title)
        self.note = ElidedLabel("", "small", least=40)
        self.note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner = self.tile.layout()
        if inner is not None:
            inner.addWidget(self.note)
        if open_it is not None:
            self.tile.clicked.connect(lambda: open_it())
        else:
            self.tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.tile.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.tile.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayout(row(self.tile, margins=(1, 1, 1, 1)))

    def tell(self, value: str, note: str, tone: str = "") -> None:
        """The sum, what it is made of, and how it is meant."""
        self.tile.tell(value, tone)
        self.note.setText(note)
        self.tile.setAccessibleName(f"{self.tile.accessibleName()}, {note}" if note else self.tile.accessibleName())


def two_lines(strong: str, muted: str) -> QVBoxLayout:
    """A name over what else is to be said, both cut off where there is no room."""
    return column(widest(ElidedLabel(strong, "", least=40)), widest(ElidedLabel(muted, "muted", least=40)), spacing=1)


def widest(text: ElidedLabel) -> ElidedLabel:
    """``text`` takes all the room that there is before it is cut off."""
    text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return text


def chip_of(chip: Chip) -> ChipLabel:
    """A coloured word."""
    made = ChipLabel()
    made.tell(chip)
    return made


def picture(icon: QIcon) -> QWidget:
    """A small icon before a row."""
    made = label()
    made.setPixmap(icon.pixmap(16, 16))
    made.setFixedWidth(20)
    return made


def _focused(fallback: QWidget) -> QWidget:
    return QApplication.focusWidget() or fallback
