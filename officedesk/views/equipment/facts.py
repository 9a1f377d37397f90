"""What is told beside the form of a piece of equipment: its parts, what was done to it, and its files."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.equipment.rows import EquipmentFacts, EquipmentRow, ServiceRow
from officedesk.services.permissions import Permission
from officedesk.views.equipment.columns import warranty_chip
from officedesk.views.equipment.files_card import FilesCard
from officedesk.views.equipment.rows_card import RowsCard, held
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.work.columns import JOB_CHIPS


class FactsPanel(QWidget):
    """Tells the ids of what was clicked."""

    part_wanted = Signal(int)
    new_part_wanted = Signal()
    job_wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.add_part = button("Add part", self.new_part_wanted.emit, icon=shell.icons("plus"))
        self.parts = RowsCard("Parts", self.add_part)
        self.history = RowsCard("Service history")
        self.files = FilesCard(shell)
        if not shell.may(Permission.FILES_READ):
            self.files.hide()
        cards = row(self.parts, self.history, self.files, spacing=12)
        for place, room in enumerate((4, 5, 4)):
            cards.setStretch(place, room)
        self.setLayout(cards)
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
        link = LinkLabel(part.name, least=120)
        link.clicked.connect(lambda: self.part_wanted.emit(part.id))
        about = " ".join(filter(None, (part.manufacturer, part.model, part.serial_number)))
        items: list[QWidget] = [link, ElidedLabel(about, "muted", least=0)]
        made = row(*items, None)
        if (chip := warranty_chip(part.months_left)) is not None:
            shown = StatusChip()
            shown.tell(chip)
            made.addWidget(shown)
        return held(made)

    def _service(self, service: ServiceRow) -> QWidget:
        link = LinkLabel(service.number, least=50)
        link.setAccessibleName(f"Job {service.number}")
        link.clicked.connect(lambda: self.job_wanted.emit(service.job_id))
        about = " · ".join(filter(None, (service.description, service.part, service.technicians)))
        chip = StatusChip()
        chip.tell(JOB_CHIPS[service.status])
        day = label(self._shell.date(service.day), "muted")
        return held(row(day, link, ElidedLabel(about, "muted", least=20), None, chip))
