"""What people typed is plain text on every screen: no label, tooltip, menu or message takes it for markup."""

from __future__ import annotations

import ast
import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context
from officedesk.config import Config
from officedesk.models.enums import LineKind
from officedesk.services.customers.marks import add_note, set_tags
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import TEXTS as TEXT_FIELDS
from officedesk.services.equipment.editing import new_equipment, save_equipment
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.office import company as office
from officedesk.services.office.people import users
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import ItemDraft, LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate
from officedesk.services.sales.invoices import new_invoice, save_invoice
from officedesk.services.sales.pricebook import save_item
from officedesk.services.tasks.editing import add_task, set_done
from officedesk.services.tasks.rows import TaskDraft, TaskFilter
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.application import Desktop, open_window
from officedesk.views.theme import Theme
from officedesk.views.widgets.tips import plain_tip
from tests.e2e.test_hostile_outputs import customer_of, papers_of
from tests.support.hostile import TEXTS, name_of

VIEWS = Path(__file__).parents[2] / "officedesk" / "views"
TABS = ("locations", "estimates", "jobs", "invoices", "equipment", "notes", "payments", "history")
BAD = "<b>&\"'</para><img src=x> & R&D"
# One of each kind: a window for each of all texts would take minutes.
SHOWN = (
    BAD,
    "&lt;b&gt; & &amp;",
    "<a href='x'>" + "y" * 300,
    "a\nb <b>c",
    "invoice\u202efdp.exe",
    "x" * 5_000,
    "مرحبا <b>",
)


@pytest.fixture
def engine_kind() -> str:
    return "sqlite"


@pytest.fixture
def desktop(qapp: QApplication, theme: Theme, desk: Desk, tmp_path: Path, qtbot: QtBot) -> Iterator[Desktop]:
    context = open_context(str(desk.database.place.path), Config(tmp_path / "settings.json"))
    made = open_window(qapp, context, theme)
    failures: list[Exception] = []
    made.shell.failed.connect(failures.append)
    made.window.resize(1280, 720)
    with qtbot.waitActive(made.window):
        made.window.show()
    yield made
    made.end()
    context.close()
    assert not failures, failures


def settle(qtbot: QtBot, desktop: Desktop) -> None:
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy, timeout=20_000)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy, timeout=20_000)


def widgets(root: QWidget) -> Iterator[QWidget]:
    yield root
    yield from root.findChildren(QWidget)


def problems(root: QWidget) -> list[str]:
    """Where something in ``root`` would take what was typed for markup, or hide an ampersand of it."""
    found = []
    for widget in widgets(root):
        name = f"{type(widget).__name__} {widget.objectName()}"
        tip = widget.toolTip()
        if is_markup(tip):
            found.append(f"tooltip of {name}: {tip[:80]}")
        if isinstance(widget, QLabel):
            text = widget.text()
            if widget.textFormat() is not Qt.TextFormat.PlainText and is_markup(text):
                found.append(f"text of {name}: {text[:80]}")
            if widget.buddy() is not None and "R&D" in text:
                found.append(f"mnemonic in {name}: {text[:80]}")
        if isinstance(widget, QAbstractButton) and "R&D" in widget.text().replace("&&", ""):
            found.append(f"mnemonic in {name}: {widget.text()[:80]}")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += [f"{name}: {text}" for text in told_by(widget.model())]
        found += [f"action of {name}: {a.text()[:80]}" for a in widget.actions() if not plain_action(a)]
    return found


def is_markup(text: str) -> bool:
    """``text`` would be shown as markup, and is not our own wrapping of escaped text."""
    if not QtText.mightBeRichText(text):  # type: ignore[attr-defined]
        return False
    inner = text.removeprefix("<p style='white-space:pre'>").removesuffix("</p>")
    return inner == text or "<" in inner


def plain_action(action: QAction) -> bool:
    return "R&D" not in action.text().replace("&&", "") and not is_markup(action.toolTip())


def told_by(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), 40)):
        for column in (
            range(max(1, model.columnCount(QModelIndex()))) if not isinstance(model, QAbstractListModel) else (0,)
        ):
            tip = model.index(row, column, QModelIndex()).data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str) and is_markup(tip):
                yield f"tooltip of {row}, {column}: {tip[:80]}"


def too_wide(desktop: Desktop) -> list[str]:
    window = desktop.window
    if window.minimumSizeHint().width() <= 1280:
        return []
    wide = [w for w in widgets(window) if w.isVisible() and w.minimumSizeHint().width() > 1000]
    return [f"{type(w).__name__} {w.minimumSizeHint().width()}" for w in wide] or ["the window"]


