"""What is typed and drawn of a geofence survives a crash, beside what others stored meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from officedesk.maps.shapes import Circle, Point, Polygon, Shape
from officedesk.services.desk import Desk
from officedesk.services.mapping.fences import fence, save_fence
from officedesk.views import recovery
from officedesk.views.main_window import MainWindow
from officedesk.views.map.available import SWITCH
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.fence_kept import shape_of, shape_text
from officedesk.views.shell import Shell
from tests import factories
from tests.db.fence_support import BLOCK, listed, make
from tests.gui.conftest import LivelyOffices
from tests.gui.fence_support import begin, looked, save, show, type_into
from tests.gui.keys import come_up, destroy, press, settle
from tests.gui.rows import Rows

CORNERS = "44.97, -93.27\n44.97, -93.26\n44.98, -93.26\n44.98, -93.27"


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def opened(qtbot: QtBot, shell: Shell) -> Iterator[Callable[[], FenceForm]]:
    """`opened()` is another form of a geofence, in front."""
    made: list[FenceForm] = []

    def make_one() -> FenceForm:
        form = FenceForm(shell)
        form.resize(330, 900)
        come_up(qtbot, shell, form)
        made.append(form)
        return form

    yield make_one
    for form in made:
        destroy(qtbot, form)


def crash(form: FenceForm) -> None:
    """The program is gone: what was noted is in its file, and nobody holds that any more."""
    form.kept._keeper.keep()
    form.discard()
    form.hide()


def left(shell: Shell) -> list[recovery.Kept]:
    return recovery.kept(recovery.folder_of(shell), "geofence")


@pytest.mark.parametrize(
    "shape",
    [
        None,
        BLOCK,
        Circle(Point(44.977_89, -93.264_02), 402.336_000_000_1),
        Polygon((((((0.1 + 0.2), 1e-9), (1.0, 0.0), (1.0, 1.0), (0.1 + 0.2, 1e-9)),),)),
    ],
)
def test_a_shape_is_kept_to_the_last_digit(shape: Shape | None) -> None:
    assert shape_of(shape_text(shape)) == shape


@pytest.mark.parametrize("text", ["{", "{}", '{"at": [1], "radius": 2}', "[]", '{"parts": [[["a"]]]}', "7"])
def test_what_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        shape_of(text)


def test_a_new_one_that_was_being_drawn_is_offered_at_the_start_and_stored(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, rows: Rows, opened: Callable[[], FenceForm]
) -> None:
    form = opened()
    begin(qtbot, shell, form, customer_id=rows.abc)
    type_into(form.fields.name, "Block")
    type_into(form.fields.shape.kind, "Polygon")
    press("\t")
    type_into(form.fields.shape.corners, CORNERS)
    looked(qtbot, shell, form.fields.shape, "acres")
    crash(form)
    (one,) = left(shell)
    assert (one.id, one.title) == (0, "Geofence Block")
    told: list[tuple[str, Callable[[], None]]] = []
    recovery.offer_kept(shell, lambda text, run: told.append((text, run)))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0][0].startswith("Geofence Block: what was typed on")
    with qtbot.waitSignal(shell.wanted) as wanted:
        told[0][1]()
    place = wanted.args[0]
    assert (place.page, place.context["kept"].path) == ("map", one.path)
    again = opened()
    again.begin(kept=one)
    settle(qtbot, shell)
    assert "was not saved" in again.kept.bar.text
    assert not again.dirty
    again.kept.bar.restore.click()
    settle(qtbot, shell)
    assert again.kept.bar.text == ""
    draft = again.fields.draft()
    assert (draft.name, draft.customer_id, draft.shape) == ("Block", rows.abc, BLOCK)
    assert again.fields.customer.text() == "ABC Company"
    again.activateWindow()
    again.fields.name.setFocus()
    save(qtbot, shell)
    (row,) = listed(desk)
    assert (row.name, row.shape) == ("Block", BLOCK)
    assert left(shell) == []


def test_the_map_opens_it_also_where_there_is_no_map(
    qtbot: QtBot,
    shell: Shell,
    desk: Desk,
    window: MainWindow,
    opened: Callable[[], FenceForm],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SWITCH, "1")
    key = make(desk)
    for number in (0, key):
        form = opened()
        begin(qtbot, shell, form) if not number else show(qtbot, shell, form, number)
        type_into(form.fields.name, f"Typed {number}")
        crash(form)
    page: Any = window.page("map")
    for one in sorted(left(shell), key=lambda one: one.id):
        recovery.open_kept(shell, one)
        qtbot.waitUntil(lambda: page.fences is not None)
        settle(qtbot, shell)
        inside = page.fences.form
        assert (inside.isVisible(), inside.fence_id) == (True, one.id)
        assert "was not saved" in inside.kept.bar.text
        inside.kept.restore()
        settle(qtbot, shell)
        assert inside.fields.name.text() == f"Typed {one.id}"
        inside.discard()


def test_one_that_was_begun_for_somebody_else_is_not_offered(
    qtbot: QtBot, shell: Shell, rows: Rows, opened: Callable[[], FenceForm]
) -> None:
    form = opened()
    begin(qtbot, shell, form, customer_id=rows.abc)
    type_into(form.fields.name, "Block")
    crash(form)
    again = opened()
    begin(qtbot, shell, again, customer_id=rows.others[0])
    assert again.kept.bar.text == ""
    begin(qtbot, shell, again, customer_id=rows.abc)
    assert "Geofence Block" in again.kept.bar.text
    again.kept.bar.discard.click()
    assert (again.kept.bar.text, left(shell)) == ("", [])


def test_what_another_desktop_stored_since_the_crash_is_merged_or_told(
    qtbot: QtBot, shell: Shell, desk: Desk, opened: Callable[[], FenceForm]
) -> None:
    for mine, theirs, told in (("Mine", "#c62828", False), ("Mine", "Theirs", True)):
        key = make(desk)
        form = opened()
        show(qtbot, shell, form, key)
        type_into(form.fields.name, mine)
        crash(form)
        other = factories.second_desk(desk)
        begun = fence(other, key)
        save_fence(other, replace(begun, **{"name" if told else "colour": theirs}), begun)
        other.database.close()
        again = opened()
        show(qtbot, shell, again, key)
        assert again.fields.name.text() == ("Theirs" if told else "ABC yard")
        again.kept.restore()
        settle(qtbot, shell)
        assert again.fields.name.text() == "Mine"
        assert again.fields.draft().colour == ("#1f6feb" if told else "#c62828")
        assert ("Name" in again.live.fellows.news.text) is told
        again.discard()
        again.hide()


def test_saving_or_discarding_leaves_nothing_behind(
    qtbot: QtBot, shell: Shell, desk: Desk, opened: Callable[[], FenceForm]
) -> None:
    key = make(desk)
    form = opened()
    for leave in (lambda: save(qtbot, shell), form.discard):
        show(qtbot, shell, form, key)
        type_into(form.fields.name, f"Yard {len(left(shell))}{leave}"[:40])
        form.kept._keeper.write()
        qtbot.waitUntil(lambda: not shell.runner.busy)
        folder = recovery.folder_of(shell)
        assert len(list(folder.glob("geofence-*.json"))) == 1
        leave()
        settle(qtbot, shell)
        assert list(folder.glob("geofence-*.json")) == []
