"""Where the office lies and what that means, under its button in the status bar."""

from PySide6.QtWidgets import QLabel, QWidget

from officedesk.services.place import Condition, Trouble, Watched
from officedesk.views.office.place_notice import PlaceNotice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.tips import breakable

WIDTH = 400


class PlacePopover(Popover):
    def __init__(self, shell: Shell, watched: Watched, notice: PlaceNotice, under: QWidget) -> None:
        condition = notice.condition
        again = button("Check again", self._check)
        if not condition.again:
            again.hide()
        told = meaning(condition, unsettled=watched.unsettled)
        content = column(
            label(condition.place, "heading"),
            _text(str(watched.path), "small"),
            *(_text(line) for line in told),
            row(again, None),
            spacing=8,
        )
        super().__init__(under, content)
        self._notice = notice
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Where the office is")
        self.setAccessibleDescription(" ".join(told))

    def _check(self) -> None:
        self._notice.check_again()
        self.close()


def meaning(condition: Condition, *, unsettled: bool) -> list[str]:
    """What a condition means to those who work here, line by line."""
    if condition.trouble is not Trouble.NONE:
        return [condition.text, "What you typed stays. OfficeDesk goes on by itself as soon as that is over."]
    if condition.reason is not None:
        return [condition.reason.what, condition.reason.advice]
    if unsettled:
        return ["OfficeDesk is finding out whether other desktops are kept out while this one saves."]
    if condition.place.startswith("On "):
        return [
            (
                "Other desktops are kept out while this one saves, and this one while they do. OfficeDesk checks that "
                "all the time and stops saving as soon as it isn’t so."
            )
        ]
    return ["The office is a file on a disk of this computer."]


def _text(text: str, role: str = "") -> QLabel:
    made = label(breakable(text), role)
    made.setWordWrap(True)
    return made
