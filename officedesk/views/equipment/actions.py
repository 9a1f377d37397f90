"""What is done to several pieces of equipment at once."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.services.customers.rows import LocationRow
from officedesk.views.lists.bulk import Outcome, each, run_bulk
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, row
from officedesk.views.widgets.combo import Combo


def delete_pieces(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int) -> None:
    """Put them into the trash, parts and all, with Undo."""
    desk = shell.desk

    def work() -> Outcome:
        from officedesk.errors import NotFound
        from officedesk.services.equipment.editing import delete_equipment

        def delete(one: int) -> None:
            try:
                delete_equipment(desk, one)
            except NotFound:
                # A part that was chosen too went with its equipment.
                return

        return each(delete, ids)

    def restore(done: Sequence[int]) -> Outcome:
        from officedesk.services.equipment.editing import restore_equipment

        # Equipment brings its parts along, and what is there already stays: a part refused before it is tried after.
        back = each(lambda one: restore_equipment(desk, one), done)
        return each(lambda one: restore_equipment(desk, one), done) if back.refused else back

    run_bulk(shell, owner, work, lambda n: f"{_pieces(n)} deleted.", "equipment", customer_id, restore)


def move_pieces(
    shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int, places: Sequence[LocationRow]
) -> "MoveDialog":
    """Ask where to, then move them, with Undo."""
    dialog = MoveDialog(shell, owner.window(), len(ids), places)

    def move(location_id: int | None) -> None:
        desk = shell.desk
        before: dict[int, tuple[int | None, Any]] = {}

        def work() -> Outcome:
            from officedesk.services.equipment.editing import equipment, move_equipment

            def one(equipment_id: int) -> None:
                was = equipment(desk, equipment_id).location_id
                before[equipment_id] = was, move_equipment(desk, equipment_id, location_id)

            return each(one, ids)

        def back(done: Sequence[int]) -> Outcome:
            from officedesk.services.equipment.editing import move_equipment

            return each(lambda one: move_equipment(desk, one, *before[one]), done)

        run_bulk(shell, owner, work, lambda n: f"{_pieces(n)} moved.", "equipment", customer_id, back)

    dialog.chosen.connect(move)
    dialog.open()
    return dialog


class MoveDialog(QDialog):
    """``chosen(location_id)``; ``None`` for no location."""

    chosen = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, count: int, places: Sequence[LocationRow]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Move {_pieces(count)}")
        self.setMinimumWidth(420)
        self.location = Combo(shell.icons, shell.theme, empty="No location")
        self.location.set_choices([(place.id, place.name or place.line) for place in places])
        self.location.set_value(places[0].id if places else None)
        move = button("Move", self._move, kind="primary")
        move.setDefault(True)
        self.setLayout(
            column(
                field("Location", self.location),
                row(None, button("Cancel", self.reject), move),
                spacing=14,
                margins=(18, 16, 18, 14),
            )
        )

    def _move(self) -> None:
        value = self.location.value()
        self.accept()
        self.chosen.emit(value)


def _pieces(count: int) -> str:
    return f"{count:,} piece{'s' if count != 1 else ''} of equipment"
