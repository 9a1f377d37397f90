"""Jobs: what can be done with them. Each function is one use case; the desk says who does it."""

from officedesk.services.work.costing import job_time, money_of
from officedesk.services.work.job_list import JobList
from officedesk.services.work.job_store import (
    delete_job,
    job,
    new_job,
    related_estimates,
    restore_job,
    save_job,
    totals_of,
)
from officedesk.services.work.progress import complete_tasks, moves, reopen_tasks, set_status
from officedesk.services.work.results import Progress, RelatedEstimate
from officedesk.services.work.ties import job_ties

__all__ = [
    "JobList",
    "Progress",
    "RelatedEstimate",
    "complete_tasks",
    "delete_job",
    "job",
    "job_ties",
    "job_time",
    "money_of",
    "moves",
    "new_job",
    "related_estimates",
    "reopen_tasks",
    "restore_job",
    "save_job",
    "set_status",
    "totals_of",
]
