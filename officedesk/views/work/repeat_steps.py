"""What a job's page does about the series that the job comes from, or is made the first of."""

from collections.abc import Callable
from typing import Any

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.series_drafts import Edited, Scope, SeriesLink
from officedesk.views.work.job_facts import JobFacts
from officedesk.views.work.job_steps import JobSteps


class RepeatSteps(JobSteps):
    """Base of the page of a job. Before a change of one of a series is saved it asks which of them are meant."""

    _scope = Scope.THIS
    _edited: Edited | None = None

    @property
    def link(self) -> SeriesLink | None:
        """The series that the job comes from."""
        facts: JobFacts | None = self.facts
        return facts.repeats if facts is not None else None

    def watch_repeats(self) -> None:
        """Hear what is wanted at the card."""
        card = self.editor.repeats
        card.change_wanted.connect(self.repeat)
        card.leave_out_wanted.connect(self._leave_out)
        card.take_back_wanted.connect(self._take_back)
        card.end_wanted.connect(self._end)
        card.contract_wanted.connect(self._show_contract)

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        link = self.link
        if link is None or self.saving or self.draft is None or not self._asks(link):
            self._save_for(Scope.THIS, then)
            return
        from officedesk.views.work.scope_dialog import ScopeDialog

        ask = ScopeDialog(self.shell, self.window(), link, f"{self.name()} repeats")
        ask.chosen.connect(lambda scope: self._save_for(scope, then))
        ask.open()

    def store(self, desk: Desk, draft: JobDraft) -> JobDraft:
        scope, self._scope = self._scope, Scope.THIS
        if scope is Scope.THIS:
            from officedesk.services.work.jobs import save_job

            return save_job(desk, draft)
        from officedesk.services.work.series import save_spread

        stored, self._edited = save_spread(desk, draft, scope)
        return stored

    def told_saved(self, draft: JobDraft, stored: JobDraft) -> None:
        super().told_saved(draft, stored)
        edited, self._edited = self._edited, None
        if edited is not None:
            self._tell_edited(edited)

    def _asks(self, link: SeriesLink) -> bool:
        if link.dismissed or not link.following or self.editor.read_only or not self.editor.history.dirty:
            return False
        from officedesk.services.work.series_said import touches

        return not self.editor.problems() and touches(self.editor.history.clean, self.draft)

    def _save_for(self, scope: Scope, then: Callable[[], object] | None) -> None:
        self._scope = scope
        super().save(then)

    # --- the series ---

    def repeat(self) -> None:
        """Make the job the first of a series, or change when its series comes; what is typed is saved first."""
        self.saved_first(self._open_repeat)

    def _open_repeat(self) -> None:
        from officedesk.views.work.repeat_dialog import RepeatDialog

        dialog = RepeatDialog(self.shell, self.window(), self.draft.id, self.link)
        dialog.saved.connect(self._repeated)
        dialog.open()

    def _repeated(self, edited: Edited) -> None:
        self.shell.signals.changed.emit("job", self.draft.id, self.draft.customer_id)
        self._tell_edited(edited)
        self.reload()

    def _tell_edited(self, edited: Edited) -> None:
        from officedesk.views.work.repeat_dialog import told

        self.shell.signals.changed.emit("series", edited.series_id, self.draft.customer_id)
        self.shell.toast(told(edited))

    def _leave_out(self) -> None:
        link = self.link
        if link is None:
            return
        from officedesk.views.work.leave_out_dialog import LeaveOutDialog

        dialog = LeaveOutDialog(self.shell, self.window(), link.occurrence_id, f"{self.name()}")
        dialog.left_out.connect(self._was_left_out)
        dialog.open()

    def _was_left_out(self, _occurrence_id: int) -> None:
        self._said_of_series(f"{self.name()} is left out.", "Undo", self._take_back)

    def _take_back(self) -> None:
        link = self.link
        if link is None:
            return
        desk, occurrence_id = self.shell.desk, link.occurrence_id

        def work() -> None:
            from officedesk.services.work.series import take_back

            take_back(desk, occurrence_id)

        self.shell.load(self, work, lambda _: self._said_of_series(f"{self.name()} is planned again."))

    def _end(self) -> None:
        link = self.link
        if link is None:
            return
        desk, series_id, last = self.shell.desk, link.series_id, link.nominal

        def work() -> Edited:
            from officedesk.services.work.series import stop_series

            return stop_series(desk, series_id, last)

        def done(edited: Edited) -> None:
            count = f"{edited.removed:,} job{'s' if edited.removed != 1 else ''}"
            self._said_of_series(f"The series ends here: {count} moved to the trash.")

        self.shell.load(self, work, done)

    def _said_of_series(self, text: str, *more: Any) -> None:
        if self.draft is None:
            return
        for entity in ("job", "series"):
            self.shell.signals.changed.emit(entity, self.draft.id if entity == "job" else 0, self.draft.customer_id)
        self.shell.toast(text, *more)
        self.reload()

    def _show_contract(self, contract_id: int) -> None:
        from officedesk.views.contracts.opening import show_report

        if self.shell.may(Permission.CONTRACTS_READ):
            show_report(self.shell, self, contract_id)
