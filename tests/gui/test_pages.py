"""Every page and tab over the sample office: made, loaded, refreshed, shown small and dark, and thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QAbstractItemModel, QEvent, QSize
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.services.office.sample import make_sample
from officedesk.tour_contracts import CONTRACT_DIALOGS, CONTRACT_PAGES
from officedesk.tour_forms import FORM_DIALOGS, FORM_PAGES
from officedesk.tour_help import HELP_PAGES, HELP_WINDOWS
from officedesk.tour_steps import screens, settle
from officedesk.views.application import Desktop, open_window
from officedesk.views.theme import Theme
from officedesk.views.widgets.elided import ElidedLabel

SMALL = QSize(1280, 720)
NAMES = (
    "today", "tasks", "profile-tasks", "customers", "customers-search", "duplicates", "search", "search-everything",
    "search-commands", "notifications", "profile-locations", "profile-estimates", "profile-jobs", "profile-invoices",
    "profile-equipment", "profile-reminders", "profile-notes", "profile-attachments", "profile-geofences",
    "profile-payments", "profile-messaging", "profile-contracts", "profile-history", "customer-form", "customer-new",
    "estimates",
    "estimate", "estimate-new", "jobs", "job", "projects", "projects-list", "lead", "lead-new",
    "project", "profile-projects", "invoices", "invoice", "invoice-new", "payments", "reminders",
    "messages", "schedule", "schedule-week", "schedule-month", "schedule-list", "schedule-tray", "timesheets",
    "stays", "crossings", "settings", "settings-messages", "settings-templates",
    "settings-technicians", "settings-time-off", "settings-working-days", "settings-brand",
    "settings-devices", *CONTRACT_PAGES, *FORM_PAGES, *HELP_PAGES,
)  # fmt: skip
MAPS = ("map", "map-fence", "map-chosen", "map-route", "map-replay", "profile-map", "schedule-map")
"""Pages with a map in them: they share one process with all that has a web engine."""
WEB = [pytest.param(name, marks=pytest.mark.xdist_group("web")) for name in MAPS]
DIALOGS = {
    "file", "payment", "note", "merge", "equipment", "geofence", "labels", "reminder", "import", "composer",
    "composer-sms", "template", "time", "track-import", "past-imports", "geofence-without-map",
    *CONTRACT_DIALOGS, *FORM_DIALOGS, *HELP_WINDOWS,
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "sample.officedesk"
    make_sample(OfficePlace(path=path), "DESK-1")
    return path


@pytest.fixture
def desktop(qapp: QApplication, theme: Theme, sample: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Desktop]:
    context = open_context(str(sample), Config(tmp_path / "settings.json"))
    made = open_window(qapp, context, theme)
    failures: list[Exception] = []
    made.shell.failed.connect(failures.append)
    made.window.resize(SMALL)
    with qtbot.waitActive(made.window):
        made.window.show()
    settle(made)
    yield made
    if shiboken6.isValid(made.window):
        made.end()
    else:
        made.shell.end()
    context.close()
    assert not failures, failures


def take(desktop: Desktop, name: str) -> None:
    """Bring that screen of the tour on screen."""
    next(show for other, show in screens(desktop) if other == name)()


def test_these_are_the_screens_of_the_tour(desktop: Desktop) -> None:
    assert sorted(name for name, _ in screens(desktop)) == sorted({*NAMES, *MAPS, *DIALOGS})


@pytest.mark.parametrize("name", [*NAMES, *WEB])
def test_a_page_is_made_uncut_in_a_small_window_refreshed_recoloured_and_thrown_away(
    desktop: Desktop, qtbot: QtBot, theme: Theme, name: str
) -> None:
    take(desktop, name)
    window = desktop.window
    assert window.size() == SMALL
    assert window.minimumSizeHint().width() <= SMALL.width()
    assert list(clipped(window)) == []
    models = {view.model() for view in window.findChildren(QAbstractItemView) if view.model() is not None}
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in models if own(model)]
    for entity in ("customer", "estimate", "job", "invoice", "payment", "company", "price_book_item"):
        desktop.shell.signals.changed.emit(entity, 0, 0)
    settle(desktop)
    try:
        theme.choose("dark")
        settle(desktop)
        dark = window.grab().toImage()
        theme.choose("light")
        settle(desktop)
        light = window.grab().toImage()
    finally:
        theme.choose("light")
    assert dark.pixelColor(700, 24).lightness() < 100 < light.pixelColor(700, 24).lightness()
    take(desktop, name)
    assert testers or name in ("customer-form", "customer-new", "settings")
    del testers
    window.close()
    desktop.shell.runner.drain()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(window)
    settle(desktop)


def own(model: QAbstractItemModel) -> bool:
    return type(model).__module__.startswith("officedesk")


def clipped(window: QWidget) -> Iterator[str]:
    """Buttons and labels that have not the room that their words need."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QPushButton | QToolButton | QLabel) or not widget.isVisible() or not widget.text():
            continue
        if isinstance(widget, ElidedLabel) or outside(widget):
            continue
        size, wanted = widget.size(), widget.sizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():
            wanted = QSize(0, widget.heightForWidth(size.width()))
        if wanted.width() > size.width() + 1 or wanted.height() > size.height() + 1:
            yield f"{type(widget).__name__} {widget.text()[:40]!r}: {size.toTuple()} of {wanted.toTuple()}"
        seen = widget.visibleRegion().boundingRect()
        if seen.width() < min(wanted.width(), size.width()) - 1:
            yield f"{type(widget).__name__} {widget.text()[:40]!r}: only {seen.width()} of {size.width()} px are seen"


def outside(widget: QWidget) -> bool:
    """It can be scrolled to: what is not seen of it is not lost."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea | QAbstractScrollArea):
            return widget.visibleRegion().boundingRect().height() < widget.height()
        parent = parent.parentWidget()
    return False


def test_a_cut_off_word_would_be_found(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    short, hidden, whole = (
        QPushButton("Approve and create job", window),
        QLabel("Balance", window),
        QLabel("ok", window),
    )
    window.resize(200, 100)
    short.setGeometry(0, 0, 40, 30)
    hidden.move(190, 40)
    whole.move(0, 70)
    window.show()
    assert [text.split("'")[1] for text in clipped(window)] == ["Approve and create job"] * 1 + ["Balance"]


def test_every_button_without_words_has_a_name(desktop: Desktop) -> None:
    nameless: dict[str, list[str]] = {}
    shows: list[tuple[str, Callable[[], object]]] = [one for one in screens(desktop) if one[0] in NAMES]
    for name, show in shows:
        show()
        for made in desktop.window.findChildren(QAbstractButton):
            if not isinstance(made, QPushButton | QToolButton):
                continue
            if made.isVisible() and not made.text() and not made.accessibleName() and "qt_" not in made.objectName():
                nameless.setdefault(name, []).append(f"{made.objectName()} in {type(made.parentWidget()).__name__}")
    assert nameless == {}
