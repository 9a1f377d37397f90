"""What queries of equipment return."""

from dataclasses import dataclass
from datetime import date

from officedesk.models.enums import EquipmentKind, EquipmentSource, JobStatus


@dataclass(frozen=True, slots=True)
class EquipmentFilter:
    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    kind: EquipmentKind | None = None


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A piece of equipment in lists. ``months_left`` as :func:`~officedesk.services.equipment.warranty.months_left`."""

    id: int
    customer_id: int
    company: str
    kind: EquipmentKind
    source: EquipmentSource
    name: str
    type: str
    manufacturer: str
    model: str
    serial_number: str
    install_date: date | None
    warranty_ends: date | None
    months_left: int | None
    location_id: int | None
    location: str
    place: str
    notes: str
    parent_id: int | None
    parent: str
    """Of a part: what it belongs to."""
    version: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A job that worked on a piece of equipment or on one of its parts.

    ``day`` is that of its latest visit so far, else of its next one, else when it was made.
    """

    job_id: int
    number: str
    day: date
    description: str
    status: JobStatus
    technicians: str
    part: str
    """The part that was worked on, where it was not the equipment itself."""


@dataclass(frozen=True, slots=True)
class EquipmentFacts:
    """What the form shows beside the draft: its parts, and the service history, newest first."""

    parts: tuple[EquipmentRow, ...]
    history: tuple[ServiceRow, ...]
