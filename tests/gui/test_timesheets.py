"""Timesheets, time on site, crossings, devices and the import of positions, with the keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from officedesk.models.enums import CrossingKind
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import StayFilter
from officedesk.services.mapping.imports import take_in
from officedesk.services.mapping.positions import Track
from officedesk.services.mapping.stays import stays
from officedesk.services.mapping.time_editing import save_time
from officedesk.services.mapping.time_entries import entries
from officedesk.services.mapping.time_rows import TimeDraft, TimeFilter
from officedesk.views.main_window import MainWindow
from officedesk.views.map.crossings_card import CrossingsCard
from officedesk.views.map.replay import ReplayCard
from officedesk.views.map.replay_clock import bounds, places, thinned
from officedesk.views.map.track_import import TrackImportDialog
from officedesk.views.office.device_section import DevicePage
from officedesk.views.shell import Place, Shell
from officedesk.views.timesheets.crossings_page import CrossingsPage
from officedesk.views.timesheets.report_actions import write_report
from officedesk.views.timesheets.stay_actions import ChargeDialog
from officedesk.views.timesheets.stays_page import StaysPage
from officedesk.views.timesheets.time_dialog import TimeDialog
from officedesk.views.timesheets.timesheets_page import TimesheetsPage
from officedesk.views.todo.cards import OpenRow
from officedesk.views.widgets.conflict import ConflictDialog
from tests.db.positions.ground import MORNING, csv, drive, fence, van
from tests.factories import make_customer, make_item, make_technician
from tests.support.clock import local

VISIT = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)]


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """What dialogs belong to."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    page.resize(1200, 700)
    with qtbot.waitExposed(page):
        page.show()


def drove(desk: Desk, technician_id: int | None = None, **columns: object) -> None:
    van(desk, technician_id=technician_id)
    fence(desk, **columns)  # type: ignore[arg-type]
    take_in(desk, "day.csv", csv(drive(VISIT)))


def test_time_is_added_by_the_keyboard_and_summed(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    desk = shell.desk
    make_technician(desk, "Anton Grip")
    page = TimesheetsPage(shell)
    shown(qtbot, page)
    page.show_place(Place("timesheets"))
    dialog = TimeDialog(shell, page)
    dialog.open()
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.day.setFocus()
    for control, text in ((dialog.day, "6/21"), (dialog.began, "8"), (dialog.ended, "12:30")):
        control.setFocus()
        control.selectAll()
        QTest.keyClicks(control, text)
        QTest.keyClick(control, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: page.panel.sums_text == "Total 4:30 h")
    (row,) = entries(desk, TimeFilter())
    assert (row.technician, row.started, row.ended) == ("Anton Grip", local(2023, 6, 21, 8), local(2023, 6, 21, 12, 30))


def test_an_end_before_the_beginning_is_that_of_the_next_day(qtbot: QtBot, shell: Shell, owner: QWidget) -> None:
    who = make_technician(shell.desk, "Anton Grip")
    saved = save_time(shell.desk, TimeDraft(who, local(2023, 6, 20, 22), local(2023, 6, 20, 23)))
    dialog = TimeDialog(shell, owner, saved.id)
    dialog.open()
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ended.setFocus()
    dialog.ended.selectAll()
    QTest.keyClicks(dialog.ended, "2:00")
    QTest.keyClick(dialog.ended, Qt.Key.Key_Return)
    dialog.answer()

    qtbot.waitUntil(lambda: entries(shell.desk, TimeFilter())[0].ended == local(2023, 6, 21, 2))


def test_what_two_desktops_changed_of_a_time_is_asked_field_by_field(
    qtbot: QtBot, shell: Shell, owner: QWidget
) -> None:
    desk = shell.desk
    who, other = make_technician(desk, "Anton Grip"), make_technician(desk, "Marcus Webb")
    saved = save_time(desk, TimeDraft(who, local(2023, 6, 20, 8), local(2023, 6, 20, 12), note="As planned"))
    dialog = TimeDialog(shell, owner, saved.id)
    dialog.open()
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ended.setFocus()
    dialog.ended.selectAll()
    QTest.keyClicks(dialog.ended, "13:00")
    QTest.keyClick(dialog.ended, Qt.Key.Key_Return)
    dialog.note.setPlainText("One hour more")
    theirs = replace(saved, technician_id=other, ended=local(2023, 6, 20, 11), note="Shorter")
    save_time(desk, theirs, saved)
    dialog.answer()

    qtbot.waitUntil(lambda: dialog.findChild(ConflictDialog) is not None)
    asked = dialog.findChild(ConflictDialog)
    assert isinstance(asked, ConflictDialog)
    texts = [one.text() for one in asked.findChildren(QLabel)]
    # Who worked only one of them changed.
    assert [one for one in ("Field employee", "From", "To", "Job", "Notes") if one in texts] == ["To", "Notes"]
    assert {"06/20/2023 13:00", "06/20/2023 11:00", "One hour more", "Shorter"} <= set(texts)
    # Not choosing leaves what was typed, and it can be saved again.
    asked.reject()
    assert (dialog.ended.text(), dialog.ok.isEnabled()) == ("13:00", True)
    dialog.answer()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in dialog.findChildren(ConflictDialog)))
    asked = next(one for one in dialog.findChildren(ConflictDialog) if one.isVisible())
    asked.chosen.emit([True, False])
    asked.close()
    qtbot.waitUntil(lambda: entries(desk, TimeFilter())[0].ended == local(2023, 6, 20, 13))
    (row,) = entries(desk, TimeFilter())
    assert (row.technician, row.note) == ("Marcus Webb", "Shorter")


