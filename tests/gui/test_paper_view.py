"""The preview of papers: pages, sizes, and what stays while a new paper is drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.reports.render import render
from officedesk.views.paper_view import PaperView
from tests.reports.samples import INVOICE, long_invoice


@pytest.fixture
def view(qtbot: QtBot) -> PaperView:
    """A preview beside an editor."""
    view = PaperView()
    qtbot.addWidget(view)
    view.resize(420, 560)
    # Its keys are those of the window in front: without a window system that takes a moment too.
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


def show(qtbot: QtBot, view: PaperView, pdf: bytes) -> None:
    with qtbot.waitSignal(view.shown):
        view.set_pdf(pdf)


def ink(view: PaperView) -> int:
    """How many points of the picture are dark."""
    picture = view.viewport().grab().toImage()
    points = ((x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2))
    return sum(picture.pixelColor(x, y).lightness() < 110 for x, y in points)


def test_a_paper_is_shown_with_its_pages(view: PaperView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.page_changed) as changed:
        show(qtbot, view, render(long_invoice(60)))
    assert changed.args == [1, 3]
    assert view.page_count == 3
    assert ink(view) > 50


def test_scrolling_tells_the_page_on_top(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(long_invoice(60)))
    with qtbot.waitSignal(view.page_changed, check_params_cb=lambda page, _: page == 3):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())


def test_the_old_picture_stays_until_the_new_one_is_there(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(INVOICE))
    before = ink(view)
    with qtbot.waitSignal(view.shown):
        for number in range(20):
            view.set_pdf(render(replace(INVOICE, number=str(number))))
            assert ink(view) > before / 2
    assert ink(view) > before / 2


def test_what_cannot_be_shown_is_told_and_the_last_paper_stays(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(INVOICE))
    with qtbot.waitSignal(view.failed) as failed:
        view.set_pdf(b"nonsense")
    assert "can't be shown" in failed.args[0]
    with qtbot.waitSignal(view.shown):
        view.set_zoom(0.8)
    assert ink(view) > 50


def test_pages_fit_the_width_until_they_are_zoomed(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(INVOICE))
    narrow = view.zoom
    with qtbot.waitSignal(view.shown):
        view.resize(700, 560)
    assert view.zoom > narrow * 1.5
    with qtbot.waitSignal(view.shown):
        turn_wheel(view, 120, Qt.KeyboardModifier.ControlModifier)
    zoomed = view.zoom
    with qtbot.waitSignal(view.shown):
        view.resize(420, 560)
        view.set_zoom(zoomed * 1.1)
    assert view.zoom == pytest.approx(zoomed * 1.1)
    with qtbot.waitSignal(view.shown):
        qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == pytest.approx(narrow)


def test_the_wheel_alone_scrolls(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(long_invoice(60)))
    zoom = view.zoom
    turn_wheel(view, -120, Qt.KeyboardModifier.NoModifier)
    assert view.zoom == zoom
    assert view.verticalScrollBar().value() > 0


def test_paper_is_white_in_the_dark(view: PaperView, qtbot: QtBot) -> None:
    dark = QPalette(QColor("#202020"))
    view.setPalette(dark)
    show(qtbot, view, render(INVOICE))
    picture = view.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 40) == QColor("white")
    assert picture.pixelColor(3, 3).lightness() < 90


def test_a_cleared_view_shows_no_page(view: PaperView, qtbot: QtBot) -> None:
    show(qtbot, view, render(INVOICE))
    with qtbot.waitSignal(view.page_changed) as changed:
        view.clear()
    assert changed.args == [0, 0]
    assert ink(view) == 0


def test_a_view_destroyed_while_it_draws_does_no_harm(qtbot: QtBot, qapp: QApplication) -> None:
    for _ in range(5):
        view = PaperView()
        view.resize(600, 800)
        view.show()
        view.set_pdf(render(long_invoice(30)))
        view.deleteLater()
        qapp.processEvents()


def turn_wheel(view: PaperView, angle: int, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        place,
        QPointF(view.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
