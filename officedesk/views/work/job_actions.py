"""What can be done with jobs from a list, one or many."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from officedesk.models.enums import JobStatus
from officedesk.views.lists.bulk import Outcome, each, many, run_bulk, run_each
from officedesk.views.shell import Shell

ENDED = (JobStatus.COMPLETED, JobStatus.CANCELLED)


def complete_jobs(shell: Shell, owner: QWidget, jobs: Sequence[int], customer_id: int = 0) -> None:
    """Complete jobs with all their open tasks; each gets its invoice draft by itself."""
    from officedesk.services.work.jobs import set_status

    desk, made = shell.desk, []

    def complete(job_id: int) -> None:
        made.append(set_status(desk, job_id, JobStatus.COMPLETED).invoice_id)

    def told(count: int) -> str:
        # The drafts are news to the list of invoices too.
        shell.signals.changed.emit("invoice", 0, customer_id)
        drafts = sum(invoice_id is not None for invoice_id in made)
        tail = f" {many(drafts, 'invoice draft')} created." if drafts else ""
        return f"{many(count, 'job')} completed.{tail}"

    run_bulk(shell, owner, lambda: each(complete, jobs), told, "job", customer_id)


def invoice_jobs(shell: Shell, owner: QWidget, jobs: Sequence[int], customer_id: int = 0) -> None:
    """Make invoice drafts of what is done and not billed; the draft opens where it is one."""
    from officedesk.services.sales.invoices import batch_invoice

    desk = shell.desk

    def work() -> Outcome:
        result = batch_invoice(desk, list(jobs))
        return Outcome(
            tuple(draft.invoice_id for draft in result.created),
            tuple(f"Job {skipped.job_number}: {skipped.reason}" for skipped in result.skipped),
        )

    def told(count: int) -> str:
        shell.signals.changed.emit("job", 0, customer_id)
        return f"{many(count, 'invoice draft')} created."

    run_bulk(shell, owner, work, told, "invoice", customer_id)


def delete_jobs(shell: Shell, owner: QWidget, jobs: Sequence[int], customer_id: int = 0) -> None:
    """Put jobs into the trash; the toast offers Undo."""
    from officedesk.services.work.jobs import delete_job, restore_job

    run_each(
        shell,
        owner,
        jobs,
        delete_job,
        lambda count: f"{many(count, 'job')} deleted.",
        "job",
        customer_id,
        restore_job,
    )