def test_what_is_wrong_stands_beside_its_field(qtbot: QtBot, shell: Shell, owner: QWidget) -> None:
    who = make_technician(shell.desk, "Anton Grip")
    save_time(shell.desk, TimeDraft(who, local(2023, 6, 22, 5), local(2023, 6, 22, 9)))
    dialog = TimeDialog(shell, owner)
    dialog.open()
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.answer()

    qtbot.waitUntil(lambda: "already" in dialog.fields["started"].error)
    assert dialog.overlap.isVisible()
    dialog.overlap.setChecked(True)
    dialog.answer()
    qtbot.waitUntil(lambda: len(entries(shell.desk, TimeFilter())) == 2)


def test_a_stay_is_put_on_the_timesheet_and_taken_back(qtbot: QtBot, shell: Shell) -> None:
    desk = shell.desk
    drove(desk, make_technician(desk, "Anton Grip"), customer_id=make_customer(desk, "ABC Company"))
    page = StaysPage(shell)
    shown(qtbot, page)
    page.show_place(Place("stays"))
    qtbot.waitUntil(lambda: page.panel.sums_text.startswith("On site 0:10"))
    page.panel.table.select_id(stays(desk, StayFilter())[0].id)
    page.panel.table.setFocus()
    QTest.keyClick(page.panel.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(ChargeDialog)))
    (dialog,) = page.window().findChildren(ChargeDialog)
    undo: list[object] = []
    shell.toast_wanted.connect(lambda _text, _action, run: undo.append(run))
    dialog.answer()

    qtbot.waitUntil(lambda: len(entries(desk, TimeFilter())) == 1)
    qtbot.waitUntil(lambda: bool(undo))
    undo[0]()  # type: ignore[operator]
    qtbot.waitUntil(lambda: entries(desk, TimeFilter()) == [])


def test_hours_are_put_on_an_invoice_draft(qtbot: QtBot, shell: Shell, owner: QWidget) -> None:
    desk = shell.desk
    drove(desk, customer_id=make_customer(desk, "ABC Company"))
    make_item(desk, "Labor hour", 120_00)
    rows = stays(desk, StayFilter())
    dialog = ChargeDialog(shell, owner, rows, invoice=True)
    dialog.open()
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.answer()

    qtbot.waitUntil(lambda: stays(desk, StayFilter())[0].invoice == "draft")


