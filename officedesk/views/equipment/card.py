"""The equipment at a document's location, each piece with a box to tick where the document is about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import EquipmentKind
from officedesk.models.text import fold, words
from officedesk.services.equipment.rows import EquipmentRow
from officedesk.services.permissions import Permission
from officedesk.views.equipment.columns import warranty_chip
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, line, row, scrolled
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.search_box import SearchBox
from officedesk.views.widgets.tips import plain_tip

SEARCH_FROM = 8
SHOWN = 60
HIGHEST = 260


class EquipmentCard(QFrame):
    """``edited(ids)`` when a box was ticked or cleared; ids in order."""

    edited = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._where: tuple[int, int | None] | None = None
        self._rows: tuple[EquipmentRow, ...] = ()
        self._chosen: tuple[int, ...] = ()
        self._read_only = False
        self._asked = 0
        self._telling = False
        self.boxes: dict[int, QCheckBox] = {}
        self.setProperty("role", "card")
        self.setAccessibleName("Equipment")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._title = label("Equipment at this location", "heading")
        self.add_button = button("Add", self._add, icon=shell.icons("plus"), tip="New equipment at this location")
        head = row(self._title, None, self.add_button)
        head.setContentsMargins(14, 8, 8, 8)
        self.search = SearchBox("Search equipment", shell.icons, shell.theme)
        self.search.typed.connect(self._fill)
        self._area = scrolled()
        self._searching = holder(row(self.search, margins=(14, 8, 14, 0)))
        self._searching.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._searching)
        layout.addWidget(self._area)
        shell.signals.changed.connect(self._office_changed)

    def show_equipment(
        self, customer_id: int, location_id: int | None, chosen: Sequence[int], *, read_only: bool
    ) -> None:
        """Offer what stands there; ``chosen`` is ticked. Asks the office only where it has to."""
        known = {one.id for one in self._rows}
        fresh = self._where != (customer_id, location_id)
        missing = not fresh and bool(set(chosen) - known - set(self._chosen))
        self._where = customer_id, location_id
        changed = tuple(chosen) != self._chosen or read_only != self._read_only
        self._chosen, self._read_only = tuple(chosen), read_only
        self.add_button.setVisible(not read_only and self._shell.may(Permission.EQUIPMENT_WRITE))
        self._title.setText("Equipment at this location" if location_id is not None else "Equipment")
        if fresh:
            self._rows = ()
            self.search.clear()
            self._fill()
        if fresh or missing:
            self._load()
        elif changed:
            self._tick()

    def _load(self) -> None:
        if self._where is None:
            return
        self._asked += 1
        asked, desk, (customer_id, location_id), also = self._asked, self._shell.desk, self._where, self._chosen

        def work() -> tuple[EquipmentRow, ...]:
            from officedesk.services.equipment.listing import equipment_at

            return equipment_at(desk, customer_id, location_id, also)

        def arrived(rows: tuple[EquipmentRow, ...]) -> None:
            if asked == self._asked and rows != self._rows:
                self._rows = rows
                self._fill()

        self._shell.load(self, work, arrived)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity == "equipment" and self._where is not None and customer_id in (0, self._where[0]):
            self._load()

    def _shown(self) -> list[EquipmentRow]:
        wanted = words(self.search.text())
        found = []
        for one in self._rows:
            body = fold(f"{one.name} {one.type} {one.manufacturer} {one.model} {one.serial_number} {one.place}")
            if all(word in body for word in wanted):
                found.append(one)
        # What is ticked is never out of sight among many.
        return sorted(found, key=lambda one: one.id not in self._chosen) if len(found) > SHOWN else found

    def _fill(self) -> None:
        self._searching.setVisible(len(self._rows) > SEARCH_FROM)
        shown = self._shown()
        self.boxes = {}
        ground = QWidget()
        ground.setProperty("role", "panel")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(14, 8, 10, 10)
        layout.setSpacing(6)
        known = {one.id for one in shown}
        for one in shown[:SHOWN]:
            layout.addWidget(self._row(one, inset=one.parent_id in known))
        if len(shown) > SHOWN:
            layout.addWidget(label(f"and {len(shown) - SHOWN:,} more: search for them", "muted"))
        elif not self._rows:
            layout.addWidget(label("No equipment here yet.", "muted"))
        elif not shown:
            layout.addWidget(label("No equipment found.", "muted"))
        layout.addStretch(1)
        self._area.setWidget(ground)
        self._area.setFixedHeight(min(HIGHEST, ground.sizeHint().height() + 2))
        self._tick()

    def _row(self, one: EquipmentRow, *, inset: bool) -> QWidget:
        box = QCheckBox()
        box.setAccessibleName(f"{one.name}: this is about it")
        box.toggled.connect(lambda on: self._toggled(one.id, on))
        self.boxes[one.id] = box
        link = LinkLabel(one.name, least=130)
        link.clicked.connect(lambda: self._open(one.id))
        about = " ".join(filter(None, (one.manufacturer, one.model, one.serial_number)))
        made = QWidget()
        content = row(box, link, ElidedLabel(about or one.type, "muted", least=0), None, spacing=8)
        content.setContentsMargins(20 if inset and one.kind is EquipmentKind.PART else 0, 0, 0, 0)
        if (chip := warranty_chip(one.months_left)) is not None:
            shown = StatusChip()
            shown.tell(chip)
            shown.setToolTip(plain_tip(f"Warranty ends {self._shell.date(one.warranty_ends)}"))
            content.addWidget(shown)
        made.setLayout(content)
        return made

    def _tick(self) -> None:
        self._telling = True
        try:
            for equipment_id, box in self.boxes.items():
                box.setChecked(equipment_id in self._chosen)
                box.setEnabled(not self._read_only)
        finally:
            self._telling = False

    def _toggled(self, equipment_id: int, on: bool) -> None:
        if not self._telling:
            rest = {one for one in self._chosen if one != equipment_id}
            self._choose(rest | {equipment_id} if on else rest)

    def _choose(self, ids: set[int]) -> None:
        self._chosen = tuple(sorted(ids))
        self.edited.emit(self._chosen)

    def _open(self, equipment_id: int) -> None:
        from officedesk.views.equipment.dialog import EquipmentDialog

        if self._where is not None:
            EquipmentDialog(self._shell, self.window(), self._where[0], equipment_id).open()

    def _add(self) -> None:
        from officedesk.views.equipment.dialog import EquipmentDialog

        if self._where is None:
            return
        where = self._where
        dialog = EquipmentDialog(self._shell, self.window(), where[0], location_id=where[1])

        def added(equipment_id: int) -> None:
            if self._where == where and not self._read_only:
                self._choose({*self._chosen, equipment_id})

        dialog.saved.connect(added)
        dialog.open()
