"""What is done to one geofence or several from a list."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.desk import Desk
from officedesk.views.lists.bulk import Outcome, each, many, run_bulk, run_each
from officedesk.views.map.colour_choice import ColourChoice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import field
from officedesk.views.widgets.question import Question


def trash_fences(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put them into the trash, with Undo."""
    from officedesk.services.mapping.fences import restore_fence, trash_fence

    run_each(shell, owner, ids, trash_fence, lambda n: f"{_fences(n)} deleted.", "geofence", customer_id, restore_fence)


def set_alerts(shell: Shell, owner: QWidget, ids: Sequence[int], on: bool, customer_id: int = 0) -> None:
    """Let all of them tell of who enters and exits, or none, with Undo."""
    told = "tell of every enter and exit" if on else "tell of nothing"
    _change(shell, owner, ids, {"alert_on_enter": on, "alert_on_exit": on}, told, customer_id)


def ask_colour(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int = 0) -> "ColourDialog":
    """Ask for a color, then give it to all of them, with Undo."""
    dialog = ColourDialog(shell, owner.window(), len(ids))
    dialog.chosen.connect(
        lambda colour: _change(shell, owner, ids, {"colour": colour}, "have another color", customer_id)
    )
    dialog.open()
    return dialog


def _change(
    shell: Shell, owner: QWidget, ids: Sequence[int], values: dict[str, object], told: str, customer_id: int
) -> None:
    desk = shell.desk
    before: dict[int, dict[str, object]] = {}

    def work() -> Outcome:
        from officedesk.services.mapping.fences import change_fence

        def one(fence_id: int) -> None:
            was = change_fence(desk, fence_id, **values)
            before[fence_id] = {name: getattr(was, name) for name in values}

        return each(one, ids)

    def back(done: Sequence[int]) -> Outcome:
        from officedesk.services.mapping.fences import change_fence

        return each(lambda one: change_fence(desk, one, **before[one]), done)

    def said(count: int) -> str:
        return f"{_fences(count)} {told if count != 1 else told.replace('tell ', 'tells ').replace('have ', 'has ')}."

    run_bulk(shell, owner, work, said, "geofence", customer_id, back)


class ColourDialog(Question):
    """``chosen(colour)``."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget, count: int) -> None:
        super().__init__(shell, parent, f"Color of {_fences(count)}", "Use it")
        self.colour = ColourChoice(shell)
        self.content.addLayout(field("Color", self.colour))

    def answer(self) -> None:
        value = self.colour.value()
        self.accept()
        self.chosen.emit(value)


def fence_around(shell: Shell, owner: QWidget, location_id: int) -> None:
    """A circle of 300 ft around a location's pin, stored at once, with Undo."""
    desk: Desk = shell.desk

    def work() -> tuple[int, int, str]:
        from officedesk.services.mapping.fences import fence_at

        made = fence_at(desk, location_id)
        return made.id or 0, made.customer_id or 0, made.name

    def done(made: tuple[int, int, str]) -> None:
        from officedesk.services.mapping.fences import trash_fence

        fence_id, customer_id, name = made
        shell.signals.changed.emit("geofence", fence_id, customer_id)

        def undo() -> None:
            shell.load(
                owner,
                lambda: trash_fence(desk, fence_id),
                lambda _: shell.signals.changed.emit("geofence", fence_id, customer_id),
            )

        shell.toast(f"Geofence {name}: 300 ft around the pin.", "Undo", undo)

    shell.load(owner, work, done)


def _fences(count: int) -> str:
    return many(count, "geofence")
