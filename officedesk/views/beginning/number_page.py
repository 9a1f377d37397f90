"""Numbers that go on from the product before: its last one is typed, the next one is shown."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from officedesk.models.enums import SequenceKind
from officedesk.services.office.beginning import Beginning, FirstNumber, numbers_of
from officedesk.views.beginning.page import Means, Page
from officedesk.views.office.number_section import KINDS
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.form_field import EnterMovesOn

HINTS = {SequenceKind.INVOICE: "INV-2047", SequenceKind.ESTIMATE: "5120", SequenceKind.JOB: "JOB-0881"}


class NumberPage(Page):
    name = "numbers"
    title = "Numbers to go on from"
    step = "Numbers"
    about = "Type the last number that the product before gave. Leave a line empty to begin as shown."
    later = "Patterns and next numbers can be changed later in Settings, Numbers; a number is never given twice."
    may_skip = True

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.last: dict[SequenceKind, QLineEdit] = {}
        self.next: dict[SequenceKind, QLabel] = {}
        self.yearly: dict[SequenceKind, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for place, head in enumerate(("", "Last number there", "Next number here")):
            grid.addWidget(label(head, "label"), 0, place)
        enter = EnterMovesOn(self)
        for line, kind in enumerate(SequenceKind, start=1):
            typed = QLineEdit()
            typed.setPlaceholderText(HINTS.get(kind, ""))
            typed.setAccessibleName(f"Last number of {KINDS[kind].lower()}")
            typed.textEdited.connect(self._typed)
            typed.setMaximumWidth(220)
            enter.watch(typed)
            following = label("", "strong")
            anew = QCheckBox("Starts anew each year")
            anew.setAccessibleName(f"{KINDS[kind]} start anew each year")
            anew.setChecked(True)
            anew.toggled.connect(self._typed)
            anew.hide()
            self.last[kind], self.next[kind], self.yearly[kind] = typed, following, anew
            grid.addWidget(label(KINDS[kind]), line, 0)
            grid.addWidget(typed, line, 1)
            grid.addWidget(following, line, 2)
            grid.addWidget(anew, line, 3)
        grid.setColumnMinimumWidth(0, 110)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 2)
        self.body.addLayout(grid)

    def show_beginning(self, beginning: Beginning) -> None:
        stored = {number.kind: number for number in beginning.numbers}
        for kind, typed in self.last.items():
            number = stored.get(kind, FirstNumber(kind))
            if typed.text() != number.last:
                typed.setText(number.last)
            self.yearly[kind].blockSignals(True)
            self.yearly[kind].setChecked(number.yearly)
            self.yearly[kind].blockSignals(False)
        self._show()

    def take(self, beginning: Beginning) -> Beginning:
        numbers = tuple(
            FirstNumber(kind, typed.text(), self.yearly[kind].isChecked())
            for kind, typed in self.last.items()
            if typed.text().strip()
        )
        return replace(beginning, numbers=numbers)

    def owns(self, problem: str) -> bool:
        return problem.startswith("numbers.")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        first: QWidget | None = None
        for kind, typed in self.last.items():
            if text := problems.get(f"numbers.{kind.value}", ""):
                self._tell(kind, text, wrong=True)
                first = first or typed
        if first is not None:
            first.setFocus()

    def begin(self) -> None:
        self.last[SequenceKind.CUSTOMER].setFocus()

    def _typed(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        numbers, wrong = numbers_of(self.take(Beginning()), self.means.today)
        for kind, number in numbers.items():
            self.yearly[kind].setVisible(number.has_year)
            self._tell(kind, wrong.get(kind) or number.next_number(self.means.today), wrong=kind in wrong)

    def _tell(self, kind: SequenceKind, text: str, *, wrong: bool) -> None:
        from officedesk.views.widgets.basics import restyle

        shown = self.next[kind]
        shown.setText(text)
        shown.setWordWrap(wrong)
        restyle(shown, "role", "error" if wrong else "strong")
        restyle(self.last[kind], "invalid", wrong)
        self.last[kind].setAccessibleDescription(text if wrong else f"The next one is {text}")