def test_crossings_are_listed_and_narrowed(qtbot: QtBot, shell: Shell) -> None:
    drove(shell.desk)
    page = CrossingsPage(shell)
    shown(qtbot, page)
    page.show_place(Place("crossings"))
    qtbot.waitUntil(lambda: page.panel.footer_text == "2 crossings")
    page._only(geofence_id=999)
    qtbot.waitUntil(lambda: page.panel.footer_text == "0 crossings found")
    page.panel.filters.clear()
    qtbot.waitUntil(lambda: page.panel.footer_text == "2 crossings")


def test_a_file_is_looked_at_its_device_made_and_then_taken_in(
    qtbot: QtBot, shell: Shell, owner: QWidget, tmp_path: Path
) -> None:
    fence(shell.desk)
    path = tmp_path / "monday.csv"
    path.write_bytes(csv(drive(VISIT), "GPS-1"))
    dialog = TrackImportDialog(shell, owner)
    dialog.open()
    dialog.look_at(path)
    qtbot.waitUntil(lambda: bool(dialog.choices) and dialog.import_button.isEnabled())
    assert dialog.file.text() == f"monday.csv: {len(drive(VISIT))} positions"
    assert dialog.choices["gps-1"].currentText() == "Make a new device “GPS-1”"

    dialog.run()

    qtbot.waitUntil(lambda: "taken in of GPS-1" in dialog.told.text())
    assert "1 time into a geofence, 1 time out of one" in dialog.told.text()
    assert len(stays(shell.desk, StayFilter())) == 1


