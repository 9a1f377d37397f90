"""Links and files that reach a running program: shown in its window, and nothing else."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from officedesk import handover
from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.links import read_link
from officedesk.services.search.linked import link_to
from officedesk.views.arrivals import Arrivals
from officedesk.views.main_window import MainWindow
from officedesk.views.program import Program
from officedesk.views.shell import Place, Shell
from tests import factories
from tests.gui.rows import Rows
from tests.support.offices import SqliteOffices
from tests.support.programs import Begin


@pytest.fixture(scope="module")
def sqlite_offices(lively_offices: SqliteOffices) -> SqliteOffices:
    return lively_offices


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "settings.json")


@pytest.fixture
def program(begin: Begin, config: Config) -> Program:
    return begin(start(config))


@pytest.fixture
def opened(program: Program, office: OfficePlace, config: Config, qtbot: QtBot) -> Program:
    program.show(open_context(office.address, config))
    qtbot.waitUntil(lambda: program.desktop.painted)
    return program


def at(program: Program) -> tuple[str, int]:
    place = program.desktop.window.place
    return (place.page, place.id)


def told(program: Program) -> str:
    return str(program.desktop.window.banner.text)


def invoice_link(program: Program, rows: Rows) -> str:
    """The link to an issued invoice, as Copy link gives it."""
    return str(link_to(program.desktop.shell.desk, "invoice", rows.invoices[0]))


def test_a_link_goes_to_its_record(opened: Program, rows: Rows, qtbot: QtBot) -> None:
    opened.links.follow(invoice_link(opened, rows))
    qtbot.waitUntil(lambda: at(opened) == ("invoice", rows.invoices[0]))
    desk = opened.desktop.shell.desk
    opened.links.follow(str(link_to(desk, "customer", rows.abc)))
    qtbot.waitUntil(lambda: at(opened) == ("customer", rows.abc))
    assert told(opened) == ""


LEADING_NOWHERE = {
    "officedesk:invoice/999999": "There is no invoice 999999 in this office.",
    "officedesk:invoice/1?office=" + "0" * 32: "The link to invoice 1 is one of another office",
    "officedesk://fileserver/share/evil.officedesk": "This link is none that OfficeDesk makes, and was not opened",
    'officedesk:x" demo C:/x': "This link is none that OfficeDesk makes, and was not opened",
}


def test_a_link_that_leads_nowhere_says_so(opened: Program, qtbot: QtBot) -> None:
    before = at(opened)
    for link, words in LEADING_NOWHERE.items():
        opened.desktop.window.banner.hide()
        opened.links.follow(link)
        qtbot.waitUntil(lambda words=words: words in told(opened))
    assert at(opened) == before


def test_a_link_waits_for_the_office(
    program: Program, office: OfficePlace, config: Config, rows: Rows, qtbot: QtBot
) -> None:
    with closing(open_context(office.address, config)) as context:
        link = str(link_to(context.desk, "estimate", rows.estimates[0]))
    program.choose()
    program.links.follow(link)
    assert "Open the office of the link: then it shows estimate" in program.chooser.message.text()
    program.chooser.chosen.emit(office.address)
    qtbot.waitUntil(lambda: program.desktop is not None and at(program) == ("estimate", rows.estimates[0]))


def test_a_link_does_not_move_what_lies_behind_a_dialog(opened: Program, rows: Rows, qtbot: QtBot) -> None:
    dialog = QDialog(opened.desktop.window)
    dialog.setModal(True)
    dialog.show()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    before = at(opened)
    opened.links.follow(invoice_link(opened, rows))
    assert "A link wants to show invoice" in told(opened)
    assert at(opened) == before
    dialog.close()
    (show,) = (one for one in opened.desktop.window.banner.findChildren(QPushButton) if one.text() == "Show")
    show.click()
    qtbot.waitUntil(lambda: at(opened) == ("invoice", rows.invoices[0]))


def test_the_link_to_what_is_in_front_is_copied(window: MainWindow, shell: Shell, rows: Rows, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    window.go(Place("customers"))
    qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert "first: its link is copied" in window.toasts.text
    assert clipboard.text() == "before"
    window.go(Place("invoice", rows.invoices[0]))
    qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: clipboard.text() != "before")
    assert clipboard.text() == str(link_to(shell.desk, "invoice", rows.invoices[0]))
    assert read_link(clipboard.text()).office
    assert "is copied" in window.toasts.text


# --- a second start ---------------------------------------------------------------------------------------------------


def second_start(qtbot: QtBot, **wanted: str) -> bool:
    """What a second start of the program is answered."""
    answers: list[bool] = []
    starting = threading.Thread(target=lambda: answers.append(handover.hand_over(**wanted)))
    starting.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    starting.join()
    return answers[0]


def test_a_second_start_comes_to_the_window_that_is_there(
    opened: Program, office: OfficePlace, rows: Rows, qtbot: QtBot, tmp_path: Path
) -> None:
    opened.listen()
    window = opened.desktop.window
    window.showMinimized()
    assert second_start(qtbot, office=office.address)
    assert not window.isMinimized()
    assert second_start(qtbot, office="")
    assert not second_start(qtbot, office=str(tmp_path / "another.officedesk"))
    same = tmp_path / "same.officedesk"
    same.symlink_to(office.path)
    assert second_start(qtbot, office=str(same))
    assert second_start(qtbot, link=invoice_link(opened, rows))
    qtbot.waitUntil(lambda: at(opened) == ("invoice", rows.invoices[0]))
    # Of another office, which no window has open: one of them says so, and no other window comes up.
    assert second_start(qtbot, link="officedesk:invoice/1?office=" + "0" * 32)
    assert "one of another office" in told(opened)
    opened._arrivals.close()
    assert not second_start(qtbot, office="")
    assert not handover.folder().exists()


@pytest.fixture
def arrivals(qapp: QApplication) -> Iterator[Arrivals]:
    """Listens, and takes nothing but the office of the name `here`."""
    made = Arrivals(lambda request: request.get("office") == "here", qapp)
    yield made
    made.close()
    made.deleteLater()


def test_only_the_same_person_is_heard(arrivals: Arrivals) -> None:
    arrivals.listen()
    assert arrivals.listens
    place = Path(handover.place())
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0


def test_a_folder_that_others_may_enter_is_not_used(arrivals: Arrivals, qtbot: QtBot) -> None:
    folder = handover.folder()
    folder.mkdir()
    folder.chmod(0o777)
    arrivals.listen()
    assert not arrivals.listens
    assert not second_start(qtbot, office="here")
    folder.rmdir()


def test_nonsense_is_answered_with_no(arrivals: Arrivals, qtbot: QtBot) -> None:
    arrivals.listen()
    answers: list[bytes] = []

    def say() -> None:
        for line in (b"not json\n", b"[1]\n", b'{"office": 7}\n', b"x" * 9000):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(handover.place())
                with suppress(ConnectionError):
                    connection.sendall(line)
                    answers.append(connection.recv(64))
        answers.append(b"end")

    saying = threading.Thread(target=say)
    saying.start()
    qtbot.waitUntil(lambda: answers[-1:] == [b"end"], timeout=10_000)
    saying.join()
    assert answers[:3] == [b"no\n"] * 3
    assert b"taken\n" not in answers
    assert second_start(qtbot, office="here")


def test_a_program_that_was_killed_is_not_waited_for(qtbot: QtBot) -> None:
    assert handover.ensure_folder()
    dead = handover.folder() / "4194304"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(dead))
    assert not second_start(qtbot, office="")
    assert not dead.exists()
    handover.folder().rmdir()


# --- what a Mac gives -------------------------------------------------------------------------------------------------


def test_a_mac_gives_links_and_files_to_the_running_program(
    opened: Program, rows: Rows, tmp_path: Path, qtbot: QtBot
) -> None:
    QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(QUrl(invoice_link(opened, rows))))
    qtbot.waitUntil(lambda: at(opened) == ("invoice", rows.invoices[0]))
    another = tmp_path / "another.officedesk"
    factories.found(OfficePlace(path=another))
    QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(QUrl.fromLocalFile(str(another))))
    qtbot.waitUntil(lambda: opened.desktop is not None and opened.desktop.context.place.path == another)
