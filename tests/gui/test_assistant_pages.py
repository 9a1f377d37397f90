"""What each page of the assistant takes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from officedesk.models.enums import Role, SequenceKind
from officedesk.services.office.beginning import Lie
from officedesk.services.office.sample.logo import mark
from officedesk.views.beginning.assistant import Assistant
from officedesk.views.beginning.logo_page import LogoPage
from officedesk.views.beginning.number_page import NumberPage
from officedesk.views.beginning.people_page import PeoplePage
from officedesk.views.beginning.place_page import PlacePage
from officedesk.views.beginning.tax_page import TaxPage
from officedesk.views.shell import Shell
from tests.gui.assistant_support import Founder, assistant, forward, founder, kept, opened, to_page
from tests.gui.keys import CTRL, press, settle
from tests.gui.test_accessibility import nameless, of_a_group, stops, told

__all__ = ["assistant", "founder", "kept", "opened"]
Key = Qt.Key
PLAIN = Qt.TextFormat.PlainText


def test_no_state_is_charged_that_nobody_ticked(qtbot: QtBot, shell: Shell, assistant: Assistant) -> None:
    assistant.page.control("region").setText("Minnesota")
    to_page(qtbot, shell, assistant, "taxes")
    page = assistant.page
    assert isinstance(page, TaxPage)
    assert "Minnesota published a general rate of 6.875 % for 2025" in page.source.text()
    assert (page.rows[0].title.text(), page.rows[0].percent.text()) == ("MN sales tax", "6.875")
    assert not page.rows[0].confirmed.isChecked()
    assert page.told.text() == "No rate is ticked: new documents charge no tax."
    page.rows[0].percent.setFocus()
    press(Key.Key_A, modifier=CTRL)
    press("9.025")
    # Changing what was offered does not let it in either.
    assert not page.rows[0].confirmed.isChecked()
    assert page.take(assistant.beginning).taxes[0].confirmed is False
    page.rows[0].confirmed.setFocus()
    press(Key.Key_Space)
    assert page.default.currentText() == "MN sales tax 9.025 %"
    page.more.setFocus()
    press(Key.Key_Space)
    press("Labor", Key.Key_Return, "a lot")
    forward(qtbot, shell)
    assert assistant.page is page
    assert page.rows[1].percent_field.error
    assert page.rows[1].percent.hasFocus()


@pytest.mark.parametrize(
    ("region", "told"), [("Oregon", "no general sales tax"), ("Ontario", "knows no rate for Ontario")]
)
def test_where_no_rate_is_known_none_is_offered(
    qtbot: QtBot, shell: Shell, assistant: Assistant, region: str, told: str
) -> None:
    assistant.page.control("region").setText(region)
    to_page(qtbot, shell, assistant, "taxes")
    assert isinstance(assistant.page, TaxPage)
    assert told in assistant.page.source.text()
    assert not assistant.page.rows[0].filled


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", mark()[:600], "damaged"),
        ("logo.gif", b"GIF89a" + bytes(40), "must be a PNG or JPEG"),
        ("big.png", mark() + bytes(2_100_000), "larger than 2 MB"),
        ("none.png", None, "can't be read"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_refused(
    qtbot: QtBot,
    shell: Shell,
    assistant: Assistant,
    tmp_path: Path,
    name: str,
    content: bytes | None,
    told: str,
) -> None:
    to_page(qtbot, shell, assistant, "logo")
    page = assistant.page
    assert isinstance(page, LogoPage)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    page.read(str(tmp_path / name))
    settle(qtbot, shell)
    assert told in page.error.text()
    assert page.logo is None
    (tmp_path / "good.png").write_bytes(mark())
    page.read(str(tmp_path / "good.png"))
    settle(qtbot, shell)
    assert page.error.isHidden()
    qtbot.waitUntil(lambda: page.paper.page_count == 1)
    assert page.take(assistant.beginning).logo == mark()


def test_numbers_go_on_and_say_what_cannot(qtbot: QtBot, shell: Shell, assistant: Assistant) -> None:
    to_page(qtbot, shell, assistant, "numbers")
    page = assistant.page
    assert isinstance(page, NumberPage)
    job, invoice = page.last[SequenceKind.JOB], page.last[SequenceKind.INVOICE]
    job.setFocus()
    press("none yet")
    assert "needs digits" in page.next[SequenceKind.JOB].text()
    forward(qtbot, shell)
    assert assistant.page is page
    assert job.hasFocus()
    press(Key.Key_A, modifier=CTRL)
    press("000881")
    assert page.next[SequenceKind.JOB].text() == "000882"
    invoice.setFocus()
    press("2026-0047")
    assert page.yearly[SequenceKind.INVOICE].isVisible()
    assert page.next[SequenceKind.INVOICE].text() == "2026-0048"
    forward(qtbot, shell)
    assert assistant.page.name == "people"


def test_further_users_come_with_roles_and_first_passwords(
    qtbot: QtBot, shell: Shell, assistant: Assistant, founder: Founder, tmp_path: Path
) -> None:
    to_page(qtbot, shell, assistant, "people")
    page = assistant.page
    assert isinstance(page, PeoplePage)
    page.control("user").setFocus()
    press("Kim")
    page.more.setFocus()
    press(Key.Key_Space)
    press("Kim", Key.Key_Return, "", Key.Key_Return)
    forward(qtbot, shell)
    assert assistant.page is page
    assert "already" in page.rows[0].shown["name"].error
    page.rows[0].name.setText("Anna")
    page.rows[0].role.set_value(Role.DISPATCHER)
    page.password.first.setText("four nice words here")
    page.password.second.setText("four nice words")
    forward(qtbot, shell)
    assert page.password.repeated.error
    page.password.second.setText("four nice words here")
    page.rows[0].password.setText("some other words there")
    page.more.setFocus()
    press(Key.Key_Space)
    press("Bo")
    page.rows[1].remove.setFocus()
    press(Key.Key_Space)
    assert page.rows[0].name.hasFocus()
    forward(qtbot, shell)
    assert isinstance(assistant.page, PlacePage)
    assistant.page.set_path(str(tmp_path / "Lakeside.officedesk"))
    settle(qtbot, shell)
    with qtbot.waitSignal(assistant.made):
        press(Key.Key_Return, modifier=CTRL)
    ((_, founding),) = founder.made
    ((user),) = founding.users
    assert (user.name, user.role, user.password) == ("Anna", Role.DISPATCHER, "some other words there")


def test_a_synchronized_folder_is_refused_and_a_share_is_explained(
    qtbot: QtBot, shell: Shell, assistant: Assistant, founder: Founder, home: Path
) -> None:
    to_page(qtbot, shell, assistant, "place")
    page = assistant.page
    assert isinstance(page, PlacePage)
    assert page.control("path").text().endswith("Lakeside Plumbing.officedesk")
    (home / "Dropbox").mkdir()
    path = page.control("path")
    path.setFocus()
    press(Key.Key_A, modifier=CTRL)
    press(str(home / "Dropbox" / "Lakeside.officedesk"))
    qtbot.waitUntil(lambda: "Two desktops there would write two copies" in page.told.text())
    forward(qtbot, shell)
    assert founder.made == []
    assert "synchronized over the internet (Dropbox)" in page.fields["path"].error
    assert path.hasFocus()
    page.set_path(str(home / "Lakeside.officedesk"))
    page.choices[Lie.SHARE].setChecked(True)
    qtbot.waitUntil(lambda: "only if the folder is shared" in page.told.text())
    assert path.text() == str(home / "Lakeside.officedesk")


def test_every_page_is_for_screen_readers_and_the_keyboard_too(
    qtbot: QtBot, shell: Shell, assistant: Assistant
) -> None:
    to_page(qtbot, shell, assistant, "place")
    for number, page in enumerate(assistant.pages):
        assistant.go(number)
        if isinstance(page, PeoplePage):
            page.more.click()
        if isinstance(page, TaxPage):
            page.more.click()
        settle(qtbot, shell)
        assert assistant.page is page
        wanted = stops(assistant)
        assert not [told(one) for one in wanted if nameless(one)], page.name
        assert not [one.text() for one in assistant.findChildren(QLabel) if one.textFormat() is not PLAIN]
        start = QApplication.focusWidget()
        assert start is not None, page.name
        order = [start]
        while True:
            press(Key.Key_Tab)
            reached = QApplication.focusWidget()
            assert reached is not None
            if reached is start:
                break
            assert reached not in order, f"{page.name}: after {told(order[-1])} Tab goes back to {told(reached)}"
            order.append(reached)
        assert not [told(one) for one in wanted if one not in order and not of_a_group(one)], page.name
    assert assistant.minimumSizeHint().width() <= 1280
    assert assistant.minimumSizeHint().height() <= 680
