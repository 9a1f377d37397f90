"""Takes one transaction back, from what the change log says of it: records, their parts, and what follows from them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session, selectinload

from officedesk.database.changes import recorder_of
from officedesk.database.recorded import LEFT_OUT, NAMED_BY, PARTS, naming_column
from officedesk.database.records import count_up
from officedesk.errors import NotAllowed
from officedesk.models.base import Base
from officedesk.models.customers import Contact, CustomerTag, Location, Tag
from officedesk.models.enums import ChangeAction, EstimateStatus, InvoiceState, PaymentKind
from officedesk.models.equipment import Equipment
from officedesk.models.files import Folder
from officedesk.models.frozen import encode
from officedesk.models.parts import Stamped
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Estimate, EstimateRevision, Invoice
from officedesk.models.work import Job
from officedesk.services.activity import rules
from officedesk.services.activity.chain import Chain
from officedesk.services.activity.logged import Record
from officedesk.services.activity.retagging import hand_over, make_room
from officedesk.services.activity.splitting import is_merge, merged_with, refuse_mixed, split_of, without_owners
from officedesk.services.activity.stored import (
    KINDS,
    NAMED,
    PARTS_OF,
    TRASHED,
    find_part,
    part_key,
    put,
    says,
    values_of,
)
from officedesk.services.desk import Desk
from officedesk.services.sales.estimate_store import draft_of
from officedesk.services.sales.invoice_store import refuse_billed_elsewhere
from officedesk.services.sales.payment_store import unapplied
from officedesk.services.sales.settling import lock_invoices, settle

_ORDER = ("customer", "estimate", "job", "payment", "invoice")
_CHILDREN_FIRST = tuple(reversed(TRASHED))


class Reversal:
    """Takes back the rows of one transaction in the caller's. All or nothing: whatever is refused raises."""

    def __init__(self, session: Session, desk: Desk, rows: Sequence[Any], chain: Chain) -> None:
        self._session, self._desk, self._chain = session, desk, chain
        ranked = sorted(rows, key=lambda row: (_rank(_ORDER, row.entity), row.entity_id))
        for row in ranked:
            if not (row.entity == "message" and is_merge(rows)):
                # A merge changes whose a message is, not what becomes of it.
                rules.refuse_kind(row, KINDS.get(row.entity))
        # Locked in the order in which everyone locks them.
        self._records = [Record(session, row, KINDS[row.entity]) for row in ranked]
        self._folders = [record for record in self._records if record.kind is Folder]
        self._invoices: set[int] = set()
        self._merge, self._split = is_merge(rows), split_of(rows)
        recorder = recorder_of(session)
        if recorder is not None:
            recorder.profiles |= merged_with(rows)

    def run(self) -> None:
        """Check everything, then change it."""
        with self._session.no_autoflush:
            for record in self._records:
                self._check(record)
        for record in sorted(self._records, key=_children_first):
            self._withdraw(record)
        self._session.flush()
        updated = [record for record in self._records if record.row.action is ChangeAction.UPDATED]
        for record in updated:
            before, after = record.row.before, record.row.after
            if self._merge:
                before, after = without_owners(before), without_owners(after)
            rules.refuse_frozen(self._session, record.now, before, after, record.label)
        # Names of tags are free before others take them: of those called otherwise again, and of those that go.
        for record in updated:
            if record.kind is Tag:
                self._restore(record)
        self._session.flush()
        self._drop_parts(updated, CustomerTag)
        self._delete(Tag)
        for record in sorted(self._records, key=self._deep):
            if record.row.action is ChangeAction.DELETED:
                self._bring_back(record)
        self._session.flush()
        self._add_parts(updated)
        for record in updated:
            if record.kind is not Tag:
                self._restore(record)
        self._session.flush()
        self._drop_parts(updated)
        self._delete()
        self._star(updated)
        self._settle(updated)
        if self._split is not None:
            refuse_mixed(self._session, self._split, {(row.row.entity, row.row.entity_id) for row in self._records})

    # --- before anything is changed ---

    def _check(self, record: Record) -> None:
        row = record.row
        if row.action is ChangeAction.DELETED:
            if record.now is not None:
                raise NotAllowed(f"{record.label} is there already.")
            return
        if record.now is None:
            raise NotAllowed(f"{record.label} is no longer there.")
        if row.action is ChangeAction.CREATED:
            self._refuse_later(record)
            if getattr(record.now, "deleted_at", None) is not None:
                raise NotAllowed(f"{record.label} is in the trash already.")
            return
        leave = rules.DERIVED if record.kind is Invoice else ()
        if not says(record.now, record.after, leave) or not all(part.as_left for part in record.parts):
            self._refuse_later(record)
            raise NotAllowed(f"{record.label} was changed again since.")
        if record.before.get("deleted_at") is not None and "deleted_at" in record.after:
            self._refuse_later(record)

    def _refuse_later(self, record: Record) -> None:
        row = record.row
        rules.refuse_later(self._session, self._chain, row.entity, row.entity_id, row.id, row.transaction_key)

    # --- what was made goes ---

    def _withdraw(self, record: Record) -> None:
        """What the transaction made, or brought back, goes to the trash."""
        back_again = record.before.get("deleted_at") is not None
        if record.row.action is not ChangeAction.CREATED and not back_again:
            return
        if record.kind not in TRASHED.values():
            return
        # What was deleted while documents named it goes again as it went.
        if not self._merge and not (back_again and record.kind in rules.ON_THEIR_OWN):
            rules.refuse_needed(self._session, record.now, record.label)
        if record.row.action is ChangeAction.CREATED:
            record.now.deleted_at = record.now.updated_at = self._desk.now()
        else:
            put(record.now, {"deleted_at": record.before["deleted_at"]})
        # Whoever stands below looks whether it is still there.
        self._session.flush()
        self._note_money(record)

    def _delete(self, only: type[Base] = Base) -> None:
        """What the transaction made and has no trash (a tag, a tax rate) is deleted, as long as nothing uses it."""
        for record in sorted(self._records, key=self._deep, reverse=True):
            made = record.row.action is ChangeAction.CREATED and record.kind not in TRASHED.values()
            if made and issubclass(record.kind, only) and record.now in self._session:
                self._give_back(record)
                rules.refuse_used(self._session, record.now, record.label)
                self._session.delete(record.now)
        self._session.flush()

    def _deep(self, record: Record) -> int:
        """In how many other folders of the transaction a folder lies: they come before it, and go after it."""
        if record.kind is not Folder:
            return 0
        parent = record.now.parent_id if record.now is not None else record.before.get("parent_id")
        return 1 + sum(self._deep(one) for one in self._folders if one.row.entity_id == parent)

    def _give_back(self, record: Record) -> None:
        """Parts that what was made took over from another record are that one's again."""
        for (parent, name), kind in PARTS_OF.items():
            for said in record.row.before.get(name, ()) if parent is record.kind else ():
                part = find_part(self._session, kind, record.row.entity_id, part_key(kind, said))
                if part is not None:
                    put(part, said)
        self._session.flush()

    def _note_money(self, record: Record) -> None:
        if record.kind is Payment:
            own = select(PaymentAllocation.invoice_id).where(PaymentAllocation.payment_id == record.row.entity_id)
            self._invoices.update(self._session.scalars(own))

    # --- what went comes back ---

    def _bring_back(self, record: Record) -> None:
        worn = make_room(self._session, record) if record.kind is Tag else ()
        made = record.kind(**values_of(record.kind, record.before))
        if isinstance(made, Stamped):
            made.updated_at = self._desk.now()
        self._session.add(made)
        self._session.flush()
        hand_over(self._session, record, worn, self._records)
        for (parent, name), kind in PARTS_OF.items():
            if parent is record.kind:
                for said in record.row.before.get(name, ()):
                    self._session.add(kind(**self._values(record, kind, said)))

    def _add_parts(self, records: list[Record]) -> None:
        for record in records:
            for part in record.parts:
                if part.before is not None and part.now is None:
                    part.now = self._part_again(record, part.kind, part.before)
                elif part.kind is Contact and part.now is not None and part.now.is_primary:
                    # Nobody is primary twice, not even between two statements.
                    part.now.is_primary = bool(part.before and part.before.get("is_primary", True))
        self._session.flush()
        for record in records:
            for part in record.parts:
                if part.after is None and part.before is not None:
                    self._name_again(part.kind, part.before, record.row.entity_id)

    def _part_again(self, record: Record, kind: type[Base], said: dict[str, Any]) -> Any:
        made: Any = kind(**self._values(record, kind, said))
        if isinstance(made, Contact):
            made.is_primary = False
        if isinstance(made, Location) and made.contact_id is not None:
            # Its contact may be on the way back too.
            made.contact_id = None
        if isinstance(made, EstimateRevision):
            made.snapshot = encode(draft_of(self._session, record.now))
        links = inspect(kind).relationships
        put(made, {name: said[name] for name in said if name in links})
        self._session.add(made)
        return made

    @staticmethod
    def _values(record: Record, kind: type[Base], said: dict[str, Any]) -> dict[str, Any]:
        # Lines are told without the document that they belong to.
        return values_of(kind, said) | {PARTS[kind][1]: record.row.entity_id}

    def _name_again(self, kind: type[Base], said: dict[str, Any], customer_id: int) -> None:
        """Those that let go of a contact or location when it was deleted name it again."""
        for naming in NAMED_BY.get(kind, ()):
            ids = said.get(NAMED, {}).get(str(naming.__tablename__), ())
            if ids:
                table: Any = naming.__table__
                column = table.c[naming_column(kind)]
                mine = table.c.id.in_(ids) & column.is_(None) & (table.c.customer_id == customer_id)
                self._session.execute(update(table).where(mine).values({column: said["id"]}))

    # --- what was changed is as before ---

    def _restore(self, record: Record) -> None:
        for part in record.parts:
            if part.before is not None and part.now is not None:
                leave = ("is_primary",) if part.kind is Contact else ()
                put(part.now, part.before, leave)
        worn = make_room(self._session, record) if record.kind is Tag and "name_key" in record.before else ()
        derived = rules.DERIVED if record.kind is Invoice else frozenset[str]()
        put(record.now, record.before, derived | {"deleted_at"})
        for name in record.after.get(LEFT_OUT, ()):
            # There was none before: else it could not be taken back.
            setattr(record.now, name, None)
        if "deleted_at" in record.before and record.before["deleted_at"] is None:
            record.now.deleted_at = None
        if worn:
            hand_over(self._session, record, worn, self._records)
        self._touch(record)
        if record.kind is Payment:
            for part in record.parts:
                self._invoices |= {
                    said["invoice_id"] for said in (part.before, part.after) if said and "invoice_id" in said
                }
                if part.now is not None:
                    self._invoices.add(part.now.invoice_id)
            self._session.flush()
            self._note_money(record)
        elif record.kind is Invoice:
            self._invoices.add(record.row.entity_id)

    def _touch(self, record: Record) -> None:
        now = record.now
        if isinstance(now, Stamped):
            now.touch(self._desk.now())
        elif record.parts and hasattr(now, "version"):
            count_up(self._session, now)
        recorder = recorder_of(self._session)
        if isinstance(now, Tag) and recorder is not None:
            worn = select(CustomerTag.customer_id).where(CustomerTag.tag_id == now.id)
            recorder.profiles.update(self._session.scalars(worn))

    def _drop_parts(self, records: list[Record], only: type[Base] = Base) -> None:
        parts = [(part, record) for record in records for part in record.parts if issubclass(part.kind, only)]
        going = [(part.now, record) for part, record in parts if part.before is None and part.now]
        # A location names its contact, never the other way round.
        for made, record in sorted(going, key=lambda one: isinstance(one[0], Contact)):
            # Whoever removed it knew that documents lose the name, and knows when they remove it again.
            if record.row.undoes is None or not isinstance(made, Contact):
                rules.refuse_used_part(self._session, made)
            self._session.delete(made)
            self._session.flush()
        for part, _ in parts:
            if part.before is None:
                part.now = None

    def _star(self, records: list[Record]) -> None:
        for record in records:
            for part in record.parts:
                if part.kind is Contact and part.before is not None and part.before.get("is_primary"):
                    part.now.is_primary = True
        self._session.flush()

    # --- what follows ---

    def _settle(self, records: list[Record]) -> None:
        invoices = lock_invoices(self._session, self._invoices)
        issued = [row for row in invoices.values() if row.state is InvoiceState.ISSUED]
        settle(self._session, issued)
        for row in issued:
            if row.balance < 0:
                raise NotAllowed(f"Invoice {row.number} was paid otherwise since.", hint="Look at its payments.")
        for record in records:
            if getattr(record.now, "deleted_at", None) is not None:
                continue
            if isinstance(record.now, Payment):
                _refuse_overspent(self._session, record.now, invoices)
            elif isinstance(record.now, Invoice) and record.now.state is InvoiceState.DRAFT:
                refuse_billed_elsewhere(self._session, record.now)
            elif isinstance(record.now, Job) and record.now.estimate_id is not None:
                _refuse_orphan(self._session, record.now)


