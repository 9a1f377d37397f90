"""A new contract in the caller's transaction: its number, its visits, and what is due of it."""

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.contracts import Contract
from officedesk.models.enums import SequenceKind
from officedesk.services.contracts.billing import bill_contract
from officedesk.services.contracts.contract_store import check_stored, draft_of, put
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import take_number


def begin(session: Session, desk: Desk, draft: ContractDraft) -> ContractDraft:
    """Store a tidied ``draft`` that has no problems, with its series, and bill what is due; as it is stored.

    Raises :class:`InvalidInput` where what it names is not there.
    """
    if found := check_stored(session, draft, None):
        raise InvalidInput(found)
    starts = draft.starts or desk.today()
    number, serial = take_number(session, SequenceKind.CONTRACT, desk.today(), draft.brand_id)
    record = Contract(
        number=number,
        serial=serial,
        currency=desk.currency,
        created_by_id=desk.actor.user_id,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    put(session, desk, record, draft, starts)
    bill_contract(session, desk, record.id)
    session.flush()
    return draft_of(session, record)
