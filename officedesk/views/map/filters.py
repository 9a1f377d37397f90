"""The chips over the map: what is on it and how much of it, and which customers."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from officedesk.services.customers.choices import ListChoices
from officedesk.services.customers.rows import Quick
from officedesk.services.permissions import Permission
from officedesk.views.map.layers import Layer, MapLayers
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.flow import flowing

TITLES = {
    Layer.CUSTOMERS: "Customers",
    Layer.VISITS: "Today’s visits",
    Layer.TECHNICIANS: "Technicians",
    Layer.FENCES: "Geofences",
}
_STATUS: tuple[tuple[int, str, Quick | None], ...] = (
    (1, "Open jobs", None),
    (2, "Favorites", Quick.FAVOURITES),
    (3, "Flagged", Quick.FLAGGED),
    (4, "Owing", Quick.OWING),
    (5, "Overdue", Quick.OVERDUE),
)


class MapChips(QObject):
    """``widget`` holds the chips: a click on one of a layer shows or hides it; the others narrow the customers."""

    changed = Signal()
    """Customers of another filter are wanted."""

    def __init__(self, shell: Shell, layers: MapLayers, parent: QObject) -> None:
        super().__init__(parent)
        self._layers, self._shell = layers, shell
        self.layer_chips = {layer: self._layer_chip(layer) for layer in layers.offered}
        self.tags, self.brands = ChoiceButton("Tags", None), ChoiceButton("Brand", None)
        self.status = ChoiceButton("Status", None, single=True, none="any")
        for choice in (self.tags, self.brands, self.status):
            choice.setProperty("kind", "chip")
            choice.setCheckable(True)
            choice.chosen.connect(self._tell)
        self.tags.hide()
        self.brands.hide()
        self.status.set_choices([(number, name) for number, name, quick in _STATUS if self._may(quick)])
        for chip in (*self.layer_chips.values(), self.tags, self.brands, self.status):
            chip.setProperty("slim", True)
        self.widget: QWidget = flowing(*self.layer_chips.values(), self.tags, self.brands, self.status, gap=4)
        for layer in layers.offered:
            self._count(layer)
        layers.arrived.connect(lambda name: self._count(Layer(name)))

    def load(self) -> None:
        """Ask what tags and brands there are."""
        desk = self._shell.desk

        def work() -> ListChoices:
            from officedesk.services.customers.choices import list_choices

            return list_choices(desk)

        self._shell.load(self, work, self._set_choices)

    def clear(self) -> None:
        """Narrow nothing any more."""
        for choice in (self.tags, self.brands, self.status):
            choice.set_value(())
        self._tell()

    def _set_choices(self, found: ListChoices) -> None:
        before = self._value()
        self.tags.set_choices(found.tags)
        self.tags.setVisible(bool(found.tags))
        self.brands.set_choices(found.brands)
        self.brands.setVisible(len(found.brands) > 1)
        if self._value() != before:
            self._tell()

    def _may(self, quick: Quick | None) -> bool:
        if quick is None:
            return self._shell.may(Permission.JOBS_READ)
        return quick not in (Quick.OWING, Quick.OVERDUE) or self._shell.may(Permission.MONEY_READ)

    def _layer_chip(self, layer: Layer) -> QPushButton:
        made = button(TITLES[layer], kind="chip", tip=f"Show or hide on the map: {TITLES[layer].lower()}")
        made.setCheckable(True)
        made.setChecked(layer in self._layers.on)
        made.toggled.connect(lambda on: self._layers.switch(layer, on))
        return made

    def _count(self, layer: Layer) -> None:
        chip, found = self.layer_chips[layer], self._layers.shown[layer]
        known = found.data is not None
        chip.setText(f"{TITLES[layer]} {found.count:,}" if known else TITLES[layer])
        chip.setAccessibleName(f"{chip.text()} on the map")
        chip.updateGeometry()

    def _value(self) -> tuple[tuple[int, ...], ...]:
        return self.tags.value, self.brands.value, self.status.value

    def _tell(self) -> None:
        from officedesk.services.mapping.overview_rows import MapFilter

        for choice in (self.tags, self.brands, self.status):
            choice.setChecked(bool(choice.value))
        chosen = next((one for one in _STATUS if one[0] in self.status.value), None)
        self._layers.narrow(
            MapFilter(
                quick=(chosen[2] if chosen is not None else None) or Quick.ALL,
                tag_ids=self.tags.value,
                brand_ids=self.brands.value,
                open_jobs=chosen is not None and chosen[2] is None,
            )
        )
        self.changed.emit()