def hostile_office(desk: Desk, text: str) -> tuple[int, list[int]]:
    """An office all of whose words are ``text``; the customer and its estimate, job, invoice and payment."""
    user = users(desk)[0]
    rate = office.tax_rates(desk)[0]
    from officedesk.services.office.people import save_user

    save_user(desk, replace(user, name=text))
    office.save_tax_rate(desk, replace(rate, name=text))
    office.save_brand(desk, replace(office.brands(desk)[0], name=text))
    save_item(desk, ItemDraft(name=text, code="h", description=text, category=text, unit=text[:9], price=1))
    documents = [number for _, number in papers_of(desk, text)]
    from sqlalchemy import select

    from officedesk.models.sales import Estimate

    with desk.read() as session:
        customer = session.scalar(select(Estimate.customer_id).where(Estimate.id == documents[0])) or 0
    set_tags(desk, customer, [text[:50], "second", text[:55] + "2"])
    add_note(desk, customer, text)
    for owner in (customer, None):
        add_task(desk, TaskDraft(text[:2_000], desk.today(), desk.actor.user_id, owner))
        set_done(desk, [add_task(desk, TaskDraft(text[:2_000], None, desk.actor.user_id, owner)).id])
    lines = (LineDraft(kind=LineKind.SECTION, name=text), LineDraft(name=text, description=text, price=5))
    save_estimate(desk, replace(new_estimate(desk, customer), description=text, lines=lines))
    save_invoice(desk, replace(new_invoice(desk, customer), description=text, lines=lines))
    customer_of(desk, text)
    equipment_of(desk, customer, text)
    return customer, documents


def equipment_of(desk: Desk, customer: int, text: str) -> int:
    """A piece of equipment all of whose words are ``text``, with a part and a job."""
    words = dict.fromkeys(TEXT_FIELDS, text[:300])
    draft = EquipmentDraft(customer, notes=text, warranty_ends=desk.today())
    made = save_equipment(desk, replace(draft, **words)).id or 0
    save_equipment(desk, replace(new_equipment(desk, customer, parent_id=made), **words))
    save_job(desk, replace(new_job(desk, customer), description=text, equipment=(made,)))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_every_page_shows_it_as_it_was_typed(
    desk: Desk, qtbot: QtBot, text: str, request: pytest.FixtureRequest
) -> None:
    customer, (estimate, job, invoice, _) = hostile_office(desk, text)
    desktop: Desktop = request.getfixturevalue("desktop")
    go = desktop.shell.go
    found: dict[str, list[str]] = {}

    def look(name: str, show: Callable[[], object]) -> None:
        show()
        settle(qtbot, desktop)
        desktop.window.grab()
        wrong = problems(desktop.window) + too_wide(desktop)
        if wrong:
            found[name] = sorted(set(wrong))

    look("today", lambda: go("today"))
    look("tasks", lambda: go("tasks", filter=TaskFilter(customer_id=customer)))
    look("customers", lambda: go("customers"))
    go("customer", customer)
    side = desktop.window.page("customer").view.side  # type: ignore[attr-defined]
    look("profile-tasks", side.toggle_tasks)
    side.toggle_tasks()
    for tab in TABS:
        look(f"profile-{tab}", lambda tab=tab: go("customer", customer, tab))
    look("form", lambda: go("customer", customer, edit=True))
    for page, document in (("estimate", estimate), ("job", job), ("invoice", invoice)):
        look(f"{page}s", lambda page=page: go(f"{page}s"))
        look(page, lambda page=page, document=document: go(page, document))
        look(f"{page}-new", lambda page=page: go(page, customer_id=customer))
    look("settings", lambda: go("settings"))
    look("toast", lambda: desktop.shell.toast(text, "Undo", lambda: None))
    look("banner", lambda: desktop.window.banner.tell(text, "bad", lambda: None))
    assert not found
    assert desktop.window.width() == 1280