def _refuse_orphan(session: Session, row: Job) -> None:
    """A job stands on its estimate as long as that is approved."""
    status = session.scalar(select(Estimate.status).where(Estimate.id == row.estimate_id))
    if status is not None and status is not EstimateStatus.APPROVED:
        raise NotAllowed(f"The estimate of job {row.number} was reopened since.")


def _refuse_overspent(session: Session, row: Payment, invoices: dict[int, Invoice]) -> None:
    session.refresh(row, ["allocations"])
    given = row
    if row.kind is PaymentKind.REFUND:
        given = session.get_one(Payment, row.refunds_id, options=[selectinload(Payment.allocations)])
    if unapplied(session, given) < 0:
        raise NotAllowed(f"Payment {given.number} has less credit than that by now.")
    for part in row.allocations:
        if invoices[part.invoice_id].state is not InvoiceState.ISSUED:
            raise NotAllowed(f"Invoice {invoices[part.invoice_id].number} is void by now.")


def _children_first(record: Record) -> tuple[int, bool]:
    """Parts of equipment before what they belong to."""
    whole = isinstance(record.now, Equipment) and record.now.parent_id is None
    return _rank(_CHILDREN_FIRST, record.row.entity), whole


def _rank(order: tuple[str, ...], entity: str) -> int:
    return order.index(entity) if entity in order else len(order)
