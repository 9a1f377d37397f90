"""What is done with a job from its page: services completed, statuses moved, invoices made; forms that hold it up."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from officedesk.models.enums import JobStatus, TaskStatus
from officedesk.services.desk import Desk
from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.results import Progress
from officedesk.views.sales.document_page import DocumentPage
from officedesk.views.work.columns import JOB_CHIPS
from officedesk.views.work.job_editor import JobEditor
from officedesk.views.work.job_facts import JobFacts


class JobSteps(DocumentPage):
    """Base of the page of a job."""

    editor: JobEditor

    def complete(self, ids: list[int]) -> None:
        """Mark services as done; the last one completes the job and makes the invoice draft."""

        def work(desk: Desk, job_id: int) -> Progress:
            from officedesk.services.work.jobs import complete_tasks

            return complete_tasks(desk, job_id, ids)

        def done(progress: Progress) -> None:
            self.editor.tasks.model.clear_checks()
            count = f"{len(ids)} service{'s' if len(ids) != 1 else ''} completed."
            if not self._tell_completed(progress):
                self.shell.toast(count, "Undo", lambda: self.reopen(ids))

        self._do(work, done)

    def reopen(self, ids: list[int]) -> None:
        """Services are not done after all, or not cancelled."""

        def work(desk: Desk, job_id: int) -> Progress:
            from officedesk.services.work.jobs import reopen_tasks

            return reopen_tasks(desk, job_id, ids)

        self._do(work, lambda _: None)

    def set_status(self, status: JobStatus) -> None:
        """Move the job."""
        before = self.draft.status

        def work(desk: Desk, job_id: int) -> Progress:
            from officedesk.services.work.jobs import set_status

            return set_status(desk, job_id, status)

        def done(progress: Progress) -> None:
            if not self._tell_completed(progress):
                back = before if before is not JobStatus.COMPLETED else JobStatus.IN_PROGRESS
                text = f"{self.name()} is {JOB_CHIPS[progress.status].text.lower()}."
                self.shell.toast(text, "Undo", lambda: self.set_status(back))

        self._do(work, done)

    def _set_visit_status(self, visit_id: int, status: JobStatus) -> None:
        def work(desk: Desk, job_id: int) -> Progress:
            from officedesk.services.work.jobs import set_status

            return set_status(desk, job_id, status, visit_id)

        self._do(work, self._tell_completed)

    def invoice(self, ids: list[int] | None) -> None:
        """Make an invoice draft of these services, or of all that is done, and open it."""

        def work(desk: Desk, job_id: int) -> Any:
            from officedesk.services.sales.invoices import invoice_from_job

            return invoice_from_job(desk, job_id, ids)

        def done(draft: Any) -> None:
            self.editor.tasks.model.clear_checks()
            self.shell.signals.changed.emit("invoice", draft.id, draft.customer_id)
            self.shell.go("invoice", draft.id)

        self._do(work, done)

    def delete(self) -> None:
        """Put the job into the trash, with Undo."""
        from officedesk.services.work.jobs import delete_job, restore_job

        shell, desk, name = self.shell, self.shell.desk, self.name()
        job_id, customer_id = self.draft.id, self.draft.customer_id

        def restored(_: object) -> None:
            shell.signals.changed.emit("job", job_id, customer_id)
            shell.go("job", job_id)

        def deleted(_: object) -> None:
            self.forget()
            shell.signals.changed.emit("job", job_id, customer_id)
            shell.toast(
                f"{name} deleted.", "Undo", lambda: shell.load(shell, lambda: restore_job(desk, job_id), restored)
            )
            shell.back()

        shell.load(self, lambda: delete_job(desk, job_id), deleted)

    def told_saved(self, draft: JobDraft, stored: JobDraft) -> None:
        facts: JobFacts | None = self.facts
        drafts = [one for one in (facts.invoices if facts is not None else ()) if not one.number]
        if stored.status is JobStatus.COMPLETED and draft.status is not JobStatus.COMPLETED and drafts:
            # Cancelling the last open service completed it.
            self._offer_draft(drafts[0].id)

    def _tell_completed(self, progress: Progress) -> bool:
        """Say what the completion of the job made; ``False`` where it is not completed."""
        if progress.invoice_id is not None:
            self.shell.signals.changed.emit("invoice", progress.invoice_id, self.draft.customer_id if self.draft else 0)
            self._offer_draft(progress.invoice_id)
            return True
        if progress.status is JobStatus.COMPLETED:
            self.shell.toast(f"{self.name()} completed.")
            return True
        return False

    def _offer_draft(self, invoice_id: int) -> None:
        shell = self.shell
        shell.toast(f"{self.name()} completed. Invoice draft created.", "Open", lambda: shell.go("invoice", invoice_id))

    def _cancel_tasks(self, ids: list[int]) -> None:
        """Cancelling a service is an edit of the job: undone and saved like any other."""
        tasks = tuple(
            replace(task, status=TaskStatus.CANCELLED) if task.id in ids else task for task in self.draft.tasks
        )
        self.editor.change("", tasks=tasks)

    def _do(self, work: Callable[[Desk, int], Any], done: Callable[[Any], object]) -> None:
        """Save what is typed, do ``work`` off the GUI thread, tell every screen, then ``done``."""

        def run() -> None:
            desk, job_id, customer_id = self.shell.desk, self.draft.id, self.draft.customer_id

            def arrived(result: Any) -> None:
                self.shell.signals.changed.emit("job", job_id, customer_id)
                done(result)

            self.shell.load(self, lambda: work(desk, job_id), arrived)

        self.saved_first(run)
