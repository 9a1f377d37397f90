"""What opening an estimate reads, and what saving one adds to its draft."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from officedesk.models.enums import EstimateStatus
from officedesk.models.states import EstimateState, estimate_state
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.rows import EstimateRow
from officedesk.views.recovery import Kept, kept
from officedesk.views.sales.document_choices import DocumentChoices, document_choices
from officedesk.views.shell import Place


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening an estimate reads. ``row`` is ``None`` for a new one."""

    draft: EstimateDraft
    choices: DocumentChoices
    row: EstimateRow | None
    kept: Kept | None


def open_estimate(desk: Desk, place: Place, folder: Path) -> Opened:
    """Read the estimate that ``place`` names, or begin a new one or a copy; off the GUI thread."""
    from officedesk.services.sales.estimates import copy_estimate, estimate, new_estimate

    context = place.context
    wanted: Kept | None = context.get("kept")
    row = None
    if place.id:
        draft = estimate(desk, place.id)
        row = estimate_row(desk, place.id)
        found = next(iter(kept(folder, "estimate", place.id)), None)
    elif wanted is not None:
        draft = new_estimate(desk, int(wanted.data["customer_id"]))
        found = wanted if wanted.path.exists() else None
    elif context.get("copy_of"):
        draft, found = copy_estimate(desk, context["copy_of"], context.get("customer_id")), None
    else:
        customer_id = context["customer_id"]
        draft = new_estimate(desk, customer_id, context.get("location_id"))
        lost = [one for one in kept(folder, "estimate", 0) if one.data.get("customer_id") == customer_id]
        found = lost[0] if lost else None
    return Opened(draft, document_choices(desk, draft.customer_id, draft.location_id), row, found)


def estimate_row(desk: Desk, estimate_id: int) -> EstimateRow | None:
    """What a list shows of it: its state and job, and when it was viewed."""
    from officedesk.services.sales.estimates import EstimateList

    return next(iter(EstimateList(desk).rows([estimate_id])), None)


def state_of(draft: EstimateDraft, row: EstimateRow | None, today: date) -> EstimateState:
    """Its state as it is edited: of an approved one that of its job."""
    if row is not None and draft.status is EstimateStatus.APPROVED:
        return row.status
    return estimate_state(draft.status, draft.valid_until, today)


def carrier(draft: EstimateDraft, stored: EstimateDraft) -> Callable[[EstimateDraft], EstimateDraft]:
    """Adds what saving ``draft`` gave it (ids, number, version, revision) to drafts from before or typed meanwhile."""
    ids = {id(mine): theirs.id for mine, theirs in zip(draft.lines, stored.lines, strict=True) if mine.id is None}

    def carry(other: EstimateDraft) -> EstimateDraft:
        lines = other.lines
        if any(id(one) in ids for one in lines):
            lines = tuple(replace(one, id=ids[id(one)]) if id(one) in ids else one for one in lines)
        return replace(
            other,
            lines=lines,
            id=stored.id,
            number=stored.number,
            status=stored.status,
            revision=stored.revision,
            version=stored.version,
        )

    return carry
