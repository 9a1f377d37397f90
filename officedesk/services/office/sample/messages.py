"""Messages of the sample office: documents that were sent, an answer, a text, and one that came back."""

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.models.messages import Message, MessageRecipient, MessageTemplate
from officedesk.models.sales import Estimate, Invoice
from officedesk.services.notes.logging import log_message
from officedesk.services.office.sample.builder import Builder

OFFICE = ("Northside Mechanical", "office@northside.example")
JOHN = ("John Wilson", "sales@industrack.com")
_HELLO = "Hello John,\n\n{}\n\nRaz Bajwa\nNorthside Mechanical\n(612) 555-0100\nnorthside.example"


def add_messages(build: Builder, abc: Customer, near: dict[str, Customer]) -> None:
    """Give ABC Company and its neighbors their messages, and the office its templates."""
    session = build.session
    issued = select(Invoice).where(Invoice.customer_id == abc.id, Invoice.number.is_not(None))
    invoice = session.scalars(issued.order_by(Invoice.serial.desc())).first()
    estimate = session.scalars(
        select(Estimate).where(Estimate.customer_id == abc.id).order_by(Estimate.serial.desc())
    ).first()
    if invoice is not None:
        _sent(
            build, abc, 12, 9, f"Invoice {invoice.number} from Northside Mechanical",
            _HELLO.format(f"Your invoice {invoice.number} is attached. Thank you for your business."),
            document="invoice", document_id=invoice.id,
        )  # fmt: skip
    if estimate is not None:
        first = _sent(
            build, abc, 6, 14, f"Estimate {estimate.number} from Northside Mechanical",
            _HELLO.format(f"Our estimate {estimate.number} is attached. Please reply with any questions."),
            document="estimate", document_id=estimate.id,
        )  # fmt: skip
        at = build.at(5, 8, 12)
        answer = Message(
            status=MessageStatus.RECEIVED, customer_id=abc.id, brand_id=abc.brand_id, answers_id=first.id,
            document="estimate", document_id=estimate.id, at=at, created_at=at, updated_at=at, sender_name=JOHN[0],
            sender_address=JOHN[1], to_text=OFFICE[1], subject=f"Re: {first.subject}",
            body="Looks good. Can you start before the 15th? The roof hatch key is with Tori.\n\nJohn",
            internet_id="<answer-1@industrack.com>",
        )  # fmt: skip
        session.add(answer)
        log_message(session, answer)
    text = "Northside Mechanical: Anton is on the way, arrival between 9 and 10. (612) 555-0100"
    _sent(build, abc, 3, 8, "", text, channel=Channel.SMS, to=("John Wilson", "+16127464017"), segments=1)
    back = _sent(
        build, near["elm"], 1, 16, "Your visit on Thursday",
        "Hello Piotr,\n\nWe come on Thursday between 8 and 9.\n\nRaz Bajwa\nNorthside Mechanical",
        to=("Piotr Łukasiewicz", "ops@elmbrew.example"),
    )  # fmt: skip
    back.status = MessageStatus.FAILED
    back.trouble = "It came back from ops@elmbrew.example: 550 5.1.1 No such user here"
    at = build.at(0, 7, 40)
    session.add(
        Message(
            customer_id=abc.id,
            brand_id=abc.brand_id,
            user_id=build.users["Raz Bajwa"].id,
            at=at,
            created_at=at,
            updated_at=at,
            to_text=JOHN[0],
            subject="Filters for the rooftop units",
            body="Hello John,\n\nThe filters for",
            recipients=[MessageRecipient(name=JOHN[0], address=JOHN[1], token=f"sample-{abc.number}-draft")],
        )
    )
    _templates(build)
    session.flush()


def _sent(
    build: Builder,
    customer: Customer,
    ago: int,
    hour: int,
    subject: str,
    body: str,
    *,
    channel: Channel = Channel.EMAIL,
    to: tuple[str, str] = JOHN,
    document: str = "",
    document_id: int | None = None,
    segments: int = 0,
) -> Message:
    at = build.at(ago, hour, 5)
    key = f"sample-{customer.number}-{ago}-{hour}"
    made = Message(
        channel=channel,
        status=MessageStatus.SENT,
        customer_id=customer.id,
        brand_id=customer.brand_id,
        user_id=build.users["Raz Bajwa"].id,
        document=document,
        document_id=document_id,
        at=at,
        sent_at=at,
        handed_over_at=at,
        created_at=at,
        updated_at=at,
        sender_name=OFFICE[0] if channel is Channel.EMAIL else "",
        sender_address=OFFICE[1] if channel is Channel.EMAIL else "+16125550100",
        to_text=to[0],
        subject=subject,
        body=body,
        internet_id=f"<{key}@northside.example>" if channel is Channel.EMAIL else key,
        attempts=1,
        segments=segments,
        recipients=[MessageRecipient(kind=RecipientKind.TO, name=to[0], address=to[1], token=key)],
        files=[],
    )
    build.session.add(made)
    log_message(build.session, made)
    return made


_INVOICE = """\
Hello {{ contact.first_name }},

Thank you for having us. Your invoice {{ invoice.number }} for {{ invoice.total }} is attached\
{% if invoice.due_date %}, due on {{ invoice.due_date }}{% endif %}."""
_SPRING = """\
Hello {{ contact.first_name }},

It is getting warm again. Call {{ company.phone }} and we look after your air conditioning before the first hot day."""
_ON_THE_WAY = "{{ company.name }}: we are on the way to {{ location.address }}. {{ company.phone }}"


def _templates(build: Builder) -> None:
    subject = "Invoice {{ invoice.number }} from {{ company.name }}"
    build.session.add_all(
        [
            MessageTemplate(name="Invoice, friendly", purpose="invoice", subject=subject, body=_INVOICE),
            MessageTemplate(name="Spring news", subject="Time for your spring tune-up", body=_SPRING),
            MessageTemplate(name="On the way", channel=Channel.SMS, body=_ON_THE_WAY),
        ]
    )
