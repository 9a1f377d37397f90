"""The form of a geofence by the keyboard: circles and polygons are typed, looked at, saved, and taken back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from officedesk.maps.shapes import Circle, Point, Polygon
from officedesk.models.company import User
from officedesk.models.customers import Location
from officedesk.models.enums import FenceShape, Role
from officedesk.services.desk import Desk
from officedesk.services.mapping.fences import fence
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.shell import Shell
from tests.db.fence_support import BLOCK, YARD, listed, make, names
from tests.gui.conftest import LivelyOffices
from tests.gui.fence_support import answer, begin, looked, save, show, type_into
from tests.gui.keys import CTRL, come_up, destroy, press, settle
from tests.gui.rows import Rows

CORNERS = "44.97, -93.27\n44.97, -93.26\n44.98, -93.26\n44.98, -93.27"
FEET = 0.3048


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
def told(shell: Shell) -> list[tuple[str, Callable[[], object]]]:
    found: list[tuple[str, Callable[[], object]]] = []
    shell.toast_wanted.connect(lambda text, _action, run: found.append((text, run)))
    return found


@pytest.fixture
def pinned(desk: Desk, rows: Rows) -> int:
    """ABC's first location, with a pin."""
    with desk.write() as session:
        pin = {"latitude": 44.97789, "longitude": -93.26402}
        session.execute(update(Location).where(Location.id == rows.places[0]).values(**pin))
    return rows.places[0]


def test_a_circle_is_typed_saved_and_opened_again(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    begin(qtbot, shell, form)
    assert QApplication.focusWidget() is form.fields.name
    press("Depot", Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.fields.shape.centre
    press("44.97789, -93.26402", Qt.Key.Key_Return)
    assert QApplication.focusWidget() is form.fields.shape.radius
    press(Qt.Key.Key_A, modifier=CTRL)
    press("0.25 mi")
    looked(qtbot, shell, form.fields.shape, "125.")
    save(qtbot, shell)
    (row,) = listed(desk)
    assert row.name == "Depot"
    assert row.shape == Circle(Point(44.97789, -93.26402), pytest.approx(402.336))
    assert row.watchers == (desk.actor.name,)
    assert not form.dirty
    show(qtbot, shell, form, row.id)
    assert form.title.text() == "Geofence: Depot"
    assert form.fields.shape.centre.text() == "44.97789, -93.26402"
    assert form.fields.shape.radius.text() == "1,320 ft"
    assert not form.dirty


def test_a_polygon_is_typed_looked_at_and_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, told: list[tuple[str, Callable[[], object]]]
) -> None:
    begin(qtbot, shell, form)
    editor = form.fields.shape
    press("Block")
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    assert editor.fields["corners"].isVisible()
    assert QApplication.focusWidget() is editor.corners
    type_into(editor.corners, CORNERS)
    looked(qtbot, shell, editor, "acres")
    assert editor.note.isHidden()
    save(qtbot, shell)
    (row,) = listed(desk)
    assert row.shape == BLOCK
    assert told[-1][0] == "Block saved."


def test_what_is_mended_is_said_while_typing_and_after_saving(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, told: list[tuple[str, Callable[[], object]]]
) -> None:
    begin(qtbot, shell, form)
    editor = form.fields.shape
    press("Bow")
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    type_into(editor.corners, "44.97, -93.27\n44.98, -93.26\n44.97, -93.26\n44.98, -93.27")
    qtbot.waitUntil(lambda: "crossed itself" in editor.note.text())
    assert editor.note.isVisible()
    save(qtbot, shell)
    assert "crossed itself" in told[-1][0]
    (row,) = listed(desk)
    assert isinstance(row.shape, Polygon)
    assert editor.corners.toPlainText().count(",") == row.shape.corners
    assert not form.dirty


@pytest.mark.parametrize(
    ("text", "said"),
    [("44.97, -93.27\n44.98", "Line 2"), ("44.97, -93.27\n44.98, -93.26", "three"), ("", "three corners")],
)
def test_corners_that_are_no_shape_are_not_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, text: str, said: str
) -> None:
    begin(qtbot, shell, form)
    editor = form.fields.shape
    press("Block")
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    type_into(editor.corners, text or " ")
    save(qtbot, shell)
    assert said in editor.fields["corners"].error
    assert QApplication.focusWidget() is editor.corners
    assert listed(desk) == []
    assert form.fields.name.text() == "Block"


