"""Founding an office by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from officedesk.errors import NotAllowed
from officedesk.services.office.drafts import Founding
from officedesk.views.office.new_office import NewOfficeDialog, suggested_file
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, come_up, press, settle


class Founder:
    """What was founded; a path of :attr:`taken` is refused."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Founding]] = []
        self.taken: set[str] = set()

    def found(self, path: str, founding: Founding) -> None:
        if path in self.taken:
            raise NotAllowed(f"{path} is there already.", hint="Choose another name for the office.")
        self.made.append((path, founding))


@pytest.fixture
def founder() -> Founder:
    return Founder()


@pytest.fixture
def dialog(qtbot: QtBot, shell: Shell, founder: Founder) -> Iterator[NewOfficeDialog]:
    made = NewOfficeDialog(shell.runner, founder.found)
    come_up(qtbot, shell, made)
    yield made
    made.hide()
    made.deleteLater()


def test_enter_goes_from_field_to_field_and_opens_nothing(
    qtbot: QtBot, shell: Shell, dialog: NewOfficeDialog, founder: Founder
) -> None:
    enter = Qt.Key.Key_Return
    for text in (
        "Lakeside Plumbing",
        "1 Main St",
        "Edina",
        "MN",
        "55424",
        "9525550100",
        "",
        "Kim",
        "kim@lakeside.example",
        "four nice words here",
        "four nice words here",
        "MN tax",
        "7.5",
    ):
        press(text, enter)
    assert not dialog.findChildren(QFileDialog)
    assert QApplication.focusWidget() is dialog.fields["path"]
    press(enter, modifier=CTRL)
    settle(qtbot, shell)
    ((path, founding),) = founder.made
    assert Path(path).name == "Lakeside Plumbing.officedesk"
    assert (founding.user_email, founding.password) == ("kim@lakeside.example", "four nice words here")
    assert "four nice words" not in repr(founding)
    assert (founding.name, founding.user, founding.phone) == ("Lakeside Plumbing", "Kim", "(952) 555-0100")
    assert founding.address.city == "Edina"
    assert [(rate.name, rate.percent) for rate in founding.tax_rates] == [("MN tax", Decimal("7.5"))]


def test_what_is_wrong_is_told_under_its_field_and_typing_takes_it_away(
    dialog: NewOfficeDialog, founder: Founder
) -> None:
    dialog.fields["tax_percent"].setText("a lot")
    press(Qt.Key.Key_Return, modifier=CTRL)
    told = {name: shown.error for name, shown in dialog.shown.items() if shown.error}
    assert set(told) == {"name", "user", "path", "tax_name", "tax_percent"}
    assert dialog.fields["name"].hasFocus()
    press("A")
    assert not dialog.shown["name"].error
    assert founder.made == []


def test_a_path_that_was_typed_is_not_replaced(dialog: NewOfficeDialog) -> None:
    press("Lake")
    assert dialog.fields["path"].text().endswith("Lake.officedesk")
    dialog.fields["path"].setFocus()
    press(Qt.Key.Key_A, modifier=CTRL)
    press("x.officedesk")
    dialog.fields["name"].setFocus()
    press("side")
    assert dialog.fields["path"].text() == "x.officedesk"


def test_what_was_typed_stays_when_the_office_cannot_be_made(
    qtbot: QtBot, shell: Shell, dialog: NewOfficeDialog, founder: Founder
) -> None:
    founder.taken.add("here.officedesk")
    for name, text in (("name", "Lake"), ("user", "Kim"), ("path", "here.officedesk")):
        dialog.fields[name].setText(text)
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert "is there already" in dialog.error.text()
    assert dialog.isVisible()
    dialog.fields["path"].setText("there.officedesk")
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert [path for path, _ in founder.made] == ["there.officedesk"]
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Smith & Sons", "Smith & Sons.officedesk"),
        ("A/C: heat?", "A-C- heat.officedesk"),
        ("..", "Office.officedesk"),
        ("", "Office.officedesk"),
    ],
)
def test_an_office_is_suggested_a_file_name_that_every_system_takes(name: str, file: str) -> None:
    assert suggested_file(name).name == file


def test_a_weak_password_or_another_the_second_time_is_told_before_anything_is_made(
    dialog: NewOfficeDialog, founder: Founder
) -> None:
    dialog.fields["name"].setText("Lakeside Plumbing")
    dialog.fields["user"].setText("Kim")
    dialog.fields["path"].setText("lakeside.officedesk")
    for first, second in (("short", "short"), ("lakeside plumbing", "lakeside plumbing"), ("", "only the second")):
        dialog._name_password()
        dialog.password.first.setText(first)
        dialog.password.second.setText(second)
        dialog._found()
        assert dialog.password.shown.error
    dialog.password.first.setText("four nice words here")
    dialog.password.second.setText("four nice words")
    dialog._found()
    assert dialog.password.repeated.error
    assert founder.made == []
