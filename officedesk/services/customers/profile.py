"""A customer's profile: header, money tiles, counters and history, in a handful of queries."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.errors import NotFound
from officedesk.models.company import Brand
from officedesk.models.contracts import Contract
from officedesk.models.customers import Contact, Customer, CustomerTag, Favourite, Location, NotepadEntry, Tag
from officedesk.models.enums import EstimateStatus, InvoiceKind, InvoiceState, PaymentKind
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import Geofence
from officedesk.models.messages import Message
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.pipeline import Project
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, Visit
from officedesk.services.contracts.facts import expires
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.locations import locations_query
from officedesk.services.customers.meant import location_row
from officedesk.services.customers.rows import (
    ContactRow,
    Figures,
    LocationRow,
    NotepadRow,
    Profile,
    TabCounts,
    TagRow,
)
from officedesk.services.desk import Desk
from officedesk.services.files.listing import seen_by
from officedesk.services.notes.listing import count_notes
from officedesk.services.permissions import Permission, may
from officedesk.services.projects.stages import open_projects

_ADDRESS = ("street", "street2", "city", "region", "postal_code", "country", "latitude", "longitude")


def profile(desk: Desk, customer_id: int, location_id: int | None = None) -> Profile:
    """Everything of the profile outside its tabs. Raises :class:`NotFound`.

    With ``location_id`` the figures and the counters of documents are those of one location, and ``location`` is it.
    Figures and counters that the role may not see are zero.
    """
    desk.need(Permission.CUSTOMERS_READ)
    today = desk.today()
    with desk.read() as session:
        row = _header(session, customer_id, desk.actor.user_id)
        if row is None:
            raise NotFound("This customer is no longer there.", hint="It may have been erased at another desktop.")
        estimates = invoices = payments = 0
        figures = Figures(0, 0, 0, 0, 0)
        if desk.may(Permission.MONEY_READ):
            estimates, pending = _estimates(session, customer_id, location_id, today)
            invoices, awaiting, overdue, open_count = _invoices(session, customer_id, location_id, today)
            payments, credit = _payments(session, customer_id)
            figures = Figures(pending, awaiting, overdue, open_count, credit)
        places, place = _locations(session, customer_id, location_id)
        return Profile(
            id=row.id,
            version=row.version,
            number=row.number,
            name=row.name,
            type=row.type,
            brand_id=row.brand_id,
            brand=row.brand or "",
            parent_id=row.parent_id,
            parent=row.parent or "",
            favourite=row.starred is not None,
            flag_reason=row.flag_reason,
            rating=row.rating,
            tags=_tags(session, customer_id),
            archived=row.archived_at is not None,
            deleted=row.deleted_at is not None,
            merged_into_id=row.merged_into_id,
            tax_exempt=row.tax_exempt,
            contact=_primary(row),
            billing=Address(**{name: getattr(row, name) for name in _ADDRESS}),
            location=place,
            contract_ends=expires(session, customer_id, location_id) if desk.may(Permission.CONTRACTS_READ) else None,
            figures=figures,
            counts=TabCounts(
                places,
                estimates,
                _job_rows(session, customer_id, location_id),
                invoices,
                payments,
                notes=count_notes(session, customer_id, location_id),
                attachments=_files(desk, session, customer_id, location_id),
                messaging=_messages(session, customer_id),
                equipment=_count(session, Equipment, customer_id, location_id),
                geofences=_count(session, Geofence, customer_id, location_id),
                reminders=_count(session, Reminder, customer_id, location_id),
                contracts=_count(session, Contract, customer_id, location_id),
                **_projects(desk, session, customer_id, location_id),
            ),
            notepad=_notepad(session, customer_id),
        )


def customer_by_number(desk: Desk, number: str) -> int:
    """The id of the customer with this number, or of the one it was merged into. Raises :class:`NotFound`."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        stays = func.coalesce(Customer.merged_into_id, Customer.id)
        customer_id = session.scalar(select(stays).where(Customer.number == number))
    if customer_id is None:
        raise NotFound(f"There is no customer with number {number}.", hint="Check the number.")
    return customer_id


def figures(desk: Desk, customer_id: int, location_id: int | None = None) -> Figures:
    """Only the money tiles: what is refreshed after a document was saved."""
    desk.need(Permission.MONEY_READ)
    with desk.read() as session:
        _, pending = _estimates(session, customer_id, location_id, desk.today())
        _, awaiting, overdue, open_count = _invoices(session, customer_id, location_id, desk.today())
        _, credit = _payments(session, customer_id)
    return Figures(pending, awaiting, overdue, open_count, credit)


def _header(session: Session, customer_id: int, user_id: int | None) -> Any:
    payer = aliased(Customer)
    contact = (Contact.customer_id == Customer.id) & Contact.is_primary
    star = (Favourite.customer_id == Customer.id) & (Favourite.user_id == user_id)
    return session.execute(
        select(
            *Customer.__table__.c,
            Brand.name.label("brand"),
            payer.name.label("parent"),
            Favourite.user_id.label("starred"),
            Contact.id.label("contact_id"),
            Contact.name.label("contact_name"),
            Contact.role.label("contact_role"),
            Contact.phone.label("contact_phone"),
            Contact.mobile.label("contact_mobile"),
            Contact.email.label("contact_email"),
        )
        .outerjoin(Brand, Brand.id == Customer.brand_id)
        .outerjoin(payer, payer.id == Customer.parent_id)
        .outerjoin(Contact, contact)
        .outerjoin(Favourite, star)
        .where(Customer.id == customer_id)
    ).first()


