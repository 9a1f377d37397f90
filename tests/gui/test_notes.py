"""The Notes tab and the form of a note, as they are used: by keyboard, many at once, with Undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from officedesk.models.enums import MessageStatus, NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.services.desk import Desk
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.logging import log_message
from officedesk.services.notes.rows import NoteFilter, NoteRow
from officedesk.services.notes.writing import new_note, note, save_note
from officedesk.services.paging import Sort
from officedesk.views.customers.profile_view import ProfileView
from officedesk.views.main_window import MainWindow
from officedesk.views.notes.note_dialog import NoteDialog
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.factories import second_desk
from tests.gui.conftest import LivelyOffices, Open
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.rows import Rows
from tests.support.hostile import TEXTS


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def shown(view: ProfileView) -> list[str]:
    """The notes as the list has them."""
    panel = view.tab.panel  # type: ignore[attr-defined]
    return [row.text.split("\n")[0] for row in panel.source.rows(panel.model.all_ids())]


def stored(desk: Desk, customer_id: int, **filter_: Any) -> list[NoteRow]:
    return NoteList(desk).first(NoteFilter(customer_id, **filter_), Sort("at", True), 50)


def dialog_of(qtbot: QtBot, shell: Shell, window: MainWindow) -> NoteDialog:
    """The form that has just been opened, in front."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(NoteDialog)))
    found = next(one for one in window.findChildren(NoteDialog) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def told_undo(shell: Shell) -> list[Callable[[], None]]:
    told: list[Callable[[], None]] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: told.append(undo))
    return told


