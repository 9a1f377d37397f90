"""The office's own records: company, brands, taxes and terms; people and number sequences pass through here too."""

from dataclasses import replace
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from officedesk.database.changes import note_record
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.company import Brand, Company, TaxRate, Terms
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import TaxRounding
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.sales import Estimate, EstimateLine, Invoice, InvoiceLine
from officedesk.models.text import fold
from officedesk.models.work import Job, JobTask
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import BrandDraft, CompanyDraft, TaxRateDraft, TermsDraft
from officedesk.services.office.people import save_technician, save_user, technicians, users
from officedesk.services.office.records import draft_of, one_name, put_values, refuse, stored
from officedesk.services.office.rules import brand_problems, company_problems, tax_problems, terms_problems
from officedesk.services.office.sequences import preview, save_sequence, sequences
from officedesk.services.permissions import Permission

__all__ = [
    "brand",
    "brands",
    "company",
    "delete_tax_rate",
    "delete_terms",
    "preview",
    "save_brand",
    "save_company",
    "save_sequence",
    "save_tax_rate",
    "save_technician",
    "save_terms",
    "save_user",
    "sequences",
    "tax_rates",
    "technicians",
    "terms",
    "users",
]


def company(desk: Desk) -> CompanyDraft:
    """The company as it is stored."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return draft_of(session.execute(select(Company)).scalars().one(), CompanyDraft)


def save_company(desk: Desk, draft: CompanyDraft) -> CompanyDraft:
    """Store the company. Raises :class:`InvalidInput` and :class:`Conflict`.

    The currency can only change while no document is there: amounts are stored in its minor units.
    """
    desk.need(Permission.OFFICE_WRITE)
    refuse(company_problems(draft))
    with desk.write() as session:
        record = session.execute(select(Company).with_for_update()).scalars().one()
        if record.version != draft.version:
            raise Conflict("The company was changed at another desktop meanwhile.", draft_of(record, CompanyDraft))
        if draft.currency != record.currency and _has_documents(session):
            raise InvalidInput(
                {"currency": f"There are documents in {record.currency}: the currency can't change any more."}
            )
        if not draft.prices_include_tax and draft.tax_rounding not in TaxRounding:
            raise InvalidInput({"tax_rounding": "Choose how tax is rounded."})
        put_values(record, draft, leave=("is_sample",))
    return company(desk)


def _has_documents(session: Session) -> bool:
    return any(session.execute(select(exists().where(kind.id > 0))).scalar() for kind in (Estimate, Job, Invoice))


def brands(desk: Desk, *, active_only: bool = False) -> list[BrandDraft]:
    """Brands, the default first, then by name."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(Brand).where(*[Brand.active] * active_only)).scalars()
        drafts = [_brand_draft(record) for record in found]
    return sorted(drafts, key=lambda brand: (not brand.is_default, fold(brand.name)))


def brand(desk: Desk, brand_id: int) -> BrandDraft:
    """One brand with its logo. Raises :class:`NotFound`."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        record = session.get(Brand, brand_id)
        if record is None:
            raise NotFound("This brand is no longer there.")
        return _brand_draft(record)


def _brand_draft(record: Brand) -> BrandDraft:
    hidden = {kind: tuple(columns) for kind, columns in record.hidden_columns.items()}
    return replace(draft_of(record, BrandDraft), hidden_columns=hidden)


def save_brand(desk: Desk, draft: BrandDraft) -> BrandDraft:
    """Store a brand; one that becomes the default takes it from the other. Raises InvalidInput, Conflict."""
    desk.need(Permission.OFFICE_WRITE)
    refuse(brand_problems(draft))
    with desk.write() as session:
        one_name(session, Brand, draft, "a brand")
        record = stored(session, Brand, draft, "brand")
        if record.is_default and not draft.is_default:
            raise InvalidInput({"is_default": "There is always a default brand: make another the default instead."})
        if draft.is_default and not record.is_default:
            # Not through the entities: the version of the other brand's open form stays good.
            for other in session.execute(select(Brand.id, Brand.name).where(Brand.is_default)).all():
                note_record(session, Brand, other.id, {"is_default": True}, {"is_default": False}, other)
            session.execute(update(Brand).where(Brand.is_default).values(is_default=False))
        put_values(record, draft, leave=("hidden_columns",))
        record.hidden_columns = {kind: sorted(columns) for kind, columns in draft.hidden_columns.items() if columns}
        session.flush()
        return _brand_draft(record)


def tax_rates(desk: Desk, *, active_only: bool = False) -> list[TaxRateDraft]:
    """Tax rates by name."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(TaxRate).where(*[TaxRate.active] * active_only)).scalars()
        return sorted((draft_of(record, TaxRateDraft) for record in found), key=lambda rate: (fold(rate.name), rate.id))


