"""One message to many customers: to those who want to hear from us, each on their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.customers import Contact, Customer
from officedesk.models.enums import Channel
from officedesk.services.desk import Desk
from officedesk.services.messaging.addresses import region_of
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.fields import values
from officedesk.services.messaging.frames import brand_of
from officedesk.services.messaging.outbox import queue, reachable, reply_to
from officedesk.services.messaging.signatures import signed
from officedesk.services.messaging.store import check
from officedesk.services.messaging.templates import TemplateDraft, filled, template_problems
from officedesk.services.permissions import Permission

_AT_ONCE = 50
"""Messages in one transaction: others get to save in between."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A customer who gets nothing, and why."""

    customer_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of a message to many: the messages in the outbox, and who was left out."""

    messages: tuple[int, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """Who would get it and who not, before anything is sent."""

    to: tuple[tuple[int, str, str], ...]
    """Customer, name and address."""
    skipped: tuple[Skipped, ...]


def plan_many(desk: Desk, customer_ids: Sequence[int], channel: Channel = Channel.EMAIL) -> BulkPlan:
    """Who would get a message to these customers, and who not: without newsletter, or not to be contacted."""
    desk.need(Permission.MESSAGES_BULK)
    with desk.read() as session:
        chosen, skipped = _chosen(session, customer_ids, channel)
    return BulkPlan(tuple((one, name, to.address) for one, name, to in chosen), tuple(skipped))


def send_many(desk: Desk, customer_ids: Sequence[int], template: TemplateDraft) -> Bulk:
    """Put a message for each of the customers into the outbox, filled in for each from ``template`` (saved or not).

    Only to those who signed up for news and may be contacted, and to each address once. Raises ``InvalidInput``.
    """
    desk.need(Permission.MESSAGES_BULK)
    problems = {field: said for field, said in template_problems(template).items() if field != "name"}
    if template.purpose:
        problems["purpose"] = "A message to many is about no document."
    if problems:
        raise InvalidInput(problems)
    with desk.read() as session:
        chosen, skipped = _chosen(session, customer_ids, template.channel)
    made: list[int] = []
    for start in range(0, len(chosen), _AT_ONCE):
        with desk.write() as session:
            records = []
            for customer_id, name, to in chosen[start : start + _AT_ONCE]:
                # Looked at again: somebody may have changed their mind since.
                if not _still_wanted(session, customer_id):
                    skipped.append(Skipped(customer_id, name, "changed meanwhile"))
                    continue
                draft = _draft(session, desk, customer_id, to, template)
                records.append(queue(session, desk, check(session, draft)))
            session.flush()
            made += [record.id for record in records]
    return Bulk(tuple(made), tuple(skipped))


def _chosen(
    session: Session, customer_ids: Sequence[int], channel: Channel
) -> tuple[list[tuple[int, str, Address]], list[Skipped]]:
    chosen: list[tuple[int, str, Address]] = []
    skipped: list[Skipped] = []
    taken: dict[str, str] = {}
    region = region_of(session)
    ids = list(dict.fromkeys(customer_ids))
    for start in range(0, len(ids), 400):
        some = ids[start : start + 400]
        customers = {one.id: one for one in session.scalars(select(Customer).where(Customer.id.in_(some)))}
        people: dict[int, list[Contact]] = {}
        order = (Contact.is_primary.desc(), Contact.position, Contact.id)
        for person in session.scalars(select(Contact).where(Contact.customer_id.in_(some)).order_by(*order)):
            people.setdefault(person.customer_id, []).append(person)
        for customer_id in some:
            customer = customers.get(customer_id)
            if customer is None:
                continue
            reached = (reachable(person, channel, region) for person in people.get(customer_id, ()))
            to = next((address for address in reached if address is not None), None)
            reason = _reason(customer, to, taken, channel)
            if reason or to is None:
                skipped.append(Skipped(customer_id, customer.name, reason))
            else:
                taken[to.address.lower()] = customer.name
                chosen.append((customer_id, customer.name, to))
    return chosen, skipped


def _reason(customer: Customer, to: Address | None, taken: dict[str, str], channel: Channel) -> str:
    if customer.deleted_at is not None:
        return "in the trash"
    if customer.archived_at is not None:
        return "archived"
    if customer.do_not_contact:
        return "not to be contacted"
    if not customer.newsletter:
        return "did not sign up for news"
    if to is None:
        return "no email address" if channel is Channel.EMAIL else "no phone number"
    if to.address.lower() in taken:
        return f"same address as {taken[to.address.lower()]}"
    return ""


def _still_wanted(session: Session, customer_id: int) -> bool:
    row = session.execute(
        select(Customer.newsletter, Customer.do_not_contact, Customer.deleted_at)
        .where(Customer.id == customer_id)
        .with_for_update()
    ).first()
    return row is not None and row.newsletter and not row.do_not_contact and row.deleted_at is None


def _draft(session: Session, desk: Desk, customer_id: int, to: Address, template: TemplateDraft) -> MessageDraft:
    own = session.get(Customer, customer_id)
    brand = brand_of(session, template.brand_id or (own.brand_id if own is not None else None))
    known = values(session, desk, customer_id, "", None, brand.id if brand else None)
    subject, body = filled(template, known)
    email = template.channel is Channel.EMAIL
    return MessageDraft(
        channel=template.channel,
        customer_id=customer_id,
        brand_id=brand.id if brand else None,
        to=(to,),
        reply_to=reply_to(session, desk) if email else "",
        subject=subject if email else "",
        body=signed(session, desk, body, brand) if email else body,
        bulk=True,
    )
