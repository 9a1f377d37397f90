"""The assistant that makes an office, by keyboard; what it keeps when it is closed or the program dies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from officedesk.models.enums import SequenceKind
from officedesk.services.office.beginning import Beginning, BeginningFile
from officedesk.views.beginning.assistant import Assistant, Made
from officedesk.views.beginning.number_page import NumberPage
from officedesk.views.beginning.people_page import PeoplePage
from officedesk.views.beginning.place_page import PlacePage
from officedesk.views.beginning.tax_page import TaxPage
from officedesk.views.beginning.terms_page import TermsPage
from officedesk.views.office.new_office import suggested_file
from officedesk.views.shell import Shell
from tests.gui.assistant_support import TODAY, Founder, Open, assistant, forward, founder, kept, opened, to_page
from tests.gui.keys import CTRL, press, settle

__all__ = ["assistant", "founder", "kept", "opened"]
Key = Qt.Key


def test_an_office_is_made_by_keyboard_alone(
    qtbot: QtBot, shell: Shell, assistant: Assistant, founder: Founder, kept: BeginningFile, tmp_path: Path
) -> None:
    enter = Key.Key_Return
    for text in ("Lakeside Plumbing", "1 Main St", "", "", "", "55424"):
        press(text, enter)
    settle(qtbot, shell)
    # City and state came with the ZIP code.
    assert (assistant.page.control("city").text(), assistant.page.control("region").text()) == ("Minneapolis", "MN")
    press("9525550100", enter)
    forward(qtbot, shell, 2)
    assert isinstance(assistant.page, TaxPage)
    press(Key.Key_Tab, Key.Key_Tab, Key.Key_Space)
    assert assistant.page.rows[0].confirmed.isChecked()
    forward(qtbot, shell)
    assert isinstance(assistant.page, TermsPage)
    press(Key.Key_Up)
    forward(qtbot, shell)
    assert isinstance(assistant.page, NumberPage)
    press("", enter, "", enter, "", enter, "INV-2047")
    assert assistant.page.next[SequenceKind.INVOICE].text() == "INV-2048"
    forward(qtbot, shell)
    press("Kim", enter, "kim@lakeside.example", enter, "four nice words here", enter, "four nice words here")
    forward(qtbot, shell)
    assert isinstance(assistant.page, PlacePage)
    assert not assistant.findChildren(QFileDialog)
    path = tmp_path / "Lakeside.officedesk"
    assistant.page.set_path(str(path))
    settle(qtbot, shell)
    with qtbot.waitSignal(assistant.made) as told:
        press(Key.Key_Return, modifier=CTRL)
    ((where, founding),) = founder.made
    assert where == str(path)
    made = told.args[0]
    assert isinstance(made, Made)
    assert (made.address, made.user, made.host, made.password) == (where, "Kim", False, "four nice words here")
    assert "nice words" not in repr(made) + repr(founding)
    assert (founding.name, founding.phone, founding.address.city) == (
        "Lakeside Plumbing",
        "(952) 555-0100",
        "Minneapolis",
    )
    assert [(rate.name, rate.percent) for rate in founding.tax_rates] == [("MN sales tax", Decimal("6.875"))]
    assert founding.default_tax == 0
    assert founding.terms is not None
    assert founding.terms.name == "Net 15"
    assert founding.numbers[SequenceKind.INVOICE].next_number(TODAY) == "INV-2048"
    # Nothing of it is left over: the next office begins on an empty page.
    assert not kept.path.exists()
    assert not assistant.isVisible()


def test_nothing_is_lost_by_going_back_and_forth(
    qtbot: QtBot, shell: Shell, assistant: Assistant, tmp_path: Path
) -> None:
    to_page(qtbot, shell, assistant, "numbers")
    press("C-77")
    press(Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert assistant.page.name == "terms"
    assistant.page.buttons[-1].setChecked(True)
    assistant.page.control("own_days").setFocus()
    press("soon")
    # What cannot stand holds up the way on, not the way back.
    press(Key.Key_Return, modifier=CTRL)
    assert assistant.page.name == "terms"
    assert "number of days" in assistant.page.fields["own_days"].error
    press(Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert assistant.page.name == "taxes"
    forward(qtbot, shell)
    assert assistant.page.control("own_days").text() == "soon"
    assistant.page.control("own_days").setText("21")
    forward(qtbot, shell)
    assert isinstance(assistant.page, NumberPage)
    assert assistant.page.last[SequenceKind.CUSTOMER].text() == "C-77"
    # By the steps at the left too, to whatever was seen.
    assistant.steps.chosen.emit(0)
    assert assistant.page.control("name").text() == "Lakeside Plumbing"
    assistant.steps.chosen.emit(len(assistant.pages))
    assert assistant.page.name == "company"


def test_what_was_typed_is_there_again_after_the_window_was_closed(
    qtbot: QtBot, shell: Shell, opened: Open, kept: BeginningFile
) -> None:
    first = opened()
    to_page(qtbot, shell, first, "people")
    first.page.control("user").setFocus()
    press("Kim", Key.Key_Return, "", Key.Key_Return, "four nice words here")
    press(Key.Key_Escape)
    assert not first.isVisible()
    assert "nice words" not in kept.path.read_text(encoding="utf-8")
    again = opened()
    assert isinstance(again.page, PeoplePage)
    assert again.page.control("user").text() == "Kim"
    assert again.page.password.value() == ""
    assert again.kept.text() == "You go on where you were."
    assert again.beginning.name == "Lakeside Plumbing"


def test_a_crash_loses_at_most_the_last_second(
    qtbot: QtBot, shell: Shell, assistant: Assistant, kept: BeginningFile
) -> None:
    press("Lakeside")
    qtbot.waitUntil(kept.path.exists)
    press(" Plumbing")
    qtbot.waitUntil(lambda: "Lakeside Plumbing" in kept.path.read_text(encoding="utf-8"))
    # Nobody closes the window: what reads it now is what the next start reads.
    found = BeginningFile(kept.path.parent).read()
    assert found is not None
    assert (found.page, found.name) == ("company", "Lakeside Plumbing")


def test_a_second_window_leaves_what_the_first_one_keeps_alone(opened: Open, kept: BeginningFile) -> None:
    first = opened()
    press("Lakeside")
    first.keep()
    second = opened()
    assert second.page.control("name").text() == ""
    press("Birch")
    assert "not kept" in second.kept.text()
    second.reject()
    first.reject()
    found = kept.read()
    assert found is not None
    assert found.name == "Lakeside"
    # Whoever comes after them goes on.
    assert opened().beginning.name == "Lakeside"


def test_what_is_written_late_does_not_bring_a_made_office_back(kept: BeginningFile) -> None:
    turn = kept.turn()
    kept.forget()
    kept.write(Beginning(name="Lakeside"), turn)
    assert not kept.path.exists()


def test_an_empty_page_leaves_what_was_kept_alone(opened: Open, kept: BeginningFile) -> None:
    kept.write(Beginning(name="Lakeside", page="terms"))
    made = opened(anew=True)
    assert made.page.control("name").text() == ""
    press(Key.Key_Escape)
    found = kept.read()
    assert found is not None
    assert found.name == "Lakeside"


def test_what_the_office_cannot_be_made_with_leads_to_its_page(
    qtbot: QtBot, shell: Shell, assistant: Assistant, founder: Founder, home: Path
) -> None:
    to_page(qtbot, shell, assistant, "place")
    assert isinstance(assistant.page, PlacePage)
    assistant.page.set_path(str(home / "here.officedesk"))
    founder.taken.add(str(home / "here.officedesk"))
    settle(qtbot, shell)
    forward(qtbot, shell)
    assert "is there already" in assistant.error.text()
    assert assistant.isVisible()
    assistant.beginning = replace(assistant.beginning, email="no address")
    forward(qtbot, shell)
    assert assistant.page.name == "company"
    assert assistant.page.fields["email"].error
    assert QApplication.focusWidget() is assistant.page.control("email")


def test_an_office_on_a_server_needs_no_file(qtbot: QtBot, shell: Shell, opened: Open, founder: Founder) -> None:
    assistant = opened("postgresql://server/office")
    to_page(qtbot, shell, assistant, "place")
    with qtbot.waitSignal(assistant.made):
        press(Key.Key_Return, modifier=CTRL)
    assert [address for address, _ in founder.made] == ["postgresql://server/office"]


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
