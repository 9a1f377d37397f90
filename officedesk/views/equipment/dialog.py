"""The form of a piece of equipment or a part: what it is, where it stands, its parts and its service history."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QDialog, QLineEdit, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.maps.shapes import Point
from officedesk.models.enums import EquipmentKind
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.rows import EquipmentFacts
from officedesk.services.permissions import Permission
from officedesk.views.customers.point_fields import holds_both
from officedesk.views.equipment.columns import KINDS, SOURCES, warranty_chip
from officedesk.views.equipment.facts import FactsPanel
from officedesk.views.fellows import EditorsChip
from officedesk.views.office.live_section import ask
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.office.record_merge import merge_records
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row

SPECS = (
    FieldSpec("name", "Name", span=2, required=True, hint="RTU-1"),
    FieldSpec("kind", "Kind", "choice", choices=KINDS),
    FieldSpec("source", "Sold by", "choice", choices=SOURCES),
    FieldSpec("type", "Type", hint="Rooftop unit"),
    FieldSpec("manufacturer", "Manufacturer"),
    FieldSpec("model", "Model"),
    FieldSpec("serial_number", "Serial number"),
    FieldSpec("location_id", "Location", "choice", span=2, empty="No location"),
    FieldSpec("place", "Where", hint="Roof, north side"),
    FieldSpec("parent_id", "Part of", "choice", empty="Nothing"),
    FieldSpec("install_date", "Install date", "date"),
    FieldSpec("warranty_ends", "Warranty ends", "date"),
    FieldSpec("latitude", "Latitude", "latitude", hint="44.9767"),
    FieldSpec("longitude", "Longitude", "longitude", hint="-93.2653"),
    FieldSpec("notes", "Notes", "long", span=4),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening the form reads."""

    draft: EquipmentDraft
    locations: list[tuple[int, str]]
    heads: tuple[tuple[int, str], ...]
    words: dict[str, tuple[str, ...]]
    facts: EquipmentFacts | None


