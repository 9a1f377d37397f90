"""What positions bring to the Map module: replay, and who went where today."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from officedesk.services.permissions import Permission
from officedesk.views.map.crossings_card import CrossingsCard
from officedesk.views.map.replay import ReplayCard
from officedesk.views.map.side_panel import SidePanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

if TYPE_CHECKING:
    from officedesk.views.map.area import MapArea


class Replayed(QObject):
    """A button, a card and a part of the side panel, for those who may see positions. ``wanted`` when it is clicked."""

    wanted = Signal()

    def __init__(self, shell: Shell, panel: SidePanel, area: "MapArea") -> None:
        super().__init__(panel)
        self._panel = panel
        self.card = ReplayCard(shell)
        self.crossings = CrossingsCard(shell)
        panel.add_card(self.card)
        self.tool = button("Replay", self.wanted.emit, icon=shell.icons("path"), tip="Play back a day")
        panel.add_action(self.tool)
        panel.add_below(self.crossings)
        self.card.closed.connect(panel.back)
        area.made.connect(self.card.attach)
        area.missing.connect(lambda _why: self.tool.hide())

    def show(self) -> None:
        """Play back a day of positions."""
        self._panel.show_card(self.card)
        self.card.begin()


def add_positions(shell: Shell, panel: SidePanel, area: "MapArea") -> Replayed | None:
    """Add them, where whoever sits here may see positions."""
    return Replayed(shell, panel, area) if shell.may(Permission.POSITIONS_READ) else None
