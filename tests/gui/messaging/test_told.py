"""What a notification of a message leads to, and what the toast's Undo takes back with it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from officedesk.models.enums import Channel, EstimateStatus, MessageStatus
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging import leasing
from officedesk.services.messaging.outcome import Outcome, Result
from officedesk.services.reminders.bell import notices
from officedesk.services.sales.estimates import estimate
from officedesk.views.main_window import MainWindow
from officedesk.views.reminders.subjects import open_notice
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, press, settle
from tests.gui.messaging.conftest import Put, composer_of
from tests.gui.rows import Rows


@pytest.mark.parametrize("of_a_customer", [True, False])
def test_a_notification_leads_to_its_message(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, rows: Rows, put: Put, of_a_customer: bool
) -> None:
    wanted = put(subject="That one", customer_id=rows.abc if of_a_customer else None)
    lease = leasing.take(desk, "a desktop", list(Channel))
    assert lease is not None
    leasing.finish(desk, lease, Outcome(Result.FAILED, "550 no"))
    others = [put(subject=f"Other {number}") for number in range(3)]
    assert others
    (notice,) = notices(desk)
    assert open_notice(shell, notice)
    settle(qtbot, shell)
    place = window.place
    assert place is not None
    assert (place.page, place.id, place.tab) == (
        ("customer", rows.abc, "messaging") if of_a_customer else ("messages", 0, "")
    )
    page: Any = window.page(place.page)
    panel = page.view.tab.panel if of_a_customer else page.panel
    qtbot.waitUntil(lambda: panel.table.current_row is not None and panel.table.current_row.id == wanted)


def test_undo_takes_the_mark_of_the_estimate_back(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, rows: Rows
) -> None:
    offer = rows.estimates[0]
    shell.compose(rows.abc, document="estimate", document_id=offer)
    composer = composer_of(qtbot, shell, window)
    told: list[Any] = []
    shell.toast_wanted.connect(lambda _text, _action, undo: told.append(undo))
    gone = qtbot.waitSignal(composer.finished)
    press(Qt.Key.Key_Return, modifier=CTRL)
    gone.wait()
    assert estimate(posting, offer).status is EstimateStatus.SENT
    seen: list[tuple[str, int]] = []
    shell.signals.changed.connect(lambda entity, entity_id, _: seen.append((entity, entity_id)))
    told[-1]()
    settle(qtbot, shell)
    again = composer_of(qtbot, shell, window)
    assert estimate(posting, offer).status is EstimateStatus.DRAFT
    assert ("estimate", offer) in seen
    with posting.read() as session:
        assert session.scalars(select(Message.status)).all() == [MessageStatus.DRAFT]
    again.reject()
    settle(qtbot, shell)
