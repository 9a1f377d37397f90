"""What the form of a reminder sends back."""

from dataclasses import dataclass
from datetime import datetime

from officedesk.models.enums import Repeat


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """``due`` is wall time of the office, without a zone. ``about`` is the change log's word for what it is about."""

    subject: str = ""
    description: str = ""
    due: datetime | None = None
    user_id: int | None = None
    repeat: Repeat = Repeat.NEVER
    customer_id: int | None = None
    location_id: int | None = None
    about: str = ""
    about_id: int | None = None
    id: int | None = None
    version: int = 0
