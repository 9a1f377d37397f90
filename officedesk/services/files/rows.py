"""What queries for files return."""

from dataclasses import dataclass
from datetime import date, datetime

from officedesk.models.enums import FileKind

TOP = 0
"""As a folder: what lies in none."""
_PROJECTS = 1 << 40


def project_folder(project_id: int) -> int:
    """The id of the folder that a project has by itself. That of a job is minus the id of the job."""
    return -(_PROJECTS + project_id)


def kept_for(folder_id: int) -> tuple[str, int]:
    """Whose folder a kept one is: (``job_id`` or ``project_id``, the id). ``folder_id`` is below zero."""
    return ("project_id", -folder_id - _PROJECTS) if -folder_id > _PROJECTS else ("job_id", -folder_id)


@dataclass(frozen=True, slots=True)
class FileFilter:
    """``folder_id`` of a folder, of the kept one of a job or project, :data:`TOP` for what lies in none.

    Dates are days of the office on which files were added, or photos taken. ``opened``: those alone that the user at
    the desk looked at lately.
    """

    customer_id: int | None = None
    text: str = ""
    folder_id: int | None = None
    kind: FileKind | None = None
    location_id: int | None = None
    job_id: int | None = None
    equipment_id: int | None = None
    project_id: int | None = None
    date_from: date | None = None
    date_to: date | None = None
    opened: bool = False


class Named:
    """What is known of anything that has a file's name and kind."""

    __slots__ = ()
    name: str
    kind: FileKind

    @property
    def shown(self) -> str:
        """The name for a label."""
        from officedesk.services.files.kinds import shown

        return shown(self.name)

    @property
    def opens_quietly(self) -> bool:
        """Whether it may be opened without a warning."""
        from officedesk.services.files.kinds import opens_quietly

        return opens_quietly(self.name, self.kind)


@dataclass(frozen=True, slots=True)
class FileRow(Named):
    """A file as the office sees it. ``name`` is as it was told: show ``shown``, never use either as a path.

    ``added_at`` and ``taken_at`` are aware UTC; ``size`` is in bytes. ``folder_id`` is that of the folder it is shown
    in, a kept one of a job or project too; ``None`` for what lies in none.
    """

    id: int
    customer_id: int
    name: str
    size: int
    sha256: str
    media_type: str
    added_at: datetime
    added_by: str
    description: str
    location: str
    job_number: str
    task_name: str
    employee: str
    folder_id: int | None
    for_technicians: bool
    kind: FileKind
    company: str = ""
    folder: str = ""
    location_id: int | None = None
    job_id: int | None = None
    task_id: int | None = None
    equipment_id: int | None = None
    estimate_id: int | None = None
    invoice_id: int | None = None
    note_id: int | None = None
    equipment: str = ""
    invoice_number: str = ""
    taken_at: datetime | None = None
    version: int = 0
    project_id: int | None = None
    project_number: str = ""


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of a customer's files: ``id`` above zero; those kept for jobs and projects are below.

    ``files`` counts what lies in it itself. ``own`` folders may be renamed and deleted.
    """

    id: int
    name: str
    parent_id: int | None
    files: int
    own: bool
