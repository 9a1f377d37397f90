"""An open customer form while another desktop saves the same customer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, restore, trash
from tests.gui.keys import press, settle
from tests.gui.live.support import (
    SOON,
    Two,
    change,
    dialog_of,
    form_of,
    press_action,
    texts,
)


def test_an_unchanged_form_quietly_takes_what_others_save(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, hers, abc)
    hers.front(qtbot)
    box = form.fields.contacts.rows[1].parts["name"]
    box.setFocus()
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters", rating=4))
    qtbot.waitUntil(lambda: form.fields.name.text() == "ABC & Daughters", timeout=SOON)
    assert form.fields.stars.stars == 4
    assert not form.dirty
    assert not form.live.fellows.news.text
    assert box.hasFocus()


def test_different_fields_are_merged_and_told(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    box = form.fields.contacts.rows[1].parts["role"]
    box.setFocus()
    press("Owne")

    def phones(one: CustomerDraft) -> CustomerDraft:
        first = replace(one.contacts[0], phone="(651) 555-0199")
        return replace(one, contacts=(first, *one.contacts[1:]))

    change(hers, abc, phones)
    qtbot.waitUntil(lambda: bool(form.live.fellows.news.text), timeout=SOON)
    assert form.live.fellows.news.text == "Anna (DESK-2) changed Phone just now. Your changes are kept."
    assert form.fields.contacts.rows[0].parts["phone"].text() == "(651) 555-0199"
    # Typing goes on where it was.
    assert box.hasFocus()
    press("r")
    form.save()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert [one.role for one in stored.contacts] == ["", "Owner"]
    assert stored.contacts[0].phone == "(651) 555-0199"


def test_the_same_field_is_reviewed_with_both_texts(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press(Qt.Key.Key_End, " of Minnesota")
    change(hers, abc, lambda one: replace(one, name="ABC of Wisconsin", rating=2))
    news = form.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Name just now, which you changed too."
    assert form.fields.name.text() == "ABC Company of Minnesota"
    press_action(news)
    dialog = dialog_of(qtbot)
    shown = texts(dialog)
    assert "ABC Company of Minnesota" in shown
    assert "ABC of Wisconsin" in shown
    assert "Anna (DESK-2)" in shown
    dialog._choose_all(False)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert (stored.name, stored.rating) == ("ABC of Wisconsin", 2)


def test_saving_without_a_review_asks_all_the_same(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("Mine")
    change(hers, abc, lambda one: replace(one, name="Her ABC"))
    form.save()
    dialog = dialog_of(qtbot)
    assert "ABC CompanyMine" in texts(dialog)
    assert "Her ABC" in texts(dialog)
    dialog._keep()
    settle(qtbot, mine.shell)
    assert customer(mine.desk, abc).name == "ABC CompanyMine"


def test_a_customer_put_into_the_trash_elsewhere_loses_nothing_typed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("Mine")
    trash(hers.desk, [abc])
    news = form.live.fellows.news
    qtbot.waitUntil(lambda: "trash" in news.text, timeout=SOON)
    assert news.text == "Anna (DESK-2) moved this customer to the trash just now. What you typed is still here."
    typed = form.fields.name.text()
    press_action(news)
    settle(qtbot, mine.shell)
    form.save()
    settle(qtbot, mine.shell)
    assert customer(mine.desk, abc).name == typed
    restore(mine.desk, [abc])


def test_a_restored_customer_asks_about_all_that_others_changed_since(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    typed = replace(customer(mine.desk, abc), name="Typed before the crash")
    change(hers, abc, lambda one: replace(one, flag_reason="Gate dog"))
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.load(typed, form._choices)
    form._edited()
    form.save()
    dialog = dialog_of(qtbot)
    assert {"Name", "Typed before the crash", "Flag", "Gate dog"} <= set(texts(dialog).split("\n"))
    dialog._choose_all(False)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert (stored.name, stored.flag_reason) == ("ABC Company", "Gate dog")
