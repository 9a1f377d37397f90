"""The fields of a geofence, for the panel beside the map and for the form without one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from officedesk.maps.shapes import Circle, Point
from officedesk.services.desk import Desk
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.customers.payer_field import PayerField
from officedesk.views.customers.tag_editor import TagEditor
from officedesk.views.map.active_edit import ActiveEdit
from officedesk.views.map.colour_choice import ColourChoice
from officedesk.views.map.fence_words import active_text, imperial
from officedesk.views.map.shape_editor import ShapeEditor
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import field, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField

TITLES = {
    "name": "Name",
    "customer_id": "Customer",
    "location_id": "Location",
    "shape": "Shape",
    "colour": "Color",
    "alert_on_enter": "Alert on enter",
    "alert_on_exit": "Alert on exit",
    "watcher_ids": "Tell",
    "active_days": "Active",
    "active_from": "From",
    "active_until": "Until",
}


@dataclass(frozen=True, slots=True)
class FenceChoices:
    """What a fence can be put to: its customer by name, (id, text, pin) of their locations, users by name."""

    company: str = ""
    places: tuple[tuple[int, str, Point | None], ...] = ()
    people: tuple[tuple[int, str], ...] = ()


def read_choices(desk: Desk, draft: FenceDraft) -> FenceChoices:
    """Off the GUI thread."""
    from officedesk.services.mapping.fences import watchers

    people = watchers(desk, draft.watcher_ids)
    if draft.customer_id is None:
        return FenceChoices(people=people)
    company, places = read_places(desk, draft.customer_id)
    return FenceChoices(company, places, people)


def read_places(desk: Desk, customer_id: int) -> tuple[str, tuple[tuple[int, str, Point | None], ...]]:
    """A customer's name and (id, text, pin) of their locations, off the GUI thread."""
    from officedesk.services.customers.locations import locations
    from officedesk.services.naming import names

    company = names(desk, [("customer", customer_id)]).get(("customer", customer_id), "")
    found = []
    for place in locations(desk, customer_id):
        at, line = place.address, place.line
        pin = Point(at.latitude, at.longitude) if at.latitude is not None and at.longitude is not None else None
        found.append((place.id, f"{place.name}: {line}" if place.name and line else line or place.name, pin))
    return company, tuple(found)


