"""The notepad of a customer: short lines with who and when; Ctrl+Enter adds, the bin removes."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.services.customers.rows import NotepadRow
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row

WIDTH = 264


class Notepad(QFrame):
    """A panel at the right of the profile. ``added(text)`` and ``removed(id)`` tell what to save."""

    added = Signal(str)
    removed = Signal(int)
    closed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.entry = QPlainTextEdit()
        self.entry.setAccessibleName("New note")
        self.entry.setPlaceholderText("Gate code, parking, who to ask…")
        self.entry.setTabChangesFocus(True)
        self.entry.setFixedHeight(64)
        self.entry.installEventFilter(self)
        self._add = button("Add", self.add, tip="Add to the notepad (Ctrl+Enter)")
        self._rows: tuple[NotepadRow, ...] = ()
        self._cards: list[QWidget] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(12, 0, 12, 12)
        self._list.setSpacing(8)
        self._empty = label("Nothing noted yet.", "muted")
        self._list.addWidget(self._empty)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = holder(self._list, "panel")
        area.setWidget(inner)
        close = button("", self.closed.emit, kind="plain", icon=shell.icons("x", "muted"), tip="Hide the notepad")
        head = column(
            row(label("Notepad", "heading"), None, close),
            self.entry,
            hint := holder(row(label("Ctrl+Enter adds", "small"), None, self._add)),
            margins=(12, 8, 12, 8),
            spacing=6,
        )
        self._may_write = shell.may(Permission.NOTES_WRITE)
        if not self._may_write:
            self.entry.hide()
            hint.hide()
        whole = column(head, area, spacing=0)
        whole.setStretchFactor(area, 1)
        self.setLayout(row(line(vertical=True), holder(whole, "panel"), spacing=0))

    def tell(self, rows: Sequence[NotepadRow]) -> None:
        """Show these notes, newest first; what is being typed stays."""
        if tuple(rows) == self._rows:
            return
        # Notes that stay keep their cards: what is read or about to be pressed does not go from under the hand.
        there = dict(zip(self._rows, self._cards, strict=True))
        self._rows = tuple(rows)
        self._cards = [there.pop(note) if note in there else self._card(note) for note in self._rows]
        for card in there.values():
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._empty.setVisible(not rows)
        for at, card in enumerate(self._cards, start=1):
            if self._list.indexOf(card) != at:
                self._list.insertWidget(at, card)

    def clear(self) -> None:
        """Another customer: nothing typed for the one before may end up here."""
        self.entry.clear()
        self.tell(())

    def add(self) -> None:
        text = self.entry.toPlainText().strip()
        if text:
            self.added.emit(text)

    def accept(self) -> None:
        """What was typed is stored."""
        self.entry.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.entry
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.add()
            return True
        return super().eventFilter(watched, event)

    def _card(self, note: NotepadRow) -> QWidget:
        text = label(note.text)
        text.setWordWrap(True)
        text.setMinimumWidth(20)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setText("\N{ZERO WIDTH SPACE}".join(_breakable(note.text)))
        at: datetime = note.at.astimezone(self._shell.desk.zone)
        who = label(f"{note.author} · {self._shell.date(at.date())} {at:%H:%M}", "small")
        bin_ = button(
            "",
            lambda: self.removed.emit(note.id),
            kind="plain",
            icon=self._shell.icons("trash", "muted"),
            tip="Remove this note",
        )
        bin_.setAccessibleName(f"Remove the note: {note.text[:40]}")
        bin_.setFixedSize(26, 24)
        if not self._may_write:
            bin_.hide()
        return holder(column(text, row(who, None, bin_), spacing=2, margins=(10, 8, 6, 4)), "card")


def _breakable(text: str, most: int = 24) -> list[str]:
    """Pieces of ``text`` between which a line may break: a word as long as the panel would widen it."""
    pieces, run = [""], 0
    for character in text:
        run = 0 if character.isspace() else run + 1
        if run > most:
            pieces.append("")
            run = 1
        pieces[-1] += character
    return pieces
