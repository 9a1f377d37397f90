"""What is told of a file when it is added."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileDraft:
    """Where a file belongs. ``folder_id`` may be that of the folder kept for a job or project.

    ``name`` is that of the source where it is ``None``. ``task_id`` is that of a task of the job.
    """

    customer_id: int
    folder_id: int | None = None
    location_id: int | None = None
    job_id: int | None = None
    task_id: int | None = None
    equipment_id: int | None = None
    estimate_id: int | None = None
    invoice_id: int | None = None
    note_id: int | None = None
    project_id: int | None = None
    description: str = ""
    for_technicians: bool = False
    name: str | None = None
