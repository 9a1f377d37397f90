"""Settings: the templates that messages begin with."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from officedesk.models.enums import Channel
from officedesk.services.messaging.fields import PURPOSES
from officedesk.services.messaging.templates import TemplateDraft
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.messaging.template_side import TemplateSide
from officedesk.views.messaging.words import CHANNELS
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import row


class TemplateDialog(RecordDialog):
    """Name, kind and words of a template; beside it the fields, and what it says for a real customer."""

    def __init__(self, shell: Shell, parent: QWidget, draft: TemplateDraft, brands: list[tuple[Any, str]]) -> None:
        specs = (
            FieldSpec("name", "Name", span=4, required=True, hint="Spring reminder"),
            FieldSpec("channel", "Kind", "choice", choices=tuple(CHANNELS.items())),
            FieldSpec("purpose", "For", "choice", choices=tuple(PURPOSES.items()), span=2),
            FieldSpec("brand_id", "Brand", "choice", choices=brands, empty="Every brand"),
            FieldSpec("subject", "Subject", span=4),
            FieldSpec("body", "Message", "long", span=4, required=True),
            FieldSpec("active", "In use", "check", span=4),
        )

        def save(made: Any) -> Any:
            from officedesk.services.messaging.templates import save_template

            return save_template(shell.desk, made)

        title = "Edit template" if draft.id else "New template"
        super().__init__(shell, title, specs, draft, save, parent)
        self._begun = draft
        self.text: QPlainTextEdit = self.form.control("body")
        self.text.setMinimumHeight(200)
        self.text.setMaximumHeight(16_777_215)
        self.subject: QLineEdit = self.form.control("subject")
        self.side = TemplateSide(shell)
        self.side.field_wanted.connect(self._insert)
        self.body.removeWidget(self.form)
        both = row(self.form, self.side, spacing=16)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        self.body.addLayout(both)
        # The message takes the room that is left, in the form as in the dialog.
        grid: Any = self.form.layout()
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        field: Any = self.form.fields["body"]
        inner = field.layout()
        inner.takeAt(inner.count() - 1)
        grid.setRowStretch(grid.getItemPosition(grid.indexOf(field))[0], 1)
        self.layout().setStretchFactor(self.body, 100)  # type: ignore[attr-defined]
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        room = parent.window().size()
        self.resize(min(1040, room.width() - 60), min(660, room.height() - 40))
        self.form.edited.connect(self._edited)
        self._edited()

    def _edited(self) -> None:
        made: TemplateDraft = self.form.draft()
        email = made.channel is Channel.EMAIL
        self.form.fields["subject"].setVisible(email)
        self.side.follow(made)

    def _insert(self, text: str) -> None:
        if self.subject.hasFocus():
            self.subject.insert(text)
            self.form.edited.emit()
        else:
            self.text.insertPlainText(text)
            self.text.setFocus()


def template_section(shell: Shell) -> TableSection:
    """Templates, by what they are for."""
    from officedesk.services.messaging import templates
    from officedesk.services.office.company import brands

    known: list[tuple[Any, str]] = []

    def load() -> list[TemplateDraft]:
        known[:] = [(one.id, one.name) for one in brands(shell.desk)]
        return templates.templates(shell.desk)

    def edit(section: TableSection, record: Any | None) -> RecordDialog:
        return TemplateDialog(shell, section, record or templates.new_template(shell.desk), known)

    def brand(one: TemplateDraft) -> Cell:
        return Cell(next((name for number, name in known if number == one.brand_id), "Every brand"))

    return TableSection(
        shell,
        name="templates",
        title="Templates",
        one="template",
        many="templates",
        columns=(
            Column("name", "Name", 200, lambda r: Cell(r.name, bold=True), stretch=True),
            Column("channel", "Kind", 80, lambda r: Cell(CHANNELS[r.channel])),
            Column("purpose", "For", 130, lambda r: Cell(PURPOSES.get(r.purpose, r.purpose))),
            Column("subject", "Subject", 260, lambda r: Cell(r.subject)),
            Column("brand_id", "Brand", 150, brand),
            Column("active", "Status", 100, lambda r: Cell(chips=(Chip("In use", "ok") if r.active else Chip("Off"),))),
        ),
        load=load,
        text=lambda r: f"{r.name} {r.subject} {r.body}",
        edit=edit,
        entity="message_template",
        empty="Words that your messages begin with will be here. Without any, OfficeDesk has its own.",
        remove=lambda r: templates.delete_template(shell.desk, r.id),
    )
