"""What is told beside the form of a piece of equipment: its parts, and what was done to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from officedesk.services.equipment.rows import EquipmentFacts, EquipmentRow, ServiceRow
from officedesk.views.equipment.columns import warranty_chip
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.work.columns import JOB_CHIPS

HIGHEST = 170


class FactsPanel(QWidget):
    """Tells the ids of what was clicked."""

    part_wanted = Signal(int)
    new_part_wanted = Signal()
    job_wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.add_part = button("Add part", self.new_part_wanted.emit, icon=shell.icons("plus"))
        self.parts = _Card("Parts", self.add_part)
        self.history = _Card("Service history")
        both = row(self.parts, self.history, spacing=12)
        for place in range(2):
            both.setStretch(place, 1)
        self.setLayout(both)
        self._shown: tuple[EquipmentFacts, bool] | None = None

    def show_facts(self, facts: EquipmentFacts, *, with_parts: bool, may: bool) -> None:
        """``with_parts``: it can have parts; ``may``: whoever sits here may add some."""
        self.add_part.setVisible(may)
        self.parts.setVisible(with_parts)
        if self._shown == (facts, with_parts):
            return
        self._shown = facts, with_parts
        self.parts.fill([self._part(one) for one in facts.parts], "Filters, belts, compressors: parts will be here.")
        self.history.fill([self._service(one) for one in facts.history], "Jobs that worked on it will be here.")

    def _part(self, part: EquipmentRow) -> QWidget:
        link = LinkLabel(part.name, least=60)
        link.clicked.connect(lambda: self.part_wanted.emit(part.id))
        about = " ".join(filter(None, (part.manufacturer, part.model, part.serial_number)))
        items: list[QWidget] = [link, ElidedLabel(about, "muted", least=20)]
        made = row(*items, None)
        if (chip := warranty_chip(part.months_left)) is not None:
            shown = StatusChip()
            shown.tell(chip)
            made.addWidget(shown)
        return _held(made)

    def _service(self, service: ServiceRow) -> QWidget:
        link = LinkLabel(f"Job {service.number}", least=60)
        link.clicked.connect(lambda: self.job_wanted.emit(service.job_id))
        about = " · ".join(filter(None, (service.description, service.part, service.technicians)))
        chip = StatusChip()
        chip.tell(JOB_CHIPS[service.status])
        day = label(self._shell.date(service.day), "muted")
        return _held(row(day, link, ElidedLabel(about, "muted", least=20), None, chip))


class _Card(QFrame):
    """A heading, and rows that scroll where they are many."""

    def __init__(self, title: str, action: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        head = row(label(title, "heading"), None)
        head.setContentsMargins(14, 8, 8, 8)
        if action is not None:
            head.addWidget(action)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFixedHeight(HIGHEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._area)

    def fill(self, rows: list[QWidget], nothing: str) -> None:
        """Show ``rows``, or ``nothing``."""
        ground = QWidget()
        ground.setProperty("role", "panel")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.setSpacing(6)
        for one in rows:
            layout.addWidget(one)
        if not rows:
            told = label(nothing, "muted")
            told.setWordWrap(True)
            layout.addWidget(told)
        layout.addStretch(1)
        self._area.setWidget(ground)


def _held(layout: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
