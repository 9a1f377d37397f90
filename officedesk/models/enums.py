"""The words that a column or a draft may hold. Values are what is stored and exported."""

from enum import StrEnum


class CustomerType(StrEnum):
    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"


class Role(StrEnum):
    ADMIN = "admin"
    OFFICE = "office"
    DISPATCHER = "dispatcher"
    TECHNICIAN = "technician"
    READ_ONLY = "read_only"


class LineKind(StrEnum):
    """What a document line sells. ``SECTION`` lines sell nothing: they open a section with a subtotal."""

    SERVICE = "service"
    MATERIAL = "material"
    EQUIPMENT = "equipment"
    FEE = "fee"
    SECTION = "section"


class AmountKind(StrEnum):
    """How a discount or a deposit is stated."""

    NONE = "none"
    AMOUNT = "amount"
    PERCENT = "percent"


class TaxRounding(StrEnum):
    GROUP = "group"
    LINE = "line"


class EstimateStatus(StrEnum):
    """Stored states of an estimate; *expired* is derived from ``valid_until`` (see ``models.states``)."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"


class JobStatus(StrEnum):
    """States of a job and of each visit."""

    NOT_STARTED = "not_started"
    SCHEDULED = "scheduled"
    ON_THE_WAY = "on_the_way"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskStatus(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"


class InvoiceState(StrEnum):
    """What is stored. Unpaid, part paid, paid and overdue follow from balance and due date (``models.states``)."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


class PaymentKind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"


class PaymentMethod(StrEnum):
    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    BANK = "bank"
    OTHER = "other"


class SequenceKind(StrEnum):
    CUSTOMER = "customer"
    ESTIMATE = "estimate"
    JOB = "job"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    CONTRACT = "contract"
    PROJECT = "project"


class PaperSize(StrEnum):
    LETTER = "letter"
    A4 = "a4"


class ChangeAction(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    IMPORTED = "imported"


class EquipmentKind(StrEnum):
    """A part belongs to a piece of equipment."""

    EQUIPMENT = "equipment"
    PART = "part"


class EquipmentSource(StrEnum):
    """Whether the office sold it."""

    SOLD = "sold"
    THIRD_PARTY = "third_party"


class ReminderStatus(StrEnum):
    OPEN = "open"
    DONE = "done"


class Repeat(StrEnum):
    """When a reminder that is done comes again."""

    NEVER = "never"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class NoticeKind(StrEnum):
    """What a notification tells."""

    REMINDER = "reminder"
    TASK = "task"
    PAYMENT = "payment"
    VIEWED = "viewed"
    EXPIRING = "expiring"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_ANSWERED = "message_answered"
    CROSSING = "crossing"
    CONTRACT = "contract"
    LEAD = "lead"


class FenceShape(StrEnum):
    CIRCLE = "circle"
    POLYGON = "polygon"


class DeviceKind(StrEnum):
    VEHICLE = "vehicle"
    PHONE = "phone"
    TRACKER = "tracker"


class CrossingKind(StrEnum):
    ENTER = "enter"
    EXIT = "exit"


class NoteKind(StrEnum):
    """A site note belongs to a location and shows on every job there; an email note logs a message."""

    NOTE = "note"
    SITE = "site"
    JOB = "job"
    EMAIL = "email"


class FileKind(StrEnum):
    """What a file is to people. ``PROGRAM``: opening it would run something."""

    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    OFFICE = "office"
    PROGRAM = "program"
    OTHER = "other"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """``UNSURE``: the connection broke after everything was handed over and before the server said that it took it."""

    DRAFT = "draft"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    CANCELLED = "cancelled"
    RECEIVED = "received"


class RecipientKind(StrEnum):
    TO = "to"
    CC = "cc"
    BCC = "bcc"


class FormMoment(StrEnum):
    """When a form of a job is filled in."""

    START = "start"
    FINISH = "finish"
    ANY = "any"


class FormRule(StrEnum):
    """A mandatory form keeps work from beginning, or a job from being completed, until it is done."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    OFF = "off"


class OccurrenceStatus(StrEnum):
    """Whether an occurrence of a series is done follows from its job."""

    PLANNED = "planned"
    DISMISSED = "dismissed"


class ContractKind(StrEnum):
    AGREEMENT = "agreement"
    MEMBERSHIP = "membership"


class ContractState(StrEnum):
    """What is stored. Whether it is upcoming, ending or over follows from its days (``models.states``)."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


class BillingInterval(StrEnum):
    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class ProjectState(StrEnum):
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"


class LeadStatus(StrEnum):
    NEW = "new"
    CONTACTED = "contacted"
    APPOINTMENT = "appointment"
    POSTPONED = "postponed"
    ESTIMATED = "estimated"
    LOST = "lost"
