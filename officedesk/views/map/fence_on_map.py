"""The form of a geofence beside a map: what is drawn is typed, what is typed is drawn, and both have the same steps."""

from PySide6.QtCore import QObject

from officedesk.maps.shapes import Box, Shape, wrapped
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.shape_check import Checked
from officedesk.views.map.view import Drawn, MapFence, MapView

_AROUND = 0.6
"""Of its own size, that is left free around a fence on each side."""
_LEAST = 0.002
"""Degrees that are seen at least."""


class FenceOnMap(QObject):
    """Joins ``form`` and ``view`` as long as both live. ``follow``: the map goes to each fence that is opened."""

    def __init__(self, form: FenceForm, view: MapView, *, follow: bool = True) -> None:
        super().__init__(form)
        self._form, self._follow = form, follow
        self._view: MapView | None = view
        self._wanted = False
        editor = form.fields.shape
        form.opened.connect(self._opened)
        form.closed.connect(self._closed)
        form.fields.colour.edited.connect(self._recoloured)
        editor.reshaped.connect(self._reshaped)
        editor.looked.connect(self._looked)
        view.drawn.connect(self._drawn)
        view.steps_changed.connect(editor.tell_steps)
        view.escaped.connect(form.cancel)
        view.failed.connect(self._alone)
        editor.join(view)
        if form.fields.base is not None:
            # The map came later than the fence.
            self._opened(form.fields.base)

    def _opened(self, draft: FenceDraft) -> None:
        self._wanted = self._follow
        editor, view = self._form.fields.shape, self._view
        shape = editor.shape()
        if self._form.may and view is not None:
            view.tools(True)
            view.edit(MapFence(draft.id or 0, draft.name, draft.colour, shape) if shape is not None else None)
        self._looked(editor.checked)

    def _closed(self) -> None:
        if self._view is not None:
            self._view.edit(None)
            self._view.tools(False)

    def _reshaped(self, shape: Shape) -> None:
        if self._form.may and self._view is not None:
            self._view.reshape(shape)

    def _recoloured(self) -> None:
        if self._view is not None:
            self._view.recolour(self._form.fields.colour.value())

    def _drawn(self, drawn: Drawn) -> None:
        if self._form.fields.base is not None and self._form.may:
            self._form.fields.shape.take_drawn(drawn.shape, drawn.step)

    def _looked(self, checked: Checked) -> None:
        """Go to the fence, once its extent is known."""
        if self._wanted and checked.measured is not None and self._view is not None:
            self._wanted = False
            self._view.fit(room_around(checked.measured.box))

    def _alone(self, _why: str) -> None:
        """The map is lost, and soon gone: the form keeps the steps itself."""
        self._view = None
        self._form.fields.shape.join(None)


def room_around(box: Box) -> Box:
    """A box with room around it."""
    wide = max(box.width, _LEAST) * _AROUND
    high = max(box.north - box.south, _LEAST) * _AROUND
    south, north = max(-85.0, box.south - high), min(85.0, box.north + high)
    if box.width + 2 * wide >= 360:
        return Box(-180.0, south, 180.0, north)
    return Box(wrapped(box.west - wide), south, wrapped(box.east + wide), north)
