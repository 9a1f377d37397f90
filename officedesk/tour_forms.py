"""What the tour shows of forms: one that is filled in, one that is handed in, and the editor of a template."""

from collections.abc import Iterator
from functools import cache, partial

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from officedesk.models.enums import FormMoment
from officedesk.services.forms.drafts import FormRow, FormState
from officedesk.services.forms.reading import forms_of
from officedesk.services.forms.templates import templates
from officedesk.services.paging import Sort
from officedesk.services.work.jobs import JobList
from officedesk.services.work.rows import JobFilter
from officedesk.tour_taking import Settle, Take, Taking
from officedesk.views.application import Desktop

FORM_PAGES = ("job-work", "settings-forms")
FORM_DIALOGS = ("form", "form-handed-in", "form-template")
_LOOKED_AT = 60


def form_screens(desktop: Desktop, settle: Settle) -> Iterator[tuple[str, Take]]:
    """(name, take) of each."""
    shell, window = desktop.shell, desktop.window
    handed = cache(partial(_form, desktop, FormMoment.START, FormState.DONE))
    begun = cache(partial(_form, desktop, FormMoment.FINISH, FormState.STARTED))

    dialog = Taking(desktop, settle).dialog

    def work() -> QPixmap:
        shell.go("job", handed().job_id)
        settle(desktop)
        page = window.page("job")
        bar = page.editor.area.verticalScrollBar()  # type: ignore[attr-defined]
        bar.setValue(min(bar.maximum(), page.editor.forms.y() - 12))  # type: ignore[attr-defined]
        settle(desktop)
        return window.grab()

    def settings() -> QPixmap:
        shell.go("settings", tab="Forms")
        settle(desktop)
        return window.grab()

    yield "job-work", work
    yield "settings-forms", settings
    yield dialog("form", lambda: _dialog(desktop, begun().id))
    yield dialog("form-handed-in", lambda: _dialog(desktop, handed().id))
    yield dialog("form-template", lambda: _template(desktop))


def _form(desktop: Desktop, moment: FormMoment, state: FormState) -> FormRow:
    """A form of that moment in that state, of the latest jobs."""
    desk = desktop.shell.desk
    fallback: FormRow | None = None
    for row in JobList(desk).first(JobFilter(), Sort("number", descending=True), _LOOKED_AT):
        for form in forms_of(desk, row.job_id):
            if form.moment is moment and form.state is state:
                return form
            fallback = fallback or form
    if fallback is None:
        raise LookupError("no job of the office has a form")
    return fallback


def _dialog(desktop: Desktop, form_id: int) -> QWidget:
    from officedesk.views.forms.dialog import FormDialog

    return FormDialog(desktop.shell, desktop.window, form_id)


def _template(desktop: Desktop) -> QWidget:
    from officedesk.views.forms.template_dialog import TemplateDialog

    made = TemplateDialog(desktop.shell, desktop.window, templates(desktop.shell.desk)[0])
    made.list.setCurrentRow(1)
    return made
