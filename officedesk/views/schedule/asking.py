"""What speaks against a move, before it is stored: accept it or take it back. What refuses cannot be accepted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from officedesk.models.planning import ProblemKind
from officedesk.services.schedule.rows import Problem
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, label, row, scrolled
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable

MOST = 40
ICONS = {
    ProblemKind.DOUBLE_BOOKED: "calendar-check",
    ProblemKind.AWAY: "airplane-tilt",
    ProblemKind.OUTSIDE_HOURS: "clock",
    ProblemKind.HOLIDAY: "calendar-blank",
    ProblemKind.SKILL: "wrench",
}


class ConflictQuestion(Question):
    """Lists the problems; “Save anyway” accepts them all, Esc takes the move back."""

    def __init__(self, shell: Shell, parent: QWidget, problems: tuple[Problem, ...]) -> None:
        refused = any(one.refuses for one in problems)
        title = "This cannot be done" if refused else "Save it anyway?"
        super().__init__(shell, parent, title, "Save anyway")
        self.problems = problems
        self.refused = refused
        self.setMinimumWidth(440)
        lines = []
        for one in problems[:MOST]:
            mark = label()
            mark.setPixmap(shell.icons(ICONS.get(one.kind, "warning"), "bad" if one.refuses else "warn").pixmap(16, 16))
            mark.setAlignment(Qt.AlignmentFlag.AlignTop)
            words = label(breakable(one.text))
            words.setWordWrap(True)
            words.setMinimumWidth(360)
            line = row(mark, words, spacing=10)
            line.setStretch(1, 1)
            lines.append(line)
        if len(problems) > MOST:
            lines.append(row(label(f"and {len(problems) - MOST:,} more", "muted"), None))
        box = QWidget()
        box.setLayout(column(*lines, None, spacing=8))
        if len(problems) > 6:
            area = scrolled()
            area.setWidget(box)
            area.setMinimumHeight(220)
            self.content.addWidget(area)
        else:
            self.content.addWidget(box)
        self.cancel.setText("Close" if refused else "Take back")
        if refused:
            self.ok.hide()
        self.setAccessibleDescription(" ".join(one.text for one in problems[:MOST]))
        (self.cancel if refused else self.ok).setFocus()

    def answer(self) -> None:
        if not self.refused:
            self.accept()
