"""The editor of a form template: its fields in order, the chosen one, and beside them what a crew will see."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QMenu, QScrollArea, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.form_fields import FieldKind, FormField, cleaned, new_key, template_problems
from officedesk.services.forms.drafts import TemplateDraft
from officedesk.views.fellows import EditorsChip
from officedesk.views.forms.answers import FormAnswers
from officedesk.views.forms.field_editor import FieldEditor
from officedesk.views.forms.words import KIND_ICONS, KINDS, MOMENTS, RULES
from officedesk.views.keeping import Keeping
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn
from officedesk.views.widgets.form_field import FormField as LabelledField
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import breakable, plain_tip

_RULE_HINTS = {
    "mandatory": "Work cannot start, or be completed, until it is handed in.",
    "optional": "Every new job gets it; nobody has to fill it in.",
    "off": "New jobs do not get it; it can be added to a job by hand.",
}


class TemplateDialog(QDialog):
    """``saved(template)`` once it is stored. Use ``open()``."""

    saved = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, draft: TemplateDraft) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Edit form" if draft.id else "New form")
        self._shell, self._base = shell, draft
        self.keeping = Keeping(shell, "form_template", lambda left: left.draft(TemplateDraft), self)
        self.keeping.restored.connect(self._bring_back)
        self._fields = list(draft.fields)
        self._saving = False
        self.name = QLineEdit(draft.name)
        self.name.setPlaceholderText("Roof inspection")
        self.moment = Combo(shell.icons, shell.theme)
        self.moment.set_choices(MOMENTS.items())
        self.moment.set_value(draft.moment)
        self.rule = Segmented([(rule.value, text) for rule, text in RULES.items()])
        self.rule.setAccessibleName("Whether it has to be handed in")
        self.rule.set_value(draft.rule.value)
        self._hint = label("", "small")
        self._hint.setWordWrap(True)
        self._name_field = LabelledField("Name", self.name, required=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Fields of the form")
        self.list.setProperty("role", "sections")
        self.list.setToolTip("Alt+Up and Alt+Down move a field, Delete removes it, Enter goes on to it")
        self.editor = FieldEditor(shell)
        self.preview = FormAnswers(shell)
        self.add_button = button("Add field", icon=shell.icons("plus"))
        menu = QMenu(self.add_button)
        for kind, text in KINDS.items():
            action = menu.addAction(shell.icons(KIND_ICONS[kind]), text)
            action.triggered.connect(lambda _=False, kind=kind: self.add(kind))
        self.add_button.setMenu(menu)
        icons = shell.icons
        self.up = button("", lambda: self.shift(-1), kind="plain", icon=icons("arrow-up"), tip="Move up (Alt+Up)")
        self.down = button(
            "", lambda: self.shift(1), kind="plain", icon=icons("arrow-down"), tip="Move down (Alt+Down)"
        )
        self.copy = button("", self.duplicate, kind="plain", icon=icons("copy"), tip="Copy the field (Ctrl+D)")
        self.bin = button("", self.remove, kind="plain", icon=icons("trash"), tip="Remove the field (Delete)")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.chip = EditorsChip(shell)
        self.cancel = button("Cancel", self.reject)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        self._lay_out()
        for made in (self.add_button, self.up, self.down, self.copy, self.bin, self.cancel, self.save_button):
            made.setAutoDefault(False)
        EnterMovesOn(self).watch(self.name, self.moment)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save)
        for keys, run in (
            ("Alt+Up", lambda: self.shift(-1)),
            ("Alt+Down", lambda: self.shift(1)),
            ("Delete", self.remove),
            ("Ctrl+D", self.duplicate),
            ("Return", self.editor.asked.setFocus),
            ("Enter", self.editor.asked.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.list, run)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.currentRowChanged.connect(self._chosen)
        self.editor.edited.connect(self._field_edited)
        self.rule.chosen.connect(lambda _: self._tell_rule())
        for signal in (self.name.textEdited, self.moment.edited, self.rule.chosen):
            signal.connect(self._edited)
        if draft.id:
            shell.others.edit(self, "form_template", draft.id)
            self.chip.watch("form_template", draft.id)
        self._tell_rule()
        self._fill(0)
        (self.list if draft.id else self.name).setFocus()
        find = self.keeping.finder()
        shell.load(self, lambda: find(draft.id or 0, lambda _: True), self.keeping.offer)

    def _lay_out(self) -> None:
        tools = row(self.add_button, None, self.up, self.down, self.copy, self.bin, spacing=2)
        left = column(
            self._name_field,
            LabelledField("When it is filled in", self.moment),
            column(label("Has to be handed in", "label"), self.rule, self._hint, spacing=3),
            column(label("Fields", "label"), self.list, tools, spacing=4),
            spacing=12,
        )
        left.setStretch(3, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder(column(self.preview, margins=(14, 12, 14, 12)), "panel"))
        self._nothing = label("Add a field: what the crew is asked. It is described here.", "muted")
        self._nothing.setWordWrap(True)
        middle = column(label("The chosen field", "heading"), self._nothing, self.editor, spacing=10)
        right = column(label("Preview", "heading"), area, spacing=10)
        both = row(left, line(vertical=True), middle, line(vertical=True), right, spacing=16)
        for place, share in ((0, 5), (2, 5), (4, 6)):
            both.setStretch(place, share)
        foot = row(self._error, self.chip, None, self.cancel, self.save_button)
        foot.setStretch(0, 1)
        self.setLayout(column(self.keeping.bar, both, line(), foot, spacing=12, margins=(18, 16, 18, 14)))
        self.layout().setStretch(1, 1)  # type: ignore[attr-defined]
        room = self.parentWidget().window().size()
        self.resize(min(1120, room.width() - 40), min(680, room.height() - 40))

    # --- the fields ---

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The fields as they are now."""
        return tuple(self._fields)

    def add(self, kind: FieldKind) -> None:
        """A new field of this kind, below the chosen one."""
        choices = ("Yes", "No") if kind is FieldKind.CHOICE else ()
        self._insert(FormField(new_key(self._fields), kind, "", choices=choices))

    def duplicate(self) -> None:
        """The chosen field once more."""
        if (at := self.list.currentRow()) >= 0:
            self._insert(replace(self._fields[at], key=new_key(self._fields)))

    def remove(self) -> None:
        """Take the chosen field out."""
        if (at := self.list.currentRow()) >= 0:
            del self._fields[at]
            self._fill(min(at, len(self._fields) - 1))
            self.list.setFocus()

    def shift(self, step: int) -> None:
        """The chosen field goes up or down."""
        at = self.list.currentRow()
        if at >= 0 and 0 <= at + step < len(self._fields):
            self._fields.insert(at + step, self._fields.pop(at))
            self._fill(at + step)

    def _insert(self, field: FormField) -> None:
        at = self.list.currentRow() + 1 if self._fields else 0
        self._fields.insert(at, field)
        self._fill(at)
        self.editor.asked.setFocus()
        self.editor.asked.selectAll()

    def _fill(self, chosen: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._fields:
            item = QListWidgetItem()
            item.setSizeHint(QSize(0, round(self.fontMetrics().height() * 1.9)))
            self._word(item, one)
            self.list.addItem(item)
        self.list.setCurrentRow(chosen)
        self.list.blockSignals(False)
        self._chosen(chosen)
        self.preview.ask(self._fields)
        self._edited()

    def _word(self, item: QListWidgetItem, one: FormField) -> None:
        text = breakable(one.label) or "No text yet"
        item.setText(f"{text} *" if one.required else text)
        item.setIcon(self._shell.icons(KIND_ICONS[one.kind], "muted"))
        item.setToolTip(plain_tip(f"{KINDS[one.kind]}: {text}"))

    def _chosen(self, at: int) -> None:
        there = 0 <= at < len(self._fields)
        self.editor.show_field(self._fields[at] if there else None)
        self.editor.show_errors({})
        self._nothing.setVisible(not there)
        for made in (self.copy, self.bin):
            made.setEnabled(there)
        self.up.setEnabled(there and at > 0)
        self.down.setEnabled(0 <= at < len(self._fields) - 1)

    def _field_edited(self, field: FormField) -> None:
        at = self.list.currentRow()
        self._fields[at] = field
        self._word(self.list.item(at), field)
        self.preview.ask(self._fields)
        self.editor.show_errors({})
        self._edited()

    def _edited(self, *_: object) -> None:
        draft = self.draft()
        name = f"Form {draft.name}" if draft.name else "New form"
        self.keeping.tell(draft.id or 0, name, draft, typed=self.dirty)

    def _bring_back(self, draft: TemplateDraft) -> None:
        self.name.setText(draft.name)
        self.moment.set_value(draft.moment)
        self.rule.set_value(draft.rule.value)
        self._fields = list(draft.fields)
        self._tell_rule()
        self._fill(0)

    def _tell_rule(self) -> None:
        self._hint.setText(_RULE_HINTS[self.rule.value])

    # --- storing ---

    def draft(self) -> TemplateDraft:
        """The template as it is typed."""
        rule = next(rule for rule in RULES if rule.value == self.rule.value)
        return replace(
            self._base, name=self.name.text(), moment=self.moment.value(), rule=rule, fields=cleaned(self._fields)
        )

    @property
    def dirty(self) -> bool:
        """Something is typed that is not stored."""
        return self.draft() != replace(self._base, fields=cleaned(self._base.fields))

    def save(self) -> None:
        """Store it; what is wrong is told beside the fields."""
        if self._saving or self.editor.unreadable():
            return
        draft = self.draft()
        problems = template_problems(draft.fields)
        if not draft.name.strip():
            problems["name"] = "Give the form a name."
        if problems:
            self._refuse(problems)
            return
        self._store(draft)

    def _store(self, draft: TemplateDraft) -> None:
        desk = self._shell.desk
        self._saving = True
        self.save_button.setEnabled(False)
        self._tell("")

        def work() -> TemplateDraft:
            from officedesk.services.forms.templates import save_template

            return save_template(desk, draft)

        self._shell.load(self, work, self._stored, lambda error: self._refused(error, draft))

    def _stored(self, draft: TemplateDraft) -> None:
        self._saving = False
        self.keeping.keeper.drop()
        if self._base.id:
            self.keeping.forget()
        self._base = draft
        self._fields = list(draft.fields)
        self._shell.signals.changed.emit("form_template", draft.id or 0, 0)
        self.saved.emit(draft)
        super().accept()

    def _refused(self, error: Exception, draft: TemplateDraft) -> None:
        self._saving = False
        self.save_button.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._refuse(dict(error.fields))
        elif isinstance(error, Conflict) and isinstance(error.theirs, TemplateDraft):
            self._settle(error, draft)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _refuse(self, problems: dict[str, str]) -> None:
        """Show what is wrong, at the first place where something is."""
        self._name_field.show_error(problems.pop("name", ""))
        told = next((name for name in problems if name.startswith("fields.")), None)
        if self._name_field.error:
            self.name.setFocus()
        elif told is not None:
            at = int(told.split(".")[1])
            self.list.setCurrentRow(at)
            mine = {name.split(".")[2]: text for name, text in problems.items() if name.startswith(f"fields.{at}.")}
            self.editor.show_errors(mine)
            wrong = self.editor.fields.get(next(iter(mine)))
            (wrong.control if wrong is not None else self.editor.asked).setFocus()
        self._tell(problems.get("fields", ""))

    def _settle(self, error: Conflict, mine: TemplateDraft) -> None:
        """Mine or theirs, for what both changed."""
        from officedesk.services.lost_races import merge_fields
        from officedesk.views.widgets.conflict import ConflictDialog

        theirs = error.theirs
        together, both = merge_fields(_TITLES, self._base, mine, theirs)
        rows = [(_TITLES[name], _said(getattr(mine, name)), _said(getattr(theirs, name))) for name in both]

        def keep(choice: Sequence[bool]) -> None:
            other = {name: getattr(theirs, name) for name, is_mine in zip(both, choice, strict=True) if not is_mine}
            self._base = theirs
            self._store(replace(together, **other))

        if not both:
            keep(())
            return
        dialog = ConflictDialog(self, rows, error.message)
        dialog.chosen.connect(keep)
        dialog.open()

    def _tell(self, text: str) -> None:
        self._error.setText(breakable(text))
        self._error.setVisible(bool(text))

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: asks only where something was typed."""
        if self._saving:
            return
        if not self.dirty:
            self._go()
            return
        from officedesk.views.widgets.discard import ask_discard

        ask_discard(self, self._go, self.save, "this form")

    def _go(self) -> None:
        self.keeping.keeper.drop()
        super().reject()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)


_TITLES = {"name": "Name", "moment": "When", "rule": "Has to be handed in", "fields": "Fields"}


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(one.label for one in value)
    return MOMENTS.get(value) or RULES.get(value) or str(value)
