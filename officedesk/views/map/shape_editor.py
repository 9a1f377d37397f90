"""The shape of a geofence by the keyboard: a center and a radius, or corners one a line, looked at while typing."""

from math import pi, sqrt
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from officedesk.maps.shapes import Circle, Point, Polygon, Shape
from officedesk.models.enums import FenceShape
from officedesk.views.map.fence_words import imperial
from officedesk.views.map.shape_check import Checked, check
from officedesk.views.map.shape_history import ShapeHistory
from officedesk.views.map.typed_places import LengthEdit, PointEdit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, even, holder, label, restyle, row, show_only
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField

RADIUS = 91.44
"""Metres, where nobody typed any: 300 ft."""
_CORNERS = 12
"""Of a polygon that begins as a circle."""
_LATER = 150
"""Milliseconds without a key before what is typed is measured and put on the map."""
_HIGH, _LOW = 96, 64
"""Pixels of the corners' text."""
_MOST_SHOWN = 1_000
"""Corners that are shown as text; more are changed on the map, or by importing them anew."""


class Steps(Protocol):
    """Who keeps the steps of a shape: the editor itself, or the map that it is joined to."""

    @property
    def can_undo(self) -> bool: ...
    @property
    def can_redo(self) -> bool: ...
    def undo(self) -> object: ...
    def redo(self) -> object: ...


