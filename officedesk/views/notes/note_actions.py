"""What is done with notes from lists and pages: written, opened, pinned, deleted with Undo."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.enums import NoteKind
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.rows import NoteRow
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import each, many, menu_action, run_bulk, run_each
from officedesk.views.shell import Shell


def write_note(
    shell: Shell,
    owner: QWidget,
    customer_id: int,
    kind: NoteKind = NoteKind.NOTE,
    location_id: int | None = None,
    job_id: int | None = None,
) -> None:
    """Open the form of a new note."""
    from officedesk.views.notes.note_dialog import NoteDialog

    draft = NoteDraft(customer_id, kind, location_id=location_id, job_id=job_id)
    NoteDialog(shell, owner.window(), draft).open()


def open_note(shell: Shell, owner: QWidget, customer_id: int, note_id: int) -> None:
    """Open the form of a stored note; a logged message, and whoever may not write, only reads it."""
    from officedesk.views.notes.note_dialog import NoteDialog

    NoteDialog(shell, owner.window(), NoteDraft(customer_id), note_id).open()


def pin_notes(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int, on: bool) -> None:
    """Keep notes on top, or no longer, with Undo."""
    from officedesk.services.notes.writing import pin

    desk = shell.desk
    turned: set[int] = set()

    def turn(one: int) -> None:
        if pin(desk, one, on):
            turned.add(one)

    run_bulk(
        shell,
        owner,
        lambda: each(turn, ids),
        lambda n: f"{many(n, 'note')} {'kept on top' if on else 'no longer kept on top'}.",
        "note",
        customer_id,
        # What was on top before stays there.
        lambda done: each(lambda one: pin(desk, one, not on), [one for one in done if one in turned]),
    )


def delete_notes(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int) -> None:
    """Put notes into the trash, with Undo."""
    from officedesk.services.notes.writing import delete_note, restore_note

    run_each(
        shell,
        owner,
        ids,
        delete_note,
        lambda n: f"{many(n, 'note')} deleted.",
        "note",
        customer_id,
        restore_note,
    )


def fill_note_menu(shell: Shell, owner: QWidget, menu: QMenu, row: NoteRow, *, here: bool = False) -> None:
    """The entries of a note's menu; ``here``: on the page of its job."""
    icons, may = shell.icons, shell.may(Permission.NOTES_WRITE)
    edit = may and row.kind is not NoteKind.EMAIL
    icon = icons("pencil-simple" if edit else "arrow-square-out")
    menu_action(menu, icon, "Edit" if edit else "Open", lambda: open_note(shell, owner, row.customer_id, row.id))
    text, pin = ("No longer on top", "push-pin-slash") if row.pinned else ("Keep on top", "push-pin")
    turn = not row.pinned
    menu_action(menu, icons(pin), text, lambda: pin_notes(shell, owner, [row.id], row.customer_id, turn), may)
    job_id = row.job_id
    if job_id is not None and not here:
        menu_action(menu, icons("wrench"), f"Open job {row.job_number}", lambda: shell.go("job", job_id))
    if may:
        menu.addSeparator()
    menu_action(
        menu, icons("trash", "bad"), "Delete", lambda: delete_notes(shell, owner, [row.id], row.customer_id), may
    )
