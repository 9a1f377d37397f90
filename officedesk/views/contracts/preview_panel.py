"""What saving a contract will create, line by line, while it is being typed."""

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.results import Preview, PreviewKind, PreviewLine
from officedesk.views.contracts.row_table import HEAD, ROW, RowTable
from officedesk.views.contracts.words import counted
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row

WAIT = 120
"""Milliseconds after the last key until it is reckoned again."""
FEW = 4
"""Lines that are shown at first, where there is no room for more."""


class PreviewPanel(QWidget):
    """``reckoned(preview)`` whenever it is up to date again; ``None`` where it cannot be told."""

    reckoned = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._wanted: ContractDraft | None = None
        self._from: date | None = None
        self._asked = 0
        self._all = False
        self._why = ""
        self.preview: Preview | None = None
        self._title = label("This will create", "heading")
        self.sums = label("", "muted")
        self.table = RowTable(shell, self._columns(), "This will create")
        self.more = label("", "muted")
        self.show_all = button("Show all", self._toggle, kind="link")
        self.setLayout(
            column(
                row(self._title, self.sums, None, spacing=5),
                self.table,
                row(self.more, 6, self.show_all, None, margins=(12, 0, 0, 0)),
                spacing=4,
            )
        )
        inner = self.layout()
        assert isinstance(inner, QVBoxLayout)  # noqa: S101 - made above
        inner.addStretch(1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WAIT)
        self._later.timeout.connect(self._ask)
        self._show_lines()

    def begin(self, title: str, from_day: date | None = None) -> None:
        """``from_day``: what is before it stays as it is, and is not told."""
        self._title.setText(title)
        self._from = from_day
        if self.preview is not None:
            self._show_lines()

    def ask(self, draft: ContractDraft) -> None:
        """Reckon ``draft``, once the keyboard rests."""
        self._wanted = draft
        self._later.start()

    @property
    def lines(self) -> tuple[PreviewLine, ...]:
        """Every line that is told, shown or not."""
        found = self.preview.lines if self.preview is not None else ()
        return tuple(line for line in found if self._from is None or line.day >= self._from)

    def _ask(self) -> None:
        draft, desk = self._wanted, self._shell.desk
        if draft is None:
            return
        self._asked += 1
        asked = self._asked

        def work() -> Preview:
            from officedesk.services.contracts.preview import preview

            return preview(desk, draft)

        def arrived(found: Preview) -> None:
            if asked == self._asked:
                self._show(found)

        def failed(error: Exception) -> None:
            if asked != self._asked:
                return
            if isinstance(error, InvalidInput):
                self._show(None, " ".join(error.fields.values()))
            else:
                self._shell.fail(error)

        self._shell.load(self, work, arrived, failed)

    def _show(self, found: Preview | None, why: str = "") -> None:
        self.preview = found
        self._show_lines(why)
        self.reckoned.emit(found)

    def _show_lines(self, why: str = "") -> None:
        self._why = why
        lines = self.lines
        few = self._few()
        short = not self._all and len(lines) > few + 1
        shown = lines[:few] if short else lines
        self.table.set_most(0 if self._all else few + 1)
        self.table.rows.show_rows(shown)
        self.table.setVisible(bool(shown))
        rest = len(lines) - len(shown)
        self.more.setText(f"… {rest:,} more" if rest else "")
        self.more.setVisible(bool(rest))
        self.show_all.setText("Show fewer" if self._all else "Show all")
        self.show_all.setVisible(len(lines) > few + 1)
        self.sums.setText(why or self._summed(lines))

    def _few(self) -> int:
        """As many lines as there is room for, above the line that tells of the others."""
        return max(FEW, (self.height() - 2 * HEAD - ROW - 24) // ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._all and event.oldSize().height() != event.size().height():
            self._show_lines(self._why)

    def _summed(self, lines: tuple[PreviewLine, ...]) -> str:
        if self.preview is None:
            return ""
        visits = sum(line.kind is PreviewKind.VISIT for line in lines)
        amount = sum(line.amount for line in lines)
        invoices = len(lines) - visits
        money = f", {self._shell.money(amount)}" if invoices else ""
        if not lines:
            return "nothing"
        return f"{counted(visits, 'visit')} and {counted(invoices, 'invoice')}{money}"

    def _toggle(self) -> None:
        self._all = not self._all
        self._show_lines()
        self.show_all.setFocus()

    def _columns(self) -> tuple[Column, ...]:
        def kind(line: PreviewLine) -> Cell:
            if line.kind is PreviewKind.VISIT:
                return Cell(line.note, tone="warn" if line.note else "text")
            money = self._shell.money(line.amount)
            return Cell(f"{money} · {line.note}" if line.note else money)

        return (
            Column("when", "When", 212, lambda line: Cell(self.when(line))),
            Column("what", "What", 150, lambda line: Cell(line.what), stretch=True),
            Column("kind", "Kind", 158, kind),
        )

    def when(self, line: PreviewLine) -> str:
        """``Jul 1, 2023`` of an invoice, ``Tue Aug 15`` of a visit, ``Sat Jul 15 → Mon Jul 17`` of one that moved."""
        if line.kind is PreviewKind.INVOICE:
            return f"{line.day:%b} {line.day.day}, {line.day.year}"
        began = self._wanted.starts if self._wanted is not None else None
        year = "" if began is not None and line.day.year == began.year else f", {line.day.year}"
        moved = f"{_day(line.nominal)} → " if line.nominal != line.day else ""
        return f"{moved}{_day(line.day)}{year}"


def _day(day: date) -> str:
    return f"{day:%a} {day:%b} {day.day}"
