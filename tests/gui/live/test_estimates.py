"""An open estimate while another desktop saves it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.live import EVERYTHING
from tests.gui.keys import press, settle
from tests.gui.live.support import (
    SOON,
    Two,
    dialog_of,
    page_of,
    press_action,
    priced,
    save,
    texts,
)


def test_an_unchanged_estimate_follows_with_its_place(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, hers, estimate_id)
    hers.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    table.select_rows([20], "price")
    scroll = page.editor.area.verticalScrollBar().value(), table.verticalScrollBar().value()
    save(mine, estimate_id, lambda one: priced(replace(one, description="Roof 2"), 3, 250_00))
    qtbot.waitUntil(lambda: page.draft.description == "Roof 2", timeout=SOON)
    assert page.draft.lines[3].price == 250_00
    assert not page.editor.history.dirty
    assert table.hasFocus()
    assert table.currentIndex().row() == 20
    assert (page.editor.area.verticalScrollBar().value(), table.verticalScrollBar().value()) == scroll


def test_an_import_elsewhere_is_read_once(
    qtbot: QtBot, two: Two, estimate_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, _ = two
    page = page_of(qtbot, mine, estimate_id)
    reads: list[int] = []
    open_stored = page.open_stored

    def counted(desk: Desk, entity_id: int) -> EstimateDraft:
        reads.append(entity_id)
        found: EstimateDraft = open_stored(desk, entity_id)
        return found

    monkeypatch.setattr(page, "open_stored", counted)
    for entity in EVERYTHING:
        mine.shell.signals.changed.emit(entity, 0, 0)
    settle(qtbot, mine.shell)
    assert reads == [estimate_id]


def test_different_fields_and_lines_of_an_estimate_are_merged(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    box = page.editor.fields.control("description")
    box.setFocus()
    press(Qt.Key.Key_End, " of the barn")
    page.editor.lines.model.change(5, replace(page.draft.lines[5], quantity=Decimal(3)), "quantity")
    save(hers, estimate_id, lambda one: priced(replace(one, note="Call first"), 3, 250_00))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Note to customer and Lines just now. Your changes are kept."
    assert page.draft.note == "Call first"
    assert page.draft.lines[3].price == 250_00
    assert page.draft.lines[5].quantity == 3
    assert page.draft.description == "Roof of the barn"
    # Undo is about what was done here.
    page.editor.undo()
    page.editor.undo()
    assert page.draft.description == "Roof"
    assert page.draft.note == "Call first"
    assert not page.editor.history.dirty
    page.editor.undo(redo=True)
    page.editor.undo(redo=True)
    page.save()
    settle(qtbot, mine.shell)
    stored = estimates.estimate(mine.desk, estimate_id)
    assert (stored.description, stored.note) == ("Roof of the barn", "Call first")
    assert (stored.lines[3].price, stored.lines[5].quantity) == (250_00, Decimal(3))


def test_the_same_line_of_an_estimate_is_reviewed(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.lines.model.change(3, replace(page.draft.lines[3], price=300_00), "price")
    save(hers, estimate_id, lambda one: priced(one, 3, 250_00))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Lines just now, which you changed too."
    press_action(news)
    dialog = dialog_of(qtbot)
    assert "$3,200.00" in texts(dialog) or "3,200" in texts(dialog)
    dialog._keep()
    settle(qtbot, mine.shell)
    assert estimates.estimate(mine.desk, estimate_id).lines[3].price == 300_00


def test_a_cell_that_is_being_typed_into_is_left_alone(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    assert table.edit_at(2, "price")
    press("77")
    save(hers, estimate_id, lambda one: replace(one, lines=one.lines[:1] + one.lines[2:]))
    with qtbot.waitSignal(mine.shell.signals.elsewhere, timeout=SOON):
        pass
    settle(qtbot, mine.shell)
    assert table.is_editing
    assert QApplication.focusWidget().text() == "77"
    press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.draft.lines) == 29, timeout=SOON)
    assert [one.price for one in page.draft.lines if one.name == "Line 3"] == [77_00]


def test_what_stands_elsewhere_in_the_lines_comes_while_a_cell_is_typed_into(
    qtbot: QtBot, two: Two, estimate_id: int
) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    assert table.edit_at(2, "price")
    press("77")
    save(hers, estimate_id, lambda one: priced(one, 7, 250_00))
    qtbot.waitUntil(lambda: page.draft.lines[7].price == 250_00, timeout=SOON)
    assert table.is_editing
    assert QApplication.focusWidget().text() == "77"
    press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert page.draft.lines[2].price == 77_00


def test_an_estimate_put_into_the_trash_elsewhere_can_be_brought_back(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("X")
    estimates.delete_estimate(hers.desk, estimate_id)
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) moved this estimate to the trash just now. What you typed is still here."
    typed = page.draft.description
    press_action(news)
    settle(qtbot, mine.shell)
    qtbot.waitUntil(lambda: page.draft.version == estimates.estimate(mine.desk, estimate_id).version, timeout=SOON)
    page.save()
    settle(qtbot, mine.shell)
    assert estimates.estimate(mine.desk, estimate_id).description == typed


def test_an_estimate_approved_elsewhere_is_told_and_keeps_what_was_typed(
    qtbot: QtBot, two: Two, estimate_id: int
) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("X")
    estimates.send_estimate(hers.desk, estimate_id)
    qtbot.waitUntil(lambda: page.draft.status.value == "sent", timeout=SOON)
    estimates.decline_estimate(hers.desk, estimate_id, "Too dear")
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "closed" in news.text, timeout=SOON)
    assert "X" in page.draft.description
    press_action(news)
    settle(qtbot, mine.shell)
    assert page.draft.description == "Roof"
    assert page.editor.read_only


def test_a_restored_draft_asks_about_all_that_others_changed_since(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    typed = replace(estimates.estimate(mine.desk, estimate_id), description="Typed before the crash")
    save(hers, estimate_id, lambda one: replace(one, note="Call first"))
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.replace_draft(typed)
    # What others do now does not make anybody forget what they did before.
    save(hers, estimate_id, lambda one: replace(one, internal_note="Hurry"))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert "Note to customer" in news.text
    page.save()
    dialog = dialog_of(qtbot)
    said = texts(dialog)
    assert {"Description", "Note to customer", "Internal note", "Call first", "Hurry"} <= set(said.split("\n"))
    for group, title in zip(
        dialog._groups, [one for one in said.split("\n") if one in page.titles.values()], strict=True
    ):
        group.button(1 if title == "Description" else 2).setChecked(True)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = estimates.estimate(mine.desk, estimate_id)
    assert (stored.description, stored.note, stored.internal_note) == ("Typed before the crash", "Call first", "Hurry")
