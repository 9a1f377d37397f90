"""Open settings that others change meanwhile."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.secrets import MemorySecrets
from officedesk.services.mapping.base import TYPED, OnlineMap, save_online_map
from officedesk.services.office.company import company, save_company, save_tax_rate, tax_rates
from officedesk.views.office.sections import RecordDialog
from tests.gui.keys import press, settle
from tests.gui.live.support import (
    SOON,
    Side,
    Two,
    dialog_of,
    press_action,
    texts,
)


def company_form(qtbot: QtBot, side: Side) -> Any:
    side.shell.go("settings", tab="Company")
    settle(qtbot, side.shell)
    made = side.page("settings").section("Company")
    assert made.form.base is not None
    return made


def test_company_settings_follow_and_merge(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    section = company_form(qtbot, mine)
    mine.front(qtbot)
    save_company(hers.desk, replace(company(hers.desk), phone="(651) 555-0100"))
    qtbot.waitUntil(lambda: section.form.control("phone").text() == "(651) 555-0100", timeout=SOON)
    assert not section.dirty

    section.form.control("email").setFocus()
    section.form.control("email").clear()
    press("office@abc.example")
    stored = company(hers.desk)
    save_company(hers.desk, replace(stored, address=replace(stored.address, city="Duluth")))
    news = section.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed City just now. Your changes are kept."
    assert section.form.control("email").hasFocus()
    section.save()
    settle(qtbot, mine.shell)
    now = company(mine.desk)
    assert (now.email, now.address.city) == ("office@abc.example", "Duluth")


def test_the_service_of_the_maps_follows_and_leaves_what_is_typed(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    mine.shell.go("settings", tab="Maps")
    settle(qtbot, mine.shell)
    section = mine.page("settings").section("Maps")
    mine.front(qtbot)
    typed = OnlineMap(TYPED, "https://one.example/{z}/{x}/{y}.png", "One", "© One")
    save_online_map(hers.desk, typed, None, MemorySecrets())
    qtbot.waitUntil(lambda: section.form.control("name").text() == "One", timeout=SOON)
    assert not section.dirty

    section.form.control("name").setFocus()
    section.form.control("name").selectAll()
    press("Mine")
    heard: list[str] = []
    mine.shell.signals.changed.connect(lambda entity, *_: heard.append(entity))
    save_online_map(hers.desk, replace(typed, credit="© Two"), None, MemorySecrets())
    qtbot.waitUntil(lambda: "online_map" in heard, timeout=SOON)
    settle(qtbot, mine.shell)
    assert (section.form.control("name").text(), section.dirty) == ("Mine", True)
    section.forget()
    settle(qtbot, mine.shell)
    assert section.form.control("credit").text() == "© Two"


def test_the_same_setting_is_reviewed(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    section = company_form(qtbot, mine)
    mine.front(qtbot)
    section.form.control("phone").setFocus()
    section.form.control("phone").clear()
    press("111")
    save_company(hers.desk, replace(company(hers.desk), phone="222"))
    news = section.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    press_action(news)
    dialog = dialog_of(qtbot)
    assert {"111", "222"} <= set(texts(dialog).split("\n"))
    dialog._keep()
    settle(qtbot, mine.shell)
    assert company(mine.desk).phone == "111"


def test_two_dialogs_over_one_tax_rate_merge_or_ask(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    rate = tax_rates(mine.desk)[0]
    mine.shell.go("settings", tab="Taxes")
    settle(qtbot, mine.shell)
    section = mine.page("settings").section("Taxes")
    mine.front(qtbot)
    for number, percent in (("7", Decimal("6.5")), ("8", Decimal(9))):
        section.begin(tax_rates(mine.desk)[0])
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordDialog))
        dialog = QApplication.activeModalWidget()
        assert mine.shell.others.editing == (("tax_rate", rate.id),)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        dialog.form.control("name").setFocus()
        press(number)
        theirs = tax_rates(hers.desk)[0]
        changed = replace(theirs, percent=percent) if number == "7" else replace(theirs, name="Hers")
        save_tax_rate(hers.desk, changed)
        dialog.save()
        if number == "8":
            conflict = dialog_of(qtbot)
            assert "Hers" in texts(conflict)
            conflict._keep()
        settle(qtbot, mine.shell)
        qtbot.waitUntil(lambda: mine.shell.others.editing == ())
    stored = tax_rates(mine.desk)[0]
    assert stored.percent == Decimal("6.5")
    assert stored.name.endswith("78")
