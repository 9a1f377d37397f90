"""Drawing geofences on the map of the module: its tools are always at hand, and begin a new one."""

from PySide6.QtCore import QObject, Signal

from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.permissions import Permission
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.fence_on_map import FenceOnMap
from officedesk.views.map.view import MapView
from officedesk.views.shell import Shell


class FenceDrawing(QObject):
    """``begun`` when a new fence is begun with the map's own tools."""

    begun = Signal()

    def __init__(self, shell: Shell, form: FenceForm, view: MapView) -> None:
        super().__init__(view)
        self._form, self._view = form, view
        self._may = shell.may(Permission.FENCES_WRITE)
        self._tool = ""
        self._joined = FenceOnMap(form, view)
        # After the others, who put the tools away where a form is closed.
        form.opened.connect(self._opened)
        form.closed.connect(self._offer)
        view.tool_wanted.connect(self._wanted)
        self._offer()

    def leave(self) -> None:
        """Another fence comes: nothing of this one stays drawn."""
        self._view.edit(None)

    def _offer(self) -> None:
        self._tool = ""
        self._view.tools(self._may)

    def _wanted(self, tool: str) -> None:
        if not self._form.isVisible():
            self._tool = tool
            self.begun.emit()

    def _opened(self, draft: FenceDraft) -> None:
        tool, self._tool = self._tool, ""
        if tool and draft.id is None and draft.shape is None:
            # The form was opened for it: go on drawing.
            self._view.draw(tool)  # type: ignore[arg-type]
