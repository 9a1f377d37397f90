"""The form of a geofence while others work at the same fence, and for those who may only look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.mapping.fences import fence, restore_fence, save_fence, trash_fence
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests import factories
from tests.db.fence_support import BLOCK, make
from tests.gui.conftest import LivelyOffices
from tests.gui.fence_support import save, show, type_into
from tests.gui.keys import come_up, destroy, settle


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def form(qtbot: QtBot, shell: Shell) -> Iterator[FenceForm]:
    made = FenceForm(shell)
    made.resize(330, 900)
    come_up(qtbot, shell, made)
    yield made
    destroy(qtbot, made)


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    made = factories.second_desk(desk)
    yield made
    made.database.close()


def saved_elsewhere(qtbot: QtBot, shell: Shell, key: int) -> None:
    with shell.signals.from_elsewhere():
        shell.signals.changed.emit("geofence", key, 0)
    settle(qtbot, shell)


def test_an_unchanged_form_takes_what_others_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, other: Desk, form: FenceForm
) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    begun = fence(other, key)
    save_fence(other, replace(begun, name="Theirs", shape=BLOCK), begun)
    saved_elsewhere(qtbot, shell, key)
    qtbot.waitUntil(lambda: form.fields.name.text() == "Theirs")
    assert form.fields.shape.shape() == BLOCK
    assert not form.dirty


def test_different_fields_go_together(qtbot: QtBot, shell: Shell, desk: Desk, other: Desk, form: FenceForm) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    type_into(form.fields.name, "Mine")
    begun = fence(other, key)
    save_fence(other, replace(begun, shape=BLOCK), begun)
    saved_elsewhere(qtbot, shell, key)
    qtbot.waitUntil(lambda: form.fields.shape.shape() == BLOCK)
    assert form.fields.name.text() == "Mine"
    assert "Shape" in form.live.fellows.news.text
    save(qtbot, shell)
    assert (fence(desk, key).name, fence(desk, key).shape) == ("Mine", BLOCK)


def test_two_shapes_are_asked_about_and_one_is_kept(
    qtbot: QtBot, shell: Shell, desk: Desk, other: Desk, form: FenceForm
) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    type_into(form.fields.shape.radius, "500 ft")
    type_into(form.fields.name, "Mine")
    begun = fence(other, key)
    save_fence(other, replace(begun, shape=BLOCK, name="Theirs"), begun)
    save(qtbot, shell)
    dialog = form.window().findChild(ConflictDialog)
    assert isinstance(dialog, ConflictDialog)
    dialog.chosen.emit([True, False])
    dialog.close()
    settle(qtbot, shell)
    stored = fence(desk, key)
    assert (stored.name, stored.shape) == ("Mine", BLOCK)
    assert not form.dirty


def test_what_was_deleted_elsewhere_is_told_and_comes_back(
    qtbot: QtBot, shell: Shell, desk: Desk, other: Desk, form: FenceForm
) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    type_into(form.fields.name, "Mine")
    trash_fence(other, key)
    saved_elsewhere(qtbot, shell, key)
    qtbot.waitUntil(form.live.fellows.news.isVisible)
    assert form.fields.name.text() == "Mine"
    restore_fence(desk, key)
    save(qtbot, shell)
    assert fence(desk, key).name == "Mine"


def test_who_may_not_change_it_only_looks(
    qtbot: QtBot, shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make(desk)
    monkeypatch.setattr(shell, "may", lambda permission: "change geofences" not in permission)
    made = FenceForm(shell)
    come_up(qtbot, shell, made)
    show(qtbot, shell, made, key)
    assert made.save_button.isHidden()
    assert made.delete_button.isHidden()
    assert made.cancel_button.text() == "Close"
    assert not made.fields.isEnabled()
    destroy(qtbot, made)
