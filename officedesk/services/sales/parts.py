"""What estimates, jobs and invoices share: lines, prices, and the defaults of a new document."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from officedesk.database.bulk import insert_rows, update_rows
from officedesk.database.changes import note_changed, note_inserted
from officedesk.errors import InvalidInput, NotFound, OfficeDamaged
from officedesk.models.company import Brand, Company, Terms
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import LineKind
from officedesk.models.parts import Priced, SoldLine, Stamped
from officedesk.models.pricing import PricingError, Totals, price
from officedesk.models.sales import EstimateLine, InvoiceLine
from officedesk.models.text import clean
from officedesk.models.work import JobTask
from officedesk.services.sales.checks import LARGEST
from officedesk.services.sales.drafts import DepositTaken, LineDraft, Pricing

LineT = TypeVar("LineT", EstimateLine, InvoiceLine, JobTask)

_PLAIN = (
    "kind",
    "quantity",
    "price",
    "unit_cost",
    "discount_kind",
    "discount_value",
    "tax_rate_id",
    "tax_percent",
    "item_id",
)
SOLD = (*_PLAIN, "name", "description", "unit", "tax_name")
"""Fields that a line has everywhere: of an estimate, a job or an invoice."""


def line_draft(row: SoldLine, **more: Any) -> LineDraft:
    """A stored line as the editors hold it. ``more``: fields that only this kind of line has."""
    return LineDraft(**{name: getattr(row, name) for name in SOLD}, **more)


def clean_lines(lines: Iterable[LineDraft]) -> tuple[LineDraft, ...]:
    """``lines`` with their texts as they are stored; a section sells nothing."""
    done = []
    for line in lines:
        texts: dict[str, Any] = {
            "name": clean(line.name),
            "description": clean(line.description, lines=True),
            "unit": clean(line.unit),
            "tax_name": clean(line.tax_name),
            "alternative": clean(line.alternative),
        }
        if any(getattr(line, name) != text for name, text in texts.items()):
            line = replace(line, **texts)
        if line.kind is LineKind.SECTION and (line.price or line.unit_cost or line.tax_percent is not None):
            line = replace(line, price=0, unit_cost=0, tax_rate_id=None, tax_name="", tax_percent=None)
        done.append(line)
    return tuple(done)


def write_lines(
    rows: list[LineT],
    drafts: Sequence[LineDraft],
    totals: Totals,
    new: Callable[[], LineT],
    extra: Sequence[str] = (),
) -> None:
    """Make ``rows`` (the relationship's list) say what ``drafts`` say: rows keep their ids, gone ones are removed.

    A draft whose id is unknown here (an undone removal) becomes a new row.
    """
    stored: dict[int, LineT] = {row.id: row for row in rows}
    kept = []
    for position, (draft, sums) in enumerate(zip(drafts, totals.lines, strict=True)):
        row = stored.pop(draft.id, None) if draft.id is not None else None
        if row is None:
            row = new()
        for name in (*SOLD, *extra):
            value = getattr(draft, name)
            if getattr(row, name) != value:
                setattr(row, name, value)
        if row.position != position:
            row.position = position
        if row.amount != sums.amount:
            row.amount = sums.amount
        kept.append(row)
    if kept != rows:
        rows[:] = kept


def stored_lines(session: Session, kind: type[LineT], owner: dict[str, int]) -> Sequence[Row[Any]]:
    """The lines of a stored document in order, as plain rows: half the cost of entities."""
    table = kind.__table__
    ((column, value),) = owner.items()
    return session.execute(select(*table.c).where(table.c[column] == value).order_by(table.c.position)).all()


def change_lines(
    session: Session,
    kind: type[LineT],
    owner: dict[str, int],
    rows: Sequence[Row[Any]],
    drafts: Sequence[LineDraft],
    totals: Totals,
    extra: Sequence[str] = (),
) -> tuple[LineDraft, ...]:
    """Make the stored lines ``rows`` (of :func:`stored_lines`) say what ``drafts`` say; these come back with their ids.

    One statement each for new, changed and gone lines. Else as :func:`write_lines`, which works on entities.
    """
    names: tuple[str, ...] = (*SOLD, *extra, "position", "amount")
    stored: dict[int, Mapping[Any, Any]] = {row.id: row._mapping for row in rows}
    ids: list[int | None] = []
    added: list[dict[str, Any]] = []
    changed: list[tuple[int, dict[str, Any], Mapping[Any, Any]]] = []
    for position, (draft, sums) in enumerate(zip(drafts, totals.lines, strict=True)):
        values: dict[str, Any] = {name: getattr(draft, name) for name in names[:-2]}
        values["position"], values["amount"] = position, sums.amount
        there = stored.pop(draft.id, None) if draft.id is not None else None
        if there is None:
            ids.append(None)
            added.append(values | owner)
            continue
        ids.append(draft.id)
        if any(there[name] != value for name, value in values.items()):
            changed.append((there["id"], values, there))
    if stored:
        session.execute(delete(kind).where(kind.id.in_(stored)).execution_options(synchronize_session=False))
    touched: list[str] = [name for name in names if any(said[name] != was[name] for _, said, was in changed)]
    update_rows(session, kind, touched, [_words(said, touched, key) for key, said, _ in changed])
    insert_rows(session, kind, (*names, *owner), [_words(said, said) for said in added])
    before: list[dict[str, Any]] = [dict(gone) for gone in stored.values()]
    after: list[dict[str, Any]] = []
    if added:
        at: list[int] = [row.id for row in stored_lines(session, kind, owner)]
        ids = [*at]
        after = [{**said, "id": at[said["position"]]} for said in added]
    for key, said, was in changed:
        differing = [name for name in touched if said[name] != was[name]]
        before.append({"id": key} | {name: was[name] for name in differing})
        after.append({"id": key} | {name: said[name] for name in differing})
    if before or after:
        ((_, document),) = owner.items()
        note_changed(session, kind, document, before, after)
    return tuple(draft if draft.id == key else replace(draft, id=key) for draft, key in zip(drafts, ids, strict=True))


def _words(said: Mapping[str, Any], names: Iterable[str], *more: Any) -> tuple[Any, ...]:
    """The values of ``names``, words of enums as the text that is stored; then ``more``."""
    values = (said[name] for name in names)
    return (*(value.value if isinstance(value, Enum) else value for value in values), *more)


def insert_lines(
    session: Session,
    kind: type[LineT],
    owner: dict[str, int],
    drafts: Sequence[LineDraft],
    totals: Totals,
    extra: Sequence[str] = (),
) -> tuple[LineDraft, ...]:
    """Insert the lines of a document that is new, all in one statement; they come back with their ids.

    ``owner`` is the column that names the document, with its id.
    """
    if not drafts:
        return ()
    names = (*SOLD, *extra)
    rows = [
        {**owner, "position": position, "amount": sums.amount, **{name: getattr(draft, name) for name in names}}
        for position, (draft, sums) in enumerate(zip(drafts, totals.lines, strict=True))
    ]
    table = kind.__table__
    insert_rows(session, kind, tuple(rows[0]), [_words(row, row) for row in rows])
    ((column, value),) = owner.items()
    ids = session.execute(select(table.c.id).where(table.c[column] == value).order_by(table.c.position)).scalars()
    note_inserted(session, kind, rows)
    return tuple(replace(draft, id=line_id) for draft, line_id in zip(drafts, ids, strict=True))


def pricing_of(document: Priced) -> Pricing:
    """How a stored document is priced."""
    return Pricing(
        document.currency,
        document.prices_include_tax,
        document.tax_rounding,
        document.discount_kind,
        document.discount_value,
    )


def write_pricing(document: Priced, pricing: Pricing, totals: Totals) -> None:
    """Store how the document is priced and what came out of it."""
    document.currency = pricing.currency
    document.prices_include_tax = pricing.prices_include_tax
    document.tax_rounding = pricing.tax_rounding
    document.discount_kind = pricing.discount_kind
    document.discount_value = pricing.discount_value
    document.subtotal = totals.subtotal
    document.discount = totals.discount
    document.net = totals.net
    document.tax = totals.tax
    document.total = totals.total
    document.cost = totals.cost


def price_lines(lines: Sequence[LineDraft], pricing: Pricing, deposits: Sequence[DepositTaken] = ()) -> Totals:
    """The document's sums. Raises :class:`InvalidInput` where they cannot be stored."""
    try:
        totals = price(lines, pricing, deposits)
    except PricingError as error:
        field = f"pricing.{error.field}" if error.line is None else f"lines.{error.line}.{error.field}"
        raise InvalidInput({field: error.message}) from error
    if abs(totals.total) > LARGEST or abs(totals.subtotal) > LARGEST:
        raise InvalidInput({"lines": "The total is too large to be stored. Check quantities and prices."})
    return totals


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new document of a customer begins with."""

    brand_id: int
    terms_id: int | None
    due_days: int | None
    contact_id: int | None
    location_id: int | None
    valid_days: int
    pricing: Pricing


def defaults(session: Session, customer_id: int, location_id: int | None = None) -> Defaults:
    """Brand, terms, primary contact and first location of the customer, else of the office.

    ``location_id`` is the location already chosen. Raises :class:`NotFound`.
    """
    customer = session.execute(
        select(Customer.brand_id, Customer.terms_id, Contact.id)
        .select_from(Customer)
        .outerjoin(Contact, (Contact.customer_id == Customer.id) & Contact.is_primary)
        .where(Customer.id == customer_id, Customer.deleted_at.is_(None))
    ).first()
    if customer is None:
        raise NotFound("This customer does not exist or is in the trash.", hint="Choose another customer.")
    company = session.execute(
        select(
            Company.currency,
            Company.prices_include_tax,
            Company.tax_rounding,
            Company.default_terms_id,
            Company.estimate_valid_days,
        )
    ).one()
    brand_id, terms_id, contact_id = customer
    if brand_id is None:
        brand_id = session.scalar(select(Brand.id).order_by(Brand.is_default.desc(), Brand.id).limit(1))
    if brand_id is None:
        raise OfficeDamaged("The office has no brand, whose name and address its documents carry.")
    terms_id = terms_id if terms_id is not None else company.default_terms_id
    due_days = session.scalar(select(Terms.due_days).where(Terms.id == terms_id)) if terms_id is not None else None
    if location_id is None:
        location_id = session.scalar(
            select(Location.id)
            .where(Location.customer_id == customer_id, Location.archived_at.is_(None))
            .order_by(Location.position, Location.id)
            .limit(1)
        )
    pricing = Pricing(company.currency, company.prices_include_tax, company.tax_rounding)
    return Defaults(brand_id, terms_id, due_days, contact_id, location_id, company.estimate_valid_days, pricing)


def due_date(session: Session, terms_id: int | None, on: date) -> date | None:
    """The day an invoice dated ``on`` is due under these terms; ``None``: no due date."""
    if terms_id is None:
        return None
    days = session.scalar(select(Terms.due_days).where(Terms.id == terms_id))
    return None if days is None else on + timedelta(days=days)


def set_changed(record: Any, values: Mapping[str, Any]) -> None:
    """Assign what differs, so that the change log tells only that."""
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def touch(record: Stamped, now: datetime) -> None:
    """Count the record's version up, also where only its lines changed or the clock stands still."""
    record.updated_at = now
    flag_modified(record, "updated_at")
