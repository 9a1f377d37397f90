"""Settings: templates are written with fields and looked at with a real customer; one message goes to many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.models.enums import MessageStatus
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.desk import Desk
from officedesk.services.messaging.listing import MessageFilter, MessageList
from officedesk.services.messaging.templates import TemplateDraft, save_template, templates
from officedesk.services.paging import Sort
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.bulk_dialog import BulkDialog
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.messaging.template_section import TemplateDialog
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.messaging.conftest import statuses
from tests.gui.rows import Rows
from tests.support.mail_server import MailServer


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, window: MainWindow) -> Any:
    shell.go("settings", tab="Templates")
    settle(qtbot, shell)
    page: Any = window.page("settings")
    return page.section("Templates")


def dialog_of(qtbot: QtBot, shell: Shell, window: MainWindow) -> TemplateDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(TemplateDialog)))
    found = next(one for one in window.findChildren(TemplateDialog) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def test_a_template_is_written_with_fields_and_seen_with_a_customer(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, section: Any
) -> None:
    section.add()
    dialog = dialog_of(qtbot, shell, window)
    dialog.form.control("name").setFocus()
    press("Spring")
    dialog.subject.setFocus()
    press("Spring is here")
    dialog.text.setFocus()
    dialog.text.clear()
    press("Dear ")
    fields = dialog.side.side.fields
    at = next(n for n in range(fields.count()) if fields.item(n).text().startswith("The customer's name"))
    fields.setCurrentRow(at)
    qtbot.keyClick(fields, Qt.Key.Key_Return)
    assert dialog.text.toPlainText() == "Dear {{ customer.name }}"
    qtbot.waitUntil(lambda: "Dear ABC Company" in dialog.side.side.letter)

    # Another customer is found by typing.
    dialog.side.customer.setFocus()
    dialog.side.customer.selectAll()
    press("birch")
    qtbot.waitUntil(dialog.side.found.isVisible)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Dear Birchwood Dental" in dialog.side.side.letter)

    gone = qtbot.waitSignal(dialog.finished)
    dialog.text.setFocus()
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()
    settle(qtbot, shell)
    (made,) = templates(desk)
    assert (made.name, made.subject, made.body) == ("Spring", "Spring is here", "Dear {{ customer.name }}")
    assert section.panel.model.rowCount() == 1


def test_a_field_that_is_not_there_is_told_while_it_is_typed(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, section: Any
) -> None:
    made = save_template(desk, TemplateDraft(name="Old", body="Hello"))
    section.changed()
    settle(qtbot, shell)
    section.begin(made)
    dialog = dialog_of(qtbot, shell, window)
    dialog.text.setFocus()
    press(" {{ customer.shoe_size }}")
    qtbot.waitUntil(lambda: "shoe_size" in dialog.side.side.about.text())
    dialog.save()
    settle(qtbot, shell)
    assert "shoe_size" in dialog.form.fields["body"].error  # type: ignore[union-attr]
    assert templates(desk)[0].body == "Hello"
    dialog.reject()


def test_an_empty_list_of_templates_says_what_they_are_for(qtbot: QtBot, shell: Shell, section: Any) -> None:
    assert section.panel.model.rowCount() == 0


def wants_news(desk: Desk, customer_id: int, *, newsletter: bool = True, do_not_contact: bool = False) -> None:
    draft = customer(desk, customer_id)
    save_customer(desk, replace(draft, newsletter=newsletter, do_not_contact=do_not_contact))


def test_a_message_to_many_goes_to_those_who_want_it(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, room: PostRoom, mail: MailServer
) -> None:
    wants_news(desk, rows.abc)
    wants_news(desk, rows.others[0])
    wants_news(desk, rows.others[1], do_not_contact=True)
    shell.go("customers")
    settle(qtbot, shell)
    page: Any = window.page("customers")
    page.bulk.write([rows.abc, *rows.others[:4]])
    qtbot.waitUntil(lambda: bool(window.findChildren(BulkDialog)))
    (dialog,) = window.findChildren(BulkDialog)
    come_up(qtbot, shell, dialog)
    assert dialog.told.text() == (
        "2 of 5 customers get it. Left out: 2 did not sign up for news, 1 not to be contacted."
    )
    assert dialog.send_button.text() == "Send to 2"
    qtbot.waitUntil(lambda: "Hello John" in dialog.side.side.letter)
    dialog.after.click()
    qtbot.waitUntil(lambda: "Hello Contact" in dialog.side.side.letter)

    # Without a subject nothing goes out.
    dialog.subject.setFocus()
    press(Qt.Key.Key_Return, modifier=CTRL)
    assert dialog.fields["subject"].error == "Enter a subject."
    press("News for {{ customer.name }}")
    gone = qtbot.waitSignal(dialog.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()
    qtbot.waitUntil(lambda: len(mail.received) == 2, timeout=10_000)
    assert {one.parsed()["Subject"] for one in mail.received} == {"News for ABC Company", "News for Birchwood Dental"}
    assert all(len(one.recipients) == 1 for one in mail.received)
    qtbot.waitUntil(lambda: statuses(desk) == [MessageStatus.SENT, MessageStatus.SENT])
    assert all(row.bulk for row in MessageList(desk).first(MessageFilter(), Sort("at"), 5))


def test_a_message_to_many_that_was_begun_is_not_lost_by_escape(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, posting: Desk
) -> None:
    dialog = BulkDialog(shell, window, [rows.abc])
    dialog.open()
    come_up(qtbot, shell, dialog)
    assert dialog.told.text() == "Nobody gets it. Left out: 1 did not sign up for news."
    assert not dialog.send_button.isEnabled()
    dialog.subject.setFocus()
    press("Begun")
    press(Qt.Key.Key_Escape)
    assert dialog.isVisible()
    box = dialog.findChild(QMessageBox, "discard")
    assert isinstance(box, QMessageBox)
    gone = qtbot.waitSignal(dialog.finished)
    next(one for one in box.buttons() if one.text() == "Discard").click()
    gone.wait()
    assert statuses(desk) == []
