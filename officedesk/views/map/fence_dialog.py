"""A geofence in a window of its own: its form, with a map beside it where this desktop can show one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.maps.shapes import Box, Point
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.views.map.area import MapArea
from officedesk.views.map.fence_fields import read_places
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, line, row
from officedesk.views.widgets.tips import breakable

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView

_FORM, _WIDEST = 330, 1_000
_MOST = 500
"""Other geofences of the customer that are shown."""


class FenceDialog(QDialog):
    """``saved(fence_id)``. A new fence where ``fence_id`` is 0: around a location's pin where one is given.

    ``copy`` begins a fence like ``fence_id``. ``why_no_map``: there is no map beside it, and why; empty: look.
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
        why_no_map: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Geofence")
        self._shell = shell
        self._draft: FenceDraft | None = None
        self.form = FenceForm(shell)
        self.area = MapArea(shell, lambda why: label(why))
        self._beside = holder(row(line(vertical=True), self.area, spacing=0))
        self._told = label("", "small")
        self._told.setWordWrap(True)
        self._why = holder(row(self._told, margins=(16, 0, 16, 12)), "panel")
        body = row(self.form, self._beside, spacing=0)
        body.setStretch(1, 1)
        self.setLayout(column(body, self._why, spacing=0))
        self.area.made.connect(self._join)
        self.area.missing.connect(self._go_without)
        self.form.opened.connect(self._opened)
        self.form.saved.connect(self._saved)
        self.form.closed.connect(self._leave)
        if why_no_map:
            self._go_without(why_no_map)
        else:
            self._why.hide()
            self.form.setFixedWidth(_FORM)
            size = parent.window().size()
            self.resize(max(900, int(size.width() * 0.86)), max(600, int(size.height() * 0.88)))
            self.area.begin()
        if copy:
            self.form.begin_copy(fence_id)
        elif fence_id:
            self.form.open_fence(fence_id)
        else:
            self.form.begin(location_id=location_id, customer_id=customer_id)

    @property
    def view(self) -> "MapView | None":
        """The map beside the form, once there is one."""
        return self.area.view

    def _go_without(self, why: str) -> None:
        self._beside.hide()
        self._told.setText(breakable(why))
        self._why.show()
        self.form.setMinimumWidth(_FORM)
        self.form.setMaximumWidth(_WIDEST)
        self.resize(460, min(760, self.height() if self.isVisible() else 760))

    def _join(self, view: "MapView") -> None:
        from officedesk.views.map.fence_on_map import FenceOnMap

        FenceOnMap(self.form, view)
        if self._draft is not None:
            self._show_around(self._draft)

    def _opened(self, draft: FenceDraft) -> None:
        self._draft = draft
        self._show_around(draft)

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
