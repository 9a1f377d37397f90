"""Forms by mouse and keyboard: filled in, signed, handed in, and holding work up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from officedesk.models.enums import FormMoment, FormRule, JobStatus, TaskStatus
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.services.files.listing import files_of
from officedesk.services.forms.drafts import FormState, TemplateDraft
from officedesk.services.forms.filling import fill_form
from officedesk.services.forms.reading import form, forms_of
from officedesk.services.forms.templates import save_template
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.jobs import job, new_job, save_job
from officedesk.views.files.adding import Pasted
from officedesk.views.forms.dialog import FormDialog
from officedesk.views.forms.held_up import HeldUp
from officedesk.views.forms.signature_pad import SignaturePad
from officedesk.views.recovery import folder_of, kept, open_kept
from officedesk.views.shell import Place
from officedesk.views.widgets.conflict import ConflictDialog
from officedesk.views.work.job_page import JobPage
from tests import factories
from tests.db.test_recorded import PNG
from tests.gui.keys import CTRL, come_up, draw, press, settle

D = TypeVar("D", bound=QDialog)
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
FIELDS = (
    FormField("what", FieldKind.TEXT, "What was done", required=True),
    FormField("tested", FieldKind.CHECK, "Tested & safe", required=True),
    FormField("weather", FieldKind.CHOICE, "Weather", choices=("Dry", "Rain")),
    FormField("pressure", FieldKind.NUMBER, "Pressure", least=Decimal(1), most=Decimal(90), unit="psi"),
    FormField("day", FieldKind.DATE, "Next service"),
    FormField("sign", FieldKind.SIGNATURE, "Customer", required=True),
)


@dataclass(frozen=True)
class Work:
    """A job of two services, with one form."""

    customer: int
    job: int
    form: int


@pytest.fixture
def work(desk) -> Work:
    return working(desk, FormMoment.FINISH, FormRule.OPTIONAL)


def working(desk, moment: FormMoment, rule: FormRule, fields=FIELDS) -> Work:
    save_template(desk, TemplateDraft("Finish work", moment, rule, tuple(fields)))
    customer = factories.make_customer(desk, "ABC Company")
    tasks = tuple(TaskDraft(LineDraft(name=name, price=10_00)) for name in ("One", "Two"))
    stored = save_job(desk, replace(new_job(desk, customer), tasks=tasks))
    (row,) = forms_of(desk, stored.id or 0)
    return Work(customer, stored.id or 0, row.id)


@pytest.fixture
def page(qtbot, shell) -> JobPage:
    made = JobPage(shell)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def show(qtbot, shell, page, place: Place) -> None:
    page.show_place(place)
    come_up(qtbot, shell, page)


def shown(kind: type[D]) -> list[D]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def opened(qtbot, shell, page, form_id: int) -> FormDialog:
    page.editor.forms.open(form_id)
    (dialog,) = shown(FormDialog)
    come_up(qtbot, shell, dialog)
    return dialog


def test_a_form_is_filled_in_signed_and_handed_in(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    assert [one.state for one in page.editor.forms.forms] == [FormState.EMPTY]
    dialog = opened(qtbot, shell, page, work.form)
    assert dialog.answers.rows["what"].control.hasFocus()
    press("Gutters cleaned", Key.Key_Return)
    press(Key.Key_Space, Key.Key_Return)
    assert dialog.answers.rows["weather"].control.lineEdit().hasFocus()
    press("rai", Key.Key_Return)
    dialog.answers.rows["pressure"].control.setFocus()
    press("42.5", Key.Key_Return, "+30", Key.Key_Return)
    field = dialog.answers.rows["sign"].control
    assert field.pad.hasFocus()
    wide, high = field.pad.width(), field.pad.height()
    draw(field.pad, (20, 60), (80, 20), (140, 90), (300, 40))
    assert len(field.pad.strokes) == 1
    field.name.setFocus()
    press("Pat Doe")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    stored = form(desk, work.form)
    assert stored.done_by == desk.actor.name
    answers = dict(stored.answers)
    signature = answers.pop("sign")
    assert answers == {
        "what": "Gutters cleaned",
        "tested": True,
        "weather": "Rain",
        "pressure": "42.5",
        "day": "2023-07-22",
    }
    assert signature["name"] == "Pat Doe"
    assert signature["strokes"][0][:2] == [round(20 * 3000 / wide), round(60 * 1000 / high)]
    qtbot.waitUntil(lambda: [one.state for one in page.editor.forms.forms] == [FormState.DONE])


def test_what_is_missing_is_said_beside_its_field(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    dialog = opened(qtbot, shell, page, work.form)
    press(Key.Key_Return, modifier=CTRL)
    rows = dialog.answers.rows
    assert rows["what"].error == "Fill this in."
    assert rows["tested"].error == "This has to be checked."
    assert rows["sign"].error == "A signature is missing."
    assert rows["pressure"].error == ""
    assert rows["what"].control.hasFocus()
    rows["pressure"].control.setFocus()
    press("900")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: rows["pressure"].error == "This must be between 1 and 90 psi.")
    rows["pressure"].control.selectAll()
    press("9")
    assert rows["pressure"].error == ""
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    assert form(desk, work.form).answers == {"pressure": "9"}
    assert form(desk, work.form).done_at is None


def test_who_has_no_pen_signs_by_name_and_clears_by_key(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    dialog = opened(qtbot, shell, page, work.form)
    field = dialog.answers.rows["sign"].control
    field.name.setFocus()
    assert not field.typed.isEnabled()
    press("Pat")
    field.typed.click()
    assert len(field.pad.strokes) >= 3
    field.pad.setFocus()
    press(Key.Key_Delete)
    assert field.pad.strokes == ()
    assert field.value().empty


def test_a_pen_draws_and_its_other_end_clears(qtbot, shell):
    pad = SignaturePad(shell.theme)
    qtbot.addWidget(pad)
    pad.resize(450, 150)
    pad.show()
    kinds = QPointingDevice.PointerType

    def pen(kind: QEvent.Type, x: int, y: int, buttons: Qt.MouseButton, pointer=kinds.Pen) -> None:
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Position, 1, 1
        )
        at = QPointF(x, y)
        none = Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        QApplication.sendEvent(pad, QTabletEvent(kind, device, at, at, 0.5, 0, 0, 0, 0, 0, none, left, buttons))

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    with qtbot.waitSignal(pad.drawn):
        pen(QEvent.Type.TabletPress, 45, 15, left)
        pen(QEvent.Type.TabletMove, 90, 30, left)
        pen(QEvent.Type.TabletRelease, 135, 45, none)
    assert pad.strokes == (((300, 100), (600, 200), (900, 300)),)
    with qtbot.waitSignal(pad.drawn):
        pen(QEvent.Type.TabletPress, 10, 10, left, kinds.Eraser)
    assert not pad.strokes
    pad.set_fixed(True)
    pen(QEvent.Type.TabletPress, 45, 15, left)
    pen(QEvent.Type.TabletRelease, 90, 15, none)
    assert not pad.strokes


def test_two_people_fill_in_one_form(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    dialog = opened(qtbot, shell, page, work.form)
    press("Mine")
    theirs = form(desk, work.form)
    fill_form(desk, replace(theirs, answers={"what": "Theirs", "weather": "Dry"}), theirs)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: bool(shown(ConflictDialog)))
    (asked,) = shown(ConflictDialog)
    come_up(qtbot, shell, asked)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    assert form(desk, work.form).answers == {"what": "Mine", "weather": "Dry"}
    settle(qtbot, shell)
    assert dialog is not None


def test_esc_asks_only_where_something_was_typed(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    opened(qtbot, shell, page, work.form)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    dialog = opened(qtbot, shell, page, work.form)
    press("Something", Key.Key_Escape)
    box = dialog.findChild(QMessageBox, "discard")
    assert box.isVisible()
    next(one for one in box.buttons() if one.text() == "Discard").click()
    qtbot.waitUntil(lambda: not shown(FormDialog))
    assert form(desk, work.form).answers == {}


def test_a_kept_draft_leads_to_the_job_and_its_form(qtbot, shell, desk, work, page):
    show(qtbot, shell, page, Place("job", work.job))
    first = opened(qtbot, shell, page, work.form)
    press("Half a sentence")
    content = first.keeping.keeper._noted
    assert content is not None
    first.keeping.keeper.write()
    settle(qtbot, shell)
    (path,) = folder_of(shell).glob("form-*.json")
    text = path.read_text(encoding="utf-8")
    first.keeping.keeper.drop()
    first.done(0)
    left = path.with_name(f"form-{work.form}-left.json")
    left.write_text(text, encoding="utf-8")
    (found,) = kept(folder_of(shell), "form", work.form)
    with qtbot.waitSignal(shell.wanted) as wanted:
        open_kept(shell, found)
    place = wanted.args[0]
    assert (place.page, place.id, place.context) == ("job", work.job, {"form": work.form})
    show(qtbot, shell, page, place)
    qtbot.waitUntil(lambda: bool(shown(FormDialog)))
    (dialog,) = shown(FormDialog)
    come_up(qtbot, shell, dialog)
    assert "was not saved" in dialog.keeping.bar.text
    dialog.keeping.bar.restore.click()
    assert dialog.answers.rows["what"].control.text() == "Half a sentence"
    settle(qtbot, shell)
    assert not left.exists()
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: form(desk, work.form).answers == {"what": "Half a sentence"})


def test_photos_are_files_of_the_job(qtbot, shell, desk, page):
    work = working(
        desk, FormMoment.ANY, FormRule.OPTIONAL, (FormField("photo", FieldKind.PHOTO, "Photo", required=True),)
    )
    show(qtbot, shell, page, Place("job", work.job))
    dialog = opened(qtbot, shell, page, work.form)
    field = dialog.answers.rows["photo"].control
    with qtbot.waitSignal(field.edited):
        field.add([Pasted("site.png", PNG)])
    assert len(field.value()) == 1
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    (file,) = files_of(desk, "job", work.job)
    assert form(desk, work.form).answers == {"photo": [file.id]}
    assert form(desk, work.form).done_at is not None


def test_a_form_that_is_handed_in_is_looked_at_and_reopened(qtbot, shell, desk, page):
    work = working(desk, FormMoment.ANY, FormRule.OPTIONAL, FIELDS[:1])
    show(qtbot, shell, page, Place("job", work.job))
    opened(qtbot, shell, page, work.form)
    press("All of it")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(FormDialog))
    dialog = opened(qtbot, shell, page, work.form)
    control = dialog.answers.rows["what"].control
    assert control.isReadOnly()
    assert dialog.done_button.isHidden()
    dialog.reopen_button.click()
    qtbot.waitUntil(lambda: not control.isReadOnly())
    assert form(desk, work.form).done_at is None


def test_a_mandatory_form_is_asked_for_before_work_begins(qtbot, shell, desk, page):
    work = working(desk, FormMoment.START, FormRule.MANDATORY, FIELDS[:1])
    show(qtbot, shell, page, Place("job", work.job))
    page.set_status(JobStatus.IN_PROGRESS)
    qtbot.waitUntil(lambda: bool(shown(HeldUp)))
    (held,) = shown(HeldUp)
    come_up(qtbot, shell, held)
    assert job(desk, work.job).status is JobStatus.NOT_STARTED
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: bool(shown(FormDialog)))
    (dialog,) = shown(FormDialog)
    come_up(qtbot, shell, dialog)
    press("Looked around")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: job(desk, work.job).status is JobStatus.IN_PROGRESS)
    settle(qtbot, shell)


def test_the_last_service_waits_for_the_finishing_form(qtbot, shell, desk, page):
    work = working(desk, FormMoment.FINISH, FormRule.MANDATORY, FIELDS[:1])
    show(qtbot, shell, page, Place("job", work.job))
    press("a", modifier=CTRL)
    page.editor.tasks.complete.click()
    qtbot.waitUntil(lambda: bool(shown(HeldUp)))
    (held,) = shown(HeldUp)
    come_up(qtbot, shell, held)
    press(Key.Key_Escape)
    settle(qtbot, shell)
    assert [task.status for task in job(desk, work.job).tasks] == [TaskStatus.OPEN] * 2
    page.editor.forms.set_rule(page.editor.forms.forms[0], FormRule.OFF)
    settle(qtbot, shell)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.editor.tasks.complete.click()
    assert told.args[0] == "Job 2001 completed. Invoice draft created."
