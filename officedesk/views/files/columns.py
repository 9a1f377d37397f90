"""Columns of files, and how a kind of file is shown."""

from officedesk.formatting import file_size
from officedesk.models.enums import FileKind
from officedesk.services.files.rows import FileRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

KINDS: dict[FileKind, tuple[str, str]] = {
    FileKind.IMAGE: ("Picture", "image"),
    FileKind.PDF: ("PDF", "file-pdf"),
    FileKind.TEXT: ("Text", "file-text"),
    FileKind.OFFICE: ("Office document", "file-text"),
    FileKind.PROGRAM: ("Program or script", "warning"),
    FileKind.OTHER: ("Other", "file"),
}
"""Word and icon of each kind."""


def file_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Location, Job #, Task name, Employee name, File name, Notes."""
    zone = shell.desk.zone

    def name(r: FileRow) -> Cell:
        word, icon = KINDS[r.kind]
        danger = r.kind is FileKind.PROGRAM
        marks = [(icon, "bad" if danger else "muted")]
        if r.for_technicians:
            marks.append(("identification-badge", "muted"))
        tip = [word, file_size(r.size)]
        if r.for_technicians:
            tip.append("technicians see it")
        return Cell(r.shown, bold=True, marks=tuple(marks), tip=f"{r.shown}\n{', '.join(tip)}")

    def day(r: FileRow) -> Cell:
        at = (r.taken_at or r.added_at).astimezone(zone)
        taken = f"Taken {shell.date(at.date())} {at:%H:%M}\n" if r.taken_at else ""
        added = r.added_at.astimezone(zone)
        return Cell(shell.date(at.date()), tip=f"{taken}Added {shell.date(added.date())} {added:%H:%M}")

    def folder(r: FileRow) -> Cell:
        return Cell("", chips=(Chip(r.folder),) if r.folder else ())

    columns = (
        Column("taken_at", "Date", 104, day, descending_first=True),
        Column("location", "Location", 150, lambda r: Cell(r.location), least=80),
        Column("job_number", "Job #", 66, lambda r: Cell(r.job_number)),
        Column("task_name", "Task name", 120, lambda r: Cell(r.task_name), least=70),
        Column("employee", "Employee name", 120, lambda r: Cell(r.employee or r.added_by), least=80),
        Column("name", "File name", 230, name, stretch=True, least=140),
        Column("description", "Notes", 160, lambda r: Cell(" ".join(r.description.split())), least=70),
        Column("size", "Size", 100, lambda r: Cell(file_size(r.size)), right=True),
        Column("folder", "Folder", 130, folder, sortable=False, least=80),
    )
    return on_cards(
        columns,
        name="title",
        description="1",
        location="2",
        taken_at="aside",
        folder="chips",
    )
