"""Estimates: what can be done with them. Each function is one use case; the desk says who does it."""

from officedesk.services.sales.answers import (
    approve_estimate,
    decline_estimate,
    force_job,
    mark_viewed,
    reopen_estimate,
    send_estimate,
)
from officedesk.services.sales.estimate_list import EstimateList
from officedesk.services.sales.estimate_store import (
    copy_estimate,
    delete_estimate,
    estimate,
    new_estimate,
    restore_estimate,
    revision,
    revisions,
    save_estimate,
    totals_of,
)
from officedesk.services.sales.results import ApprovalResult, RevisionRow

__all__ = [
    "ApprovalResult",
    "EstimateList",
    "RevisionRow",
    "approve_estimate",
    "copy_estimate",
    "decline_estimate",
    "delete_estimate",
    "estimate",
    "force_job",
    "mark_viewed",
    "new_estimate",
    "reopen_estimate",
    "restore_estimate",
    "revision",
    "revisions",
    "save_estimate",
    "send_estimate",
    "totals_of",
]