class CornersEdit(QPlainTextEdit):
    """Corners one a line. ``left`` when the focus goes elsewhere; Tab goes on to the next field."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlaceholderText("44.97882, -93.27071\n44.97568, -93.27036\n44.97422, -93.26563")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ShapeEditor(QWidget):
    """``edited`` at every change by the user; ``reshaped(shape)`` at those that were not made on the map."""

    edited = Signal()
    reshaped = Signal(object)
    looked = Signal(object)
    """What the shape comes to is known: :class:`Checked`."""

    def __init__(self, shell: Shell, enter: EnterMovesOn) -> None:
        super().__init__()
        self._shell = shell
        self._imperial = imperial(shell.desk.currency)
        self._shape: Shape | None = None
        self._problem = ""
        self._pin: Point | None = None
        self._generation = 0
        self._quiet = False
        self._map: Steps | None = None
        self.checked = Checked(None)
        """What the last look at the shape found."""
        self.history = ShapeHistory()
        self.kind = Combo(shell.icons, shell.theme)
        self.kind.set_choices([(FenceShape.CIRCLE, "Circle"), (FenceShape.POLYGON, "Polygon")])
        self.kind.set_value(FenceShape.CIRCLE)
        self.centre = PointEdit(optional=True)
        self.centre.setPlaceholderText("44.97789, -93.26402")
        self.centre.setToolTip("Latitude and longitude, in degrees or with minutes and seconds")
        self.radius = LengthEdit(imperial=self._imperial)
        self.radius.setToolTip("A length such as 300 ft, 0.5 mi, 120 m or 2 km")
        self.corners = CornersEdit()
        self.corners.setToolTip("“hole” on a line of its own begins a hole, “part” another part")
        self.corners.setFixedHeight(_HIGH)
        self.fields = {
            "kind": FormField("Shape", self.kind),
            "centre": FormField("Center", self.centre, required=True),
            "radius": FormField("Radius", self.radius, required=True),
            "corners": FormField("Corners, one latitude and longitude a line", self.corners, required=True),
        }
        enter.watch(self.kind, self.centre, self.radius)
        self.pin_button = self._step("map-pin", "A circle around the location’s pin", self.use_pin)
        self.undo_button = self._step("arrow-u-up-left", "Undo the last step of the shape", self.undo)
        self.redo_button = self._step("arrow-u-up-right", "Redo the step of the shape", self.redo)
        self.size_label = label("—", "strong")
        self.size_label.setAccessibleName("Size")
        self.note = label("", "note")
        self.note.setWordWrap(True)
        self.note.hide()
        circle = even(self.fields["centre"], self.fields["radius"])
        circle.setStretch(0, 3)
        circle.setStretch(1, 2)
        circle.setSpacing(8)
        self._circle = holder(circle)
        steps = (self.pin_button, self.undo_button, self.redo_button)
        head = row(self.fields["kind"], *steps, spacing=4)
        head.setStretch(0, 1)
        for made in steps:
            head.setAlignment(made, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._circle)
        layout.addWidget(self.fields["corners"])
        layout.addLayout(row(label("Size", "label"), self.size_label, None))
        layout.addWidget(self.note)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self._typed_enough)
        self.kind.edited.connect(self._kind_chosen)
        self.centre.edited.connect(lambda: self._circle_typed("centre"))
        self.radius.edited.connect(lambda: self._circle_typed("radius"))
        self.corners.textChanged.connect(self._corners_typed)
        self.corners.left.connect(self._corners_left)
        self._show()

    def _step(self, icon: str, tip: str, act: Any) -> Any:
        made = button("", act, kind="icon", icon=self._shell.icons(icon), tip=tip)
        made.setEnabled(False)
        return made

    # --- the shape ---

    def shape(self) -> Shape | None:
        """The shape as it is typed or drawn; ``None`` where there is none, or what is typed cannot be read."""
        return self._shape

    def begin(self, shape: Shape | None) -> None:
        """Show the shape of another fence: its steps begin here."""
        self.history.begin(shape)
        if shape is None:
            self.kind.set_value(FenceShape.CIRCLE)
            self.radius.set_value(RADIUS)
        self._put(shape)

    def take(self, shape: Shape | None) -> None:
        """Show what another desktop saved, as a step that can be taken back."""
        if shape is not None and shape != self._shape:
            self.history.note(shape)
            self._put(shape)
            self.reshaped.emit(shape)

    def take_drawn(self, shape: Shape | None, step: str = "") -> None:
        """A step that was made, undone or done again on the map."""
        if step == "undone" and self.history.can_undo:
            self.history.undo()
        elif step == "redone" and self.history.can_redo:
            self.history.redo()
        else:
            self.history.note(shape)
        if shape != self._shape:
            self._put(shape)
            self.edited.emit()

    def join(self, steps: Steps | None) -> None:
        """Let the map keep the steps, or with ``None`` keep them again."""
        self._map = steps
        # Beside a map the corners are seen there.
        self.corners.setFixedHeight(_HIGH if steps is None else _LOW)
        self.tell_steps()

    def set_pin(self, pin: Point | None) -> None:
        """Where the chosen location is; ``None`` where that is not known."""
        self._pin = pin
        self.pin_button.setEnabled(pin is not None)

    def use_pin(self) -> None:
        """A circle around the location's pin, as large as the one that is there."""
        if self._pin is not None:
            radius = self.radius.value() or RADIUS
            self._make(Circle(self._pin, radius))

    def undo(self) -> None:
        """Take the last step back."""
        if self._map is not None:
            self._map.undo()
        elif self.history.can_undo:
            self._put(self.history.undo())
            self.edited.emit()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._map is not None:
            self._map.redo()
        elif self.history.can_redo:
            self._put(self.history.redo())
            self.edited.emit()

    def tell_steps(self) -> None:
        """Whether there is something to take back, or to do again."""
        steps: Steps = self._map or self.history
        self.undo_button.setEnabled(steps.can_undo)
        self.redo_button.setEnabled(steps.can_redo)

    def show_error(self, text: str) -> None:
        """Why a save was refused."""
        circle = "radius" if self._shape is not None and "radius" in text.casefold() else "centre"
        made = self.fields["corners" if self.kind.value() is FenceShape.POLYGON else circle]
        made.show_error(text)
        if text:
            made.control.setFocus()

    def unreadable(self) -> bool:
        """What is typed cannot be read: it is said, and gets the keyboard."""
        polygon = self.kind.value() is FenceShape.POLYGON
        for name in ("corners",) if polygon else ("centre", "radius"):
            problem = self._problem if polygon else self.fields[name].control.error
            if problem:
                self.fields[name].show_error(problem)
                self.fields[name].control.setFocus()
                return True
        return False

    # --- typing ---

    def _kind_chosen(self) -> None:
        shape, found = self._shape, self.checked.measured
        polygon = self.kind.value() is FenceShape.POLYGON
        if polygon and isinstance(shape, Circle) and found is not None:
            from officedesk.maps.geometry import ring

            self._make(Polygon(((ring(shape, _CORNERS),),)))
        elif not polygon and isinstance(shape, Polygon) and found is not None:
            self._make(Circle(found.inside, round(sqrt(found.area / pi), 1)))
        else:
            self._arrange()

    def _circle_typed(self, name: str) -> None:
        centre, radius = self.centre.value(), self.radius.value()
        for field in ("centre", "radius"):
            # A refused save was about both.
            self.fields[field].show_error("")
        self._typed(Circle(centre, radius) if centre is not None and radius is not None else None, name)

    def _corners_typed(self) -> None:
        if self._quiet:
            return
        from officedesk.maps.typed import parse_corners

        self.fields["corners"].show_error("")
        shape: Shape | None = None
        self._problem = ""
        try:
            shape = Polygon.of(parse_corners(self.corners.toPlainText()))
        except ValueError as problem:
            self._problem = str(problem)
        self._typed(shape, "corners")

    def _corners_left(self) -> None:
        if self._problem and self.corners.toPlainText().strip():
            self.fields["corners"].show_error(self._problem)

    def _typed(self, shape: Shape | None, name: str) -> None:
        self._shape = shape
        if shape is not None:
            self.history.note(shape, name)
        self.tell_steps()
        self._generation += 1
        self._later.start()
        self.edited.emit()

    def _typed_enough(self) -> None:
        self._look()
        if self._shape is not None:
            self.reshaped.emit(self._shape)

    # --- showing ---

    def _make(self, shape: Shape) -> None:
        """A step that was neither typed nor drawn."""
        self.history.note(shape)
        self._put(shape)
        self.reshaped.emit(shape)
        self.edited.emit()

    def _put(self, shape: Shape | None) -> None:
        self._shape, self._problem = shape, ""
        if shape is not None:
            self.kind.set_value(FenceShape.CIRCLE if isinstance(shape, Circle) else FenceShape.POLYGON)
        self._show()
        self._look()

    def _show(self) -> None:
        shape = self._shape
        if isinstance(shape, Circle):
            self.centre.set_value(shape.centre)
            self.radius.set_value(shape.radius)
        else:
            self.centre.set_value(None)
        text, large = "", False
        if isinstance(shape, Polygon):
            from officedesk.maps.typed import format_corners

            large = shape.corners > _MOST_SHOWN
            text = f"{shape.corners:,} corners: change them on the map." if large else format_corners(shape)
        self._quiet = True
        if text != self.corners.toPlainText():
            self.corners.setPlainText(text)
        self.corners.setReadOnly(large)
        self._quiet = False
        for made in self.fields.values():
            made.show_error("")
        self._arrange()
        self.tell_steps()

    def _arrange(self) -> None:
        polygon = self.kind.value() is FenceShape.POLYGON
        focused = QApplication.focusWidget()
        goes: QWidget = self._circle if polygon else self.fields["corners"]
        lost = focused is not None and goes.isAncestorOf(focused)
        show_only({self._circle: not polygon, self.fields["corners"]: polygon})
        if lost:
            (self.corners if polygon else self.centre).setFocus()

    def _look(self) -> None:
        """Measure the shape; a late answer about an earlier one is dropped."""
        self._later.stop()
        self._generation += 1
        generation, shape = self._generation, self._shape
        if shape is None:
            self._found(Checked(None))
            return

        def found(checked: Checked) -> None:
            if generation == self._generation:
                self._found(checked)

        self._shell.load(self, lambda: check(shape), found)

    def _found(self, checked: Checked) -> None:
        self.checked = checked
        self.size_label.setText(self._said(checked))
        self.size_label.setAccessibleDescription(self.size_label.text())
        said = checked.problem or " ".join(checked.notes)
        self.note.setText(said)
        restyle(self.note, "role", "error" if checked.problem else "note")
        self.note.setVisible(bool(said))
        self.looked.emit(checked)

    def _said(self, checked: Checked) -> str:
        if checked.shape is None or checked.measured is None:
            return "—"
        from officedesk.maps.units import format_size

        return format_size(checked.shape, checked.measured, self._imperial)