@pytest.mark.parametrize("text", SHOWN, ids=name_of)
def test_windows_and_popups_show_it_as_it_was_typed(
    desk: Desk, qtbot: QtBot, text: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    from officedesk.services.notes.drafts import NoteDraft
    from officedesk.services.notes.listing import NoteList
    from officedesk.services.notes.rows import NoteFilter
    from officedesk.services.reminders import editing
    from officedesk.services.reminders.bell import look
    from officedesk.views.equipment.dialog import EquipmentDialog
    from officedesk.views.equipment.importing import equipment_import
    from officedesk.views.notes.note_dialog import NoteDialog
    from officedesk.views.office.import_window import ImportWindow
    from officedesk.views.reminders.bell_popover import NoticesPopover
    from officedesk.views.reminders.dialog import ReminderDialog
    from officedesk.views.sales.estimate_dialogs import ApproveDialog
    from officedesk.views.sales.payment_dialog import PaymentDialog
    from officedesk.views.widgets.conflict import ConflictDialog

    customer, _ = hostile_office(desk, text)
    draft = editing.new_reminder(desk, customer)
    assert draft.due is not None
    due = draft.due - timedelta(days=3)
    reminder = editing.save_reminder(desk, replace(draft, subject=f"Call {text}", description=text, due=due)).id
    assert look(desk).unseen == 1
    desktop: Desktop = request.getfixturevalue("desktop")
    shell, window = desktop.shell, desktop.window
    settle(qtbot, desktop)
    behind = NoticesPopover(shell, window.top.bell)
    behind.begin()
    settle(qtbot, desktop)
    assert behind.items
    source = tmp_path / "list.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["Name", "Phone", text[:200]], [text, text, text], ["", text, text]])
    importing = ImportWindow(shell, window)
    importing.show()
    importing.look_at(source)
    settle(qtbot, desktop)
    importing.check()
    settle(qtbot, desktop)
    assert importing.issues.count() >= 1
    box = window.top.search
    box.setFocus()
    box.setText(text[:100])
    box.typed.emit(text[:100])
    settle(qtbot, desktop)
    units = ImportWindow(shell, window, equipment_import(customer))
    units.show()
    units.look_at(source)
    settle(qtbot, desktop)
    piece = EquipmentList(desk).first(EquipmentFilter(customer), Sort("id"), 1)[0]
    shown: list[QWidget] = [
        importing,
        units,
        EquipmentDialog(shell, window, customer, piece.id),
        window.top.popup,
        PaymentDialog(shell, customer, parent=window),
        ApproveDialog(shell, window, text),
        *(NoteDialog(shell, window, NoteDraft(customer), key) for key in NoteList(desk).ids(NoteFilter(), Sort("at"))),
        behind,
        ReminderDialog(shell, window, customer, reminder),
        ConflictDialog(window, [("Name", text, f"{text} & R&D")], who=text),
    ]
    for made in shown:
        made.show()
        settle(qtbot, desktop)
        made.grab()
        assert not problems(made), type(made).__name__
        assert made.minimumSizeHint().width() <= 1280, type(made).__name__
        made.close()


def test_a_tooltip_says_what_was_typed(qtbot: QtBot, theme: Theme) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    for text in TEXTS:
        tip = plain_tip(text)
        assert not is_markup(tip)
        assert max(map(len, tip.splitlines()), default=0) <= 1_000
        widget.setToolTip(tip)
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), widget.mapToGlobal(QPoint(1, 1))))
        QToolTip.hideText()
    assert "<b>" in plain_tip("<b>x").replace("&lt;", "<").replace("&gt;", ">")
    assert plain_tip("Ives & Sons") == "Ives & Sons"


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(VIEWS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    yield f"{path.relative_to(VIEWS)}:{node.lineno}", node


def test_tooltips_are_literals_or_made_plain() -> None:
    def ours(value: ast.expr) -> bool:
        if isinstance(value, ast.IfExp):
            return ours(value.body) and ours(value.orelse)
        return isinstance(value, ast.Constant) or (
            isinstance(value, ast.Call) and getattr(value.func, "id", "") == "plain_tip"
        )

    # Words of ours that stand in a name or are put together of words of ours.
    known = {
        "sales/lines/totals.py", "sales/estimates_page.py", "customers/tabs/filters.py", "customers/figures.py",
        "customers/header.py", "customers/contacts_editor.py", "office/record_form.py", "widgets/stars.py",
        "widgets/tab_bar.py", "lists/style_button.py", "widgets/elided.py",
    }  # fmt: skip
    found = [where for where, call in calls("setToolTip") if not ours(call.args[0])]
    assert [where for where in found if where.split(":")[0] not in known] == []


def test_labels_are_made_plain() -> None:
    made = [where for where, call in calls("QLabel") if call.args and not isinstance(call.args[0], ast.Constant)]
    assert [where.split(":")[0] for where in made] == ["widgets/basics.py"]
    assert list(calls("setHtml")) == list(calls("insertHtml")) == list(calls("QTextBrowser")) == []


def test_questions_are_literals_or_made_plain() -> None:
    for where, _ in calls("QMessageBox"):
        text = (VIEWS / where.split(":")[0]).read_text(encoding="utf-8")
        plain = "setTextFormat(Qt.TextFormat.PlainText)" in text
        assert plain or "ask_discard" not in text, where


def test_the_question_about_unsaved_changes_names_it_plainly(qtbot: QtBot) -> None:
    from officedesk.views.widgets.discard import ask_discard

    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    ask_discard(parent, lambda: None, lambda: None, f"your changes to {BAD}")
    box = parent.findChild(QMessageBox)
    assert BAD in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    box.close()
