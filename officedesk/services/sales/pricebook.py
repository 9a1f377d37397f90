"""The price book: completion while typing, items, and kits that expand into lines."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import Session, selectinload

from officedesk.database.records import count_up
from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.company import TaxRate
from officedesk.models.enums import LineKind
from officedesk.models.pricebook import KitComponent, PriceBookItem
from officedesk.models.text import clean, fold, words
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales.checks import LARGEST, MOST, check_number
from officedesk.services.sales.drafts import ItemDraft, KitPart, LineDraft
from officedesk.services.sales.rows import ItemRow, TaxChoice
from officedesk.services.sales.taxes import EXEMPT, tax_choice

_TEXTS = ("name", "code", "category", "unit")
_FIELDS = ("kind", "price", "unit_cost", "taxable", "tax_rate_id", "active")
DEPTH = 8
"""Kits within kits, at most."""


def tax_for(desk: Desk, customer_id: int, location_id: int | None = None) -> TaxChoice:
    """The rate that new lines of this customer and location get: the location's, the customer's, the office's."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return tax_choice(session, customer_id, location_id)


def complete(desk: Desk, text: str, limit: int = 12) -> list[ItemRow]:
    """Active items for what was typed so far: every word is part of code or name; those that begin with it first."""
    desk.need(Permission.PRICEBOOK_READ)
    wanted = words(text)
    if not wanted:
        return items(desk, limit=limit)
    key = PriceBookItem.name_key
    begins = key.startswith(wanted[0], autoescape=True)
    query = (
        _items()
        .where(PriceBookItem.active, *(key.contains(word, autoescape=True) for word in wanted))
        .order_by(begins.desc(), key, PriceBookItem.id)
    )
    return _rows(desk, query.limit(limit))


def items(
    desk: Desk,
    text: str = "",
    *,
    kind: LineKind | None = None,
    category: str | None = None,
    active: bool | None = True,
    limit: int | None = None,
) -> list[ItemRow]:
    """Items by name. ``active`` ``None``: those out of use too."""
    desk.need(Permission.PRICEBOOK_READ)
    query = _items().order_by(PriceBookItem.name_key, PriceBookItem.id).limit(limit)
    wanted: list[ColumnElement[bool]] = [PriceBookItem.name_key.contains(word, autoescape=True) for word in words(text)]
    if kind is not None:
        wanted.append(PriceBookItem.kind == kind)
    if category is not None:
        wanted.append(PriceBookItem.category == category)
    if active is not None:
        wanted.append(PriceBookItem.active == active)
    return _rows(desk, query.where(and_(True, *wanted)))


def categories(desk: Desk) -> list[str]:
    """The categories in use, in order."""
    desk.need(Permission.PRICEBOOK_READ)
    with desk.read() as session:
        found = session.scalars(select(PriceBookItem.category).where(PriceBookItem.category != "").distinct())
        return sorted(found, key=fold)


def item(desk: Desk, item_id: int) -> ItemDraft:
    """The stored item with its components. Raises :class:`NotFound`."""
    desk.need(Permission.PRICEBOOK_READ)
    with desk.read() as session:
        return _draft(_load(session, item_id))


def save_item(desk: Desk, draft: ItemDraft) -> ItemDraft:
    """Store an item of the price book. Documents keep the prices they were written with.

    Raises :class:`InvalidInput`, and :class:`Conflict` where another desktop was first.
    """
    desk.need(Permission.PRICEBOOK_WRITE)
    texts: dict[str, Any] = {name: clean(getattr(draft, name)) for name in _TEXTS}
    draft = replace(draft, description=clean(draft.description, lines=True), **texts)
    problems = _problems(draft)
    if problems:
        raise InvalidInput(problems)
    with desk.write() as session:
        if draft.id is None:
            row = PriceBookItem()
            session.add(row)
            row.components = []
        else:
            row = _load(session, draft.id, lock=True)
            if row.version != draft.version:
                raise Conflict(f"“{row.name}” was changed on another desktop meanwhile.", theirs=_draft(row))
            _refuse_circle(session, draft)
        for name in (*_TEXTS, *_FIELDS, "description"):
            if getattr(row, name) != getattr(draft, name):
                setattr(row, name, getattr(draft, name))
        row.name_key = fold(f"{draft.name} {draft.code}")[:300]
        if [KitPart(part.item_id, part.quantity) for part in row.components] != list(draft.components):
            row.components = [
                KitComponent(item_id=part.item_id, quantity=part.quantity, position=position)
                for position, part in enumerate(draft.components)
            ]
            # The version counts for the components too.
            count_up(session, row)
        session.flush()
        return _draft(row)


