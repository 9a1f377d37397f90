"""Geofences that another desktop saves: on the profile's tab, in its counter, and under the hands of who edits one."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from officedesk.services.mapping.fences import change_fence, fence, save_fence, trash_fence
from officedesk.views.map.fence_dialog import FenceDialog
from tests.db.fence_support import BLOCK, YARD, make
from tests.gui.keys import settle
from tests.gui.live.support import SOON, Two


def test_a_fence_saved_elsewhere_is_on_the_profile(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customer", abc, "geofences")
    settle(qtbot, hers.shell)
    view = hers.page("customer").view
    panel = view.tab.panel
    assert panel.model.rowCount() == 0
    key = make(mine.desk, customer_id=abc)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1, timeout=SOON)
    qtbot.waitUntil(lambda: view.bar.buttons["geofences"].count == 1, timeout=SOON)
    change_fence(mine.desk, key, alert_on_enter=False, alert_on_exit=False)
    qtbot.waitUntil(lambda: not panel.source.rows([key])[0].alert_on_enter, timeout=SOON)
    trash_fence(mine.desk, key)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0, timeout=SOON)


def test_who_edits_a_fence_keeps_what_was_typed_and_gets_what_was_drawn_elsewhere(
    qtbot: QtBot, two: Two, abc: int
) -> None:
    mine, hers = two
    key = make(mine.desk, customer_id=abc)
    dialog = FenceDialog(hers.shell, hers.window, key, why_no_map="No map here.")
    dialog.show()
    settle(qtbot, hers.shell)
    form = dialog.form
    form.fields.name.setText("Ground")
    form.fields.name.textEdited.emit("Ground")
    begun = fence(mine.desk, key)
    save_fence(mine.desk, replace(begun, shape=BLOCK), begun)
    qtbot.waitUntil(lambda: form.fields.shape.shape() == BLOCK, timeout=SOON)
    assert form.fields.name.text() == "Ground"
    assert "Shape" in form.live.fellows.news.text
    assert form.fields.shape.undo_button.isEnabled()
    form.fields.shape.undo()
    assert form.fields.shape.shape() == YARD
    form.fields.shape.redo()
    form.save()
    settle(qtbot, hers.shell)
    assert (fence(mine.desk, key).name, fence(mine.desk, key).shape) == ("Ground", BLOCK)
