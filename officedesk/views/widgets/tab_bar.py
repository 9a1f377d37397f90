"""Underlined tabs with a count each; Alt+1 to Alt+9. Those that there is no room for are behind More."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QMenu, QPushButton, QWidget

from officedesk.views.theme import Theme


class TabButton(QPushButton):
    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__(title)
        self._title, self._theme = title, theme
        self._count: int | None = None
        self.setCheckable(True)
        self.setProperty("tab", True)
        self.setStyleSheet("text-align: left;")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell(None)

    @property
    def count(self) -> int | None:
        return self._count

    def tell(self, count: int | None) -> None:
        self._count = count
        self.setAccessibleName(self._title if count is None else f"{self._title}, {count:,}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + (self._badge_width() + 6 if self._count is not None else 0), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._badge_width()
        place = QRectF(self.width() - width - 9, (self.height() - 17) / 2, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("chip"))
        painter.drawRoundedRect(place, 8, 8)
        painter.setFont(self._small())
        painter.setPen(self._theme.colour("chip_text"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"{self._count:,}")

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, round(QFontMetrics(self.font()).height() * 0.66)))
        return font

    def _badge_width(self) -> int:
        return max(18, QFontMetrics(self._small()).horizontalAdvance(f"{self._count or 0:,}") + 10)


_GAP = 2
_LEAST = 260


class TabBar(QWidget):
    """``chosen(name)`` when the user picks a tab; arrows move between them. The open one is always seen."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``tabs``: (name, title) in order."""
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        # It may be narrower than all its tabs.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        group = QButtonGroup(self)
        self.buttons: dict[str, TabButton] = {}
        for number, (name, title) in enumerate(tabs, start=1):
            made = TabButton(title, theme)
            # A click or Alt with its number goes on to what the tab shows; Tab and the arrows stay with the tabs.
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if number <= 9:
                keys = QKeySequence(f"Alt+{number}")
                # Not the button's own: those of hidden ones are dead.
                QShortcut(keys, self, made.click)
                made.setToolTip(f"{title} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
            made.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            group.addButton(made)
            layout.addWidget(made)
            self.buttons[name] = made
        self.more = QPushButton("More ▾")
        self.more.setAccessibleName("More tabs")
        self.more.setProperty("tab", True)
        # For the mouse: the arrows go on to the tabs behind it, and Alt with a number opens them.
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self._show_rest)
        self.more.hide()
        layout.addWidget(self.more)
        layout.addStretch(1)

    def mark(self, name: str) -> None:
        """Show which tab is open, without telling."""
        self.buttons[name].setChecked(True)
        self._fit()

    @property
    def rest(self) -> list[str]:
        """The tabs behind More."""
        return [name for name, made in self.buttons.items() if made.isHidden()]

    def menu(self) -> QMenu:
        """The tabs behind More, each with its count."""
        menu = QMenu(self)
        for name in self.rest:
            made = self.buttons[name]
            count = "" if made.count is None else f"  ({made.count:,})"
            menu.addAction(f"{made.text()}{count}").triggered.connect(made.click)
        return menu

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        whole = sum(made.sizeHint().width() + _GAP for made in self.buttons.values())
        return QSize(whole, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # A count came or grew.
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Show as many as there is room for, from the left, and the open one in any case."""
        wide = {name: made.sizeHint().width() + _GAP for name, made in self.buttons.items()}
        room = self.width() + _GAP
        all_fit = sum(wide.values()) <= room
        if not all_fit:
            room -= self.more.sizeHint().width() + _GAP
        room -= sum(wide[name] for name, made in self.buttons.items() if made.isChecked())
        for name, made in self.buttons.items():
            if made.isChecked():
                made.show()
                continue
            room -= wide[name]
            made.setVisible(all_fit or room >= 0)
        self.more.setVisible(not all_fit)

    def _show_rest(self) -> None:
        self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        names = list(self.buttons)
        focused = next((at for at, name in enumerate(names) if self.buttons[name].hasFocus()), None)
        if step is not None and focused is not None and 0 <= focused + step < len(names):
            button = self.buttons[names[focused + step]]
            # Seen once it is open.
            button.click()
            button.setFocus()
        else:
            super().keyPressEvent(event)
