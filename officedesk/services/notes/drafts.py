"""What a note's form edits."""

from dataclasses import dataclass
from datetime import datetime

from officedesk.models.enums import NoteKind


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note as it is written. A site note has a location, a job note a job, and with it the job's location.

    Any of them may be about a project.
    ``subject`` is that of a logged message; ``author`` and ``at`` are given by the first save and stay.
    """

    customer_id: int
    kind: NoteKind = NoteKind.NOTE
    text: str = ""
    location_id: int | None = None
    job_id: int | None = None
    task_id: int | None = None
    project_id: int | None = None
    pinned: bool = False
    subject: str = ""
    author: str = ""
    at: datetime | None = None
    id: int | None = None
    version: int = 0
