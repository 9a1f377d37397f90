"""The tags of a customer as chips, with room to take one off and to add one."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QSizePolicy, QToolButton, QWidget

from officedesk.views.icons import Icons
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.tips import plain_tip

_GAP, _WIDEST = 6, 170


class TagChip(QFrame):
    """One word with a cross."""

    removed = Signal(str)

    def __init__(self, name: str, icons: Icons, tip: str = "", tone: str = "") -> None:
        super().__init__()
        self.name = name
        self.setProperty("role", "chip")
        if tone:
            self.setProperty("tone", tone)
        self.cross = QToolButton()
        self.cross.setIcon(icons("x", "muted"))
        self.cross.setIconSize(QSize(9, 9))
        self.cross.setFixedSize(16, 16)
        self.cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cross.setToolTip(plain_tip(tip or f"Remove tag {name}"))
        self.cross.setAccessibleName(tip or f"Remove tag {name}")
        self.cross.clicked.connect(lambda: self.removed.emit(name))
        text = ElidedLabel(name, least=20)
        text.setMaximumWidth(_WIDEST)
        self.setLayout(row(text, self.cross, spacing=1, margins=(8, 0, 2, 0)))
        self.setFixedHeight(20)
        self.setMaximumWidth(_WIDEST + 28)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.name)
        else:
            super().keyPressEvent(event)


class TagEditor(QWidget):
    """Chips in one line; those without room are behind ``+3``. ``added`` and ``removed`` tell what to save."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._fixed = False
        self._chips: list[TagChip] = []
        self.more = button("+0", self._show_all, kind="chip")
        self.add = button("+ tag", self.start, kind="chip", tip="Add a tag")
        self.add.setProperty("dashed", True)
        self.entry = QLineEdit()
        self.entry.setProperty("role", "tag")
        self.entry.setPlaceholderText("Tag")
        self.entry.setAccessibleName("New tag")
        self.entry.setFixedWidth(130)
        self.entry.setMaxLength(60)
        self._known = QStringListModel(self)
        completer = self._completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("role", "popup")
        self.entry.setCompleter(completer)
        self.entry.returnPressed.connect(self._enter)
        self.entry.installEventFilter(self)
        for part in (self.more, self.add, self.entry):
            part.setParent(self)
        self.entry.hide()
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_only(self) -> None:
        """Whoever sits here may not change tags: neither a cross nor a field for another."""
        self._fixed = True
        self.add.hide()
        self.add.setFixedWidth(0)
        self.more.setEnabled(True)
        for chip in self._chips:
            chip.cross.hide()

    @property
    def names(self) -> list[str]:
        return [chip.name for chip in self._chips]

    def set_tags(self, names: Sequence[str]) -> None:
        """Show these tags."""
        if list(names) == self.names:
            return
        # A chip that stays keeps the keyboard, if it has it.
        there = {chip.name: chip for chip in self._chips}
        self._chips = [there.pop(name) if name in there else self._chip(name) for name in names]
        lost = any(chip.cross.hasFocus() for chip in there.values())
        for chip in there.values():
            chip.hide()
            chip.deleteLater()
        for chip in self._chips:
            if chip.parent() is not self:
                chip.setParent(self)
                chip.show()
        if lost:
            self.add.setFocus()
        for before, after in pairwise(self.tab_stops()):
            QWidget.setTabOrder(before, after)
        self.updateGeometry()
        self._place()

    def tab_stops(self) -> list[QWidget]:
        """In reading order: the chips, what is behind +3, the field for another."""
        return [*(chip.cross for chip in self._chips), self.more, self.add, self.entry]

    def set_known(self, names: Sequence[str]) -> None:
        """The office's tags, to complete what is typed."""
        self._known.setStringList(list(names))

    def start(self) -> None:
        """Open the field for a new tag."""
        self.add.hide()
        self.entry.show()
        self.entry.clear()
        self._place()
        self.entry.setFocus()

    def sizeHint(self) -> QSize:
        widths = [chip.sizeHint().width() + _GAP for chip in self._chips]
        return QSize(sum(widths) + self._tail().sizeHint().width(), 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._tail().sizeHint().width() + (self.more.sizeHint().width() + _GAP if self._chips else 0), 28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.entry:
            if event.type() is QEvent.Type.FocusOut and not self._completing():
                self._close()
            elif (
                isinstance(event, QKeyEvent)
                and event.type() is QEvent.Type.KeyPress
                and event.key() == Qt.Key.Key_Escape
            ):
                self._close()
                self.add.setFocus()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _completing(self) -> bool:
        popup = self._completer.popup()
        return popup is not None and bool(popup.isVisible())

    def _chip(self, name: str) -> TagChip:
        chip = TagChip(name, self._icons)
        chip.removed.connect(self.removed)
        if self._fixed:
            chip.cross.hide()
        return chip

    def _tail(self) -> QWidget:
        return self.entry if not self.entry.isHidden() else self.add

    def _enter(self) -> None:
        name = self.entry.text().strip()
        self.entry.clear()
        if not name:
            self._close()
        elif name.casefold() not in (known.casefold() for known in self.names):
            self.added.emit(name)

    def _close(self) -> None:
        self.entry.hide()
        self.add.show()
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        tail = self._tail()
        tail_width = self.entry.width() if tail is self.entry else self.add.sizeHint().width()
        room = self.width() - tail_width
        widths = [chip.sizeHint().width() for chip in self._chips]
        shown = len(widths)
        if sum(widths) + _GAP * shown > room:
            room -= self.more.sizeHint().width() + _GAP
            while shown and sum(widths[:shown]) + _GAP * shown > room:
                shown -= 1
        left = 0
        for number, (chip, width) in enumerate(zip(self._chips, widths, strict=True)):
            chip.setVisible(number < shown)
            if number < shown:
                chip.setGeometry(left, (self.height() - 20) // 2, width, 20)
                left += width + _GAP
        hidden = len(widths) - shown
        self.more.setVisible(hidden > 0)
        if hidden:
            self.more.setText(f"+{hidden}")
            self.more.setToolTip(plain_tip(", ".join(self.names[shown:])))
            self.more.setAccessibleName(f"{hidden} more tags")
            self.more.adjustSize()
            self.more.move(left, (self.height() - self.more.height()) // 2)
            left += self.more.width() + _GAP
        tail.adjustSize()
        tail.move(left, (self.height() - tail.height()) // 2)

    def _show_all(self) -> None:
        from PySide6.QtWidgets import QVBoxLayout

        content = QVBoxLayout()
        content.setSpacing(6)
        content.addWidget(label("Tags", "label"))
        chips = []
        popover = Popover(self.more, content)
        for name in self.names:
            chip = self._chip(name)
            chip.removed.connect(popover.close)
            chips.append(chip)
            content.addWidget(chip)
        popover.pop(chips[0].cross if chips else None)
