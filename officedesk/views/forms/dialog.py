"""One form of a job: filled in, kept, handed in. Ctrl+Enter hands it in, Ctrl+S keeps what is there."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.models.form_fields import answered, problems
from officedesk.services.forms.drafts import FormDraft
from officedesk.services.permissions import Permission
from officedesk.views.fellows import EditorsChip
from officedesk.views.forms.answers import FormAnswers
from officedesk.views.forms.typed import TypedAnswers, said
from officedesk.views.forms.words import MOMENTS, RULE_CHIPS
from officedesk.views.keeping import Keeping
from officedesk.views.lists.columns import Chip
from officedesk.views.recovery import Kept
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.tips import breakable

_DONE = Chip("Handed in", "ok")


class FormDialog(QDialog):
    """``handed_in(form_id)`` and ``stored(form_id)``. Use ``open()``."""

    handed_in = Signal(int)
    stored = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, form_id: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Form")
        self._shell, self._id = shell, form_id
        self._base: FormDraft | None = None
        self._saving = False
        self.may = shell.may(Permission.JOBS_PROGRESS)
        self.keeping = Keeping(shell, "form", lambda left: left.draft(TypedAnswers).answers(), self)
        self.keeping.restored.connect(self._bring_back)
        self.answers: FormAnswers | None = None
        self._title = label("", "title")
        self._title.setWordWrap(True)
        self._about = label("", "muted")
        self._state = StatusChip()
        self.chip = EditorsChip(shell)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setProperty("role", "panel")
        self.pdf = button("PDF", self.save_pdf, icon=shell.icons("file-pdf"), tip="Save as PDF (Ctrl+Shift+P)")
        self.print_button = button("Print", self.print_it, icon=shell.icons("printer"), tip="Print (Ctrl+P)")
        self.reopen_button = button("Reopen", self.reopen, icon=shell.icons("arrow-counter-clockwise"))
        self.cancel = button("Cancel", self.reject)
        self.save_button = button("Save for later", self.save, tip="Save for later (Ctrl+S)")
        self.done_button = button("Hand in", self.hand_in, kind="primary", tip="Hand in (Ctrl+Enter)")
        for made in (self.pdf, self.print_button, self.reopen_button, self.cancel, self.save_button, self.done_button):
            made.setAutoDefault(False)
        head = column(row(self._title, None, self.chip, self._state), self._about, spacing=2, margins=(20, 16, 20, 10))
        foot = row(
            self.pdf, self.print_button, None, self.cancel, self.reopen_button, self.save_button, self.done_button,
            margins=(20, 10, 20, 14),
        )  # fmt: skip
        body = column(
            head,
            line(),
            self.keeping.bar,
            self._area,
            line(),
            row(self._error, margins=(20, 6, 20, 0)),
            foot,
            spacing=0,
        )
        body.setStretchFactor(self._area, 1)
        self.setLayout(body)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.hand_in),
            ("Ctrl+Enter", self.hand_in),
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.print_it),
            ("Ctrl+Shift+P", self.save_pdf),
        )
        for pressed, run in keys:
            QShortcut(QKeySequence(pressed), self, run)
        shell.signals.changed.connect(self._office_changed)
        room = parent.window().size()
        self.resize(min(640, room.width() - 60), min(780, max(420, room.height() - 60)))
        self._enable()
        self._load()

    # --- reading ---

    def _load(self) -> None:
        desk, form_id, find = self._shell.desk, self._id, self.keeping.finder()

        def work() -> tuple[FormDraft, Kept | None]:
            from officedesk.services.forms.reading import form

            return form(desk, form_id), find(form_id, lambda _: True)

        self._shell.load(self, work, self._loaded, self._not_there)

    def _loaded(self, found: tuple[FormDraft, Kept | None]) -> None:
        draft, left_behind = found
        fresh = self.answers is None
        if fresh:
            self.answers = FormAnswers(self._shell, (draft.customer_id, draft.job_id, draft.location_id))
            self.answers.ask(draft.fields)
            self.answers.edited.connect(self._edited)
            ground = holder(column(self.answers, margins=(18, 14, 18, 14)), "panel")
            self._area.setWidget(ground)
            self._shell.others.edit(self, "form" if self.may else "", self._id)
            self.chip.watch("form", self._id)
            if left_behind is not None and draft.done_at is None and self.may:
                self.keeping.offer(left_behind)
        self._show(draft)
        if fresh:
            self.answers.focus_first() if self._open_to_change else self.cancel.setFocus()

    def _not_there(self, error: Exception) -> None:
        self._shell.fail(error)
        self.done(int(QDialog.DialogCode.Rejected))

    def _show(self, draft: FormDraft) -> None:
        """Be about this state of the form, with nothing typed."""
        self._base = draft
        assert self.answers is not None  # noqa: S101 - it is made before anything is shown
        self.setWindowTitle(draft.name)
        self._title.setText(breakable(draft.name))
        when_ = MOMENTS[draft.moment]
        if draft.done_at is not None:
            at = draft.done_at.astimezone(self._shell.desk.zone)
            by = f" by {draft.done_by}" if draft.done_by else ""
            when_ = f"Handed in{by}, {self._shell.date(at.date())} {at:%H:%M}"
        self._about.setText(f"Job {draft.job_number} · {when_}")
        self._state.tell(_DONE if draft.done_at is not None else RULE_CHIPS[draft.rule])
        self.answers.set_answers(draft.answers)
        self.answers.set_fixed(not self._open_to_change)
        self.answers.show_errors({})
        self.keeping.keeper.drop()
        self._enable()

    @property
    def _open_to_change(self) -> bool:
        return self.may and self._base is not None and self._base.done_at is None

    @property
    def dirty(self) -> bool:
        """Something is typed that is not kept."""
        return self._open_to_change and self._differs(self._draft())

    def _differs(self, draft: FormDraft) -> bool:
        return dict(draft.answers) != dict(self._base.answers)  # type: ignore[union-attr]

    def _draft(self) -> FormDraft:
        assert self._base is not None and self.answers is not None  # noqa: S101, PT018 - asked for once it is loaded
        return replace(self._base, answers=answered(self._base.fields, self.answers.answers()))

    def _edited(self) -> None:
        draft = self._draft()
        typed = self._open_to_change and self._differs(draft)
        title = f"{draft.name} of job {draft.job_number}"
        self.keeping.tell(self._id, title, TypedAnswers.of(draft), typed=typed)
        self._tell("")
        self._enable()

    def _office_changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        """Filled in at another desktop: what is untouched shows it, what is typed comes together when it is saved."""
        foreign = self._shell.signals.foreign
        if entity == "form" and entity_id in (0, self._id) and foreign and not self._saving and not self.dirty:
            self._load()

    def _bring_back(self, answers: dict[str, object]) -> None:
        if self.answers is not None:
            self.answers.set_answers(answers)
            self._edited()

    # --- storing ---

    def save(self) -> None:
        """Keep what is answered so far."""
        if self._may_store():
            self._store(self._draft(), whole=False)

    def hand_in(self) -> None:
        """Everything that has to be is answered: the form is done."""
        if not self._may_store():
            return
        draft = self._draft()
        if self._wrong(problems(draft.fields, draft.answers)):
            return
        self._store(draft, whole=True)

    def reopen(self) -> None:
        """Take it back, to change what was handed in."""
        desk, form_id = self._shell.desk, self._id

        def work() -> FormDraft:
            from officedesk.services.forms.filling import reopen_form

            return reopen_form(desk, form_id)

        self._shell.load(self, work, self._reopened)

    def _reopened(self, draft: FormDraft) -> None:
        self._told(draft)
        self._show(draft)
        if self.answers is not None:
            self.answers.focus_first()

    def _may_store(self) -> bool:
        if self._saving or not self._open_to_change or self.answers is None or self.answers.unreadable():
            return False
        if self.answers.busy:
            self._tell("Photos are still being added.")
            return False
        return True

    def _wrong(self, found: dict[str, str]) -> bool:
        if not found or self.answers is None:
            return False
        self.answers.show_errors(found)
        self._tell(
            "1 field is not as it has to be." if len(found) == 1 else f"{len(found)} fields are not as they have to be."
        )
        return True

    def _store(self, draft: FormDraft, *, whole: bool, base: FormDraft | None = None) -> None:
        desk, read = self._shell.desk, base or self._base
        self._saving = True
        self._tell("")
        self._enable()

        def work() -> FormDraft:
            from officedesk.services.forms.filling import fill_form, hand_in

            return (hand_in if whole else fill_form)(desk, draft, read)

        self._shell.load(
            self,
            work,
            lambda stored: self._stored(stored, whole=whole),
            lambda error: self._refused(error, draft, whole),
        )

    def _stored(self, draft: FormDraft, *, whole: bool) -> None:
        self._saving = False
        self.keeping.keeper.drop()
        self._base = draft
        self._told(draft)
        self.accept()
        if whole:
            self.handed_in.emit(self._id)

    def _told(self, draft: FormDraft) -> None:
        self._shell.signals.changed.emit("form", self._id, draft.customer_id)
        self.stored.emit(self._id)

    def _refused(self, error: Exception, draft: FormDraft, whole: bool) -> None:
        self._saving = False
        self._enable()
        if isinstance(error, InvalidInput):
            self._wrong(dict(error.fields))
        elif isinstance(error, Conflict) and isinstance(error.theirs, FormDraft):
            self._settle(error, draft, whole)
        elif isinstance(error, OfficeError):
            self._tell(f"Couldn't save: {error} Everything you typed is still here.")
        else:
            self._shell.fail(error)

    def _settle(self, error: Conflict, mine: FormDraft, whole: bool) -> None:
        """Field by field: whose answer counts."""
        from officedesk.services.forms.filling import merge_answers
        from officedesk.views.widgets.conflict import ConflictDialog

        theirs, base = error.theirs, self._base
        assert base is not None  # noqa: S101 - something was stored over it
        together, clashes = merge_answers(base, mine, theirs)
        asked = [one for one in theirs.fields if one.key in clashes]
        rows = [(one.label, *(said(one.kind, side.answers.get(one.key)) for side in (mine, theirs))) for one in asked]

        def keep(choice: list[bool]) -> None:
            answers = dict(together.answers)
            for one, is_mine in zip(asked, choice, strict=True):
                if not is_mine:
                    answers.pop(one.key, None)
                    if one.key in theirs.answers:
                        answers[one.key] = theirs.answers[one.key]
            settled = replace(theirs, answers=answers)
            if self.answers is not None:
                self._base = theirs
                self.answers.set_answers(answers)
            self._store(settled, whole=whole, base=theirs)

        dialog = ConflictDialog(self, rows, error.message)
        dialog.chosen.connect(keep)
        dialog.open()

    # --- paper ---

    def print_it(self) -> None:
        """Print what is stored."""
        from officedesk.views.forms.paper import print_form

        print_form(self._shell, self._id, self)

    def save_pdf(self) -> None:
        """Ask where to keep the PDF."""
        from officedesk.views.forms.paper import save_form

        save_form(self._shell, self._id, self)

    # --- leaving ---

    def reject(self) -> None:
        """Esc and Cancel: asks only where something was typed."""
        if self._saving:
            return
        if self._base is None or not self.dirty:
            self.keeping.keeper.drop()
            super().reject()
            return
        from officedesk.views.widgets.discard import ask_discard

        ask_discard(self, self._discard, self.save, "what you filled in")

    def _discard(self) -> None:
        self.keeping.keeper.drop()
        super().reject()

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)

    def _tell(self, text: str) -> None:
        self._error.setText(breakable(text))
        self._error.setVisible(bool(text))

    def _enable(self) -> None:
        change = self._open_to_change
        handed = self._base is not None and self._base.done_at is not None
        for made in (self.save_button, self.done_button):
            made.setVisible(change)
            made.setEnabled(not self._saving)
        self.done_button.setText("Saving…" if self._saving else "Hand in")
        self.reopen_button.setVisible(self.may and handed)
        self.cancel.setText("Cancel" if change else "Close")
        for made in (self.pdf, self.print_button):
            made.setEnabled(self._base is not None)


def open_form(shell: Shell, parent: QWidget, form_id: int, handed_in: Callable[[], object] | None = None) -> FormDialog:
    """Show a form; ``handed_in`` goes on once it is."""
    dialog = FormDialog(shell, parent, form_id)
    if handed_in is not None:
        dialog.handed_in.connect(lambda _: handed_in())
    dialog.open()
    return dialog
