"""What queries of crossings and stays return, and what they are asked by."""

from dataclasses import dataclass
from datetime import date, datetime

from officedesk.models.enums import CrossingKind
from officedesk.services.mapping.places_of_work import JobChoice


@dataclass(frozen=True, slots=True)
class CrossingFilter:
    """Days are the office's."""

    text: str = ""
    geofence_id: int | None = None
    device_id: int | None = None
    technician_id: int | None = None
    customer_id: int | None = None
    location_id: int | None = None
    kind: CrossingKind | None = None
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """A device went into a fence or out of it. ``seconds``: of a way out, how long it was inside, where known."""

    id: int
    at: datetime
    kind: CrossingKind
    geofence_id: int
    fence: str
    device_id: int
    device: str
    technician: str
    customer_id: int | None
    company: str
    location: str
    latitude: float
    longitude: float
    seconds: int | None

    @property
    def called(self) -> str:
        """“Van 3 · Anton Grip”."""
        return f"{self.device} · {self.technician}" if self.technician else self.device


@dataclass(frozen=True, slots=True)
class StayFilter:
    """Days are the office's, by the beginning of a stay. ``charged``: on a timesheet or an invoice, or neither."""

    text: str = ""
    geofence_id: int | None = None
    device_id: int | None = None
    technician_id: int | None = None
    customer_id: int | None = None
    location_id: int | None = None
    job_id: int | None = None
    date_from: date | None = None
    date_to: date | None = None
    charged: bool | None = None


@dataclass(frozen=True, slots=True)
class StayRow:
    """Time on site: from a way in to the way out that ended it, whose id it has.

    ``job_id`` is the job that is meant, ``None`` where a person has to choose one of ``jobs`` (or there is none).
    """

    id: int
    started: datetime
    ended: datetime
    geofence_id: int
    fence: str
    device_id: int
    device: str
    technician_id: int | None
    technician: str
    customer_id: int | None
    company: str
    location_id: int | None
    location: str
    job_id: int | None
    job: str
    jobs: tuple[JobChoice, ...]
    time_entry_id: int | None
    on_timesheet: bool
    """``False`` also where its entry is in the trash."""
    invoice_id: int | None
    invoice: str
    """Its number, or “draft”; empty where it is on none that counts."""

    @property
    def seconds(self) -> int:
        return max(round((self.ended - self.started).total_seconds()), 0)

    @property
    def called(self) -> str:
        return f"{self.device} · {self.technician}" if self.technician else self.device
