"""Adding files: the content first, whole and safe in the store, then the row that lists it."""

import io
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.attachments import source as sources
from officedesk.database.attachments.store import ready_to_write, store_for
from officedesk.database.attachments.taken import Readable, Taken, Vanished
from officedesk.errors import Cancelled, InvalidInput, NotAllowed, NotFound, OfficeBusy
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import FileKind, Role
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder
from officedesk.models.notes import Note
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import clean
from officedesk.models.work import Job, JobTask
from officedesk.services.desk import Desk
from officedesk.services.files import kinds
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import rows_of
from officedesk.services.files.rows import FileRow, kept_for
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
_TRIES = 3
_LONGEST_NAME = 1_000
_OF_CUSTOMER: tuple[tuple[str, type[Any], str], ...] = (
    ("location_id", Location, "location"),
    ("job_id", Job, "job"),
    ("equipment_id", Equipment, "equipment"),
    ("estimate_id", Estimate, "estimate"),
    ("invoice_id", Invoice, "invoice"),
    ("note_id", Note, "note"),
    ("project_id", Project, "project"),
)


def add_file(
    desk: Desk, source: Path, draft: FileDraft, report: Progress | None = None, cancelled: Cancel | None = None
) -> FileRow:
    """Add the file at ``source``, which stays where it is; all of it is listed, or nothing.

    ``report(done, total)`` counts bytes. Raises :class:`NotAllowed` for a link, a folder, a pipe or a device,
    :class:`OfficeMissing` where it vanished, :class:`DiskFull`, :class:`Cancelled` and :class:`InvalidInput`.
    """
    desk.need(Permission.FILES_WRITE)
    ready_to_write(desk.database)
    with desk.read() as session:
        _check(session, draft)
    name = draft.name if draft.name is not None else source.name

    def take() -> tuple[Taken, datetime | None]:
        with sources.opened(source) as file:
            taken = _take_in(desk, file, file.size, report, cancelled)
            return taken, _photographed(file.raw, taken, desk.zone)

    return _listed(desk, name, draft, take)


def add_bytes(desk: Desk, name: str, content: bytes, draft: FileDraft) -> FileRow:
    """Add a content that is in memory: what was pasted, scanned, or came with a message. Errors as :func:`add_file`."""
    desk.need(Permission.FILES_WRITE)
    ready_to_write(desk.database)
    with desk.read() as session:
        _check(session, draft)

    def take() -> tuple[Taken, datetime | None]:
        taken = _take_in(desk, io.BytesIO(content), len(content), None, None)
        return taken, _photographed(io.BytesIO(content), taken, desk.zone)

    return _listed(desk, draft.name if draft.name is not None else name, draft, take)


def files_below(desk: Desk, folder: Path) -> tuple[Path, ...]:
    """The files that adding a whole folder means, in the folders in it too: links and hidden files are left out."""
    desk.need(Permission.FILES_WRITE)
    return tuple(sources.below(folder))


def _take_in(desk: Desk, source: Readable, size: int, report: Progress | None, cancelled: Cancel | None) -> Taken:
    done = 0

    def hear(count: int) -> None:
        nonlocal done
        if cancelled is not None and cancelled():
            raise Cancelled("Stopped. The file was not added.")
        done += count
        if report is not None:
            # It may grow while it is read.
            report(done, max(done, size))

    hear(0)
    return store_for(desk.database).take_in(source, hear, kinds.media_type_of, desk.now())


def _listed(desk: Desk, name: str, draft: FileDraft, take: Callable[[], tuple[Taken, datetime | None]]) -> FileRow:
    for _ in range(_TRIES):
        taken, taken_at = take()
        with suppress(Vanished), desk.write() as session:
            store_for(desk.database).confirm(session, taken, desk.now())
            record = _record(desk, session, name, draft, taken, taken_at)
            session.add(record)
            session.flush()
            return rows_of(session, [record.id])[record.id]
        log.info("a content went before it was listed; it is copied again")
    raise OfficeBusy("The file could not be added: its content was taken away twice.", hint="Try again in a moment.")


def _record(
    desk: Desk, session: Session, name: str, draft: FileDraft, taken: Taken, taken_at: datetime | None
) -> Attachment:
    _check(session, draft)
    told = kinds.told_name(name)[:_LONGEST_NAME] or "file"
    now = desk.now()
    technician = desk.actor.role is Role.TECHNICIAN
    folder, named = _places(draft)
    return Attachment(
        customer_id=draft.customer_id,
        folder_id=folder,
        **named,
        task_id=draft.task_id,
        sha256=taken.sha256,
        name=told,
        kind=kinds.kind_of(told, taken.media_type),
        description=clean(draft.description, lines=True),
        # Who brings a file from the field sees it afterwards.
        for_technicians=draft.for_technicians or technician,
        added_at=now,
        added_by=desk.actor.name,
        technician_id=_technician(session, desk) if technician else None,
        taken_at=taken_at,
        created_at=now,
        updated_at=now,
    )


def _places(draft: FileDraft) -> tuple[int | None, dict[str, int | None]]:
    """The folder of its own that a file goes to, and what it belongs to: the one whose kept folder was named too."""
    named = {field: getattr(draft, field) for field, _, _ in _OF_CUSTOMER}
    if draft.folder_id is None or draft.folder_id >= 0:
        return draft.folder_id or None, named
    name, key = kept_for(draft.folder_id)
    return None, named | {name: key}


def _technician(session: Session, desk: Desk) -> int | None:
    """The field employee of that name, where there is just one."""
    found = session.scalars(select(Technician.id).where(Technician.name == desk.actor.name)).all()
    return found[0] if len(found) == 1 else None


def _check(session: Session, draft: FileDraft) -> None:
    """Raise where what the draft names is not the customer's, or gone."""
    owner = session.execute(
        select(Customer.name, Customer.deleted_at).where(Customer.id == draft.customer_id)
    ).one_or_none()
    if owner is None:
        raise NotFound("This customer is no longer there.", hint="It may have been erased at another desktop.")
    if owner.deleted_at is not None:
        raise NotAllowed(f"{owner.name} is in the trash.", hint="Restore the customer first.")
    wrong = {}
    folder, named = _places(draft)
    if folder and session.scalar(select(Folder.customer_id).where(Folder.id == folder)) != draft.customer_id:
        wrong["folder_id"] = "This folder is no longer there."
    for field, kind, word in _OF_CUSTOMER:
        wanted = named[field]
        if wanted is not None:
            found = session.scalar(select(kind.customer_id).where(kind.id == wanted))
            if found != draft.customer_id:
                wrong[field] = f"This {word} is no longer there, or another customer’s."
    if draft.task_id is not None:
        of_job = session.scalar(select(JobTask.job_id).where(JobTask.id == draft.task_id))
        if of_job is None or of_job != named["job_id"]:
            wrong["task_id"] = "This task is no longer part of the job."
    if wrong:
        raise InvalidInput(wrong)


def _photographed(source: IO[bytes], taken: Taken, zone: ZoneInfo) -> datetime | None:
    """When a photo says that it was taken; cameras tell the time on the wall, so it is the office's."""
    if kinds.kind_of("", taken.media_type) is not FileKind.IMAGE:
        return None
    from officedesk.services.files.pictures import taken_on

    wall = taken_on(source)
    if wall is None:
        return None
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC) if wall.tzinfo is None else wall.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
