"""Asks before something is erased for good: what goes with it is named, and a word has to be typed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.services.activity.rows import Erased, ErasePlan
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable

_SHOWN = 6


class EraseDialog(Question):
    """``on_done`` gets what was erased."""

    def __init__(
        self, shell: Shell, parent: QWidget, plan: ErasePlan, rows: list[int], on_done: Callable[[Erased], object]
    ) -> None:
        what = plan.names[0] if len(plan.names) == 1 else f"{len(plan.names):,} records"
        super().__init__(shell, parent, "Erase for good", "Erase for good", danger=True)
        self._plan, self._rows, self._on_done = plan, rows, on_done
        self.setMinimumWidth(460)
        self._add(f"{what} will be erased. This cannot be undone.", "strong")
        if len(plan.names) > 1:
            more = f" and {len(plan.names) - _SHOWN:,} more" if len(plan.names) > _SHOWN else ""
            self._add(", ".join(plan.names[:_SHOWN]) + more)
        if plan.counts:
            counts = ", ".join(f"{count:,} {text if count > 1 else _one(text)}" for text, count in plan.counts)
            self._add(f"With it go {counts}, all contacts, locations and notes.")
        self._add(
            "What searches and the history know of it goes too; that something was erased, and its numbers, stay. "
            "Backups made before keep it until they are old enough to go.",
            "muted",
        )
        if plan.refused:
            more = f" {len(plan.refused) - 1:,} more stay too." if len(plan.refused) > 1 else ""
            self._add(plan.refused[0] + more, "error")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(plan.word)
        self.field = FormField(f"Type {plan.word} to go on", self.typed)
        self.content.addWidget(self.field)
        self.typed.textChanged.connect(lambda _: self._check())
        self.typed.returnPressed.connect(self.answer)
        self._check()
        self.typed.setFocus()

    def answer(self) -> None:
        if not self.ok.isEnabled() or not self.wait():
            return
        self.typed.setEnabled(False)
        self.tell("")
        self.ok.setText("Erasing…")
        desk, rows, typed = self.shell.desk, self._rows, self.typed.text()

        def work() -> Any:
            from officedesk.services.activity.erase import erase

            return erase(desk, rows, typed)

        self.shell.load(self, work, self._erased, self.failed)

    def failed(self, error: Exception) -> None:
        super().failed(error)
        self.typed.setEnabled(True)
        self.ok.setText("Erase for good")

    def _erased(self, done: Erased) -> None:
        self.accept()
        self._on_done(done)

    def _check(self) -> None:
        self.ok.setEnabled(_same(self.typed.text()) == _same(self._plan.word))

    def _add(self, text: str, role: str = "") -> None:
        made = label(breakable(text), role)
        made.setWordWrap(True)
        self.content.addWidget(made)


def _same(text: str) -> str:
    from officedesk.models.text import fold

    return fold(text)


def _one(text: str) -> str:
    return text.removesuffix("s")
