"""Invoices in the store: begin, read, save and drop drafts, and the paper of an issued one."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from officedesk.database.direct import Prepared
from officedesk.database.records import FIRST_VERSION, change_record, insert_record, stored_record
from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.pricing import Totals
from officedesk.models.sales import DocumentPdf, Invoice
from officedesk.models.work import Job
from officedesk.services.contracts.discounts import for_member
from officedesk.services.desk import Desk
from officedesk.services.files.following import follow
from officedesk.services.permissions import Permission
from officedesk.services.sales import checks, parts
from officedesk.services.sales.billed import DRAFT, billed_tasks
from officedesk.services.sales.deposits import deposits_json, excess, stored_deposits
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.lines import INVOICE_LINES, StoredLines, clean_lines, write_lines
from officedesk.services.sales.of_project import begun_in, own_project

_FIELDS = ("customer_id", "location_id", "contact_id", "brand_id", "project_id", "terms_id", "date", "due_date")
_TEXTS = ("description", "note", "internal_note")
_LINKS = ("estimate_id", "job_id", "credits_id", "kind")

_JOB_OF = Prepared(
    select(Job.__table__.c.id)
    .where(
        Job.__table__.c.id
        == select(Invoice.__table__.c.job_id).where(Invoice.__table__.c.id == bindparam("id")).scalar_subquery()
    )
    .with_for_update()
)


def new_invoice(
    desk: Desk,
    customer_id: int,
    location_id: int | None = None,
    kind: InvoiceKind = InvoiceKind.INVOICE,
    project_id: int | None = None,
) -> InvoiceDraft:
    """An unsaved draft dated today, for the customer's first location unless another is given.

    Of a project it has brand, place, people and words. Without a due date the terms give it when the invoice is issued.
    """
    desk.need(Permission.INVOICES_WRITE)
    with desk.read() as session:
        return replace(begun_invoice(session, desk, customer_id, location_id, project_id), kind=kind)


def begun_invoice(
    session: Session, desk: Desk, customer_id: int, location_id: int | None = None, project_id: int | None = None
) -> InvoiceDraft:
    """:func:`new_invoice` in the caller's session."""
    given = parts.defaults(session, customer_id, location_id)
    draft = InvoiceDraft(
        customer_id=customer_id,
        brand_id=given.brand_id,
        date=desk.today(),
        location_id=given.location_id,
        contact_id=given.contact_id,
        terms_id=given.terms_id,
        pricing=given.pricing,
    )
    draft = begun_in(session, draft, project_id, here=location_id is not None)
    return replace(draft, pricing=for_member(session, given.pricing, customer_id, draft.location_id, desk.today()))


def invoice(desk: Desk, invoice_id: int) -> InvoiceDraft:
    """The stored invoice, deposit invoice or credit note. Raises :class:`NotFound`."""
    desk.need(Permission.INVOICES_READ)
    with desk.read() as session:
        return draft_of(session, find(session, invoice_id))


def save_invoice(desk: Desk, draft: InvoiceDraft) -> InvoiceDraft:
    """Store a draft; an issued invoice does not change any more. Returned as it is stored.

    Raises :class:`InvalidInput`, :class:`NotAllowed` for an issued or void one, or :class:`Conflict` with ``theirs``.
    """
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        if draft.id is None:
            return begin_invoice(session, desk, draft)
        return put_draft(session, desk, draft, draft.id)


def put_draft(session: Session, desk: Desk, draft: InvoiceDraft, invoice_id: int) -> InvoiceDraft:
    """Store a draft that is there already in the caller's transaction, as :func:`save_invoice` does."""
    row = locked(session, invoice_id)
    stored = StoredLines(session, INVOICE_LINES, row.id)
    if row.version != draft.version:
        theirs = draft_of(session, row, stored)
        raise Conflict("This invoice draft was changed on another desktop meanwhile.", theirs=theirs)
    refuse_unless_draft(row)
    if row.customer_id != draft.customer_id and row.discount_reason:
        own = for_member(
            session, draft.pricing, draft.customer_id, draft.location_id, draft.date, was=row.discount_reason
        )
        draft = replace(draft, pricing=own)
    draft = _checked(session, replace(draft, **{name: getattr(row, name) for name in _LINKS}))
    totals = totals_of(draft)
    follow(session, desk, "invoice_id", row, draft.customer_id, draft.location_id)
    version = change_record(session, Invoice, row, _values(desk, draft, totals))
    lines = write_lines(session, INVOICE_LINES, row.id, draft.lines, totals, stored)
    _refuse_excess(session, draft)
    return replace(draft, number="", state=row.state, version=version, lines=lines)


