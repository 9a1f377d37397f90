"""What can be shown and opened: a file of the office, or the paper that went out with a message."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from officedesk.formatting import file_size
from officedesk.models.enums import FileKind
from officedesk.services.desk import Desk
from officedesk.services.files.rows import FileRow, Named
from officedesk.views.files.columns import KINDS
from officedesk.views.shell import Shell


@dataclass(frozen=True, slots=True)
class SentPaper(Named):
    """A message's own PDF as it went out; ``id`` is that of the message's file, ``at`` when it was sent."""

    id: int
    name: str
    size: int
    at: datetime
    kind: FileKind = FileKind.PDF
    description: str = ""


Showable = FileRow | SentPaper


def read(desk: Desk, file: Showable, limit: int) -> bytes:
    """The first ``limit`` bytes. Off the GUI thread, as are the others."""
    if isinstance(file, SentPaper):
        from officedesk.services.messaging.listing import sent_pdf

        return sent_pdf(desk, file.id)[1][:limit]
    from officedesk.services.files.reading import read as content

    return content(desk, file.id, limit)


def copy_to_open(desk: Desk, file: Showable) -> Path:
    """A read-only copy under a safe name, which goes with the desk."""
    if isinstance(file, SentPaper):
        from officedesk.services.messaging.listing import sent_pdf_to_open

        return sent_pdf_to_open(desk, file.id)
    from officedesk.services.files.reading import copy_to_open as copy

    return copy(desk, file.id)


def save(desk: Desk, file: Showable, target: Path) -> None:
    """Write it to ``target``, which somebody chose."""
    if isinstance(file, SentPaper):
        from officedesk.files import write_bytes
        from officedesk.services.messaging.listing import sent_pdf

        write_bytes(target, sent_pdf(desk, file.id)[1])
        return
    from officedesk.services.files.reading import save_copy

    save_copy(desk, file.id, target)


def facts(shell: Shell, file: Showable) -> str:
    """What it is, how large, when and by whom, and where it belongs."""
    known = [KINDS[file.kind][0], file_size(file.size)]
    zone = shell.desk.zone
    if isinstance(file, SentPaper):
        at = file.at.astimezone(zone)
        known.append(f"sent {shell.date(at.date())} {at:%H:%M}")
    else:
        at = (file.taken_at or file.added_at).astimezone(zone)
        job = f"Job {file.job_number}" if file.job_number else ""
        paper = f"Invoice {file.invoice_number}" if file.invoice_number else ""
        by = f"by {file.added_by}" if file.added_by else ""
        known += [f"{shell.date(at.date())} {at:%H:%M}", by, file.location, job, file.equipment, paper]
    return " · ".join(one for one in known if one)
