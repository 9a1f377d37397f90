"""One message to many customers: written once, filled in and sent to each on their own."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)

from officedesk.errors import InvalidInput, OfficeError
from officedesk.models.enums import Channel
from officedesk.services.messaging.bulk import Bulk, BulkPlan, Skipped
from officedesk.services.messaging.templates import TemplateDraft
from officedesk.views.messaging.template_side import TemplateSide
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.popover import Popover
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import breakable

NONE = 0


class BulkDialog(QDialog):
    """Says how many get it and who is left out before anything is sent."""

    def __init__(self, shell: Shell, parent: QWidget, customer_ids: Sequence[int]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Message to many")
        self._shell, self._ids = shell, tuple(customer_ids)
        self.plan: BulkPlan | None = None
        self._templates: list[TemplateDraft] = []
        self._sending = False
        self._at = 0
        self.kind = Segmented([(Channel.EMAIL, "Email"), (Channel.SMS, "SMS")])
        self.kind.setAccessibleName("Kind")
        self.kind.chosen.connect(lambda _: self._read())
        self.template = Combo(shell.icons, shell.theme)
        self.template.edited.connect(self._take_template)
        self.subject, self.body = QLineEdit(), QPlainTextEdit()
        self.subject.setMaxLength(500)
        self.body.setTabChangesFocus(True)
        self.body.setPlainText("Hello {{ contact.first_name }},\n\n")
        self._clean = self.body.toPlainText()
        self.fields = {
            "subject": FormField("Subject", self.subject, required=True),
            "body": FormField("Message", self.body, required=True),
        }
        body = self.fields["body"].layout()
        body.setStretchFactor(self.body, 1)  # type: ignore[attr-defined]
        body.takeAt(body.count() - 1)
        self.told = label("")
        self.told.setWordWrap(True)
        self.left_out = button("Who is left out", self._show_left_out, kind="link")
        self.left_out.hide()
        self.trouble = label("", "error")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.side = TemplateSide(shell, choose=False)
        self.side.field_wanted.connect(self._insert)
        self.before = button("", lambda: self._step(-1), icon=shell.icons("caret-left"), tip="The customer before")
        self.after = button("", lambda: self._step(1), icon=shell.icons("caret-right"), tip="The next customer")
        self.who = label("", "muted")
        self.side.side.head.addWidget(self.who)
        self.side.side.head.addWidget(self.before)
        self.side.side.head.addWidget(self.after)
        self.send_button = button(
            "Send",
            self.send,
            kind="primary",
            icon=shell.icons("paper-plane-tilt", "on_accent"),
            tip="Send (Ctrl+Enter)",
        )
        cancel = button("Cancel", self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.send)
        EnterMovesOn(self).watch(self.subject)
        left = column(
            field("Template", self.template), self.fields["subject"], self.fields["body"], spacing=10,
            margins=(0, 0, 6, 0),
        )  # fmt: skip
        left.setStretchFactor(self.fields["body"], 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(holder(left))
        split.addWidget(holder(column(self.side, margins=(10, 0, 0, 0))))
        split.setSizes([560, 400])
        content = column(
            row(label("Message to many", "title"), None, self.kind),
            row(self.told, self.left_out, None, spacing=6),
            split,
            row(self.trouble, None, cancel, self.send_button),
            spacing=12,
            margins=(18, 14, 18, 14),
        )
        content.setStretchFactor(split, 1)
        self.setLayout(content)
        for made in self.findChildren(QPushButton):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        room = parent.window().size()
        self.resize(min(1040, room.width() - 60), min(680, room.height() - 40))
        self.subject.textEdited.connect(lambda _: self._edited())
        self.body.textChanged.connect(self._edited)
        self._tell()
        self._read()
        self._edited()
        self.subject.setFocus()

    def draft(self) -> TemplateDraft:
        """What is typed, as a template that is in no list."""
        chosen = next((one for one in self._templates if one.id == self.template.value()), None)
        channel = Channel(self.kind.value)
        return TemplateDraft(
            name="Message to many",
            channel=channel,
            brand_id=chosen.brand_id if chosen is not None else None,
            subject=" ".join(self.subject.text().split()) if channel is Channel.EMAIL else "",
            body=self.body.toPlainText(),
        )

    def send(self) -> None:
        """A message for each into the outbox."""
        if self._sending or self.plan is None or not self.plan.to:
            return
        draft, desk, ids = self.draft(), self._shell.desk, self._ids
        if draft.channel is Channel.EMAIL and not draft.subject:
            self.fields["subject"].show_error("Enter a subject.")
            self.subject.setFocus()
            return
        self._sending = True
        self._say("")
        self._tell()

        def work() -> Bulk:
            from officedesk.services.messaging.bulk import send_many

            return send_many(desk, ids, draft)

        self._shell.load(self, work, self._sent, self._refused)

    def reject(self) -> None:
        if self._sending:
            return
        if self.subject.text().strip() or self.body.toPlainText() != self._clean:
            self._ask()
            return
        super().reject()

    def _ask(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("discard")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Message not sent")
        box.setText("Throw this message away?")
        discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton("Keep editing", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        discard.clicked.connect(lambda: self.done(QDialog.DialogCode.Rejected.value))
        box.open()

    def _read(self) -> None:
        desk, ids, channel = self._shell.desk, self._ids, Channel(self.kind.value)
        self.plan = None
        self._tell()

        def work() -> tuple[BulkPlan, list[TemplateDraft]]:
            from officedesk.services.messaging.bulk import plan_many
            from officedesk.services.messaging.templates import templates

            return plan_many(desk, ids, channel), templates(desk, channel=channel, purpose="", active_only=True)

        def arrived(found: tuple[BulkPlan, list[TemplateDraft]]) -> None:
            if Channel(self.kind.value) is not channel:
                return
            self.plan, self._templates = found
            self.template.set_choices([(NONE, "No template"), *((one.id, one.name) for one in self._templates)])
            self.template.set_value(NONE)
            self._at = 0
            self._step(0)
            self._tell()
            self._edited()

        self._shell.load(self, work, arrived)

    def _step(self, by: int) -> None:
        people = self.plan.to if self.plan is not None else ()
        if not people:
            self.who.setText("")
            self.side.show_customer(None)
        else:
            self._at = (self._at + by) % len(people)
            customer_id, name, _ = people[self._at]
            self.who.setText(f"{name[:40]} · {self._at + 1:,} of {len(people):,}")
            self.side.show_customer(customer_id)
        for made in (self.before, self.after):
            made.setEnabled(len(people) > 1)

    def _edited(self) -> None:
        self.fields["subject"].setVisible(Channel(self.kind.value) is Channel.EMAIL)
        self.fields["subject"].show_error("")
        self.side.follow(self.draft())

    def _take_template(self) -> None:
        chosen = next((one for one in self._templates if one.id == self.template.value()), None)
        if chosen is not None:
            self.subject.setText(chosen.subject)
            self.body.selectAll()
            self.body.insertPlainText(chosen.body)

    def _insert(self, text: str) -> None:
        if self.subject.hasFocus():
            self.subject.insert(text)
            self._edited()
        else:
            self.body.insertPlainText(text)
            self.body.setFocus()

    def _tell(self) -> None:
        plan = self.plan
        if plan is None:
            self.told.setText("Looking up who gets it…")
        else:
            self.told.setText(plan_words(plan))
        self.left_out.setVisible(plan is not None and bool(plan.skipped))
        many = len(plan.to) if plan is not None else 0
        self.send_button.setText("Sending…" if self._sending else f"Send to {many:,}" if many else "Send")
        self.send_button.setEnabled(bool(many) and not self._sending)

    def _show_left_out(self) -> None:
        skipped: Sequence[Skipped] = self.plan.skipped if self.plan is not None else ()
        rows = QListWidget()
        rows.setProperty("role", "popup")
        rows.setAccessibleName("Who is left out")
        rows.addItems([f"{one.name}: {one.reason}" for one in skipped])
        rows.setMinimumSize(380, min(320, 30 * len(skipped) + 12))
        Popover(self.left_out, column(rows)).pop(rows)

    def _say(self, text: str) -> None:
        self.trouble.setText(breakable(text))
        self.trouble.setVisible(bool(text))

    def _sent(self, made: Bulk) -> None:
        self._sending = False
        self._shell.signals.changed.emit("message", 0, 0)
        left = f" {len(made.skipped):,} left out." if made.skipped else ""
        self._shell.toast(
            f"{len(made.messages):,} message{'s' if len(made.messages) != 1 else ''} in the outbox.{left}"
        )
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._sending = False
        self._tell()
        if isinstance(error, InvalidInput):
            told: dict[str, Any] = dict(error.fields)
            for name, made in self.fields.items():
                made.show_error(told.pop(name, ""))
            self._say(" ".join(told.values()))
        elif isinstance(error, OfficeError):
            self._say(str(error))
        else:
            self._shell.fail(error)


def plan_words(plan: BulkPlan) -> str:
    """Who gets it in words: ``96 of 128 customers get it. Left out: 20 did not sign up for news, 12 archived.``."""
    total = len(plan.to) + len(plan.skipped)
    get = "gets" if len(plan.to) == 1 else "get"
    text = (
        f"{len(plan.to):,} of {total:,} customer{'s' if total != 1 else ''} {get} it." if plan.to else "Nobody gets it."
    )
    if not plan.skipped:
        return text
    reasons: dict[str, int] = {}
    for one in plan.skipped:
        word = "same address as another" if one.reason.startswith("same address") else one.reason
        reasons[word] = reasons.get(word, 0) + 1
    told = ", ".join(f"{count:,} {word}" for word, count in sorted(reasons.items(), key=lambda pair: -pair[1]))
    return f"{text} Left out: {told}."