def totals_of(draft: InvoiceDraft) -> Totals:
    """What the draft comes to, its deposits taken off: the same function prices it everywhere."""
    return parts.price_lines(draft.lines, draft.pricing, draft.deposits)


def delete_draft(desk: Desk, invoice_id: int) -> None:
    """Put a draft into the trash: its tasks can be billed again. It never had a number."""
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        row = find(session, invoice_id, lock=True)
        refuse_unless_draft(row)
        row.deleted_at = row.updated_at = desk.now()


def restore_draft(desk: Desk, invoice_id: int) -> None:
    """Take a draft out of the trash. Raises :class:`NotAllowed` where its work is billed elsewhere by now."""
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        row = find(session, invoice_id, lock=True, trashed=True)
        row.deleted_at, row.updated_at = None, desk.now()
        refuse_billed_elsewhere(session, row)


def refuse_billed_elsewhere(session: Session, row: Invoice) -> None:
    """Raise :class:`NotAllowed` where what a draft bills, or a deposit it takes off, is on another invoice."""
    problems = _check_tasks(session, draft_of(session, row))
    if problems:
        raise NotAllowed(next(iter(problems.values())), hint="Delete that other draft first.")
    session.flush()
    number = excess(session, stored_deposits(row), row.job_id, row.estimate_id, row.id)
    if number is not None:
        raise NotAllowed(f"Deposit {number} is taken off another invoice by now.", hint="Invoice the job anew.")


def mark_viewed(desk: Desk, invoice_id: int, on: date) -> None:
    """Note that the customer has seen it: a fact beside the status."""
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        row = find(session, invoice_id, lock=True)
        if row.state is InvoiceState.DRAFT:
            raise NotAllowed("A draft was not sent to anyone yet.", hint="Issue the invoice first.")
        row.viewed_on, row.updated_at = on, desk.now()


def store_pdf(desk: Desk, invoice_id: int, content: bytes) -> None:
    """Keep the paper of an issued invoice as it was first produced. What is stored already stays."""
    desk.need(Permission.INVOICES_READ)
    with desk.write() as session:
        row = find(session, invoice_id, lock=True)
        if row.state is InvoiceState.DRAFT:
            raise NotAllowed("The paper of a draft is not kept.", hint="Issue the invoice first.")
        if session.scalar(select(DocumentPdf.id).where(DocumentPdf.invoice_id == invoice_id)) is None:
            digest = hashlib.sha256(content).hexdigest()
            session.add(DocumentPdf(invoice_id=invoice_id, at=desk.now(), sha256=digest, content=content))


def stored_pdf(desk: Desk, invoice_id: int) -> bytes | None:
    """The stored paper, or ``None`` where it was not produced yet."""
    desk.need(Permission.INVOICES_READ)
    with desk.read() as session:
        return session.scalar(select(DocumentPdf.content).where(DocumentPdf.invoice_id == invoice_id))


def begin_invoice(session: Session, desk: Desk, draft: InvoiceDraft) -> InvoiceDraft:
    """Store a new draft in the caller's transaction; as it is stored, with ids and version."""
    draft = _checked(session, replace(draft, id=None))
    totals = totals_of(draft)
    values = parts.begun(desk, None, None) | _values(desk, draft, totals)
    values |= {name: getattr(draft, name) for name in _LINKS}
    values["kind_series"] = "credit_note" if draft.kind is InvoiceKind.CREDIT_NOTE else "invoice"
    key = insert_record(session, Invoice, values | {"state": InvoiceState.DRAFT})
    lines = write_lines(session, INVOICE_LINES, key, draft.lines, totals)
    draft = replace(draft, id=key, number="", state=InvoiceState.DRAFT, version=FIRST_VERSION, lines=lines)
    _refuse_excess(session, draft)
    return draft


def load(session: Session, invoice_id: int, *, lock: bool = False) -> Invoice:
    """The record with its lines, locked if asked. Raises :class:`NotFound`."""
    return find(session, invoice_id, selectinload(Invoice.lines), lock=lock)


def find(session: Session, invoice_id: int, *options: ORMOption, lock: bool = False, trashed: bool = False) -> Invoice:
    """The record, locked if asked, its job before it. Raises :class:`NotFound`."""
    if lock:
        lock_job_of(session, invoice_id)
    query = select(Invoice).where(Invoice.id == invoice_id).options(*options)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise _gone()
    return row


def locked(session: Session, invoice_id: int) -> Any:
    """The record's columns, locked as :func:`find` does. Raises :class:`NotFound`."""
    lock_job_of(session, invoice_id)
    row = stored_record(session, Invoice, invoice_id, lock=True)
    if row is None or row.deleted_at is not None:
        raise _gone()
    return row


