"""What queries of notes return."""

from dataclasses import dataclass
from datetime import datetime

from officedesk.models.enums import Channel, NoteKind


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """``location_id`` takes the notes of that location and those of its jobs."""

    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    kind: NoteKind | None = None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note. Lists hold the beginning of a long ``text``; ``location`` of a job note is that of its job."""

    id: int
    customer_id: int
    company: str
    at: datetime
    kind: NoteKind
    channel: Channel | None
    """Of a logged message: how it went."""
    location: str
    location_id: int | None
    subject: str
    text: str
    author: str
    job_id: int | None
    job_number: str
    task_name: str
    pinned: bool
    changed: bool
    """It was changed after it was written."""
    version: int
    files: int = 0
    """Files on it that whoever asks may see."""


@dataclass(frozen=True, slots=True)
class JobNotes:
    """What whoever works on a job should have read: the notes of its site, and its own."""

    site: tuple[NoteRow, ...]
    job: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True)
class SiteNote:
    """A site note as papers print it."""

    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteChoices:
    """What a note of a customer can be about: (id, what it is called), the first choice first."""

    locations: tuple[tuple[int, str], ...]
    jobs: tuple[tuple[int, str], ...]
    """The customer's latest jobs, and the one asked for."""
