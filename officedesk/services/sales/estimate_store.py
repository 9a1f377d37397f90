"""Estimates in the store: begin, read, save, copy, trash, and the versions that were sent."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from officedesk.database.records import FIRST_VERSION, change_record, insert_record, stored_record
from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.enums import AmountKind, EstimateStatus, SequenceKind
from officedesk.models.equipment import EstimateEquipment
from officedesk.models.frozen import decode, encode
from officedesk.models.pricing import Totals, deposit_amount, exponent_of
from officedesk.models.sales import Estimate, EstimateRevision
from officedesk.services.contracts.discounts import for_member
from officedesk.services.desk import Desk
from officedesk.services.equipment.links import check_links, linked, write_links
from officedesk.services.files.following import follow
from officedesk.services.office.numbers import take_number
from officedesk.services.permissions import Permission
from officedesk.services.sales import checks, parts
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.lines import ESTIMATE_LINES, StoredLines, clean_lines, write_lines
from officedesk.services.sales.of_project import begun_in, own_project
from officedesk.services.sales.results import RevisionRow
from officedesk.services.sales.taxes import retaxed, tax_choice

_FIELDS = ("customer_id", "location_id", "contact_id", "brand_id", "estimator_id", "terms_id", "date", "valid_until")
_LINKS = ("project_id",)
_TEXTS = ("description", "note", "internal_note")


def new_estimate(
    desk: Desk, customer_id: int, location_id: int | None = None, project_id: int | None = None
) -> EstimateDraft:
    """A draft with the customer's and the office's defaults, for their first location unless another is given.

    Of a project it has brand, place, people and words. Nothing is stored and no number is taken.
    """
    desk.need(Permission.ESTIMATES_WRITE)
    today = desk.today()
    with desk.read() as session:
        given = parts.defaults(session, customer_id, location_id)
        draft = EstimateDraft(
            customer_id=customer_id,
            brand_id=given.brand_id,
            date=today,
            location_id=given.location_id,
            contact_id=given.contact_id,
            estimator_id=desk.actor.user_id,
            terms_id=given.terms_id,
            valid_until=today + timedelta(days=given.valid_days),
            pricing=given.pricing,
        )
        draft = begun_in(session, draft, project_id, here=location_id is not None)
        return replace(draft, pricing=for_member(session, given.pricing, customer_id, draft.location_id, today))


def estimate(desk: Desk, estimate_id: int) -> EstimateDraft:
    """The stored estimate. Raises :class:`NotFound`."""
    desk.need(Permission.ESTIMATES_READ)
    with desk.read() as session:
        return draft_of(session, load(session, estimate_id))


def totals_of(draft: EstimateDraft) -> Totals:
    """What the draft comes to: the same function prices it on screen, on paper and in the store."""
    return parts.price_lines(draft.lines, draft.pricing)


def save_estimate(desk: Desk, draft: EstimateDraft) -> EstimateDraft:
    """Store ``draft``: it gets its number when it is first saved. Returned as it is stored, with ids and version.

    A change of one that the customer holds (*sent*) keeps what was sent as a revision and raises ``revision``; it
    stays *sent*, and further changes belong to the same new revision until that is sent too. An approved or declined
    estimate is changed after :func:`reopen_estimate`, or in a copy.
    Raises :class:`InvalidInput`, :class:`NotAllowed`, or :class:`Conflict` with ``theirs`` where another desktop was
    first.
    """
    desk.need(Permission.ESTIMATES_WRITE)
    draft = _cleaned(draft)
    checks.refuse(
        checks.check_lines(draft.lines)
        | checks.check_pricing(draft.pricing)
        | checks.check_dates(date=draft.date, valid_until=draft.valid_until)
        | _check_deposit(draft)
    )
    totals = parts.price_lines(draft.lines, draft.pricing)
    try:
        with desk.write() as session:
            problems = checks.check_party(session, draft.customer_id, draft.location_id, draft.contact_id)
            checks.refuse(problems | check_links(session, draft.customer_id, draft.equipment))
            draft = own_project(session, draft)
            if draft.id is None:
                return _begin(session, desk, draft, totals)
            return _change(session, desk, draft, totals)
    except StaleDataError:
        raise _conflict(desk, draft) from None


def copy_estimate(desk: Desk, estimate_id: int, customer_id: int | None = None) -> EstimateDraft:
    """An unsaved copy dated today, for the same or another customer (whose taxes then apply)."""
    desk.need(Permission.ESTIMATES_WRITE)
    source = estimate(desk, estimate_id)
    fresh = new_estimate(desk, source.customer_id if customer_id is None else customer_id)
    lines = tuple(replace(line, id=None) for line in source.lines)
    same = fresh.customer_id == source.customer_id
    with desk.read() as session:
        place = source.location_id if same else fresh.location_id
        pricing = for_member(
            session, source.pricing, fresh.customer_id, place, fresh.date, was=source.pricing.discount_reason
        )
        if not same:
            exempt = tax_choice(session, source.customer_id, source.location_id).percent is None
            choice = tax_choice(session, fresh.customer_id, fresh.location_id)
            lines = retaxed(session, lines, choice, was_exempt=exempt)
    return replace(
        fresh,
        location_id=source.location_id if same else fresh.location_id,
        contact_id=source.contact_id if same else fresh.contact_id,
        description=source.description,
        note=source.note,
        internal_note=source.internal_note,
        pricing=pricing,
        deposit_kind=source.deposit_kind,
        deposit_value=source.deposit_value,
        lines=lines,
        equipment=source.equipment if same else (),
        project_id=source.project_id if same else None,
    )


def delete_estimate(desk: Desk, estimate_id: int) -> None:
    """Put it into the trash. One with a job stays: the job stands on it."""
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True)
        if row.status is EstimateStatus.APPROVED:
            raise NotAllowed(
                f"Estimate {row.number} is approved and has a job.", hint="Reopen it first, then delete it."
            )
        row.deleted_at = row.updated_at = desk.now()


def restore_estimate(desk: Desk, estimate_id: int) -> None:
    """Take it out of the trash."""
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True, trashed=True)
        row.deleted_at, row.updated_at = None, desk.now()


def revisions(desk: Desk, estimate_id: int) -> list[RevisionRow]:
    """The versions that were sent before the present one, newest first."""
    desk.need(Permission.ESTIMATES_READ)
    with desk.read() as session:
        rows = session.execute(
            select(EstimateRevision.revision, EstimateRevision.at, EstimateRevision.author, EstimateRevision.total)
            .where(EstimateRevision.estimate_id == estimate_id)
            .order_by(EstimateRevision.revision.desc())
        )
        return [RevisionRow(*row) for row in rows]


def revision(desk: Desk, estimate_id: int, number: int) -> EstimateDraft:
    """A kept version as it was sent. Raises :class:`NotFound`."""
    desk.need(Permission.ESTIMATES_READ)
    with desk.read() as session:
        snapshot = session.scalar(
            select(EstimateRevision.snapshot).where(
                EstimateRevision.estimate_id == estimate_id, EstimateRevision.revision == number
            )
        )
    if snapshot is None:
        raise NotFound(f"There is no revision {number} of this estimate.")
    return decode(EstimateDraft, snapshot)


def load(session: Session, estimate_id: int, *, lock: bool = False, trashed: bool = False) -> Estimate:
    """The record; ``lock`` keeps others from deciding over it meanwhile. Raises :class:`NotFound`."""
    query = select(Estimate).where(Estimate.id == estimate_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound("This estimate does not exist or is in the trash.", hint="Restore it from the trash first.")


def draft_of(session: Session, row: Estimate | Row[Any], stored: StoredLines | None = None) -> EstimateDraft:
    """The record as its editor holds it, with its lines, which are read unless they are given as ``stored``."""
    stored = stored or StoredLines(session, ESTIMATE_LINES, row.id)
    return EstimateDraft(
        **{name: getattr(row, name) for name in (*_FIELDS, *_LINKS, *_TEXTS)},
        number=row.number,
        status=row.status,
        revision=row.revision,
        pricing=parts.pricing_of(row),
        deposit_kind=row.deposit_kind,
        deposit_value=row.deposit_value,
        lines=stored.drafts(),
        equipment=linked(session, EstimateEquipment, row.id),
        id=row.id,
        version=row.version,
    )


def _keep_revision(session: Session, desk: Desk, row: Row[Any], held: EstimateDraft) -> dict[str, Any]:
    """Keep what the customer holds; what to change of the record, whose working version is not sent yet."""
    snapshot: dict[str, Any] = encode(held)
    session.add(
        EstimateRevision(
            estimate_id=row.id,
            revision=row.revision,
            at=row.sent_at or desk.now(),
            author=desk.actor.name,
            total=row.total,
            snapshot=snapshot,
        )
    )
    return {"revision": row.revision + 1, "sent_at": None}


def _cleaned(draft: EstimateDraft) -> EstimateDraft:
    return replace(
        draft,
        **parts.clean_texts(draft, _TEXTS),
        lines=clean_lines(draft.lines),
    )


def _check_deposit(draft: EstimateDraft) -> dict[str, str]:
    message = checks.check_amount(draft.deposit_kind, draft.deposit_value)
    return {"deposit_value": message} if message else {}


def _begin(session: Session, desk: Desk, draft: EstimateDraft, totals: Totals) -> EstimateDraft:
    number, serial = take_number(session, SequenceKind.ESTIMATE, draft.date, draft.brand_id)
    values = parts.begun(desk, number, serial) | _values(desk, draft, totals)
    key = insert_record(session, Estimate, values | {"status": EstimateStatus.DRAFT, "revision": 1})
    lines = write_lines(session, ESTIMATE_LINES, key, draft.lines, totals)
    if draft.equipment:
        draft = replace(draft, equipment=write_links(session, EstimateEquipment, key, draft.equipment))
    return replace(
        draft, id=key, number=number, status=EstimateStatus.DRAFT, revision=1, version=FIRST_VERSION, lines=lines
    )


def _change(session: Session, desk: Desk, draft: EstimateDraft, totals: Totals) -> EstimateDraft:
    row = stored_record(session, Estimate, draft.id or 0, lock=True)
    if row is None or row.deleted_at is not None:
        raise _gone()
    stored = StoredLines(session, ESTIMATE_LINES, row.id)
    if row.version != draft.version:
        theirs = draft_of(session, row, stored)
        raise Conflict(f"Estimate {row.number} was changed on another desktop meanwhile.", theirs=theirs)
    if row.status in (EstimateStatus.APPROVED, EstimateStatus.DECLINED):
        raise NotAllowed(
            f"Estimate {row.number} is {row.status.value} and does not change any more.",
            hint="Reopen it, or copy it to a new estimate.",
        )
    if row.customer_id != draft.customer_id and row.discount_reason:
        own = for_member(
            session, draft.pricing, draft.customer_id, draft.location_id, draft.date, was=row.discount_reason
        )
        draft = replace(draft, pricing=own)
        totals = parts.price_lines(draft.lines, draft.pricing)
    values = _values(desk, draft, totals)
    if row.status is EstimateStatus.SENT and row.sent_at is not None:
        held = draft_of(session, row, stored)
        if _differs(held, draft):
            values |= _keep_revision(session, desk, row, held)
    follow(session, desk, "estimate_id", row, draft.customer_id, draft.location_id)
    # The record first: its version says whether the lines are still those that were read.
    version = change_record(session, Estimate, row, values)
    return replace(
        draft,
        number=row.number,
        status=row.status,
        revision=values.get("revision", row.revision),
        version=version,
        lines=write_lines(session, ESTIMATE_LINES, row.id, draft.lines, totals, stored),
        equipment=write_links(session, EstimateEquipment, row.id, draft.equipment),
    )


def _differs(stored: EstimateDraft, draft: EstimateDraft) -> bool:
    """Whether the save changes what the customer sees; the internal note, equipment and project are ours."""
    same = replace(
        draft,
        number=stored.number,
        status=stored.status,
        revision=stored.revision,
        internal_note=stored.internal_note,
        equipment=stored.equipment,
        project_id=stored.project_id,
    )
    return same != stored


def _values(desk: Desk, draft: EstimateDraft, totals: Totals) -> dict[str, Any]:
    """What the record holds of a draft."""
    held = (*_FIELDS, *_LINKS, *_TEXTS, "deposit_kind", "deposit_value")
    return {name: getattr(draft, name) for name in held} | {
        "deposit": requested_deposit(draft, totals),
        "updated_at": desk.now(),
        **parts.priced(draft.pricing, totals),
    }


def requested_deposit(draft: EstimateDraft, totals: Totals) -> int:
    """The deposit that the estimate asks for, in minor units."""
    if draft.deposit_kind is AmountKind.NONE:
        return 0
    return deposit_amount(totals.total, draft.deposit_kind, draft.deposit_value, exponent_of(draft.pricing.currency))


def _conflict(desk: Desk, draft: EstimateDraft) -> Conflict:
    theirs = estimate(desk, draft.id or 0)
    return Conflict(f"Estimate {theirs.number} was changed on another desktop meanwhile.", theirs=theirs)