def _primary(row: Any) -> ContactRow | None:
    if row.contact_id is None:
        return None
    return ContactRow(
        row.contact_id,
        row.contact_name,
        row.contact_role,
        row.contact_phone,
        row.contact_mobile,
        row.contact_email,
        is_primary=True,
    )


def _of(kind: type[Any], customer_id: int, location_id: int | None) -> ColumnElement[bool]:
    here = and_(kind.customer_id == customer_id, kind.deleted_at.is_(None))
    return here if location_id is None else and_(here, kind.location_id == location_id)


def _sum(amount: Any, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)


def _estimates(session: Session, customer_id: int, location_id: int | None, today: date) -> tuple[int, int]:
    unanswered = and_(
        Estimate.status.in_((EstimateStatus.DRAFT, EstimateStatus.SENT)),
        or_(Estimate.valid_until.is_(None), Estimate.valid_until >= today),
    )
    count, pending = session.execute(
        select(func.count(), _sum(Estimate.total, unanswered)).where(_of(Estimate, customer_id, location_id))
    ).one()
    return int(count), int(pending)


def _invoices(session: Session, customer_id: int, location_id: int | None, today: date) -> tuple[int, int, int, int]:
    owed = and_(Invoice.state == InvoiceState.ISSUED, Invoice.kind != InvoiceKind.CREDIT_NOTE, Invoice.balance > 0)
    late = Invoice.due_date < today
    count, awaiting, overdue, open_count = session.execute(
        select(
            func.count(),
            _sum(Invoice.balance, and_(owed, or_(Invoice.due_date.is_(None), Invoice.due_date >= today))),
            _sum(Invoice.balance, and_(owed, late)),
            _sum(1, owed),
        ).where(_of(Invoice, customer_id, location_id))
    ).one()
    return int(count), int(awaiting), int(overdue), int(open_count)


def _payments(session: Session, customer_id: int) -> tuple[int, int]:
    """Number of payments, and the credit that is not put to an invoice nor given back yet."""
    mine = and_(Payment.customer_id == customer_id, Payment.deleted_at.is_(None))
    sign = case((Payment.kind == PaymentKind.REFUND, -1), else_=1)
    count, received = session.execute(
        select(func.count(), func.coalesce(func.sum(Payment.amount * sign), 0)).where(mine)
    ).one()
    if not count:
        return 0, 0
    used = session.scalar(
        select(func.coalesce(func.sum(PaymentAllocation.amount * sign), 0))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(mine)
    )
    return int(count), int(received) - int(used or 0)


def _job_rows(session: Session, customer_id: int, location_id: int | None) -> int:
    """Rows of the Jobs tab: one per visit, one for a job without."""
    count = session.scalar(
        select(func.count())
        .select_from(Job)
        .outerjoin(Visit, Visit.job_id == Job.id)
        .where(_of(Job, customer_id, location_id))
    )
    return int(count or 0)


def _messages(session: Session, customer_id: int) -> int:
    return int(session.scalar(select(func.count()).where(Message.customer_id == customer_id)) or 0)


def _count(session: Session, kind: type[Any], customer_id: int, location_id: int | None) -> int:
    """Records of a kind that are not in the trash."""
    return int(session.scalar(select(func.count()).where(_of(kind, customer_id, location_id))) or 0)


def _projects(desk: Desk, session: Session, customer_id: int, location_id: int | None) -> dict[str, int]:
    if not desk.may(Permission.PROJECTS_READ):
        return {}
    going = case((open_projects(), 1), else_=0)
    query = select(func.count(), func.coalesce(func.sum(going), 0)).where(_of(Project, customer_id, location_id))
    count, still_open = session.execute(query).one()
    return {"projects": int(count), "open_projects": int(still_open)}


def _files(desk: Desk, session: Session, customer_id: int, location_id: int | None) -> int:
    if not may(desk.actor.role, Permission.FILES_READ):
        return 0
    mine = (_of(Attachment, customer_id, location_id), *seen_by(desk.actor.role))
    return int(session.scalar(select(func.count()).select_from(Attachment).where(*mine)) or 0)


def _locations(session: Session, customer_id: int, location_id: int | None) -> tuple[int, LocationRow | None]:
    mine = (Location.customer_id == customer_id, Location.archived_at.is_(None))
    count = int(session.scalar(select(func.count()).where(*mine)) or 0)
    query = locations_query().where(Location.customer_id == customer_id).limit(1)
    row = session.execute(query if location_id is None else query.where(Location.id == location_id)).first()
    return count, location_row(row) if row else None


def _tags(session: Session, customer_id: int) -> tuple[TagRow, ...]:
    # How often a tag is used in the whole office is not asked here: it would be counted at every opening.
    rows = session.execute(
        select(Tag.id, Tag.name)
        .join(CustomerTag, CustomerTag.tag_id == Tag.id)
        .where(CustomerTag.customer_id == customer_id)
        .order_by(Tag.name_key, Tag.id)
    )
    return tuple(TagRow(row.id, row.name, used=0) for row in rows)


def _notepad(session: Session, customer_id: int) -> tuple[NotepadRow, ...]:
    rows = session.execute(
        select(NotepadEntry.id, NotepadEntry.at, NotepadEntry.author, NotepadEntry.text)
        .where(NotepadEntry.customer_id == customer_id)
        .order_by(NotepadEntry.id.desc())
    )
    return tuple(NotepadRow(*row) for row in rows)