def test_a_radius_that_cannot_be_read_keeps_the_form(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    type_into(form.fields.shape.radius, "wide")
    save(qtbot, shell)
    assert form.fields.shape.fields["radius"].error
    assert fence(desk, key).shape == YARD
    type_into(form.fields.shape.radius, "0.5 m")
    save(qtbot, shell)
    assert "too small" in form.fields.shape.fields["radius"].error
    type_into(form.fields.shape.radius, "2 km")
    save(qtbot, shell)
    assert fence(desk, key).shape == Circle(YARD.centre, 2_000.0)


def test_what_is_missing_is_told_at_its_field(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    begin(qtbot, shell, form)
    save(qtbot, shell)
    assert "name" in form.fields.fields["name"].error.lower()
    assert "Draw it" in form.fields.shape.fields["centre"].error
    assert QApplication.focusWidget() is form.fields.name
    press("x")
    for day in form.fields.active.days:
        day.click()
    form.fields.shape.centre.setFocus()
    press("44.9, -93.2")
    save(qtbot, shell)
    assert form.fields.active.error.text() == "Choose at least one day."
    assert listed(desk) == []


def test_steps_of_a_shape_are_taken_back_and_done_again(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm
) -> None:
    show(qtbot, shell, form, make(desk))
    editor = form.fields.shape
    assert not editor.undo_button.isEnabled()
    type_into(editor.radius, "500 ft")
    type_into(editor.centre, "45, -93")
    looked(qtbot, shell, editor, "500 ft")
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert isinstance(editor.shape(), Polygon)
    steps = [editor.shape()]
    while editor.undo_button.isEnabled():
        editor.undo_button.click()
        settle(qtbot, shell)
        steps.append(editor.shape())
    assert steps[1:] == [Circle(Point(45, -93), 500 * FEET), Circle(YARD.centre, 500 * FEET), YARD]
    assert editor.kind.value() is FenceShape.CIRCLE
    assert editor.radius.text() == "300 ft"
    assert not form.dirty
    while editor.redo_button.isEnabled():
        editor.redo_button.click()
    settle(qtbot, shell)
    assert editor.shape() == steps[0]
    assert form.dirty
    editor.undo_button.click()
    type_into(editor.radius, "100 ft")
    assert not editor.redo_button.isEnabled()


def test_a_circle_becomes_a_polygon_of_about_its_size_and_back(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm
) -> None:
    show(qtbot, shell, form, make(desk))
    editor = form.fields.shape
    before = editor.checked.measured
    type_into(editor.kind, "Polygon")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert editor.corners.toPlainText().count("\n") == 11
    found = editor.checked.measured
    assert before is not None
    assert found is not None
    assert found.area == pytest.approx(before.area, rel=0.06)
    type_into(editor.kind, "Circle")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    back = editor.shape()
    assert isinstance(back, Circle)
    assert back.radius == pytest.approx(YARD.radius, rel=0.04)
    assert (back.centre.latitude, back.centre.longitude) == pytest.approx((44.97789, -93.26402), abs=1e-4)


def test_a_customer_s_location_gives_name_and_circle(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, form: FenceForm, pinned: int
) -> None:
    begin(qtbot, shell, form, location_id=pinned)
    assert form.fields.customer.text() == "ABC Company"
    assert form.fields.name.text() == "ABC Company"
    assert form.fields.shape.centre.text() == "44.97789, -93.26402"
    assert form.fields.shape.radius.text() == "300 ft"
    save(qtbot, shell)
    (row,) = listed(desk)
    assert (row.customer_id, row.location_id) == (rows.abc, pinned)


def test_a_location_that_is_chosen_puts_its_circle_where_none_is(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, form: FenceForm, pinned: int
) -> None:
    begin(qtbot, shell, form, customer_id=rows.abc)
    editor = form.fields.shape
    assert editor.shape() is None
    type_into(form.fields.place, "400 S")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert form.fields.place.value() == pinned
    assert editor.shape() == Circle(Point(44.97789, -93.26402), pytest.approx(300 * FEET))
    type_into(editor.centre, "45, -93")
    editor.pin_button.click()
    assert editor.centre.text() == "44.97789, -93.26402"
    type_into(form.fields.place, "Park Ave")
    press(Qt.Key.Key_Tab)
    settle(qtbot, shell)
    assert not editor.pin_button.isEnabled()
    assert editor.centre.text() == "44.97789, -93.26402"


def test_users_who_are_told_are_chips(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    with desk.write() as session:
        session.add_all([User(name="Anna Lindqvist", role=Role.DISPATCHER), User(name="Zed", role=Role.OFFICE)])
    key = make(desk)
    show(qtbot, shell, form, key)
    form.fields.told.add.click()
    press("anna", Qt.Key.Key_Return)
    assert form.fields.told.names == ["Anna Lindqvist"]
    form.fields.told.start()
    press("nobody", Qt.Key.Key_Return)
    assert form.fields.told.names == ["Anna Lindqvist"]
    save(qtbot, shell)
    assert listed(desk)[0].watchers == ("Anna Lindqvist",)
    form.fields.told.removed.emit("Anna Lindqvist")
    save(qtbot, shell)
    assert listed(desk)[0].watchers == ()


def test_days_and_hours_are_typed(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    active = form.fields.active
    assert (active.start.text(), active.start.placeholderText()) == ("", "All day")
    for day in active.days[5:]:
        day.setFocus()
        press(Qt.Key.Key_Space)
    type_into(active.start, "7")
    type_into(active.end, "6:30 pm")
    form.fields.colour.swatches["#c62828"].click()
    form.fields.on_exit.click()
    save(qtbot, shell)
    stored = fence(desk, key)
    assert (stored.active_days, stored.active_from, stored.active_until) == (31, 420, 1110)
    assert (stored.colour, stored.alert_on_enter, stored.alert_on_exit) == ("#c62828", True, False)
    type_into(active.start, "25")
    save(qtbot, shell)
    assert active.fields["active_from"].error
    type_into(active.start, "22")
    type_into(active.end, "5")
    save(qtbot, shell)
    assert (fence(desk, key).active_from, fence(desk, key).active_until) == (1320, 300)


def test_leaving_asks_only_where_something_changed(qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    with qtbot.waitSignal(form.closed):
        press(Qt.Key.Key_Escape)
    show(qtbot, shell, form, key)
    type_into(form.fields.shape.radius, "1 km")
    gone: list[bool] = []
    form.closed.connect(lambda: gone.append(True))
    press(Qt.Key.Key_Escape)
    assert gone == []
    answer(form, "Keep editing")
    assert form.dirty
    left: list[bool] = []
    assert not form.leave(lambda: left.append(True))
    answer(form, "Discard")
    assert left == [True]
    assert not form.dirty
    assert fence(desk, key).shape == YARD
    type_into(form.fields.name, "Other")
    assert not form.leave(lambda: left.append(True))
    answer(form, "Save")
    settle(qtbot, shell)
    assert left == [True, True]
    assert fence(desk, key).name == "Other"


def test_delete_can_be_undone(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm, told: list[tuple[str, Callable[[], object]]]
) -> None:
    key = make(desk)
    show(qtbot, shell, form, key)
    with qtbot.waitSignal(form.closed):
        form.delete_button.click()
    settle(qtbot, shell)
    assert listed(desk) == []
    assert told[-1][0] == "ABC yard deleted."
    told[-1][1]()
    settle(qtbot, shell)
    assert names(listed(desk)) == ["ABC yard"]


def test_a_new_form_has_nothing_to_delete(qtbot: QtBot, shell: Shell, form: FenceForm) -> None:
    begin(qtbot, shell, form)
    assert form.delete_button.isHidden()


def test_a_shape_of_very_many_corners_is_kept_and_not_typed(
    qtbot: QtBot, shell: Shell, desk: Desk, form: FenceForm
) -> None:
    turns = [math.tau * step / 1_500 for step in range(1_500)]
    ring = [(round(-93 + 0.1 * math.cos(turn), 7), round(45 + 0.1 * math.sin(turn), 7)) for turn in turns]
    key = make(desk, shape=Polygon.of([[[*ring, ring[0]]]]))
    before = fence(desk, key).shape
    show(qtbot, shell, form, key)
    editor = form.fields.shape
    assert editor.corners.isReadOnly()
    assert "1,500 corners" in editor.corners.toPlainText()
    type_into(form.fields.name, "Lake")
    save(qtbot, shell)
    assert (fence(desk, key).name, fence(desk, key).shape) == ("Lake", before)
    show(qtbot, shell, form, make(desk, "Block", shape=BLOCK))
    assert not editor.corners.isReadOnly()


def test_what_is_wrong_is_scrolled_to(qtbot: QtBot, shell: Shell, form: FenceForm, desk: Desk) -> None:
    show(qtbot, shell, form, make(desk, "Yard"))
    form.resize(330, 320)
    type_into(form.fields.name, "")
    bar = form.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(bar.maximum())
    assert form.fields.name.visibleRegion().isEmpty()
    form.save_button.click()
    settle(qtbot, shell)
    assert form.fields.fields["name"].error
    qtbot.waitUntil(lambda: not form.fields.name.visibleRegion().isEmpty())
