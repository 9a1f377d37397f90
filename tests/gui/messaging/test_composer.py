"""A message is written and sent, as it is done: by keyboard, to a real mail server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.models.enums import Channel, EstimateStatus, MessageStatus
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.listing import MessageFilter, MessageList, message
from officedesk.services.messaging.templates import TemplateDraft, save_template
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import estimate
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.post_room import PostRoom
from officedesk.views.shell import Shell
from tests.factories import make_customer
from tests.gui.conftest import Open
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.messaging.conftest import composer_of, statuses
from tests.gui.rows import Rows
from tests.support.mail_server import MailServer


def sent(qtbot: QtBot, mail: MailServer, count: int = 1) -> Any:
    """The last message that the server took."""
    qtbot.waitUntil(lambda: len(mail.received) == count, timeout=10_000)
    return mail.received[-1].parsed()


def test_an_email_is_written_and_sent_by_keyboard_alone(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    desk: Desk,
    rows: Rows,
    room: PostRoom,
    mail: MailServer,
    opened: Open,
) -> None:
    view = opened("messaging")
    view.header.write.setFocus()
    press(Qt.Key.Key_Space)
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.to.text() == "John Wilson <sales@industrack.example>"
    assert composer.fields.subject.hasFocus()
    assert composer.fields.body.toPlainText().startswith("Hello John,")

    press("Friday at nine", Qt.Key.Key_Return)
    assert composer.fields.body.hasFocus()
    press("We come. ")
    gone = qtbot.waitSignal(composer.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()

    got = sent(qtbot, mail)
    assert got["Subject"] == "Friday at nine"
    assert "We come. " in got.get_body(("plain",)).get_content()
    qtbot.waitUntil(lambda: statuses(desk, rows.abc) == [MessageStatus.SENT])
    settle(qtbot, shell)
    (row,) = MessageList(desk).first(MessageFilter(rows.abc), Sort("at"), 5)
    assert (row.to, row.subject, row.sent_by) == ("John Wilson", "Friday at nine", desk.actor.name)
    assert view.bar.buttons["messaging"].count == 1
    assert room.state == outbox.OutboxState()


def test_an_estimate_goes_with_its_paper_and_counts_as_sent(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, room: PostRoom, mail: MailServer
) -> None:
    shell.go("estimate", rows.estimates[0])
    settle(qtbot, shell)
    page: Any = window.page("estimate")
    assert estimate(desk, rows.estimates[0]).status is EstimateStatus.DRAFT
    page.actions_.email.setFocus()
    press(Qt.Key.Key_Space)
    composer = composer_of(qtbot, shell, window)
    number = estimate(desk, rows.estimates[0]).number
    assert [chip.name.text() for chip in composer.fields.chips] == [f"Estimate {number}.pdf"]
    gone = qtbot.waitSignal(composer.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()

    got = sent(qtbot, mail)
    assert number in got["Subject"]
    (paper,) = got.iter_attachments()
    assert (paper.get_filename(), paper.get_content()[:5]) == (f"Estimate {number}.pdf", b"%PDF-")
    settle(qtbot, shell)
    assert estimate(desk, rows.estimates[0]).status is EstimateStatus.SENT
    assert page.draft.status is EstimateStatus.SENT


def test_only_an_issued_invoice_is_sent(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, room: PostRoom, mail: MailServer
) -> None:
    shell.go("invoice", rows.invoices[-1])
    settle(qtbot, shell)
    page: Any = window.page("invoice")
    assert page.actions_.email.isHidden()
    shell.go("invoice", rows.invoices[0])
    settle(qtbot, shell)
    page.actions_.email.setFocus()
    press(Qt.Key.Key_Space)
    composer = composer_of(qtbot, shell, window)
    gone = qtbot.waitSignal(composer.finished)
    composer.send()
    gone.wait()
    (paper,) = sent(qtbot, mail).iter_attachments()
    assert paper.get_content()[:5] == b"%PDF-"
    (row,) = MessageList(desk).first(MessageFilter(rows.abc), Sort("at"), 5)
    assert (row.document, row.document_id) == ("invoice", rows.invoices[0])


def test_a_customer_without_an_address_gets_a_note_only(
    qtbot: QtBot, shell: Shell, desk: Desk, posting: Desk, opened: Open
) -> None:
    view = opened("", make_customer(desk, "No Mail", contacts=[{"name": "Pat", "phone": "(612) 746-4017"}]))
    assert view.header.write.isHidden()
    assert not view.header.note.isHidden()


def test_what_is_wrong_is_told_under_its_field_and_nothing_is_sent(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, posting: Desk
) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    composer.fields.to.setFocus()
    composer.fields.to.selectAll()
    press("nobody at all")
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert "email address" in composer.fields.fields["to"].error
    assert composer.fields.fields["subject"].error == "Enter a subject."
    assert composer.fields.to.hasFocus()
    assert composer.send_button.isEnabled()
    assert statuses(desk) == []

    composer.fields.to.selectAll()
    press("Pat <pat@abc.example>, lee@abc.example")
    composer.fields.subject.setFocus()
    press("Now it is right")
    gone = qtbot.waitSignal(composer.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()
    (row,) = MessageList(desk).first(MessageFilter(rows.abc), Sort("at"), 5)
    assert [one.address for one in message(desk, row.id).recipients] == ["pat@abc.example", "lee@abc.example"]


def test_without_an_account_it_is_said_where_one_is_set_up(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows
) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    press("Subject")
    composer.send()
    settle(qtbot, shell)
    assert "account" in composer.trouble.text()
    assert "Settings" in composer.trouble.text()
    composer._discard()


def test_people_are_completed_and_copies_are_blind(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, room: PostRoom, mail: MailServer
) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    assert composer.fields.fields["cc"].isHidden()
    composer.fields.more.click()
    assert composer.fields.cc.hasFocus()
    press("boss@abc.example, wil")
    qtbot.waitUntil(composer.fields.cc.suggestions.isVisible)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert composer.fields.cc.text() == "boss@abc.example, John Wilson <sales@industrack.example>, "
    composer.fields.bcc.setFocus()
    press("office@lakeside.example")
    composer.fields.subject.setFocus()
    press("Copies")
    composer.send()
    got = sent(qtbot, mail)
    assert "boss@abc.example" in got["Cc"]
    assert got["Bcc"] is None
    assert "office@lakeside.example" in mail.received[0].recipients


def test_a_text_message_says_how_it_is_cut(qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    composer.kind._buttons[Channel.SMS].click()
    settle(qtbot, shell)
    assert composer.fields.to.text().endswith("<+16127464017>")
    assert composer.fields.fields["subject"].isHidden()
    composer.fields.body.setFocus()
    composer.fields.body.selectAll()
    press("a" * 161)
    assert composer.fields.count.text() == "161 characters · 2 text messages · 145 left"
    press("ж")
    assert "3 text messages" in composer.fields.count.text()
    composer._discard()


def test_a_template_is_put_in_and_ctrl_z_takes_it_out(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows
) -> None:
    made = save_template(
        desk,
        TemplateDraft(name="Spring", subject="Spring at {{ customer.name }}", body="Dear {{ contact.name }},\nspring."),
    )
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    composer.fields.body.setFocus()
    press("Typed before. ")
    before = composer.fields.body.toPlainText()
    composer.template._choose(made.id)
    settle(qtbot, shell)
    assert composer.fields.subject.text() == "Spring at ABC Company"
    assert composer.fields.body.toPlainText().startswith("Dear John Wilson,\nspring.")
    composer.fields.body.setFocus()
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert composer.fields.body.toPlainText() == before
    composer._discard()


def test_fields_are_put_in_and_the_preview_follows(qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    qtbot.waitUntil(lambda: "Hello John" in composer.side.letter)
    composer.side.which._buttons["fields"].click()
    fields = composer.side.fields
    at = next(n for n in range(fields.count()) if fields.item(n).text().startswith("The customer's number"))
    composer.fields.body.setFocus()
    fields.setCurrentRow(at)
    qtbot.keyClick(fields, Qt.Key.Key_Return)
    assert "12345" in composer.fields.body.toPlainText()
    composer.side.which._buttons["preview"].click()
    qtbot.waitUntil(lambda: "12345" in composer.side.letter)
    composer._discard()


def test_files_of_this_computer_and_of_the_customer_go_with_it(
    qtbot: QtBot,
    shell: Shell,
    window: MainWindow,
    desk: Desk,
    rows: Rows,
    room: PostRoom,
    mail: MailServer,
    tmp_path: Path,
) -> None:
    shell.compose(rows.abc)
    composer = composer_of(qtbot, shell, window)
    press("With a plan")
    plan = tmp_path / "Plan für 4411.txt"
    plan.write_text("the plan", encoding="utf-8")
    composer._offer_files()
    assert composer.files is not None
    composer.files.add(rows.abc, [plan])
    qtbot.waitUntil(lambda: len(composer.fields.chips) == 1)
    # It is the customer's from now on, and found there; taken twice it goes once.
    picker = composer.files.choose(rows.abc)
    come_up(qtbot, shell, picker)
    press("plan")
    settle(qtbot, shell)
    press(Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert [chip.name.text() for chip in composer.fields.chips] == ["Plan für 4411.txt"]
    composer.send()
    (attached,) = sent(qtbot, mail).iter_attachments()
    assert attached.get_filename() == "Plan für 4411.txt"
    assert attached.get_content() in ("the plan", b"the plan")
