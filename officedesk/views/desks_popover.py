"""Who has the office open: a line for each desktop, and what is in its open forms."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from officedesk.services.watch import DeskSeen
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import clear_layout, column, holder, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.popover import Popover

WIDTH = 400
Names = dict[tuple[str, int], str]


class DesksPopover(Popover):
    """Follows what happens while it is open."""

    def __init__(self, shell: Shell, under: QWidget) -> None:
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        super().__init__(under, column(label("Connected desktops", "heading"), self._rows, spacing=8))
        self._shell = shell
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Connected desktops")
        shell.others.changed.connect(self._ask)

    def show_names(self, names: Names) -> None:
        """Fill it; ``names`` are what the records are called that somebody edits."""
        clear_layout(self._rows)
        others = self._shell.others
        me = self._shell.desk.actor
        mine = [names.get(one) for one in others.editing]
        self._add(me.name or me.desktop, f"{me.desktop} · this desktop", None, mine)
        for desk in others.desks:
            self._rows.addWidget(line())
            self._add(desk.user or desk.desktop, desk.desktop, desk, [names.get(one) for one in desk.editing])
        self.adjustSize()
        if self.isVisible():
            self.place()

    def _add(self, who: str, where: str, desk: DeskSeen | None, editing: list[str | None]) -> None:
        since = label(f"since {self._time(desk.since)}" if desk else "", "small")
        head = row(ElidedLabel(who, "strong"), ElidedLabel(where, "muted"), None, since, spacing=8)
        lines: list[QLayout] = [head]
        named = [name for name in editing if name]
        if named:
            more = f" and {len(named) - 2} more" if len(named) > 2 else ""
            lines.append(row(label("Editing", "small"), ElidedLabel(", ".join(named[:2]) + more), None, spacing=6))
        made = holder(column(*lines, spacing=2))
        made.setAccessibleName(", ".join([who, where, *(f"editing {name}" for name in named)]))
        self._rows.addWidget(made)

    def _time(self, at: datetime) -> str:
        here = at.astimezone(self._shell.desk.zone)
        today = here.date() == self._shell.desk.today()
        return f"{here:%H:%M}" if today else self._shell.date(here.date())

    def _ask(self) -> None:
        ask_names(self._shell, self, self.show_names)


def ask_names(shell: Shell, owner: QWidget, told: Callable[[Names], object]) -> None:
    """Find what the records that somebody edits are called, then ``told(names)``."""
    others, desk = shell.others, shell.desk
    records = {*others.editing, *(one for other in others.desks for one in other.editing)}

    def work() -> Names:
        from officedesk.services.naming import names

        return names(desk, records)

    shell.load(owner, work, told)