class FenceFields(QWidget):
    """``load`` shows a draft, ``draft`` gives it back with what was typed and drawn; ``edited`` at every change."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._base: FenceDraft | None = None
        self._people: dict[int, str] = {}
        self._pins: dict[int, Point | None] = {}
        self._generation = 0
        enter = EnterMovesOn(self)
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self._shown_name = "", ""
        self.customer = PayerField(shell)
        self.customer.setPlaceholderText("Nobody’s")
        self.place = Combo(shell.icons, shell.theme, empty="No location")
        self.shape = ShapeEditor(shell, enter)
        self.on_enter, self.on_exit = QCheckBox("Alert on enter"), QCheckBox("Alert on exit")
        self.told = TagEditor(shell.icons)
        self.told.add.setText("+ user")
        self.told.add.setToolTip("Tell another user")
        self.told.entry.setPlaceholderText("User")
        self.told.entry.setAccessibleName("User who is told")
        self.active = ActiveEdit(enter)
        self.colour = ColourChoice(shell)
        enter.watch(self.name, self.customer, self.place)
        self.fields = {
            "name": FormField("Name", self.name, required=True),
            "customer_id": FormField("Customer", self.customer),
            "location_id": FormField("Location", self.place),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        for made in self.fields.values():
            layout.addWidget(made)
        layout.addWidget(self.shape)
        layout.addLayout(row(self.on_enter, self.on_exit, None, spacing=14))
        layout.addLayout(field("Tell", self.told))
        layout.addWidget(self.active)
        layout.addLayout(field("Color", self.colour))
        layout.addStretch(1)
        self.name.textEdited.connect(lambda _: self.edited.emit())
        self.customer.edited.connect(self._customer_chosen)
        self.place.edited.connect(self._place_chosen)
        self.on_enter.toggled.connect(lambda _: self.edited.emit())
        self.on_exit.toggled.connect(lambda _: self.edited.emit())
        self.told.added.connect(self._tell_also)
        self.told.removed.connect(self._tell_no_more)
        for part in (self.shape, self.active, self.colour):
            part.edited.connect(self.edited)

    @property
    def base(self) -> FenceDraft | None:
        """What was loaded; ``None`` before anything was."""
        return self._base

    @property
    def choices(self) -> FenceChoices:
        """What is offered now."""
        places = tuple((number, self.place.text_of(number), pin) for number, pin in self._pins.items())
        return FenceChoices(self.customer.text(), places, tuple(self._people.items()))

    @property
    def dirty(self) -> bool:
        """Something differs from what was loaded, or cannot be read."""
        base = self._base
        return base is not None and (self.draft() != base or (self.shape.shape() is None and base.shape is not None))

    def load(self, draft: FenceDraft, choices: FenceChoices) -> None:
        """Show ``draft``; the steps of its shape begin here."""
        self._base = None
        self._generation += 1
        self._people = dict(choices.people)
        self.told.set_known(list(self._people.values()))
        self.customer.set_value(None, draft.customer_id, choices.company)
        self._offer(choices.places, draft.location_id)
        self.shape.begin(draft.shape)
        self._show(draft)
        self._base = draft
        self.show_errors({})

    def draft(self) -> FenceDraft:
        """The loaded draft with what is in the fields now."""
        days, start, end = self.active.value()
        return replace(
            self._base or FenceDraft(),
            name=self._named(),
            customer_id=self.customer.value(),
            location_id=self.place.value(),
            shape=self.shape.shape(),
            colour=self.colour.value(),
            alert_on_enter=self.on_enter.isChecked(),
            alert_on_exit=self.on_exit.isChecked(),
            watcher_ids=self._told_ids(),
            active_days=days,
            active_from=start,
            active_until=end,
        )

    def _named(self) -> str:
        """The name as it was typed. A field of one line cannot show every letter: untouched it stays what it was."""
        shown, name = self._shown_name
        text = self.name.text()
        return name if text == shown else text.strip()

    def take(self, draft: FenceDraft, base: FenceDraft, choices: FenceChoices) -> None:
        """Show ``draft`` over ``base``, which is stored now; the shape's steps stay."""
        self._people = dict(choices.people)
        self.told.set_known(list(self._people.values()))
        if self.customer.value() != draft.customer_id:
            self.customer.set_value(None, draft.customer_id, choices.company)
        self._offer(choices.places, draft.location_id)
        self.shape.take(draft.shape)
        self._show(draft)
        self._base = base

    def show_errors(self, errors: Mapping[str, str]) -> list[str]:
        """Put each message at its field and the focus on the first; messages without a field are returned."""
        left = dict(errors)
        first: QWidget | None = None
        for name, made in self.fields.items():
            text = left.pop(name, "")
            made.show_error(text)
            if text and first is None:
                first = made.control
        self.active.show_error(left.pop("active_days", ""))
        self.shape.show_error(left.pop("shape", ""))
        if first is not None:
            first.setFocus()
        return list(left.values())

    def unreadable(self) -> bool:
        """A field holds text that cannot be read; it is shown and gets the focus."""
        return self.shape.unreadable() or self.active.unreadable()

    def text_of(self, name: str, draft: FenceDraft) -> str:
        """How a field of a draft reads."""
        value: Any = getattr(draft, name)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if name == "shape":
            return _shape_text(value, imperial(self._shell.desk.currency))
        if name == "location_id":
            return self.place.text_of(value)
        if name == "watcher_ids":
            return ", ".join(self._people.get(one, "") for one in value)
        if name in ("active_days", "active_from", "active_until"):
            return active_text(draft.active_days, draft.active_from, draft.active_until)
        return "" if value is None else str(value)

    # --- choosing ---

    def _show(self, draft: FenceDraft) -> None:
        if self._named() != draft.name:
            self.name.setText(draft.name)
            self.name.setCursorPosition(0)
            self._shown_name = self.name.text(), draft.name
        self.colour.set_value(draft.colour)
        for box, on in ((self.on_enter, draft.alert_on_enter), (self.on_exit, draft.alert_on_exit)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.told.set_tags([self._people[one] for one in draft.watcher_ids if one in self._people])
        self.active.set_value(draft.active_days, draft.active_from, draft.active_until)

    def _offer(self, places: tuple[tuple[int, str, Point | None], ...], chosen: int | None) -> None:
        known = [(number, text) for number, text, _ in places]
        if chosen is not None and chosen not in dict(known):
            known.append((chosen, "Former location"))
        self._pins = {number: pin for number, _, pin in places}
        self.place.set_choices(known)
        self.place.set_value(chosen)
        self.fields["location_id"].setVisible(bool(known))
        self.shape.set_pin(self._pins.get(chosen) if chosen is not None else None)

    def _customer_chosen(self) -> None:
        """Another customer has other locations."""
        self._generation += 1
        generation, customer_id, desk = self._generation, self.customer.value(), self._shell.desk
        self._offer((), None)
        self.edited.emit()
        if customer_id is None:
            return

        def arrived(found: tuple[str, tuple[tuple[int, str, Point | None], ...]]) -> None:
            if generation == self._generation:
                only = found[1][0][0] if len(found[1]) == 1 else None
                self._offer(found[1], only)
                self._place_chosen()

        self._shell.load(self, lambda: read_places(desk, customer_id), arrived)

    def _place_chosen(self) -> None:
        place = self.place.value()
        self.shape.set_pin(self._pins.get(place) if place is not None else None)
        if self.shape.shape() is None and not self.shape.corners.toPlainText():
            self.shape.use_pin()
        self.edited.emit()

    def _told_ids(self) -> tuple[int, ...]:
        ids = {name.casefold(): number for number, name in self._people.items()}
        return tuple(sorted(ids[name.casefold()] for name in self.told.names if name.casefold() in ids))

    def _tell_also(self, typed: str) -> None:
        wanted = typed.casefold()
        found = [name for name in self._people.values() if name.casefold() == wanted]
        found = found or [name for name in self._people.values() if wanted in name.casefold()]
        if len(found) == 1 and found[0] not in self.told.names:
            self.told.set_tags([*self.told.names, found[0]])
            self.edited.emit()

    def _tell_no_more(self, name: str) -> None:
        self.told.set_tags([other for other in self.told.names if other != name])
        self.edited.emit()


def _shape_text(shape: Any, in_feet: bool) -> str:
    from officedesk.maps.units import format_length

    if shape is None:
        return ""
    if isinstance(shape, Circle):
        at = f"{shape.centre.latitude:.5f}, {shape.centre.longitude:.5f}"
        return f"Circle, {format_length(shape.radius, in_feet)} around {at}"
    return f"Polygon, {shape.corners:,} corners"
