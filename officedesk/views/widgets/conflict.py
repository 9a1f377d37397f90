"""Two desktops changed the same: both versions field by field, and which to keep."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QGridLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from officedesk.views.widgets.basics import button, holder, label, line, row
from officedesk.views.widgets.tips import breakable


class ConflictDialog(QDialog):
    """Asks for each field whether mine or theirs is kept; ``chosen(choice)`` tells a list of ``True`` for mine.

    Mine is chosen to begin with. Closing it without choosing leaves the form as it is. Use ``open()``.
    """

    chosen = Signal(list)

    def __init__(
        self,
        parent: QWidget,
        fields: Sequence[tuple[str, str, str]],
        message: str = "",
        who: str = "another desktop",
        back: str = "Back to editing",
    ) -> None:
        """``fields``: (title, mine, theirs) of what both changed, as text. ``back``: what not choosing is called."""
        super().__init__(parent)
        self.setWindowTitle("Changed at another desktop")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._groups: list[QButtonGroup] = []
        told = label(breakable(message or f"This was changed at {who} while you were editing."), "heading")
        told.setWordWrap(True)
        table = QGridLayout()
        table.setHorizontalSpacing(16)
        table.setVerticalSpacing(10)
        table.setColumnStretch(1, 1)
        table.setColumnStretch(2, 1)
        for column, (title, mine) in enumerate((("Yours", True), ("Theirs", False)), start=1):
            every = button(f"Keep all {title.lower()}", lambda mine=mine: self._choose_all(mine), kind="link")
            table.addLayout(row(label(title, "strong"), every, None), 0, column)
        for number, (title, mine_text, theirs_text) in enumerate(fields, start=1):
            table.addWidget(label(title, "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            for column, text in ((1, mine_text), (2, theirs_text)):
                choice = QRadioButton()
                choice.setAccessibleName(f"{title}: {'yours' if column == 1 else 'theirs'}: {text or 'empty'}")
                group.addButton(choice, column)
                told_text = label(breakable(text, 2_000) or "(empty)", "" if text else "muted")
                told_text.setWordWrap(True)
                told_text.setMinimumWidth(200)
                both = row(choice, told_text)
                both.setStretchFactor(told_text, 1)
                for part in (choice, told_text):
                    both.setAlignment(part, Qt.AlignmentFlag.AlignTop)
                table.addLayout(both, number, column)
            group.button(1).setChecked(True)
            self._groups.append(group)
        table.setRowStretch(len(fields) + 1, 1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        inner = holder(table, "card")
        table.setContentsMargins(16, 12, 16, 12)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addWidget(area, 1)
        layout.addWidget(line())
        keep = button("Save these", self._keep, kind="primary", tip="Save these (Ctrl+Enter)")
        keep.setDefault(True)
        layout.addLayout(row(None, button(back, self.reject), keep))
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self._keep)
        if self._groups:
            self._groups[0].button(1).setFocus()
        self.resize(760, min(560, 210 + 46 * len(fields)))

    @property
    def choice(self) -> list[bool]:
        """``True`` for each field whose mine is kept."""
        return [group.checkedId() == 1 for group in self._groups]

    def _choose_all(self, mine: bool) -> None:
        for group in self._groups:
            group.button(1 if mine else 2).setChecked(True)

    def _keep(self) -> None:
        choice = self.choice
        self.accept()
        self.chosen.emit(choice)
