"""A geofence in a window of its own: its form, with a map beside it where this desktop can show one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from officedesk.maps.shapes import Box, Point
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.map.fence_fields import read_places
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, line, row
from officedesk.views.widgets.tips import breakable

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView

_FORM = 330
_MOST = 500
"""Other geofences of the customer that are shown."""


class FenceDialog(QDialog):
    """``saved(fence_id)``. A new fence where ``fence_id`` is 0: around a location's pin where one is given.

    ``copy`` begins a fence like ``fence_id``. ``why_no_map`` says why there is no map beside it; ``None``: look.
    """

    saved = Signal(int)

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        fence_id: int = 0,
        *,
        customer_id: int | None = None,
        location_id: int | None = None,
        copy: bool = False,
        why_no_map: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Geofence")
        self._shell = shell
        self.form = FenceForm(shell)
        self.view: MapView | None = None
        if why_no_map is None:
            from officedesk.views.map.available import why_no_map as look

            why_no_map = look(shell.config)
        layout = row(self.form, spacing=0)
        if why_no_map:
            told = label(breakable(why_no_map), "small")
            told.setWordWrap(True)
            self.setLayout(column(layout, holder(row(told, margins=(16, 0, 16, 12)), "panel"), spacing=0))
            self.resize(460, 760)
        else:
            self.setLayout(layout)
            self._add_map(layout)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._leave)
        if copy:
            self.form.begin_copy(fence_id)
        elif fence_id:
            self.form.open_fence(fence_id)
        else:
            self.form.begin(location_id=location_id, customer_id=customer_id)

    def _add_map(self, layout: QHBoxLayout) -> None:
        from officedesk.views.map.fence_on_map import FenceOnMap
        from officedesk.views.map.view import MapView

        self.view = MapView(self._shell, self)
        self.form.setFixedWidth(_FORM)
        layout.addWidget(line(vertical=True))
        layout.addWidget(self.view, 1)
        FenceOnMap(self.form, self.view)
        self.form.opened.connect(self._show_around)
        window = self.parentWidget()
        size = window.window().size() if window is not None else self.size()
        self.resize(max(900, int(size.width() * 0.86)), max(600, int(size.height() * 0.88)))

    def _show_around(self, draft: FenceDraft) -> None:
        """What else there is of its customer: pins, and other geofences."""
        from officedesk.views.map.fence_on_map import room_around
        from officedesk.views.map.view import MapFence, MapPoint

        desk, customer_id, view = self._shell.desk, draft.customer_id, self.view
        if view is None or customer_id is None:
            return

        def work() -> tuple[list[MapPoint], list[MapFence]]:
            from officedesk.services.mapping.fence_list import FenceList
            from officedesk.services.mapping.rows import FenceFilter
            from officedesk.services.paging import Sort

            _, places = read_places(desk, customer_id)
            points = [MapPoint(key, pin.latitude, pin.longitude, text) for key, text, pin in places if pin is not None]
            rows = FenceList(desk).first(FenceFilter(customer_id), Sort("size", True), _MOST)
            return points, [MapFence(one.id, one.name, one.colour, one.shape) for one in rows if one.id != draft.id]

        def show(found: tuple[list[MapPoint], list[MapFence]]) -> None:
            points, fences = found
            view.show_points("places", points)
            view.show_fences(fences)
            if draft.shape is None and points:
                box = Box.around(Point(one.latitude, one.longitude) for one in points)
                if box is not None:
                    view.fit(room_around(box))

        self._shell.load(self, work, show)

    def _saved(self, fence_id: int) -> None:
        self.saved.emit(fence_id)
        self.accept()

    def _leave(self) -> None:
        super().reject()

    def reject(self) -> None:
        """Esc and the window's cross: ask only where something changed."""
        self.form.cancel()

    def done(self, result: int) -> None:
        self.form.live.close()
        super().done(result)
