"""Settings: the forms that new jobs get, in their order."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from officedesk.services.forms.drafts import TemplateDraft
from officedesk.services.paging import Sort
from officedesk.views.forms.words import MOMENTS, RULE_CHIPS, RULES
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.office.sections import TableSection
from officedesk.views.recovery import Kept
from officedesk.views.shell import Shell


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list."""

    id: int
    place: int
    name: str
    moment: str
    rule: str
    asks: int
    draft: TemplateDraft


class FormsSection(TableSection):
    """Enter edits a template; Alt+Up and Alt+Down move it. Jobs keep the forms that they have."""

    def __init__(self, shell: Shell) -> None:
        self._order: tuple[int, ...] = ()
        super().__init__(
            shell,
            name="forms",
            title="Forms",
            one="form",
            many="forms",
            columns=(
                Column("name", "Name", 240, lambda r: Cell(r.name, bold=True), stretch=True),
                Column("moment", "Filled in", 190, lambda r: Cell(r.moment)),
                Column("rule", "Has to be handed in", 160, lambda r: Cell(chips=(RULE_CHIPS[r.draft.rule],))),
                Column("asks", "Fields", 90, lambda r: Cell(str(r.asks)), right=True),
                Column("place", "Order", 80, lambda r: Cell(str(r.place)), right=True),
            ),
            load=self._read,
            text=lambda r: f"{r.name} {' '.join(field.label for field in r.draft.fields)}",
            entity="form_template",
            empty="Forms that your crews fill in on a job will be here.",
            sort=Sort("place"),
        )
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.shift(self.panel.table.current_id, step))

    def begin(self, record: TemplateRow | None) -> None:
        self._write(record.draft if record is not None else TemplateDraft())

    def open_kept(self, left: Kept) -> None:
        """Open the template of a draft that was not saved, which then offers it."""
        desk = self.shell.desk

        def work() -> TemplateDraft | None:
            from officedesk.services.forms.templates import templates

            return next((one for one in templates(desk) if one.id == left.id), None)

        def found(draft: TemplateDraft | None) -> None:
            if draft is not None:
                self._write(draft)
                return
            left.forget()
            self.shell.toast(f"{left.title} is no longer there.")

        if left.id:
            self.shell.load(self, work, found)
        else:
            self._write(TemplateDraft())

    def _write(self, draft: TemplateDraft) -> None:
        from officedesk.views.forms.template_dialog import TemplateDialog

        dialog = TemplateDialog(self.shell, self, draft)
        dialog.saved.connect(lambda stored: self.changed(stored.id or 0))
        dialog.open()

    def shift(self, template_id: int, step: int) -> None:
        """A template goes up or down: new jobs get their forms in that order."""
        at = self._order.index(template_id) if template_id in self._order else -1
        if at < 0 or not 0 <= at + step < len(self._order):
            return
        wanted, desk = list(self._order), self.shell.desk
        wanted.insert(at + step, wanted.pop(at))
        # The next press counts on it, whether or not the list was read anew by then.
        self._order = tuple(wanted)

        def work() -> None:
            from officedesk.services.forms.templates import order_templates

            order_templates(desk, wanted)

        self.shell.load(self, work, lambda _: self.changed())

    def take_away(self, record: TemplateRow) -> None:
        """New jobs do not get it any more; with Undo."""
        from officedesk.services.forms.templates import remove_template, restore_template

        shell, desk, key = self.shell, self.shell.desk, record.id

        def restored(_: object) -> None:
            shell.signals.changed.emit("form_template", key, 0)

        def removed(_: object) -> None:
            self.changed(key)
            shell.toast(
                f"“{record.name}” removed. Jobs keep the ones they have.",
                "Undo",
                lambda: shell.load(shell, lambda: restore_template(desk, key), restored),
            )

        shell.load(self, lambda: remove_template(desk, key), removed)

    def _read(self) -> list[TemplateRow]:
        from officedesk.services.forms.templates import templates

        found = templates(self.shell.desk)
        self._order = tuple(one.id for one in found if one.id is not None)
        return [
            TemplateRow(
                one.id or 0,
                place,
                one.name,
                MOMENTS[one.moment],
                RULES[one.rule],
                sum(field.asks for field in one.fields),
                one,
            )
            for place, one in enumerate(found, start=1)
        ]

    def _menu(self, record: Any) -> QMenu:
        menu, icons = QMenu(self), self.shell.icons
        menu.addAction(icons("pencil-simple"), "Edit").triggered.connect(lambda: self.begin(record))
        for text, icon, step in (("Move up", "arrow-up", -1), ("Move down", "arrow-down", 1)):
            action = menu.addAction(icons(icon), text)
            action.triggered.connect(lambda _=False, step=step: self.shift(record.id, step))
            action.setEnabled(1 <= record.place + step <= len(self._order))
        menu.addSeparator()
        menu.addAction(icons("trash", "bad"), "Remove").triggered.connect(lambda: self.take_away(record))
        return menu