def test_a_note_is_written_by_keyboard_alone(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    view.header.note.setFocus()
    press(Qt.Key.Key_Space)
    dialog = dialog_of(qtbot, shell, window)

    press("Pays on Friday")
    gone = qtbot.waitSignal(dialog.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()
    settle(qtbot, shell)

    assert shown(view)[0] == "Pays on Friday"
    row = stored(desk, rows.abc)[0]
    assert (row.author, row.at, row.kind) == (desk.actor.name, desk.now(), NoteKind.NOTE)
    assert view.bar.buttons["notes"].count == 3


def test_a_site_note_asks_for_its_location(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    view.tab.add()  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    press("Mind the step")
    dialog.kind._buttons["site"].setFocus()
    press(Qt.Key.Key_Space)
    assert not dialog.fields["location_id"].isHidden()
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert "location" in dialog.fields["location_id"].error
    assert dialog.location.hasFocus()

    press("3rd", Qt.Key.Key_Tab)
    gone = qtbot.waitSignal(dialog.finished)
    dialog.save()
    gone.wait()
    settle(qtbot, shell)
    assert [row.location_id for row in stored(desk, rows.abc, text="mind the step")] == [rows.places[2]]


def test_a_job_note_names_its_job_and_task(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    job = _jobs(desk, rows.abc)[0]
    view.tab.add()  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    press("Fix the leak")
    dialog.kind._buttons["job"].click()
    dialog.job._choose(job)
    settle(qtbot, shell)
    dialog.task._choose(dialog.task._values[1])
    gone = qtbot.waitSignal(dialog.finished)
    dialog.save()
    gone.wait()
    settle(qtbot, shell)
    (row,) = stored(desk, rows.abc, kind=NoteKind.JOB)
    assert (row.job_id, row.task_name) == (job, "Water heater")


def _jobs(desk: Desk, customer_id: int) -> list[int]:
    from officedesk.services.notes.reading import choices

    return [key for key, _ in choices(desk, customer_id).jobs]


def test_enter_on_a_row_edits_it_and_escape_asks_only_where_something_was_typed(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    assert shown(view) == ["Called about the invoice.", "Gate code 4411. Park behind the building."]
    view.tab.panel.table.setFocus()  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, shell, window)
    gone = qtbot.waitSignal(dialog.finished)
    press(Qt.Key.Key_Escape)
    gone.wait()

    # Without a window system nobody makes the window below the active one again.
    come_up(qtbot, shell, window)
    view.tab.panel.table.setFocus()  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, shell, window)
    press(" Or Monday.")
    press(Qt.Key.Key_Escape)
    box = dialog.findChild(QMessageBox, "discard")
    assert isinstance(box, QMessageBox)
    gone = qtbot.waitSignal(dialog.finished)
    next(one for one in box.buttons() if one.text() == "Save").click()
    gone.wait()
    settle(qtbot, shell)
    assert stored(desk, rows.abc)[0].text == "Called about the invoice.\nPays on Friday. Or Monday."


def test_filters_and_clear(qtbot: QtBot, shell: Shell, opened: Open) -> None:
    view = opened("notes")
    filters: Any = view.tab.filters  # type: ignore[attr-defined]
    qtbot.keyClicks(filters.search, "gate 4411")
    settle(qtbot, shell)
    assert shown(view) == ["Gate code 4411. Park behind the building."]
    filters.clear()
    settle(qtbot, shell)
    assert len(shown(view)) == 2
    filters.kind._fill()
    next(one for one in filters.kind._menu.actions() if one.text() == "Site note").trigger()
    settle(qtbot, shell)
    assert shown(view) == ["Gate code 4411. Park behind the building."]
    assert filters.active
    filters.clear()
    settle(qtbot, shell)
    assert len(shown(view)) == 2


def test_notes_of_one_location(qtbot: QtBot, shell: Shell, rows: Rows, opened: Open) -> None:
    view = opened("notes", location_id=rows.places[1])
    assert shown(view) == ["Gate code 4411. Park behind the building."]
    assert view.bar.buttons["notes"].count == 1


def test_checked_notes_are_deleted_together_and_come_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, opened: Open
) -> None:
    view = opened("notes")
    told = told_undo(shell)
    table = view.tab.panel.table  # type: ignore[attr-defined]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_A, CTRL)
    view.tab._delete(table.chosen_ids())  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert shown(view) == []
    assert "2 notes deleted" in window.toasts.text
    told[0]()
    settle(qtbot, shell)
    assert len(shown(view)) == 2


def test_what_was_on_top_before_stays_there_after_undo(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    old, new = stored(desk, rows.abc)[::-1]
    view.tab._pin([old.id], True)  # type: ignore[attr-defined]
    settle(qtbot, shell)
    assert shown(view)[0] == old.text
    told = told_undo(shell)
    view.tab._pin([old.id, new.id], True)  # type: ignore[attr-defined]
    settle(qtbot, shell)
    told[0]()
    settle(qtbot, shell)
    assert [row.pinned for row in (stored(desk, rows.abc))] == [True, False]
    texts = [one.text() for one in view.tab.row_menu(stored(desk, rows.abc)[0]).actions()]  # type: ignore[attr-defined]
    assert texts == ["Edit", "No longer on top", "", "Delete"]


def test_a_customer_without_notes_is_told_what_will_be_here(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, opened: Open
) -> None:
    view = opened("notes", rows.others[0])
    assert shown(view) == []
    assert view.bar.buttons["notes"].count == 0
    view.tab.panel.add_wanted.emit()  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    # Their only location is there already, for whoever makes it a site note.
    assert dialog.location.value() is not None
    dialog.reject()


def test_two_desktops_change_a_note_and_nothing_is_lost(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    key = stored(desk, rows.abc)[0].id
    other = second_desk(desk)
    view.tab.open(key)  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    dialog.pinned.setChecked(True)
    save_note(other, replace(note(other, key), text="Theirs"))
    gone = qtbot.waitSignal(dialog.finished)
    dialog.save()
    gone.wait()
    assert (note(desk, key).text, note(desk, key).pinned) == ("Theirs", True)

    view.tab.open(key)  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    press(" and mine")
    save_note(other, replace(note(other, key), text="Theirs again"))
    dialog.save()
    qtbot.waitUntil(lambda: dialog.findChild(ConflictDialog) is not None)
    conflict = dialog.findChild(ConflictDialog)
    assert conflict is not None
    gone = qtbot.waitSignal(dialog.finished)
    conflict._keep()
    gone.wait()
    assert note(desk, key).text == "Theirs and mine"
    other.database.close()


def test_a_logged_message_is_read_and_never_changed(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    with desk.write() as session:
        message = Message(
            customer_id=rows.abc,
            status=MessageStatus.SENT,
            at=desk.now(),
            created_at=desk.now(),
            updated_at=desk.now(),
            sender_name="Office",
            subject="Invoice <b>3476</b>",
            body="Dear John",
        )
        session.add(message)
        log_message(session, message)
    view = opened("notes")
    row = stored(desk, rows.abc, kind=NoteKind.EMAIL)[0]
    assert next(one.text() for one in view.tab.row_menu(row).actions()) == "Open"  # type: ignore[attr-defined]
    view.tab.open(row.id)  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    assert dialog.text.isReadOnly()
    assert dialog.save_button.isHidden()
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone = qtbot.waitSignal(dialog.finished)
    press(Qt.Key.Key_Escape)
    gone.wait()
    assert note(desk, row.id).version == row.version


def test_whatever_people_paste_is_shown_as_they_typed_it(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    ids = [
        save_note(desk, replace(new_note(desk, rows.abc), text=f"{text} end")).id or 0 for text in TEXTS if text.strip()
    ]
    view = opened("notes")
    settle(qtbot, shell)
    assert len(shown(view)) == len(ids) + 2
    view.grab()
    view.tab.open(ids[0])  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    assert dialog.text.toPlainText() == note(desk, ids[0]).text == "<b>x end"
    dialog.reject()


def test_ten_thousand_notes_are_listed(qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, opened: Open) -> None:
    now = desk.now()
    common = {"customer_id": rows.abc, "kind": NoteKind.NOTE, "at": now, "created_at": now, "updated_at": now}
    with desk.write() as session:
        session.execute(
            insert(Note),
            [{**common, "version": 1, "author": "Raz", "text": f"Note number {n}"} for n in range(10_000)],
        )
    view = opened("notes")
    panel = view.tab.panel  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: panel.model.rowCount() == 10_002)
    assert view.bar.buttons["notes"].count == 10_002
    qtbot.keyClicks(view.tab.filters.search, "number 9999")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: shown(view) == ["Note number 9999"])


def test_the_form_shows_what_another_desktop_saved_while_nothing_was_typed(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, opened: Open
) -> None:
    view = opened("notes")
    key = stored(desk, rows.abc)[0].id
    view.tab.open(key)  # type: ignore[attr-defined]
    dialog = dialog_of(qtbot, shell, window)
    save_note(desk, replace(note(desk, key), text="From elsewhere"))
    with shell.signals.from_elsewhere():
        shell.signals.changed.emit("note", key, rows.abc)
    settle(qtbot, shell)
    assert dialog.text.toPlainText() == "From elsewhere"
    dialog.reject()