def save_tax_rate(desk: Desk, draft: TaxRateDraft) -> TaxRateDraft:
    """Store a tax rate. Documents keep the name and percent that they were written with."""
    desk.need(Permission.OFFICE_WRITE)
    refuse(tax_problems(draft))
    with desk.write() as session:
        one_name(session, TaxRate, draft, "a tax rate")
        record = stored(session, TaxRate, draft, "tax rate")
        if not draft.active and record.id is not None:
            _not_the_default(session, Company.default_tax_rate_id, record.id, "tax rate")
        put_values(record, draft)
        session.flush()
        return draft_of(record, TaxRateDraft)


def delete_tax_rate(desk: Desk, tax_rate_id: int) -> None:
    """Delete a tax rate that nothing uses. Raises :class:`NotAllowed` for a used one: it can be switched off."""
    desk.need(Permission.OFFICE_WRITE)
    users = [kind.tax_rate_id for kind in (EstimateLine, JobTask, InvoiceLine, PriceBookItem, Customer, Location)]
    _delete(desk, TaxRate, tax_rate_id, [*users, Company.default_tax_rate_id], "tax rate")


def terms(desk: Desk, *, active_only: bool = False) -> list[TermsDraft]:
    """Payment terms: shortest first, no due date last."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(Terms).where(*[Terms.active] * active_only)).scalars()
        drafts = [draft_of(record, TermsDraft) for record in found]
    return sorted(drafts, key=lambda item: (item.due_days is None, item.due_days or 0, fold(item.name)))


def save_terms(desk: Desk, draft: TermsDraft) -> TermsDraft:
    """Store payment terms. Issued invoices keep their due date."""
    desk.need(Permission.OFFICE_WRITE)
    refuse(terms_problems(draft))
    with desk.write() as session:
        one_name(session, Terms, draft, "terms")
        record = stored(session, Terms, draft, "terms")
        if not draft.active and record.id is not None:
            _not_the_default(session, Company.default_terms_id, record.id, "terms")
        put_values(record, draft)
        session.flush()
        return draft_of(record, TermsDraft)


def delete_terms(desk: Desk, terms_id: int) -> None:
    """Delete terms that nothing uses. Raises :class:`NotAllowed` for used ones: they can be switched off."""
    desk.need(Permission.OFFICE_WRITE)
    users = [kind.terms_id for kind in (Customer, Estimate, Job, Invoice)]
    _delete(desk, Terms, terms_id, [*users, Company.default_terms_id, Brand.terms_id], "terms")


def _not_the_default(session: Session, column: Any, record_id: int, what: str) -> None:
    if session.execute(select(func.count()).where(column == record_id)).scalar():
        raise InvalidInput({"active": f"These are the office's default {what}: choose another default first."})


def _delete(desk: Desk, kind: type[Any], record_id: int, users: list[Any], what: str) -> None:
    with desk.write() as session:
        record = session.get(kind, record_id, with_for_update=True)
        if record is None:
            raise NotFound(f"This {what} is no longer there.")
        if session.execute(select(or_(*(exists().where(column == record_id) for column in users)))).scalar():
            raise NotAllowed(f"{record.name} is in use, so it can't be deleted.", hint="Switch it off instead.")
        session.delete(record)
