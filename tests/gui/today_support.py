"""What the tests of Today share: the page, and an office where something of everything waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pytestqt.qtbot import QtBot

from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.models.reminders import Reminder
from officedesk.services.desk import Desk
from officedesk.services.tasks.editing import add_task
from officedesk.services.tasks.rows import TaskDraft
from officedesk.services.work.drafts import VisitDraft
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Place, Shell
from officedesk.views.todo.today_page import TodayPage
from tests.gui.keys import settle
from tests.gui.rows import Rows
from tests.support.clock import Clock


def opened(qtbot: QtBot, window: MainWindow, shell: Shell) -> TodayPage:
    shell.go("today")
    page = window.page("today")
    assert isinstance(page, TodayPage)
    settle(qtbot, shell)
    return page


def clock(desk: Desk) -> Clock:
    assert isinstance(desk.now, Clock)
    return desk.now


def went(shell: Shell) -> list[Place]:
    found: list[Place] = []
    shell.wanted.connect(found.append)
    return found


def visit_today(desk: Desk, customer_id: int, hour: int, text: str = "Filter change") -> int:
    starts = datetime.combine(desk.today(), datetime.min.time()).replace(hour=hour)
    draft = replace(new_job(desk, customer_id), description=text)
    stored = save_job(desk, replace(draft, visits=(VisitDraft(starts=starts, ends=starts + timedelta(hours=1)),)))
    assert stored.id is not None
    return stored.id


def stored(desk: Desk, record: object) -> None:
    with desk.write() as session:
        session.add(record)


def fill(desk: Desk, rows: Rows) -> int:
    """One of everything that waits; the id of the job of today's visit."""
    now = desk.now()
    stamps = {"created_at": now, "updated_at": now}
    add_task(desk, TaskDraft("Call John", desk.today() - timedelta(days=1), desk.actor.user_id, rows.abc))
    stored(
        desk,
        Reminder(
            user_id=desk.actor.user_id, customer_id=rows.abc, subject="Contract renewal", description="",
            due=now.replace(tzinfo=None), due_at=now, alert_at=now, zone="UTC", **stamps,
        ),
    )  # fmt: skip
    stored(
        desk,
        Message(
            channel=Channel.EMAIL, status=MessageStatus.FAILED, to_text="ops@elm.example", subject="Invoice 3001",
            trouble="mailbox full", customer_id=rows.abc, at=now, **stamps,
        ),
    )  # fmt: skip
    return visit_today(desk, rows.abc, 9)