class EquipmentDialog(QDialog):
    """``saved(equipment_id)``. A new one for ``equipment_id`` 0: at a location, or a part of ``parent_id``."""

    saved = Signal(int)

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        customer_id: int,
        equipment_id: int = 0,
        *,
        location_id: int | None = None,
        parent_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(940)
        self._shell, self._customer_id, self._id = shell, customer_id, equipment_id
        self._begun_at = (location_id, parent_id)
        self._then: Callable[[], object] | None = None
        what = "part" if parent_id else "equipment"
        self.setWindowTitle(f"Edit {what}" if equipment_id else f"New {what}")
        self.form = RecordForm(shell, SPECS)
        self.warranty = StatusChip()
        self.warranty.hide()
        place = self.form.fields["warranty_ends"].layout()
        place.insertWidget(2, self.warranty)  # type: ignore[attr-defined]
        self.facts = FactsPanel(shell)
        self.facts.hide()
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self.chip = EditorsChip(shell)
        self.may = shell.may(Permission.EQUIPMENT_WRITE)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        self.pin_button = button(
            "Place on map…", self.place, icon=shell.icons("map-pin"), tip="Set its pin on the map of the location"
        )
        self.save_button.setEnabled(False)
        self.form.setEnabled(False)
        self.pin_button.setEnabled(False)
        self.setLayout(
            column(
                self.form,
                self.facts,
                self._error,
                row(
                    self.pin_button,
                    self.chip,
                    None,
                    button("Cancel" if self.may else "Close", self.reject),
                    self.save_button,
                ),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        if not self.may:
            self.save_button.hide()
            self.pin_button.hide()
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.form.edited.connect(self._tell)
        for name in ("latitude", "longitude"):
            self.form.control(name).textEdited.connect(self._take_both)
        self.facts.part_wanted.connect(self._open_part)
        self.facts.new_part_wanted.connect(self._new_part)
        self.facts.job_wanted.connect(self._open_job)
        shell.signals.changed.connect(self._office_changed)
        self._load()

    # --- reading ---

    def _load(self) -> None:
        desk, customer_id, equipment_id = self._shell.desk, self._customer_id, self._id
        location_id, parent_id = self._begun_at

        def work() -> Opened:
            from officedesk.services.customers.locations import locations
            from officedesk.services.equipment.editing import equipment, new_equipment
            from officedesk.services.equipment.listing import equipment_choices, known_words
            from officedesk.services.equipment.service import equipment_facts

            if equipment_id:
                draft = equipment(desk, equipment_id)
            else:
                draft = new_equipment(desk, customer_id, location_id, parent_id)
            return Opened(
                draft,
                [(place.id, _place(place)) for place in locations(desk, draft.customer_id)],
                tuple(one for one in equipment_choices(desk, draft.customer_id) if one[0] != equipment_id),
                known_words(desk),
                equipment_facts(desk, equipment_id) if equipment_id else None,
            )

        self._shell.load(self, work, self._loaded, self._unreadable)

    def _loaded(self, opened: Opened) -> None:
        draft = opened.draft
        self._customer_id = draft.customer_id
        self.setWindowTitle(
            f"{'Edit' if self._id else 'New'} {'part' if draft.kind is EquipmentKind.PART else 'equipment'}"
        )
        self._offer("location_id", opened.locations, draft.location_id, "Former location")
        self._offer("parent_id", list(opened.heads), draft.parent_id, "In the trash")
        for name, words in opened.words.items():
            box: QLineEdit = self.form.control(name)
            completer = QCompleter(list(words), box)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.popup().setProperty("role", "popup")
            box.setCompleter(completer)
        self.form.load(draft)
        self.form.setEnabled(self.may)
        self.save_button.setEnabled(self.may)
        self.pin_button.setEnabled(self.may)
        if self._id:
            self._shell.others.edit(self, "equipment" if self.may else "", self._id)
            self.chip.watch("equipment", self._id)
            self._show_facts(opened.facts)
            self.facts.files.show_files(draft.customer_id, self._id)
        self._tell()
        self.form.control("name").setFocus()

    def _offer(self, name: str, choices: list[tuple[int, str]], present: int | None, former: str) -> None:
        known = {number for number, _ in choices}
        if present is not None and present not in known:
            choices = [*choices, (present, former)]
        self.form.control(name).set_choices(choices)

    def _unreadable(self, error: Exception) -> None:
        self._shell.fail(error)
        super().reject()

    def _show_facts(self, facts: EquipmentFacts | None) -> None:
        draft: EquipmentDraft | None = self.form.base
        if facts is not None and draft is not None:
            self.facts.show_facts(facts, with_parts=draft.kind is EquipmentKind.EQUIPMENT, may=self.may)
            self.facts.show()

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if self._id and entity in ("equipment", "job") and customer_id in (0, self._customer_id):
            desk, equipment_id = self._shell.desk, self._id

            def work() -> EquipmentFacts:
                from officedesk.services.equipment.service import equipment_facts

                return equipment_facts(desk, equipment_id)

            # Gone at another desktop: saving tells.
            self._shell.load(self, work, self._show_facts, lambda _: None)

    def _tell(self) -> None:
        draft: EquipmentDraft | None = self.form.draft() if self.form.base is not None else None
        if draft is None:
            return
        from officedesk.services.equipment.warranty import months_left

        part = draft.kind is EquipmentKind.PART
        self.form.control("parent_id").setEnabled(part)
        if not part and draft.parent_id is not None:
            self.form.control("parent_id").set_value(None)
        chip = warranty_chip(months_left(draft.warranty_ends, self._shell.desk.today()))
        self.warranty.setVisible(chip is not None)
        if chip is not None:
            self.warranty.tell(chip)

    # --- where it stands ---

    def place(self) -> None:
        """Set its pin on the map of the location that is chosen."""
        from officedesk.views.equipment.pin_dialog import PinDialog

        draft: EquipmentDraft = self.form.draft()
        known = draft.latitude is not None and draft.longitude is not None
        point = Point(draft.latitude or 0.0, draft.longitude or 0.0) if known else None
        dialog = PinDialog(self._shell, self, draft.name, self._customer_id, draft.location_id, point, self._id)
        dialog.chosen.connect(self._placed)
        dialog.open()

    def _placed(self, point: Point | None) -> None:
        self.form.control("latitude").set_value(point.latitude if point else None)
        self.form.control("longitude").set_value(point.longitude if point else None)
        self._tell()

    def _take_both(self, text: str) -> None:
        """Both were pasted into one of the fields, as maps copy them."""
        if holds_both(text.strip()):
            from officedesk.maps.coordinates import read_point

            self._placed(read_point(text.strip()))

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self.save_button.isEnabled() or self.form.unreadable():
            return
        self._error.clear()
        self._then = then
        self.save_button.setEnabled(False)
        self.save_button.setText("Saving…")
        draft, base, desk = self.form.draft(), self.form.base, self._shell.desk

        def work() -> EquipmentDraft:
            from officedesk.services.equipment.editing import save_equipment

            return save_equipment(desk, draft, base)

        self._shell.load(self, work, self._stored, self._refused)

    def _stored(self, stored: EquipmentDraft) -> None:
        self._shell.signals.changed.emit("equipment", stored.id or 0, stored.customer_id)
        then = self._then
        self.accept()
        self.saved.emit(stored.id or 0)
        if then is not None:
            then()

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.save_button.setText("Save")
        if isinstance(error, InvalidInput):
            self._error.setText(" ".join(self.form.show_errors(error.fields)))
        elif isinstance(error, Conflict) and isinstance(error.theirs, EquipmentDraft):
            self._settle(error)
        elif isinstance(error, OfficeError):
            self._error.setText(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict) -> None:
        mine, theirs, then = self.form.draft(), error.theirs, self._then

        def keep(draft: Any) -> None:
            self.form.take(draft, theirs)
            self.save(then)

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: ask only where something was typed."""
        self._leave(super().reject)

    def _leave(self, go: Callable[[], object]) -> None:
        if self.save_button.isEnabled() and self.form.dirty:
            from officedesk.views.widgets.discard import ask_discard

            ask_discard(self, go, lambda: self.save(go))
        else:
            go()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)

    def _open_job(self, job_id: int) -> None:
        shell = self._shell

        def go() -> None:
            QDialog.reject(self)
            shell.go("job", job_id)

        self._leave(go)

    def _open_part(self, equipment_id: int) -> None:
        EquipmentDialog(self._shell, self, self._customer_id, equipment_id).open()

    def _new_part(self) -> None:
        EquipmentDialog(self._shell, self, self._customer_id, parent_id=self._id).open()


def _place(place: Any) -> str:
    return f"{place.name}: {place.line}" if place.name and place.line else place.line or place.name
