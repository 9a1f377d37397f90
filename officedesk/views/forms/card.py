"""The forms of a job: how far each is, and the way to fill it in."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import FormMoment, FormRule
from officedesk.services.forms.drafts import FormRow, FormState, TemplateDraft
from officedesk.services.permissions import Permission
from officedesk.views.forms.dialog import open_form
from officedesk.views.forms.words import KINDS, MOMENTS, RULES, state_chip
from officedesk.views.lists.bulk import many, menu_action
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, label, line, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.tips import plain_tip

_SHORT = {FormMoment.START: "before work", FormMoment.FINISH: "after work", FormMoment.ANY: "any time"}


class FormsCard(QFrame):
    """Reads what it shows by itself, and again when forms are saved anywhere."""

    changed = Signal()
    """The forms on screen are others than before: papers that tell of them are too."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._job: tuple[int, int] | None = None
        self._visits: dict[int, str] = {}
        self._asked = 0
        self.forms: tuple[FormRow, ...] = ()
        self.setProperty("role", "card")
        self.setAccessibleName("Forms")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._count = label("", "muted")
        self.add_button = button("Add form", icon=shell.icons("plus"), tip="Give this job another form")
        menu = QMenu(self.add_button)
        menu.aboutToShow.connect(self._fill_menu)
        self.add_button.setMenu(menu)
        self._templates: Sequence[TemplateDraft] = ()
        head = row(label("Forms", "heading"), self._count, None, self.add_button, margins=(14, 8, 8, 8))
        self._body = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(line())
        self._layout.addWidget(self._body)
        self.add_button.setVisible(shell.may(Permission.JOBS_PROGRESS))
        shell.signals.changed.connect(self._office_changed)

    def show_forms(self, customer_id: int, job_id: int | None, visits: dict[int, str]) -> None:
        """Be about this job; ``visits`` are its visits by id, as they are called. Nothing for a new job."""
        self.setVisible(job_id is not None)
        about = None if job_id is None else (customer_id, job_id)
        if about == self._job and visits == self._visits:
            return
        if about != self._job:
            self.forms = ()
            self._draw()
        self._job, self._visits = about, visits
        self._load()

    def open(self, form_id: int) -> None:
        """Fill a form in, or look at it."""
        open_form(self._shell, self.window(), form_id)

    # --- reading ---

    def _load(self) -> None:
        if self._job is None:
            return
        self._asked += 1
        asked, desk, job_id = self._asked, self._shell.desk, self._job[1]

        def work() -> tuple[list[FormRow], list[TemplateDraft]]:
            from officedesk.services.forms.reading import forms_of
            from officedesk.services.forms.templates import templates

            return forms_of(desk, job_id), templates(desk)

        def arrived(found: tuple[list[FormRow], list[TemplateDraft]]) -> None:
            if asked == self._asked:
                told, self._templates = tuple(found[0]), found[1]
                differs, self.forms = bool(self.forms) and told != self.forms, told
                self._draw()
                if differs:
                    self.changed.emit()

        self._shell.load(self, work, arrived)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        mine = self._job is not None and customer_id in (0, self._job[0])
        if entity == "form_template" or (mine and entity in ("form", "job")):
            self._load()

    # --- showing ---

    def _draw(self) -> None:
        fresh = QWidget()
        layout = QVBoxLayout(fresh)
        layout.setContentsMargins(14, 8, 8, 10)
        layout.setSpacing(6)
        for one in self.forms:
            layout.addWidget(self._row(one))
        if not self.forms:
            nothing = label("No forms on this job.", "muted")
            layout.addWidget(nothing)
        asked = [one for one in self.forms if one.state is not FormState.OFF]
        done = sum(one.state is FormState.DONE for one in asked)
        self._count.setText(f"{done} of {len(asked)} handed in" if asked else "")
        self._layout.replaceWidget(self._body, fresh)
        self._body.hide()
        self._body.deleteLater()
        self._body = fresh

    def _row(self, one: FormRow) -> QWidget:
        link = LinkLabel(one.name, least=80)
        link.setAccessibleName(f"Open the form {one.name}")
        link.clicked.connect(lambda: self.open(one.id))
        chip = StatusChip()
        chip.tell(state_chip(one))
        about = [_SHORT[one.moment]]
        if one.visit_id is not None:
            about.append(self._visits.get(one.visit_id, "one visit"))
        if one.state is FormState.DONE and one.done_at is not None:
            at = one.done_at.astimezone(self._shell.desk.zone)
            about = [f"{one.done_by}, {self._shell.date(at.date())} {at:%H:%M}".lstrip(", ")]
        elif one.missing and one.state is FormState.STARTED:
            about.append(f"{many(one.missing, 'answer')} missing")
        more = button("", kind="plain", icon=self._shell.icons("dots-three"), tip=f"Form {one.name}: actions")
        more.setIconSize(ICON)
        more.clicked.connect(lambda: self.menu(one).popup(more.mapToGlobal(QPoint(0, more.height()))))
        made = QWidget()
        content = row(link, ElidedLabel(" · ".join(about), "small", least=80), None, chip, more, spacing=8)
        made.setLayout(content)
        return made

    def menu(self, one: FormRow) -> QMenu:
        """What can be done with a form."""
        menu, icons, may = QMenu(self), self._shell.icons, self._shell.may
        progress, plan = may(Permission.JOBS_PROGRESS), may(Permission.JOBS_WRITE)
        done = one.state is FormState.DONE
        menu_action(
            menu, icons("clipboard-text"), "Open" if done or not progress else "Fill in…", lambda: self.open(one.id)
        )
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: self._paper(one, printed=False))
        menu_action(menu, icons("printer"), "Print…", lambda: self._paper(one, printed=True))
        if done:
            menu_action(menu, icons("arrow-counter-clockwise"), "Reopen", lambda: self._reopen(one), progress)
        elif plan:
            menu.addSeparator()
            for rule, text in RULES.items():
                action = menu.addAction(text)
                action.setCheckable(True)
                action.setChecked(one.rule is rule)
                action.triggered.connect(lambda _=False, rule=rule: self.set_rule(one, rule))
            menu.addSeparator()
            menu_action(menu, icons("trash", "bad"), "Remove", lambda: self._remove(one))
        return menu

    # --- what is done with them ---

    def add(self, template_id: int) -> None:
        """Give the job another form, and open it."""
        if self._job is None:
            return
        desk, job_id = self._shell.desk, self._job[1]

        def work() -> Any:
            from officedesk.services.forms.filling import add_form

            return add_form(desk, job_id, template_id)

        def added(draft: Any) -> None:
            self._told(draft.id)
            self.open(draft.id)

        self._shell.load(self, work, added)

    def set_rule(self, one: FormRow, rule: FormRule) -> None:
        """Whether it must be handed in on this job."""
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.forms.filling import set_form_rule

            return set_form_rule(desk, one.id, rule)

        self._shell.load(self, work, lambda _: self._told(one.id))

    def _reopen(self, one: FormRow) -> None:
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.forms.filling import reopen_form

            return reopen_form(desk, one.id)

        def done(_: object) -> None:
            self._told(one.id)
            self.open(one.id)

        self._shell.load(self, work, done)

    def _remove(self, one: FormRow) -> None:
        desk = self._shell.desk

        def work() -> None:
            from officedesk.services.forms.filling import remove_form

            remove_form(desk, one.id)

        def done(_: object) -> None:
            self._told(one.id)
            self._shell.toast(f"“{one.name}” removed. Ctrl+Z brings it back.")

        self._shell.load(self, work, done)

    def _paper(self, one: FormRow, *, printed: bool) -> None:
        from officedesk.views.forms.paper import print_form, save_form

        (print_form if printed else save_form)(self._shell, one.id, self)

    def _told(self, form_id: int) -> None:
        self._shell.signals.changed.emit("form", form_id, self._job[0] if self._job is not None else 0)

    def _fill_menu(self) -> None:
        menu = self.add_button.menu()
        menu.clear()
        for one in self._templates:
            asks = {KINDS[field.kind] for field in one.fields if field.asks}
            action = menu.addAction(one.name.replace("&", "&&"))
            action.setToolTip(plain_tip(f"{MOMENTS[one.moment]}: {', '.join(sorted(asks)).lower()}"))
            action.triggered.connect(lambda _=False, key=one.id: self.add(key))
        if not self._templates:
            action = menu.addAction("No forms yet: make them in Settings, Forms")
            action.setEnabled(False)
