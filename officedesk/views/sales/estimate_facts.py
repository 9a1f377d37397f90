"""What is known of an estimate beside its draft."""

from datetime import date

from officedesk.models.enums import EstimateStatus
from officedesk.models.states import EstimateState, estimate_state
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.rows import EstimateRow


def estimate_row(desk: Desk, estimate_id: int) -> EstimateRow | None:
    """What a list shows of it: its state and job, and when it was viewed."""
    from officedesk.services.sales.estimates import EstimateList

    return next(iter(EstimateList(desk).rows([estimate_id])), None)


def state_of(draft: EstimateDraft, row: EstimateRow | None, today: date) -> EstimateState:
    """Its state as it is edited: of an approved one that of its job."""
    if row is not None and draft.status is EstimateStatus.APPROVED:
        return row.status
    return estimate_state(draft.status, draft.valid_until, today)
