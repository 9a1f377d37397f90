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


class PaperSize(StrEnum):
    LETTER = "letter"
    A4 = "a4"


class ChangeAction(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    IMPORTED = "imported"
