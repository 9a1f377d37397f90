"""Templates of forms in Settings: written without the mouse, put in order, removed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.services.forms.drafts import TemplateDraft
from officedesk.services.forms.templates import save_template, templates
from officedesk.views import recovery
from officedesk.views.forms.section import FormsSection
from officedesk.views.forms.template_dialog import TemplateDialog
from officedesk.views.widgets.conflict import ConflictDialog
from officedesk.views.widgets.date_edit import DateEdit
from tests.gui.keys import CTRL, come_up, press, settle, show_section

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
FIELDS = (FormField("what", FieldKind.TEXT, "What was done", required=True),)


def shown(kind: type[TemplateDialog]) -> list[TemplateDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def test_a_template_is_written_without_the_mouse(qtbot, shell, desk):
    section = show_section(qtbot, shell, FormsSection(shell), 1200, 760)
    section.add()
    (dialog,) = shown(TemplateDialog)
    come_up(qtbot, shell, dialog)
    press("Roof inspection")
    assert not any(made.isEnabled() for made in (dialog.copy, dialog.bin, dialog.up, dialog.down))
    assert dialog._nothing.isVisible()
    dialog.add(FieldKind.NUMBER)
    assert dialog.copy.isEnabled()
    assert not dialog._nothing.isVisible()
    press("Pitch", Key.Key_Return)
    dialog.editor.least.setFocus()
    press("0", Key.Key_Return, "18", Key.Key_Return, "in 12")
    dialog.add(FieldKind.CHECK)
    press("Ladder tied off")
    dialog.editor.required.setFocus()
    press(Key.Key_Space)
    assert [made.asked.label for made in dialog.preview.rows.values()] == ["Pitch", "Ladder tied off"]
    dialog.list.setFocus()
    press(Key.Key_Up, modifier=ALT)
    assert [one.label for one in dialog.fields] == ["Ladder tied off", "Pitch"]
    press("d", modifier=CTRL)
    assert len(dialog.fields) == 3
    dialog.list.setFocus()
    press(Key.Key_Delete)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(TemplateDialog))
    (stored,) = templates(desk)
    assert stored.name == "Roof inspection"
    assert stored.fields == (
        FormField("f2", FieldKind.CHECK, "Ladder tied off", required=True),
        FormField("f1", FieldKind.NUMBER, "Pitch", least=Decimal(0), most=Decimal(18), unit="in 12"),
    )
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 1)


def test_the_preview_follows_each_letter_and_keeps_its_controls(qtbot, shell):
    section = show_section(qtbot, shell, FormsSection(shell), 1200, 760)
    section.add()
    (dialog,) = shown(TemplateDialog)
    come_up(qtbot, shell, dialog)
    dialog.add(FieldKind.SIGNATURE)
    (before,) = dialog.preview.rows.values()
    press("Sign here")
    dialog.editor.help.setFocus()
    press("With your name")
    (after,) = dialog.preview.rows.values()
    assert after.control is before.control
    assert after.control.accessibleName() == "Sign here"
    told = {one.text() for one in after.findChildren(QLabel) if not one.isHidden()}
    assert told >= {"Sign here", "With your name"}
    dialog.editor.kind.setFocus()
    dialog.editor.kind.set_value(FieldKind.DATE)
    dialog.editor.kind.edited.emit()
    (other,) = dialog.preview.rows.values()
    assert isinstance(other.control, DateEdit)
    dialog.done(0)


def test_a_template_that_cannot_be_asked_says_where(qtbot, shell, desk):
    section = show_section(qtbot, shell, FormsSection(shell), 1200, 760)
    section.add()
    (dialog,) = shown(TemplateDialog)
    come_up(qtbot, shell, dialog)
    dialog.add(FieldKind.TEXT)
    dialog.add(FieldKind.CHOICE)
    press("Which")
    dialog.editor.choices.setPlainText("One")
    press("s", modifier=CTRL)
    assert dialog._name_field.error == "Give the form a name."
    dialog.name.setFocus()
    press("Form")
    press("s", modifier=CTRL)
    assert dialog.list.currentRow() == 0
    assert dialog.editor.fields["label"].error == "Say what is asked."
    press("What")
    press("s", modifier=CTRL)
    assert dialog.list.currentRow() == 1
    assert dialog.editor.fields["choices"].error == "Give at least two choices, one on a line."
    assert templates(desk) == []
    press(Key.Key_Escape)
    box = dialog.findChild(QMessageBox, "discard")
    next(one for one in box.buttons() if one.text() == "Discard").click()
    qtbot.waitUntil(lambda: not shown(TemplateDialog))


def test_templates_are_put_in_order_and_removed_with_undo(qtbot, shell, desk):
    for name in ("One", "Two", "Three"):
        save_template(desk, TemplateDraft(name, fields=FIELDS[:1]))
    section = show_section(qtbot, shell, FormsSection(shell), 1200, 760)
    table = section.panel.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(2, 1))
    press(Key.Key_Up, modifier=ALT)
    qtbot.waitUntil(lambda: [one.name for one in templates(desk)] == ["One", "Three", "Two"])
    settle(qtbot, shell)
    row = section.panel.model.row_at(0)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        section.take_away(row)
    assert [one.name for one in templates(desk)] == ["Three", "Two"]
    told.args[2]()
    qtbot.waitUntil(lambda: [one.name for one in templates(desk)] == ["One", "Three", "Two"])


def test_what_two_desktops_changed_of_a_template_comes_together(qtbot, shell, desk):
    stored = save_template(desk, TemplateDraft("Finish work", fields=FIELDS))
    section = show_section(qtbot, shell, FormsSection(shell), 1200, 760)
    section.begin(section.panel.model.row_at(0))
    (dialog,) = shown(TemplateDialog)
    come_up(qtbot, shell, dialog)
    save_template(desk, replace(stored, name="Finish", rule=FormRule.MANDATORY))
    dialog.name.setFocus()
    dialog.name.selectAll()
    press("Finished")
    dialog.moment.set_value(FormMoment.ANY)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ConflictDialog)))
    (asked,) = dialog.findChildren(ConflictDialog)
    come_up(qtbot, shell, asked)
    next(one for one in asked.findChildren(QPushButton) if one.text() == "Keep all theirs").click()
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: not shown(TemplateDialog))
    (found,) = templates(desk)
    assert (found.name, found.rule, found.moment) == ("Finish", FormRule.MANDATORY, FormMoment.ANY)


def test_what_a_crash_left_of_a_template_is_offered(qtbot, shell, desk, window):
    stored = save_template(desk, TemplateDraft("Finish work", FormMoment.FINISH, FormRule.OPTIONAL, FIELDS))
    shell.go("settings", tab="Forms")
    settle(qtbot, shell)
    section = window.page("settings").section("Forms")
    for wanted in (stored, TemplateDraft()):
        section.panel.opened.emit(wanted.id) if wanted.id else section.add()
        settle(qtbot, shell)
        (dialog,) = shown(TemplateDialog)
        come_up(qtbot, shell, dialog)
        assert dialog.keeping.bar.isHidden()
        dialog.name.setFocus()
        dialog.name.selectAll()
        press("Roof inspection")
        dialog.add(FieldKind.CHECK)
        press("Ladder tied off")
        dialog.keeping.keeper.keep()
        dialog._base = dialog.draft()
        dialog._fields = list(dialog._base.fields)
        dialog.reject()
        qtbot.waitUntil(lambda: not shown(TemplateDialog))
        (left,) = recovery.kept(recovery.folder_of(shell))
        assert left.title == "Form Roof inspection"
        # As after a start of the program: the banner's Open.
        recovery.open_kept(shell, left)
        qtbot.waitUntil(lambda: bool(shown(TemplateDialog)))
        settle(qtbot, shell)
        (again,) = shown(TemplateDialog)
        assert again.name.text() == wanted.name
        again.keeping.bar.restore.click()
        assert again.name.text() == "Roof inspection"
        assert [one.label for one in again.fields][-1] == "Ladder tied off"
        assert again.dirty
        settle(qtbot, shell)
        assert not left.path.exists()
        again.name.setText(f"Roof inspection {wanted.id or 0}")
        again.save()
        qtbot.waitUntil(lambda: not shown(TemplateDialog))
        assert recovery.kept(recovery.folder_of(shell)) == []
    assert [one.name for one in templates(desk)] == [f"Roof inspection {stored.id}", "Roof inspection 0"]
