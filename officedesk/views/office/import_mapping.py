"""The head of a file to import: a choice of meaning above each column, and its first rows below."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from officedesk.services.transfer.customers import Preview
from officedesk.services.transfer.mapping import Mapping
from officedesk.views.office.import_kind import CUSTOMERS, ImportKind
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.tips import plain_tip

ROWS = 12
CELL = 34


class MappingTable(QScrollArea):
    """``edited`` when a column is given another meaning."""

    edited = Signal()

    def __init__(self, shell: Shell, kind: ImportKind = CUSTOMERS) -> None:
        super().__init__()
        self._shell, self._kind = shell, kind
        self._mapping: Mapping | None = None
        self._choices: list[Combo] = []
        self.setWidgetResizable(True)
        self.setAccessibleName("Columns of the file")

    def show_preview(self, preview: Preview) -> None:
        """A column per header with its suggested meaning and its first rows."""
        self._mapping = preview.mapping
        self._choices = []
        ground = QWidget()
        ground.setProperty("role", "panel")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(ground)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        fields = self._kind.fields
        for place, header in enumerate(preview.headers):
            head = label(_short(header) or f"Column {place + 1}", "strong")
            head.setToolTip(plain_tip(header))
            choice = Combo(self._shell.icons, self._shell.theme, empty="Leave out")
            choice.set_choices(fields)
            choice.set_value(preview.mapping.columns[place])
            choice.setMinimumWidth(150)
            choice.setAccessibleName(f"Meaning of column {header}")
            choice.edited.connect(self.edited)
            self._choices.append(choice)
            grid.addWidget(head, 0, place)
            grid.addWidget(choice, 1, place)
            for number, cells in enumerate(preview.rows[:ROWS], start=2):
                cell = label(_short(cells[place]) if place < len(cells) else "", "muted")
                cell.setToolTip(plain_tip(cells[place]) if place < len(cells) else "")
                grid.addWidget(cell, number, place)
        grid.setRowStretch(ROWS + 3, 1)
        self.setWidget(ground)

    def mapping(self) -> Mapping:
        """What the columns stand for, as chosen."""
        columns = tuple(choice.value() for choice in self._choices)
        return replace(self._mapping, columns=columns) if self._mapping is not None else Mapping(columns)

    def problem(self) -> str:
        """Why the mapping cannot be used, or nothing."""
        if not any(choice.value() in self._kind.needed for choice in self._choices):
            return self._kind.missing
        return ""


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= CELL else plain[: CELL - 1] + "…"
