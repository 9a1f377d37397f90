"""What the window of a contract reads before it is shown, off the GUI thread."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from officedesk.models.enums import ContractKind
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.desk import Desk
from officedesk.views.contracts.contract_form import Piece
from officedesk.views.contracts.words import length_text
from officedesk.views.recovery import Kept, kept

KEPT = "contract"
"""The word that unsaved drafts are kept under."""
_MOST_PIECES = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contract: a stored one, one that goes on from another, or a new one of a kind for a customer."""

    customer_id: int = 0
    kind: ContractKind = ContractKind.MEMBERSHIP
    location_id: int | None = None
    plan_id: int | None = None
    contract_id: int = 0
    renews_id: int = 0
    kept: Kept | None = None
    """What a crash left behind, where that is what is opened."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What there is to show and to choose from."""

    draft: ContractDraft
    company: str
    plans: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, str], ...]
    pieces: tuple[Piece, ...]
    kept: Kept | None


def read(desk: Desk, wanted: Wanted, folder: Path) -> Opened:
    """Everything that the window needs. Raises :class:`NotFound` for what is gone."""
    from officedesk.services.contracts.plans import plans
    from officedesk.services.customers.editing import customer
    from officedesk.services.customers.locations import locations
    from officedesk.services.equipment.listing import EquipmentList
    from officedesk.services.equipment.rows import EquipmentFilter
    from officedesk.services.paging import Sort

    draft = _draft(desk, wanted)
    pieces = EquipmentList(desk).first(EquipmentFilter(draft.customer_id), Sort("name"), _MOST_PIECES)
    return Opened(
        draft,
        customer(desk, draft.customer_id).name,
        tuple((one.id, f"{one.name} · {length_text(one.months)}") for one in plans(desk, active_only=True)),
        tuple((place.id, _place(place)) for place in locations(desk, draft.customer_id)),
        tuple((one.id, one.name, one.location_id) for one in pieces),
        wanted.kept or _left_behind(folder, draft),
    )


def _draft(desk: Desk, wanted: Wanted) -> ContractDraft:
    from officedesk.services.contracts import contracts

    if wanted.contract_id:
        return contracts.contract(desk, wanted.contract_id)
    if wanted.renews_id:
        return contracts.renew(desk, wanted.renews_id)
    if wanted.kind is ContractKind.AGREEMENT:
        return contracts.new_agreement(desk, wanted.customer_id, wanted.location_id)
    return contracts.new_membership(desk, wanted.customer_id, wanted.plan_id, wanted.location_id)


def _left_behind(folder: Path, draft: ContractDraft) -> Kept | None:
    """Of the same contract; of a new one the same customer's, of the same kind, going on from the same."""
    for one in kept(folder, KEPT, draft.id or 0):
        data: Any = one.data if isinstance(one.data, dict) else {}
        same = ("customer_id", draft.customer_id), ("kind", str(draft.kind)), ("renews_id", draft.renews_id)
        if draft.id or all(data.get(name) == value for name, value in same):
            return one
    return None


def _place(place: Any) -> str:
    return f"{place.name}: {place.line}" if place.name and place.line else place.line or place.name