def expand(desk: Desk, item_id: int, tax: TaxChoice, quantity: Decimal = Decimal(1)) -> list[LineDraft]:
    """The lines that adding an item gives: one, or a kit's components in their quantities, kits in it included."""
    desk.need(Permission.PRICEBOOK_READ)
    with desk.read() as session:
        return _expanded(session, item_id, quantity, tax, DEPTH)


def _expanded(session: Session, item_id: int, quantity: Decimal, tax: TaxChoice, depth: int) -> list[LineDraft]:
    row = _load(session, item_id)
    if row.components and depth:
        lines = []
        for part in row.components:
            lines += _expanded(session, part.item_id, quantity * part.quantity, tax, depth - 1)
        return lines
    choice = tax
    if not row.taxable:
        choice = EXEMPT
    elif row.tax_rate_id is not None and tax.percent is not None:
        rate = session.execute(
            select(TaxRate.id, TaxRate.name, TaxRate.percent).where(TaxRate.id == row.tax_rate_id)
        ).one()
        choice = TaxChoice(*rate)
    return [
        LineDraft(
            kind=row.kind,
            name=row.name,
            description=row.description,
            quantity=round(quantity, 4).normalize() + 0 if quantity % 1 else quantity,
            unit=row.unit,
            price=row.price,
            unit_cost=row.unit_cost,
            tax_rate_id=choice.rate_id,
            tax_name=choice.name,
            tax_percent=choice.percent,
            item_id=row.id,
        )
    ]


def _items() -> Select[*tuple[Any, ...]]:
    is_kit = exists().where(KitComponent.kit_id == PriceBookItem.id)
    table = PriceBookItem
    return select(
        table.id,
        table.code,
        table.name,
        table.description,
        table.kind,
        table.category,
        table.unit,
        table.price,
        table.unit_cost,
        table.taxable,
        table.tax_rate_id,
        is_kit.label("is_kit"),
        table.active,
        table.version,
    )


def _rows(desk: Desk, query: Select[*tuple[Any, ...]]) -> list[ItemRow]:
    with desk.read() as session:
        return [ItemRow(*row) for row in session.execute(query)]


def _load(session: Session, item_id: int, *, lock: bool = False) -> PriceBookItem:
    query = select(PriceBookItem).where(PriceBookItem.id == item_id).options(selectinload(PriceBookItem.components))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound("This item is not in the price book any more.")
    return row


def _draft(row: PriceBookItem) -> ItemDraft:
    return ItemDraft(
        description=row.description,
        components=tuple(KitPart(part.item_id, part.quantity) for part in row.components),
        id=row.id,
        version=row.version,
        **{name: getattr(row, name) for name in (*_TEXTS, *_FIELDS)},
    )


def _problems(draft: ItemDraft) -> dict[str, str]:
    found: dict[str, str | None] = {}
    if not draft.name:
        found["name"] = "Give the item a name."
    if draft.kind is LineKind.SECTION:
        found["kind"] = "A section is not an item. Choose service, material, equipment or fee."
    for field, money in (("price", draft.price), ("unit_cost", draft.unit_cost)):
        if abs(money) > LARGEST:
            found[field] = "This amount is too large."
    for index, part in enumerate(draft.components):
        found[f"components.{index}.quantity"] = check_number(part.quantity, Decimal("0.0001"), MOST)
        if part.item_id == draft.id:
            found[f"components.{index}.item_id"] = "A kit cannot contain itself."
    return {field: message for field, message in found.items() if message}


def _refuse_circle(session: Session, draft: ItemDraft) -> None:
    inside: set[int] = {part.item_id for part in draft.components}
    seen: set[int] = set()
    while inside:
        if draft.id in inside:
            raise InvalidInput({"components": "A kit cannot contain itself, not even through another kit."})
        seen |= inside
        inside = _parts_of(session, inside) - seen


def _parts_of(session: Session, kits: Iterable[int]) -> set[int]:
    return set(session.scalars(select(KitComponent.item_id).where(KitComponent.kit_id.in_(kits))))