def lock_job_of(session: Session, invoice_id: int) -> None:
    """Everyone locks in one order, jobs before invoices: two desktops wait, they never stop each other."""
    _JOB_OF.first(session, id=invoice_id)


def _gone() -> NotFound:
    return NotFound("This invoice does not exist or is in the trash.", hint="Restore it from the trash first.")


def name_of(row: Invoice | InvoiceDraft | Row[Any]) -> str:
    """How messages call it: ``invoice 3482``."""
    word = {InvoiceKind.CREDIT_NOTE: "credit note", InvoiceKind.DEPOSIT: "deposit invoice"}.get(row.kind, "invoice")
    return f"{word} {row.number}" if row.number else f"{word} draft"


def refuse_unless_draft(row: Invoice | Row[Any]) -> None:
    """Raise :class:`NotAllowed` for an issued or void one."""
    if row.state is InvoiceState.DRAFT:
        return
    name = name_of(row)
    raise NotAllowed(
        f"{name[0].upper()}{name[1:]} is {row.state.value} and does not change any more.",
        hint="Correct it with a credit note." if row.state is InvoiceState.ISSUED else "",
    )


def draft_of(session: Session, row: Invoice | Row[Any], stored: StoredLines | None = None) -> InvoiceDraft:
    """The record as its editor holds it, with its lines, which are read unless they are given as ``stored``."""
    stored = stored or StoredLines(session, INVOICE_LINES, row.id)
    return InvoiceDraft(
        **{name: getattr(row, name) for name in (*_FIELDS, *_LINKS, *_TEXTS)},
        number=row.number or "",
        state=row.state,
        pricing=parts.pricing_of(row),
        deposits=stored_deposits(row),
        lines=stored.drafts(),
        id=row.id,
        version=row.version,
    )


def _checked(session: Session, draft: InvoiceDraft) -> InvoiceDraft:
    """The draft as it is stored. Raises :class:`InvalidInput` where it cannot be."""
    draft = replace(
        draft,
        **parts.clean_texts(draft, _TEXTS),
        lines=clean_lines(draft.lines),
    )
    draft = own_project(session, draft)
    credit = draft.kind is InvoiceKind.CREDIT_NOTE
    checks.refuse(
        checks.check_lines(draft.lines, credit=credit)
        | checks.check_pricing(draft.pricing, credit=credit)
        | checks.check_dates(date=draft.date, due_date=draft.due_date)
    )
    if draft.due_date is not None and draft.due_date < draft.date:
        raise InvalidInput({"due_date": "The due date is before the date of the invoice."})
    checks.refuse(
        checks.check_party(session, draft.customer_id, draft.location_id, draft.contact_id)
        | _check_tasks(session, draft)
    )
    return draft


def _values(desk: Desk, draft: InvoiceDraft, totals: Totals) -> dict[str, Any]:
    """What the record holds of a draft."""
    return {name: getattr(draft, name) for name in (*_FIELDS, *_TEXTS)} | {
        "deposits": deposits_json(draft.deposits),
        "updated_at": desk.now(),
        **parts.priced(draft.pricing, totals),
    }


def _refuse_excess(session: Session, draft: InvoiceDraft) -> None:
    if draft.kind is InvoiceKind.CREDIT_NOTE:
        return
    number = excess(session, draft.deposits, draft.job_id, draft.estimate_id, draft.id)
    if number is not None:
        raise InvalidInput({"deposits": f"More of deposit {number} is taken off than is left of it."})


def _check_tasks(session: Session, draft: InvoiceDraft) -> dict[str, str]:
    """Each task is of the invoice's job and billed once; the job is locked while that is looked at."""
    wanted = [line.job_task_id for line in draft.lines if line.job_task_id is not None]
    if not wanted or draft.kind is not InvoiceKind.INVOICE:
        return {}
    job = session.scalars(
        select(Job).where(Job.id == draft.job_id).options(selectinload(Job.tasks)).with_for_update()
    ).one_or_none()
    known = {task.id: task for task in job.tasks} if job is not None else {}
    billed = billed_tasks(session, draft.job_id or 0, but=draft.id)
    found = {}
    for index, line in enumerate(draft.lines):
        if line.job_task_id is None:
            continue
        if line.job_task_id not in known:
            found[f"lines.{index}.job_task_id"] = f"“{line.name}” is not a task of the invoice's job."
        elif known[line.job_task_id].covered:
            found[f"lines.{index}.job_task_id"] = f"“{line.name}” is covered by the job's contract and not billed."
        elif line.job_task_id in billed or wanted.count(line.job_task_id) > 1:
            number = billed.get(line.job_task_id, DRAFT)
            where = "another invoice draft" if number == DRAFT else f"invoice {number}"
            found[f"lines.{index}.job_task_id"] = f"“{line.name}” is on {where} already."
    return found
