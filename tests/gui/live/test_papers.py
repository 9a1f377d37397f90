"""Open jobs and invoices that others change meanwhile."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.jobs import complete_tasks, job, new_job, save_job
from tests.gui.keys import press, settle
from tests.gui.live.support import (
    SOON,
    Two,
    press_action,
)


def test_services_completed_elsewhere_come_into_a_job_that_is_being_changed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    tasks = tuple(TaskDraft(LineDraft(name=f"Step {n}", price=n * 10_00)) for n in (1, 2, 3))
    stored = save_job(mine.desk, replace(new_job(mine.desk, abc), description="Roof unit", tasks=tasks))
    assert stored.id is not None
    mine.shell.go("job", stored.id)
    settle(qtbot, mine.shell)
    page = mine.page("job")
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press(Qt.Key.Key_End, " 7")
    page.editor.lines_edited(
        tuple(replace(one, price=99_00) if one.name == "Step 3" else one for one in page.editor.lines.lines), "price"
    )
    complete_tasks(hers.desk, stored.id, [stored.tasks[0].id or 0])
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "Services" in news.text, timeout=SOON)
    assert [task.status.value for task in page.draft.tasks] == ["completed", "open", "open"]
    page.save()
    settle(qtbot, mine.shell)
    found = job(mine.desk, stored.id)
    assert found.description == "Roof unit 7"
    assert [(task.status.value, task.line.price) for task in found.tasks] == [
        ("completed", 10_00),
        ("open", 20_00),
        ("open", 99_00),
    ]


def test_an_invoice_issued_elsewhere_keeps_what_was_typed_here(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    draft = replace(new_invoice(mine.desk, abc), lines=(LineDraft(name="Labor", price=84_00),))
    stored = save_invoice(mine.desk, draft)
    assert stored.id is not None
    mine.shell.go("invoice", stored.id)
    settle(qtbot, mine.shell)
    page = mine.page("invoice")
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("Typed here")
    issued = issue_invoice(hers.desk, stored.id)
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "closed this invoice" in news.text, timeout=SOON)
    assert page.draft.description == "Typed here"
    assert not page.editor.read_only
    press_action(news)
    settle(qtbot, mine.shell)
    assert page.name() == f"Invoice {issued.number}"
    assert page.editor.read_only