def test_a_file_that_is_no_track_says_so(qtbot: QtBot, shell: Shell, owner: QWidget, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes(b"Dear Sir,\nno positions here\n")
    dialog = TrackImportDialog(shell, owner)
    dialog.open()
    dialog.look_at(path)

    qtbot.waitUntil(lambda: dialog.error.isVisible() and bool(dialog.error.text()))
    assert not dialog.import_button.isEnabled()


def test_the_map_tells_who_went_where_today(qtbot: QtBot, shell: Shell) -> None:
    drove(shell.desk, make_technician(shell.desk, "Anton Grip"))
    card = CrossingsCard(shell)
    shown(qtbot, card)

    qtbot.waitUntil(lambda: len(card.rows) == 2)
    assert [row.called for row in card.rows] == ["Van 1 · Anton Grip"] * 2
    rows = card.findChildren(OpenRow)
    assert [row.accessibleName().partition(", ")[2] for row in rows] == [
        f"{row.called}: {'enter' if row.kind is CrossingKind.ENTER else 'exit'} {row.fence}" for row in card.rows
    ]
    opened: list[object] = []
    card.opened.connect(opened.append)
    rows[1].click()
    assert opened == [card.rows[1]]


class FakeMap:
    """Notes what it is told to show."""

    def __init__(self) -> None:
        self.points: dict[str, list[object]] = {}
        self.lines: dict[str, list[object]] = {}
        self.boxes: list[object] = []

    def show_points(self, layer: str, points: list[object]) -> None:
        self.points[layer] = points

    def show_lines(self, layer: str, lines: list[object]) -> None:
        self.lines[layer] = lines

    def hide(self, layer: str) -> None:
        self.points.pop(layer, None)
        self.lines.pop(layer, None)

    def fit(self, box: object) -> None:
        self.boxes.append(box)


def test_a_day_is_played_back_by_the_keyboard(qtbot: QtBot, shell: Shell) -> None:
    drove(shell.desk)
    card, view = ReplayCard(shell), FakeMap()
    shown(qtbot, card)
    card.attach(view)  # type: ignore[arg-type]
    assert not card.note.isVisible()
    card.begin()
    qtbot.waitUntil(lambda: bool(card.tracks))
    qtbot.waitUntil(lambda: card.devices.height() < 2 * card.devices.sizeHintForRow(0))
    first, last = bounds(card.tracks)
    assert card.moment == first
    assert (card.clock.text(), len(view.lines["replay lines"]), len(view.boxes)) == ("6:00", 1, 1)
    (before,) = view.points["replay"]

    card.slider.setFocus()
    QTest.keyClick(card.slider, Qt.Key.Key_Right)
    assert card.moment == first + 60
    (after,) = view.points["replay"]
    assert after.longitude > before.longitude  # type: ignore[attr-defined]
    card.speed.set_value(1_200)
    card.resize(300, 600)
    shown_words = card.speed.lineEdit()
    assert shown_words.fontMetrics().horizontalAdvance(shown_words.text()) < shown_words.width()
    QTest.keyClick(card, Qt.Key.Key_Space)
    assert card.playing
    qtbot.waitUntil(lambda: card.moment >= last)
    qtbot.waitUntil(lambda: not card.playing)
    card.devices.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert view.points["replay"] == []
    card.hide()
    assert view.points == {}


def test_between_two_positions_it_is_on_the_line_between_and_after_silence_where_it_was_last() -> None:
    from array import array

    track = Track(1, "Van", "", MORNING)
    track.at.extend((0.0, 100.0, 10_000.0))
    track.latitudes.extend((44.0, 45.0, 46.0))
    track.longitudes.extend((179.9, -179.9, -179.9))

    (half,) = places([track], 50.0)
    assert abs(half.latitude - 44.5) < 1e-9
    assert abs(abs(half.longitude) - 180.0) < 1e-9
    (silent,) = places([track], 5_000.0)
    assert (silent.latitude, silent.heard) == (45.0, False)
    assert places([track], -1.0) == []
    long = Track(1, "Van", "", MORNING, array("d", range(9_999)), array("d", range(9_999)), array("d", range(9_999)))
    latitudes, _ = thinned(long)
    assert len(latitudes) <= 2_001
    assert latitudes[-1] == 9_998


def test_the_report_is_written(qtbot: QtBot, shell: Shell, owner: QWidget, tmp_path: Path) -> None:
    drove(shell.desk, customer_id=make_customer(shell.desk, "<b>ABC & Söhne"))
    path = tmp_path / "report.pdf"
    with qtbot.waitSignal(shell.toast_wanted):
        write_report(shell, owner, StayFilter(), path)
    once = path.read_bytes()
    with qtbot.waitSignal(shell.toast_wanted):
        write_report(shell, owner, StayFilter(), path)

    assert once.startswith(b"%PDF")
    assert path.read_bytes() == once


@pytest.mark.parametrize("make", [TimesheetsPage, StaysPage, CrossingsPage])
def test_pages_come_and_go(qtbot: QtBot, shell: Shell, make: type[TimesheetsPage]) -> None:
    page = make(shell)
    shown(qtbot, page)
    page.show_place(Place("x"))
    qtbot.waitUntil(lambda: page.panel.footer_text.startswith("0 "))
    assert page.leave()


def test_a_folder_that_is_chosen_is_watched(
    qtbot: QtBot, window: MainWindow, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("officedesk.views.map.track_keeper.FIRST", 1)
    monkeypatch.setattr("officedesk.views.map.track_keeper.EVERY", 1)
    van(shell.desk)
    fence(shell.desk)
    window.keep_tracks()
    assert window.tracks is None
    shell.go("settings", tab="Vehicles and devices")
    qtbot.waitUntil(lambda: bool(window.findChildren(DevicePage)))
    (page,) = window.findChildren(DevicePage)
    folder = tmp_path / "tracks"
    folder.mkdir()
    (folder / "monday.csv").write_bytes(csv(drive(VISIT)))

    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.watch(str(folder))

    assert told.args[0] == f"{len(drive(VISIT))} positions taken in from 1 file."
    assert (folder / "done" / "monday.csv").exists()
    assert str(folder) in page.folder.text()
    page.watch("")
    assert page.stop_button.isHidden()
